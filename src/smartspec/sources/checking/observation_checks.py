"""Checks of the observations of one file, run when it is read; every finding is a problem, no value is changed."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from smartspec.sources.checking.observation_additivity import is_relative
from smartspec.sources.checking.observation_grid import Grid
from smartspec.sources.checking.observation_sums import activity_sums, region_sums
from smartspec.sources.publication import Problem

_EARLIEST, _LATEST = 1800, 2100
_YEAR = re.compile(r"\d{4}")
#: A step of the logarithm that is this large, and this many times the usual one, is a break of level.
_STEP, _TIMES_USUAL = 0.4, 5.0
_EXAMPLES, _FEWEST = 3, 5


def check_observations(observations: Any) -> list[Problem]:  # noqa: ANN401  # Arrow has no type marker
    """Everything doubtful in the observations of one file.

    Sums that do not close, sections that do not add up, sudden breaks of level, units that stand twice, years out of
    range, and values that lie after the date of the table without being forecasts.
    """
    if not len(observations):
        return []
    found = list(odd_years(observations))
    n_regions, n_periods, n_activities = (_distinct(observations, name) for name in ("region", "period", "activity"))
    if max(n_regions, _distinct(observations, "region_name")) < 2 and n_periods < _FEWEST and n_activities < 2:
        return found
    grid = Grid(observations)
    found += [*repeated_units(grid), *region_sums(grid)]
    found += activity_sums(grid) if n_activities > 1 else ()
    found += level_breaks(grid) if n_periods >= _FEWEST else ()
    return found


def _distinct(observations: Any, name: str) -> int:  # noqa: ANN401
    import pyarrow.compute as pc

    return int(pc.count_distinct(observations[name], mode="only_valid").as_py())


def repeated_units(grid: Grid) -> Iterator[Problem]:
    """Regions that stand more than once in one column of a table of several regions."""
    if len(grid.regions) < 2:
        return
    twice: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in grid.again.tolist():
        name = grid.text("region", row) or grid.text("region_name", row)
        if name:
            twice[grid.text("sheet", row), name].append(grid.cells[row])
    for (sheet, name), cells in twice.items():
        where = f"sheet `{sheet}`, cell {cells[0]}" if sheet else f"cell {cells[0]}"
        message = f"`{name}` stands more than once in a column: {len(cells)} values beyond the first"
        hint = "decide whether they are added up or one of them is wrong; all are kept"
        yield Problem(where, message, hint, "warning", "region")


def odd_years(observations: Any) -> Iterator[Problem]:  # noqa: ANN401
    """Periods that cannot be, and periods later than the date of the table that are no forecasts."""
    columns = ("sheet", "period", "vintage", "flag")
    grouped = observations.group_by(list(columns)).aggregate([("cell", "min"), ("cell", "count")])
    for row in grouped.to_pylist():
        year = _YEAR.match(row["period"] or "")
        if not year:
            continue
        where = f"sheet `{row['sheet']}`, cell {row['cell_min']}" if row["sheet"] else f"cell {row['cell_min']}"
        dated = _YEAR.search(row["vintage"] or "")
        if not _EARLIEST <= int(year[0]) <= _LATEST:
            message = f"the year {year[0]} is out of range in {row['cell_count']} cells"
            yield Problem(where, message, "look at the heading in the source", "warning", "period")
        elif dated and int(year[0]) > int(dated[0]) and not {"forecast", "blank"} & set(row["flag"].split("; ")):
            message = f"{row['cell_count']} values of {year[0]} stand in a table of {dated[0]} and are no forecasts"
            yield Problem(where, message, "look at the heading in the source", "warning", "period")


def level_breaks(grid: Grid) -> Iterator[Problem]:
    """Sudden changes of level of the whole country from one year to the next, one problem for each indicator.

    Shares, rates and indices are left out, and so are activities below sections: they move for many reasons.
    """
    top = _top_region(grid)
    if top < 0:
        return
    series: dict[tuple[tuple[str, ...], str, str], list[tuple[int, int]]] = defaultdict(list)
    for number, column in enumerate(grid.columns):
        if _YEAR.fullmatch(column.period) and grid.values[number, top] > 0 and len(column.activity) < 2:
            series[column.series, column.activity, column.label].append((int(column.period), number))
    found: dict[tuple[str, ...], list[_Break]] = defaultdict(list)
    for (names, activity, label), points in series.items():
        if not is_relative(names[2], names[1]):
            found[names] += _breaks(grid, top, sorted(points), (activity, label))
    for names, breaks in found.items():
        if breaks:
            breaks.sort(key=lambda one: (one.activity[0] != "", -abs(one.change), one.address))
            shown = "; ".join(map(str, breaks[:_EXAMPLES]))
            more = f"; and {len(breaks) - _EXAMPLES} more" if len(breaks) > _EXAMPLES else ""
            message = f"`{names[1]}`: `{grid.regions[top]}` changes its level unlike its other years: {shown}{more}"
            sheet = f"sheet `{names[0]}`, " if names[0] else ""
            hint = "a change of method or scope? do not compare across it without a reason"
            yield Problem(f"{sheet}cell {breaks[0].address}", message, hint, "warning", "value")


@dataclass(frozen=True, slots=True)
class _Break:
    """A step from one year to the next that is unlike the others."""

    activity: tuple[str, str]
    before: tuple[int, float]
    after: tuple[int, float]
    address: str

    @property
    def change(self) -> float:
        return 100 * (self.after[1] / self.before[1] - 1)

    def __str__(self) -> str:
        (first, low), (second, high) = self.before, self.after
        what = " ".join(self.activity).strip()
        what = f"{what} " if what else ""
        return f"{what}{low:.15g} in {first}, {high:.15g} in {second} ({self.change:+.1f} %, cell {self.address})"


def _breaks(grid: Grid, top: int, points: list[tuple[int, int]], activity: tuple[str, str]) -> Iterator[_Break]:
    if len(points) < _FEWEST:
        return
    values = np.array([grid.values[number, top] for _, number in points])
    steps = np.diff(np.log(values))
    usual = max(float(np.median(np.abs(steps - np.median(steps)))), 0.02)
    far = (np.abs(steps - np.median(steps)) > _TIMES_USUAL * usual) & (np.abs(steps) > _STEP)
    for place in np.flatnonzero(far).tolist():
        (first, _), (second, number) = points[place], points[place + 1]
        if second == first + 1:
            before, after = (first, float(values[place])), (second, float(values[place + 1]))
            yield _Break(activity, before, after, grid.address(number, top))


def _top_region(grid: Grid) -> int:
    """Number of the country, or of the region with the most values; -1 if there is none."""
    for code in ("RU", "EU27_2020", "WORLD"):
        if code in grid.place_of:
            return grid.place_of[code]
    if not grid.regions:
        return -1
    return int(np.argmax(np.nansum(grid.values, axis=0))) if len(grid.regions) <= 3 else -1
