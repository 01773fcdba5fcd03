"""Do the parts add up to the whole: regions to districts to the country, sections to all activities."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

import numpy as np

from smartspec.sources.observation_grid import Column, Grid
from smartspec.sources.publication import Problem

#: Words of units and indicators whose values are never added over regions.
_RELATIVE = re.compile(
    r"процент|в\s*%|%|индекс|уровень|удельн|доля|коэффициент|на душу|на одного|на \d[\d\s]* ?(чел|жит)|средн"
    r"|per cent|percent|\bindex\b|per capita|per head|per inhabitant|\brate\b|\bshare\b|average"
    r"|_HAB\b|^PC_|^I\d\d|CLV_I|PPS_HAB|темп",
    re.IGNORECASE,
)
_EXAMPLES = 3
#: Beyond this relative difference in most columns the indicator is taken for one that is not additive.
_FAR = 0.01


def is_relative(unit: str, indicator: str) -> bool:
    """Whether the words of a unit or indicator say that its values are not added over regions.

    Examples
    --------
    >>> is_relative("процентов", ""), is_relative("млн. руб.", "Основные фонды"), is_relative("EUR_HAB", "")
    (True, False, True)
    """
    return bool(_RELATIVE.search(unit) or _RELATIVE.search(indicator))


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
        what = " ".join(part for part in (self.column.activity, self.column.period) if part)
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
    unknown: int = 0
    differing: list[_Difference] = field(default_factory=list)

    @property
    def n_compared(self) -> int:
        return self.equal + len(self.differing)

    @property
    def n_far(self) -> int:
        return sum(one.relative > _FAR for one in self.differing)


def region_sums(grid: Grid) -> Iterator[Problem]:
    """Wholes whose parts do not add up to them, a problem for each series and whole."""
    families = list(_families(grid))
    if not families:
        return
    by_series: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, column in enumerate(grid.columns):
        by_series[column.series].append(number)
    for series, columns in by_series.items():
        if is_relative(series[2], series[1]):
            continue
        sums = [_compared(grid, columns, whole, parts) for whole, parts in families]
        yield from _reported(series[0], series[1], sums)


def _families(grid: Grid) -> Iterator[tuple[str, Mapping[str, tuple[str, ...]]]]:
    """Every whole in the grid with its parts by period (`""` for every period)."""
    present = frozenset(grid.regions)
    periods = sorted({column.period[:4] for column in grid.columns})
    if "RU" in present:
        yield from _russian_families(present, periods)
    yield from _nuts_families(present)


def _russian_families(
    present: frozenset[str], periods: Iterable[str]
) -> Iterator[tuple[str, Mapping[str, tuple[str, ...]]]]:
    districts = {code for code in present if code.startswith("FD-")}
    if districts:
        by_period = {period: tuple(sorted(districts & _districts(period))) for period in periods}
        yield "RU", by_period
    today = _districts_today()
    for district in sorted(districts):
        parts = tuple(sorted(code for code in present if today.get(code) == district))
        if len(parts) > 1:
            yield district, {"": parts}


@lru_cache(maxsize=256)
def _districts(period: str) -> frozenset[str]:
    """The federal districts of a year: those at its end, when tables are closed."""
    from smartspec.places import regions

    at = date(int(period), 12, 31) if period.isdigit() else None
    return frozenset(region.code for region in regions("district", at=at))


@lru_cache(maxsize=1)
def _districts_today() -> Mapping[str, str]:
    from smartspec.places import district_of, subjects

    return {one.code: found for one in subjects(okrugs=False) if (found := district_of(one.code))}


def _nuts_families(present: frozenset[str]) -> Iterator[tuple[str, Mapping[str, tuple[str, ...]]]]:
    codes = {code for code in present if re.fullmatch(r"[A-Z]{2}[0-9A-Z]{0,3}", code)}
    for whole in sorted(codes):
        if len(whole) < 5:
            parts = tuple(sorted(c for c in codes if len(c) == len(whole) + 1 and c.startswith(whole)))
            if len(parts) > 1 or (parts and len(whole) > 2):
                yield whole, {"": parts}


def _compared(grid: Grid, columns: list[int], whole: str, parts_by_period: Mapping[str, tuple[str, ...]]) -> _Sum:
    found = _Sum(whole)
    place = grid.place_of[whole]
    for number in columns:
        column = grid.columns[number]
        parts = parts_by_period.get("", parts_by_period.get(column.period[:4], ()))
        found.n_parts = max(found.n_parts, len(parts))
        values = grid.values[number, [grid.place_of[part] for part in parts]]
        stated = grid.values[number, place]
        if not parts or np.isnan(stated) or np.isnan(values).any():
            found.unknown += not np.isnan(stated)
            continue
        total = float(values.sum())
        if abs(total - stated) <= _tolerance(values, float(stated)):
            found.equal += 1
        else:
            found.differing.append(_Difference(column, grid.address(number, place), float(stated), total))
    return found


def _tolerance(values: np.ndarray, stated: float) -> float:
    """Half a unit of the last printed digit for every part; whole numbers must agree exactly."""
    every = [*values.tolist(), stated]
    exact = 1e-9 * max(abs(stated), 1.0)
    for digits in range(7):
        if all(abs(value * 10**digits - round(value * 10**digits)) < 1e-6 for value in every):
            return exact if digits == 0 else max(exact, 0.5 * 10**-digits * len(every))
    return max(exact, 1e-6 * abs(stated))


def _reported(sheet: str, indicator: str, sums: list[_Sum]) -> Iterator[Problem]:
    compared = sum(one.n_compared for one in sums)
    if compared and sum(one.n_far for one in sums) > compared / 2:
        message = f"`{indicator}`: parts do not add up to wholes in most columns; it is not treated as additive"
        yield Problem(_place(sheet, ""), message, "do not add its values over regions", "note")
        return
    for one in sums:
        if one.differing:
            shown = _largest_first(one.differing)
            message = (
                f"`{indicator}`: {one.n_parts} parts of `{one.whole}` do not add up to it in {len(one.differing)} of "
                f"{one.n_compared} columns: {shown}"
            )
            hint = "compare with the source; the values stay as printed"
            yield Problem(_place(sheet, one.differing[0].address), message, hint, "warning", "value")


def _place(sheet: str, address: str) -> str:
    parts = [f"sheet `{sheet}`" if sheet else "", f"cell {address}" if address else ""]
    return ", ".join(part for part in parts if part) or "file"


def activity_sums(grid: Grid) -> Iterator[Problem]:
    """Regions and periods in which the sections of a classification do not add up to all activities."""
    blocks: dict[tuple[tuple[str, ...], str], dict[str, int]] = defaultdict(dict)
    for number, column in enumerate(grid.columns):
        blocks[column.series, column.period][column.activity] = number
    found: dict[tuple[str, str], list[_Difference]] = defaultdict(list)
    n_compared: dict[tuple[str, str], int] = defaultdict(int)
    for (series, _), by_activity in blocks.items():
        sections = [number for code, number in by_activity.items() if re.fullmatch(r"[A-Z]", code)]
        if "" not in by_activity or len(sections) < 10 or is_relative(series[2], series[1]):
            continue
        whole = by_activity[""]
        key = (series[0], series[1])
        for region in range(len(grid.regions)):
            stated, values = grid.values[whole, region], grid.values[sections, region]
            if np.isnan(stated) or np.isnan(values).any():
                continue
            n_compared[key] += 1
            total = float(values.sum())
            if abs(total - stated) > _tolerance(values, float(stated)):
                column = Column(series, grid.regions[region], grid.columns[whole].period)
                found[key].append(_Difference(column, grid.address(whole, region), float(stated), total))
    for (sheet, indicator), differing in found.items():
        shown = _largest_first(differing)
        message = (
            f"`{indicator}`: the sections do not add up to all activities in {len(differing)} of "
            f"{n_compared[sheet, indicator]} region-periods: {shown}"
        )
        yield Problem(_place(sheet, differing[0].address), message, "the values stay as printed", "warning", "value")
