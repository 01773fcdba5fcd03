"""Comparisons of generated values, with real codes of regions and activities, as the step makes them."""

from __future__ import annotations

from functools import cache
from typing import Any

import ibis
import numpy as np
import pyarrow as pa

from smartspec.registry import load
from smartspec.schema import TABLES
from smartspec.store import arrow_schema

SECTIONS = "ABCDEFGHIJKLMNOPQRS"
DIVISIONS = ("01", "03", "05", "06", "10", "13", "16", "20", "21", "24", "25", "26", "27", "28", "29", "30", "61", "62")
#: Without shape in the package.
STRANGE = "RU-XX"


def empty(name: str) -> pa.Table:
    """A table without rows."""
    return arrow_schema(TABLES[name]).empty_table()


def indicator_rows(
    regions: list[str], activities: str | tuple[str, ...], periods: list[str], *, seed: int = 0
) -> list[dict[str, Any]]:
    """Values that follow from a capability of each region and a difficulty of each activity, and chance."""
    rng = np.random.default_rng(seed)
    size = np.exp(rng.normal(3.2, 0.9, len(regions)))
    skill, demand = rng.normal(0, 1, (len(regions), 3)), rng.normal(0, 1, (3, len(activities)))
    shared = np.exp(0.8 * skill @ demand + rng.normal(0, 0.3, (len(regions), len(activities))))
    found = []
    for k, period in enumerate(periods):
        counts = rng.poisson(size[:, None] * shared * (1 + 0.1 * k))
        for r, region in enumerate(regions):
            for i, activity in enumerate(activities):
                missing = rng.random() < 0.015
                found.append(
                    {
                        "indicator": "patents",
                        "region": region,
                        "activity": activity,
                        "period": period,
                        "value": None if missing else float(counts[r, i]),
                        "unit": "patents",
                        "flag": "confidential" if missing else "ok",
                        "region_name": None,
                        "activity_name": None,
                        "classification": "OKVED2",
                        "vintage": None,
                        "convention": "{}",
                        "provenance": f"generated.xlsx!1!{chr(66 + i % 24)}{r + 5}",
                    }
                )
    return found


@cache
def sample_tables(
    kind: str = "sections", *, periods: int = 1, n_regions: int = 0, n_samples: int = 40, name: str = "patents"
) -> dict[str, Any]:
    """The tables that the views read, by name.

    Parameters
    ----------
    kind : activities are `sections` or `divisions`.
    periods : how many years.
    n_regions : the first so many regions of Russia; all, and one without an outline, if 0.
    n_samples : of the intervals of ranks; 0 leaves them out.
    """
    from smartspec.places import shapes
    from smartspec.regions.region_comparison import region_comparison

    load("regions", "mapping", "sources")
    known = sorted(shapes("ru-subjects").polygons)
    regions = known[:n_regions] if n_regions else [*known, STRANGE]
    activities: Any = SECTIONS if kind == "sections" else DIVISIONS
    years = [str(2024 - k) for k in range(periods)][::-1]
    rows = indicator_rows(regions, activities, years)
    read = {
        "indicators": pa.Table.from_pylist(rows, schema=arrow_schema(TABLES["indicators"])),
        "region_profiles": empty("region_profiles"),
        "affiliation_places": joint_works(regions),
    }
    made = region_comparison(
        {table: ibis.memtable(content) for table, content in read.items()},
        name=name,
        indicator="patents",
        title="Patents of regions <2024> & more",
        periods="each",
        n_samples=n_samples,
        permutations=199,
    )
    made["source_files"] = empty("source_files")
    return {table: ibis.memtable(content) for table, content in made.items()}


def joint_works(regions: list[str], *, seed: int = 1) -> pa.Table:
    """Publications of two or three regions."""
    rng = np.random.default_rng(seed)
    weight = np.exp(rng.normal(0, 1.3, len(regions)))
    rows = []
    for number in range(900):
        chosen = rng.choice(len(regions), int(rng.integers(2, 4)), replace=False, p=weight / weight.sum())
        rows += [_place(f"w{number:04}", k, regions[region]) for k, region in enumerate(chosen.tolist(), 1)]
    return pa.Table.from_pylist(rows, schema=arrow_schema(TABLES["affiliation_places"]))


def _place(work: str, ordinal: int, region: str) -> dict[str, Any]:
    spec = TABLES["affiliation_places"]
    given: dict[str, Any] = {"work": work, "ordinal": ordinal, "region": region, "share": 1.0}
    zero = {"string": "", "int64": 1, "float64": 0.0, "bool": False}
    return {c.name: given.get(c.name, None if c.null else zero.get(c.kind)) for c in spec.columns}


def with_stranger(tables: dict[str, Any]) -> dict[str, Any]:
    """The tables with one more region, whose code no outline has and whose name looks like markup."""
    regions = tables["compared_regions"].to_pyarrow()
    row = {**regions.slice(0, 1).to_pylist()[0], "region": STRANGE}
    row |= {"region_name": '<script>alert("&")</script>', "region_name_ru": "Область «<b>&\x01»", "eci_rank": None}
    more = pa.Table.from_pylist([row], schema=regions.schema)
    return {**tables, "compared_regions": ibis.memtable(pa.concat_tables([regions, more]))}
