"""What stands below a table: footnotes, the legend of marks, and persons who are left out."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from smartspec.sources.statistics.rosstat_marks import USUAL, legend_line, meaning_of
from smartspec.sources.workbook_strings import Run

_NUMBERED = re.compile(r"^\s*(?P<number>\d{1,2}|\*+)\s*\)\s*(?P<text>\S.*)$", re.DOTALL)
_RAISED_NUMBER = re.compile(r"^\s*(?P<number>\d{1,2}|\*+)\s*\)?\s*$")
_BARE_NUMBER = re.compile(r"^\s*(?P<number>\d{1,2})\s+(?P<text>[А-ЯЁ].*)$", re.DOTALL)
_LINE = re.compile(r"^[¾_\-–—=*\s]{3,}$")
_LINK = re.compile(r"^\s*(?:к\s+содержанию|содержание|назад|оглавление)\s*:?\s*$", re.IGNORECASE)
_PERSON = re.compile(
    r"исполнител|телефон|\bтел\b\.?|e-?mail|\S@\S+\.\w|\d\s?\(\d{3,5}\)\s?\d{1,3}[-\s]?\d\d|\bдоб\.\s*\d", re.IGNORECASE
)
_NAME = re.compile(
    r"^\s*[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?\s+[А-ЯЁ](?:[а-яё]+|\.)\s*[А-ЯЁ](?:[а-яё]+(?:вна|вич|ична|оглы|кызы)|\.)\s*$"
)


@dataclass(slots=True)
class Footnotes:
    """The notes and the legend of one sheet.

    Attributes
    ----------
    listed : (number, text) in the order of the sheet; numbers may come twice.
    legend : kind of mark to flag, as the sheet says.
    remarks : texts below the table that belong to no number.
    """

    listed: list[tuple[str, str]] = field(default_factory=list)
    legend: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    _open: str = ""

    def add(self, text: str, runs: tuple[Run, ...] = ()) -> None:
        """Take in the next line below the table."""
        if _LINE.match(text):
            return
        legend = legend_line(text)
        note = None if legend else _numbered(text, runs)
        if legend:
            self.legend[legend[0]] = legend[1]
            self.remarks.append(" ".join(text.split()))
            self._open = "remark"
        elif note:
            self.listed.append(note)
            self._open = "note"
        elif self._open == "note":
            number, before = self.listed[-1]
            self.listed[-1] = (number, f"{before} {' '.join(text.split())}")
        elif self._open == "remark":
            self.remarks[-1] += f" {' '.join(text.split())}"
        else:
            self.remarks.append(" ".join(text.split()))

    def close(self) -> None:
        """The end of the empty line or block: what follows without a number is a remark of its own."""
        self._open = ""

    def texts(self) -> dict[str, str]:
        """Number of a note to its text; a number printed twice has both texts, unless the other is a misprint.

        Where the second of two equal numbers stands in its place in the list and the first stands where a number is
        missing, the first is that missing one: 1, 3, 3, 4 is 1, 2, 3, 4.
        """
        found: dict[str, list[str]] = {}
        for number, text in self.repaired():
            found.setdefault(number, []).append(text)
        return {number: " / ".join(texts) for number, texts in found.items()}

    def repaired(self) -> list[tuple[str, str]]:
        """The notes with numbers that are misprints put right."""
        numbers = [number for number, _ in self.listed]
        twice = {number for number, times in Counter(numbers).items() if times > 1}
        found = []
        for place, (number, text) in enumerate(self.listed, 1):
            is_misprint = number in twice and number != str(place) and str(place) not in numbers
            found.append((str(place) if is_misprint else number, text))
        return found

    def misprints(self) -> list[tuple[str, str]]:
        """Printed and right number of each note whose number is a misprint."""
        pairs = zip(self.listed, self.repaired(), strict=True)
        return [(printed, right) for (printed, _), (right, _) in pairs if printed != right]

    def meaning(self, kind: str) -> str:
        """The flag of a kind of mark on this sheet."""
        return self.legend.get(kind, USUAL[kind])


def _numbered(text: str, runs: tuple[Run, ...]) -> tuple[str, str] | None:
    """Number and text of a footnote, or None if the line does not begin with a number."""
    if len(runs) > 1 and runs[0][1]:
        found = _RAISED_NUMBER.match(runs[0][0])
        rest = " ".join("".join(part for part, _ in runs[1:]).split())
        if found and rest:
            return found["number"].strip(), rest.lstrip(") ")
    found = _NUMBERED.match(text) or _BARE_NUMBER.match(text)
    return (found["number"], " ".join(found["text"].split())) if found else None


@lru_cache(maxsize=4096)
def is_link(text: str) -> bool:
    """Whether a cell is only a way back to the list of contents."""
    return _LINK.match(text) is not None


@lru_cache(maxsize=4096)
def is_personal(text: str) -> bool:
    """Whether a cell holds the name, telephone or address of a person.

    Examples
    --------
    >>> is_personal("8 (495) 568-00-42 (доб. 99-055)"), is_personal("Иванова Анна Петровна"), is_personal("Омск")
    (True, True, False)
    """
    return _PERSON.search(text) is not None or _NAME.match(text) is not None


def joined(marks: Iterable[str], texts: dict[str, str]) -> str:
    """Notes as the column `footnotes` holds them: mark and text, joined by ` | `."""
    return " | ".join(f"{mark}) {texts[mark]}" if mark in texts else f"{mark})" for mark in dict.fromkeys(marks))


def quality_of(marks: Iterable[str], texts: dict[str, str]) -> str:
    """What notes say of the numbers that carry them: `provisional`, `estimated`, or ""."""
    words = " ".join(texts.get(mark, "") for mark in marks).lower()
    if "предварительн" in words:
        return "provisional"
    return "estimated" if re.search(r"\bоценк[аи]\b|оценочн", words) else ""


__all__ = ["Footnotes", "is_link", "is_personal", "joined", "meaning_of", "quality_of"]
