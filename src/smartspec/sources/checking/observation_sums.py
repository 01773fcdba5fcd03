"""Do the parts add up to the whole: regions to districts to the country, sections to all activities."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

import numpy as np

from smartspec.sources.checking.observation_additivity import is_relative
from smartspec.sources.checking.observation_grid import Column, Grid
from smartspec.sources.publication import Problem

#: Units in which whole numbers have been rounded.
_SCALED = re.compile(r"млн|млрд|тыс|million|billion|thousand|\bMIO|\bTHS", re.IGNORECASE)
#: Relative difference that rounding before a conversion of units may leave.
_ROUNDED = 1e-4
#: Labels of all activities together.
_ALL = re.compile(r"\s*(всего|итого|total)\b", re.IGNORECASE)
_EXAMPLES = 3
_COUNTRY = "RU"
#: With fewer sections a table may show a choice of them.
_FEWEST_SECTIONS = 10
#: From fewer sums nothing is concluded about an indicator.
_FEWEST_SUMS = 5
#: Beyond this relative difference in most columns the indicator is taken for one that is not additive.
_FAR = 0.01


@dataclass(frozen=True, slots=True)
class _Difference:
    """A whole that its parts do not add up to."""

    column: Column
    address: str
    stated: float
    total: float

    @property
    def relative(self) -> float:
        return abs(self.total - self.stated) / max(abs(self.stated), 1e-300)

    def __str__(self) -> str:
        what = " ".join(part for part in (self.column.activity or self.column.label, self.column.period) if part)
        share = f"{100 * self.relative:.2g} %"
        return f"{what} states {self.stated:.15g}, parts give {self.total:.15g} ({share}, cell {self.address})"


def _largest_first(differing: list[_Difference]) -> str:
    """The first few differences in words, the largest first; sorts the list."""
    differing.sort(key=lambda one: (-one.relative, one.address))
    more = f"; and {len(differing) - _EXAMPLES} more" if len(differing) > _EXAMPLES else ""
    return "; ".join(map(str, differing[:_EXAMPLES])) + more


@dataclass(slots=True)
class _Sum:
    """How one whole and its parts compare over the columns of a series."""

    whole: str
    n_parts: int = 0
    equal: int = 0
    differing: list[_Difference] = field(default_factory=list)

    @property
    def n_compared(self) -> int:
        return self.equal + len(self.differing)

    @property
    def n_far(self) -> int:
        return sum(one.relative > _FAR for one in self.differing)


def region_sums(grid: Grid) -> Iterator[Problem]:
    """Wholes whose parts do not add up to them, a problem for each series and whole.

    Where the parts of a whole changed over time, tables use one division for all years or that of each year: a sum
    closes if one of the divisions closes it.
    """
    families = list(_families(grid))
    if not families:
        return
    by_series: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, column in enumerate(grid.columns):
        by_series[column.series].append(number)
    for series, columns in by_series.items():
        if is_relative(series[2], series[1]):
            continue
        sums = [_compared(grid, columns, whole, divisions) for whole, divisions in families]
        yield from _reported(series[0], series[1], sums)


#: Parts of a whole by period; `""` stands for every period.
Division = Mapping[str, tuple[str, ...]]


def _families(grid: Grid) -> Iterator[tuple[str, list[Division]]]:
    """Every whole in the grid with the ways in which it may be divided."""
    present = frozenset(grid.regions)
    periods = sorted({column.period[:4] for column in grid.columns})
    if _COUNTRY in present:
        yield from _russian_families(present, periods)
    yield from _nuts_families(present)


#: Days with different sets or compositions of federal districts; the last is today's.
_DAYS = (date(2009, 12, 31), date(2015, 12, 31), date(2018, 6, 30), None)


def _russian_families(present: frozenset[str], periods: Iterable[str]) -> Iterator[tuple[str, list[Division]]]:
    districts = {code for code in present if code.startswith("FD-")}
    if districts:
        by_period = {period: tuple(sorted(districts & _districts(period))) for period in periods}
        yield _COUNTRY, [{"": tuple(sorted(districts))}, by_period]
    for district in sorted(districts):
        ways = [tuple(sorted(c for c in present if _district(c, day) == district)) for day in _DAYS[::-1]]
        found: list[Division] = [{"": parts} for parts in dict.fromkeys(ways) if len(parts) > 1]
        if found:
            yield district, found


@lru_cache(maxsize=256)
def _districts(period: str) -> frozenset[str]:
    """The federal districts of a year: those at its end, when tables are closed."""
    from smartspec.places import regions

    at = date(int(period), 12, 31) if period.isdigit() else None
    return frozenset(region.code for region in regions("district", at=at))


@lru_cache(maxsize=4096)
def _district(code: str, day: date | None) -> str | None:
    """The district of a federal subject with its okrugs on a day; None for anything else."""
    from smartspec.places import district_of
    from smartspec.places.region_table import known, region

    if not known(code) or region(code).kind != "subject":
        return None
    return district_of(code, at=day) if region(code).valid(day) else None


def _nuts_families(present: frozenset[str]) -> Iterator[tuple[str, list[Division]]]:
    codes = {code for code in present if re.fullmatch(r"[A-Z]{2}[0-9A-Z]{0,3}", code)}
    by_whole: dict[str, list[str]] = defaultdict(list)
    for code in codes:
        if len(code) > 2:
            by_whole[code[:-1]].append(code)
    for whole in sorted(by_whole.keys() & codes):
        yield whole, [{"": tuple(sorted(by_whole[whole]))}]


def _compared(grid: Grid, columns: list[int], whole: str, divisions: list[Division]) -> _Sum:
    found = _Sum(whole)
    place = grid.place_of[whole]
    for number in columns:
        column, stated = grid.columns[number], float(grid.values[number, place])
        if np.isnan(stated):
            continue
        totals: list[tuple[float, int]] = []
        closes = False
        for division in divisions:
            parts = division.get("", division.get(column.period[:4], ()))
            values = grid.values[number, [grid.place_of[part] for part in parts]]
            if not parts or np.isnan(values).any():
                continue
            totals.append((float(values.sum()), len(parts)))
            closes = closes or _closes(totals[-1][0], values, stated, column.unit)
        if closes:
            found.equal += 1
        elif totals:
            nearest = min(totals, key=lambda one: (abs(one[0] - stated), one[1]))
            total, found.n_parts = totals[0] if whole == _COUNTRY else nearest
            found.differing.append(_Difference(column, grid.address(number, place), stated, total))
    return found


def _closes(total: float, values: np.ndarray, stated: float, unit: str) -> bool:
    """Whether parts add up to a whole, at once where they do exactly."""
    difference = abs(total - stated)
    return difference <= 1e-9 * max(abs(stated), 1.0) or difference <= _tolerance(values, stated, unit)


def _tolerance(values: np.ndarray, stated: float, unit: str) -> float:
    """Half a unit of the last printed digit for every part; whole numbers of things must agree exactly."""
    every = [*values.tolist(), stated]
    exact = 1e-9 * max(abs(stated), 1.0)
    for digits in range(7):
        if all(abs(value * 10**digits - round(value * 10**digits)) < 1e-6 for value in every):
            rounded = digits > 0 or bool(_SCALED.search(unit))
            return max(exact, 0.5 * 10**-digits * len(every), _ROUNDED * abs(stated)) if rounded else exact
    return max(exact, _ROUNDED * abs(stated))


def _reported(sheet: str, indicator: str, sums: list[_Sum]) -> Iterator[Problem]:
    """One problem for a series: the country first, then the largest differences."""
    compared = sum(one.n_compared for one in sums)
    if compared >= _FEWEST_SUMS and sum(one.n_far for one in sums) > compared / 2:
        message = f"`{indicator}`: parts do not add up to wholes in most columns; it is not treated as additive"
        yield Problem(_place(sheet, ""), message, "do not add its values over regions", "note")
        return
    open_ = [(one, difference) for one in sums for difference in one.differing]
    if not open_:
        return
    open_.sort(key=lambda found: (len(found[0].whole) > 2, -found[1].relative, found[1].address))
    shown = "; ".join(f"`{one.whole}` of {one.n_parts} parts: {what}" for one, what in open_[:_EXAMPLES])
    more = f"; and {len(open_) - _EXAMPLES} more" if len(open_) > _EXAMPLES else ""
    message = f"`{indicator}`: {len(open_)} of {compared} sums over regions do not close: {shown}{more}"
    hint = "compare with the source; the values stay as printed"
    yield Problem(_place(sheet, open_[0][1].address), message, hint, "warning", "value")


def _place(sheet: str, address: str) -> str:
    parts = [f"sheet `{sheet}`" if sheet else "", f"cell {address}" if address else ""]
    return ", ".join(part for part in parts if part) or "file"


def activity_sums(grid: Grid) -> Iterator[Problem]:
    """Regions and periods in which the sections of a classification do not add up to all activities."""
    found: dict[tuple[str, str], list[_Difference]] = defaultdict(list)
    n_compared: dict[tuple[str, str], int] = defaultdict(int)
    for series, whole, sections in _blocks(grid):
        key = (series[0], series[1])
        for region in range(len(grid.regions)):
            stated, values = float(grid.values[whole, region]), grid.values[sections, region]
            if np.isnan(stated) or np.isnan(values).any():
                continue
            n_compared[key] += 1
            total = float(values.sum())
            if not _closes(total, values, stated, series[2]):
                column = Column(series, grid.regions[region], "", grid.columns[whole].period)
                found[key].append(_Difference(column, grid.address(whole, region), stated, total))
    for (sheet, indicator), differing in found.items():
        shown = _largest_first(differing)
        message = (
            f"`{indicator}`: the sections do not add up to all activities in {len(differing)} of "
            f"{n_compared[sheet, indicator]} region-periods: {shown}"
        )
        yield Problem(_place(sheet, differing[0].address), message, "the values stay as printed", "warning", "value")


def _blocks(grid: Grid) -> Iterator[tuple[tuple[str, ...], int, list[int]]]:
    """Series, column of all activities, and columns of the sections, for each period that has both."""
    blocks: dict[tuple[tuple[str, ...], str], dict[str, int]] = defaultdict(dict)
    for number, column in enumerate(grid.columns):
        if column.activity or not column.label or _ALL.match(column.label):
            blocks[column.series, column.period][column.activity] = number
    for (series, _), by_activity in blocks.items():
        sections = [number for code, number in by_activity.items() if re.fullmatch(r"[A-Z]", code)]
        if "" in by_activity and len(sections) >= _FEWEST_SECTIONS and not is_relative(series[2], series[1]):
            yield series, by_activity[""], sections
