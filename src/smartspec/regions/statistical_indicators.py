"""The table `indicators`: observations joined to regions, periods and activities under stated conventions."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Literal

import pyarrow as pa

from smartspec.regions.indicator_conventions import deflated, per_head, share_of
from smartspec.regions.indicator_selection import Wanted, activity_of, select
from smartspec.registry import step
from smartspec.schema import Table, number, table, text
from smartspec.store import arrow_schema

Share = Literal["none", "of-region", "of-country"]
SPEC = table(
    "indicators",
    text("indicator", "name given in `smartspec.toml`", null=False),
    text("region", "code of the region, or its name where no code is known", null=False),
    text("activity", "code of the activity; empty text where the value is not of one activity", null=False),
    text("period", "period, as in `observations`", null=False),
    number("value", "the value under the convention; missing is not zero"),
    text("unit", "unit under the convention", null=False),
    text("flag", "`ok` or why the value is missing or special", null=False),
    text("region_name", "region as written"),
    text("activity_name", "activity as written"),
    text("classification", "classification of the activities with its edition"),
    text("vintage", "edition of the table that the value comes from"),
    text("convention", "how the value was made from observations, as JSON", null=False),
    text("provenance", "cells that the value comes from: `file!sheet!cell`, joined by ` | `", null=False),
    key=("indicator", "region", "activity", "period"),
    meaning="a value of an indicator under a stated convention, with the cells it comes from",
)


@step(reads=("observations",), writes=("indicators",), each="indicator")
def indicators(  # noqa: PLR0913  # every choice that decides the values is an option
    tables: Mapping[str, Table],
    progress: Callable[[str, float], None] | None = None,  # noqa: ARG001  # quick
    *,
    name: str,
    indicator: str,
    file: str = "",
    sheet: str = "",
    unit: str = "",
    variant: str = "",
    dimensions: str = "",
    classification: str = "",
    vintage: str = "",
    first_period: str = "",
    last_period: str = "",
    add_up: bool = False,
    multiply: float = 1.0,
    new_unit: str = "",
    share: Share = "none",
    per: str = "",
    per_file: str = "",
    per_sheet: str = "",
    deflator: str = "",
    deflator_file: str = "",
    deflator_sheet: str = "",
    base_period: str = "",
) -> dict[str, pa.Table]:
    """Choose observations that make one indicator and bring them under a convention.

    Parameters
    ----------
    tables : `observations`.
    progress : not used.
    name : name of the indicator in tables and pages.
    indicator : what it is called in the source; `*` stands for any text.
    file, sheet, unit, variant, dimensions, classification : choose among several; `*` stands for any text.
    vintage : edition; `latest` takes the last of several editions of one number.
    first_period, last_period : leave out earlier and later periods.
    add_up : add several numbers of one region, activity and period, such as those of institutions.
    multiply : factor to another unit, e.g. 1000.
    new_unit : unit after all conventions; made from the words of the source if left out.
    share : share of the sum over activities in the region, or of the country's value.
    per : indicator to divide by, e.g. population; `*` stands for any text.
    per_file, per_sheet : where to look for it.
    deflator : price index in per cent of the previous year, by region or for the country.
    deflator_file, deflator_sheet : where to look for it.
    base_period : year in whose prices the values are.

    Returns
    -------
    One row for each region, activity and period; a value whose denominator or deflator is missing or zero is missing.

    Raises
    ------
    ComputeError
        If nothing fits, or several units, classifications or editions do.

    Notes
    -----
    Source: own rules; chained deflation as in Eurostat (2016), Handbook on prices and volume measures in national
    accounts.
    """
    observations = tables["observations"]
    chosen = Wanted(indicator, file, sheet, unit, variant, dimensions, classification, vintage)
    found = select(observations, chosen, name=name, add_up=add_up)
    made = [_row(row, name, multiply) for row in found if _within(row["period"] or "", first_period, last_period)]
    stated: dict[str, Any] = {"multiply": multiply} | ({"add-up": True} if add_up else {})
    if deflator:
        prices = Wanted(deflator, deflator_file, deflator_sheet)
        made = deflated(made, select(observations, prices, name=f"{name}: deflator"), base_period)
        stated |= {"deflator": deflator, "base-period": base_period}
    if per:
        made = per_head(made, select(observations, Wanted(per, per_file, per_sheet), name=f"{name}: per"))
        stated["per"] = per
    if share != "none":
        made = share_of(made, share)
        stated["share"] = share
    for row in made:
        row["unit"] = new_unit or row["unit"]
        row["convention"] = json.dumps(stated, ensure_ascii=False, sort_keys=True)
    return {"indicators": pa.Table.from_pylist(made, schema=arrow_schema(SPEC))}


def _within(period: str, first: str, last: str) -> bool:
    return (not first or period >= first) and (not last or period[: len(last)] <= last)


def _row(row: Mapping[str, Any], name: str, factor: float) -> dict[str, Any]:
    value = row["value"]
    return {
        "indicator": name,
        "region": row["region"] or row["region_name"],
        "activity": activity_of(row),
        "period": row["period"] or "",
        "value": None if value is None else value * factor,
        "unit": (row["unit"] or "") if factor == 1 else f"{row['unit'] or ''} × {1 / factor:g}",
        "flag": row["flag"],
        "region_name": row["region_name"],
        "activity_name": row["activity_name"],
        "classification": row["classification"],
        "vintage": row["vintage"],
        "provenance": row.get("cells") or f"{row['file']}!{row['sheet']}!{row['cell']}",
    }
