"""What two cited references have in common, whatever style they are written in."""

from collections.abc import Sequence
from dataclasses import dataclass

from smartspec.sources.folding import compact, fold, words
from smartspec.sources.names import surname_and_initial

_SMALL_WORDS = frozenset(
    words("a an and as at by das de der des die for from how in into la le of on or the to und what with")
)
_ORDINALS = {"first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5"}


@dataclass(slots=True)
class CitedFacts:
    """The facts of one distinct reference; empty or None is missing.

    `title` and `source` are telling words in order; a style without titles (Web of Science) has the title of
    a book in `source`. `letters` is the title (else the source) as folded letters and digits.
    """

    raw: str
    cited_id: str
    doi: str
    surname: str
    initial: str
    year: int | None
    volume: str
    page: str
    title: tuple[str, ...]
    source: tuple[str, ...]
    letters: str


def describe_reference(
    raw: str, cited_id: str, doi: str, author: str, year: int | None, volume: str, page: str, title: str, source: str
) -> CitedFacts:
    """Facts of a reference from its parts."""
    surname, initial = surname_and_initial(author)
    return CitedFacts(
        raw,
        cited_id,
        doi,
        surname,
        initial,
        year,
        fold(volume).strip(" .v"),
        fold(page).strip(" .").lstrip("0"),
        telling_words(title),
        telling_words(source),
        compact(title or source),
    )


def telling_words(text: str) -> tuple[str, ...]:
    """Folded words without small ones, which abbreviated titles leave out.

    >>> telling_words("The Paths of Innovation: from 1st to second")
    ('paths', 'innovation', '1st', 'second')
    """
    return tuple(word for word in words(text) if word not in _SMALL_WORDS)


def abbreviates(short: str, word: str) -> bool:
    """Whether `short` can stand for `word`: first letter equal, the others in it in order.

    >>> abbreviates("natl", "national"), abbreviates("hdb", "handbook"), abbreviates("int", "journal")
    (True, True, False)
    """
    if word.startswith(short):
        return True
    if not short or not word or short[0] != word[0] or len(short) > len(word):
        return False
    letters = iter(word)
    return all(letter in letters for letter in short)


def matched_words(short: Sequence[str], full: Sequence[str]) -> int:
    """How many words of `short` stand in order for words of `full`."""
    at = found = 0
    for word in short:
        for place in range(at, len(full)):
            if abbreviates(word, full[place]) or abbreviates(full[place], word):
                found, at = found + 1, place + 1
                break
    return found


def same_words(first: Sequence[str], second: Sequence[str]) -> float:
    """Share of the words of the shorter list that stand in order for words of the longer; 0 if one is empty."""
    if not first or not second:
        return 0.0
    short, full = (first, second) if len(first) <= len(second) else (second, first)
    return matched_words(short, full) / len(short)


def same_surname(first: str, second: str) -> bool:
    """Whether surnames are equal, one ends or begins with the other (compound names), or one letter differs."""
    if first == second:
        return bool(first)
    short, full = (first, second) if len(first) <= len(second) else (second, first)
    if len(short) < 4:
        return False
    return full.startswith(short) or full.endswith(short) or _one_edit(short, full)


def _one_edit(short: str, full: str) -> bool:
    """Whether one letter was changed, left out or exchanged with its neighbour; `short` is not the longer."""
    if len(short) < 5 or len(full) - len(short) > 1:
        return False
    at = next((at for at, pair in enumerate(zip(short, full, strict=False)) if pair[0] != pair[1]), len(short))
    if len(short) < len(full):
        return short[at:] == full[at + 1 :]
    swapped = short[:at] + short[at + 1 : at + 2] + short[at : at + 1] + short[at + 2 :]
    return short[at + 1 :] == full[at + 1 :] or swapped == full
