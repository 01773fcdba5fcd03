"""Names of people as databases write them, cut into surname, initials and full given name."""

from dataclasses import dataclass

from smartspec.sources.folding import fold, words
from smartspec.sources.names import surname_and_initial


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name in forms that can be compared.

    Attributes
    ----------
    surname : folded, letters only.
    initials : first letters of the given names, as far as stated.
    full : the words of surname and first given name, sorted, so that their order does not matter; "" if only
        initials are stated.
    """

    surname: str
    initials: str
    full: str


def person_name(name: str, full_name: str | None = None) -> PersonName:
    """Cut a name; the full name is used if it is stated, since it tells more.

    With a comma the surname stands first. Without one it stands first before initials (`Foray D.`) and last
    behind given names (`Dominique Foray`).

    >>> person_name("Foray D.", "Foray, Dominique A.")
    PersonName(surname='foray', initials='da', full='dominique foray')
    >>> person_name("Dominique Foray").full, person_name("Foray, D").full
    ('dominique foray', '')
    """
    text = full_name or name
    surname, comma, given = text.partition(",")
    parts = text.split()
    if not comma:
        if len(parts) < 2 or _is_initials(parts[-1]):
            surname, initial = surname_and_initial(text)
            return PersonName(surname, _letters("".join(parts[1:])) or initial, "")
        surname, given = parts[-1], " ".join(parts[:-1])
    givens = [part for part in given.replace("-", " ").replace(".", ". ").split() if fold(part).strip(".'")]
    initials = "".join(_letters(part) if _is_initials(part) else fold(part)[:1] for part in givens)
    first = givens[0] if givens and not _is_initials(givens[0]) else ""
    full = " ".join(sorted((*words(surname), *words(first)))) if first else ""
    return PersonName("".join(words(surname)), initials, full)


def same_initials(first: str, second: str) -> bool:
    """Whether the shorter row of initials begins the longer one."""
    short, full = sorted((first, second), key=len)
    return bool(short) and full.startswith(short)


def _is_initials(part: str) -> bool:
    """Whether a word is no more than initials: `D.`, `JA`, `J.-P.`."""
    letters = part.replace(".", "").replace("-", "")
    return 0 < len(letters) <= 4 and letters.isupper() and ("." in part or len(letters) <= 3)


def _letters(part: str) -> str:
    return "".join(words(part))
