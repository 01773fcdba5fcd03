"""Groups of Russian regions: districts, macroregions, geostrategic territories, economic areas, with their members."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Literal

from smartspec.errors import ConfigError, nearest
from smartspec.places.region_levels import DEFAULT_SUBJECTS, district_of, overlapping, subject_codes, subjects
from smartspec.places.region_records import table
from smartspec.places.region_table import region, regions
from smartspec.places.tables import rows

GroupKind = Literal[
    "federal_district", "macroregion_2019", "macroregion_2024", "geostrategic_territory_2024", "economic_area"
]
Extent = Literal["whole", "part"]
Verified = Literal["yes", "as federal district", "by elimination", "no (known)"]


@dataclass(frozen=True, slots=True)
class RegionGroup:
    """A named group of regions, in force from `valid_from` to `valid_to`, both days included; None is open.

    Attributes
    ----------
    verified : the weakest mark of its members; only `yes` may be printed as the words of the act.
    source : the act or code list.
    """

    code: str
    kind: GroupKind
    name: str
    name_ru: str
    valid_from: date | None
    valid_to: date | None
    verified: Verified
    source: str

    def valid(self, at: date | None = None) -> bool:
        """Whether the group is in force on the day `at`; None is now."""
        if at is None:
            return self.valid_to is None
        return (self.valid_from or at) <= at <= (self.valid_to or at)


@dataclass(frozen=True, slots=True)
class Member:
    """A region in a group: its code, whether all of it belongs, and how sure that is."""

    region: str
    extent: Extent
    verified: Verified


def _member(word: str) -> Member:
    code = word.rstrip("*?~")
    verified: Verified = "by elimination" if "*" in word else "no (known)" if "?" in word else "yes"
    return Member(code, "part" if "~" in word else "whole", verified)


_SURE: tuple[Verified, ...] = ("yes", "as federal district", "by elimination", "no (known)")


@cache
def _listed() -> dict[str, tuple[RegionGroup, str]]:
    """Code -> group and its members as the table writes them."""
    found: dict[str, tuple[RegionGroup, str]] = {}
    for one in regions("district", at=None):
        act = "Decree of 13.05.2000 No. 849 as amended"
        found[one.code] = (
            RegionGroup(one.code, "federal_district", one.name, one.name_ru, one.valid_from, None, "yes", act),
            f"={one.code}",
        )
    for one in (r for r in table() if r.kind == "district" and r.valid_to):
        act = "Decree of 21.03.2014 No. 168, repealed by Decree of 28.07.2016 No. 375"
        own = RegionGroup(one.code, "federal_district", one.name, one.name_ru, one.valid_from, one.valid_to, "yes", act)
        found[one.code] = (own, f"={one.code}")
    for code, kind, name_ru, name, since, until, members, source in rows("region_groups"):
        marks = [_SURE.index(_member(word).verified) for word in members.split() if word[0] != "="]
        marks += [1] * members.startswith("=")
        days = [date.fromisoformat(day) if day else None for day in (since, until)]
        sure = _SURE[max(marks, default=0)]
        found[code] = (RegionGroup(code, _kind(kind), name, name_ru, days[0], days[1], sure, source), members)
    return found


def _kind(text: str) -> GroupKind:
    kinds: tuple[GroupKind, ...] = GroupKind.__args__  # type: ignore[attr-defined]
    return next(kind for kind in kinds if kind == text)


def region_groups(kind: GroupKind | None = None, *, at: date | None = None) -> tuple[RegionGroup, ...]:
    """Groups of a kind that are in force on the day `at`; None gives those of all times.

    A strategy of 2019 to 2024 is compared with `macroregion_2019`, a later one with `macroregion_2024`.

    Examples
    --------
    >>> [len(region_groups(kind)) for kind in ("macroregion_2019", "macroregion_2024", "economic_area")]
    [12, 10, 11]
    >>> [g.code for g in region_groups("federal_district", at=date(2005, 1, 1))]
    ['FD-CE', 'FD-FE', 'FD-NW', 'FD-SI', 'FD-SO', 'FD-UR', 'FD-VO']
    """
    found = [group for group, _ in _listed().values()]
    found = [one for one in found if (kind is None or one.kind == kind) and (at is None or one.valid(at))]
    return tuple(sorted(found, key=lambda one: one.code))


def region_group(code: str) -> RegionGroup:
    """The group of a code.

    Raises
    ------
    ConfigError
        If there is no such group.
    """
    if code not in _listed():
        raise ConfigError(f"unknown group of regions `{code}`", hint=nearest(code, _listed()))
    return _listed()[code][0]


def group_members(
    code: str, *, at: date | None = None, subject_set: str = DEFAULT_SUBJECTS, okrugs: bool = True
) -> tuple[Member, ...]:
    """The regions of a group, by code; they do not overlap, so figures of whole members may be added up.

    Parameters
    ----------
    at : for a federal district the day of its composition; None is now. Other groups have one composition.
    subject_set : which federal subjects are shown; members outside the set are left out.
    okrugs : True lists Arkhangelsk and Tyumen without their okrugs (`RU-ARK-0`) beside those, False as totals.

    Examples
    --------
    >>> [m.region for m in group_members("MR19-04")], [m.region for m in group_members("MR19-04", okrugs=False)]
    (['RU-ARK-0', 'RU-KO', 'RU-NEN'], ['RU-ARK', 'RU-KO'])
    >>> len(group_members("FD-SO", at=date(2005, 1, 1))), len(group_members("FD-SO"))
    (13, 8)
    """
    group = region_group(code)
    words = _listed()[code][1]
    if words.startswith("="):
        listed = subjects(subject_set=subject_set, at=at, okrugs=okrugs)
        inside = [one.code for one in listed if district_of(one.code, at=at) == words[1:]]
        sure: Verified = "yes" if group.kind == "federal_district" else "as federal district"
        return tuple(Member(one, "whole", sure) for one in inside)
    allowed = subject_codes(subject_set)
    members = {one.region: one for one in map(_member, words.split()) if one.region in allowed}
    found = []
    for one in members.values():
        inside = [okrug.code for okrug in regions("okrug") if okrug.within == one.region]
        if okrugs and inside and all(okrug in members for okrug in inside):
            found.append(replace(one, region=f"{one.region}-0"))
        elif okrugs or region(one.region).within not in members:
            found.append(one)
    return tuple(sorted(found, key=lambda one: one.region))


def groups_of(code: str, kind: GroupKind | None = None, *, at: date | None = None) -> tuple[str, ...]:
    """Codes of the groups that hold a region, wholly or in part, in force on the day `at` (None: of all times).

    Examples
    --------
    >>> groups_of("RU-MUR", "macroregion_2024"), groups_of("RU-TOM", "macroregion_2019")
    (('MR24-AZ', 'MR24-NW'), ('MR19-10',))
    """
    one = region(code)
    own = {one.code, one.parent} if one.kind == "residual" else {one.code}
    found = []
    for group in region_groups(kind, at=at):
        day = at if group.kind == "federal_district" and group.valid(at) else group.valid_to
        members = group_members(group.code, at=day, subject_set="law-2022")
        if own & {m.region.removesuffix("-0") for m in members}:
            found.append(group.code)
    return tuple(found)


def _ground(code: str) -> frozenset[str]:
    """The subjects that a group or region covers, wholly or in part."""
    if code in _listed():
        day = region_group(code).valid_to
        return frozenset(m.region for m in group_members(code, at=day, subject_set="law-2022"))
    return frozenset({code})


def overlapping_groups(codes: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Pairs of groups and regions that share ground, so that their figures may not be added up.

    Examples
    --------
    >>> overlapping_groups(["MR24-AZ", "MR24-NW", "MR24-SO"]), overlapping_groups(["MR19-01", "RU-TOM"])
    ((('MR24-AZ', 'MR24-NW'),), ())
    """
    chosen = sorted(set(codes))
    grounds = {code: _ground(code) for code in chosen}
    found = []
    for number, first in enumerate(chosen):
        for second in chosen[number + 1 :]:
            shared = grounds[first] & grounds[second]
            if shared or _nested(grounds[first], grounds[second]):
                found.append((first, second))
    return tuple(found)


def _nested(first: Iterable[str], second: Iterable[str]) -> bool:
    """Whether a region of one set holds a region of the other."""
    one, other = set(first), set(second)
    return any((a in one) != (b in one) for a, b in overlapping(one | other))
