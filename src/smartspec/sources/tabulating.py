"""From publications as read to the record tables of the house."""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from operator import attrgetter
from typing import Any

from smartspec.schema import RECORD_TABLES, TABLES, WORK_COLUMNS, TableSpec
from smartspec.sources.addresses import organisation_among, organisation_first
from smartspec.sources.publication import Affiliation, Author, Publication, Reference
from smartspec.sources.references import reference_key

_ROWS_PER_CHUNK = 20_000
_STATED = tuple(c.name for c in WORK_COLUMNS if c.name not in {"file", "record_number", "issn"})
_OF_PUBLICATION = attrgetter(*(name for name in _STATED if name != "line"))
_INLINE = re.compile(
    r"</?(?:i|b|u|em|strong|italic|bold|sub|sup|inf|sc|tt|p|br|span|title|jats:\w+|mml:\w+)(?: [\w:-]+=[^<>]*)?/?>",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"(?:[^\W\d_]\.[\s-]*)+$")
_BLANKS = re.compile(r"\s+")
#: Databases that list ORCID iDs beside the authors: the link was found by name, so it does not make the key.
_ORCID_BY_NAME = frozenset({"wos"})
#: Databases whose addresses begin with the organisation.
_ORGANISATION_FIRST = frozenset({"wos"})


def name_key(name: str) -> str:
    """A name as compared: lower case, initials without full stops, blanks and hyphens between them.

    Letters of every script and their signs are kept, so that different people are not made one.

    >>> name_key("Smith, J. A."), name_key("Smith J.A."), name_key("Smith, JA"), name_key("Тихонов, Й.")
    ('smith, ja', 'smith, ja', 'smith, ja', 'тихонов, й')
    """
    text = _BLANKS.sub(" ", unicodedata.normalize("NFKC", name)).lower().strip(" ,;")
    surname, comma, given = text.partition(",")
    if not comma:
        surname, _, given = text.rpartition(" ")
        if not surname or not _INITIALS.match(given):
            return text
    given = given.strip()
    if _INITIALS.match(given):
        given = re.sub(r"[.\s-]", "", given)
    return f"{surname.strip()}, {given}"


def author_key(author: Author, database: str) -> str:
    """What makes two authorships the same author: an id of the database, else an ORCID iD, else the name."""
    if author.author_id:
        return f"{database}:{author.author_id}"
    if author.orcid and database not in _ORCID_BY_NAME:
        return author.orcid
    return name_key(author.name) or name_key(author.full_name) or "?"


def term_key(term: str) -> str:
    """A term as compared: lower case, blanks collapsed."""
    return _BLANKS.sub(" ", term).strip().lower()


def without_markup(text: str) -> str:
    """Text without the tags of inline markup and with entities resolved; a "<" that is a sign stays.

    >>> without_markup("CO<SUB>2</SUB> &amp; p < 0.05")
    'CO2 & p < 0.05'
    """
    if "&" in text:
        import html

        text = html.unescape(text)
    return _INLINE.sub("", text) if "<" in text else text


class Tabulator:
    """Collects publications and gives the record tables as Arrow, in the order in which they came.

    Parameters
    ----------
    file : name of the file, as it stands in the table.
    sha256 : of the file's content; its first eight characters and the record's number make the record's id.
    """

    def __init__(self, file: str, sha256: str) -> None:
        self._file, self._prefix = file, sha256[:8]
        self._chunks = {name: _Chunks(TABLES[name]) for name in RECORD_TABLES}
        self._country = lru_cache(maxsize=1 << 16)(_country_finder())
        self._filled: dict[str, int] = {}

    def add(self, publication: Publication) -> None:
        """Take one publication."""
        record = f"{self._prefix}-{publication.number}"
        self._add_record(record, publication)
        self._add_authors(record, publication)
        self._add_affiliations(record, publication)
        self._add_terms(record, publication)
        self._add_references(record, publication)

    def _fill(self, name: str) -> None:
        self._filled[name] = self._filled.get(name, 0) + 1

    def _add_record(self, record: str, publication: Publication) -> None:
        issn = "; ".join(publication.issn)
        values = dict(zip(_STATED[:-1], _OF_PUBLICATION(publication), strict=True))
        values["title"] = without_markup(publication.title)
        values["source_title"] = without_markup(publication.source_title)
        values["issn"] = issn
        for name, value in values.items():
            if value not in ("", None):
                self._fill(name)
        row = [values.get(column.name) for column in WORK_COLUMNS]
        row[_FILE], row[_NUMBER], row[_LINE] = self._file, publication.number, publication.line
        self._chunks["records"].add((record, *row))

    def _add_authors(self, record: str, publication: Publication) -> None:
        chunks, database = self._chunks["record_authorships"], publication.database
        for position, author in enumerate(publication.authors, 1):
            key, name = author_key(author, database), author.name or author.full_name or "?"
            details = (author.full_name, author.author_id, author.orcid, author.role, author.corresponding)
            chunks.add((record, position, key, name, *details))
        if publication.authors:
            self._fill("authors")

    def _add_affiliations(self, record: str, publication: Publication) -> None:
        chunks, ordinal = self._chunks["record_affiliations"], 0
        for address, affiliation in enumerate(publication.affiliations, 1):
            details = self._details(affiliation, publication.database)
            for position in affiliation.authors or (None,):
                ordinal += 1
                chunks.add((record, ordinal, position, address, affiliation.raw, *details))
        if publication.affiliations:
            self._fill("affiliations")

    def _details(self, affiliation: Affiliation, database: str) -> tuple[str, str, str | None]:
        organisation = affiliation.organisation
        if not organisation:
            first = database in _ORGANISATION_FIRST
            organisation = organisation_first(affiliation.raw) if first else organisation_among(affiliation.raw)
        country = affiliation.country or self._country(affiliation.raw)
        return organisation, affiliation.organisation_id, country

    def _add_terms(self, record: str, publication: Publication) -> None:
        chunks = self._chunks["record_terms"]
        seen: dict[str, int] = {}
        for kind, term in publication.terms:
            key = term_key(term)
            if key:
                seen[kind] = seen.get(kind, 0) + 1
                chunks.add((record, kind, seen[kind], term, key))
        for filled in seen:
            self._fill(filled)

    def _add_references(self, record: str, publication: Publication) -> None:
        chunks = self._chunks["record_references"]
        for ordinal, reference in enumerate(publication.references, 1):
            chunks.add(
                (
                    record,
                    ordinal,
                    reference.raw,
                    _match_key(reference, publication.database),
                    reference.cited_id,
                    reference.author,
                    reference.title,
                    reference.source,
                    reference.year,
                    reference.volume,
                    reference.page,
                    reference.doi,
                )
            )
        if publication.references:
            self._fill("references")

    def tables(self) -> dict[str, Any]:
        """The record tables as Arrow tables, by name."""
        return {name: chunks.table() for name, chunks in self._chunks.items()}

    def columns(self) -> dict[str, int]:
        """In how many records each column of `records`, and each kind of detail, is filled."""
        details = (
            "authors",
            "affiliations",
            "author-keyword",
            "index-keyword",
            "topic",
            "category",
            "references",
        )
        names = [c.name for c in WORK_COLUMNS if c.name not in {"file", "record_number", "line"}]
        return {name.replace("-", "_"): self._filled.get(name, 0) for name in (*names, *details)}


_FILE, _NUMBER, _LINE = ([c.name for c in WORK_COLUMNS].index(n) for n in ("file", "record_number", "line"))


def _match_key(reference: Reference, database: str) -> str:
    if reference.cited_id:
        return f"{database}:{reference.cited_id}"
    return reference_key(reference) or reference.raw


def _country_finder() -> Callable[[str], str | None]:
    from smartspec.places import country_of

    return country_of


class _Chunks:
    """Rows of one table, turned into Arrow from time to time so that Python objects do not pile up."""

    def __init__(self, spec: TableSpec) -> None:
        import pyarrow as pa

        types = {"string": pa.string(), "int64": pa.int64(), "bool": pa.bool_()}
        self._schema = pa.schema([pa.field(c.name, types[c.kind]) for c in spec.columns])
        self._text = [c.kind == "string" for c in spec.columns]
        self._rows: list[tuple[Any, ...]] = []
        self._batches: list[Any] = []

    def add(self, row: tuple[Any, ...]) -> None:
        self._rows.append(row)
        if len(self._rows) >= _ROWS_PER_CHUNK:
            self._flush()

    def _flush(self) -> None:
        import pyarrow as pa

        arrays = []
        for values, is_text, field in zip(zip(*self._rows, strict=True), self._text, self._schema, strict=True):
            missing_as_none = [value or None for value in values] if is_text else values
            arrays.append(pa.array(missing_as_none, field.type))
        self._batches.append(pa.record_batch(arrays, schema=self._schema))
        self._rows = []

    def table(self) -> Any:  # noqa: ANN401  # Arrow has no type marker
        import pyarrow as pa

        if self._rows:
            self._flush()
        return pa.Table.from_batches(self._batches, self._schema)
