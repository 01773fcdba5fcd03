"""Regions: one record for each unit and validity period, with its codes, names and parent."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from smartspec.places.country_table import countries
from smartspec.places.tables import rows

Kind = Literal[
    "country", "nuts1", "nuts2", "nuts3", "district", "economic area", "subject", "okrug", "residual", "territory",
    "subdivision",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Region:
    """A region as it was from `valid_from` to `valid_to`, both days included; None is open.

    Attributes
    ----------
    code : ISO 3166-2 (`RU-TOM`, `US-MA`), NUTS of 2021 or 2024 (`ITC4`, `UKI`, `PT1A`), `FD-..` for a federal
        district, ISO 3166-1 for a country; `RU-ARK-0` is this subject without its okrugs.
    kind : `okrug` is a federal subject inside another one, `residual` a subject without its okrugs,
        `territory` a place that belongs to no subject (Baikonur), `subdivision` any other ISO 3166-2 unit.
    country : ISO 3166-1 by the prefix of the code.
    parent : code of the unit of the next higher level that holds it now; "" if there is none.
    within : for an okrug, the subject whose figures may include it.
    okato, oktmo, kladr, geonames : further codes; two digits of OKATO or OKTMO do not make a region unique.
    successors, change : what the unit became after `valid_to`, and how.
    districts : federal districts over time, as (first day, code).
    vintages : for units of NUTS the vintages that hold the code, of 2021 and 2024.
    """

    code: str
    kind: Kind
    name: str
    name_ru: str
    country: str
    parent: str = ""
    within: str = ""
    type: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    okato: str = ""
    oktmo: str = ""
    kladr: str = ""
    geonames: str = ""
    names: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()
    change: str = ""
    districts: tuple[tuple[date, str], ...] = ()
    vintages: tuple[str, ...] = ()

    def valid(self, at: date | None = None) -> bool:
        """Whether the unit exists on the day `at`; None is now."""
        if at is None:
            return self.valid_to is None
        return (self.valid_from or at) <= at <= (self.valid_to or at)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _districts(text: str) -> tuple[tuple[date, str], ...]:
    """`FD-SI<2018-11-03 FD-FE`: the first one until that day, then the second."""
    found, since = [], date(2000, 5, 13)
    for part in text.split():
        code, _, until = part.partition("<")
        found.append((since, code if code.startswith("FD-") else f"FD-{code}"))
        since = date.fromisoformat(until) if until else since
    return tuple(found)


def _russia(more: dict[str, tuple[str, ...]]) -> list[Region]:
    found = []
    for line in rows("russia"):
        code, kind, kind_name, name, name_ru, okato, oktmo, kladr, geonames, districts, within = line[:11]
        valid_from, valid_to, successors, change, names, names_ru = line[11:]
        over_time = _districts(districts)
        region = Region(
            code,
            "okrug" if kind == "okrug" else "territory" if kind == "territory" else "subject",
            name,
            name_ru,
            code[:2],
            parent=over_time[-1][1] if over_time else "",
            within=within,
            type=kind_name,
            valid_from=_day(valid_from),
            valid_to=_day(valid_to),
            okato=okato,
            oktmo=oktmo,
            kladr=kladr,
            geonames=geonames,
            names=(*(n for n in (*names.split("|"), *names_ru.split("|")) if n), *more.get(code, ())),
            successors=tuple(successors.split()),
            change=change,
            districts=over_time,
        )
        found.append(region)
    return found


def _residuals(units: list[Region]) -> list[Region]:
    """Subjects without the okrugs inside them, for as long as these existed."""
    found = []
    for one in units:
        okrugs = [r for r in units if r.within == one.code and one.valid(r.valid_to)]
        if one.kind != "subject" or not okrugs:
            continue
        many = len(okrugs) > 1
        found.append(
            Region(
                f"{one.code}-0",
                "residual",
                f"{one.name} without autonomous okrug{'s' if many else ''}",
                f"{one.name_ru} без {'автономных округов' if many else 'автономного округа'}",
                one.country,
                parent=one.code,
                type=one.type,
                valid_to=okrugs[0].valid_to,
                okato="" if okrugs[0].valid_to else f"{one.okato[:2]}001000000",
                districts=one.districts,
            )
        )
    return found


def _districts_of_russia() -> list[Region]:
    found = []
    for code, name, name_ru, valid_from, valid_to, names, names_ru in rows("districts"):
        other = (*names.split(";"), *names_ru.split(";"))
        found.append(
            Region(
                code,
                "district",
                name,
                name_ru,
                "RU",
                parent="RU",
                type="federal district",
                valid_from=_day(valid_from),
                valid_to=_day(valid_to),
                names=other,
            )
        )
    return found


def _economic_areas() -> list[Region]:
    """The eleven areas of Soviet and early Russian statistics; their members stand in `region_groups`."""
    return [
        Region(code, "economic area", name, name_ru, "RU", parent="RU", type="economic area", okato=okato)
        for code, okato, name, name_ru in rows("economic_areas")
    ]


@cache
def table() -> tuple[Region, ...]:
    """All regions of all kinds and times."""
    from smartspec.places.nuts_regions import nuts_regions

    more = {code: tuple(names.split("|")) for code, names in rows("region_names")}
    found = [Region(c.code, "country", c.name, c.name_ru, c.code, type="country") for c in countries()]
    russia = _russia(more)
    found += [*_districts_of_russia(), *_economic_areas(), *russia, *_residuals(russia), *nuts_regions(more)]
    for code, name, kind_name, parent in rows("subdivisions"):
        names = more.get(code, ())
        name_ru = next((n for n in names if "\u0400" <= n[0] <= "\u04ff"), "")
        country = code[:2]
        found.append(
            Region(code, "subdivision", name, name_ru, country, parent=parent or country, type=kind_name, names=names)
        )
    return tuple(found)
