"""One page of any table: sorted, filtered, with the meaning of its columns."""

from collections.abc import Iterable, Mapping
from typing import Any

import ibis

from smartspec.errors import ConfigError, nearest
from smartspec.schema import TABLES, Table
from smartspec.store import rows
from smartspec.views.filtering import matching

MAX_SIZE = 1000


def table_page(
    tables: Mapping[str, Table],
    *,
    name: str,
    sort: str = "",
    descending: bool = False,
    containing: str = "",
    where: Iterable[str] = (),
    page: int = 1,
    size: int = 50,
) -> dict[str, Any]:
    """Rows of one page of a table, by column.

    Parameters
    ----------
    tables : the table under its name.
    name : name of the table.
    sort : column to sort by, ties by key; the key alone if empty. Missing values come last.
    descending : largest first.
    containing : only rows of which some text column holds this text, in upper or lower case.
    where : conditions such as `region=RU-TOM` or `period>=2015`, see `matching`.
    page, size : which page, from 1, and rows on it, at most 1000.

    Raises
    ------
    ConfigError
        If there is no such column, a condition is not understood, or page or size are not positive.
    """
    spec, table = TABLES[name], tables[name]
    if sort and sort not in spec.names:
        raise ConfigError(f"table `{name}` has no column `{sort}`", hint=nearest(sort, spec.names))
    if page < 1 or not 1 <= size <= MAX_SIZE:
        raise ConfigError("page and size must be positive", hint=f"at most {MAX_SIZE} rows a page")
    table = matching(table, spec, where)
    if containing:
        texts = [table[c.name].lower().contains(containing.lower()) for c in spec.columns if c.kind == "string"]
        table = table.filter(ibis.or_(*texts).fill_null(False) if texts else False)  # noqa: FBT003
    order = [column for column in spec.key if column != sort]
    first = [ibis.desc(sort) if descending else ibis.asc(sort)] if sort else []
    total = rows(table.agg(n=table.count()))["n"][0].as_py()
    found = rows(table.order_by(*first, *order).limit(size, offset=(page - 1) * size))
    return {
        "name": name,
        "meaning": spec.meaning,
        "total": total,
        "page": page,
        "size": size,
        "columns": [{"name": c.name, "kind": c.kind, "unit": c.unit, "meaning": c.meaning} for c in spec.columns],
        "rows": {column: found[column].to_pylist() for column in spec.names},
    }
