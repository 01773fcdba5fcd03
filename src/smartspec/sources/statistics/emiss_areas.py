"""Areas of EMISS: codes and names of its list of OKATO as codes of the registry, and what a table does not cover."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from smartspec.places import Region, region_of_okato, regions_by_name

CLASSIFICATION = "OKATO"
#: `Южный федеральный округ (по 2009 год)`, `Сибирский федеральный округ (с 03.11.2018)`.
#: The Bank of Russia says more: `Южный федеральный округ (до июля 2016г. Республика Крым …)`.
_VALIDITY = re.compile(r"\s*\((?P<words>(?:по|с|до)\s+(?:[\d.]+(?:\s+год[ау]?)?|[а-я]+\s+\d{4}[^()]*))\)\s*$")
_KINDS = {"country", "district", "subject", "okrug", "residual"}


@dataclass(frozen=True, slots=True)
class Area:
    """An area of a table.

    Attributes
    ----------
    code : of the registry; the code in the list for what the registry does not know.
    name : as written, without its validity.
    validity : what the name says of it; districts had other members before and after.
    region : in the registry, if it is there.
    """

    code: str
    name: str
    validity: str
    region: Region | None


@cache
def area_of(code: str, name: str) -> Area:
    """The area of a code in the list of OKATO and its name there; either may be empty.

    Examples
    --------
    >>> area_of("11001000000", "Архангельская область (кроме Ненецкого автономного округа)").code
    'RU-ARK-0'
    >>> found = area_of("032", "Южный федеральный округ (по 2009 год)")
    >>> found.code, found.name, found.validity
    ('FD-SO', 'Южный федеральный округ', 'по 2009 год')
    >>> area_of("050", "Северный район").code, area_of("", "Томская область").code
    ('EA-050', 'RU-TOM')
    """
    name = " ".join(name.split())
    said = _VALIDITY.search(name)
    bare = name[: said.start()] if said else name
    found = region_of_okato(code) or _by_name(bare) or _economic_areas().get(bare.lower())
    return Area(found.code if found else code, bare, said["words"] if said else "", found)


@cache
def _economic_areas() -> dict[str, Region]:
    """Economic areas by the short name under which the tables list them: `Северный район`."""
    known = (region_of_okato(f"{number:03}") for number in range(50, 61))
    return {one.name_ru.replace(" экономический", "").lower(): one for one in known if one is not None}


def _by_name(name: str) -> Region | None:
    candidates = [one for one in regions_by_name(name) if one.kind in _KINDS and _is_in_tables(one)]
    if len(candidates) > 1 and "субъект" in name.lower():
        candidates = [one for one in candidates if one.kind == "country"]
    return candidates[0] if len(candidates) == 1 else None


def _is_in_tables(region: Region) -> bool:
    """Whether tables of the office hold such an area."""
    return region.code == "RU" or region.kind in {"district", "residual", "okrug"} or bool(region.okato)


def not_covered(region: Region | None, first: date, last: date) -> str:
    """Why a table does not cover an area in a period; "" if nothing says so.

    Where a subject or okrug does not belong to the tables yet or any more, EMISS fills its cells with `0`. Whether such
    a zero is one is told by the rest of the series, for there are figures recalculated for the years before.

    Parameters
    ----------
    first, last : days of the period; for a figure of one day both are that day.

    Examples
    --------
    >>> from smartspec.places import region
    >>> not_covered(region("UA-40"), date(2014, 1, 1), date(2014, 1, 1))
    '0 stands for not covered: `UA-40` is in the tables from 2014-03-18 on'
    >>> not_covered(region("UA-40"), date(2014, 1, 1), date(2014, 12, 31))
    ''
    """
    if region is None or region.kind not in {"subject", "okrug"}:
        return ""
    if region.valid_from is not None and region.valid_from > last:
        return f"0 stands for not covered: `{region.code}` is in the tables from {region.valid_from} on"
    if region.valid_to is not None and region.valid_to < first:
        return f"0 stands for not covered: `{region.code}` is in the tables until {region.valid_to}"
    return ""
