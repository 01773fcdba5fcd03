"""Written periods as `2024`, `2024-Q1`, `2024-01` or `2024-01-31`."""

import re
from datetime import date, datetime
from functools import lru_cache
from typing import Any

_YEAR = r"(?P<year>(?:18|19|20|21)\d\d)"
_END = r"\s*(?:г\.?|гг\.?|год[а-я]*|year)?"
_FORMS = tuple(
    re.compile(form + "$", re.IGNORECASE)
    for form in (
        rf"[XY]?\.?{_YEAR}(?:\.0+)?{_END}",
        rf"{_YEAR}[\s.-]*[QК](?P<quarter>[1-4])",
        rf"Q(?P<quarter>[1-4])[\s/.-]*{_YEAR}",
        rf"(?P<roman>I{{1,3}}|IV|[1-4])[\s-]*(?:-?[йи]\s*)?(?:кв\.?|квартал[а-я]*)\s*{_YEAR}{_END}",
        rf"{_YEAR}[-_. ]?M(?P<month>\d\d?)",
        rf"{_YEAR}[-/](?P<month>\d\d?)",
        rf"(?P<month>\d\d?)[./]{_YEAR}",
        rf"{_YEAR}-(?P<month>\d\d)-(?P<day>\d\d)(?:[T ][\d:.]+Z?)?",
        rf"(?P<day>\d\d?)\.(?P<month>\d\d?)\.{_YEAR}",
    )
)
_WORDS = re.compile(rf"(?:(?P<day>\d\d?)\s+)?(?P<word>[^\W\d]{{3,9}})\.?\s+{_YEAR}{_END}$", re.IGNORECASE)
_MONTHS = ("янв jan", "фев feb", "мар mar mär", "апр apr", "май мая may mai", "июн jun", "июл jul", "авг aug",
           "сен sep", "окт oct okt", "ноя nov", "дек dec dez")  # fmt: skip
_MONTH_OF = {word: number for number, words in enumerate(_MONTHS, 1) for word in words.split()}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def period_of(cell: Any) -> str:  # noqa: ANN401  # a cell may hold a number or a date
    """The period a cell names, or "" if it names none.

    Examples
    --------
    >>> period_of("2019 г."), period_of(2019.0), period_of("X2005"), period_of("II квартал 2020 г.")
    ('2019', '2019', '2005', '2020-Q2')
    >>> period_of("2019M03"), period_of("31.01.2019"), period_of("марта 2019"), period_of("Total")
    ('2019-03', '2019-01-31', '2019-03', '')
    """
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        return _of_text(str(int(cell))) if cell.is_integer() else ""
    return _of_text(str(cell)) if isinstance(cell, str | int) and not isinstance(cell, bool) else ""


@lru_cache(maxsize=4096)
def _of_text(text: str) -> str:
    text = " ".join(text.split())
    for form in _FORMS:
        found = form.match(text)
        if found:
            return _written(found.groupdict())
    found = _WORDS.match(text)
    month = _MONTH_OF.get(found["word"][:3].lower()) if found else None
    return _written({**found.groupdict(), "month": str(month)}) if found and month else ""


def _written(parts: dict[str, str | None]) -> str:
    year = parts["year"] or ""
    quarter = parts.get("quarter") or parts.get("roman")
    if quarter:
        return f"{year}-Q{_ROMAN.get(quarter.lower(), quarter)}"
    month, day = int(parts.get("month") or 0), int(parts.get("day") or 0)
    if not month:
        return year
    if not day:
        return f"{year}-{month:02d}" if month <= 12 else ""
    try:
        return date(int(year), month, day).isoformat()
    except ValueError:
        return ""
