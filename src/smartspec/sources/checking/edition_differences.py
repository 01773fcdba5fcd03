"""The table `edition_differences`: one indicator in two editions, number by number."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pyarrow as pa

from smartspec.registry import step
from smartspec.schema import TABLES, Table, number, table, text
from smartspec.store import arrow_schema, rows

SPEC = table(
    "edition_differences",
    text("indicator", "what is measured", null=False),
    text("unit", "unit of both", null=False),
    text("region", "code of the region, or its name", null=False),
    text("activity", "code of the activity; empty text if none", null=False),
    text("period", "period", null=False),
    text("first", "file, sheet and vintage of one edition", null=False),
    text("second", "file, sheet and vintage of the other", null=False),
    number("first_value", "value in the one", null=False),
    number("second_value", "value in the other", null=False),
    number("difference", "second less first over first, per cent; missing where the first is zero", unit="per cent"),
    text("first_cell", "its cell", null=False),
    text("second_cell", "its cell", null=False),
    key=("indicator", "unit", "region", "activity", "period", "first", "second", "first_cell", "second_cell"),
    meaning="a number that two editions of one indicator state differently; both are kept",
)
_KEY = ("indicator", "unit", "region", "activity", "period", "variant", "dimensions", "classification")
_FILE = "observations"


@step(reads=("observations",), writes=("edition_differences", "problems"))
def edition_differences(
    tables: Mapping[str, Table],
    progress: Callable[[str, float], None] | None = None,  # noqa: ARG001  # quick
) -> dict[str, pa.Table]:
    """Compare numbers that stand in several files, sheets or vintages under one indicator, unit and classification.

    Parameters
    ----------
    tables : `observations`.
    progress : not used.

    Returns
    -------
    Every pair of numbers that differ by more than a rounding of 1e-9, and a problem for each pair of editions.

    Notes
    -----
    Source: own rule: two editions are two vintages, never one series.
    """
    observations = tables["observations"]
    kept = observations.filter(observations.value.notnull() & observations.region.notnull())
    kept = kept.mutate(
        edition=kept.file.concat("!", kept.sheet, " ", kept.vintage.fill_null("")),
        **{name: kept[name].fill_null("") for name in _KEY if name != "region"},
    )
    editions = kept.group_by("indicator").agg(n=lambda t: t.edition.nunique())
    kept = kept.semi_join(editions.filter(editions.n > 1), "indicator")
    first = kept.select(*_KEY, first=kept.edition, first_value=kept.value, first_cell=kept.cell)
    second = kept.select(*_KEY, second=kept.edition, second_value=kept.value, second_cell=kept.cell)
    pairs = first.inner_join(second, list(_KEY))
    pairs = pairs.filter(pairs.first < pairs.second)
    step_size = (pairs.second_value - pairs.first_value).abs()
    scale = (pairs.first_value.abs() + pairs.second_value.abs()) / 2
    pairs = pairs.mutate(differs=step_size > scale * 1e-9)
    compared = pairs.group_by("indicator", "first", "second").agg(
        n=lambda t: t.count(), n_differing=lambda t: t.differs.cast("int64").sum()
    )
    differing = pairs.filter(pairs.differs)
    relative = 100 * (differing.second_value - differing.first_value) / differing.first_value.nullif(0)
    found = rows(differing.mutate(difference=relative).select(*SPEC.names))
    counted = rows(compared.filter(compared.n_differing > 0).order_by("indicator", "first", "second"))
    problems = pa.Table.from_pylist(
        list(_problems(counted.to_pylist(), found)), schema=arrow_schema(TABLES["problems"])
    )
    return {"edition_differences": found.cast(arrow_schema(SPEC)), "problems": problems}


def _problems(compared: list[dict[str, Any]], found: pa.Table) -> Iterator[dict[str, Any]]:
    far: dict[tuple[str, str, str], int] = {}
    for row in found.select(["indicator", "first", "second", "difference"]).to_pylist():
        key = row["indicator"], row["first"], row["second"]
        far[key] = far.get(key, 0) + (row["difference"] is None or abs(row["difference"]) > 1)
    for number_, row in enumerate(compared, 1):
        key = row["indicator"], row["first"], row["second"]
        yield {
            "severity": "warning",
            "file": _FILE,
            "number": number_,
            "place": f"{row['first']} and {row['second']}",
            "column": "value",
            "message": (
                f"`{row['indicator']}`: two editions differ in {row['n_differing']} of {row['n']} numbers, "
                f"in {far.get(key, 0)} by more than 1 %"
            ),
            "hint": "both are kept; choose one by `vintage`, `file` or `sheet` wherever the indicator is used",
        }
