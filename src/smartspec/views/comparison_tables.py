"""A comparison read from its tables: columns as lists, numbers short, nothing that is not a number."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyarrow as pa

from smartspec.errors import ConfigError, nearest
from smartspec.schema import TABLES, Table
from smartspec.store import rows
from smartspec.views.plan import Words, both

#: Name on the page and in files to table.
TABLE_NAMES = {
    "cells": "compared_cells",
    "regions": "compared_regions",
    "activities": "compared_activities",
    "relatedness": "relatedness",
    "pairs": "region_pairs",
    "peers": "region_peers",
    "benchmarks": "region_benchmarks",
    "changes": "region_changes",
    "cell_changes": "cell_changes",
    "leads": "region_leads",
    "cooperation": "cooperation_periods",
    "cross": "cross_relatedness",
}
READS = ("comparisons", *TABLE_NAMES.values(), "region_shapes", "source_files")
#: What the source of a comparison is called that counts publications.
PUBLICATIONS = "publications"
Columns = dict[str, list[Any]]


@dataclass(frozen=True)
class Compared:
    """One comparison.

    Attributes
    ----------
    head : its row of `comparisons`, JSON columns decoded.
    tables : by the names of `TABLE_NAMES`: column to values, None where missing, rows in the order of the key. Columns
        without any value are left out but for those of the key.
    """

    head: Mapping[str, Any]
    tables: Mapping[str, Columns]

    @property
    def name(self) -> str:
        """Name of the comparison."""
        return str(self.head["comparison"])

    @property
    def periods(self) -> list[str]:
        """Periods in order."""
        return [period for period in str(self.head["periods"]).split("; ") if period]

    @cached_property
    def region_names(self) -> dict[str, Words]:
        """Code of a region to its name."""
        return self._names("regions", "region")

    @cached_property
    def activity_names(self) -> dict[str, Words]:
        """Code of an activity to its name."""
        return self._names("activities", "activity")

    def _names(self, table: str, column: str) -> dict[str, Words]:
        found = self.tables[table]
        english, russian = found.get(f"{column}_name", found[column]), found.get(f"{column}_name_ru", found[column])
        given = zip(found[column], english, russian, strict=True)
        return {code: both(name or code, name_ru or name or code) for code, name, name_ru in given}

    @cached_property
    def _by_period(self) -> dict[str, dict[str, list[int]]]:
        found: dict[str, dict[str, list[int]]] = {}
        for table, columns in self.tables.items():
            places: dict[str, list[int]] = {}
            for row, period in enumerate(columns["period"]):
                places.setdefault(period, []).append(row)
            found[table] = places
        return found

    def rows(self, table: str, period: str) -> list[int]:
        """Numbers of the rows of a period."""
        return self._by_period[table].get(period, [])

    def column(self, table: str, name: str) -> list[Any]:
        """Values of a column; None throughout where it was left out."""
        columns = self.tables[table]
        return columns.get(name) or [None] * len(columns["period"])

    def has(self, table: str, *names: str) -> bool:
        """Whether the columns hold any value."""
        return all(name in self.tables[table] for name in names)


def read_comparison(tables: Mapping[str, Table], name: str) -> Compared:
    """The comparison of that name.

    Raises
    ------
    ConfigError
        If there is none; the hint names the nearest.
    """
    found = rows(tables["comparisons"].filter(lambda t: t.comparison == name)).to_pylist()
    if not found:
        known = rows(tables["comparisons"].select("comparison"))["comparison"].to_pylist()
        raise ConfigError(f"there is no comparison `{name}`", hint=nearest(name, known) if known else "build it first")
    head = found[0]
    for key, empty in (("conventions", "{}"), ("cautions", "[]"), ("parameters", "{}")):
        head[key] = finite(json.loads(head[key] or empty))
    read = {}
    for short_name, table in TABLE_NAMES.items():
        order = [column for column in TABLES[table].key if column != "comparison"]
        ordered = rows(tables[table].filter(lambda t: t.comparison == name).order_by(*order))
        read[short_name] = columns_of(ordered, key=order)
    return Compared(head, read)


def card_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """What a list of comparisons says of one."""
    periods = row["periods"] if isinstance(row["periods"], list) else str(row["periods"]).split("; ")
    keys = ("title", "indicator", "unit", "source", "n_regions", "n_activities")
    return {"name": row["comparison"], **{key: row[key] for key in keys}, "periods": periods}


def columns_of(table: pa.Table, *, key: Sequence[str]) -> Columns:
    """Columns as lists, without `comparison` and without columns that hold nothing."""
    found: Columns = {}
    for name in table.column_names:
        if name != "comparison":
            values = finite(table[name].to_pylist())
            if name in key or any(value is not None for value in values):
                found[name] = values
    return found


def finite(value: Any) -> Any:  # noqa: ANN401
    """A value as JSON may hold it: six significant digits, None for what is not a number, and so on inside.

    Examples
    --------
    >>> finite({"a": [float("nan"), 0.123456789, 2.0, 7]})
    {'a': [None, 0.123457, 2, 7]}
    """
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        number = float(f"{value:.6g}")
        return int(number) if number == int(number) and abs(number) < 2**53 else number
    if isinstance(value, Mapping):
        return {str(key): finite(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [finite(inner) for inner in value]
    return value


def matching(columns: Columns, rows_of_period: Sequence[int], column: str, value: str) -> Iterator[int]:
    """Rows whose column has a value."""
    values = columns[column]
    return (row for row in rows_of_period if values[row] == value)
