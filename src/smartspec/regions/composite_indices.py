"""The step `composite_indices`: one score of regions from several indicators, with an interval for every rank."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Literal

import numpy as np
import pyarrow as pa

from smartspec.errors import ComputeError, nearest
from smartspec.regions.assembling import Level, chosen_regions
from smartspec.regions.composite import Preparation, RandomWeights, composite_index
from smartspec.regions.indicators import Indicator
from smartspec.regions.results import finite_or_none
from smartspec.registry import step
from smartspec.schema import Table, number, table, text
from smartspec.store import arrow_schema, rows

SPEC = table(
    "composite_indices",
    text("composite", "name of the index", null=False),
    text("region", "code of the region", null=False),
    text("period", "period of the indicators", null=False),
    number("score", "weighted mean of the scaled indicators; missing where too little is known"),
    number("rank", "rank by it, 1 is best"),
    number("rank_low", "best rank in the interval under random weights"),
    number("rank_high", "worst rank in the interval under random weights"),
    number("rank_median", "median rank under random weights"),
    text("scaled", "the scaled indicators, as JSON", null=False),
    text("conventions", "every step and what a reader must know, as JSON", null=False),
    key=("composite", "region", "period"),
    meaning="a composite index of a region; a rank without its interval says little",
)


@step(reads=("indicators",), writes=("composite_indices",), each="composite")
def composite_indices(  # noqa: PLR0913  # every choice that decides the values is an option
    tables: Mapping[str, Table],
    progress: Callable[[str, float], None] | None = None,  # noqa: ARG001  # quick
    *,
    name: str,
    indicators: list,  # type: ignore[type-arg]  # a list of texts in smartspec.toml
    period: str,
    lower_is_better: list | None = None,  # type: ignore[type-arg]
    weights: list | None = None,  # type: ignore[type-arg]
    level: Level = "auto",
    outliers: Literal["none", "fences", "two-sd"] = "none",
    transform: Literal["none", "root"] = "none",
    scaling: Literal["min-max", "z-score"] = "min-max",
    mean: Literal["arithmetic", "geometric"] = "arithmetic",
    min_known: float = 0.75,
    draws: int = 5000,
    seed: int = 0,
) -> dict[str, pa.Table]:
    """Average indicators on one scale and say how far each rank depends on the weights.

    Parameters
    ----------
    tables : `indicators`.
    progress : not used.
    name : name of the index.
    indicators : names of `[[indicator]]`, values without activity.
    period : period of all of them.
    lower_is_better : those of which less is better.
    weights : one for each indicator, in the same order; equal if left out.
    level : which regions; `auto` takes the finest level without overlap.
    outliers, transform, scaling : what is done to each indicator first; `none` leaves a step out.
    mean : `geometric` lets no strength make up for a zero.
    min_known : least share of the weights that must be known for a score.
    draws : random weights behind the interval of a rank.
    seed : the same seed gives the same intervals.

    Returns
    -------
    One row for each region; without a score where too little is known.

    Raises
    ------
    ComputeError
        If an indicator or the period is not there, or fewer than two regions have a score.

    Notes
    -----
    Source: OECD, JRC (2008), doi:10.1787/9789264043466-en.
    """
    values, regions = _matrix(tables["indicators"], indicators, period, level)
    given = weights or [1.0] * len(indicators)
    if len(given) != len(indicators):
        raise ComputeError(f"{len(given)} weights for {len(indicators)} indicators", place=f"composite `{name}`")
    lower = set(lower_is_better or ())
    named = [Indicator(one, one not in lower, float(weight)) for one, weight in zip(indicators, given, strict=True)]
    steps = Preparation(outliers, transform, scaling, mean, min_known)
    found = composite_index(
        values, named, regions=regions, preparation=steps, random_weights=RandomWeights(draws, seed)
    )
    record = {**found.conventions, "steps": list(found.steps)}
    record["cautions"] = [{"code": one.code, "en": one.en, "ru": one.ru} for one in found.cautions]
    said = json.dumps(record, ensure_ascii=False, sort_keys=True, allow_nan=False, default=float)
    made = [
        {
            "composite": name,
            "region": region,
            "period": period,
            "conventions": said,
            "score": finite_or_none(found.score[k]),
            "rank": finite_or_none(found.rank[k]),
            "rank_low": finite_or_none(found.rank_low[k]),
            "rank_high": finite_or_none(found.rank_high[k]),
            "rank_median": finite_or_none(found.rank_median[k]),
            "scaled": json.dumps(
                {one: finite_or_none(value) for one, value in zip(indicators, found.scaled[k], strict=True)},
                ensure_ascii=False,
                sort_keys=True,
            ),
        }
        for k, region in enumerate(regions)
    ]
    return {"composite_indices": pa.Table.from_pylist(made, schema=arrow_schema(SPEC))}


def _matrix(table_: Table, names: list[str], period: str, level: Level) -> tuple[Any, list[str]]:
    """Values of regions by indicators, NaN where not known, and the regions."""
    found = rows(table_.filter((table_.activity == "") & (table_.period == period))).to_pylist()
    by_name = {name: {row["region"]: row["value"] for row in found if row["indicator"] == name} for name in names}
    for name, values in by_name.items():
        if not values:
            known = sorted(set(rows(table_.select("indicator").distinct())["indicator"].to_pylist()))
            problem = f"indicator `{name}` has no values without activity in `{period}`"
            raise ComputeError(problem, hint=nearest(name, known) if name not in known else "choose another period")
    regions = sorted(chosen_regions({region for values in by_name.values() for region in values}, level))
    matrix = [[by_name[name].get(region) for name in names] for region in regions]
    return np.array(matrix, dtype=np.float64), regions
