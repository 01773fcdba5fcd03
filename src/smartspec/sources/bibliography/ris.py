"""RIS: two-letter tags, `TY` to `ER` is a record; in the dialects of Scopus, Web of Science and IEEE too."""

import re
from collections.abc import Iterator

from smartspec.registry import source
from smartspec.schema import RECORD_TABLES
from smartspec.sources.bibliography.ris_record import publication
from smartspec.sources.bibliography.tagged import TaggedRecord
from smartspec.sources.fields import at
from smartspec.sources.opening import Head, SourceFile
from smartspec.sources.publication import Problem, Publication

_TAG = re.compile(r"([A-Z][A-Z0-9]) {1,2}-(?: |$)(.*)$")
_TYPE = re.compile(r"^TY {1,2}- ?[A-Z]", re.MULTILINE)
_CUT = "the file may be cut: export it again if records are missing"


def recognise(head: Head) -> float:
    """Sure if a line `TY  - ` begins a record and other tags follow."""
    if not _TYPE.search(head.text):
        return 0.0
    n_tags = sum(_TAG.match(line) is not None for line in head.lines)
    return 1.0 if n_tags >= 3 else 0.6


def count(file: SourceFile) -> int:
    """Lines that begin with `TY  -`."""
    return sum(line.startswith(("TY  -", "TY -")) for line in file.lines())


@source(writes=RECORD_TABLES, title="RIS", version=1)
def read(file: SourceFile) -> Iterator[Publication | Problem]:
    """Yield each record; a line without a tag goes on with the field before it.

    A record begins at `TY` and ends at `ER`, at the next `TY`, or with the file. Keywords of authors and of
    a database cannot be told apart in this format: all count as keywords of authors.
    """
    has_keywords = False
    for item in _records(file):
        if isinstance(item, Publication):
            has_keywords |= bool(item.terms)
        yield item
    if has_keywords:
        message = "RIS does not say whose keywords they are; all were read as keywords of authors"
        yield Problem("file", message, "take CSV or plain text to keep those of the index apart", "note")


def _records(file: SourceFile) -> Iterator[Publication | Problem]:
    record: TaggedRecord | None = None
    n_records = 0
    for number, line in enumerate(file.lines(), 1):
        tagged = _TAG.match(line)
        tag, value = tagged.groups() if tagged else ("", line)
        if tag in {"TY", "ER"}:
            yield from _close(record, whole=tag == "ER")
            n_records += tag == "TY"
            record = TaggedRecord(n_records, number, {"TY": [value]}, "TY") if tag == "TY" else None
        elif record and tag:
            record.begin(tag, value)
        elif record and value.strip():
            record.go_on(value, separator="\n")
        elif value.strip():
            yield Problem(f"line {number}", f"the line belongs to no record: `{line[:60]}`", "", "warning")
    yield from _close(record, whole=False)


def _close(record: TaggedRecord | None, *, whole: bool) -> Iterator[Publication | Problem]:
    """The record, if there is one; without its end it is read as far as it goes."""
    if record is None:
        return
    yield publication(record.fields, number=record.number, line=record.line)
    if not whole:
        place = at(record.number, record.line)
        yield Problem(place, "the record does not end with `ER  -`", _CUT, "warning")
