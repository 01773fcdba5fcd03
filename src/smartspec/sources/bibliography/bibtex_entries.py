"""Entries of a BibTeX file, with every field of every entry, whatever is wrong with the others."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from smartspec.sources.opening import Head, SourceFile

_START = re.compile(r"(?:^|(?<=\}))[ \t]*@[ \t]*([A-Za-z]+)\s*([{(])", re.MULTILINE)
_KEY = re.compile(r"\s*([^,={}\"\n]*?)\s*(?:,|(?=[})]\s*$))")
_NAME = re.compile(r"[\s,]*([^\s=,{}\"#()][^=,{}\"#\n]{0,60}?)\s*=\s*")
_NEXT_FIELD = re.compile(r"[}\"]?\s*,?\s*\n\s*[A-Za-z][\w\- \u00a0]{0,40}\s*=\s*[{\"]")
_MARKS, _ALL_MARKS = re.compile(r'\\[{}"\\]|[{}"]'), re.compile(r'[{}"]')
_FURTHER_FIELD = re.compile(r"\n\s*(?=[A-Za-z][\w\- \u00a0]{0,40}\s*=)")
_JOIN = re.compile(r"\s*#\s*")
_BARE = re.compile(r"[^\s,{}\"#]+")
_NOT_ENTRIES = frozenset({"comment", "string", "preamble"})
_COUNTED = re.compile(r"^[ \t}]*@[ \t]*(?!comment|string|preamble)[A-Za-z]+\s*[{(]", re.IGNORECASE)
_MONTHS = {m: m for m in ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")}


@dataclass(slots=True)
class Entry:
    """One entry: `fields` in order, repeated ones too, values as written without their outer delimiters."""

    kind: str
    key: str
    line: int
    fields: list[tuple[str, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def all(self, name: str) -> list[str]:
        """Values of a field, in order."""
        return [value for known, value in self.fields if known == name]

    def first(self, *names: str) -> str:
        """The first value of the first of these fields that has one."""
        return next((value for name in names for value in self.all(name) if value.strip()), "")


def is_bibtex(head: Head) -> bool:
    """Whether entries begin here."""
    return any(found[1].lower() not in _NOT_ENTRIES for found in _START.finditer(head.text))


def count_entries(file: SourceFile) -> int:
    """Lines that begin with `@type{`."""
    return sum(_COUNTED.match(line) is not None for line in file.lines())


def entries_of(file: SourceFile) -> Iterator[Entry]:
    """Entries in order; each is cut at the next `@type{` at a line's start, so that no fault spreads.

    Macros of `@string` and the names of months are resolved; unknown macros stay as written.
    """
    text = file.text()
    starts = list(_START.finditer(text))
    macros = dict(_MONTHS)
    line, last = 1, 0
    for number, start in enumerate(starts):
        at = start.start(1) - 1
        line, last = line + text.count("\n", last, at), at
        kind = start[1].lower()
        end = starts[number + 1].start() if number + 1 < len(starts) else len(text)
        body = text[start.end() : end]
        if kind == "string":
            scanner = _Scanner(body, macros)
            macros |= dict(scanner.fields(0))
        elif kind not in _NOT_ENTRIES:
            key = _KEY.match(body)
            scanner = _Scanner(body, macros)
            found = scanner.fields(key.end() if key else 0)
            faults = scanner.faults if key else ["the entry has no key", *scanner.faults]
            yield Entry(kind, key[1] if key else "", line, found, faults)


class _Scanner:
    """Fields of one entry."""

    def __init__(self, text: str, macros: dict[str, str]) -> None:
        self._text, self._macros, self._at = text, macros, 0
        self.faults: list[str] = []

    def fields(self, at: int) -> list[tuple[str, str]]:
        """Name, in lower case, and value of each field from a place on."""
        self._at, found = at, []
        while name := self._name():
            found.append((name, self._value()))
        return found

    def _name(self) -> str:
        while found := _NAME.match(self._text, self._at):
            self._at = found.end()
            return " ".join(found[1].lower().split())
        rest = self._text[self._at :].strip(" \t\n,")
        if rest[:1] in {"}", ")"}:
            return ""
        if further := _FURTHER_FIELD.search(self._text, self._at):
            skipped = " ".join(self._text[self._at : further.start()].split())
            if skipped.strip(", "):
                self.faults.append(f"`{skipped[:60]}` is no field and was left out")
            self._at = further.end()
            return self._name()
        self.faults.append("the entry does not end with `}`")
        return ""

    def _value(self) -> str:
        parts = [self._part()]
        while (further := _JOIN.match(self._text, self._at)) is not None:
            self._at = further.end()
            parts.append(self._part())
        return "".join(parts)

    def _part(self) -> str:
        mark = self._text[self._at : self._at + 1]
        if mark in {"{", '"'}:
            return self._delimited('"' if mark == '"' else "}")
        found = _BARE.match(self._text, self._at)
        if not found:
            return ""
        self._at = found.end()
        return self._macros.get(found[0].lower(), found[0])

    def _delimited(self, closing: str) -> str:
        """What stands between the delimiters; if braces inside do not balance, all up to the next field.

        Braces behind a backslash do not count, unless only counting them makes the braces balance.
        """
        begin = self._at + 1
        for marks in (_MARKS, _ALL_MARKS):
            end = _end_of_value(self._text, begin, closing, marks)
            if end >= 0 and not self._swallows(begin, end):
                self._at = end + 1
                return self._text[begin:end]
        further = _NEXT_FIELD.search(self._text, begin)
        end = further.start() if further else len(self._text.rstrip().rstrip("}").rstrip())
        end = max(begin, end)
        self.faults.append(f"braces do not balance in `{' '.join(self._text[begin : begin + 40].split())}`")
        self._at = end + (self._text[end : end + 1] in {"}", '"'})
        return self._text[begin:end]

    def _swallows(self, begin: int, end: int) -> bool:
        """Whether a value holds the fields behind it: nothing is left to close the entry."""
        return not self._text[end + 1 :].strip(" \t\n,") and bool(_NEXT_FIELD.search(self._text, begin, end))


def _end_of_value(text: str, begin: int, closing: str, marks: re.Pattern[str]) -> int:
    """Where the closing delimiter stands; -1 if the braces do not balance before it."""
    depth = 0
    for found in marks.finditer(text, begin):
        mark = found[0]
        if mark == closing and depth == 0:
            return found.start()
        depth += (mark == "{") - (mark == "}")
        if depth < 0:
            return -1
    return -1
