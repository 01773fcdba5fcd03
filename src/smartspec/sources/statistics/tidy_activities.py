"""Written activities of a table: codes as text, names beside them."""

import re
from functools import lru_cache

from smartspec.classifications import activity_by_name

_LOOKALIKES = str.maketrans("АВСЕНКМОРТХ", "ABCEHKMOPTX")
_CODE = re.compile(
    r"[A-Z]{0,2}\d{1,6}(?:\.\d{1,3}){0,4}(?:-[A-Z]{0,2}\d{1,3})?(?:\+[A-Z\d.]+)*|[A-Z]{1,2}(?:-[A-Z])?(?:\+[A-Z\d.]+)*"
)
_WITH_NAME = re.compile(r"(?P<code>\S+?)[.:]?\s+[-–—:]?\s*(?P<name>[^\W\d].{2,})", re.DOTALL)


#: Trees that names of activities are looked up in, by the letters and digits of what a classification is called.
_TREES = {
    "okved2": "okved2", "оквэд2": "okved2", "okved2007": "okved-2007", "оквэд2007": "okved-2007",
    "nacerev2": "nace2", "nacer2": "nace2", "nace2": "nace2", "nacerev21": "nace21", "grnti": "grnti", "грнти": "grnti",
    "ford": "ford",
}  # fmt: skip
#: Classification by the heading of a column of codes.
_BY_HEADING = (("оквэд2", "OKVED2"), ("okved2", "OKVED2"), ("nacer2", "NACE Rev. 2"), ("nacerev2", "NACE Rev. 2"))


def classification_in(heading: str) -> str:
    """The classification that the heading of a column names, "" if none.

    Examples
    --------
    >>> classification_in("nace_r2"), classification_in("Раздел ОКВЭД2"), classification_in("activity")
    ('NACE Rev. 2', 'OKVED2', '')
    """
    letters = _letters(heading)
    return next((name for words, name in _BY_HEADING if letters.endswith(words)), "")


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.lower()))


@lru_cache(maxsize=16384)
def activity_of(text: str, classification: str = "") -> tuple[str, str]:
    """Code and name that a cell writes; a name alone is looked up if the classification is known, else it has no code.

    Examples
    --------
    >>> activity_of("05"), activity_of("С"), activity_of("C10 Manufacture of food"), activity_of("Рыболовство")
    (('05', ''), ('C', ''), ('C10', 'Manufacture of food'), ('', 'Рыболовство'))
    >>> activity_of("Добыча угля", "OKVED2")
    ('05', 'Добыча угля')
    """
    text = " ".join(text.split())
    code = clean_code(text)
    if code:
        return code, ""
    found = _WITH_NAME.fullmatch(text)
    code = clean_code(found["code"]) if found else ""
    if found and code and not _is_word(found["code"], known=bool(classification)):
        return code, found["name"]
    tree = _TREES.get(_letters(classification))
    named = activity_by_name(text, tree) if tree else None
    return (named.code if named else ""), text


def _is_word(text: str, *, known: bool) -> bool:
    """Letters before a name are a code only as one capital, which is no word unless a classification is known."""
    if not text.isalpha():
        return False
    return len(text) > 1 or not text.isupper() or (not known and text in "АИОУВКСЯAI")


def clean_code(text: str) -> str:
    """A code of an activity with Latin letters and without blanks; "" if the text is none.

    Examples
    --------
    >>> clean_code("СА"), clean_code(" 01.3 "), clean_code("DN+39.9"), clean_code("Bergbau")
    ('CA', '01.3', 'DN+39.9', '')
    """
    code = text.strip().translate(_LOOKALIKES)
    return code if _CODE.fullmatch(code) else ""


def heading_code(cell: object) -> str:
    """The code of a heading; a number of a spreadsheet is a division of two digits.

    Examples
    --------
    >>> heading_code(5.0), heading_code("05"), heading_code("Total")
    ('05', '05', '')
    """
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return f"{int(cell):02d}" if cell == int(cell) and 0 < cell < 100 else ""
    return clean_code(str(cell))
