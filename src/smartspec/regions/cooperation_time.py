"""How ties between regions come, stay and go from period to period."""

from collections.abc import Hashable, Mapping, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from smartspec.errors import ComputeError, ConfigError
from smartspec.regions.cooperation import Cooperation, cooperation, incidence
from smartspec.regions.results import Caution, FloatArray, Result


def cooperation_by_period(
    documents: Sequence[Hashable],
    regions: Sequence[str | None],
    periods: Sequence[int],
    *,
    order: Sequence[str] | None = None,
) -> Mapping[int, Cooperation]:
    """One network for each period, all over the same regions.

    Parameters
    ----------
    documents, regions, periods : one entry for each pair of document and region; a document has one period.
    order : labels of all regions; those that occur in any period, sorted, if None.

    Returns
    -------
    mapping
        Period to network, ascending. A period without a document of two regions is left out: no tie is known for it.

    Raises
    ------
    ComputeError
        If lengths differ or a document has two periods.

    Examples
    --------
    >>> networks = cooperation_by_period(list("ppqq"), list("ABAC"), [2012, 2012, 2013, 2013])
    >>> {period: network.full.nnz for period, network in networks.items()}
    {2012: 2, 2013: 2}
    """
    if not len(documents) == len(regions) == len(periods):
        raise ComputeError(f"{len(documents)} documents, {len(regions)} regions and {len(periods)} periods")
    of_document: dict[Hashable, int] = {}
    by_period: dict[int, tuple[list[Hashable], list[str | None]]] = {}
    for document, region, period in zip(documents, regions, periods, strict=True):
        if of_document.setdefault(document, period) != period:
            raise ComputeError(f"the document `{document}` stands in {of_document[document]} and in {period}")
        names, places = by_period.setdefault(period, ([], []))
        names.append(document)
        places.append(region)
    labels = tuple(order) if order is not None else tuple(sorted({region for region in regions if region}))
    networks = {}
    for period in sorted(by_period):
        given = incidence(*by_period[period], order=labels)
        if np.asarray(given.matrix.sum(axis=1)).max(initial=0.0) > 1:
            networks[period] = cooperation(given)
    return networks


def cooperation_intensity(networks: Mapping[int, Cooperation]) -> Result:
    """How much regions cooperate in each period.

    Parameters
    ----------
    networks : period to network over the same regions, such as from `cooperation_by_period`.

    Returns
    -------
    Result
        Each (periods,): `documents` with a region, `collaborative` ones, `share` of these, `regions_per_document`,
        `ties` pairs of regions with a tie, `density` their share of all pairs, `links` sum of the ties (full),
        `fractional` sum (fractional). `region_share` (periods, n): collaborative over all documents of a region, NaN
        where it has none.

    Raises
    ------
    ComputeError
        If there is no network or regions differ between periods.

    Examples
    --------
    >>> networks = cooperation_by_period(list("ppqr"), list("ABAB"), [2012, 2012, 2012, 2012])
    >>> result = cooperation_intensity(networks)
    >>> result["documents"], result["share"].round(3)
    (array([3.]), array([0.333]))
    """
    regions = _common_regions(networks)
    n = len(regions)
    rows = []
    for network in networks.values():
        ties = network.full.nnz / 2
        documents = float(network.n_documents)
        rows.append(
            (
                documents,
                float(network.n_collaborative),
                network.n_collaborative / documents,
                network.n_links / documents,
                ties,
                ties / (n * (n - 1) / 2),
                float(network.full.sum()) / 2,
                float(network.fractional.sum()) / 2,
            )
        )
    names = ("documents", "collaborative", "share", "regions_per_document", "ties", "density", "links", "fractional")
    columns = dict(zip(names, np.array(rows, dtype=np.float64).T, strict=True))
    own = np.array([network.documents for network in networks.values()])
    shared = np.array([network.collaborative for network in networks.values()])
    columns["region_share"] = np.divide(shared, own, out=np.full(own.shape, np.nan), where=own > 0)
    axes = {"period": tuple(str(period) for period in networks), "region": regions}
    return Result(columns, axes, {"n_regions": n, "density_of": "all pairs of regions, without ties too"})


def tie_dynamics(networks: Mapping[int, Cooperation], *, threshold: float = 1.0) -> Result:
    """Ties that enter, stay and leave between each period and the next.

    A tie is there if its full count is at least the threshold.

    Parameters
    ----------
    networks : period to network over the same regions, ascending; at least two.
    threshold : documents from which on two regions are tied; equality counts.

    Returns
    -------
    Result
        Each (periods - 1,), labelled by the later period: `entered`, `stayed`, `left`, `absent` (in neither) numbers of
        pairs; `entry_rate` entered over pairs without a tie before; `exit_rate` left over ties before; `persistence`
        stayed over ties in either (Jaccard). NaN where the denominator is 0. `region_entered`, `region_stayed`,
        `region_left` (periods - 1, n): partners of each region.

    Raises
    ------
    ComputeError
        If there are fewer than two periods or regions differ between them.
    ConfigError
        If the threshold is not positive.

    Examples
    --------
    >>> networks = cooperation_by_period(list("ppqqrr"), list("ABABAC"), [1, 1, 2, 2, 2, 2])
    >>> result = tie_dynamics(networks)
    >>> result["entered"], result["stayed"], result["left"], result["persistence"]
    (array([1.]), array([1.]), array([0.]), array([0.5]))
    """
    regions = _common_regions(networks)
    if len(networks) < 2:
        raise ComputeError("one period shows no change", hint="give two periods at least")
    if not threshold > 0:
        raise ConfigError(f"the threshold is {threshold}, it must be positive")
    periods = list(networks)
    if periods != sorted(periods):
        raise ComputeError("periods must ascend")
    present = [(network.full >= threshold).astype(np.float64) for network in networks.values()]
    possible = len(regions) * (len(regions) - 1) / 2
    region: dict[str, list[FloatArray]] = {"region_entered": [], "region_stayed": [], "region_left": []}
    for before, after in pairwise(present):
        stayed = _row_sums(before.multiply(after))
        region["region_entered"].append(_row_sums(after) - stayed)
        region["region_stayed"].append(stayed)
        region["region_left"].append(_row_sums(before) - stayed)
    values: dict[str, FloatArray] = {name: np.array(rows) for name, rows in region.items()}
    entered, stayed, left = (values[f"region_{name}"].sum(axis=1) / 2 for name in ("entered", "stayed", "left"))
    absent = possible - entered - stayed - left
    values |= {"entered": entered, "stayed": stayed, "left": left, "absent": absent}
    values |= {
        "entry_rate": _share(entered, entered + absent),
        "exit_rate": _share(left, left + stayed),
        "persistence": _share(stayed, entered + stayed + left),
    }
    gaps = {later - earlier for earlier, later in pairwise(periods)}
    return Result(
        values,
        {"period": tuple(str(period) for period in periods[1:]), "region": regions},
        {"threshold": threshold, "counting": "full", "from": [str(period) for period in periods[:-1]]},
        _uneven() if len(gaps) > 1 else (),
    )


def _common_regions(networks: Mapping[int, Cooperation]) -> tuple[str, ...]:
    if not networks:
        raise ComputeError("there is no period with a document of two regions")
    regions = {network.regions for network in networks.values()}
    if len(regions) > 1:
        raise ComputeError("regions differ between periods", hint="give all networks the same `order` of regions")
    return regions.pop()


def _row_sums(matrix: npt.ArrayLike) -> FloatArray:
    return np.asarray(matrix.sum(axis=1), dtype=np.float64).ravel()  # type: ignore[union-attr]


def _share(part: FloatArray, whole: FloatArray) -> FloatArray:
    return np.asarray(np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0), dtype=np.float64)


def _uneven() -> tuple[Caution, ...]:
    en = "periods are not evenly spaced: rates of entry and exit are not comparable between them"
    return (
        Caution("uneven-periods", en, "периоды идут неравномерно: доли появления и исчезновения связей несопоставимы"),
    )
