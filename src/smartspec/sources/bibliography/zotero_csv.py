"""Zotero CSV: a library as exported by Zotero, or by tools built on it."""

import re
from collections.abc import Iterator

from smartspec.registry import source
from smartspec.schema import RECORD_TABLES
from smartspec.sources.csv_records import Row, count_below, has_header, rows_below
from smartspec.sources.csv_rows import Edge
from smartspec.sources.doi import clean_doi
from smartspec.sources.fields import issns_in, named, page_range, split_list, year_in
from smartspec.sources.opening import Head, SourceFile
from smartspec.sources.publication import Problem, Publication

_SHORT_DOI = re.compile(r"10/[a-z0-9]+$", re.IGNORECASE)

_ROW = Edge(begins=re.compile(r'"?[A-Z0-9]{8}"?[,;\t]"?[a-z][A-Za-z]+"?[,;\t]'))


def _is_header(names: list[str]) -> bool:
    return {"Key", "Item Type", "Title"} <= set(names)


def recognise(head: Head) -> float:
    """Sure if the header has `Key` and `Item Type`."""
    return 1.0 if has_header(head, _is_header) else 0.0


def count(file: SourceFile) -> int:
    """Rows below the header."""
    return count_below(file, _is_header, edge=_ROW)


@source(writes=RECORD_TABLES, title="Zotero, CSV", version=1)
def read(file: SourceFile) -> Iterator[Publication | Problem]:
    """Yield each row.

    A shortDOI (`10/fhcmr3`) is another kind of identifier: it becomes the address of the record and never
    its DOI. Tags that came with a record count as keywords of authors, those of the collector as categories.
    """
    n_short = 0
    for row in rows_below(file, _is_header, edge=_ROW):
        if isinstance(row, Problem):
            yield row
        else:
            n_short += _SHORT_DOI.match(row.cells.get("DOI", "")) is not None
            yield _publication(row)
    if n_short:
        message = f"{n_short} records have a shortDOI instead of a DOI; it was kept as their address"
        yield Problem("file", message, "let Zotero resolve them to match the records by DOI", "note", "DOI")


def _publication(row: Row) -> Publication:
    def text(*columns: str) -> str:
        return next((row.cells[column] for column in columns if column in row.cells), "")

    found = Publication("zotero", row.number, row.line, text("Key"))
    found.doi = clean_doi(text("DOI"))
    short = _SHORT_DOI.match(text("DOI"))
    found.title, found.abstract = text("Title"), text("Abstract Note")
    found.year = year_in(text("Publication Year")) or year_in(text("Date"))
    found.publication_date = text("Date")
    found.type, found.language = text("Item Type"), text("Language")
    found.source_title = text("Publication Title", "Conference Name", "Meeting Name", "Series Title", "Series")
    found.source_abbreviation, found.issn = text("Journal Abbreviation"), issns_in(text("ISSN"))
    found.publisher, found.volume, found.issue = text("Publisher"), text("Volume"), text("Issue")
    found.page_begin, found.page_end = page_range(text("Pages"))
    found.url = f"https://doi.org/{short[0]}" if short else text("Url")
    found.authors = named(split_list(text("Author"))) or named(split_list(text("Editor")), role="editor")
    found.terms = [("author-keyword", term) for term in split_list(text("Automatic Tags"))]
    found.terms += [("category", term) for term in split_list(text("Manual Tags"))]
    return found
