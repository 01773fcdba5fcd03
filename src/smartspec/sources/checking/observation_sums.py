"""Do the parts of a region add up to it: regions to districts, districts to the country."""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from smartspec.sources.checking.observation_additivity import is_relative
from smartspec.sources.checking.observation_closing import Reals, Records, Truths, closing, is_scaled
from smartspec.sources.checking.observation_codes import Whole
from smartspec.sources.checking.observation_differences import (
    Difference,
    and_more,
    foremost,
    in_words,
    relative_differences,
)
from smartspec.sources.checking.observation_families import COUNTRY, Division, families
from smartspec.sources.checking.observation_grid import Column, Grid
from smartspec.sources.publication import Problem

#: From fewer sums nothing is concluded about an indicator.
_FEWEST_SUMS = 5
#: Beyond this relative difference in most columns the indicator is taken for one that is not additive.
_FAR = 0.01


class _Trials(NamedTuple):
    """Wholes of equally many parts, each by one of its divisions.

    Attributes
    ----------
    wholes, divisions : shape (trials,), number of the family, and of the division among those of the family.
    parts : shape (trials, parts), numbers of regions.
    periods : the only periods in which the divisions hold; empty for all.
    """

    wholes: Whole
    divisions: Whole
    parts: Whole
    periods: frozenset[str]


class _Families(NamedTuple):
    """The wholes of a table, with the numbers of their regions, and how each may be divided."""

    wholes: list[str]
    regions: Whole
    most_divisions: int
    trials: list[_Trials]

    @property
    def n_numbers(self) -> int:
        """Numbers that a comparison of one column of the grid lays out."""
        return sum(one.parts.size for one in self.trials) + 3 * self.most_divisions * len(self.wholes)


#: A sum that does not close: numbers of its series, whole and column, the row that states it, and what its parts give.
_SUM = np.dtype(
    [(name, np.int64) for name in ("series", "whole", "column", "row", "n_parts")]
    + [(name, np.float64) for name in ("stated", "total")]
)


def region_sums(grid: Grid) -> Iterator[Problem]:
    """Wholes whose parts do not add up to them, a problem for each series.

    Where the parts of a whole changed over time, tables use one division for all years or that of each year: a sum
    closes if one of the divisions closes it.
    """
    known = _families(grid)
    if not known.wholes:
        return
    names = grid.names_of_series()
    additive = np.array([not is_relative(one.unit, one.indicator) for one in names])
    scaled = np.array([is_scaled(one.unit) for one in names])
    n_compared = np.zeros(len(names), dtype=np.int64)
    found = []
    for columns in grid.pieces(np.flatnonzero(additive[grid.series]), each=known.n_numbers):
        n_of_columns, sums = _compared(grid, columns, known, scaled[grid.series[columns]])
        np.add.at(n_compared, grid.series[columns], n_of_columns)
        found.append(sums)
    if not found:
        return
    sums = np.concatenate(found)
    sums = sums[np.lexsort((sums["column"], sums["whole"], sums["series"]))]
    ends = np.searchsorted(sums["series"], np.arange(len(names) + 1))
    for series, n in enumerate(n_compared.tolist()):
        if n:
            of_series = sums[ends[series] : ends[series + 1]]
            yield from _reported(grid, names[series], of_series, n_compared=n, wholes=known.wholes)


def _families(grid: Grid) -> _Families:
    """All wholes with all their divisions, those of equally many parts together."""
    periods = sorted({text[:4] for text in grid.texts("period").texts})
    together: dict[tuple[int, frozenset[str]], list[tuple[int, int, list[int]]]] = defaultdict(list)
    wholes, most = [], 0
    for number, (whole, divisions) in enumerate(families(grid.regions, periods)):
        wholes.append(whole)
        most = max(most, len(divisions))
        for place, division in enumerate(divisions):
            for parts, of_periods in _by_parts(division).items():
                together[len(parts), of_periods].append((number, place, [grid.place_of[part] for part in parts]))
    trials = []
    for (_, of_periods), members in together.items():
        wholes_of, places, parts_of = (np.array(one, dtype=np.int64) for one in zip(*members, strict=True))
        trials.append(_Trials(wholes_of, places, parts_of, of_periods))
    return _Families(wholes, np.array([grid.place_of[one] for one in wholes], dtype=np.int64), most, trials)


def _by_parts(division: Division) -> dict[tuple[str, ...], frozenset[str]]:
    """Parts to the periods in which a whole has them; to none if it has them in all."""
    if "" in division:
        return {division[""]: frozenset()} if division[""] else {}
    found: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for period, parts in division.items():
        found[parts].add(period)
    return {parts: frozenset(periods) for parts, periods in found.items() if parts}


def _compared(grid: Grid, columns: Whole, known: _Families, scaled: Truths) -> tuple[Whole, Records]:
    """How many wholes were compared in each column, and those that their parts do not add up to."""
    rows = grid.rows(columns)
    values = grid.values(rows)
    shape = (known.most_divisions, len(known.wholes), len(columns))
    totals, closes, n_parts = np.full(shape, np.nan), np.zeros(shape, dtype=np.bool_), np.zeros(shape, dtype=np.int64)
    periods = grid.texts("period")
    years = [text[:4] for text in periods.texts]
    for wholes, divisions, parts, only in known.trials:
        at = np.arange(len(columns))
        if only:
            at = at[periods.where(year in only for year in years)[grid.head[columns]]]
        taken, stated = values[at[:, None, None], parts], values[at[:, None], known.regions[wholes]]
        found = closing(taken.reshape(-1, parts.shape[1]), stated.ravel(), np.repeat(scaled[at], len(wholes)))
        place = divisions[:, None], wholes[:, None], at
        totals[place], closes[place] = (one.reshape(stated.shape).T for one in found)
        n_parts[place] = parts.shape[1]
    stated = values[:, known.regions].T
    equal = closes.any(axis=0)
    differs = ~np.isnan(totals).all(axis=0) & ~np.isnan(stated) & ~equal
    whole, column = np.nonzero(differs)
    sums = np.zeros(len(whole), dtype=_SUM)
    sums["whole"], sums["column"], sums["series"] = whole, columns[column], grid.series[columns[column]]
    sums["row"], sums["stated"] = rows[column, known.regions[whole]], stated[whole, column]
    tried, n_tried = totals[:, whole, column], n_parts[:, whole, column]
    is_country = np.array([one == COUNTRY for one in known.wholes])[whole]
    chosen = _chosen(tried, sums["stated"], n_tried, is_country), np.arange(len(whole))
    sums["total"], sums["n_parts"] = tried[chosen], n_tried[chosen]
    n_of_columns: Whole = (equal | differs).sum(axis=0)
    return n_of_columns, sums


def _chosen(tried: Reals, stated: Reals, n_parts: Whole, is_country: Truths) -> Whole:
    """Which division to show for each sum: of the country the first, of others the nearest, of equals the smallest."""
    there = ~np.isnan(tried)
    away = np.where(there, np.abs(tried - stated), np.inf)
    nearest = there & (away == away.min(axis=0, initial=np.inf))
    smallest = np.where(nearest, n_parts, np.iinfo(np.int64).max)
    chosen: Whole = np.where(is_country, there.argmax(axis=0), smallest.argmin(axis=0))
    return chosen


def _reported(grid: Grid, names: Column, sums: Records, *, n_compared: int, wholes: list[str]) -> Iterator[Problem]:
    """One problem for a series: the country first, then the largest differences."""
    relative = relative_differences(sums["total"], sums["stated"])
    if n_compared >= _FEWEST_SUMS and int((relative > _FAR).sum()) > n_compared / 2:
        message = f"`{names.indicator}`: parts do not add up to wholes in most columns; it is not treated as additive"
        yield Problem(in_words(names.sheet, ""), message, "do not add its values over regions", "note")
        return
    if not len(sums):
        return
    is_long = np.array([len(whole) > 2 for whole in wholes])[sums["whole"]]
    shown, first = [], foremost(grid, sums["row"], relative, later=is_long)
    for place, address in first:
        column, whole = grid.column(int(sums["column"][place])), int(sums["whole"][place])
        values = sums["stated"][place], sums["total"][place], relative[place]
        difference = Difference((column.activity or column.label, column.period), address, *map(float, values))
        last = np.searchsorted(sums["whole"], whole, side="right") - 1
        shown.append(f"`{wholes[whole]}` of {sums['n_parts'][last]} parts: {difference}")
    message = (
        f"`{names.indicator}`: {len(sums)} of {n_compared} sums over regions do not close: "
        f"{'; '.join(shown)}{and_more(len(sums))}"
    )
    hint = "compare with the source; the values stay as printed"
    yield Problem(in_words(names.sheet, first[0][1]), message, hint, "warning", "value")
