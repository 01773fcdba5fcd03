"""Periods of EMISS: a year and words such as `I квартал`, `январь-март` or `на 1 января`."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import cache

_MONTHS = ("январ", "феврал", "март", "апрел", "ма", "июн", "июл", "август", "сентябр", "октябр", "ноябр", "декабр")
_MONTH = "|".join(f"{stem}[а-я]*" for stem in _MONTHS)
_ONE_MONTH = re.compile(rf"(?:за )?({_MONTH})")
_DAY = re.compile(rf"на (\d{{1,2}})(?:-е)? ({_MONTH})")
#: Weeks of prices are counted by the day of registration, not as ISO 8601 does: without that day they stay words.
_WEEK = re.compile(r"\d{1,2}(?:-?я)? неделя ?\( ?(на [^()]+?) ?\)")
_QUARTER = re.compile(r"(?:за )?(i{1,3}|iv|[1-4])(?:-?[йи]+)? ?квартал[а-я]*")
_HALF = re.compile(r"(?:за )?(i{1,2}|[12])(?:-?[ое]+)? ?полугодие")
_CUMULATED = re.compile(rf"({_MONTH}) ?[-–—] ?({_MONTH})")
_YEAR_END = re.compile(r"на конец (?:отч[её]тного )?(?:года|периода)")
_WHOLE_YEAR = re.compile(r"(?:за )?(?:отч[её]тный )?год|значение показателя за год|на текущий период|")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


@dataclass(frozen=True, slots=True)
class Period:
    """A period.

    Attributes
    ----------
    code : in the form of the tables.
    first, last : its days; one day for a figure of that day.
    words : as written, where the code does not say them all.
    """

    code: str
    first: date
    last: date
    words: str = ""


@cache
def period_of(time: str, words: str) -> Period | None:
    """The period of a year, or of a finer time, and the words beside it; None if there is no year.

    A figure of 1 January keeps the year as its code, for these are yearly series; one of another day has that day.

    Examples
    --------
    >>> [period_of("2023", words).code for words in ("II квартал", "март", "январь-март", "на 1 января", "на 1 июля")]
    ['2023-Q2', '2023-03', '2023', '2023', '2023-07-01']
    >>> period_of("2022", "02 неделя ( на 14 января)").code, period_of("2025", "3 неделя 2025").code
    ('2022-01-14', '2025')
    >>> period_of("2014", "на 1 января").last
    datetime.date(2014, 1, 1)
    """
    found = re.fullmatch(r"(\d{4})(?:\s*г(?:од)?\.?)?", time.strip())
    if not found or not 1 <= int(found[1]) <= 9998:
        return None
    year, text = int(found[1]), " ".join(words.lower().split())
    month, quarter, half = (pattern.fullmatch(text) for pattern in (_ONE_MONTH, _QUARTER, _HALF))
    if month:
        number = _month(month[1])
        return _span(f"{year}-{number:02d}", year, number, number)
    if quarter:
        number = _number(quarter[1])
        return _span(f"{year}-Q{number}", year, 3 * number - 2, 3 * number)
    if half:
        number = _number(half[1])
        return _span(f"{year}-S{number}", year, 6 * number - 5, 6 * number)
    return _of_day_or_year(year, text, words)


def _of_day_or_year(year: int, text: str, words: str) -> Period:
    week, cumulated = _WEEK.fullmatch(text), _CUMULATED.fullmatch(text)
    day = _DAY.fullmatch(week[1] if week else text)
    if day and 1 <= int(day[1]) <= calendar.monthrange(year, _month(day[2]))[1]:
        that_day = date(year, _month(day[2]), int(day[1]))
        code = str(year) if (that_day.month, that_day.day) == (1, 1) and not week else that_day.isoformat()
        return Period(code, that_day, that_day, words if week or code == str(year) else "")
    if _YEAR_END.fullmatch(text):
        return Period(str(year), date(year, 12, 31), date(year, 12, 31), words)
    if cumulated:
        return _span(str(year), year, _month(cumulated[1]), _month(cumulated[2]), words)
    return _span(str(year), year, 1, 12, "" if _WHOLE_YEAR.fullmatch(text) else words)


def _span(code: str, year: int, first: int, last: int, words: str = "") -> Period:  # noqa: PLR0917
    last_day = calendar.monthrange(year, last)[1]
    return Period(code, date(year, min(first, last), 1), date(year, last, last_day), words)


def _month(word: str) -> int:
    """The number of a month by its longest stem that fits."""
    return max((stem, number) for number, stem in enumerate(_MONTHS, 1) if word.startswith(stem))[1]


def _number(text: str) -> int:
    return _ROMAN[text] if text in _ROMAN else int(text)
