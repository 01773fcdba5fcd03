"""Russian inflection, as far as names of places need it: nominatives of a form, adjectives of a town."""

import re
from collections import defaultdict
from functools import cache, lru_cache

from smartspec.places.gazetteer import names, towns
from smartspec.places.region_table import table
from smartspec.places.spelling import key

_ADJECTIVE = re.compile(r"(?:ий|ого|ому|им|ом|ая|ой|ую|ое|ие|их|ими)$")
#: Stems of adjectives that no rule gives: stem -> code of the region.
_IRREGULAR = """
башкирск RU-BA|татарск RU-TA|карельск RU-KR|марийск RU-ME|мордовск RU-MO|удмуртск RU-UD|чувашск RU-CU|бурятск RU-BU
якутск RU-SA|тувинск RU-TY|хакасск RU-KK|калмыцк RU-KL|дагестанск RU-DA|ингушск RU-IN|чеченск RU-CE|адыгейск RU-AD
карачаево-черкесск RU-KC|кабардино-балкарск RU-KB|северо-осетинск RU-SE|горно-алтайск RU-AL|крымск UA-43
кубанск RU-KDA|вятск RU-KIR|югорск RU-KHM|забайкальск RU-ZAB|приамурск RU-KHA|камчатск RU-KAM|сахалинск RU-SAK
чукотск RU-CHU|ямальск RU-YAN|петербургск RU-SPE|санкт-петербургск RU-SPE|ленинградск RU-SPE|московск RU-MOW
нижегородск RU-NIZ|горьковск RU-NIZ|свердловск RU-SVE|куйбышевск RU-SAM|кузбасск RU-KEM|симбирск RU-ULY
великолукск RU-PSK|нижнетагильск RU-SVE|набережночелнинск RU-TA|старооскольск RU-BEL|минераловодск RU-STA
тульск RU-TUL|уфимск RU-BA|читинск RU-ZAB|пензенск RU-PNZ|калужск RU-KLU|вологодск RU-VLG|елабужск RU-TA
элистинск RU-KL|ухтинск RU-KO|орловск RU-ORL|елецк RU-LIP|ржевск RU-TVE|сергиево-посадск RU-MOS|ижевск RU-UD
новгородск RU-NGR|севастопольск UA-40|симферопольск UA-43|чебоксарск RU-CU|шуйск RU-IVA|магаданск RU-MAG
комсомольск-на-амур RU-KHA|славянск-на-кубан RU-KDA|ростовск RU-ROS|сочинск RU-KDA|анапск RU-KDA|охинск RU-SAK
балтийск|волжск|донск|кировск RU-KIR|советск|октябрьск|ленинск|первомайск|никольск|покровск|троицк|павловск|петровск
александровск|михайловск|приморск|сибирск|уральск|калининск|красноармейск|комсомольск|заречн|северск|азовск
невельск|вяземск|суворовск|нахимовск|ломоносовск|жуковск|королевск|горьковск RU-NIZ|грозненск RU-CE
архангельск RU-ARK|кольск RU-MUR|северодвинск RU-ARK|бийск RU-ALT|сыктывкарск RU-KO|нальчикск RU-KB|майкопск RU-AD|назрановск RU-IN
пушкинск|гагаринск|дзержинск|железнодорожн|индустриальн|восточн|западн|южн|северн|майск|марксовск|энгельсск RU-SAR
благовещенск|каменск|белогорск|краснослободск|озерск|приволжск|рыбинск RU-YAR|невск|ладожск|волховск
"""  # a stem without a code says nothing: too many meanings
_PREPOSITIONAL = (
    ("ах", ("ы", "и", "а")), ("ях", ("и",)), ("ом", ("ий", "ый", "ой", "ое")), ("ем", ("ий", "ее")),
    ("ого", ("ий", "ый", "ое")), ("ого", ("ой",)), ("е", ("", "а", "я", "о", "ь", "е")), ("и", ("ь", "я", "ия")),
    ("у", ("", "о")), ("а", ("", "о")), ("я", ("ь",)), ("ы", ("а",)), ("ой", ("ая", "а")), ("ю", ("ь",)),
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
            if word.endswith(ending) and len(word) > len(ending) + 2:
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
    if name.endswith(("ий", "ый", "ой", "ая", "ое", "ое")) or " " in name:
        return set()
    if name.endswith(("ск", "цк")):
        return {name}
    if name.endswith("ец"):
        return {name[:-2] + "ецк"}
    if name.endswith(("о", "е", "а", "я", "ы", "и")):
        base = name[:-1]
        soft = {base + "инск"} if name.endswith(("а", "и")) else set()
        return {base + "ск", *soft}
    if name.endswith("л"):
        return {name + "ьск", name + "ск"}
    if name.endswith("ль"):
        return {name[:-2] + "льск", name[:-2] + "вск", name[:-1] + "ьск", name[:-2] + "ск"}
    if name.endswith("ь"):
        return {name[:-1] + "ск"}
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
    for entry in _IRREGULAR.replace("\n", "|").split("|"):
        stem, _, code = entry.strip().partition(" ")
        if stem:
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
