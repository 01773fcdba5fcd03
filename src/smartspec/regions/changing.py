"""What changes between two periods: shift-share, structure, entry and exit of activities, who goes first."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from smartspec.errors import ComputeError
from smartspec.regions.counts import Counts
from smartspec.regions.lead_follow import activity_dynamics, lead_follow
from smartspec.regions.presence import Presence
from smartspec.regions.results import BoolArray, Caution, Result, finite_or_none, merged_cautions
from smartspec.regions.shares import listed
from smartspec.regions.shift_share import PARTS, shift_share
from smartspec.regions.structural_change import structural_change

Row = dict[str, Any]
_STRUCTURE = {"structural_change": "absolute_change", "lilien": "lilien_modified"}
_LEADS = ("gained", "exposed", "rate", "lift", "net", "chance")
_RATES = ("entry_rate", "exit_rate", "persistence")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Values and presences of one period.

    Attributes
    ----------
    nation : activity to its value in the reference of shift-share; the sum of the regions if None.
    """

    period: str
    counts: Counts
    presence: Presence
    nation: Mapping[str, float | None] | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed from one period to another.

    Attributes
    ----------
    regions, cells, leads : rows of `region_changes`, `cell_changes` and `region_leads`.
    activities : activity to its rates of entry and exit.
    conventions : measure to its record.
    """

    since: str
    period: str
    regions: list[Row] = field(default_factory=list)
    cells: list[Row] = field(default_factory=list)
    leads: list[Row] = field(default_factory=list)
    activities: Mapping[str, Row] = field(default_factory=dict)
    conventions: Mapping[str, Any] = field(default_factory=dict)
    cautions: tuple[Caution, ...] = ()

    @property
    def name(self) -> str:
        """Both periods, as conventions and cautions name them."""
        return f"{self.since} → {self.period}"


def changes(before: Snapshot, after: Snapshot) -> Changes:
    """What changed between two periods, over the regions and activities of both.

    Returns
    -------
    Rows and records; what the values do not allow is missing, and a caution says why. No rows where fewer than two
    regions or activities are in both.
    """
    regions = [name for name in before.counts.regions if name in set(after.counts.regions)]
    activities = [name for name in before.counts.activities if name in set(after.counts.activities)]
    if len(regions) < 2 or len(activities) < 2:
        return Changes(before.period, after.period, cautions=(_nothing_in_common(len(regions), len(activities)),))
    old, new = (_part(one.counts, regions, activities) for one in (before, after))
    had, has = (_presences(one.presence, regions, activities) for one in (before, after))
    missing = had[1] | has[1] | old.missing | new.missing
    refused: list[Caution] = []
    found = {
        "shift-share": _attempt("shift-share", lambda: _shift_share(old, new, before.nation, after.nation), refused),
        "structural-change": structural_change(old, new),
        "activity-dynamics": activity_dynamics(had[0], has[0], missing=missing, regions=regions, activities=activities),
        "lead-follow": lead_follow(had[0], has[0], missing=missing, regions=regions),
    }
    known = {name: result for name, result in found.items() if result is not None}
    key = {"since": before.period, "period": after.period}
    rates = known["activity-dynamics"]
    return Changes(
        before.period,
        after.period,
        [key | row for row in _region_rows(known, regions)],
        [key | row for row in _cell_rows(known, old, new, activities)],
        [key | row for row in _lead_rows(known["lead-follow"], regions)],
        {
            name: {rate: finite_or_none(rates[f"activity_{rate}"][k]) for rate in _RATES[:2]}
            for k, name in enumerate(activities)
        },
        {name: dict(result.conventions) for name, result in known.items()},
        (*refused, *merged_cautions(known.values())),
    )


def _attempt(what: str, make: Callable[[], Result], refused: list[Caution]) -> Result | None:
    try:
        return make()
    except ComputeError as error:
        said = f"{what} could not be computed: {error.problem}", f"не вычислено ({what}): {error.problem}"
        refused.append(Caution(f"no-{what}", *said))
        return None


def _shift_share(
    old: Counts, new: Counts, before: Mapping[str, float | None] | None, after: Mapping[str, float | None] | None
) -> Result:
    """Shift-share against the sum of the regions, or against the nation for the activities that it states."""
    if before is None or after is None:
        return shift_share(old, new)
    stated = [name for name in old.activities if before.get(name) is not None and after.get(name) is not None]
    lacking = [name for name in old.activities if name not in set(stated)]
    if len(stated) < 2:
        raise ComputeError("the reference states fewer than two activities in both periods")
    parts = [_part(counts, list(old.regions), stated) for counts in (old, new)]
    nation = [np.array([one[name] for name in stated], dtype=np.float64) for one in (before, after)]
    found = shift_share(*parts, reference=(nation[0], nation[1]))
    cautions = [_not_stated(lacking)] if lacking else []
    short = [
        name
        for k, name in enumerate(stated)
        if any(part.values[:, k].sum() > whole[k] * (1 + 1e-3) for part, whole in zip(parts, nation, strict=True))
    ]
    cautions += [_too_small(short)] if short else []
    record = {**found.conventions, "activities_not_in_reference": lacking}
    return Result(found.values, found.axes, record, (*found.cautions, *cautions))


def _region_rows(known: Mapping[str, Result], regions: Sequence[str]) -> Iterator[Row]:
    for number, region in enumerate(regions):
        row: Row = {"region": region}
        for part in PARTS if "shift-share" in known else ():
            row[part] = finite_or_none(known["shift-share"][f"region_{part}"][number])
        row |= {name: finite_or_none(known["structural-change"][value][number]) for name, value in _STRUCTURE.items()}
        yield row | {rate: finite_or_none(known["activity-dynamics"][f"region_{rate}"][number]) for rate in _RATES}


def _cell_rows(known: Mapping[str, Result], old: Counts, new: Counts, activities: Sequence[str]) -> Iterator[Row]:
    """Rows of cells that have a value in one of the periods."""
    dynamics, shifted = known["activity-dynamics"], known.get("shift-share")
    place = {name: k for k, name in enumerate(shifted.axes["activity"])} if shifted else {}
    for r, region in enumerate(old.regions):
        for i, activity in enumerate(activities):
            if not old.values[r, i] and not new.values[r, i]:
                continue
            row: Row = {"region": region, "activity": activity}
            if shifted is not None and activity in place:
                row |= {part: finite_or_none(shifted[part][r, place[activity]]) for part in PARTS}
            yield row | {"dynamics": _dynamics(dynamics["entry"][r, i], dynamics["exit"][r, i])}


def _dynamics(entry: float, leaving: float) -> str | None:
    if np.isfinite(entry):
        return "entered" if entry else "absent"
    return ("left" if leaving else "kept") if np.isfinite(leaving) else None


def _lead_rows(found: Result, regions: Sequence[str]) -> Iterator[Row]:
    """Rows of pairs in which the follower gained something that the leader had."""
    for leader, follower in np.argwhere(found["gained"] > 0):
        values = {name: finite_or_none(found[name][leader, follower]) for name in _LEADS}
        yield {"leader": regions[leader], "follower": regions[follower], **values}


def _part(counts: Counts, regions: list[str], activities: list[str]) -> Counts:
    cells = _cells(counts.regions, counts.activities, regions, activities)
    return Counts(counts.values[cells], counts.missing[cells], tuple(regions), tuple(activities))


def _cells(rows: Sequence[str], columns: Sequence[str], regions: list[str], activities: list[str]) -> Any:  # noqa: ANN401
    down, across = ({name: k for k, name in enumerate(names)} for names in (rows, columns))
    return np.ix_([down[name] for name in regions], [across[name] for name in activities])


def _presences(presence: Presence, regions: list[str], activities: list[str]) -> tuple[BoolArray, BoolArray]:
    """Presences of the regions and activities named, and where they are not known; False where they have none."""
    shape = len(regions), len(activities)
    found, unknown = np.zeros(shape, dtype=np.bool_), np.zeros(shape, dtype=np.bool_)
    kept = [name for name in regions if name in set(presence.regions)]
    left = [name for name in activities if name in set(presence.activities)]
    own = _cells(presence.regions, presence.activities, kept, left)
    there = _cells(regions, activities, kept, left)
    found[there], unknown[there] = presence.values[own], presence.missing[own]
    return found, unknown


def _nothing_in_common(regions: int, activities: int) -> Caution:
    return Caution(
        "nothing-in-both-periods",
        f"{regions} regions and {activities} activities are in both periods: too few to look at change",
        f"в обоих периодах есть регионы ({regions}) и виды деятельности ({activities}): для сравнения слишком мало",
    )


def _not_stated(names: list[str]) -> Caution:
    return Caution(
        "not-in-reference",
        f"the reference does not state {len(names)} activities; shift-share leaves them out: {listed(names)}",
        f"в эталоне нет видов деятельности ({len(names)}), в анализе сдвигов они не учтены: {listed(names)}",
    )


def _too_small(names: list[str]) -> Caution:
    return Caution(
        "reference-below-sum",
        f"the reference is smaller than the sum of the regions in {len(names)} activities: {listed(names)}",
        f"эталон меньше суммы регионов по видам деятельности ({len(names)}): {listed(names)}",
    )
