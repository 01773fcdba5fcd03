"""Words of titles, sources and surnames, compared across styles that shorten them."""

from collections.abc import Sequence

from smartspec.sources.folding import words

_SMALL_WORDS = frozenset(words("a an and as at by das de der des for from how in into la le of on or the to what with"))
_ORDINALS = {
    name: str(number)
    for number, name in enumerate(words("first second third fourth fifth sixth seventh eighth ninth tenth"), 1)
}


def telling_words(text: str) -> tuple[str, ...]:
    """Folded words without small ones and years, which abbreviated titles leave out; ordinals as digits.

    >>> telling_words("Proceedings of the Sixth Conference on Teaching, 2002")
    ('proceedings', '6', 'conference', 'teaching')
    """
    return tuple(_ORDINALS.get(word, word) for word in words(text) if _tells(word)) if text else ()


def _tells(word: str) -> bool:
    return word not in _SMALL_WORDS and not (len(word) == 4 and word.isdigit())


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


def share_in_order(first: Sequence[str], second: Sequence[str]) -> float:
    """Share of the words of the shorter list that stand in order for words of the longer."""
    if not first or not second:
        return 0.0
    short, full = (first, second) if len(first) <= len(second) else (second, first)
    at = found = 0
    for word in short:
        letter = word[0]
        for place in range(at, len(full)):
            other = full[place]
            if other[0] == letter and (abbreviates(word, other) or abbreviates(other, word)):
                found, at = found + 1, place + 1
                break
    return found / len(short)


def share_of_words(first: Sequence[str], second: Sequence[str]) -> float:
    """Share of equal words in the shorter of two lists; 0 if one is empty."""
    if not first or not second:
        return 0.0
    a, b = set(first), set(second)
    return len(a & b) / min(len(a), len(b))


def same_surname(first: str, second: str) -> bool:
    """Whether surnames are equal, one begins or ends with the other, or one letter differs."""
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


def fits(short: Sequence[str], full: Sequence[str]) -> bool:
    """Whether a short form can stand for a title: all words in order, and enough letters to tell."""
    if len(short) > len(full):
        short, full = full, short
    return sum(map(len, short)) >= 6 and len(short) >= min(2, len(full)) and share_in_order(short, full) == 1


def share_of_trigrams(first: str, second: str) -> float:
    """Common three-letter pieces of two texts, over their mean number (Dice)."""
    a, b = ({text[at : at + 3] for at in range(len(text) - 2)} for text in (first, second))
    return 2 * len(a & b) / max(len(a) + len(b), 1)
