"""Cited references without punctuation, as tools write them that clean lists for matching."""

import re

from smartspec.sources.publication import Reference
from smartspec.sources.reference_styles import is_year

_PLACE = re.compile(r"(?: (?P<volume>\d{1,4}|[A-Z]?\d{1,4}))?(?: \S*\d\S*)? PP? (?P<page>[A-Z]?\d[\w.]*)\S*$")
_NUMBERS = re.compile(r" (\d{1,3})(?: \d{1,3})?$")
_WOS_VOLUME, _WOS_PAGE = re.compile(r" V(\w*\d\w*)(?= |$)"), re.compile(r" P([A-Z]?\d\w*)(?= |$)")
_PARTICLES = frozenset(("DE", "VAN", "VON", "DER", "DEN", "DI", "LA", "LE", "DA", "DOS", "DEL"))
_SHORT_WORDS = frozenset(
    ("AN", "AL", "AS", "AT", "BY", "DO", "ET", "IN", "IS", "IT", "NO", "OF", "ON", "OR", "TO", "UP", "WE")
)


def is_plain(text: str) -> bool:
    """Whether a reference is written in capitals without any punctuation."""
    return text.isupper() and not any(sign in text for sign in ",.;()[]") and text.count(" ") > 2


def parse_plain(raw: str) -> Reference:
    """Parts of `AUTHOR YEAR SOURCE Vn Pn` or of `AUTHOR TITLE SOURCE v i PP a-b YEAR`.

    Title and source cannot be told apart in the second form: both stand in `title`.
    """
    parts = raw.split()
    if is_year(parts[-1]):
        return _with_title(raw, parts)
    place = next((at for at, part in enumerate(parts[:9]) if is_year(part)), -1)
    if place < 0:
        author, rest = _first_author(parts)
        return Reference(raw, author=author, title=" ".join(rest))
    text = " " + " ".join(parts[place + 1 :]).partition(" DOI ")[0]
    volume, page = _WOS_VOLUME.search(text), _WOS_PAGE.search(text)
    end = min([found.start() for found in (volume, page) if found] or [len(text)])
    return Reference(
        raw,
        author=" ".join(parts[:place]).removeprefix("ANONYMOUS"),
        source=text[:end].strip(),
        year=int(parts[place][:4]),
        volume=volume[1] if volume else "",
        page=page[1] if page else "",
    )


def _with_title(raw: str, parts: list[str]) -> Reference:
    """The form that ends with the year."""
    author, rest = _first_author(parts[:-1])
    text = " " + " ".join(rest)
    volume = page = ""
    if found := _PLACE.search(text):
        volume, page = found["volume"] or "", found["page"]
        text = text[: found.start()]
    elif found := _NUMBERS.search(text):
        volume, text = found[1], text[: found.start()]
    return Reference(raw, author=author, title=text.strip(), year=int(parts[-1][:4]), volume=volume, page=page)


def _first_author(parts: list[str]) -> tuple[str, list[str]]:
    """First author, and the words behind the author list; names are words followed by initials."""
    at, first = 0, ""
    while at < len(parts):
        start = at
        while at < len(parts) and parts[at] in _PARTICLES:
            at += 1
        name, at = at, at + 1
        while at < len(parts) and len(parts[at]) <= 2 and parts[at].isalpha() and parts[at] not in _SHORT_WORDS:
            at += 1
        if at == name + 1 or at - name > 4 or len(parts[name]) < 2:
            at = start
            break
        first = first or " ".join(parts[start:at])
    if parts[at : at + 2] == ["ET", "AL"]:
        at += 2
    return first, parts[at:]
