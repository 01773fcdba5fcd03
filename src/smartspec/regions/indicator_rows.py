"""Rows that a comparison starts from: an indicator, or the publications of regions by topic."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from smartspec.errors import ComputeError, nearest
from smartspec.regions.period_choice import LATEST, year_windows
from smartspec.schema import Table
from smartspec.store import rows

Row = dict[str, Any]
PUBLICATIONS = "publications"
#: Words in a unit of things that are counted, so that chance makes their numbers vary.
_COUNTED = ("publication", "публикац", "patent", "патент", "project", "проект", "единиц", "штук")


def rows_of(tables: Mapping[str, Table], indicator: str, *, periods: str = LATEST) -> list[Row]:
    """Rows of an indicator, or of publications, all with region, activity, period, value, unit, flag.

    Parameters
    ----------
    periods : of publications, which are counted over years: all years together, `each`, or windows such as
        `2015/2019; 2020/2024`.

    Raises
    ------
    ComputeError
        If there is no such indicator, or no publication with a topic lies in a region.
    """
    if indicator == PUBLICATIONS:
        return _profiles(tables["region_profiles"], periods)
    return _values(tables["indicators"], indicator)


def _values(indicators: Table, name: str) -> list[Row]:
    found: list[Row] = rows(indicators.filter(indicators.indicator == name)).to_pylist()
    if not found:
        known = sorted(set(rows(indicators.select("indicator").distinct())["indicator"].to_pylist()))
        hint = nearest(name, [*known, PUBLICATIONS])
        raise ComputeError(f"there is no indicator `{name}`", place="`[[comparison]]`", hint=hint)
    return found


def _profiles(profiles: Table, periods: str) -> list[Row]:
    """Publications by region and topic, added over the years of each period, as rows of an indicator."""
    summed = profiles.group_by("region", "term", "year").agg(value=lambda t: t.documents.sum())
    found = [row for row in rows(summed.order_by("region", "term", "year")).to_pylist() if row["value"]]
    if not found:
        hint = "`[profiles]` chooses the kind of topic; addresses must lie in known regions"
        raise ComputeError("there are no publications by region and topic", place="`[[comparison]]`", hint=hint)
    fixed = {"flag": "ok", "unit": PUBLICATIONS, "classification": None, "provenance": None}
    names = {"region_name": None, "activity_name": None}
    made = []
    windows = year_windows(periods, [row["year"] for row in found])
    if not windows:
        hint = "publications are counted over years: write `latest`, `each`, 2024 or 2015/2019; 2020/2024"
        raise ComputeError(f"`{periods}` names no years", place="`periods`", hint=hint)
    for period, (first, last) in windows.items():
        values: dict[tuple[str, str], float] = {}
        for row in found:
            if first <= row["year"] <= last:
                key = row["region"], row["term"]
                values[key] = values.get(key, 0.0) + row["value"]
        for (region, term), value in values.items():
            made.append({"region": region, "activity": term, "period": period, "value": value, **fixed, **names})
    return made


def located_in(tables: Mapping[str, Table], windows: Mapping[str, tuple[int, int]]) -> dict[str, list[tuple[str, str]]]:
    """Period to its publications and the regions of their addresses; publications without a year are in none."""
    years = rows(tables["works"].filter(tables["works"].year.notnull()).select("work", "year"))
    year_of = dict(zip(years["work"].to_pylist(), years["year"].to_pylist(), strict=True))
    located = located_works(tables["affiliation_places"])
    return {
        period: [(work, region) for work, region in located if work in year_of and first <= year_of[work] <= last]
        for period, (first, last) in windows.items()
    }


def located_works(places: Table) -> list[tuple[str, str]]:
    """Publications and the regions of their addresses, each pair once, where the region is certain."""
    kept = places.filter(places.region.notnull() & (places.share >= 1)).select("work", "region").distinct()
    found = rows(kept.order_by("work", "region"))
    return list(zip(found["work"].to_pylist(), found["region"].to_pylist(), strict=True))


def is_counted(unit: str | None) -> bool:
    """Whether a unit is of things that are counted.

    Examples
    --------
    >>> is_counted("publications"), is_counted("млн. руб.")
    (True, False)
    """
    return any(word in (unit or "").lower() for word in _COUNTED)


def periods_of(found: Iterable[Row]) -> Sequence[str]:
    """Periods that have values by activity, in order."""
    return sorted({row["period"] for row in found if row["activity"]})
