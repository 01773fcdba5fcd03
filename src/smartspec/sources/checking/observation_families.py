"""Wholes and their parts among the regions of a table: the country, federal districts, regions of NUTS."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache

#: Parts of a whole by period; `""` stands for every period.
Division = Mapping[str, tuple[str, ...]]
COUNTRY = "RU"
#: Days with different sets or compositions of federal districts; the last is today's.
_DAYS = (date(2009, 12, 31), date(2015, 12, 31), date(2018, 6, 30), None)
_NUTS = re.compile(r"[A-Z]{2}[0-9A-Z]{0,3}")


def families(regions: Iterable[str], periods: Iterable[str]) -> Iterator[tuple[str, list[Division]]]:
    """Every whole among some regions with the ways in which it may be divided.

    Parameters
    ----------
    periods : years, or other texts of four signs, in which the regions stand.
    """
    present = frozenset(regions)
    if COUNTRY in present:
        yield from _russian_families(present, periods)
    yield from _nuts_families(present)


def _russian_families(present: frozenset[str], periods: Iterable[str]) -> Iterator[tuple[str, list[Division]]]:
    districts = {code for code in present if code.startswith("FD-")}
    if districts:
        by_period = {period: tuple(sorted(districts & _districts(period))) for period in periods}
        yield COUNTRY, [{"": tuple(sorted(districts))}, by_period]
        ways = [_members(present, day) for day in _DAYS[::-1]]
        for district in sorted(districts):
            parts = dict.fromkeys(members.get(district, ()) for members in ways)
            found: list[Division] = [{"": one} for one in parts if len(one) > 1]
            if found:
                yield district, found


@lru_cache(maxsize=256)
def _districts(period: str) -> frozenset[str]:
    """The federal districts of a year: those at its end, when tables are closed."""
    from smartspec.places import regions

    at = date(int(period), 12, 31) if period.isdigit() and int(period) else None
    return frozenset(region.code for region in regions("district", at=at))


def _members(present: frozenset[str], day: date | None) -> dict[str, tuple[str, ...]]:
    """Districts on a day with their regions."""
    found: dict[str, list[str]] = defaultdict(list)
    for code in present:
        district = _district(code, day)
        if district is not None:
            found[district].append(code)
    return {district: tuple(sorted(codes)) for district, codes in found.items()}


@lru_cache(maxsize=4096)
def _district(code: str, day: date | None) -> str | None:
    """The district of a federal subject with its okrugs on a day; None for anything else."""
    from smartspec.places import district_of
    from smartspec.places.region_table import known, region

    if not known(code) or region(code).kind != "subject":
        return None
    return district_of(code, at=day) if region(code).valid(day) else None


def _nuts_families(present: frozenset[str]) -> Iterator[tuple[str, list[Division]]]:
    codes = {code for code in present if _NUTS.fullmatch(code)}
    by_whole: dict[str, list[str]] = defaultdict(list)
    for code in codes:
        if len(code) > 2:
            by_whole[code[:-1]].append(code)
    for whole in sorted(by_whole.keys() & codes):
        yield whole, [{"": tuple(sorted(by_whole[whole]))}]
