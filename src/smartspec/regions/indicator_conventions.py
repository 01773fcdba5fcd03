"""Values per head, as shares, and in the prices of one year."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from smartspec.errors import ComputeError
from smartspec.regions.indicator_selection import activity_of

Row = dict[str, Any]
COUNTRY = "RU"


def per_head(values: Iterable[Row], denominators: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Values divided by another indicator of the same region and period.

    A value is missing where the denominator is missing or zero; the flag says so.
    """
    by = {
        (row["region"] or row["region_name"], row["period"] or ""): row for row in denominators if not activity_of(row)
    }
    made = []
    for row in values:
        below = by.get((row["region"], row["period"]))
        divisor = below["value"] if below else None
        unit = f"{row['unit']} / {below['unit'] or below['indicator']}" if below else row["unit"]
        made.append(_divided(row, divisor, unit, "no-denominator") | _with_cell(row, below))
    return made


def share_of(values: Iterable[Row], share: str) -> list[Row]:
    """Shares of the sum over activities in the region (`of-region`), or of the value of the country (`of-country`).

    The region's own total is used where the table states one (a row without activity); else the sum of its activities,
    and only where all of them are known.
    """
    found = list(values)
    totals = _region_totals(found) if share == "of-region" else _country_values(found)
    made = []
    for row in found:
        key = (row["region"], row["period"]) if share == "of-region" else (row["activity"], row["period"])
        made.append(_divided(row, totals.get(key), "share", "no-total"))
    return made


def deflated(values: Iterable[Row], index: Iterable[Mapping[str, Any]], base: str) -> list[Row]:
    """Values in the prices of the period `base`, by a chain of yearly price indices in per cent of the year before.

    The region's own index is used, else that of the country. A value is missing where a link of the chain is missing.

    Raises
    ------
    ComputeError
        If no base period is named, or the index does not reach it.
    """
    links: dict[str, dict[int, float]] = defaultdict(dict)
    for row in index:
        if row["value"] is not None and (row["period"] or "").isdigit() and not activity_of(row):
            links[row["region"] or row["region_name"]][int(row["period"])] = row["value"] / 100
    if not base.isdigit():
        raise ComputeError("deflating needs a base period", hint='write base-period = "2020"')
    found = list(values)
    years = {int(row["period"]) for row in found if row["period"].isdigit()} | {int(base)}
    if not any(year in chain for chain in links.values() for year in years):
        raise ComputeError(f"the deflator has no value near the base period {base}")
    made = []
    for row in found:
        chain = links.get(row["region"]) or links.get(COUNTRY, {})
        level = _level(chain, int(row["period"]), int(base)) if row["period"].isdigit() else None
        made.append(_divided(row, level, f"{row['unit']}, prices of {base}", "no-deflator"))
    return made


def _level(chain: Mapping[int, float], year: int, base: int) -> float | None:
    """Price level of a year when that of the base is 1; None where a link is missing."""
    level = 1.0
    for between in range(min(year, base) + 1, max(year, base) + 1):
        if between not in chain:
            return None
        level *= chain[between]
    return level if year >= base else 1 / level


def _divided(row: Row, divisor: float | None, unit: str, reason: str) -> Row:
    if row["value"] is None:
        return {**row, "unit": unit}
    if not divisor:
        return {**row, "value": None, "flag": reason, "unit": unit}
    return {**row, "value": row["value"] / divisor, "unit": unit}


def _with_cell(row: Row, other: Mapping[str, Any] | None) -> Row:
    if other is None:
        return {}
    return {"provenance": f"{row['provenance']} | {other['file']}!{other['sheet']}!{other['cell']}"}


def _region_totals(values: Iterable[Row]) -> dict[tuple[str, str], float | None]:
    stated: dict[tuple[str, str], float | None] = {}
    parts: dict[tuple[str, str], list[float | None]] = defaultdict(list)
    for row in values:
        key = row["region"], row["period"]
        if row["activity"]:
            parts[key].append(row["value"])
        else:
            stated[key] = row["value"]
    summed = {key: _sum(found) for key, found in parts.items()}
    return summed | stated


def _sum(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None


def _country_values(values: Iterable[Row]) -> dict[tuple[str, str], float | None]:
    return {(row["activity"], row["period"]): row["value"] for row in values if row["region"] == COUNTRY}
