"""RIS: two-letter tags, `TY` to `ER` is a record; in the dialects of Scopus, Web of Science and IEEE too."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from smartspec.registry import source
from smartspec.schema import RECORD_TABLES
from smartspec.sources.fields import at
from smartspec.sources.opening import Head, SourceFile
from smartspec.sources.publication import Problem, Publication
from smartspec.sources.ris_record import publication

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


@dataclass(slots=True)
class _Record:
    number: int
    line: int
    fields: dict[str, list[str]] = field(default_factory=dict)
    tag: str = ""

    def begin(self, tag: str, value: str) -> None:
        self.tag = tag
        self.fields.setdefault(tag, []).append(value.strip())

    def go_on(self, value: str) -> None:
        values = self.fields[self.tag]
        values[-1] = f"{values[-1]}\n{value.strip()}" if values[-1] else value.strip()

    def publication(self) -> Publication:
        return publication(self.fields, number=self.number, line=self.line)


@source(writes=RECORD_TABLES, title="RIS", version=1)
def read(file: SourceFile) -> Iterator[Publication | Problem]:
    """Yield each record; a line without a tag goes on with the field before it.

    A record begins at `TY` and ends at `ER`, at the next `TY`, or with the file. Keywords of authors and of
    a database cannot be told apart in this format: all count as keywords of authors.
    """
    record: _Record | None = None
    n_records = n_keywords = 0
    for number, line in enumerate(file.lines(), 1):
        tagged = _TAG.match(line)
        if tagged and tagged[1] == "TY":
            if record:
                yield from _broken(record)
            n_records += 1
            record = _Record(n_records, number)
            record.begin("TY", tagged[2])
        elif record is None:
            if line.strip() and not (tagged and tagged[1] == "ER"):
                yield Problem(
                    f"line {number}", f"the line belongs to no record: `{line[:60]}`", "", "warning"
                )
        elif tagged and tagged[1] == "ER":
            n_keywords += len(record.fields.get("KW", ()))
            yield record.publication()
            record = None
        elif tagged:
            record.begin(tagged[1], tagged[2])
        elif line.strip():
            record.go_on(line)
    if record:
        yield from _broken(record)
    if n_keywords:
        message = "RIS does not say whose keywords they are; all were read as keywords of authors"
        yield Problem("file", message, "take CSV or plain text to keep those of the index apart", "note")


def _broken(record: _Record) -> Iterator[Publication | Problem]:
    """A record without its end, read as far as it goes."""
    yield record.publication()
    yield Problem(at(record.number, record.line), "the record does not end with `ER  -`", _CUT, "warning")
