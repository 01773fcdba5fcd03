"""Regions by code, kind, country and day."""

from datetime import date
from functools import cache
from typing import Literal

from smartspec.errors import ConfigError, nearest
from smartspec.places.country_table import EUROSTAT
from smartspec.places.nuts_codes import LEVEL_3, REFERENCE
from smartspec.places.region_records import Kind, Region, table


@cache
def _by_code() -> dict[str, tuple[Region, ...]]:
    found: dict[str, tuple[Region, ...]] = {}
    for one in table():
        found[one.code] = (*found.get(one.code, ()), one)
    return found


def region(code: str, *, at: date | None = None) -> Region:
    """The region of a code, now or on the day `at`.

    A code that is no longer in use gives its last unit unless `at` says otherwise. Codes are unique over
    kinds: alpha-2 is the country (also `EL` and `UK` of Eurostat), `DE2` NUTS 1, `DE21` NUTS 2, `DE212` NUTS 3,
    `DE-BY` ISO 3166-2.

    Raises
    ------
    ConfigError
        If no unit has the code, or none had it on that day.

    Examples
    --------
    >>> region("RU-TOM").name, region("ITC4").name, region("RU-PER", at=date(2004, 1, 1)).name
    ('Tomsk Oblast', 'Lombardia', 'Perm Oblast')
    """
    upper = code.upper()
    found = _by_code().get(code) or _by_code().get(upper) or _by_code().get(EUROSTAT.get(upper, ""))
    if not found:
        raise ConfigError(f"unknown region code `{code}`", hint=nearest(upper, _by_code()))
    if at is None:
        return next((r for r in found if r.valid_to is None), found[-1])
    for one in found:
        if one.valid(at):
            return one
    raise ConfigError(f"region `{code}` did not exist on {at.isoformat()}")


Scheme = Literal["okato", "oktmo", "kladr", "geonames"]


@cache
def _by_scheme(scheme: Scheme) -> dict[str, tuple[Region, ...]]:
    found: dict[str, tuple[Region, ...]] = {}
    for one in table():
        code = getattr(one, scheme)
        if code:
            found[code] = (*found.get(code, ()), one)
    return found


def region_by_code(code: str, scheme: Scheme, *, at: date | None = None) -> Region | None:
    """The Russian region of a code of another scheme, in full length, or None.

    Parameters
    ----------
    scheme : `okato` (11 digits), `oktmo` (8), `kladr` (13) or `geonames` (`RU.75`). Leading digits alone are
        refused: `11` stands for Arkhangelsk and for Nenets.
    at : day on which the unit must exist; None prefers units of today.

    Examples
    --------
    >>> region_by_code("71140000000", "okato").code, region_by_code("71001000000", "okato").code
    ('RU-YAN', 'RU-TYU-0')
    >>> region_by_code("71900000", "oktmo").code, region_by_code("11", "okato")
    ('RU-YAN', None)
    """
    found = _by_scheme(scheme).get(code, ())
    valid = [one for one in found if one.valid(at)]
    if not valid and at is None:
        valid = list(found)
    return valid[0] if valid else None


def known(code: str) -> bool:
    """Whether a region has the code."""
    return code in _by_code()


def regions(
    kind: Kind | None = None, *, country: str | None = None, at: date | None = None, vintage: str | None = None
) -> tuple[Region, ...]:
    """Regions of a kind and country that exist now or on the day `at`, by code.

    For the federal subjects in the set that a table uses, see `subjects`.

    Parameters
    ----------
    vintage : which units of NUTS: `2021` or `2024`. None follows the day `at`, and without a day gives those of 2021,
        which the towns and names of the registry are keyed to. Other regions have no vintage.

    Raises
    ------
    ConfigError
        If the registry has no units of that vintage.

    Examples
    --------
    >>> len(regions("nuts2", country="DE")), [r.code for r in regions("okrug")]
    (38, ['RU-KHM', 'RU-NEN', 'RU-YAN'])
    >>> [r.code for r in regions("nuts2", country="PT", vintage="2024")][2:7]
    ['PT19', 'PT1A', 'PT1B', 'PT1C', 'PT1D']
    """
    if vintage is not None and vintage not in LEVEL_3:
        raise ConfigError(f"no regions of NUTS {vintage}", hint=nearest(vintage, LEVEL_3))
    wanted = vintage or (REFERENCE if at is None else None)

    def there(one: Region) -> bool:
        return wanted in one.vintages if one.vintages and wanted else one.valid(at)

    found = [
        r
        for r in table()
        if there(r) and (kind is None or r.kind == kind) and (country is None or r.country == country)
    ]
    return tuple(sorted(found, key=lambda r: r.code))
