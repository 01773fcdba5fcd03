"""Written names of regions: exact after normalisation, never by guess."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Literal

from smartspec.places.country_table import country_by_name
from smartspec.places.nuts_codes import REFERENCE
from smartspec.places.region_records import Kind, Region, table
from smartspec.places.spelling import key

Language = Literal["ru", "en"]
#: Generic words, by what they say about the kind of unit; in the form that `key` gives.
_TYPE_WORDS = {
    "oblast": "область обл области oblast obl oblasti oblastj oblasts province prov",
    "region": "region reg рег регион",
    "krai": "край края кр krai kray territory terr krays kraya",
    "republic": "республика респ республики republic rep respublika resp respublica republics res",
    "okrug": "автономный авт автономного автономная округ округа ао окр autonomous auton okrug district area аобл",
    "city": "город г города city gorod town",
    "district": "федеральный федеральн фед фо федерального fd",
}
_TYPE_OF = {word: kind for kind, words in _TYPE_WORDS.items() for word in words.split()}
_FITS = {
    "oblast": ("oblast", "autonomous oblast"),
    "krai": ("krai",),
    "republic": ("republic",),
    "okrug": ("autonomous okrug", "autonomous oblast"),
    "city": ("city",),
    "region": ("oblast", "krai"),
}
_PREFIX = re.compile(r"^\s*(в\s+т(ом|\.)\s*ч(исле|\.)|из\s+(них|нее)|including|of which)\s*:?\s*", re.IGNORECASE)
_STATUS = re.compile(
    r"\bстолица\s+российской\s+федерации\b|\bфедерального\s+значения\b|,?\s*\bвходящ\w+\s+в\s+состав\b.*$",
    re.IGNORECASE,
)
_NOTES = re.compile(r"(?:[\s,]*(?:\d{1,2}|[*¹²³⁴⁵⁶⁷⁸⁹])\s*\)?)+\s*$")
_WITHOUT = re.compile(r"[\s(,]+(без|кроме|исключая|without|excluding|excl\.?|except)\b(.*)$", re.IGNORECASE | re.DOTALL)
_BRACKETS = re.compile(r"\s*\([^)]*\)")
_INITIALS = re.compile(r"\b[аa] [оo]\b")
_TOTAL = re.compile(r"субъект\w*\s+российской\s+федерации", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Label:
    stem: str
    types: frozenset[str]
    without: bool


@lru_cache(maxsize=16384)
def _label(name: str) -> _Label:
    """The words of a label that name a unit, the kinds its generic words speak of, and "without okrugs"."""
    text = _NOTES.sub("", _PREFIX.sub("", _STATUS.sub(" ", " ".join(name.split()))))
    cut = _WITHOUT.search(text)
    if cut:
        text = text[: cut.start()]
    words = _INITIALS.sub("ао", key(text)).split()
    types = {_TYPE_OF[word] for word in words if word in _TYPE_OF}
    if types & {"district"} or words[-2:] == ["federal", "district"]:
        types = {"district"}
        words = [w for w in words if w != "federal"]
    rest = [word for word in words if word not in _TYPE_OF and word not in ("of", "the", "и")]
    return _Label(" ".join(rest), frozenset(types), without=cut is not None)


@cache
def _stems() -> dict[str, tuple[Region, ...]]:
    """Stem -> units of Russia and the lands around that `russia.tsv` holds."""
    found: dict[str, dict[Region, None]] = {}
    for one in table():
        if one.kind in ("subject", "okrug", "territory", "district"):
            for name in (one.name, one.name_ru, *one.names):
                label = _label(name)
                found.setdefault(label.stem, {})[one] = None
                found.setdefault(_label(_BRACKETS.sub("", name)).stem, {})[one] = None
    found.pop("", None)
    return {stem: tuple(units) for stem, units in found.items()}


@cache
def _names() -> dict[str, tuple[Region, ...]]:
    """Key -> NUTS and ISO 3166-2 units; ISO units of countries with NUTS only under their codes.

    Units of NUTS 2024 that have taken the place of others of the same name are left to `_of_nuts`.
    """
    found: dict[str, dict[Region, None]] = {}
    with_nuts = {r.country for r in table() if r.kind == "nuts2" and REFERENCE in r.vintages}
    older = {(r.country, key(r.name)) for r in table() if r.kind in ("nuts1", "nuts2") and REFERENCE in r.vintages}
    for one in table():
        old = one.kind in ("nuts1", "nuts2") and REFERENCE in one.vintages
        new = one.kind in ("nuts1", "nuts2") and one.country in with_nuts and (one.country, key(one.name)) not in older
        if old or new or (one.kind == "subdivision" and one.country not in with_nuts):
            for name in (one.name, one.name_ru, *one.names):
                for form in {name, _BRACKETS.sub("", name), *name.split(" / ")}:
                    folded = key(form)
                    found.setdefault(folded, {})[one] = None
                    short = re.sub(r"^prov |^(?:province|region|state) of ", "", folded)
                    found.setdefault(short, {})[one] = None
    found.pop("", None)
    return {name: tuple(units) for name, units in found.items()}


@cache
def _of_nuts() -> dict[str, tuple[Region, ...]]:
    """Key -> units of NUTS of all levels, of 2021 and 2024, the latter last."""
    found: dict[str, dict[Region, None]] = {}
    for one in table():
        if one.vintages:
            for name in (one.name, *one.names):
                for form in {name, _BRACKETS.sub("", name), *re.split(r"\s*/\s*", name)}:
                    found.setdefault(key(form), {})[one] = None
    found.pop("", None)
    return {name: tuple(units) for name, units in found.items()}


def _smallest(units: Iterable[Region]) -> tuple[Region, ...]:
    """Without the units that hold another one of the same name (`DE3` Berlin beside `DE30`)."""
    chosen = tuple(units)
    parents = {one.parent for one in chosen}
    return tuple(one for one in chosen if one.code not in parents)


def _russian(label: _Label, at: date | None) -> tuple[Region, ...]:
    units = [one for one in _stems().get(label.stem, ()) if (one.kind == "district") == ("district" in label.types)]
    fitting = {kind for word in label.types for kind in _FITS.get(word, ())}
    if len(units) > 1 and fitting:
        units = [one for one in units if one.type in fitting] or units
    elif len(units) > 1:
        units = [one for one in units if one.type == "city"] or units
    now = [one for one in units if one.valid(at)] or ([] if at else units)
    if label.without:
        codes = {f"{one.code}-0" for one in now}
        return tuple(one for one in table() if one.code in codes and one.valid(at))
    return tuple(now)


@lru_cache(maxsize=16384)
def regions_by_name(
    name: str,
    *,
    country: str | None = None,
    kind: Kind | None = None,
    at: date | None = None,
    language: Language | None = None,
) -> tuple[Region, ...]:
    """All regions that a label may mean; empty if none, several if the name is not unique.

    Runs of blanks, line breaks, kinds of dashes, `ё`, Latin letters inside Cyrillic words, trailing marks of
    footnotes, "в том числе", and the generic word (область, обл., край, Oblast, Region ...) do not matter.
    "без автономных округов" and "кроме ..." give the subject without its okrugs.

    Parameters
    ----------
    country : alpha-2; only regions of that country (Crimea and Sevastopol answer to `RU` and `UA`).
    kind : only regions of that kind; ISO 3166-2 units of countries with NUTS are found only with
        `kind="subdivision"` and their English name; units of NUTS 3, and statistical regions of Ukraine, Bosnia and
        Herzegovina and Kosovo, only with their kind (`nuts3`).
    at : the day on which the unit must exist; None prefers units of today, and of NUTS those of 2021.
    language : only names in Cyrillic (`ru`) or in Latin letters (`en`).
    """
    label = _label(name)
    cyrillic = any("\u0400" <= letter <= "\u04ff" for letter in label.stem)
    if (language == "ru" and not cyrillic) or (language == "en" and cyrillic) or not label.stem:
        return _country_row(name, country, kind)
    found = _russian(label, at) if country in (None, "RU", "UA", "KZ") else ()
    if not found and "(" in name and not label.without:
        found = _russian(_label(_BRACKETS.sub("", name)), at)
    if country not in (None, "RU"):
        found = tuple(one for one in found if one.country == country)
    if not found:
        found = _elsewhere(name, country, kind, at)
    found = tuple(one for one in found if kind is None or one.kind == kind)
    return found or _country_row(name, country, kind)


def _elsewhere(name: str, country: str | None, kind: Kind | None, at: date | None) -> tuple[Region, ...]:
    folded = key(name)
    units = _names().get(folded) or _names().get(key(_BRACKETS.sub("", name))) or ()
    if kind in ("nuts1", "nuts2", "nuts3") and (at or not any(one.kind == kind for one in units)):
        listed = tuple(one for one in _of_nuts().get(folded, ()) if one.kind == kind)
        then = tuple(one for one in listed if (one.valid(at) if at else REFERENCE in one.vintages))
        units = then or (() if at else listed)
    if kind == "subdivision":
        units = tuple(r for r in table() if r.kind == kind and folded in {key(n) for n in (r.name, *r.names)})
    if country is not None:
        units = tuple(one for one in units if one.country == country)
    return _smallest(units)


def _country_row(name: str, country: str | None, kind: Kind | None) -> tuple[Region, ...]:
    if kind not in (None, "country"):
        return ()
    code = "RU" if _TOTAL.search(name) else country_by_name(_NOTES.sub("", _PREFIX.sub("", name)))
    if code is None or country not in (None, code):
        return ()
    found = [one for one in table() if one.code == code and one.kind == "country"]
    return tuple(found)


def region_by_name(
    name: str,
    *,
    country: str | None = None,
    kind: Kind | None = None,
    at: date | None = None,
    language: Language | None = None,
) -> Region | None:
    """The region that a label names, or None if there is none or more than one; see `regions_by_name`.

    Examples
    --------
    >>> region_by_name("Hижегородская   обл.1)").code, region_by_name("Ханты-Мансийский авт.округ - Югра").code
    ('RU-NIZ', 'RU-KHM')
    >>> region_by_name("Архангельская область (кроме Ненецкого автономного округа)").code
    'RU-ARK-0'
    >>> region_by_name("Altai"), region_by_name("Altai Territory").code, region_by_name("Catalonia").code
    (None, 'RU-ALT', 'ES51')
    """
    found = regions_by_name(name, country=country, kind=kind, at=at, language=language)
    return found[0] if len(found) == 1 else None
