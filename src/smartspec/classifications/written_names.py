"""Entries by their written name: exact after normalisation, never by guess."""

import re
import unicodedata
from functools import cache, lru_cache

from smartspec.classifications.activity import Activity, Level
from smartspec.classifications.trees import parents, tree

_LOOKALIKES = str.maketrans("ABCEHKMOPTXYaceopxy", "АВСЕНКМОРТХУасеорху")
_LATIN = re.compile(r"[A-Za-z]")
_CYRILLIC_WORD = re.compile(r"[^\W\d_]*[\u0400-\u04ff][^\W\d_]*")
_INTRODUCED = re.compile(r"^(?:раздел|section)\s+[a-zа-я]{1,2}\b[\s.:,–—-]*", re.IGNORECASE)
_PREFIX = re.compile(r"^(?:в\s+том\s+числе|из\s+них|of\s+which)\s*:?\s*", re.IGNORECASE)
_NOTE = re.compile(r"(?:\s*[¹²³⁴-⁹]+|\s*\d{1,2}\s*\)|\*+)+\s*$")
_NOT_WORD = re.compile(r"[\W_]+")


@lru_cache(maxsize=16384)
def _key(name: str) -> str:
    """The form in which names are compared: no case, punctuation, marks of footnotes, `ё`, or Latin look-alikes."""
    text = _PREFIX.sub("", _INTRODUCED.sub("", " ".join(_NOTE.sub("", name).split())))
    text = unicodedata.normalize("NFKC", text)
    if _LATIN.search(text):
        text = _CYRILLIC_WORD.sub(lambda word: word.group().translate(_LOOKALIKES), text)
    return " ".join(_NOT_WORD.sub(" ", text).lower().replace("ё", "е").split())


@cache
def _names(classification: str) -> dict[str, tuple[str, ...]]:
    """Key of a name -> codes; official names come before further ones."""
    official: dict[str, list[str]] = {}
    further: dict[str, list[str]] = {}
    for one in tree(classification):
        for name in filter(None, {one.name_ru, one.name_en}):
            official.setdefault(_key(name), []).append(one.code)
        for name in one.other:
            further.setdefault(_key(name), []).append(one.code)
    return {name: tuple(codes) for name, codes in (further | official).items()}


def activities_by_name(text: str, classification: str, *, level: Level | None = None) -> tuple[Activity, ...]:
    """All entries that bear a name, in the order of the list; empty if none does.

    Case, punctuation, blanks, `ё`, Latin letters inside Cyrillic words, "из них", "Раздел M." and marks of footnotes
    do not matter. Brackets do: "... (за исключением ...)" is another thing.

    Examples
    --------
    >>> [one.code for one in activities_by_name("Образование", "okved2")]
    ['P', '85']
    """
    listed = tree(classification).activities
    found = (listed[code] for code in _names(classification).get(_key(text), ()))
    return tuple(one for one in found if level in (None, one.level))


def activity_by_name(text: str, classification: str, *, level: Level | None = None) -> Activity | None:
    """The entry that bears a name, or None if there is none or the name is not unique.

    Where an entry and its only child bear the same name, the upper one is meant unless `level` says otherwise.

    Examples
    --------
    >>> activity_by_name("Деятельность профессиональная, научная и техническая", "okved2").code
    'M'
    >>> activity_by_name("производство  напитков 1)", "okved2").code, activity_by_name("Всего", "okved2")
    ('11', None)
    """
    found = activities_by_name(text, classification, level=level)
    if not found:
        return None
    first = found[0]
    nested = all(first.code in parents(one.code, classification) for one in found[1:])
    return first if nested else None
