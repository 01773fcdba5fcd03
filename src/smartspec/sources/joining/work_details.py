"""Authors, addresses, terms and references of publications, chosen or united from their records."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from smartspec.schema import TABLES
from smartspec.sources.joining.author_lists import align_authors, choose_affiliations, choose_authors, fill_authors
from smartspec.sources.joining.work_fields import FieldChoice
from smartspec.sources.joining.work_groups import DetailRows, Places, WorkGroups

if TYPE_CHECKING:
    import pyarrow as pa

_FILLED_FROM_OTHERS = ("full_name", "orcid", "corresponding")


def build_authorships(
    authors: DetailRows, addresses: DetailRows, groups: WorkGroups
) -> "tuple[pa.Table, pa.Table, list[FieldChoice]]":
    """Tables `authorships` and `affiliations`, and which record they come from in joined publications."""
    author_rows, address_rows = ([rows[0] for rows in groups.rows] for _ in range(2))
    filled: dict[str, dict[int, Any]] = {name: {} for name in _FILLED_FROM_OTHERS}
    moved: dict[int, int | None] = {}
    choices: list[FieldChoice] = []
    for work, rows in groups.joined():
        lists = {row: authors.of(row) for row in rows}
        chosen, rule = choose_authors(rows, lists, authors)
        for row in rows:
            if row != chosen:
                fill_authors(lists[chosen], lists[row], authors, filled)
        other, address_rule = choose_affiliations(rows, chosen, addresses)
        if other != chosen:
            position = addresses.column("position")
            to = align_authors(lists[chosen], lists[other], authors)
            moved.update({at: to.get(position[at]) for at in addresses.of(other)})
        author_rows[work], address_rows[work] = chosen, other
        choices.append(FieldChoice(work, "authors", chosen, rule))
        choices.append(FieldChoice(work, "affiliations", other, address_rule))
    authorships = _finish(authors, authors.chosen(author_rows), groups, filled)
    affiliations = _finish(addresses, addresses.chosen(address_rows), groups, {"position": moved})
    return _select(authorships, "authorships"), _select(affiliations, "affiliations"), choices


def build_terms(detail: DetailRows, groups: WorkGroups) -> "pa.Table":
    """Table `work_terms`: the union of the terms of all records, the spelling of the preferred one first."""

    def unite(rows: Sequence[int]) -> list[int]:
        kinds, keys = detail.column("kind"), detail.column("term_key")
        found: dict[tuple[str, str], int] = {}
        for row in rows:
            for at in detail.of(row):
                found.setdefault((kinds[at], keys[at]), at)
        return sorted(found.values(), key=lambda at: kinds[at])

    table = _united(detail, groups, unite)
    return _select(_numbered(table, "work", "kind"), "work_terms")


def build_references(detail: DetailRows, groups: WorkGroups) -> "pa.Table":
    """Table `work_references`: the references of the preferred record, then those that only others have."""

    def unite(rows: Sequence[int]) -> list[int]:
        keys = detail.column("reference")
        found: list[int] = []
        known: set[str] = set()
        for row in rows:
            places = [at for at in detail.of(row) if keys[at] not in known]
            found += places
            known.update(keys[at] for at in places)
        return found

    table = _united(detail, groups, unite)
    return _select(_numbered(table, "work"), "work_references")


def _united(detail: DetailRows, groups: WorkGroups, unite: Callable[[Sequence[int]], list[int]]) -> "pa.Table":
    """Rows of lone records as they are, rows of joined ones as `unite` orders them."""
    parts = [detail.chosen([rows[0] for rows in groups.rows if len(rows) == 1])]
    parts += [np.array(unite(rows), dtype=np.int64) for _, rows in groups.joined()]
    return _finish(detail, np.concatenate(parts), groups)


def _finish(
    detail: DetailRows,
    places: Places,
    groups: WorkGroups,
    changed: Mapping[str, Mapping[int, Any]] | None = None,
) -> "pa.Table":
    """The rows at `places`, by publication, with changed cells put in."""
    import pyarrow as pa

    work = groups.work_of[detail.owner[places]]
    by = np.argsort(work, kind="stable")
    table = detail.table
    for name, cells in (changed or {}).items():
        if cells:
            values = table[name].to_pylist()
            for at, value in cells.items():
                values[detail.order[at]] = value
            field = table.schema.get_field_index(name)
            table = table.set_column(field, name, pa.array(values, table.schema.field(name).type))
    ids = pa.array(groups.ids, pa.string()).take(pa.array(work[by]))
    return table.take(pa.array(detail.order[places[by]])).append_column("work", ids)


def _numbered(table: "pa.Table", *by: str) -> "pa.Table":
    """Ordinals from 1 within equal neighbours in the columns `by`."""
    import pyarrow as pa

    if not table.num_rows:
        return table
    new = np.zeros(table.num_rows, dtype=bool)
    new[0] = True
    for name in by:
        codes = table[name].combine_chunks().dictionary_encode().indices.to_numpy()
        new[1:] |= codes[1:] != codes[:-1]
    starts = np.flatnonzero(new)
    ordinal = np.arange(table.num_rows) - starts[np.cumsum(new) - 1] + 1
    field = table.schema.get_field_index("ordinal")
    return table.set_column(field, "ordinal", pa.array(ordinal, pa.int64()))


def _select(table: "pa.Table", name: str) -> "pa.Table":
    """The columns of the table of that name, in order."""
    return table.select(list(TABLES[name].names)).combine_chunks()
