"""Do the sections of a classification add up to all activities, region by region and period by period."""

import re
from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from smartspec.sources.checking.observation_additivity import is_relative
from smartspec.sources.checking.observation_closing import Records, closing, is_scaled
from smartspec.sources.checking.observation_codes import distinct
from smartspec.sources.checking.observation_differences import (
    Difference,
    and_more,
    foremost,
    in_words,
    relative_differences,
)
from smartspec.sources.checking.observation_grid import Column, Grid
from smartspec.sources.publication import Problem

#: Labels of all activities together.
_ALL = re.compile(r"\s*(всего|итого|total)\b", re.IGNORECASE)
_SECTION = re.compile(r"[A-Z]")
#: With fewer sections a table may show a choice of them.
_FEWEST_SECTIONS = 10


#: A sum that does not close: the column of all activities, the region, the row that states it, what the sections give.
_SUM = np.dtype(
    [(name, np.int64) for name in ("column", "region", "row")] + [(name, np.float64) for name in ("stated", "total")]
)


def activity_sums(grid: Grid) -> Iterator[Problem]:
    """Regions and periods in which the sections of a classification do not add up to all activities."""
    found: dict[tuple[str, str], list[Records]] = defaultdict(list)
    n_compared: dict[tuple[str, str], int] = defaultdict(int)
    for names, whole, sections in _blocks(grid):
        n, sums = _compared(grid, whole, sections, scaled=is_scaled(names.unit))
        n_compared[names.sheet, names.indicator] += n
        if len(sums):
            found[names.sheet, names.indicator].append(sums)
    for (sheet, indicator), blocks in found.items():
        sums = np.concatenate(blocks)
        relative = relative_differences(sums["total"], sums["stated"])
        first = foremost(grid, sums["row"], relative)
        shown = []
        for place, address in first:
            about = grid.regions[int(sums["region"][place])], grid.column(int(sums["column"][place])).period
            values = sums["stated"][place], sums["total"][place], relative[place]
            shown.append(str(Difference(about, address, *map(float, values))))
        message = (
            f"`{indicator}`: the sections do not add up to all activities in {len(relative)} of "
            f"{n_compared[sheet, indicator]} region-periods: {'; '.join(shown)}{and_more(len(relative))}"
        )
        yield Problem(in_words(sheet, first[0][1]), message, "the values stay as printed", "warning", "value")


def _compared(grid: Grid, whole: int, sections: list[int], *, scaled: bool) -> tuple[int, Records]:
    """How many regions have all activities and every section, and those in which these do not add up."""
    rows = grid.rows(np.array([whole, *sections]))
    values = grid.values(rows)
    regions = np.flatnonzero(~np.isnan(values).any(axis=0))
    stated, parts = values[0, regions], np.ascontiguousarray(values[1:, regions].T)
    totals, closes = closing(parts, stated, np.full(len(regions), scaled))
    differing = regions[~closes]
    sums = np.zeros(len(differing), dtype=_SUM)
    sums["column"], sums["region"], sums["row"] = whole, differing, rows[0, differing]
    sums["stated"], sums["total"] = stated[~closes], totals[~closes]
    return len(regions), sums


def _blocks(grid: Grid) -> Iterator[tuple[Column, int, list[int]]]:
    """A column of the series, that of all activities, and those of the sections, for each period that has both."""
    codes, labels, periods = (grid.texts(name) for name in ("activity", "activity_name", "period"))
    of_all = labels.where(not text or bool(_ALL.match(text)) for text in labels.texts)
    has_code = codes.where(map(bool, codes.texts))
    columns = np.flatnonzero((has_code | of_all)[grid.head])
    of_block, _ = distinct(grid.series[columns] * len(periods.texts) + periods.at[grid.head[columns]])
    wanted = codes.where(not text or bool(_SECTION.fullmatch(text)) for text in codes.texts)[grid.head[columns]]
    blocks: dict[int, dict[str, int]] = defaultdict(dict)
    activities = codes.at[grid.head[columns[wanted]]].tolist()
    for block, code, number in zip(of_block[wanted].tolist(), activities, columns[wanted].tolist(), strict=True):
        blocks[block][codes.texts[code]] = number
    names = grid.names_of_series()
    additive = [not is_relative(one.unit, one.indicator) for one in names]
    for _, by_activity in sorted(blocks.items()):
        whole = by_activity.pop("", -1)
        series = int(grid.series[whole])
        if whole >= 0 and len(by_activity) >= _FEWEST_SECTIONS and additive[series]:
            yield names[series], whole, list(by_activity.values())
