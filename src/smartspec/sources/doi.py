"""The one spelling of a digital object identifier."""

import html
import re
from urllib.parse import unquote

_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/[^\s\"|]+")
_NEXT = re.compile(r",(?=(?:doi:?)?10\.\d{4})|https?:", re.IGNORECASE)
_PAIRS = {")": "(", "]": "[", "}": "{", ">": "<"}


def clean_doi(text: str) -> str:
    """The first DOI in a text, or "": lower case, without prefix, resolver or trailing punctuation.

    A shortDOI (`10/fhcmr3`) is another kind of identifier and gives "".

    >>> clean_doi("DOI [10.1038/NCLIMATE2275, DOI 10.1038/nclimate2275]")
    '10.1038/nclimate2275'
    >>> clean_doi("https://doi.org/10.1890/0012-9658(2002)083[1421:SDEOLC]2.0.CO;2.")
    '10.1890/0012-9658(2002)083[1421:sdeolc]2.0.co;2'
    """
    if "10." not in text:
        return ""
    if "&" in text:
        text = html.unescape(text)
    found = _DOI.search(text)
    if found is None and "%" in text:
        found = _DOI.search(unquote(text))
    if found is None:
        return ""
    doi = found[0].lower()
    if "," in doi or "http" in doi:
        doi = _NEXT.split(doi, maxsplit=1)[0]
    if doi[-1].isalnum():
        return doi
    return _without_tail(doi)


def _without_tail(doi: str) -> str:
    """The DOI without trailing punctuation and closing brackets that were never opened."""
    while doi and not doi[-1].isalnum():
        last = doi[-1]
        if last in _PAIRS:
            if doi.count(_PAIRS[last]) >= doi.count(last):
                break
        elif last not in ".,;:'\"*’”":
            break
        doi = doi[:-1]
    return "" if doi.endswith("/") else doi
