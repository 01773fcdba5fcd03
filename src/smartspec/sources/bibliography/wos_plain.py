"""Web of Science, plain text: a tag in columns 1-2, `PT` to `ER` is a record."""

import re
from collections import Counter
from collections.abc import Iterator

from smartspec.registry import source
from smartspec.schema import RECORD_TABLES
from smartspec.sources.bibliography.tagged import TaggedRecord
from smartspec.sources.bibliography.wos_record import TAGS, publication
from smartspec.sources.fields import at
from smartspec.sources.opening import Head, SourceFile
from smartspec.sources.publication import Problem, Publication

_TAG = re.compile(r"[A-Z][A-Z0-9](?: |$)")
_START = re.compile(r"PT ([A-Z])\s*$")
_LAST = re.compile(r"EF\s*$")
_END = re.compile(r"ER\s*$")
_RECORD = re.compile(r"^(?:null)*PT [JSBCP]\s*$", re.MULTILINE)
_CUT = "the file may be cut: export it again if records are missing"


def recognise(head: Head) -> float:
    """Sure if the producer and version lines stand before a `PT` line; else by the tags of a record."""
    begins = head.text.lstrip("\n ")
    if not _RECORD.search(head.text):
        return 0.2 if begins.startswith("FN ") and "\nVR 1.0" in head.text else 0.0
    if begins.startswith("FN ") and "\nVR " in head.text:
        return 1.0
    tags = Counter(line[:2] for line in head.lines if _TAG.match(line))
    return 0.8 if tags["AU"] + tags["TI"] + tags["UT"] + tags["SO"] >= 3 else 0.3


def count(file: SourceFile) -> int:
    """Lines `ER`, and one more if a field follows the last of them."""
    n_ends, open_record = 0, False
    for line in file.lines():
        if _END.match(line):
            n_ends, open_record = n_ends + 1, False
        elif line[:3] in {"AU ", "TI ", "SO ", "UT ", "PT "} or _START.search(line):
            open_record = True
    return n_ends + open_record


@source(writes=RECORD_TABLES, title="Web of Science, plain text", version=1)
def read(file: SourceFile) -> Iterator[Publication | Problem]:
    """Yield each record; lines that fit no rule stay with the field before them and are reported.

    A record begins at `PT`, whatever stands before it on the line, or at a field behind `ER`; it ends
    at `ER`, at the next `PT`, or with the file. Several exports in one file are read one after another.
    """
    cutter = _Cutter()
    for number, line in enumerate(file.lines(), 1):
        yield from cutter.cut(number, line)
    yield from cutter.end()


class _Cutter:
    """Cuts lines into records."""

    def __init__(self) -> None:
        self._record: TaggedRecord | None = None
        self._n_records, self._ended = 0, False
        self._unknown: Counter[str] = Counter()

    def cut(self, number: int, line: str) -> Iterator[Publication | Problem]:
        """Take a line; gives the record that it closes and the doubts that it raises."""
        if self._record is None:
            yield from self._outside(number, line)
        elif _START.match(line):
            yield from self._break()
            yield from self._outside(number, line)
        elif _END.match(line):
            yield publication(self._record.fields, number=self._record.number, line=self._record.line)
            self._record = None
        elif _LAST.match(line):
            yield from self._break()
            self._ended = True
        else:
            yield from self._inside(self._record, number, line)

    def end(self) -> Iterator[Publication | Problem]:
        """The last record if it is open, and what there is to say about the file."""
        if self._record:
            yield from self._break()
        elif not self._ended:
            yield Problem("end of file", "the last line is not `EF`", _CUT, "warning")
        if self._unknown:
            names = ", ".join(f"`{tag}` ({n})" for tag, n in sorted(self._unknown.items()))
            yield Problem("file", f"fields that are not known were left out: {names}", "", "note")

    def _outside(self, number: int, line: str) -> Iterator[Problem]:
        if start := _START.search(line):
            record = self._begin(number)
            record.begin("PT", start[1])
            if junk := line[: start.start()]:
                place = at(record.number, number)
                yield Problem(place, f"`{junk[:40]}` before `PT` was left out", "", "note")
        elif _LAST.match(line):
            self._ended = True
        elif line[:2] in TAGS - {"FN", "VR", "ER"} and line[2:3] == " ":
            record = self._begin(number)
            message = "the record does not begin with `PT`"
            yield Problem(at(record.number, number), message, "", "warning")
            yield from self._inside(record, number, line)
        elif line.strip() and line[:2] not in {"FN", "VR"}:
            yield Problem(f"line {number}", f"the line belongs to no record: `{line[:60]}`", "", "warning")

    def _begin(self, number: int) -> TaggedRecord:
        self._n_records += 1
        self._ended, self._record = False, TaggedRecord(self._n_records, number)
        return self._record

    def _break(self) -> Iterator[Publication | Problem]:
        """Give a record without its end, read as far as it goes."""
        if self._record:
            record, self._record = self._record, None
            yield publication(record.fields, number=record.number, line=record.line)
            place = at(record.number, record.line)
            yield Problem(place, "the record does not end with `ER`", _CUT, "warning")

    def _inside(self, record: TaggedRecord, number: int, line: str) -> Iterator[Problem]:
        if line.startswith("  ") or not line.strip():
            record.add(line)
        elif _TAG.match(line):
            record.begin(line[:2], line[3:])
            if line[:2] not in TAGS:
                self._unknown[line[:2]] += 1
        elif line[:2] in TAGS:
            record.begin(line[:2], line[2:])
            place, message = at(record.number, number), f"no blank follows the tag: `{line[:20]}`"
            yield Problem(place, message, "read as if there were one", "warning", line[:2])
        else:
            record.add(line)
            message = f"the line has no tag and was joined to `{record.tag}`: `{line[:60]}`"
            yield Problem(at(record.number, number), message, "", "warning")
