"""What is added to a comparison of one period: further columns and rows, with their conventions and cautions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from smartspec.regions.comparing import Compared
from smartspec.regions.presence import Presence
from smartspec.regions.region_values import RegionValues
from smartspec.regions.results import Caution, finite_or_none
from smartspec.regions.sophistication import sophistication

Row = dict[str, Any]
#: With fewer regions than this in both spaces, relatedness across them is a matter of chance.
FEW_IN_BOTH = 20


@dataclass(frozen=True, slots=True)
class Addition:
    """Columns by region, by activity and by both, and rows of tables of their own.

    Attributes
    ----------
    tables : name of a table to its rows, without `comparison` and `period`.
    """

    regions: Mapping[str, Row] = field(default_factory=dict)
    activities: Mapping[str, Row] = field(default_factory=dict)
    cells: Mapping[tuple[str, str], Row] = field(default_factory=dict)
    tables: Mapping[str, list[Row]] = field(default_factory=dict)
    conventions: Mapping[str, Any] = field(default_factory=dict)
    cautions: tuple[Caution, ...] = ()


def with_columns(rows: Iterable[Row], added: Iterable[Mapping[Any, Row]], *key: str) -> list[Row]:
    """Rows with the columns that additions have for them, found by the columns of `key`."""
    joined, further = list(rows), list(added)
    for row in joined:
        name = row[key[0]] if len(key) == 1 else tuple(row[column] for column in key)
        for columns in further:
            row.update(columns.get(name, {}))
    return joined


def income_addition(compared: Compared, income: RegionValues) -> Addition:
    """PRODY of activities, EXPY of regions and the income that they rest on.

    Raises
    ------
    ComputeError
        If an income is negative, or none of a region compared is known.
    """
    counts = compared.counts
    values = income.of(counts.regions)
    found = sophistication(counts, values)
    earned = dict(zip(counts.regions, values, strict=True))
    expy = dict(zip(found.axes["region"], found["expy"], strict=True))
    prody = zip(found.axes["activity"], found["prody"], strict=True)
    both = [(value, earned[name]) for name, value in expy.items() if np.isfinite(value) and np.isfinite(earned[name])]
    record = {**found.conventions, "income": income.record, "correlation_expy_income": _correlation(both)}
    return Addition(
        {
            name: {"income": finite_or_none(value), "expy": finite_or_none(expy.get(name, np.nan))}
            for name, value in earned.items()
        },
        {name: {"prody": finite_or_none(value)} for name, value in prody},
        conventions={"sophistication": record},
        cautions=(*income.cautions, *found.cautions),
    )


def _correlation(pairs: list[tuple[float, float]]) -> float | None:
    if len(pairs) < 3:
        return None
    first, second = np.array(pairs).T
    return None if np.ptp(first) == 0 or np.ptp(second) == 0 else float(np.corrcoef(first, second)[0, 1])


def cross_addition(
    this: Presence, other: Presence, *, names: Mapping[str, tuple[str, str]], record: Mapping[str, Any]
) -> Addition:
    """Relatedness of the activities compared to those of another space, and the density that regions have there.

    Parameters
    ----------
    this, other : presences of the activities compared and of the others; regions are joined by code.
    names : other activity to its English and Russian name.
    record : what the other space is.

    Raises
    ------
    ComputeError
        If fewer than two regions are in both.
    """
    from smartspec.regions.cross_space import cross_density, cross_proximity

    near = cross_proximity(other, this)
    dense = cross_density(other, near)
    phi, around = near["cross_proximity"], dense["cross_density"]
    rows = []
    for b, activity in enumerate(near.axes["activity_b"]):
        for a in np.flatnonzero(phi[:, b] > 0):
            code = near.axes["activity"][a]
            english, russian = names.get(code, (code, code))
            said = {"other_activity_name": english, "other_activity_name_ru": russian}
            rows.append({"activity": activity, "other_activity": code, **said, "cross_proximity": float(phi[a, b])})
    compared = set(this.regions)
    cells = {
        (region, activity): {"cross_density": 100 * float(around[r, b])}
        for r, region in enumerate(dense.axes["region"])
        for b, activity in enumerate(dense.axes["activity_b"])
        if region in compared and np.isfinite(around[r, b])
    }
    n = int(near.conventions["regions_in_both"])
    few = (_few_in_both(n),) if n < FEW_IN_BOTH else ()
    cautions = tuple(dict.fromkeys((*near.cautions, *dense.cautions, *few)))
    return Addition(
        cells=cells,
        tables={"cross_relatedness": rows},
        conventions={"cross-space": {**dense.conventions, **record}},
        cautions=cautions,
    )


def _few_in_both(n: int) -> Caution:
    return Caution(
        "few-regions-in-both",
        f"relatedness across the two spaces rests on {n} regions only and is mostly chance",
        f"связанность двух пространств опирается лишь на регионы ({n}) и во многом случайна",
    )
