"""Lens.org CSV of scholarly works: references are Lens ids, there are no affiliations."""

import re
from collections.abc import Iterator

from smartspec.registry import source
from smartspec.schema import RECORD_TABLES
from smartspec.sources.csv_records import Row, count_below, has_header, rows_below
from smartspec.sources.csv_rows import Edge
from smartspec.sources.doi import clean_doi
from smartspec.sources.fields import issns_in, named, split_list, whole_number, year_in
from smartspec.sources.opening import Head, SourceFile
from smartspec.sources.publication import Problem, Publication, Reference

_ROW = Edge(begins=re.compile(r'"?(?:\d{3}-){4}\d{2}[\dX]"?[,;\t]'))


def _is_header(names: list[str]) -> bool:
    return names[:1] == ["Lens ID"] and "Title" in names


def recognise(head: Head) -> float:
    """Sure if the header begins with `Lens ID`."""
    return 1.0 if has_header(head, _is_header) else 0.0


def count(file: SourceFile) -> int:
    """Rows below the header."""
    return count_below(file, _is_header, edge=_ROW)


@source(writes=RECORD_TABLES, title="Lens, CSV", version=1)
def read(file: SourceFile) -> Iterator[Publication | Problem]:
    """Yield each row; the literal `null` before a surname means that no first name is known."""
    for row in rows_below(file, _is_header, edge=_ROW):
        yield row if isinstance(row, Problem) else _publication(row)
    message = "this source has no affiliations: no organisations, countries or regions can be derived"
    yield Problem("line 1", message, "take the same records from OpenAlex for these", "note")


def _publication(row: Row) -> Publication:
    def text(column: str) -> str:
        value = row.cells.get(column, "")
        return "" if value == "NA" else value

    found = Publication("lens", row.number, row.line, text("Lens ID"))
    found.doi = clean_doi(text("DOI"))
    found.title, found.abstract = text("Title"), text("Abstract")
    found.year = year_in(text("Publication Year")) or year_in(text("Date Published"))
    found.publication_date = text("Date Published")
    found.type, found.language = text("Publication Type"), text("Language")
    found.source_title, found.issn = text("Source Title"), issns_in(text("ISSNs"))
    found.publisher, found.volume, found.issue = text("Publisher"), text("Volume"), text("Issue Number")
    found.page_begin, found.page_end = text("Start Page"), text("End Page")
    found.times_cited = whole_number(text("Citing Works Count"))
    found.open_access = text("Open Access Colour") or text("Is Open Access")
    found.funding, found.url = text("Funding"), text("External URL")
    found.authors = named([name.removeprefix("null ") for name in split_list(text("Author/s"))])
    found.terms = [("author-keyword", term) for term in split_list(text("Keywords"))]
    found.terms += [("index-keyword", term) for term in split_list(text("MeSH Terms"))]
    found.terms += [("topic", term) for term in split_list(text("Fields of Study"))]
    found.references = [Reference(one, one) for one in split_list(text("References"))]
    return found
