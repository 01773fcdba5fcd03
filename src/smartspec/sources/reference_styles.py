"""Cited references in the styles of Web of Science and Scopus, cut into their parts."""

import re

from smartspec.sources.doi import clean_doi
from smartspec.sources.publication import Reference

_YEAR = re.compile(r"(?:1[4-9]|20)\d\d[a-z]?$")
_PAGE = re.compile(r"(?:[Pp]|ARTN? |UNSP |ARTICLE )+(?=\S*\d|[IVXLCivxlc]+$)(\S.*)$")
_PAGE_LIST = re.compile(r", [Pp]\[([^\],]+)[^\]]*\]")
_ISSUE = re.compile(r"[Nn]o\. ?\w{1,6}$")
_VOLUME = re.compile(r"V(\S*\d.*|[IVXLC]+|[a-z]\w{0,11})$")
_YEAR_IN_BRACKETS = re.compile(r"\(((?:1[4-9]|20)\d\d)[a-z]?\)")
_YEAR_LAST = re.compile(r",? ?\(((?:1[4-9]|20)\d\d)[a-z]?\)\.?$")
_INITIALS = re.compile(r"(?:[^\W\d_]{1,2}\.[\s-]?){1,5}$")
_NAME_WITH_INITIALS = re.compile(
    r"[^\W\d_][\w'’`~.\- ]{0,40}? (?:(?:[^\W\d_]{1,2}\.[\s-]?){1,5}|[A-Z]{3,4}\.)(?:,? ?[JjSs]r\.?)?$"
)
_NAME_WITHOUT_STOPS = re.compile(r"[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+)? [A-Z]{1,3}$")
_OTHERS = re.compile(r"et al\.?,?$", re.IGNORECASE)
_BARE_NAME = re.compile(r"[A-ZÀ-ÞА-Я][\w'’-]+$")
_FULL_NAME = re.compile(r"[A-ZÀ-ÞА-Я][\w'’-]+(?: [A-ZÀ-ÞА-Я][\w'’-]*\.?){1,3}$")
_PAGES = re.compile(r"pp?\. ?([^\s,;]+)")
_FIRST_PAGE = re.compile(r"([^\s–—-]+)")
_NUMBER = re.compile(r"(?:[A-Z]{0,4}-?\d[\w/–-]{0,9}(?: [A-Z]{1,3})?|[IVXLC]{1,6})(?: ?\(.*?\))?\.?$")
_NUMBER_CUT = re.compile(r" ?\(.*$|\.$")


def is_year(part: str) -> bool:
    """Whether a piece of a reference is nothing but a year."""
    return len(part) in {4, 5} and _YEAR.match(part) is not None


def parse_wos(raw: str) -> Reference:
    """Parts of `AUTHOR, YEAR, SOURCE, Vn, Pn, DOI x`; what is missing or does not fit stays empty."""
    head, mark, tail = raw.partition(", DOI ")
    doi = clean_doi(tail) if mark else clean_doi(raw)
    if "[" in head:
        head = _PAGE_LIST.sub(r", P\1", head)
    parts = head.split(", ")
    place = next((at for at, part in enumerate(parts[:6]) if is_year(part)), -1)
    year: int | None = None
    if place >= 0:
        author, year = ", ".join(parts[:place]), int(parts[place][:4])
        rest = parts[place + 1 :]
    else:
        author, rest = (parts[0], parts[1:]) if len(parts) > 1 else ("", parts)
    source, volume, page = _source_and_place(rest)
    if author.startswith("[Anonymous"):
        author = ""
    return Reference(raw, "", author, "", source, year, volume, page, doi)


def _source_and_place(rest: list[str]) -> tuple[str, str, str]:
    """Source, volume and first page of the pieces behind the year, read from the end."""
    volume = page = ""
    while rest and not (volume and page):
        last = rest[-1]
        if not page and (found := _PAGE.match(last)):
            page = found[1]
        elif not volume and (found := _VOLUME.match(last)):
            volume = found[1]
        elif not volume and len(rest) > 1 and last.isdigit() and len(last) < 5:
            volume = last
        elif not _ISSUE.match(last):
            break
        rest.pop()
    return ", ".join(rest).strip(), volume, page


def parse_scopus(raw: str) -> Reference:
    """Parts of a Scopus reference, old style (year in the middle) or new style (year at the end)."""
    last = _YEAR_LAST.search(raw)
    if last:
        return _parse_new(raw, raw[: last.start()], int(last[1]))
    years = list(_YEAR_IN_BRACKETS.finditer(raw))
    return _parse_old(raw, years[-1]) if years else _parse_new(raw, raw, None)


def _parse_new(raw: str, body: str, year: int | None) -> Reference:
    """`Authors, Title, Source, vol, iss, pp. a-b, (YEAR)`."""
    parts = body.split(", ")
    author, rest = _authors(parts)
    page, rest = _pages(rest)
    volume = ""
    while len(rest) > 1 and _NUMBER.match(rest[-1]):
        volume = rest.pop()
    title, source = ", ".join(rest[:-1]), rest[-1] if rest else ""
    if not title and not volume:
        title, source = source, ""
    return Reference(raw, "", author, title, source, year, _number(volume), page, clean_doi(raw))


def _parse_old(raw: str, middle: re.Match[str]) -> Reference:
    """`Authors, Title (YEAR) Source, vol (iss), pp. a-b. , more`."""
    before = raw[: middle.start()].rstrip()
    author, rest = _authors(before.rstrip(",").split(", ")) if before else ("", [])
    if before.endswith(",") and rest:
        author, rest = author or ", ".join(rest), []
    title = ", ".join(rest)
    source: list[str] = []
    volume = page = ""
    for part in raw[middle.end() :].strip(" ,").split(", "):
        if source and not volume and _NUMBER.match(part.strip()):
            volume = part.strip()
        elif found := _PAGES.match(part):
            page = _first(found[1])
            break
        elif source and (volume or not part):
            break
        else:
            source.append(part)
    if not title and not volume and not page:
        title, source = ", ".join(source), []
    elif not volume and not page:
        del source[1:]
    return Reference(raw, "", author, title, ", ".join(source), int(middle[1]), _number(volume), page, clean_doi(raw))


def _authors(parts: list[str]) -> tuple[str, list[str]]:
    """First author as written, and the pieces that follow the author list.

    Names carry initials in the piece (`Last F.`) or in the next one (`Last, F.`); a list without
    any initials is taken for names as long as its pieces are single capitalised words.
    """
    at, first = 0, ""
    while at < len(parts):
        part = parts[at]
        if at + 1 < len(parts) and _INITIALS.match(parts[at + 1]) and len(part) < 50:
            first = first or f"{part}, {parts[at + 1]}"
            at += 2
        elif len(part) < 60 and (_NAME_WITH_INITIALS.match(part) or _is_plain_name(parts, at)):
            first = first or part
            at += 1
        elif first and _OTHERS.match(part):
            at += 1
        else:
            break
    return (first, parts[at:]) if first else _names_without_initials(parts)


def _is_plain_name(parts: list[str], at: int) -> bool:
    """Whether a piece is a name without full stops (`Box GEP`): the next piece must be a name, too."""
    if at + 1 >= len(parts) or not _NAME_WITHOUT_STOPS.match(parts[at]):
        return False
    following = parts[at + 1]
    return bool(_NAME_WITH_INITIALS.match(following) or _NAME_WITHOUT_STOPS.match(following))


def _names_without_initials(parts: list[str]) -> tuple[str, list[str]]:
    """The same for `Last, Last, Title` and for `Last First, Last First, Title`."""
    at = 0
    while at < len(parts) - 1 and _BARE_NAME.match(parts[at]):
        at += 1
    if not at:
        while at < len(parts) - 1 and _FULL_NAME.match(parts[at]):
            at += 1
        at = at if at > 1 else 0
    while at and at < len(parts) - 1 and _OTHERS.match(parts[at]):
        at += 1
    return (parts[0] if at else ""), parts[at:]


def _pages(parts: list[str]) -> tuple[str, list[str]]:
    """First page, and the pieces before the pages."""
    for at in range(len(parts) - 1, -1, -1):
        if found := _PAGES.match(parts[at]):
            return _first(found[1]), parts[:at]
    return "", parts


def _first(pages: str) -> str:
    """First page of `a-b`."""
    found = _FIRST_PAGE.match(pages)
    return found[1].rstrip(".") if found else ""


def _number(volume: str) -> str:
    """A volume without its issue in brackets."""
    return _NUMBER_CUT.sub("", volume)
