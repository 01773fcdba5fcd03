"""An address cut into its parts: what lies between commas, without the country, mail and authors."""

import re
from dataclasses import dataclass

from smartspec.places.country_names import country_of
from smartspec.places.country_table import country_by_name
from smartspec.places.spelling import key

_AUTHORS = re.compile(r"^\s*\[[^\]]*\]\s*")
_MAIL = re.compile(r"\s*(?:electronic address|e-?mail(?: address)?)\s*:.*$|\(?\b\S+@\S+\)?", re.IGNORECASE)
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_CUT = re.compile(r"[,;]|\s[-–—]+\s|[()]|\.\s+(?=[А-ЯЁ]{2}|Росси)|\n")
_CUT_LATIN = re.compile(r"[,;\n]")
_NAMESAKE = re.compile(
    r"\b(?:им(?:\.|ени)?|named after)\s*(?:первого\s+президента\s+\w+\s+)?((?:акад\w*\.?|проф\w*\.?|адмирала|генерала|"
    r"маршала|святых|святой|В\.?И\.?)\s*)*((?:[А-ЯЁA-Z]\.?\s?){0,3}[А-ЯЁA-Z][\w-]+)",
)
_US_TAIL = re.compile(r"\s*\b(?:USA|U\.S\.A\.?|US)\s*$")


@dataclass(frozen=True, slots=True)
class Address:
    """The parts of an address.

    Attributes
    ----------
    parts : what stands between commas (in Cyrillic also brackets and dashes), in order, the country left out.
    country : alpha-2 that the text names, or None.
    cyrillic : whether the text is written in Cyrillic letters.
    text : the whole text without persons after whom something is named.
    """

    raw: str
    parts: tuple[str, ...]
    country: str | None
    cyrillic: bool
    text: str


def split_address(raw: str) -> Address:
    """Cut an address into parts.

    Examples
    --------
    >>> split_address("[Ivanov, I.] ITMO Univ, St Petersburg 197101, Russia").parts
    ('ITMO Univ', 'St Petersburg 197101')
    """
    text = _MAIL.sub("", _AUTHORS.sub("", raw))
    cyrillic = len(_CYRILLIC.findall(text)) > len(text) / 4
    country = country_of(raw)
    plain = without_persons(text) if cyrillic else text
    parts = []
    for piece in (_CUT if cyrillic else _CUT_LATIN).split(plain):
        part = " ".join(piece.split()).strip(" .:-–—\"'«»“”")
        if part:
            parts.append(part)
    kept = tuple(part for part in map(_without_country, parts) if part)
    return Address(raw, kept, country, cyrillic, plain)


def without_persons(text: str) -> str:
    """A Russian text without the persons after whom something is named: "им. А. М. Горького"."""
    return _NAMESAKE.sub(" ", text)


def _without_country(part: str) -> str:
    if part.endswith(("USA", "US", "U.S.A")):
        return _US_TAIL.sub("", part).strip()
    if country_by_name(part) and not re.search(r"\d", part) and key(part) not in _ALSO_TOWNS:
        return ""
    return part


#: Countries whose name is a town's as well: the part is kept, and the town is asked for.
_ALSO_TOWNS = frozenset(
    {"luxembourg", "singapore", "monaco", "hong kong", "san marino", "gibraltar", "djibouti", "macau"}
)


def without_postcode(part: str) -> tuple[str, str]:
    """A part without its postcode, and the postcode; streets with house numbers give an empty name.

    Examples
    --------
    >>> without_postcode("D-30625 Hannover"), without_postcode("Leeds LS2 9JT"), without_postcode("Kounicova 65")
    (('Hannover', '30625'), ('Leeds', 'LS2 9JT'), ('', ''))
    """
    if not any(letter.isdigit() for letter in part):
        return part, ""
    for pattern in _POSTCODES:
        found = pattern.search(part)
        if found:
            rest = f"{part[: found.start()]} {part[found.end() :]}".strip(" -,.")
            rest = " ".join(re.sub(r"\b[A-Z]{1,3}-$|^[A-Z]{1,2}-(?=\w{3})", "", rest).split())
            if any(letter.isdigit() for letter in rest):
                rest = re.sub(r"\s+\d{1,2}$", "", rest)
            return ("" if any(letter.isdigit() for letter in rest) else rest), found.group(1)
    return "", ""


_POSTCODES = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b([A-Z]\d{2} ?[A-Z0-9]{4}(?: \d)?)\b",  # Ireland
        r"\b([A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})\b",  # United Kingdom
        r"\b([A-Z]\d[A-Z] ?\d[A-Z]\d)\b",  # Canada
        r"(?:\b[A-Z]{1,3}[- ]{1,3})?(?<!\d)(\d{6})(?!\d)",
        r"(?:\b[A-Z]{1,3}[- ]{1,3})?(?<!\d)(\d{5}-\d{3,4}|\d{5})(?!\d)",
        r"(?:\b[A-Z]{1,3}[- ]{1,3})?(?<!\d)(\d{3} \d{2})(?!\d)",  # Greece, Sweden, Czechia, Slovakia
        r"(?:\b[A-Z]{1,3}[- ]{1,3})?(?<!\d)(\d{4}(?:-\d{3}| ?[A-Z]{2})?)(?!\d)",
        r"(?:\b[A-Z]{1,3}[- ]{1,3})(?<!\d)(\d{3})(?!\d)",
    )
)
