"""Scopus BibTeX: own fields, repeated fields, repeated keys."""

import re
from collections.abc import Iterator

from smartspec.registry import source
from smartspec.schema import RECORD_TABLES
from smartspec.sources.bibliography.bibtex import faults, names_in
from smartspec.sources.bibliography.bibtex_entries import Entry, count_entries, entries_of, is_bibtex
from smartspec.sources.bibliography.latex_text import plain
from smartspec.sources.bibliography.scopus_record import publication
from smartspec.sources.fields import page_range
from smartspec.sources.opening import Head, SourceFile
from smartspec.sources.publication import Problem, Publication

_SCOPUS = re.compile(r"^\s*source\s*=\s*\{Scopus\}|www\.scopus\.com/inward", re.MULTILINE)
_CITED = re.compile(r"cited by:?\s*(\d+)", re.IGNORECASE)
#: Field to the column of the CSV export with the same content.
_COLUMNS = {
    "title": "Title", "year": "Year", "journal": "Source title", "booktitle": "Source title",
    "volume": "Volume", "number": "Issue", "art_number": "Art. No.", "doi": "DOI", "url": "Link",
    "affiliation": "Affiliations", "affiliations": "Affiliations", "abstract": "Abstract",
    "author_keywords": "Author Keywords", "keywords": "Index Keywords", "references": "References",
    "correspondence_address": "Correspondence Address", "correspondence_address1": "Correspondence Address",
    "publisher": "Publisher", "issn": "ISSN", "language": "Language of Original Document",
    "abbrev_source_title": "Abbreviated Source Title", "document_type": "Document Type",
    "type": "Document Type", "open_access": "Open Access", "funding_details": "Funding Details",
    "publication_stage": "Publication Stage",
}  # fmt: skip


def recognise(head: Head) -> float:
    """Sure if an entry names Scopus as its source or leads there."""
    return 1.0 if is_bibtex(head) and _SCOPUS.search(head.text) else 0.0


count = count_entries


@source(writes=RECORD_TABLES, title="Scopus, BibTeX", version=1)
def read(file: SourceFile) -> Iterator[Publication | Problem]:
    """Yield each entry; exports of 2025 and later have no references in this format."""
    n_records = n_references = 0
    for n_records, entry in enumerate(entries_of(file), 1):  # number of the last
        yield from faults(entry, n_records)
        found = publication(_cells(entry), number=n_records, line=entry.line)
        n_references += len(found.references)
        yield found
    if n_records and not n_references:
        yield Problem("file", "this export has no references", "export them from Scopus as CSV", "note")


def _cells(entry: Entry) -> dict[str, str]:
    cells: dict[str, str] = {}
    for name, value in entry.fields:
        text = " ".join(plain(value).split())
        column = _COLUMNS.get(name, "")
        if name.startswith("funding_text"):
            column = f"Funding Text {name.removeprefix('funding_text').strip()}"
        if column == "Funding Details" and column in cells:
            cells[column] += f"; {text}"
        elif column and text:
            cells.setdefault(column, text)
    cells["Authors"] = "; ".join(names_in(entry.first("author")))
    cells["Page start"], cells["Page end"] = page_range(plain(entry.first("pages")))
    if cited := _CITED.search(entry.first("note")):
        cells["Cited by"] = cited[1]
    return cells
