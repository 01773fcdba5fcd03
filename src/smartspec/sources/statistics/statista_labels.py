"""Labels of Statista: indicator and unit in one line, days of update, markets."""

import re
from datetime import date

#: `in billion USD (US$)`, `in percent`, `in million #`, `in liters` at the end of a label.
_UNIT = re.compile(r"^(?P<name>.*\S)\s+in\s+(?P<unit>[^\W\d]+\b.*)$")
_MAGNITUDES = ("thousand", "million", "billion", "trillion", "percent")
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})|(\d{4})-(\d{2})-(\d{2})|(\d{1,2})\.(\d{1,2})\.(\d{4})")
_WHOLE = re.compile(r"(?:total|average|overall|insgesamt|gesamt|durchschnitt)\b", re.IGNORECASE)


def plain(text: str) -> str:
    r"""A label with single blanks; Statista writes doubled ones and no-break ones.

    Examples
    --------
    >>> plain("REVENUE\xa0 in billion USD (US$)")
    'REVENUE in billion USD (US$)'
    """
    return " ".join(text.split())


def name_and_unit(label: str) -> tuple[str, str]:
    r"""Indicator and unit of a label; the unit is what follows the last `in`, "" if there is none.

    Examples
    --------
    >>> name_and_unit("REVENUE\xa0 in billion USD (US$)"), name_and_unit("Population, 45-54 Years in million #")
    (('REVENUE', 'billion USD (US$)'), ('Population, 45-54 Years', 'million #'))
    >>> name_and_unit("Alcohol Consumption (per Adult) in liters"), name_and_unit("Physicians (per 1,000 People)")
    (('Alcohol Consumption (per Adult)', 'liters'), ('Physicians (per 1,000 People)', ''))
    """
    text = plain(label)
    found = _UNIT.match(text)
    if not found:
        return text, ""
    unit = found["unit"]
    first = unit.split()[0]
    is_unit = first in _MAGNITUDES or re.fullmatch(r"[A-Z]{3}(?: \(.+\))?", unit) or " " not in unit
    return (found["name"], unit) if is_unit else (text, "")


_IN_BRACKETS = re.compile(r"\(\s*(in\s+[^()]*(?:\([^()]*\))?[^()]*)\)\s*[*¹]*$", re.IGNORECASE)


def bracketed_unit(title: str) -> str:
    """The unit at the end of a title, as in `Revenue worldwide (in billion U.S. dollars)`, "" without one.

    Examples
    --------
    >>> bracketed_unit("Umsatz in Deutschland (in Millionen Euro)"), bracketed_unit("Revenue (2019)")
    ('in Millionen Euro', '')
    """
    found = _IN_BRACKETS.search(plain(title))
    return found[1] if found else ""


def day_of(text: str) -> date | None:
    """The day of an update: `09/19/2024` has the month first, `19.09.2024` the day.

    Examples
    --------
    >>> day_of("09/19/2024"), day_of("19.09.2024"), day_of("")
    (datetime.date(2024, 9, 19), datetime.date(2024, 9, 19), None)
    """
    found = _DAY.search(text)
    if not found:
        return None
    a, b, c, d, e, f, g, h, i = (int(part) if part else 0 for part in found.groups())
    year, month, day = (c, a, b) if c else (d, e, f) if d else (i, h, g)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def is_whole(label: str) -> bool:
    """Whether a label stands for all segments together: `Total`, `Average`, `Insgesamt`."""
    return _WHOLE.match(plain(label)) is not None
