"""Levels of regions: sets of federal subjects, what lies in what, what may not stand in one sum."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Literal

from smartspec.errors import ConfigError, nearest
from smartspec.places.country_table import EUROSTAT
from smartspec.places.nuts_codes import nuts_codes
from smartspec.places.nuts_revisions import links_of
from smartspec.places.region_records import Region, table
from smartspec.places.region_table import region, regions

SubjectSet = Literal["iso", "rosstat-2014", "law-2022"]
Level = Literal["country", "nuts1", "nuts2", "nuts3", "district", "subject"]
#: Codes beyond the 83 of ISO 3166-2:RU. A set says what a table shows, not where a border runs.
SUBJECT_SETS: dict[str, tuple[str, ...]] = {
    "iso": (),
    "rosstat-2014": ("UA-40", "UA-43"),
    "law-2022": ("UA-09", "UA-14", "UA-23", "UA-40", "UA-43", "UA-65"),
}
DEFAULT_SUBJECTS: SubjectSet = "rosstat-2014"


@cache
def subject_codes(subject_set: str = DEFAULT_SUBJECTS) -> frozenset[str]:
    """Codes of today's federal subjects in a set: 83 (`iso`), 85 (`rosstat-2014`, the default), 89 (`law-2022`)."""
    if subject_set not in SUBJECT_SETS:
        raise ConfigError(f"unknown set of subjects `{subject_set}`", hint=nearest(subject_set, SUBJECT_SETS))
    own = {r.code for r in table() if r.kind in ("subject", "okrug") and r.valid() and r.country == "RU"}
    return frozenset(own | set(SUBJECT_SETS[subject_set]))


def subjects(*, subject_set: str = DEFAULT_SUBJECTS, at: date | None = None, okrugs: bool = True) -> tuple[Region, ...]:
    """The federal subjects of a set, now or on the day `at`, by code.

    Parameters
    ----------
    subject_set : `iso` 83, `rosstat-2014` 85 (the default: what tables of Rosstat show), `law-2022` 89.
    okrugs : True gives Arkhangelsk and Tyumen without their okrugs beside the okrugs; False gives their
        totals alone. Never both: such a set adds up to the country.

    Examples
    --------
    >>> len(subjects()), len(subjects(okrugs=False)), len(subjects(subject_set="iso"))
    (85, 82, 83)
    """
    allowed = subject_codes(subject_set)
    of_the_day = [r for r in table() if r.kind in ("subject", "okrug") and r.valid(at)]
    chosen = [r for r in of_the_day if r.country == "RU" or r.code in allowed]
    if not okrugs:
        return tuple(sorted((r for r in chosen if r.kind == "subject"), key=lambda r: r.code))
    without = {r.parent: r for r in table() if r.kind == "residual" and r.valid(at)}
    rest = [without.get(r.code, r) for r in chosen]
    return tuple(sorted(rest, key=lambda r: r.code))


def district_of(code: str, *, at: date | None = None) -> str | None:
    """The federal district of a subject, now or on the day `at`; None before 13 May 2000 and outside Russia.

    The North Caucasian district was a part of the Southern one until 18 January 2010.

    Examples
    --------
    >>> district_of("RU-BU"), district_of("RU-BU", at=date(2015, 1, 1)), district_of("RU-DA", at=date(2005, 1, 1))
    ('FD-FE', 'FD-SI', 'FD-SO')
    """
    one = region(code, at=at)
    found = None
    for since, district in one.districts:
        if at is None or since <= at:
            found = district
    return "FD-SO" if found == "FD-NC" and at and at < date(2010, 1, 19) else found


def roll_up(code: str, level: Level, *, at: date | None = None) -> str | None:
    """The unit of `level` that holds a region, or None where there is no such level above it.

    Parameters
    ----------
    level : `country` (alpha-2), `nuts1`, `nuts2`, `nuts3`, `district` (federal district) or `subject` (an okrug inside
        a subject and a subject without its okrugs become that subject).

    Examples
    --------
    >>> roll_up("UKI3", "nuts1"), roll_up("UKI3", "country"), roll_up("RU-YAN", "subject"), roll_up("RU-TOM", "nuts1")
    ('UKI', 'GB', 'RU-TYU', None)
    """
    one = region(code, at=at)
    if level == "country":
        return one.country
    if level in ("nuts1", "nuts2", "nuts3"):
        own, wanted = int(one.kind[4]) if one.kind.startswith("nuts") else 0, int(level[4])
        return one.code[: wanted + 2] if own >= wanted else None
    if level == "district":
        return code if one.kind == "district" else district_of(code, at=at)
    if one.kind in ("okrug", "residual"):
        return one.within or one.parent
    return code if one.kind == "subject" else None


def _above(code: str) -> set[str]:
    """Every unit that holds the region, itself included."""
    found, waiting = set(), [code]
    while waiting:
        now = waiting.pop()
        if now in found:
            continue
        found.add(now)
        one = region(now)
        parent = EUROSTAT.get(one.parent, one.parent)
        waiting += [above for above in (parent, one.within) if above]
    return found


def overlapping(codes: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Pairs of which one holds the other, so that both may not be added up in one table.

    Units of NUTS 2021 and units that came with 2024 are named as well where they share ground, the older one first.

    Examples
    --------
    >>> overlapping(["RU-ARK", "RU-NEN", "RU-TOM"]), overlapping(["RU-ARK-0", "RU-NEN"])
    ((('RU-ARK', 'RU-NEN'),), ())
    >>> overlapping(["PT16", "PT1C", "PT1D"])
    (('PT16', 'PT1D'),)
    """
    chosen = set(codes)
    found = [(whole, part) for part in chosen for whole in _above(part) & chosen if whole != part]
    new = [code for code in chosen if region(code).vintages == ("2024",)]
    old = [code for code in chosen if new and region(code).vintages == ("2021",)]
    grounds = {code: _ground(code) for code in (*new, *old)}
    found += [(one, other) for one in old for other in new if grounds[one] & grounds[other]]
    return tuple(sorted(found))


@cache
def _ground(code: str) -> frozenset[str]:
    """Units of NUTS 3 (2021) whose ground a unit of 2021 or 2024 covers, wholly or in part."""
    links = links_of("2021", 3)
    if region(code).vintages == ("2024",):
        new = {one for one in nuts_codes("2024", 3) if one.startswith(code)}
        kept = new & nuts_codes("2021", 3)
        return frozenset(kept | {old for old, other, _ in links if other in new})
    return frozenset(one for one in nuts_codes("2021", 3) if one.startswith(code))


def children(
    code: str,
    kind: Literal["nuts1", "nuts2", "nuts3", "subject", "okrug", "subdivision"],
    *,
    vintage: str | None = None,
) -> tuple[str, ...]:
    """Codes of the regions of a kind that lie in a region, now; units of NUTS of 2021 unless `vintage` is `2024`.

    Examples
    --------
    >>> children("PT1", "nuts2", vintage="2024")
    ('PT11', 'PT15', 'PT19', 'PT1A', 'PT1B', 'PT1C', 'PT1D')
    """
    return tuple(r.code for r in regions(kind, vintage=vintage) if code != r.code and code in _above(r.code))
