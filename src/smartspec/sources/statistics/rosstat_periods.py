"""Years, quarters and months as headings and row labels of Rosstat's tables write them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from smartspec.sources.statistics.rosstat_marks import Marked, plain, without_notes
from smartspec.sources.workbook_strings import Run

_WORD = r"(?:г\.?|гг\.?|год[аыуе]?)"
_YEAR = re.compile(rf"(?P<year>(?:19|20)\d\d)\s*{_WORD}?")
_YEAR_AND_NOTE = re.compile(rf"(?P<year>(?:19|20)\d\d)\s*{_WORD}?\s*(?P<note>\d{{1,2}}\)|\*+\)?)")
_SPOILT = re.compile(rf"(?P<left>[12]\d{{1,4}})\s*{_WORD}?")
_QUARTER = re.compile(r"(?P<quarter>I{1,3}|IV|[1-4])(?:\s*-?\s*[йи]{1,2})?\s*(?:квартал|кв\.?)", re.IGNORECASE)
_MONTHS = (
    [
        "январь",
        "февраль",
        "март",
        "апрель",
        "май",
        "июнь",
        "июль",
        "август",
        "сентябрь",
        "октябрь",
        "ноябрь",
        "декабрь",
    ],
    [
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ],
)
#: Numbers from the first to below the second may be years.
FIRST_YEAR, END_OF_YEARS = 1900, 2100
_DIGITS, _LONGEST = re.compile(r"\d{3}"), 40
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_IN_TITLE = re.compile(rf"\b(?:в|за|на\s+конец)\s+(?P<year>(?:19|20)\d\d)\s*{_WORD}(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Year:
    """A year and the numbers of notes on it; `left` is what a spoilt year shows, with year 0."""

    year: int
    notes: tuple[str, ...] = ()
    left: str = ""


def may_be_year(value: object) -> bool:
    """Whether a number is one of a year."""
    return isinstance(value, float | int) and FIRST_YEAR <= value < END_OF_YEARS and value == int(value)


@lru_cache(maxsize=8192)
def year_of(value: object, runs: tuple[Run, ...] = ()) -> Year | None:
    """The year that a cell states, alone or with the number of a note; None if it states none.

    A number that should be a year by its place but is none, such as `202` before a superscript `10)`, has year 0.

    Examples
    --------
    >>> year_of(2024.0), year_of("2013г."), year_of("2022г. 6)")
    (Year(year=2024, notes=(), left=''), Year(year=2013, notes=(), left=''), Year(year=2022, notes=('6',), left=''))
    >>> year_of("20210)", (("202", False), ("10)", True)))
    Year(year=0, notes=('10',), left='202')
    """
    if isinstance(value, float | int) and not isinstance(value, bool):
        return Year(int(value)) if may_be_year(value) else None
    if not isinstance(value, str) or len(value) > _LONGEST or not _DIGITS.search(value):
        return None
    marked = without_notes(value, runs)
    found = _YEAR.fullmatch(plain(marked.text))
    if found:
        return Year(int(found["year"]), marked.notes)
    if not marked.notes:
        found = _YEAR_AND_NOTE.fullmatch(plain(value))
        if found and found["note"].strip(")") != "0":
            return Year(int(found["year"]), (found["note"].rstrip(")"),))
    return _spoilt(marked, plain(value))


def _spoilt(marked: Marked, text: str) -> Year | None:
    """What may be a year with a slip of the pen: digits before a note, too few or too many."""
    found = _SPOILT.fullmatch(plain(marked.text))
    if found and marked.notes:
        return Year(0, marked.notes, found["left"])
    glued = re.fullmatch(r"(?P<left>[12]\d{2,3})(?P<note>\d{1,2})\)", text)
    return Year(0, (), glued["left"] + glued["note"]) if glued and not marked.notes else None


def inferred(years: Sequence[Year | None], place: int) -> int:
    """The year that a spoilt one must be by its neighbours; 0 if they do not tell.

    Examples
    --------
    >>> inferred([Year(2022), Year(0, ("10",), "202"), Year(2024)], 1)
    2023
    """
    before = years[place - 1] if place else None
    after = years[place + 1] if place + 1 < len(years) else None
    if before is None or not before.year:
        return 0
    if after is None:
        earlier = years[place - 2] if place > 1 else None
        return before.year + 1 if earlier is not None and earlier.year == before.year - 1 else 0
    return before.year + 1 if after.year == before.year + 2 else 0


def part_of_year(text: str) -> str:
    """The part of a year that a heading names: `Q1` to `Q4`, `01` to `12`; "" if none.

    Examples
    --------
    >>> part_of_year("II квартал"), part_of_year("Январь"), part_of_year("январь-март")
    ('Q2', '01', '')
    """
    text = plain(text).lower()
    found = _QUARTER.fullmatch(text)
    if found:
        return f"Q{_ROMAN.get(found['quarter'].lower(), 0) or int(found['quarter'])}"
    return next((f"{months.index(text) + 1:02}" for months in _MONTHS if text in months), "")


def without_year(title: str) -> str:
    """A title without the only year that it names.

    Examples
    --------
    >>> without_year("Число организаций в 2023 году, по субъектам"), without_year("в 2010 г. и в 2015 г.")
    ('Число организаций, по субъектам', 'в 2010 г. и в 2015 г.')
    """
    return _IN_TITLE.sub("", title).replace(" ,", ",").strip() if year_in_title(title) else title


def year_in_title(title: str) -> str:
    """The only year for which a title says its table holds; "" if it names none, or several."""
    found = {match["year"] for match in _IN_TITLE.finditer(plain(title))}
    return found.pop() if len(found) == 1 else ""
