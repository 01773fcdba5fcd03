"""Comparison forms of text: what is compared, never what is shown."""

import html
import re
import unicodedata

#: Letters that do not decompose into a base letter and a sign.
_LETTERS = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ı": "i",
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "´": "'",
        "`": "'",
        "‐": "-",
        "‑": "-",
        "‒": "-",
        "–": "-",
        "—": "-",
        "−": "-",
    }
)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,80}>")
_LATEX = re.compile(r"\\[A-Za-z]+\s*\{?|[{}$\\]")
_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Lower case without accents, with plain hyphens and apostrophes; letters of every script are kept.

    >>> fold("Ærøskøbing–Łódź, Ёлка")
    'aeroskobing-lodz, елка'
    """
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def strip_markup(text: str) -> str:
    """Text without HTML tags, entities and LaTeX commands.

    >>> strip_markup("CO<SUB>2</SUB> &amp; <i>E. coli</i>")
    'CO2 & E. coli'
    """
    if "&" in text:
        text = html.unescape(text)
    if "<" in text:
        text = _TAG.sub("", text)
    if "\\" in text or "$" in text or "{" in text:
        text = _LATEX.sub("", text)
    return text


def compact(text: str) -> str:
    """Folded letters and digits only: what two titles must share to be equal.

    >>> compact("Smart specialisation: <i>what</i> next?")
    'smartspecialisationwhatnext'
    """
    return _NOT_ALPHANUMERIC.sub("", fold(strip_markup(text)))


def words(text: str) -> list[str]:
    """Folded words in order, signs left out; markup is kept (see `strip_markup`).

    >>> words("Int. J. Geogr. Inf. Sci.")
    ['int', 'j', 'geogr', 'inf', 'sci']
    """
    return _NOT_ALPHANUMERIC.sub(" ", fold(text)).split()
