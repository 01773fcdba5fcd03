"""What changes in regions between periods, as rows of the table `region_changes`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from smartspec.regions.counts import Counts
from smartspec.regions.lead_follow import activity_dynamics
from smartspec.regions.presence import Presence
from smartspec.regions.results import BoolArray
from smartspec.regions.shift_share import shift_share
from smartspec.regions.structural_change import structural_change

Row = dict[str, Any]
_PARTS = ("change", "national", "mix", "regional", "competitive", "allocation")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Values and presences of one period."""

    period: str
    counts: Counts
    presence: Presence


def change_rows(periods: Sequence[Snapshot]) -> Iterator[Row]:
    """Rows of `region_changes` for every two neighbouring periods, over the regions and activities of both.

    Parameters
    ----------
    periods : in the order of time; nothing comes of fewer than two.
    """
    for before, after in pairwise(periods):
        regions = [name for name in before.counts.regions if name in set(after.counts.regions)]
        activities = [name for name in before.counts.activities if name in set(after.counts.activities)]
        if len(regions) < 2 or len(activities) < 2:
            continue
        old, new = (_part(one.counts, regions, activities) for one in (before, after))
        moved, shifted = structural_change(old, new), shift_share(old, new)
        dynamics = activity_dynamics(*(_presences(one.presence, regions, activities) for one in (before, after)))
        for number, region in enumerate(regions):
            values = {part: shifted[f"region_{part}"][number] for part in _PARTS}
            values["structural_change"] = moved["absolute_change"][number]
            values |= {
                f"{name}": dynamics[f"region_{name}"][number] for name in ("entry_rate", "exit_rate", "persistence")
            }
            found = {name: float(value) if np.isfinite(value) else None for name, value in values.items()}
            yield {"since": before.period, "period": after.period, "region": region, **found}


def _part(counts: Counts, regions: list[str], activities: list[str]) -> Counts:
    cells = np.ix_(
        [counts.regions.index(name) for name in regions], [counts.activities.index(name) for name in activities]
    )
    return Counts(counts.values[cells], counts.missing[cells], tuple(regions), tuple(activities))


def _presences(presence: Presence, regions: list[str], activities: list[str]) -> BoolArray:
    """Presences of the regions and activities named; False where they have none."""
    rows = {name: number for number, name in enumerate(presence.regions)}
    columns = {name: number for number, name in enumerate(presence.activities)}
    found = np.zeros((len(regions), len(activities)), dtype=np.bool_)
    for r, region in enumerate(regions):
        for i, activity in enumerate(activities):
            if region in rows and activity in columns:
                found[r, i] = presence.values[rows[region], columns[activity]]
    return found
