"""Dimensions CSV: a banner line before the header."""

import re
from collections.abc import Iterator

from smartspec.registry import source
from smartspec.schema import RECORD_TABLES
from smartspec.sources.csv_records import Row, count_below, has_header, rows_below
from smartspec.sources.csv_rows import Edge
from smartspec.sources.doi import clean_doi
from smartspec.sources.fields import issns_in, named, page_range, split_list, whole_number, year_in
from smartspec.sources.opening import Head, SourceFile
from smartspec.sources.publication import Affiliation, Author, Problem, Publication, Reference
from smartspec.sources.references import parse_reference

_WITH_ADDRESS = re.compile(r"([^()]+?)\s*\(((?:[^()]|\([^()]*\))*)\)(?:;\s*|$)")
_PUBLICATION_ID = re.compile(r"pub\.\d+")

_ROW = Edge(begins=re.compile(r'(?:"?\d+"?[,;\t])?"?pub\.\d+"?[,;\t]'))


def _is_header(names: list[str]) -> bool:
    return {"Publication ID", "Title"} <= set(names)


def recognise(head: Head) -> float:
    """Sure if one of the first lines has `Publication ID` and `PubYear`."""
    return 1.0 if has_header(head, _is_header) else 0.0


def count(file: SourceFile) -> int:
    """Rows below the header."""
    return count_below(file, _is_header, edge=_ROW)


@source(writes=RECORD_TABLES, title="Dimensions, CSV", version=1)
def read(file: SourceFile) -> Iterator[Publication | Problem]:
    """Yield each row below the header, which stands below a banner."""
    for row in rows_below(file, _is_header, edge=_ROW):
        yield row if isinstance(row, Problem) else _publication(row)


def _publication(row: Row) -> Publication:
    def text(*columns: str) -> str:
        return next((row.cells[column] for column in columns if column in row.cells), "")

    found = Publication("dimensions", row.number, row.line, text("Publication ID"))
    found.doi = clean_doi(text("DOI"))
    found.title, found.abstract = text("Title"), text("Abstract")
    found.year = year_in(text("PubYear")) or year_in(text("Publication date", "Publication Date"))
    found.publication_date = text("Publication date", "Publication Date", "Publication date (print)")
    found.type = text("Publication Type", "Document Type")
    found.source_title = text("Source title", "Anthology title", "Source title/Anthology title")
    found.issn, found.publisher = issns_in(text("ISSN")), text("Publisher")
    found.volume, found.issue = text("Volume"), text("Issue")
    found.page_begin, found.page_end = page_range(text("Pagination"))
    found.times_cited = whole_number(text("Times cited"))
    found.open_access = text("Open Access")
    found.funding = text("Acknowledgements", "Funding", "Funder")
    found.url = text("Dimensions URL", "Source Linkout")
    _add_authors(found, text("Authors"), text("Authors (Raw Affiliation)") or text("Authors Affiliations"))
    marked = split_list(text("Corresponding Authors", "Corresponding Author"))
    names = {one.partition(" (")[0].casefold() for one in marked}
    for author in found.authors if names else ():
        author.corresponding = author.name.casefold() in names
    found.terms = [("author-keyword", term) for term in split_list(text("Author Keywords", "Keywords"))]
    found.terms += [("index-keyword", term) for term in split_list(text("MeSH terms"))]
    fields = text("Fields of Research (ANZSRC 2020)", "FOR (ANZSRC) Categories")
    found.terms += [("category", term) for term in split_list(fields)]
    found.references = [_reference(one) for one in _split_references(text("Cited references", "References"))]
    return found


def _add_authors(found: Publication, names: str, with_addresses: str) -> None:
    """Authors, and addresses from `Last, First (Address; Address); ...`."""
    found.authors = named(split_list(names))
    keys = {author.name.casefold(): place for place, author in enumerate(found.authors, 1)}
    addresses: dict[str, list[int]] = {}
    for match in _WITH_ADDRESS.finditer(with_addresses):
        name = match[1].strip("; ")
        if name.casefold() not in keys:
            found.authors.append(Author(name))
            keys[name.casefold()] = len(found.authors)
        for raw in split_list(match[2]):
            addresses.setdefault(raw, []).append(keys[name.casefold()])
    found.affiliations = [Affiliation(raw, tuple(dict.fromkeys(at))) for raw, at in addresses.items()]


def _split_references(text: str) -> list[str]:
    """References of the export for mapping: parts between bars, references between semicolons."""
    if "|" not in text:
        return split_list(text)
    pieces: list[str] = []
    for piece in text.split(";"):
        if pieces and pieces[-1].count("[") > pieces[-1].count("]"):
            pieces[-1] += f";{piece}"
        elif piece.strip():
            pieces.append(piece)
    return [piece.strip() for piece in pieces]


def _reference(raw: str) -> Reference:
    """A reference `[authors]|title|source|year|volume|issue|pages|DOI|id|citations`, or one in free form."""
    if "|" not in raw:
        return Reference(raw, raw) if _PUBLICATION_ID.fullmatch(raw) else parse_reference(raw)
    parts = [part.strip() for part in raw.split("|")]
    authors = parts[0].strip("[]").split(";")[0].strip() if parts[0].startswith("[") else ""
    years = [at for at, part in enumerate(parts) if part.isdigit() and year_in(part)]
    place = years[0] if years else len(parts)
    source_title = parts[place - 1] if 1 < place < len(parts) else ""
    volume = parts[place + 1] if place + 1 < len(parts) else ""
    page = page_range(parts[place + 3])[0] if place + 3 < len(parts) else ""
    key = _PUBLICATION_ID.search(raw)
    title = parts[1] if place > 2 else ""
    year = int(parts[place]) if years else None
    return Reference(raw, key[0] if key else "", authors, title, source_title, year, volume, page, clean_doi(raw))
