"""The facts of records that are compared, from the tables as read."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from smartspec.sources.folding import fold, words
from smartspec.sources.record_evidence import RecordFacts, is_generic, source_words, title_and_kind

if TYPE_CHECKING:
    import pyarrow as pa

#: Databases in the order in which a publication's fields are taken from their records; others follow by name.
PREFERRED_DATABASES = ("wos", "scopus", "openalex", "pubmed", "dimensions", "lens", "crossref", "elibrary")

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
    columns = {name: records[name].to_pylist() for name in records.column_names}
    return [_describe(row, columns, names) for row in range(records.num_rows)]


def _describe(
    row: int, columns: Mapping[str, Sequence[Any]], names: Mapping[str, tuple[str, str | None]]
) -> RecordFacts:
    doi = columns["doi"][row] or ""
    title, kind = title_and_kind(columns["title"][row] or "", columns["type"][row] or "", doi)
    pages = (columns["page_begin"][row], columns["article_number"][row])
    years = (columns["year"][row], columns["year_early_access"][row])
    return RecordFacts(
        database=columns["database"][row],
        native_id=columns["native_id"][row] or "",
        doi=doi,
        title=title,
        kind=kind,
        years=tuple(year for year in years if year),
        volume=fold(columns["volume"][row] or "").strip(),
        pages=frozenset(fold(page).strip().lstrip("0") for page in pages if page),
        source=source_words(columns["source_title"][row] or ""),
        serials=frozenset(filter(None, (columns["issn"][row] or "").replace("-", "").lower().split("; "))),
        author=name_words(*names.get(columns["record"][row], ("", None))),
        generic=is_generic(title),
    )


def name_words(name: str, full_name: str | None) -> frozenset[str]:
    """Words of a name that are longer than an initial, in any order, since databases differ in it."""
    return frozenset(word for word in words(f"{name} {full_name or ''}") if len(word) > 1)


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
    content = "\x1f".join(
        (fact.doi, fact.title, str(fact.years), fact.volume, *sorted(fact.pages), *sorted(fact.author))
    )
    return hashlib.blake2b(content.encode(), digest_size=6).hexdigest()
