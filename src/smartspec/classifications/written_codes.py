"""Codes as tables write them: homoglyphs, blanks, numbers in place of text."""

import re
import unicodedata

from smartspec.classifications.activity import Activity
from smartspec.classifications.trees import tree

_LATIN = str.maketrans("АВСЕНКМОРТХУІЈЅаверосхуіј", "ABCEHKMOPTXYIJSaBepocxyij")
_INTRODUCED = re.compile(r"^(?:раздел|подраздел|класс|код|section|division)\s+", re.IGNORECASE)
_NUMBER = re.compile(r"(\d)(\..*)?")


def clean_code(raw: str | float) -> str:
    """A code as text in the form of the classifications: Latin letters, no blanks, two digits for a division.

    A number is a code that a spreadsheet has read: `10.0` is division 10, `1.0` division 01, `1.1` group 01.1. What
    is no code (`DN+39.9`) comes back tidied; a trailing zero that a number has lost (`2.10` read as 2.1) cannot be
    brought back.

    Examples
    --------
    >>> clean_code("СА "), clean_code("01.3  "), clean_code(10.0), clean_code(1.1), clean_code("DN+39.9")
    ('CA', '01.3', '10', '01.1', 'DN+39.9')
    """
    if not isinstance(raw, str):
        text = f"{raw:.10g}"
        return f"0{text}" if _NUMBER.fullmatch(text) else text
    text = _INTRODUCED.sub("", unicodedata.normalize("NFKC", raw).strip())
    text = "".join(text.translate(_LATIN).split()).rstrip(".")
    text = re.sub(r"(?<=\d),(?=\d)", ".", text)
    return text.upper() if re.fullmatch(r"[A-Za-z]{1,2}", text) else text


def _forms(raw: str | float) -> list[str]:
    """What a cell may mean, the likeliest first."""
    code = clean_code(raw)
    forms = [code]
    if isinstance(raw, str):
        forms += [code.removesuffix(".0"), f"0{code}", f"0{code.removesuffix('.0')}"]
    else:
        forms.append(code.removeprefix("0"))
    return forms


def find_code(raw: str | float, classification: str) -> Activity | None:
    """The entry that a cell of a table names by its code, or None if none or more than one fits.

    Examples
    --------
    >>> find_code("СВ ", "okved-2007").code, find_code(64.0, "okved-2007").name_ru, find_code("11.0", "okved2").level
    ('CB', 'Связь', 'group')
    >>> find_code("2.10", "ford").code, find_code(2.1, "ford"), find_code("1323500.029.12", "okved2")
    ('2.10', None, None)
    """
    listed = tree(classification).activities
    code = next((form for form in _forms(raw) if form in listed), None)
    if code is None:
        return None
    longer = listed.get(f"{code}0") if not isinstance(raw, str) and "." in code else None
    return None if longer is not None and longer.parent != code else listed[code]
