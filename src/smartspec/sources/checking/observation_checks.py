"""Checks of the observations of one file, run when it is read; every finding is a problem, no value is changed."""

import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from smartspec.sources.checking.observation_breaks import level_breaks
from smartspec.sources.checking.observation_codes import combined
from smartspec.sources.checking.observation_differences import in_words
from smartspec.sources.checking.observation_grid import Grid
from smartspec.sources.checking.observation_sections import activity_sums
from smartspec.sources.checking.observation_sums import region_sums
from smartspec.sources.publication import Problem

_EARLIEST, _LATEST = 1800, 2100
_YEAR = re.compile(r"\d{4}")
#: Years that a series must have before a break of its level is looked for.
_FEWEST = 5
_NO_YEAR = -1


def check_observations(observations: Any) -> list[Problem]:  # noqa: ANN401  # Arrow has no type marker
    """Everything doubtful in the observations of one file.

    Sums that do not close, sections that do not add up, sudden breaks of level, units that stand twice, years out of
    range, and values that lie after the date of the table without being forecasts.
    """
    if not len(observations):
        return []
    grid = Grid(observations)
    found = list(odd_years(grid))
    n_regions, n_names, n_periods, n_activities = (
        sum(map(bool, grid.texts(name).texts)) for name in ("region", "region_name", "period", "activity")
    )
    if max(n_regions, n_names) < 2 and n_periods < _FEWEST and n_activities < 2:
        return found
    found += [*repeated_units(grid), *region_sums(grid)]
    found += activity_sums(grid) if n_activities > 1 else ()
    found += level_breaks(grid) if n_periods >= _FEWEST else ()
    return found


def repeated_units(grid: Grid) -> Iterator[Problem]:
    """Regions that stand more than once in one column of a table of several regions."""
    if len(grid.regions) < 2:
        return
    again = grid.again()
    again = again[grid.region.of(again).where(map(bool, grid.regions))]
    of_unit, first = combined(one.of(again) for one in (grid.texts("sheet"), grid.region))
    rows, numbers = again[first], np.bincount(of_unit).tolist()
    for row, address, n in zip(rows.tolist(), grid.addresses(rows), numbers, strict=True):
        name = grid.regions[int(grid.region.at[row])]
        message = f"`{name}` stands more than once in a column: {n} values beyond the first"
        hint = "decide whether they are added up or one of them is wrong; all are kept"
        yield Problem(in_words(grid.text("sheet", row), address), message, hint, "warning", "region")


def odd_years(grid: Grid) -> Iterator[Problem]:
    """Periods that cannot be, and periods later than the date of the table that are no forecasts."""
    periods, vintages, flags = (grid.texts(name) for name in ("period", "vintage", "flag"))
    of_group, first = combined((grid.texts("sheet"), periods, vintages, flags))
    years = [_YEAR.match(text) for text in periods.texts]
    dates = [_YEAR.search(text) for text in vintages.texts]
    year, dated = (np.array([int(one[0]) if one else _NO_YEAR for one in ones]) for ones in (years, dates))
    of_year, of_date = year[periods.at[first]], dated[vintages.at[first]]
    is_free = flags.of(first).where(bool({"forecast", "blank"} & set(text.split("; "))) for text in flags.texts)
    is_odd = (of_year != _NO_YEAR) & ~((of_year >= _EARLIEST) & (of_year <= _LATEST))
    is_late = (of_year != _NO_YEAR) & ~is_odd & (of_date != _NO_YEAR) & (of_year > of_date) & ~is_free
    rows = np.flatnonzero((is_odd | is_late)[of_group])
    rows = rows[np.argsort(of_group[rows], kind="stable")]
    for one in np.split(rows, np.flatnonzero(np.diff(of_group[rows])) + 1) if rows.size else ():
        row = int(one[0])
        written, stated = years[int(periods.at[row])], dates[int(vintages.at[row])]
        if is_odd[of_group[row]]:
            message = f"the year {written and written[0]} is out of range in {len(one)} cells"
        else:
            table = f"a table of {stated and stated[0]}"
            message = f"{len(one)} values of {written and written[0]} stand in {table} and are no forecasts"
        place = in_words(grid.text("sheet", row), min(grid.addresses(one)))
        yield Problem(place, message, "look at the heading in the source", "warning", "period")
