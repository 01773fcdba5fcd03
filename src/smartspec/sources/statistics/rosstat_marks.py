"""Cells of Rosstat's tables: numbers as text, marks in place of numbers, numbers of notes behind either."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from smartspec.sources.workbook_strings import Run

_NUMBER = re.compile(r"[-+−]?(?:\d{1,3}(?: \d{3})+|\d+)(?:[.,]\d+)?(?:[eE][-+]?\d+)?")
_BEFORE_UNIT = re.compile(r"\s*%$")
_MARKS = {
    "dots": re.compile(r"\.{2,}|н/д|нет данных", re.IGNORECASE),
    "dash": re.compile(r"[-–—−‒―]+"),
    "cross": re.compile(r"[xхXХ×]"),
}
#: What a mark means where the sheet has no legend of its own, after the legend that all editions of Rosstat share.
USUAL = {"dots": "missing", "dash": "zero", "cross": "not-applicable"}
_MEANINGS = (
    (
        "suppressed",
        re.compile(r"конфиденциальн|282\s*-\s*ФЗ|не\s+(?:публикуются|предоставляются|раскрыва)", re.IGNORECASE),
    ),
    (
        "missing",
        re.compile(r"данны[хе]\s+(?:не\s+имеется|отсутств|нет)|нет\s+данных|отсутствуют\s+данные", re.IGNORECASE),
    ),
    ("not-applicable", re.compile(r"не\s+примен|невозможно|не\s+имеет\s+смысла", re.IGNORECASE)),
    ("zero", re.compile(r"явлени\w+\s+отсутств", re.IGNORECASE)),
)
_LEGEND = re.compile(
    r"""^\s*["«“”„'(]?\s*(?P<mark>\.{2,}|…|[-–—−]|[xхXХ])\s*["»“”')]?\s*[-–—:]?\s*(?P<meaning>\S.*)$""", re.DOTALL
)
_NOTE = re.compile(r"\d{1,2}|\*+")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁾", "0123456789)")
_RAISED_TAIL = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁾,;\s]*[⁰¹²³⁴⁵⁶⁷⁸⁹][⁰¹²³⁴⁵⁶⁷⁸⁹⁾]*\s*$")
_TAIL = re.compile(r"(?:(?<![\d.,])|(?<=\s))(?:\d{1,2}\)[\s,;]*)+$|\*+\)?\s*$")


@dataclass(frozen=True, slots=True)
class Marked:
    """A text without the numbers of notes behind it, and these numbers in their order."""

    text: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Value:
    """What a cell says: a number with flag `ok`, or why there is none.

    Attributes
    ----------
    flag : "" if the cell fits nothing.
    guessed : whether the number of a note was told from the value by its form, for lack of fonts.
    """

    number: float | None
    flag: str
    notes: tuple[str, ...] = ()
    guessed: bool = False


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """A short text in its plain form: compatibility letters replaced (`…` is `...`), blanks made one.

    Examples
    --------
    >>> plain(" …  4)"), plain(" 1   444 ")
    ('... 4)', '1 444')
    """
    return " ".join(unicodedata.normalize("NFKC", text).split())


@lru_cache(maxsize=8192)
def without_notes(text: str, runs: tuple[Run, ...] = ()) -> Marked:
    """A text and the numbers of notes on it: by font where the runs say so, else by form.

    Examples
    --------
    >>> without_notes("20223)", (("2022", False), ("3)", True)))
    Marked(text='2022', notes=('3',))
    >>> without_notes("г. Москва 1)"), without_notes("Сектор (ОКВЭД2)")
    (Marked(text='г. Москва', notes=('1',)), Marked(text='Сектор (ОКВЭД2)', notes=()))
    """
    base = "".join(part for part, is_raised in runs if not is_raised)
    if base.strip() and len(runs) > 1:
        raised = " ".join(part for part, is_raised in runs if is_raised)
        return Marked(" ".join(base.split()), tuple(_NOTE.findall(raised)))
    tail = _RAISED_TAIL.search(text)
    if tail and tail.start():
        notes = _NOTE.findall(tail.group().translate(_RAISED))
        return Marked(" ".join(text[: tail.start()].split()), tuple(notes))
    folded = " ".join(text.split())
    if folded.count(")") > folded.count("(") or folded.endswith("*"):
        tail = _TAIL.search(folded)
        if tail and tail.start():
            return Marked(folded[: tail.start()].rstrip(), tuple(_NOTE.findall(tail.group())))
    return Marked(folded)


def number_of(text: str) -> float | None:
    """A number as Russian tables write it, with blanks between thousands and a decimal comma or point.

    Examples
    --------
    >>> number_of("1 444"), number_of("254 229,1"), number_of("-0.5"), number_of("12 34"), number_of("1,234.5")
    (1444.0, 254229.1, -0.5, None, None)
    """
    text = _BEFORE_UNIT.sub("", plain(text))
    if not _NUMBER.fullmatch(text):
        return None
    return float(text.replace(" ", "").replace("−", "-").replace(",", "."))


def mark_of(text: str) -> str:
    """The kind of a mark in place of a number: `dots`, `dash`, `cross`, or "" if the text is none."""
    text = plain(text)
    return next((kind for kind, pattern in _MARKS.items() if pattern.fullmatch(text)), "")


def meaning_of(text: str) -> str:
    """The flag that a legend or a note speaks of; "" if of none.

    Examples
    --------
    >>> meaning_of("явление отсутствует"), meaning_of("Данные не публикуются в целях обеспечения конфиденциальности")
    ('zero', 'suppressed')
    """
    return next((flag for flag, pattern in _MEANINGS if pattern.search(text)), "")


def legend_line(text: str) -> tuple[str, str] | None:
    """Kind of mark and its meaning if a line is a legend (`"-" - явление отсутствует`), else None."""
    found = _LEGEND.match(text)
    if found is None:
        return None
    kind, flag = mark_of(found["mark"]), meaning_of(found["meaning"])
    return (kind, flag) if kind and flag else None


@dataclass(slots=True)
class MarkReader:
    """Reads the cells of one sheet by the sheet's own legend.

    Attributes
    ----------
    legend : kind of mark to flag.
    notes : number of a note to its text.
    """

    legend: Mapping[str, str]
    notes: Mapping[str, str]
    _seen: dict[tuple[str, tuple[Run, ...]], Value] = field(default_factory=dict)

    def read(self, text: str, runs: tuple[Run, ...] = ()) -> Value:
        """What a cell of text says."""
        key = (text, runs)
        if key not in self._seen:
            self._seen[key] = self._read(text, runs)
        return self._seen[key]

    def _read(self, text: str, runs: tuple[Run, ...]) -> Value:
        marked = without_notes(text, runs)
        found = self._plain_value(marked.text, marked.notes)
        if found is not None:
            return found
        return self._split_by_form(plain(text)) or Value(None, "")

    def _plain_value(self, text: str, notes: tuple[str, ...]) -> Value | None:
        number = number_of(text)
        if number is not None:
            return Value(number, "ok", notes)
        kind = mark_of(text)
        if not kind:
            return None
        by_note = next((flag for note in notes if (flag := meaning_of(self.notes.get(note, "")))), "")
        flag = by_note or self.legend.get(kind) or USUAL[kind]
        return Value(0.0 if flag == "zero" else None, flag, notes)

    def _split_by_form(self, text: str) -> Value | None:
        """A number or mark with the number of a note glued to it; only if there is one way to part them."""
        found = []
        for length in (1, 2):
            match = re.fullmatch(rf"(.*?\S)\s*(\d{{{length}}})(\)?)", text)
            if match is None or (self.notes and match[2] not in self.notes):
                continue
            if mark_of(match[1]) or match[3]:
                value = self._plain_value(match[1], (match[2],))
                found += [value] if value is not None else []
        if len(found) != 1:
            return None
        return Value(found[0].number, found[0].flag, found[0].notes, guessed=found[0].flag == "ok")
