"""Rows that a comparison starts from: an indicator, or the publications of regions by topic."""

from collections.abc import Iterable, Mapping
from typing import Any

from smartspec.errors import ComputeError, nearest
from smartspec.schema import Table
from smartspec.store import rows

Row = dict[str, Any]
PUBLICATIONS = "publications"
#: Words in a unit of things that are counted, so that chance makes their numbers vary.
_COUNTED = ("publication", "публикац", "patent", "патент", "project", "проект", "единиц", "штук")


def rows_of(tables: Mapping[str, Table], indicator: str) -> list[Row]:
    """Rows of an indicator, or of publications, all with region, activity, period, value, unit, flag.

    Raises
    ------
    ComputeError
        If there is no such indicator, or no publication with a topic lies in a region.
    """
    if indicator == PUBLICATIONS:
        return _profiles(tables["region_profiles"])
    return _values(tables["indicators"], indicator)


def _values(indicators: Table, name: str) -> list[Row]:
    found: list[Row] = rows(indicators.filter(indicators.indicator == name)).to_pylist()
    if not found:
        known = sorted(set(rows(indicators.select("indicator").distinct())["indicator"].to_pylist()))
        hint = nearest(name, [*known, PUBLICATIONS])
        raise ComputeError(f"there is no indicator `{name}`", place="`[[comparison]]`", hint=hint)
    return found


def _profiles(profiles: Table) -> list[Row]:
    """Publications by region and topic, all years together, as rows of an indicator."""
    summed = profiles.group_by("region", "term").agg(
        value=lambda t: t.documents.sum(), low=lambda t: t.year.min(), high=lambda t: t.year.max()
    )
    found = rows(summed.order_by("region", "term")).to_pylist()
    if not found:
        hint = "`[profiles]` chooses the kind of topic; addresses must lie in known regions"
        raise ComputeError("there are no publications by region and topic", place="`[[comparison]]`", hint=hint)
    period = f"{min(row['low'] for row in found)}/{max(row['high'] for row in found)}"
    fixed = {"period": period, "flag": "ok", "unit": PUBLICATIONS, "classification": None, "provenance": None}
    names = {"region_name": None, "activity_name": None}
    return [
        {"region": row["region"], "activity": row["term"], "value": float(row["value"]), **fixed, **names}
        for row in found
        if row["value"]
    ]


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


def wanted_periods(found: Iterable[Row], period: str, periods: str) -> list[str]:
    """The period named, or the latest, or each that has values by activity.

    Raises
    ------
    ComputeError
        If the indicator has no values by activity.
    """
    known = sorted({row["period"] for row in found if row["activity"]})
    if period:
        return [period]
    if not known:
        raise ComputeError("the indicator has no values by activity", hint="choose one whose table has activities")
    return known if periods == "each" else known[-1:]
