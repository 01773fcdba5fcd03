"""What lies around regions: neighbours on the map, distances, joint publications."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from smartspec.regions.comparison_names import region_names
from smartspec.regions.joint_work import ties_of
from smartspec.regions.neighbouring import distances, land_of, local_clusters, without_outline
from smartspec.regions.results import Caution

Row = dict[str, Any]
Mapped = Literal["eci", "fitness", "diversity", "total", "krugman", "entropy", "hachman", "coi"]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Columns of `compared_regions` by region and of `region_pairs` by pair, with conventions and cautions."""

    regions: Mapping[str, Row] = field(default_factory=dict)
    pairs: Mapping[tuple[str, str], Row] = field(default_factory=dict)
    conventions: Mapping[str, Any] = field(default_factory=dict)
    cautions: tuple[Caution, ...] = ()


def surroundings(
    found: Sequence[Row],
    located: Sequence[tuple[str, str]],
    *,
    shapes: Path | None,
    mapped: Mapped,
    draws: tuple[int, int],
) -> Surroundings:
    """Look around the regions of a comparison.

    Parameters
    ----------
    found : rows of `compared_regions`.
    located : (publication, region), each once; nothing on joint work if empty.
    shapes : file of outlines; the shipped ones if None.
    mapped : measure whose clusters are looked for.
    draws : permutations and seed.
    """
    codes = [row["region"] for row in found]
    land = land_of(codes, shapes)
    if len(land.outlines) < 2:
        ties, record, cautions = ties_of(located, codes, distance={}, district={})
        return Surroundings({}, ties, record, cautions)
    far = distances(land)
    permutations, seed = draws
    values = {row["region"]: row.get(mapped) for row in found}
    clusters, lisa, doubts = local_clusters(land, values, permutations=permutations, seed=seed)
    district = {code: region_names(code)[2] for code in codes}
    ties, record, cautions = ties_of(located, codes, distance=far, district=district)
    pairs = {pair: {"distance": km} for pair, km in far.items()}
    for pair, row in ties.items():
        pairs.setdefault(pair, {}).update(row)
    conventions = {
        "local-moran": {"variable": mapped, **lisa},
        **record,
        "distance": "great circle between centres, km",
    }
    return Surroundings(clusters, pairs, conventions, (*without_outline(codes, land), *doubts, *cautions))
