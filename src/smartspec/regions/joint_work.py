"""Joint publications of the regions of a comparison, and those to be expected from size, distance and district."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from smartspec.errors import ComputeError
from smartspec.regions.cooperation import Cooperation, cooperation, incidence
from smartspec.regions.gravity import fit_gravity
from smartspec.regions.results import Caution
from smartspec.regions.stacking import all_pairs, stack_pairs
from smartspec.regions.tie_strength import tie_strength

Row = dict[str, Any]
Pair = tuple[str, str]
_COLUMNS = {
    "ties": "tie",
    "salton": "salton",
    "affinity_ab": "affinity_ab",
    "affinity_ba": "affinity_ba",
    "probabilistic_affinity": "association_strength",
}


def ties_of(
    located: Iterable[tuple[str, str]],
    regions: Sequence[str],
    *,
    distance: Mapping[Pair, float],
    district: Mapping[str, str | None],
) -> tuple[dict[Pair, Row], dict[str, Any], tuple[Caution, ...]]:
    """Columns of `region_pairs` on joint publications.

    Parameters
    ----------
    located : (publication, region), each once; regions that take no part in the comparison are left out.
    regions : codes of the comparison; a subject without its okrugs (`RU-TYU-0`) takes what lies in the subject.
    distance : pair to kilometres, for the gravity model; pairs without one stay out of it.
    district : region to its district, for the gravity model.

    Returns
    -------
    Pair to its columns, conventions, cautions; nothing if no publication joins two of the regions.
    """
    codes = {code.removesuffix("-0"): code for code in regions}
    found = [(work, codes[region]) for work, region in located if region in codes]
    if not found:
        return {}, {}, ()
    works, places = zip(*found, strict=True)
    network = cooperation(incidence(works, places, order=regions))
    if not network.full.nnz:
        return {}, {}, ()
    strength = tie_strength(network)
    fractional = network.fractional.toarray()
    place = {name: number for number, name in enumerate(network.regions)}
    rows: dict[Pair, Row] = {}
    pairs = zip(strength.axes["region_a"], strength.axes["region_b"], strict=True)
    for number, (a, b) in enumerate(pairs):
        values = {column: float(strength[name][number]) for column, name in _COLUMNS.items()}
        rows[a, b] = values | {"ties_fractional": float(fractional[place[a], place[b]])}
    record: dict[str, Any] = {"ties": dict(strength.conventions)}
    expected, fit, cautions = _expected(network, distance, district)
    for pair, row in expected.items():
        rows.setdefault(pair, {"ties": 0.0, "ties_fractional": 0.0, "salton": 0.0}).update(row)
    return rows, record | fit, (*strength.cautions, *cautions)


def _expected(
    network: Cooperation, distance: Mapping[Pair, float], district: Mapping[str, str | None]
) -> tuple[dict[Pair, Row], dict[str, Any], tuple[Caution, ...]]:
    """Ties that a gravity model with origin and destination effects expects, and Pearson residuals."""
    names = np.array(network.regions)
    a, b = all_pairs(len(names))
    known = np.array([(names[x], names[y]) in distance for x, y in zip(a, b, strict=True)], dtype=np.bool_)
    a, b = a[known], b[known]
    if len(a) < 10:
        return {}, {}, ()
    far = np.array([max(distance[names[x], names[y]], 1.0) for x, y in zip(a, b, strict=True)])
    same = np.array([float(district.get(names[x]) == district.get(names[y])) for x, y in zip(a, b, strict=True)])
    ties = np.asarray(network.full.toarray()[a, b], dtype=np.float64)
    stacked = stack_pairs(
        names[a].tolist(), names[b].tolist(), ties, {"log_distance": np.log(far), "same_district": same}
    )
    try:
        fit = fit_gravity(stacked.y, stacked.regressors, effects=stacked.effects, clusters=stacked.pair)
    except ComputeError as error:
        said = f"no gravity model: {error.problem}", f"гравитационная модель не построена: {error.problem}"
        return {}, {}, (Caution("no-gravity", *said),)
    expected, pearson = stacked.folded(fit.expected), stacked.folded(fit.pearson)
    rows = {
        (str(names[x]), str(names[y])): {"expected": float(expected[k]), "residual": float(pearson[k])}
        for k, (x, y) in enumerate(zip(a, b, strict=True))
    }
    coefficients = {name: {"estimate": fit[name], "error": fit.error(name)} for name in fit.names}
    return rows, {"gravity": {"coefficients": coefficients, **fit.conventions}}, fit.cautions
