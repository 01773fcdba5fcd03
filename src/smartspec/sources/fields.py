"""Values of single fields, as many formats write them."""

import re

from smartspec.sources.publication import Author

_YEAR = re.compile(r"(?<!\d)(?:1[4-9]|20)\d\d(?!\d)")
_WHOLE = re.compile(r"(\d{1,15})(?:\.0+)?$")
_ORCID = re.compile(r"(?<!\d)(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dXx])(?![\dXx])")
_ISSN = re.compile(r"(?<![\dXx])(\d{4})-?(\d{3}[\dXx])(?![\dXx-])")
_RANGE = re.compile(r"\s*[-–—]+\s*")


def year_in(text: str) -> int | None:
    """The first year from 1400 to 2099 in a text; None if there is none, so that `0` is missing.

    >>> year_in("JUN 2021"), year_in("0")
    (2021, None)
    """
    found = _YEAR.search(text)
    return int(found[0]) if found else None


def whole_number(text: str) -> int | None:
    """A whole number written alone; None for anything else, because missing is not zero.

    >>> whole_number(" 12 "), whole_number("12.0"), whole_number(""), whole_number("cited by 3")
    (12, 12, None, None)
    """
    found = _WHOLE.match(text.strip())
    return int(found[1]) if found else None


def orcid_in(text: str) -> str:
    """The ORCID iD in a text, with hyphens; "" if there is none.

    >>> orcid_in("https://orcid.org/0000-0002-0638-131x")
    '0000-0002-0638-131X'
    """
    found = _ORCID.search(text)
    return "-".join(found.groups()).upper() if found else ""


def issns_in(*texts: str) -> tuple[str, ...]:
    """Different ISSNs in the texts, in order, with hyphens.

    >>> issns_in("15230406 (ISSN)", "1523-0406; 1545-0465")
    ('1523-0406', '1545-0465')
    """
    found = ("-".join(pair).upper() for text in texts for pair in _ISSN.findall(text))
    return tuple(dict.fromkeys(found))


def split_list(text: str, separator: str = ";") -> list[str]:
    """Items of a list in one field, stripped; empty ones are left out.

    >>> split_list("maps; networks ;")
    ['maps', 'networks']
    """
    return [item.strip() for item in text.split(separator) if item.strip()]


def page_range(text: str) -> tuple[str, str]:
    """First and last page of `12-34`; the last is "" if only one is given.

    >>> page_range("e12–e34"), page_range("7")
    (('e12', 'e34'), ('7', ''))
    """
    parts = _RANGE.split(text.strip(), maxsplit=1)
    return parts[0], parts[1] if len(parts) > 1 else ""


def named(names: list[str], *, role: str = "author") -> list[Author]:
    """Authors known by name only."""
    return [Author(name, role=role) for name in names]


def at(number: int, line: int | None = None) -> str:
    """How a place in a file is written in problems.

    >>> at(12, 345)
    'record 12, line 345'
    """
    return f"record {number}, line {line}" if line else f"record {number}"
