"""EndNote tagged text (.enw, also Refer): `%0` begins a record."""

import re
from collections.abc import Iterator

from smartspec.registry import source
from smartspec.schema import RECORD_TABLES
from smartspec.sources.bibliography.tagged import TaggedRecord
from smartspec.sources.doi import clean_doi
from smartspec.sources.fields import issns_in, named, page_range, year_in
from smartspec.sources.opening import Head, SourceFile
from smartspec.sources.publication import Affiliation, Problem, Publication

_TAG = re.compile(r"%([0-9A-Za-z@!#$&*+()^<>?\[\]=~_]) ?(.*)$")
_TYPE = re.compile(r"^%0 \S", re.MULTILINE)


def recognise(head: Head) -> float:
    """Sure if a line `%0 type` begins a record and authors or a title follow."""
    if not _TYPE.search(head.text):
        return 0.0
    return 1.0 if re.search(r"^%[AT] ", head.text, re.MULTILINE) else 0.6


def count(file: SourceFile) -> int:
    """Lines that begin with `%0`."""
    return sum(line.startswith("%0 ") for line in file.lines())


@source(writes=RECORD_TABLES, title="EndNote, tagged text", version=1)
def read(file: SourceFile) -> Iterator[Publication | Problem]:
    """Yield each record; a line without a tag goes on with the field before it."""
    record: TaggedRecord | None = None
    number = 0
    for line_number, line in enumerate(file.lines(), 1):
        tagged = _TAG.match(line)
        if line.startswith("%0 "):
            if record:
                yield _publication(record)
            number += 1
            record = TaggedRecord(number, line_number)
        if record and tagged:
            record.begin(tagged[1], tagged[2])
        elif record and line.strip():
            record.go_on(line, separator="\n")
        elif line.strip():
            yield Problem(f"line {line_number}", f"the line belongs to no record: `{line[:60]}`", "", "warning")
    if record:
        yield _publication(record)


def _publication(record: TaggedRecord) -> Publication:
    fields = record.fields

    def text(*tags: str) -> str:
        values = (" ".join(value.split()) for tag in tags for value in fields.get(tag, ()))
        return next((value for value in values if value), "")

    found = Publication("endnote", record.number, record.line, text("M"))
    if found.native_id.startswith("WOS:"):
        found.database = "wos"
    found.doi = clean_doi(text("R")) or clean_doi(text("U"))
    found.title, found.abstract = text("T"), text("X")
    found.year, found.publication_date = year_in(text("D")) or year_in(text("8")), text("8") or text("D")
    found.type, found.language = text("9") or text("0"), text("G")
    found.source_title, found.source_abbreviation = text("J", "B", "S"), text("O")
    found.issn, found.publisher = issns_in(text("@")), text("I")
    found.volume, found.issue = text("V"), text("N")
    found.page_begin, found.page_end = page_range(text("P"))
    found.url = text("U")
    found.authors = named([name for name in fields.get("A", ()) if name])
    found.authors = found.authors or named([name for name in fields.get("E", ()) if name], role="editor")
    alone = (1,) if len(found.authors) == 1 else ()
    addresses = [" ".join(line.split()) for value in fields.get("+", ()) for line in value.split("\n")]
    found.affiliations = [Affiliation(raw, alone) for raw in dict.fromkeys(addresses) if raw]
    keywords = (term.strip() for value in fields.get("K", ()) for term in re.split(r"[;\n]", value))
    found.terms = [("author-keyword", term) for term in keywords if term]
    return found
