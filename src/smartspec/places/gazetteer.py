"""Towns: names in Latin and Cyrillic letters, country, region and size; read country by country when asked."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from smartspec.places.spelling import key, rough
from smartspec.places.tables import words

#: Least number of inhabitants of each class of size, 0 to 7.
SIZES = (0, 1_000, 5_000, 15_000, 30_000, 100_000, 500_000, 1_000_000)
#: Countries in whose addresses Russian names in changing transliteration occur.
TRANSLITERATED = frozenset({"RU", "BY", "UA", "KZ", "KG", "UZ", "TJ", "TM", "MD", "AM", "GE", "AZ"})
#: Names that two or more Russian towns by status bear: none is left out for being small.
NAMESAKES = frozenset(key(name) for name in words("namesakes"))
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ø": "oe", "å": "aa"})
_JOINED = re.compile(r"\b(?:on|upon|an der|am|na|sur|the)\b")


@dataclass(frozen=True, slots=True)
class Town:
    """A town: its first name is the usual one in Latin letters.

    Attributes
    ----------
    region : NUTS 2 (2021) where NUTS covers the country, ISO 3166-2 elsewhere; "" if not known.
    size : class of population, an index into `SIZES`.
    """

    names: tuple[str, ...]
    country: str
    region: str
    size: int

    @property
    def name(self) -> str:
        """The usual name in Latin letters."""
        return self.names[0]

    @property
    def name_local(self) -> str:
        """The name in Cyrillic letters, if there is one, else the usual name."""
        return next((n for n in self.names if "\u0400" <= n[0] <= "\u04ff"), self.names[0])


@dataclass(frozen=True, slots=True)
class Names:
    """What the towns of a country are called: keys of usual names, of further names, and rough keys."""

    usual: dict[str, tuple[Town, ...]]
    further: dict[str, tuple[Town, ...]]
    rough: dict[str, tuple[Town, ...]]


#: Key of a name -> towns, in order of entry.
_Index = defaultdict[str, dict[Town, None]]


@cache
def _text() -> str:
    return (files("smartspec.places") / "data" / "towns.txt").read_text(encoding="utf-8")


@cache
def towns(country: str) -> tuple[Town, ...]:
    """All towns of a country, larger ones first within a region.

    Examples
    --------
    >>> [t.name_local for t in towns("RU") if t.region == "RU-TOM"][:2]
    ['Томск', 'Северск']
    """
    text = _text()
    start = text.find(f">{country}\n")
    if start < 0:
        return ()
    end = text.find("\n>", start)
    found, region = [], ""
    for line in text[start : end if end > 0 else None].splitlines()[1:]:
        if line[0] == "@":
            region = line[1:]
        else:
            found.append(Town(tuple(line[1:].split("|")), country, region, int(line[0])))
    return tuple(found)


def _forms(name: str) -> Iterator[str]:
    folded = key(name)
    yield folded
    if folded.startswith(("saint ", "sankt ")):
        yield f"st {folded[6:]}"
    spelt = name.translate(_UMLAUTS)
    if spelt != name:
        yield key(spelt)
    short = " ".join(_JOINED.sub(" ", folded).split())
    if short != folded and " " in short:
        yield short


@cache
def names(country: str) -> Names:
    """The names of the towns of a country, Crimean towns and Baikonur under `RU` as well."""
    listed = list(towns(country))
    if country == "RU":
        listed += [t for c in ("UA", "KZ") for t in towns(c) if t.region in ("UA-43", "UA-40", "KZ-BAY")]
    usual: _Index = defaultdict(dict)
    further: _Index = defaultdict(dict)
    sounded: _Index = defaultdict(dict)
    for town in listed:
        cyrillic = town.names if country == "RU" and town.country != "RU" else ()  # Russian is not always first
        first = dict.fromkeys((town.name, town.name_local, *cyrillic))
        _enter(usual, first, town)
        _enter(further, [name for name in town.names if name not in first], town)
        if country in TRANSLITERATED:
            sounded[rough(key(town.name))][town] = None
    usual_names, further_names, rough_names = ({k: tuple(v) for k, v in d.items()} for d in (usual, further, sounded))
    return Names(usual_names, further_names, rough_names)


def _enter(index: _Index, written: Iterable[str], town: Town) -> None:
    for name in written:
        for form in _forms(name):
            index[form][town] = None


@cache
def large_towns() -> dict[str, tuple[Town, ...]]:
    """Towns of 100,000 and more inhabitants of the whole world by key of any name; for addresses without country."""
    found: dict[str, dict[Town, None]] = defaultdict(dict)
    country, region = "", ""
    for line in _text().splitlines():
        first = line[0]
        if first == ">":
            country = line[1:]
        elif first == "@":
            region = line[1:]
        elif first >= "5":
            town = Town(tuple(line[1:].split("|")), country, region, int(first))
            for name in town.names:
                found[key(name)][town] = None
    return {k: tuple(v) for k, v in found.items()}


def towns_named(name: str, *, country: str) -> tuple[tuple[Town, ...], str]:
    """Towns of a country with that name, and how it was found: `usual`, `further`, `rough` or "".

    Usual names stand before further ones (Stavropol is not Tolyatti). Places under 15,000 inhabitants
    are left out where a town of 30,000 and more has the same name, unless both are towns by status.

    Examples
    --------
    >>> [t.region for t in towns_named("Киров", country="RU")[0]], towns_named("Munich", country="DE")[1]
    (['RU-KIR', 'RU-KLU'], 'usual')
    """
    folded = key(name)
    book = names(country)
    for how, table in (("usual", book.usual), ("further", book.further)):
        if folded in table:
            return _weighty(table[folded]), how
    if country in TRANSLITERATED and folded.isascii():
        found = book.rough.get(rough(folded))
        if found:
            return _weighty(found), "rough"
    return (), ""


def dominant(found: tuple[Town, ...]) -> Town | None:
    """The town that is at least two classes of size larger than all others of its name, or None."""
    first, *others = sorted(found, key=lambda t: -t.size)
    return first if all(first.size >= t.size + 2 for t in others) else None


def _weighty(found: tuple[Town, ...]) -> tuple[Town, ...]:
    most = max(town.size for town in found)
    shared = key(found[0].name_local) in NAMESAKES
    kept = [t for t in found if shared or t.size >= 3 or most < 4] if len(found) > 1 else found
    return tuple(sorted(kept, key=lambda t: (-t.size, t.region, t.name)))
