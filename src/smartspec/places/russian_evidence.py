"""Evidence in addresses written in Russian: inflected names, "г. Томск", "Саратовский филиал"."""

import re
from dataclasses import replace
from functools import cache, lru_cache

from smartspec.places.address import Address, without_persons
from smartspec.places.evidence import Finding, of_towns
from smartspec.places.gazetteer import Town, large_towns, towns_named
from smartspec.places.region_names import regions_by_name
from smartspec.places.russian_words import adjective_regions, nominatives, town_forms
from smartspec.places.spelling import key
from smartspec.places.tables import rows, words

_WORD = r"[А-ЯЁ][а-яё]+(?:-(?:[А-ЯЁа-яё][а-яё]*))*"
_CITY = re.compile(
    rf"(?<![а-яёА-ЯЁ.])(?:г|гор|город|города|городе|п|пос|пгт|посёлок|поселок|ст|с|д)(?:\.\s*|\s+)({_WORD}(?:\s+{_WORD})?)"
)
_OBLAST = re.compile(
    rf"({_WORD}(?:ая|ой|ую))\s+(?:автономн\w+\s+)?(?:обл(?:асть|асти|астью|\.)?)(?![а-яё])|"
    rf"({_WORD}(?:ий|ого|ому|им|ом))\s+(?:кра[йяюе]|автономн\w+\s+округ\w*|АО)(?![а-яё])"
)
_REPUBLIC = re.compile(
    rf"(?:Республик[аиеу]|Респ\.?|респ\.?|республик[аиеу])\s+({_WORD}(?:\s+{_WORD})?)|({_WORD}(?:ая|ой))\s+Республик\w+"
)
_SHORT_NAMES = re.compile(r"(?<![А-ЯЁа-яё])(РСО\s*-?\s*Алания|ХМАО(?:\s*-\s*Югра)?|ЯНАО|КБР|КЧР|ЕАО)(?![А-ЯЁа-яё])")
_BRANCH = re.compile(r"филиал|представительств|[сц]к(?:ий|ого)\s+отдел|региональн\w+ отделени", re.IGNORECASE)
_PLACE_LIKE = re.compile(r"[А-ЯЁ][а-яё-]+[сц]к(?:ий|ого|ому|им|ом)\b")
_STREET = re.compile(
    r"\b(ул|улица|просп|пр|проспект|пр-т|пер|переулок|наб|набережная|ш|шоссе|пл|площадь|бульвар|б-р)\b", re.IGNORECASE
)
_LIKE_ADJECTIVE = ("ий", "ый", "ой", "ая", "ое")
_NOT_TOWNS = words("not-towns-ru")
_ADJECTIVE_WORD = re.compile(r"[А-ЯЁа-яё]+(?:-[А-ЯЁа-яё]+)*")
_HYPHENS = re.compile(r"(?<=[а-яё])-\s(?=[а-яё])|(?<=[а-яё])-(?=ский|ного|верситет|бургск)")


@lru_cache(maxsize=16384)
def _towns(form: str) -> tuple[Town, ...]:
    for name in town_forms(form, "RU"):
        found, how = towns_named(name, country="RU")
        if how == "usual" or any(t.size >= 4 for t in found):
            return found
    return ()


def region_phrase(address: Address) -> Finding | None:
    """A region named as such: "Тульская обл.", "Республики Башкортостан", "РСО-Алания"."""
    text = address.text
    codes: set[str] = set()
    for found in _OBLAST.finditer(text):
        word = found.group(1) or found.group(2)
        codes |= _of_adjective(word, "обл" if found.group(1) else found.group().rsplit(maxsplit=1)[-1])
    for found in _REPUBLIC.finditer(text):
        codes |= _of_republic(found.group(1) or found.group(2))
    for found in _SHORT_NAMES.finditer(text):
        codes |= {r.code for r in regions_by_name(found.group(1), country="RU")}
    return Finding(frozenset(codes), "region phrase", 0.93) if len(codes) == 1 else None


def _of_adjective(word: str, noun: str) -> set[str]:
    stem = re.sub(r"(?:ая|ой|ую|ий|ого|ому|им|ом)$", "", word)
    ending = "ая область" if noun == "обл" else "ий край" if noun.startswith("кра") else "ий автономный округ"
    return {r.code for r in regions_by_name(stem + ending, country="RU") if r.kind in ("subject", "okrug")}


def _of_republic(name: str) -> set[str]:
    for form in (name, name.split(maxsplit=1)[0]):
        for option in (key(form), *nominatives(key(form))):
            units = [r for r in regions_by_name(option, country="RU") if r.type == "republic"]
            if len(units) == 1:
                return {units[0].code}
    if name.endswith("ой"):
        return {r.code for r in regions_by_name(name[:-2] + "ая", country="RU") if r.type == "republic"}
    return set()


def marked_town(address: Address) -> tuple[Finding, ...]:
    """Towns after "г.", "город", "пос." in any case: "филиал в г. Красноярске"."""
    found = []
    for match in reversed(list(_CITY.finditer(address.text))):
        name = match.group(1)
        for form in (name, name.split(maxsplit=1)[0]):
            hits = _towns(form)
            if hits:
                found.append(of_towns(hits, "town", 0.96))
                break
    return tuple(found)


def town_part(address: Address) -> tuple[Finding, ...]:
    """Parts that are a town as a whole, or start or end with one: "Томск", "634050 Томск", "Россия Орел ОРАГС"."""
    found = []
    for part in reversed(address.parts):
        if _STREET.search(part):
            continue
        name = re.sub(r"\b\d{6}\b|^(?:г|гор|город)\.?\s+", "", part).strip(" .,")
        if not name or any(letter.isdigit() for letter in name) or key(name) in ("ленина", "кирова"):
            continue
        hits, how = towns_named(name, country="RU")
        like_adjective = name.endswith(_LIKE_ADJECTIVE) and len(address.parts) > 1
        if hits and hits[0].size >= (5 if like_adjective else 0 if how == "usual" else 3):
            found.append(of_towns(hits, "town", 0.95))
    return tuple(found)


def town_inside(address: Address) -> Finding | None:
    """A town of 100,000 and more that stands undeclined among other words; adjectives are asked elsewhere."""
    for part in reversed(address.parts):
        split = part.split()
        for length in (3, 2, 1):
            for i in range(len(split) - length, -1, -1):
                gram = " ".join(split[i : i + length]).strip(' .,«»"')
                if len(gram) < 3 or not gram[0].isupper() or gram.endswith(_LIKE_ADJECTIVE):
                    continue
                large = () if key(gram) in _NOT_TOWNS else _large(gram)
                if large:
                    return of_towns(large, "town inside", 0.75)
    return None


def _large(name: str) -> tuple[Town, ...]:
    hits, how = towns_named(name, country="RU")
    return tuple(t for t in hits if t.size >= 5) if how == "usual" else ()


def branch(address: Address) -> Finding | None:
    """The place of a branch: "Саратовский филиал", "филиал в г. Клину", "Муромский институт (филиал)"."""
    if not _BRANCH.search(address.text):
        return None
    towns = marked_town(address)
    if towns:
        return Finding(towns[0].regions, "branch", 0.96, towns[0].towns)
    pieces = re.split(r"[,;()«»\"]", address.raw)
    for i, piece in enumerate(pieces):
        mark = _BRANCH.search(piece)
        if not mark:
            continue
        own = piece[: mark.end()]
        before = () if _PLACE_LIKE.search(own) or not i else (pieces[i - 1],)
        for where in (own, *before):
            codes = _first_adjective(where)
            if codes:
                return Finding(codes, "branch", 0.9)
    return None


def own_part_of_branch(address: Address) -> Address:
    """The address without what names the head organisation of a branch.

    "Южно-Российский институт - филиал РАНХиГС" keeps what stands before the dash, "ФНИСЦ РАН, Южнороссийский
    филиал" the part of the branch itself.
    """
    pieces = [piece for piece in re.split(r"[,;()«»\"]|\s[-–—]+\s", address.raw) if piece.strip()]
    for i, piece in enumerate(pieces):
        mark = _BRANCH.search(piece)
        if mark:
            own = piece[: mark.start()].strip(" -–—")
            kept = [own] if own else pieces[:i] or pieces[i + 1 :]
            text = without_persons(" , ".join(kept))
            return replace(address, raw=" , ".join(kept), text=text, parts=tuple(kept))
    return address


def _first_adjective(text: str) -> frozenset[str]:
    """Regions of the first adjective of place in a text."""
    for word in _ADJECTIVE_WORD.findall(text):
        codes = adjective_regions(word)
        if codes:
            return codes
    return frozenset()


@cache
def _abroad_words() -> dict[str, re.Pattern[str]]:
    """Stems that speak of a country beside Russia."""
    return {code: re.compile(rf"\b(?:{stems})", re.IGNORECASE) for code, stems in rows("abroad_ru")}


def abroad(address: Address) -> tuple[str, Finding | None] | None:
    """The country of a Russian text that names a town or a nation of another country, and the town's finding."""
    for match in reversed(list(_CITY.finditer(address.text))):
        for form in nominatives(key(match.group(1).split()[0])):
            hits = large_towns().get(form, ())
            if len({t.country for t in hits}) == 1 and hits[0].country != "RU":
                return hits[0].country, of_towns(hits, "town", 0.85)
    nations = [code for code, stems in _abroad_words().items() if stems.search(address.text)]
    return (nations[0], None) if len(nations) == 1 else None


def adjectives(address: Address) -> Finding | None:
    """What the adjectives of place in the name say: "Томский государственный университет".

    "Московский областной" is the oblast. If adjectives point to several regions, the first one is taken where
    a part of a larger body is named ("институт", "филиал", "центр"); else the answer is the set.
    """
    text = _HYPHENS.sub("", address.text)
    split = _ADJECTIVE_WORD.findall(text)
    if any(word.lower().startswith("спб") and len(word) > 4 for word in split):
        return Finding(frozenset({"RU-SPE"}), "adjective", 0.75)
    found: dict[frozenset[str], None] = {}
    for i, word in enumerate(split):
        codes = adjective_regions(word)
        oblast = codes == {"RU-MOW"} and any(w.lower().startswith("област") for w in split[i + 1 : i + 3])
        if codes:
            found[frozenset({"RU-MOS"}) if oblast else codes] = None
    if not found:
        return None
    together = frozenset.intersection(*found)
    if together:
        return Finding(together, "adjective", 0.75)
    if re.search(r"институт|центр|филиал|колледж|факультет|школа", text.lower()):
        return Finding(next(iter(found)), "adjective", 0.6)
    return Finding(frozenset.union(*found), "adjective", 0.4)
