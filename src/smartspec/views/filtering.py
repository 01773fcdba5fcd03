"""Conditions on the rows of a table, written as `column=value`."""

import operator
import re
from collections.abc import Callable, Iterable
from typing import Any

import ibis

from smartspec.errors import ConfigError, nearest
from smartspec.schema import Column, Table, TableSpec

_CONDITION = re.compile(r"^\s*([A-Za-z_]+)\s*(!=|>=|<=|=|>|<|~)\s*(.*?)\s*$", re.DOTALL)
_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "<=": operator.le,
}
_FORM = "write `region=RU-TOM`, `period>=2015`, `value>0`, `indicator~staff`, `activity=` for missing ones"


def matching(table: Table, spec: TableSpec, conditions: Iterable[str]) -> Table:
    """The rows that meet every condition.

    Parameters
    ----------
    conditions : `column=value`, `!=`, `>`, `>=`, `<`, `<=`, or `column~text` for a part of a text, upper case or lower;
        `column=` keeps rows without a value, several values are joined by `|`.

    Raises
    ------
    ConfigError
        If a condition has another form, names no column of the table, or compares a number with a text.
    """
    for condition in conditions:
        table = table.filter(_meaning(table, spec, condition).fill_null(False))  # noqa: FBT003
    return table


def _meaning(table: Table, spec: TableSpec, condition: str) -> Any:  # noqa: ANN401  # an Ibis expression
    found = _CONDITION.match(condition)
    place = f"table `{spec.name}`"
    if not found:
        raise ConfigError(f"`{condition}` is not a condition", place=place, hint=_FORM)
    name, sign, written = found.groups()
    if name not in spec.names:
        raise ConfigError(f"there is no column `{name}`", place=place, hint=nearest(name, spec.names))
    column, values = table[name], written.split("|")
    if sign == "~":
        return ibis.or_(*(column.cast("string").lower().contains(value.lower()) for value in values))
    if not written:
        return column.isnull() if sign == "=" else column.notnull()
    compared = [_COMPARE[sign](column, _value(spec.column(name), value, place)) for value in values]
    return ibis.and_(*compared) if sign == "!=" else ibis.or_(*compared)


def _value(column: Column, written: str, place: str) -> Any:  # noqa: ANN401
    if column.kind == "string":
        return written.strip()
    if column.kind == "bool":
        if written.strip() in {"true", "false"}:
            return written.strip() == "true"
        raise ConfigError(f"`{column.name}` is true or false, not {written!r}", place=place)
    try:
        return float(written)
    except ValueError:
        raise ConfigError(f"`{column.name}` is a number, not {written!r}", place=place, hint=_FORM) from None
