"""Web of Science, plain text: a tag in columns 1-2, `PT` to `ER` is a record."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from smartspec.registry import source
from smartspec.schema import RECORD_TABLES
from smartspec.sources.fields import at
from smartspec.sources.opening import Head, SourceFile
from smartspec.sources.publication import Problem, Publication
from smartspec.sources.wos_record import TAGS, publication

_TAG = re.compile(r"[A-Z][A-Z0-9](?: |$)")
_START = re.compile(r"PT [A-Z]\s*$")
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
        if value.strip():
            self.fields.setdefault(self.tag or "TI", []).append(value.strip())

    def publication(self) -> Publication:
        return publication(self.fields, number=self.number, line=self.line)


@source(writes=RECORD_TABLES, title="Web of Science, plain text", version=1)
def read(file: SourceFile) -> Iterator[Publication | Problem]:
    """Yield each record; lines that fit no rule stay with the field before them and are reported.

    A record begins at `PT`, whatever stands before it on the line, or at a field behind `ER`; it ends
    at `ER`, at the next `PT`, or with the file. Several exports in one file are read one after another.
    """
    record: _Record | None = None
    unknown: Counter[str] = Counter()
    n_records, ended = 0, False
    for number, line in enumerate(file.lines(), 1):
        if record and not _START.match(line) and line[:2] not in {"ER", "EF"}:
            yield from _take(record, line, number, unknown)
        elif _START.search(line) and (record is None or line.startswith("PT")):
            if record:
                yield from _broken(record)
            n_records += 1
            record, ended = _Record(n_records, number), False
            record.begin("PT", line.rstrip()[-1])
            if junk := line.partition("PT ")[0]:
                yield Problem(at(n_records, number), f"`{junk[:40]}` before `PT` was left out", "", "note")
        elif _END.match(line) and record:
            yield record.publication()
            record = None
        elif line.startswith("EF") and not line[2:].strip():
            if record:
                yield from _broken(record)
            record, ended = None, True
        elif record:
            yield from _take(record, line, number, unknown)
        elif line.strip() and line[:2] not in {"FN", "VR"}:
            if line[:2] in TAGS and line[2:3] == " ":
                n_records += 1
                record = _Record(n_records, number)
                yield Problem(at(n_records, number), "the record does not begin with `PT`", "", "warning")
                yield from _take(record, line, number, unknown)
            else:
                yield Problem(
                    f"line {number}", f"the line belongs to no record: `{line[:60]}`", "", "warning"
                )
    if record:
        yield from _broken(record)
    if not ended and not record:
        yield Problem("end of file", "the last line is not `EF`", _CUT, "warning")
    if unknown:
        names = ", ".join(f"`{tag}` ({n})" for tag, n in sorted(unknown.items()))
        yield Problem("file", f"fields that are not known were left out: {names}", "", "note")


def _broken(record: _Record) -> Iterator[Publication | Problem]:
    """A record without its end, read as far as it goes."""
    yield record.publication()
    place = at(record.number, record.line)
    yield Problem(place, "the record does not end with `ER`", _CUT, "warning")


def _take(record: _Record, line: str, number: int, unknown: Counter[str]) -> Iterator[Problem]:
    """Put a line into the record."""
    if line.startswith("  ") or not line.strip():
        record.go_on(line)
    elif _TAG.match(line):
        record.begin(line[:2], line[3:])
        unknown[line[:2]] += line[:2] not in TAGS
        if not unknown[line[:2]]:
            del unknown[line[:2]]
    elif line[:2] in TAGS:
        record.begin(line[:2], line[2:])
        place, message = at(record.number, number), f"no blank follows the tag: `{line[:20]}`"
        yield Problem(place, message, "read as if there were one", "warning", line[:2])
    else:
        record.go_on(line)
        message = f"the line has no tag and was joined to `{record.tag}`: `{line[:60]}`"
        yield Problem(at(record.number, number), message, "", "warning")
