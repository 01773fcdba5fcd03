"""Cited references: parts, splitting of lists, match key."""

import re
from typing import Literal

from smartspec.sources.doi import clean_doi
from smartspec.sources.folding import fold, words
from smartspec.sources.names import surname_and_initial
from smartspec.sources.publication import Reference
from smartspec.sources.reference_plain import is_plain, parse_plain
from smartspec.sources.reference_styles import is_year, parse_scopus, parse_wos

__all__ = [
    "ReferenceStyle",
    "clean_doi",
    "parse_reference",
    "reference_key",
    "split_scopus_references",
]

ReferenceStyle = Literal["wos", "scopus", "unknown"]

_YEAR_IN_BRACKETS = re.compile(r"\((?:1[4-9]|20)\d\d[a-z]?\)")
_AUTHOR_START = re.compile(r"[^\W\d_][\w'’`~\- ]{1,40},? (?:[^\W\d_]{1,2}\.[\s-]?){1,5}, ")
_STOP_WORDS = frozenset(words("a an and at by de des for from in la of on the to und with"))


def parse_reference(raw: str, *, style: ReferenceStyle = "unknown") -> Reference:
    """Cut a cited reference into author, title, source, year, volume, page and DOI.

    Parameters
    ----------
    raw : the reference as written; kept unchanged in the result.
    style : `wos` for `AUTHOR, YEAR, SOURCE, Vn, Pn, DOI x`, `scopus` for both Scopus styles; `unknown`
        decides by the shape.

    Returns
    -------
    Reference
        Parts that the style does not hold, or that do not fit, are empty; `[Anonymous]` is no author.

    Examples
    --------
    >>> parse_reference("Hagedoorn J, 1993, STRATEGIC MANAGE J, V14, P371", style="wos").page
    '371'
    >>> parse_reference("Wu H., Outward, Higher Education, 77, 1, pp. 81-96, (2018)", style="scopus").source
    'Higher Education'
    """
    text = raw.strip()
    if style == "unknown" and is_plain(text):
        return parse_plain(text)
    if style == "unknown":
        style = "wos" if any(is_year(part) for part in text.split(", ", 3)[:3]) else "scopus"
    return parse_wos(text) if style == "wos" else parse_scopus(text)


def split_scopus_references(cell: str) -> list[str]:
    """The references of one cell, in order; joined by `"; "` they give it back, blanks at ends apart.

    Titles hold `"; "` too: a piece is a reference of its own only if it carries a year in brackets or starts
    like an author list; otherwise it belongs to the piece before. A piece that only closes the reference
    before it (no year there yet) is joined as well.

    >>> split_scopus_references("Li X., Maps; a guide, (2001); Wu Y., Space, Nature, 1, pp. 2-3, (2002)")
    ['Li X., Maps; a guide, (2001)', 'Wu Y., Space, Nature, 1, pp. 2-3, (2002)']
    """
    pieces = [piece for piece in cell.strip().rstrip(";").split("; ") if piece.strip()]
    found: list[str] = []
    complete = True
    for piece in pieces:
        has_year = _YEAR_IN_BRACKETS.search(piece) is not None
        starts = _AUTHOR_START.match(piece) is not None
        if found and not (starts or (has_year and complete)):
            found[-1] = f"{found[-1]}; {piece}"
            complete = complete or has_year
        else:
            found.append(piece)
            complete = has_year
    return [piece.strip() for piece in found]


def reference_key(reference: Reference) -> str:
    """The match key of a reference: references with equal keys are taken for the same work.

    Returns
    -------
    str
        The first that the reference has: id of the cited work; surname, first initial, year, volume, first
        page; if it has no volume, surname, first initial, year, the beginning of the source (of the title, if
        there is no source) and first page if any; DOI; the text, folded.

    Notes
    -----
    Source: van Eck, Waltman (2023), VOSviewer manual 1.6.20. Two departures: small words at the beginning of
    the source are left out, and without a page three letters of its first **two** words count, because
    reports of one organisation and year would be one reference otherwise.

    Examples
    --------
    >>> reference_key(parse_reference("Hagedoorn J, 1993, STRATEGIC MANAGE J, V14, P371", style="wos"))
    'hagedoorn j, 1993, v14, p371'
    """
    if reference.cited_id:
        return reference.cited_id
    if reference.author and reference.year:
        surname, initial = surname_and_initial(reference.author)
        who = f"{surname} {initial}, {reference.year}" if initial else f"{surname}, {reference.year}"
        if surname and reference.volume and reference.page:
            return f"{who}, v{fold(reference.volume)}, p{fold(reference.page)}"
        source = _beginning(reference.source or reference.title, 1 if reference.page else 2)
        if surname and source and not reference.volume:
            return f"{who}, {source}, p{fold(reference.page)}" if reference.page else f"{who}, {source}"
    if reference.doi:
        return f"doi:{reference.doi}"
    return " ".join(words(reference.raw)) or fold(reference.raw).strip()


def _beginning(source: str, n_words: int) -> str:
    """First three letters or digits of the first words; small words, which abbreviations drop, left out."""
    parts = words(source)
    large = [part for part in parts if part not in _STOP_WORDS] or parts
    return " ".join(part[:3] for part in large[:n_words])
