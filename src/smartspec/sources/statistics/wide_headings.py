"""What the headings of a wide table are: periods, activities, indicators or regions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from smartspec.errors import SourceError, nearest
from smartspec.sources.opening import SourceFile
from smartspec.sources.statistics.tidy_activities import heading_code
from smartspec.sources.statistics.tidy_grid import Grid
from smartspec.sources.statistics.tidy_periods import period_of
from smartspec.sources.statistics.tidy_regions import find_regions
from smartspec.sources.statistics.tidy_roles import Roles, roles_of
from smartspec.sources.statistics.tidy_values import is_blank, number_of

#: What headings may be, as `columns = { headings = "..." }` says it.
KINDS = ("period", "activity", "indicator", "region")


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of values: what its heading says.

    Attributes
    ----------
    meaning : column of `observations` to what the heading says for it.
    """

    place: int
    text: str
    meaning: dict[str, str]


def kind_of(headings: Sequence[str]) -> str:
    """What headings are together: periods or activities where all but one in ten are, else indicators."""
    filled = [heading for heading in headings if heading]
    if not filled:
        return "indicator"
    for kind, look in (("period", period_of), ("activity", heading_code)):
        if 10 * sum(bool(look(heading)) for heading in filled) >= 9 * len(filled) and len(filled) > 1:
            return kind
    return "indicator"


def value_places(grid: Grid, roles: Roles) -> list[int]:
    """Places of the columns without a role that hold numbers or marks: at least half of what is filled."""
    return [place for place in roles.rest if is_numeric(grid.columns[place], grid.headings[place])]


def is_numeric(cells: Sequence[Any], heading: str) -> bool:
    """Whether a column holds values: mostly numbers; only marks will do under a period or the code of an activity."""
    filled = list(dict.fromkeys(cell for cell in cells if not is_blank(cell)))[:400]
    numbers = [number_of(cell).flag or number_of(cell, "comma").flag for cell in filled]
    n_numbers, n_marks = numbers.count("ok"), sum(bool(flag) for flag in numbers)
    named = bool(period_of(heading) or heading_code(heading))
    if not filled:
        return named
    return 2 * n_marks >= len(filled) and (n_numbers > 0 or named)


def headings_of(grid: Grid, roles: Roles, file: SourceFile) -> list[Heading]:
    """The columns of values and what the heading of each says.

    Raises
    ------
    SourceError
        If the user names a kind of headings that does not exist.
    """
    stated = file.columns.get("headings", "")
    if stated and stated not in KINDS:
        raise SourceError(f"headings cannot be `{stated}`", place=f"`{file.name}`", hint=nearest(stated, KINDS))
    places = value_places(grid, roles)
    found, rest = _by_pattern(grid, roles, places)
    kind = stated or kind_of([grid.headings[place] for place in rest])
    regions: dict[str, str] = {}
    if kind == "region":
        names = [grid.headings[place] for place in rest]
        regions = find_regions(names, constants=roles.constants, place="heading").codes
    for place in rest:
        heading = grid.headings[place]
        found.append(Heading(place, heading, _meaning(heading, kind, regions)))
    return sorted(found, key=lambda one: one.place)


def _meaning(heading: str, kind: str, regions: dict[str, str]) -> dict[str, str]:
    if kind == "period":
        period = period_of(heading)
        return {"period": period} if period else {"variant": heading}
    if kind == "activity":
        number = re.fullmatch(r"(\d\d?)(?:\.0)?", heading)
        code = f"{int(number[1]):02d}" if number else heading_code(heading)
        return {"activity": code, "activity_name": "" if code else heading}
    if kind == "region":
        return {"region": regions.get(heading, ""), "region_name": heading}
    return {"indicator": heading}


def _by_pattern(grid: Grid, roles: Roles, places: list[int]) -> tuple[list[Heading], list[int]]:
    """Columns under a pattern such as `reg_grp_*`: the star is the activity, the pattern the indicator."""
    found: list[Heading] = []
    rest: list[int] = []
    for place in places:
        heading = grid.headings[place]
        for role, pattern in roles.patterns.items():
            before, _, after = pattern.partition("*")
            star = re.fullmatch(f"{re.escape(before)}(.+){re.escape(after)}", heading)
            if star:
                found.append(Heading(place, heading, _starred(role, star[1], pattern)))
                break
        else:
            rest.append(place)
    return found, rest


def _starred(role: str, text: str, indicator: str) -> dict[str, str]:
    if role == "activity":
        return {"activity": heading_code(text.upper()) or text, "indicator": indicator}
    return {role: period_of(text) or text if role == "period" else text, "indicator": indicator}


def is_wide(headings: list[str]) -> bool:
    """Whether headings name a column of regions and periods or activities beside it, or regions and periods as columns.

    A table with a column of values is tidy, not wide.
    """
    roles = roles_of(headings)
    if "value" in roles or not ({"region", "activity"} & set(roles)):
        return False
    others = [heading for place, heading in enumerate(headings) if place not in roles.values() and heading]
    if "region" in roles and "period" in roles:
        return bool(others)
    n_periods = sum(bool(period_of(heading)) for heading in others)
    n_codes = sum(bool(heading_code(heading)) for heading in others)
    return max(n_periods, n_codes if "region" in roles else 0) >= 2
