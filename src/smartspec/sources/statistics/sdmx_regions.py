"""Codes of areas in international statistics as codes of the registry, with the code list they belong to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from smartspec.errors import ConfigError
from smartspec.places import country, country_by_name, region
from smartspec.places.nuts_codes import is_nuts, nuts_vintage

#: Code list of areas that no classification but the source's own knows: `EU27_2020`, `OME`.
_OWN_LISTS = {"geo": "Eurostat GEO"}


@dataclass(frozen=True, slots=True)
class Area:
    """An area: its code in the registry or, if it is not there, in the source's own list; and the list."""

    code: str
    classification: str


def areas_of(codes: Iterable[str], dimension: str, *, agency: str = "") -> Mapping[str, Area]:
    """Area of each code of a dimension.

    Parameters
    ----------
    dimension : id of the dimension; the code list is named after it where no other is known.
    agency : who keeps the list.

    Notes
    -----
    Codes of NUTS are told by the whole column: the newest edition in which none is strange, but 2021 where the codes do
    not tell it from 2024; if there is none, the edition is left open (Eurostat) or the codes are none of NUTS (other
    agencies). Level 3 is judged by its level 2 in editions before 2021. Countries become ISO 3166-1 alpha-2, `EL` is
    Greece and `UK` the United Kingdom; where a file gives labels only, the name of a country is as good as its code.

    Examples
    --------
    >>> found = areas_of(["EL", "ITC4", "DE300", "EU27_2020"], "geo")
    >>> [(code, area.code, area.classification) for code, area in found.items()][1:3]
    [('ITC4', 'ITC4', 'NUTS 2021'), ('DE300', 'DE300', 'NUTS 2021')]
    >>> found["EL"], found["EU27_2020"]
    (Area(code='GR', classification='ISO 3166-1'), Area(code='EU27_2020', classification='Eurostat GEO'))
    """
    distinct = list(dict.fromkeys(codes))
    own = _OWN_LISTS.get(dimension.lower(), f"{agency} {dimension}".strip())
    if dimension.lower() == "geo":
        edition = _edition(distinct)
        return {code: _area(code, own, edition) for code in distinct}
    edition = _edition([code for code in distinct if not _country(code)])
    told = edition if edition != "NUTS" else ""
    return {code: _area(code, own, "" if _country(code) else told) for code in distinct}


def _edition(codes: list[str]) -> str:
    """The newest edition of NUTS that holds all codes of regions; `NUTS` if none does, "" without such codes."""
    found = [code for code in codes if is_nuts(code) and len(code) > 2]
    if not found:
        return ""
    best = nuts_vintage(found)[0]
    return f"NUTS {best.vintage}" if not best.strangers and not best.respelled else "NUTS"


def _area(code: str, own: str, edition: str) -> Area:
    if edition and len(code) > 2 and is_nuts(code):
        return Area(code, edition)
    alpha2 = _country(code)
    if alpha2:
        return Area(alpha2, "ISO 3166-1")
    first, _, rest = code.partition("-")
    alpha2 = _country(first) if rest else ""
    subdivision = f"{alpha2}-{rest}"
    if alpha2 and _is_region(subdivision):
        return Area(subdivision, "ISO 3166-2")
    named = country_by_name(code) if code != code.upper() else None
    return Area(named, "ISO 3166-1") if named else Area(code, own)


@cache
def _country(code: str) -> str:
    """The alpha-2 code of a country; "" if it is none."""
    if not (code.isascii() and code.isalpha() and code.isupper() and len(code) in (2, 3)):
        return ""
    try:
        return country(code).code
    except ConfigError:
        return ""


def _is_region(code: str) -> bool:
    try:
        region(code)
    except ConfigError:
        return False
    return True
