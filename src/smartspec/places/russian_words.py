"""Russian inflection, as far as names of places need it: nominatives of a form, adjectives of a town."""

import re
from collections import defaultdict
from functools import cache, lru_cache

from smartspec.places.gazetteer import names, towns
from smartspec.places.region_records import table
from smartspec.places.spelling import key
from smartspec.places.tables import rows

_ADJECTIVE = re.compile(r"(?:ий|ого|ому|им|ом|ая|ой|ую|ое|ие|их|ими)$")
_PREPOSITIONAL = (
    ("ых", ("ые",)), ("их", ("ие",)),
    ("ах", ("ы", "и", "а")), ("ях", ("и",)), ("ом", ("ий", "ый", "ой", "ое")), ("ем", ("ий", "ее")),
    ("ого", ("ий", "ый", "ое")), ("ого", ("ой",)), ("е", ("", "а", "я", "о", "ь", "е")), ("и", ("ь", "я", "ия")),
    ("у", ("", "о")), ("а", ("", "о")), ("я", ("ь",)), ("ы", ("а",)), ("ой", ("ая", "а")), ("ю", ("ь",)),
)  # fmt: skip


#: Ending of a town's name -> endings of the stem of its adjective.
_STEMS = (
    ("ец", ("ецк",)), ("ль", ("льск", "вск", "ск")), ("л", ("льск", "лск")), ("ь", ("ск",)),
    ("а", ("ск", "инск")), ("и", ("ск", "инск")), ("о", ("ск",)), ("е", ("ск",)), ("я", ("ск",)), ("ы", ("ск",)),
)  # fmt: skip


@lru_cache(maxsize=16384)
def nominatives(form: str) -> tuple[str, ...]:
    """Forms that may be the nominative of a name, the form itself first; `form` comes from `key`.

    Examples
    --------
    >>> "красноярск" in nominatives("красноярске"), "нижний новгород" in nominatives("нижнем новгороде")
    (True, True)
    """
    words = form.split()
    if not words:
        return ()
    options: list[list[str]] = []
    for word in words:
        found = [word]
        for ending, instead in _PREPOSITIONAL:
            if word.endswith(ending) and len(word) > len(ending) + 1:
                found += [word[: -len(ending)] + other for other in instead]
        if word == "орле":
            found.append("орел")
        options.append(found)
    if len(words) == 1:
        return tuple(dict.fromkeys(options[0]))
    joined = [" ".join(words)]
    for first in options[0]:
        joined += [" ".join((first, *words[1:-1], last)) for last in options[-1]]
        joined.append(" ".join((first, *words[1:])))
    return tuple(dict.fromkeys(joined))


def _adjective_stems(name: str) -> set[str]:
    """Stems of the adjective of a town of that name, by rule."""
    if name.endswith(("ий", "ый", "ой", "ая", "ое")) or " " in name:
        return set()
    if name.endswith(("ск", "цк")):
        return {name}
    for ending, stems in _STEMS:
        if name.endswith(ending):
            base = name[: -len(ending)]
            return {base + stem for stem in stems}
    return {name + "ск"}


@cache
def adjectives() -> dict[str, frozenset[str]]:
    """Stem of an adjective -> codes of the regions that it may stand for; empty for stems that say nothing."""
    found: dict[str, set[str]] = defaultdict(set)
    for town in towns("RU"):
        if town.size >= 3 and town.name_local != town.name:
            for stem in _adjective_stems(town.name_local.lower().replace("ё", "е")):
                found[stem].add(town.region)
    for one in table():
        if one.kind in ("subject", "okrug") and one.type in ("oblast", "krai") and one.valid():
            stem = _ADJECTIVE.sub("", key(one.name_ru).split()[0])
            found[stem] = {one.code}
    for stem, code in rows("adjectives_ru"):
        found[stem] = {code} if code else set()
    return {stem: frozenset(codes) for stem, codes in found.items()}


@lru_cache(maxsize=16384)
def adjective_regions(word: str) -> frozenset[str]:
    """Regions that a Russian adjective points to: `саратовский`, `Казанского`; empty if none.

    Examples
    --------
    >>> sorted(adjective_regions("Саратовский")), sorted(adjective_regions("Алтайского")), adjective_regions("Высшая")
    (['RU-SAR'], ['RU-ALT'], frozenset())
    """
    lower = word.lower().replace("ё", "е").strip(" .«»\"'()")
    stem = _ADJECTIVE.sub("", lower)
    if stem == lower or not stem.endswith(("ск", "цк")):
        return frozenset()
    return adjectives().get(stem, frozenset())


@lru_cache(maxsize=16384)
def town_forms(form: str, country: str) -> tuple[str, ...]:
    """Names of towns of the country that an inflected form may stand for, most literal first."""
    usual = names(country).usual
    further = names(country).further
    return tuple(name for name in nominatives(key(form)) if name in usual or name in further)
