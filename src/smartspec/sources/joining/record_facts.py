"""The facts of records that are compared, from the tables as read."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from smartspec.sources.joining.record_evidence import RecordFacts
from smartspec.sources.joining.record_titles import is_generic, title_and_kind

if TYPE_CHECKING:
    import pyarrow as pa

#: Databases in the order in which a publication's fields are taken from their records; others follow by name.
PREFERRED_DATABASES = ("wos", "scopus", "openalex", "pubmed", "dimensions", "lens", "crossref", "elibrary")

_STATED = ("volume", "page_begin", "article_number", "source_title", "issn")
_FILLED = ("doi", "title", "abstract", "year", "source_title", "volume", "page_begin", "times_cited")


def describe_records(records: "pa.Table", authorships: "pa.Table") -> list[RecordFacts]:
    """Facts of every record, in the order of the rows."""
    import pyarrow.compute as pc

    first = authorships.filter(pc.equal(authorships["position"], 1))
    names = dict(
        zip(
            first["record"].to_pylist(),
            zip(first["name"].to_pylist(), first["full_name"].to_pylist(), strict=True),
            strict=True,
        )
    )
    wanted = (
        "record",
        "database",
        "native_id",
        "doi",
        "title",
        "type",
        "year",
        "year_early_access",
        *_STATED,
    )
    columns = {name: records[name].to_pylist() for name in wanted}
    return [_describe(row, columns, names) for row in range(records.num_rows)]


def _describe(
    row: int, columns: Mapping[str, Sequence[Any]], names: Mapping[str, tuple[str, str | None]]
) -> RecordFacts:
    doi = columns["doi"][row] or ""
    title, kind = title_and_kind(columns["title"][row] or "", columns["type"][row] or "", doi)
    years = (columns["year"][row], columns["year_early_access"][row])
    return RecordFacts(
        database=columns["database"][row],
        native_id=columns["native_id"][row] or "",
        doi=doi,
        title=title,
        kind=kind,
        years=tuple(year for year in years if year),
        generic=is_generic(title),
        stated=(*(columns[name][row] for name in _STATED), *names.get(columns["record"][row], ("", None))),
    )


def stable_order(records: "pa.Table", facts: Sequence[RecordFacts], prefer: Sequence[str]) -> list[int]:
    """Rows by preference: database, completeness, id, content; the same whatever the order of the input."""
    place = {database: at for at, database in enumerate((*prefer, *PREFERRED_DATABASES)[::-1])}
    filled = [0] * len(facts)
    for name in _FILLED:
        for row, known in enumerate(records[name].is_valid().to_pylist()):
            filled[row] += known
    record = records["record"].to_pylist()

    def key(row: int) -> tuple[Any, ...]:
        fact = facts[row]
        rank = -place.get(fact.database, -1)
        return (
            rank,
            fact.database,
            -filled[row],
            fact.native_id,
            fact.doi,
            fact.title,
            fact.years,
            record[row],
        )

    return sorted(range(len(facts)), key=key)


def content_id(fact: RecordFacts) -> str:
    """A short name made from the content of a record that has no id of its own."""
    compared = fact.compared
    content = "\x1f".join(
        (
            fact.doi,
            fact.title,
            str(fact.years),
            compared.volume,
            *sorted(compared.pages),
            *sorted(compared.author),
        )
    )
    return hashlib.blake2b(content.encode(), digest_size=6).hexdigest()
