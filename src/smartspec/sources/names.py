"""Personal names as databases write them, cut into what can be compared."""

import re

from smartspec.sources.folding import fold, words

_INITIALS = re.compile(r"(?:[^\W\d_]\.?-?){1,4}$")
_SUFFIX = re.compile(r",? (?:jr|sr|ii|iii)\.?(?=,|$)", re.IGNORECASE)
_PARTICLES = frozenset(
    words("da das de del della den der des di dos du el la le les ten ter van vande vanden vander von zu zur")
)


def surname_and_initial(author: str) -> tuple[str, str]:
    """Folded surname (letters only, particles joined) and first initial; ("", "") without an author.

    Without a comma the surname comes first: everything before the initials, or the first word (and its
    particles) if given names are written out.

    >>> surname_and_initial("van der Berg, J.-P."), surname_and_initial("Mowery David C.")
    (('vanderberg', 'j'), ('mowery', 'd'))
    """
    if not author:
        return "", ""
    author = _SUFFIX.sub("", author)
    if "," in author:
        surname, _, given = author.partition(",")
        return "".join(words(surname)), fold(given.strip())[:1]
    parts = author.split()
    last = len(parts)
    while last > 1 and _INITIALS.match(parts[last - 1]) and parts[last - 1].replace(".", "").isupper():
        last -= 1
    if last == len(parts) or (last > 1 and "." in parts[last]):
        last = min(last, _particles(parts) + 1)
    given = fold(parts[last])[:1] if last < len(parts) else ""
    return "".join(words(" ".join(parts[:last]))), given


def _particles(parts: list[str]) -> int:
    """How many words at the beginning are particles; at least one word is left."""
    for at, part in enumerate(parts[:-1]):
        if part.lower() not in _PARTICLES:
            return at
    return max(len(parts) - 1, 0)
