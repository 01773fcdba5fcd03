"""Activities in Rosstat's tables: names and codes, and the edition of the classification they belong to."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from smartspec.classifications import activity_by_name, clean_code, find_code

#: Names of the editions in the column `classification`, and the trees that hold them.
TREES = {"OKVED2": "okved2", "OKVED 2007": "okved-2007"}
OKVED2, OKVED_2007 = TREES
_EDITIONS = (
    (OKVED2, re.compile(r"ОКВЭД\s*-?\s*2(?!\d)|029\s*-\s*2014|КДЕС,?\s*ред(?:\.|акц\w+)\s*2(?!\d)", re.IGNORECASE)),
    (
        OKVED_2007,
        re.compile(r"029\s*-\s*(?:2001|2007)|КДЕС,?\s*ред(?:\.|акц\w+)\s*1|ОКВЭД(?!\s*-?\s*2)", re.IGNORECASE),
    ),
)
#: One of these stands in every text that speaks of an edition.
_WORDS = ("ОКВЭД", "КДЕС", "029")
_LAST_OF_2007 = 2016
_WHOLE = re.compile(r"^(?:всего|итого)\b", re.IGNORECASE)
_QUOTED = re.compile(
    r"""\s*(?:по\s+)?вид(?:у|ам)?\s+экономической\s+деятельности\s*["«“](?P<name>[^"»”]+)["»”]""", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Named:
    """An activity as a table names it; `doubt` says what does not fit."""

    code: str
    name: str
    doubt: str = ""


def edition_stated(texts: Iterable[str]) -> str:
    """The edition that titles, headings or notes speak of, the first that speaks of one; "" if none does.

    Examples
    --------
    >>> edition_stated(["Код по ОКВЭД2 ОК 029-2014 (КДЕС Ред. 2)"]), edition_stated(["Код по ОКВЭД ОК 029-2007"])
    ('OKVED2', 'OKVED 2007')
    """
    found = list(texts)
    together = "\n".join(found).upper()
    if not any(word in together for word in _WORDS):
        return ""
    for text in found:
        for name, pattern in _EDITIONS:
            if pattern.search(text):
                return name
    return ""


def edition_of_years(years: Sequence[int]) -> str:
    """The edition in force in all of the years: that of 2007 to 2016, OKVED2 from 2017; "" if they lie on both sides.

    Examples
    --------
    >>> edition_of_years([2005, 2016]), edition_of_years([2017, 2024]), edition_of_years([2016, 2017])
    ('OKVED 2007', 'OKVED2', '')
    """
    if not years or min(years) <= _LAST_OF_2007 < max(years):
        return ""
    return OKVED_2007 if max(years) <= _LAST_OF_2007 else OKVED2


def named(text: str, edition: str) -> Named | None:
    """The activity that a heading or label names, or None if it names none of that edition."""
    found = activity_by_name(text, TREES[edition]) if edition else None
    return Named(found.code, text) if found else None


def coded(raw: str | float, text: str, edition: str) -> Named:
    """The activity of a row with a column of codes; a code that is none of the edition stays as text.

    Examples
    --------
    >>> coded("СА ", "добыча топливно-энергетических полезных ископаемых", "OKVED 2007").code
    'CA'
    >>> coded(10.0, "производство пищевых продуктов", "OKVED2").code, coded("DN+39.9", "прочие", "OKVED 2007").code
    ('10', 'DN+39.9')
    """
    code = clean_code(raw) if not isinstance(raw, str) or raw.strip() else ""
    by_code = find_code(raw, TREES[edition]) if edition and code else None
    if by_code is not None:
        return Named(by_code.code, text)
    by_name = named(text, edition)
    if not code:
        return by_name or Named("", text)
    if by_name is not None and re.fullmatch(r"\d\d(?:\.\d{1,2})*", code):
        return Named(code, text, f"code `{code}` is not in {edition}, where this name has the code `{by_name.code}`")
    return Named(code, text)


def is_whole(text: str) -> bool:
    """Whether a heading or label stands for all activities together."""
    return _WHOLE.match(text) is not None


def quoted_in(title: str) -> tuple[str, str]:
    """The activity that a title names in quotation marks, and the title without it; "" if it names none.

    Examples
    --------
    >>> quoted_in('Объем товаров по виду экономической деятельности "Строительство" по субъектам')
    ('Строительство', 'Объем товаров по субъектам')
    """
    found = _QUOTED.search(title)
    if found is None:
        return "", title
    return found["name"].strip(), " ".join((title[: found.start()] + " " + title[found.end() :]).split())
