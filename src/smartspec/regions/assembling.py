"""From rows of an indicator to counts of regions by activities, one matrix a period."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from smartspec.errors import ComputeError, nearest
from smartspec.regions.counts import Counts, as_counts
from smartspec.regions.results import Caution

Level = Literal[
    "auto", "subjects", "located", "subject-totals", "districts", "nuts1", "nuts2", "nuts3", "countries", "as-they-are"
]
Absent = Literal["missing", "zero"]
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Assembled:
    """Counts of one period with the rows they come from.

    Attributes
    ----------
    rows : (region, activity) to the row of the indicator.
    """

    period: str
    counts: Counts
    rows: Mapping[tuple[str, str], Mapping[str, Any]]
    cautions: tuple[Caution, ...]


def assemble(
    rows: Iterable[Mapping[str, Any]], period: str, *, level: Level = "auto", absent: Absent = "missing"
) -> Assembled:
    """Counts of one period: regions of one level, activities that do not hold each other.

    Parameters
    ----------
    rows : with region, activity, period, value, flag.
    period : the period wanted.
    level : which regions; `auto` takes the finest level of the table that adds up without overlap; `located` does
        so for things that were counted where they lie, so that no federal subject holds those of its okrugs.
    absent : what a combination without a row means: `missing` in statistics, `zero` where everything was counted.

    Raises
    ------
    ComputeError
        If the period has no data, regions overlap, or a row stands twice.
    """
    listed = list(rows)
    if level == "located":
        listed, level = [{**row, "region": _without_okrugs(row["region"])} for row in listed], "auto"
    found = [row for row in listed if row["period"] == period and row["activity"]]
    if not found:
        known = sorted({row["period"] for row in listed})
        raise ComputeError(f"there are no values by activity in the period `{period}`", hint=nearest(period, known))
    present = {row["region"] for row in found}
    regions = chosen_regions(present, level)
    activities = chosen_activities(found)
    kept = [row for row in found if row["region"] in regions and row["activity"] in activities]
    _refuse_overlap(regions)
    cells = {(row["region"], row["activity"]): row for row in kept}
    if len(cells) < len(kept):
        twice, n = Counter((row["region"], row["activity"]) for row in kept).most_common(1)[0]
        problem = f"region `{twice[0]}`, activity `{twice[1]}` stands {n} times in `{period}`"
        raise ComputeError(problem, hint="add duplicate rows up, or choose one source")
    named = sorted(regions), sorted(activities)
    return Assembled(period, _matrix(cells, *named, absent), cells, tuple(_left_out(present - regions)))


def _without_okrugs(code: str) -> str:
    """Code of the subject without its okrugs, for the subjects that have some now; else the code itself."""
    from smartspec.places import region
    from smartspec.places.region_table import known

    rest = f"{code}-0"
    return rest if known(rest) and region(rest).valid() else code


def _matrix(
    cells: Mapping[tuple[str, str], Mapping[str, Any]],
    regions: Sequence[str],
    activities: Sequence[str],
    absent: Absent,
) -> Counts:
    values = np.zeros((len(regions), len(activities)))
    missing = np.full(values.shape, absent == "missing", dtype=np.bool_)
    for r, region in enumerate(regions):
        for i, activity in enumerate(activities):
            row = cells.get((region, activity))
            if row is not None:
                value = row["value"]
                missing[r, i] = value is None
                values[r, i] = 0.0 if value is None else value
    return as_counts(values, missing=missing, regions=regions, activities=activities)


def chosen_regions(present: set[str], level: Level = "auto") -> set[str]:
    """The regions of a level that a table holds.

    `auto` takes federal subjects with okrugs apart if the table has them apart, else their totals; else the finest NUTS
    level; else countries; else everything that stands there.

    Raises
    ------
    ComputeError
        If the table has fewer than two regions of the level.
    """
    wanted = _of_level(present, level)
    if len(wanted) < 2:
        shown = ", ".join(f"`{code}`" for code in sorted(present)[:_SHOWN])
        raise ComputeError(f"fewer than two regions of the level `{level}`", hint=f"the table has {shown}, …")
    return wanted


def _of_level(present: set[str], level: Level) -> set[str]:
    if level == "auto":
        return _finest(present)
    if level in ("subjects", "subject-totals"):
        return _subjects(present, apart=level == "subjects")
    if level == "countries":
        from smartspec.places import regions

        return {one.code for one in regions("country")} & present
    if level == "districts":
        return {code for code in present if code.startswith("FD-")}
    if level == "as-they-are":
        return present
    return {code for code in present if len(code) == int(level[-1]) + 2 and code[:2].isalpha() and code.isalnum()}


def _finest(present: set[str]) -> set[str]:
    levels: tuple[Level, ...] = ("subjects", "nuts3", "nuts2", "nuts1", "countries")
    for one in levels:
        found = _of_level(present, one)
        if len(found) >= 2 and len(found) >= len(present) / 4:
            return found
    return present


def _subjects(present: set[str], *, apart: bool) -> set[str]:
    """Federal subjects of the widest set; with okrugs and the rests of their subjects apart if the table has both."""
    from smartspec.places import SUBJECT_SETS, subjects

    widest = max(SUBJECT_SETS, key=lambda name: len(SUBJECT_SETS[name]))
    divided = {one.code for one in subjects(subject_set=widest)} & present
    totals = {one.code for one in subjects(subject_set=widest, okrugs=False)} & present
    return divided if apart and any(code.endswith("-0") for code in divided) else totals


def chosen_activities(rows: Iterable[Mapping[str, Any]]) -> set[str]:
    """Activities of the level of a classification that has most of them, so that none holds another.

    Codes that differ in length by level are told apart by it (`C`, `10`, `10.1`); names are taken as they are.
    """
    codes = {row["activity"] for row in rows}
    levels: dict[int, set[str]] = {}
    for code in codes:
        levels.setdefault(_depth(code), set()).add(code)
    return max(levels.values(), key=lambda found: (len(found), -min(map(len, found))))


def _depth(code: str) -> int:
    """0 for names, 1 for a letter, then the number of digits of a code plus one."""
    if len(code) == 1 and code.isalpha():
        return 1
    digits = code.replace(".", "")
    return len(digits) + 1 if digits.isdigit() else 0


def _refuse_overlap(regions: set[str]) -> None:
    from smartspec.places import overlapping
    from smartspec.places.region_table import known

    pairs = overlapping(code for code in regions if known(code))
    if pairs:
        shown = ", ".join(f"`{whole}` holds `{part}`" for whole, part in pairs[:_SHOWN])
        hint = "choose a level: `subjects`, `subject-totals`, `districts`, `nuts2`"
        raise ComputeError(f"{len(pairs)} pairs of regions overlap: {shown}", hint=hint)


def _left_out(names: set[str]) -> Iterable[Caution]:
    if names:
        listed = ", ".join(sorted(names)[:20]) + (", …" if len(names) > 20 else "")
        yield Caution(
            "regions-of-other-levels",
            f"{len(names)} units of other levels take no part: {listed}",
            f"не участвуют единицы других уровней ({len(names)}): {listed}",
        )
