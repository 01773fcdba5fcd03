"""Values of regions beside a comparison: income, variables that peers are chosen by, results they are judged by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from smartspec.errors import ComputeError, nearest
from smartspec.regions.results import Caution, FloatArray
from smartspec.schema import Table
from smartspec.store import rows

#: Names of indicators in one text are joined by this.
SEPARATOR = ";"


@dataclass(frozen=True, slots=True)
class RegionValues:
    """One indicator without activity in one period.

    Attributes
    ----------
    period : the period that the values are of.
    values : region to value; None, or no entry, where not known.
    """

    name: str
    unit: str
    period: str
    values: Mapping[str, float | None]
    cautions: tuple[Caution, ...] = ()

    def of(self, regions: Sequence[str]) -> FloatArray:
        """Values of the regions named, NaN where not known."""
        found = [self.values.get(name) for name in regions]
        return np.array([np.nan if value is None else value for value in found], dtype=np.float64)

    @property
    def record(self) -> dict[str, Any]:
        """What the values are, for the conventions."""
        return {"indicator": self.name, "unit": self.unit or None, "period": self.period}


def named(text: str) -> tuple[str, ...]:
    """Names in a text, in their order, each once.

    Examples
    --------
    >>> named(" structure; staff per head ;structure")
    ('structure', 'staff per head')
    """
    return tuple(dict.fromkeys(one.strip() for one in text.split(SEPARATOR) if one.strip()))


def region_values(
    indicators: Table, name: str, period: str, *, option: str, others: Sequence[str] = ()
) -> RegionValues:
    """The values of an indicator for the period of a comparison, or for the nearest one that has any.

    A column of a table by activities that repeats one number for all activities of a region is taken as the region's.

    Parameters
    ----------
    indicators : the table of that name.
    period : of the comparison, such as `2024` or `2020/2024`; if it is not there, the last one before its end is taken,
        else the first after it, and a caution says so.
    option : key of the option that names the indicator, for the message.
    others : further words that the option knows, for the hint.

    Raises
    ------
    ComputeError
        If there is no such indicator, or its values differ between activities.
    """
    every = rows(indicators.filter(indicators.indicator == name)).to_pylist()
    if not every:
        known = sorted(set(rows(indicators.select("indicator").distinct())["indicator"].to_pylist()))
        raise ComputeError(
            f"there is no indicator `{name}`", place=f"`{option}`", hint=nearest(name, [*others, *known])
        )
    found = [row for row in every if not row["activity"]] or _repeated(every)
    if not found:
        hint = "choose an indicator of regions alone, such as product per head"
        raise ComputeError(f"the indicator `{name}` has values by activity only", place=f"`{option}`", hint=hint)
    taken = nearest_period(period, sorted({row["period"] for row in found if row["value"] is not None}))
    values = {row["region"]: row["value"] for row in found if row["period"] == taken}
    cautions = () if taken == period else (_other_period(name, taken, period),)
    return RegionValues(name, found[0]["unit"] or "", taken, values, cautions)


def _repeated(every: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One row for each region and period, if its known values are the same for all activities; none if they are not."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in every:
        own = found.setdefault((row["region"], row["period"]), {**row, "activity": ""})
        if own["value"] is None:
            own["value"] = row["value"]
        elif row["value"] is not None and row["value"] != own["value"]:
            return []
    return list(found.values())


def nearest_period(period: str, known: Sequence[str]) -> str:
    """The period itself if it is known, else the last one before its end, else the first after it.

    Examples
    --------
    >>> nearest_period("2020/2024", ["2018", "2022", "2025"]), nearest_period("2010", ["2018", "2022"])
    ('2022', '2018')
    """
    if not known:
        return period
    end = period.rpartition("/")[2]
    before = [one for one in known if one.rpartition("/")[2] <= end]
    return period if period in known else before[-1] if before else known[0]


def _other_period(name: str, taken: str, period: str) -> Caution:
    return Caution(
        "indicator-of-another-period",
        f"values of `{name}` are of {taken}, as there are none of {period}",
        f"значения «{name}» взяты за {taken}: за {period} их нет",
    )
