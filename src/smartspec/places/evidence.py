"""What the parts of an address say about its region: phrases, postcodes, towns, names inside names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from smartspec.places.address import Address, without_postcode
from smartspec.places.gazetteer import Town, names, towns_named
from smartspec.places.nuts_codes import REFERENCE
from smartspec.places.nuts_vintages import nuts_2021
from smartspec.places.region_names import regions_by_name
from smartspec.places.region_records import Region
from smartspec.places.region_table import region, regions
from smartspec.places.spelling import key
from smartspec.places.tables import rows, words

#: Words that are towns somewhere, but in an address nearly always something else.
STOP_WORDS = words("stop")
#: Towns named like the persons after whom Russian organisations are named: never from inside a name.
PERSONS = words("persons")
_NOT_REGIONS = words("not-regions")
_INSTITUTION = re.compile(
    r"\b(univ|inst|acad|coll|sch|ctr|hosp|lab|dept|fac|museum|ecole|hochschule|politecn|polytech|fdn|soc)\w*",
    re.IGNORECASE,
)
_MARKED = re.compile(r"^(?:г|гор|город|м|пос|п)\.?\s+(?=[А-ЯЁІЇЄҚӘ])|^(?:г|гор)\.(?=[А-ЯЁ])")
_HOUSE = re.compile(r"([^\d]+?)\s+\d{1,2}")
_BRANCH = re.compile(r"\b(branch|filial|campus)\b", re.IGNORECASE)
_RUSSIAN_POSTCODE = re.compile(r"(?<![\d-])(\d{6})(?![\d-])")
_REGION_WORD = re.compile(
    r"\b(?:obl(?:ast)?|reg(?:ion)?|krai|kray|terr(?:itory)?|resp(?:ublika)?|rep(?:ublic)?|republic|okrug|district)\b",
    re.IGNORECASE,
)
_STATE = re.compile(
    r"^(?:.* )?([A-Z]{2,3}|Qld|Vic|Tas)(?:\s+(?:[A-Z]\d[A-Z]\s?\d[A-Z]\d|(?:CEP:?\s*)?\d[\d.-]{3,9}))?$"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one piece of evidence says: the regions it allows, and the towns behind it."""

    regions: frozenset[str]
    rule: str
    confidence: float
    towns: tuple[Town, ...] = ()

    @property
    def city(self) -> str:
        """The town, if it is the only one."""
        return self.towns[0].name if len({t.name for t in self.towns}) == 1 else ""


def of_towns(found: tuple[Town, ...], rule: str, confidence: float) -> Finding:
    """A finding from towns of one name; a town whose region is not known allows no region."""
    return Finding(frozenset(t.region for t in found if t.region), rule, confidence, found)


@cache
def postcode_regions() -> dict[str, str]:
    """Three leading digits of a Russian postcode -> region."""
    found = {}
    for prefixes, code in rows("postcodes_ru"):
        first, _, last = prefixes.partition("-")
        for number in range(int(first), int(last or first) + 1):
            found[str(number)] = code
    return found


def postcode(address: Address) -> Finding | None:
    """The region of a Russian postcode of six digits."""
    for part in reversed(address.parts):
        for digits in _RUSSIAN_POSTCODE.findall(part):
            code = postcode_regions().get(digits[:3])
            if code:
                return Finding(frozenset({code}), "postcode", 0.95)
    return None


def state(address: Address) -> Finding | None:
    """The state of an American, Canadian, Australian or Brazilian address: "MA 02139", "Vic 3800", "Oregon"."""
    country = address.country or ""
    if country not in ("US", "CA", "AU", "BR"):
        return None
    for part in reversed(address.parts[-3:]):
        letters, name = _STATE.match(part), key(without_postcode(part)[0])
        code = f"{country}-{letters.group(1).upper()}" if letters else _states(country).get(name, "")
        if code in _states(country).values():
            return Finding(frozenset({code}), "state", 0.97)
    return None


@cache
def _states(country: str) -> dict[str, str]:
    """Names of states that are not towns' names first of all -> code."""
    found = {key(r.name): r.code for r in regions("subdivision", country=country)}
    for city in ("new york", "washington", "sao paulo", "rio de janeiro", "quebec"):
        if city in found:
            found[f"{city} state"] = found.pop(city)
    return found


def region_phrase(address: Address, country: str) -> Finding | None:
    """A region named as such: "Moscow Region", "Leningrad obl", "Resp Tatarstan", "Catalonia"."""
    for part in reversed(address.parts):
        name = without_postcode(part)[0] or part
        weak = _INSTITUTION.search(name) is not None
        for phrase in _phrases(name, country):
            found = regions_by_name(phrase, country=country)
            if country == "RU" and not _REGION_WORD.search(
                phrase
            ):  # no generic word: "Tatarstan", not "Astrakhanskaya"
                found = tuple(r for r in found if r.type in ("republic", "autonomous okrug"))
            inside = (r for r in found if r.kind not in ("country", "district"))
            codes = frozenset(code for r in inside for code in _of_reference(r))
            if len(codes) == 1 and not (weak and len(address.parts) > 1):
                return Finding(_spread(codes), "region phrase", 0.93)
    return None


def _of_reference(one: Region) -> tuple[str, ...]:
    """Codes of the vintage that towns have: a unit that came with NUTS 2024 as the older ones that share its ground."""
    return (one.code,) if REFERENCE in one.vintages or not one.vintages else nuts_2021(one.code).codes


def _spread(codes: frozenset[str]) -> frozenset[str]:
    """NUTS 1 as its NUTS 2 units, if there are several."""
    found: set[str] = set()
    for code in codes:
        one = region(code)
        inside = [r.code for r in regions("nuts2", country=one.country) if r.parent == code]
        found |= set(inside) if one.kind == "nuts1" and inside else {code}
    return frozenset(found)


def _phrases(name: str, country: str) -> Iterator[str]:
    """Pieces of a part that may name a region: the part, in Russia also words beside "Region", "obl"."""
    if country == "RU" and _REGION_WORD.search(name):
        pieces = name.split()
        for i, piece in enumerate(pieces):
            if _REGION_WORD.fullmatch(piece.strip(".,")):
                for length in (3, 2, 1):
                    if i >= length:
                        yield " ".join(pieces[i - length : i + 1])
                    yield " ".join(pieces[i : i + length + 2])
    folded, book = key(name), names(country)
    if folded in book.usual or folded in STOP_WORDS or len(folded) <= 3:
        return
    if country != "RU" or folded not in book.further:
        yield name


def town_part(address: Address, country: str) -> tuple[Finding, ...]:
    """Parts that are a town as a whole, from the right, postcode removed."""
    found = []
    for part in reversed(address.parts):
        name, _ = without_postcode(_MARKED.sub("", part))
        least = 0
        if not name:
            house = _HOUSE.fullmatch(part)
            name, least = (house.group(1), 5) if house else ("", 0)
        folded = key(name)
        if len(folded) < 3 or folded in STOP_WORDS:
            continue
        hits, how = towns_named(name, country=country)
        hits = tuple(t for t in hits if t.size >= (least if how != "further" else max(least, 3)))
        if hits:
            found.append(of_towns(hits, "town", {"usual": 0.95, "further": 0.85}.get(how, 0.9)))
    return tuple(found)


def town_inside(address: Address, country: str) -> Finding | None:
    """A town of 30,000 and more inside a longer part, from the right; towns named like persons do not count."""
    book = names(country)
    for part in reversed(address.parts):
        split = [w for w in key(part).split() if not w.isdigit()]
        for length in (4, 3, 2, 1):
            hits: list[Town] = []
            for i in range(len(split) - length + 1):
                gram = " ".join(split[i : i + length])
                if len(gram) < 3 or gram in STOP_WORDS or (country == "RU" and gram in PERSONS):
                    continue
                listed = book.usual.get(gram) or (book.further.get(gram, ()) if length > 1 or len(gram) > 4 else ())
                if country == "RU" and not listed:
                    listed = towns_named(gram, country="RU")[0]
                hits += [t for t in listed if t.size >= (4 if len(gram) > 3 else 6)]
            if hits:
                return of_towns(tuple(dict.fromkeys(hits)), "town inside", 0.7)
    return None


def region_inside(address: Address) -> Finding | None:
    """A Russian region inside a Latin name where no town is: "Udmurt State Univ", "Kuban State Univ"."""
    for part in address.parts:
        split = [w for w in key(part).split() if not w.isdigit()]
        for length in (3, 2, 1):
            for i in range(len(split) - length + 1):
                gram = " ".join(split[i : i + length])
                if len(gram) < 4 or gram in STOP_WORDS or gram in names("RU").usual or _small(gram):
                    continue
                found = [r.code for r in regions_by_name(gram, country="RU") if r.kind in ("subject", "okrug")]
                if len(found) == 1:
                    return Finding(frozenset(found), "region inside", 0.7)
    return None


def _small(gram: str) -> bool:
    return any(word in _NOT_REGIONS or word in ("of", "and", "the") for word in gram.split())


def branch_town(address: Address, country: str) -> Finding | None:
    """The town in a part that speaks of a branch: "Murom Inst Branch"."""
    for part in address.parts:
        mark = _BRANCH.search(part)
        for text in (part[: mark.start()], part[mark.end() :]) if mark else ():
            found = town_inside(Address(text, (text,), country, cyrillic=False, text=text), country)
            if found:
                return Finding(found.regions, "branch", 0.85, found.towns)
    return None
