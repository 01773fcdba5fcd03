"""Web of Science BibTeX: own fields, doubly braced values, one address or reference per line."""

import re
from collections.abc import Iterator

from smartspec.registry import source
from smartspec.schema import RECORD_TABLES
from smartspec.sources.bibliography.bibtex import faults, names_in
from smartspec.sources.bibliography.bibtex_entries import Entry, count_entries, entries_of, is_bibtex
from smartspec.sources.bibliography.latex_text import plain
from smartspec.sources.bibliography.wos_record import publication
from smartspec.sources.fields import page_range
from smartspec.sources.opening import Head, SourceFile
from smartspec.sources.publication import Problem, Publication

_WOS = re.compile(
    r"^\s*@\w+\{\s*(?:WOS|ISI):|^\s*unique-id\s*=\s*\{+(?:WOS|ISI|BCI|MEDLINE):", re.IGNORECASE | re.MULTILINE
)
_CORRESPONDING = re.compile(r"\((?:corresponding|reprint) author\)", re.IGNORECASE)
#: Field to the tag of the plain text export with the same content.
_TAGS = {
    "title": "TI", "journal": "SO", "booktitle": "SO", "series": "SE", "year": "PY", "volume": "VL",
    "number": "IS", "month": "PD", "abstract": "AB", "publisher": "PU", "type": "DT", "language": "LA",
    "doi": "DI", "article-number": "AR", "issn": "SN", "eissn": "EI", "keywords": "DE", "keywords-plus": "ID",
    "web-of-science-categories": "WC", "orcid-numbers": "OI", "funding-text": "FX",
    "funding-acknowledgement": "FU", "number-of-cited-references": "NR", "times-cited": "TC",
    "journal-iso": "JI", "unique-id": "UT", "oa": "OA", "early-access-date": "EA", "early-access-year": "EY",
}  # fmt: skip


def recognise(head: Head) -> float:
    """Sure if a key or `Unique-ID` is an accession number of Web of Science."""
    return 1.0 if is_bibtex(head) and _WOS.search(head.text) else 0.0


count = count_entries


@source(writes=RECORD_TABLES, title="Web of Science, BibTeX", version=1)
def read(file: SourceFile) -> Iterator[Publication | Problem]:
    """Yield each entry. Names are full names here: this format does not hold the short ones of plain text."""
    for number, entry in enumerate(entries_of(file), 1):
        yield from faults(entry, number)
        yield publication(_fields(entry), number=number, line=entry.line)


def _fields(entry: Entry) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for name, value in entry.fields:
        if name in _TAGS and (text := " ".join(plain(value).split())):
            fields.setdefault(_TAGS[name], [text])
    fields.setdefault("UT", [entry.key] if entry.key.startswith("WOS:") else [])
    fields["AU"] = fields["AF"] = names_in(entry.first("author"))
    fields["BA"] = fields["BF"] = names_in(entry.first("book-author"))
    fields["BE"] = names_in(entry.first("editor"))
    fields["CA"] = names_in(entry.first("organization")) if not fields["AU"] else []
    begin, end = page_range(plain(entry.first("pages")))
    fields["BP"], fields["EP"] = [begin], [end]
    fields["CR"] = [line.removesuffix(".") for line in _lines(entry.first("cited-references"))]
    addresses = [line for line in _lines(entry.first("affiliation")) if not _CORRESPONDING.search(line)]
    fields["C1"] = [_bracketed(line, fields["AU"]) for line in addresses]
    marked = [line for line in _lines(entry.first("affiliation")) if _CORRESPONDING.search(line)]
    fields["RP"] = [
        _CORRESPONDING.sub("(corresponding author)", line).replace("author),", "author)") for line in marked
    ]
    return fields


def _lines(value: str) -> list[str]:
    """Items of a value, one per line; a line that goes on with the item before it is joined to it."""
    return [text for line in value.split("\n") if (text := " ".join(plain(line).split()))]


def _bracketed(line: str, authors: list[str]) -> str:
    """`Last, First; Last, First, Address` as `[Last, First; Last, First] Address`."""
    known = {name.casefold() for name in authors}
    *before, last = line.split("; ")
    parts = last.split(", ")
    for n in (2, 1, 3):
        name = ", ".join(parts[:n])
        if name.casefold() in known:
            return f"[{'; '.join([*before, name])}] {', '.join(parts[n:])}"
    return line
