"""Titles, units and other texts above a table of Rosstat."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from smartspec.sources.statistics.rosstat_activities import quoted_in
from smartspec.sources.statistics.rosstat_grid import Grid
from smartspec.sources.statistics.rosstat_notes import is_link, is_personal
from smartspec.sources.statistics.rosstat_periods import without_year
from smartspec.sources.statistics.rosstat_units import measured

_NUMBERED = re.compile(r"^(?P<number>\d{1,2}(?:\.\d{1,2})*)\.?\s+(?P<text>\S.*)$", re.DOTALL)
_TERRITORY = re.compile(r"Российск\w+\s+Федер\w+|\bРосси[ияею]\b", re.IGNORECASE)
_SPAN = re.compile(
    r",?\s*(?:в|за)?\s*\b(?:19|20)\d\d(?:\s*,\s*(?:19|20)\d\d)*\s*[-–—]\s*(?:19|20)\d\d\s*(?:гг?\.?|год\w*)?\s*$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Title:
    """What stands above a table.

    Attributes
    ----------
    title : as written, lines joined by ` > `, without numbers of notes.
    indicator : the title without number of the table, unit, span of years and the activity that it names.
    activity : an activity that the title names in quotation marks.
    n_headers, n_left_out : cells that are titles and units, and links and persons.
    """

    title: str = ""
    indicator: str = ""
    unit: str = ""
    basis: str = ""
    activity: str = ""
    notes: tuple[str, ...] = ()
    n_headers: int = 0
    n_left_out: int = 0


@dataclass(slots=True)
class _Lines:
    texts: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def title_of(grid: Grid, rows: Iterable[int]) -> Title:
    """Read the rows above the headings of a table."""
    found, lines = Title(), _Lines()
    for row in rows:
        for column, value in grid.filled(row):
            text = str(value)
            if is_link(text) or is_personal(text):
                found.n_left_out += 1
                continue
            found.n_headers += 1
            label = grid.label(row, column)
            piece = measured(label.text)
            found.unit, found.basis = piece.unit or found.unit, piece.basis or found.basis
            lines.notes += label.notes
            if piece.text:
                lines.texts.append(piece.text)
    found.title, found.notes = " > ".join(lines.texts), tuple(dict.fromkeys(lines.notes))
    found.activity, found.indicator = quoted_in(without_year(_SPAN.sub("", _indicator(lines.texts))))
    return found


def _indicator(texts: list[str]) -> str:
    """The title that counts: the last one, below the numbered titles that it is a part of (9.4 > 9.4.1)."""
    numbered = [(match["number"], match["text"]) if (match := _NUMBERED.match(text)) else ("", text) for text in texts]
    last = next((number for number, _ in reversed(numbered) if number), "")
    if not last:
        return " > ".join(texts)
    own = [text for number, text in numbered if number and "." in number and f"{last}.".startswith(f"{number}.")]
    after = [text for number, text in numbered[[n for n, _ in numbered].index(last) + 1 :] if not number]
    return " > ".join([*(own or [text for number, text in numbered if number == last]), *after]).strip()


def names_russia(text: str) -> bool:
    """Whether a title says that its table is of Russia."""
    return _TERRITORY.search(text) is not None
