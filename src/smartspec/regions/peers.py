"""The regions nearest to each region, and how a region does beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from smartspec.errors import ComputeError
from smartspec.regions.indicators import Indicator, scaled
from smartspec.regions.results import BoolArray, Caution, FloatArray, IntArray, Result
from smartspec.regions.shares import listed


@dataclass(frozen=True, slots=True)
class Peers:
    """The nearest regions of every region, itself never among them.

    Attributes
    ----------
    regions : labels, in the order of the arrays.
    places : shape (regions, k), positions of the peers in `regions`, the nearest first; -1 throughout for a region
        that is comparable with fewer than k others.
    distance : same shape; NaN where there is no peer.
    """

    regions: tuple[str, ...]
    places: IntArray
    distance: FloatArray
    conventions: Mapping[str, Any] = field(default_factory=dict)
    cautions: tuple[Caution, ...] = ()

    @property
    def has(self) -> BoolArray:
        """True for regions with peers, shape (regions,)."""
        return np.asarray(self.places[:, 0] >= 0)


def nearest_peers(distance: FloatArray, regions: Sequence[str], *, k: int) -> Peers:
    """The `k` nearest regions of each; of equally distant ones the first by label.

    Parameters
    ----------
    distance : shape (regions, regions); the diagonal is not looked at, NaN is a pair that cannot be compared, and a
        column of NaN a region that is nobody's peer.
    k : at least 1 and below the number of regions.

    Raises
    ------
    ComputeError
        If shapes do not fit or `k` is out of range.

    Examples
    --------
    >>> away = np.array([[0.0, 0.1, 0.4], [0.1, 0.0, 0.3], [0.4, 0.3, 0.0]])
    >>> nearest_peers(away, ["A", "B", "C"], k=1).places.ravel()
    array([1, 0, 1])
    """
    names = tuple(regions)
    if distance.shape != (len(names), len(names)):
        raise ComputeError(f"distances of the shape {distance.shape} for {len(names)} regions")
    if not 1 <= k < len(names):
        raise ComputeError(f"{k} peers cannot be chosen among {len(names)} regions")
    eligible = np.array(distance, dtype=np.float64)
    np.fill_diagonal(eligible, np.nan)
    enough: BoolArray = np.asarray(np.isfinite(eligible).sum(axis=1) >= k)
    labels = np.argsort(np.argsort(np.array(names)))
    order = np.array([np.lexsort((labels, np.nan_to_num(row, nan=np.inf))) for row in eligible], dtype=np.int64)
    ordered = np.take_along_axis(eligible, order, axis=1)
    tied = enough & np.isfinite(ordered[:, k]) & np.isclose(ordered[:, k - 1], ordered[:, k], rtol=1e-12, atol=0.0)
    cautions = []
    for of, code, said_en, said_ru in (
        (~enough, "too-few-peers", f"are comparable with fewer than {k} others", f"сравнимые менее чем с {k} другими"),
        (tied, "tied-peers", "have a further one as near as the last", "для которых равно близок и следующий"),
    ):
        found = [name for name, said in zip(names, of, strict=True) if said]
        if found:
            told = (
                f"{len(found)} regions {said_en}: {listed(found)}",
                f"регионы, {said_ru} ({len(found)}): {listed(found)}",
            )
            cautions.append(Caution(code, *told))
    return Peers(
        names,
        np.where(enough[:, None], order[:, :k], -1),
        np.where(enough[:, None], ordered[:, :k], np.nan),
        {"k": k, "diagonal": "out", "ties": "label", "regions": len(names)},
        tuple(cautions),
    )


def beside_peers(values: FloatArray, peers: Peers) -> Result:
    """A measure of each region beside the same measure of its peers, the region itself left out of them.

    Parameters
    ----------
    values : shape (regions,), aligned with `peers`; NaN where not known, which then takes no part.

    Returns
    -------
    All of shape (regions,), NaN where the region or all of its peers are not known: `median`, `low` and `high` of the
    peers; `gap`, own value less the median; `above`, share of the peers with a lower value, equal ones half; `rank`
    among the region and its peers, 1 the highest value, equal ones the mean of their ranks; `n_peers` of known value.

    Raises
    ------
    ComputeError
        If the values do not fit.

    Examples
    --------
    >>> away = np.array([[0.0, 0.1, 0.4], [0.1, 0.0, 0.3], [0.4, 0.3, 0.0]])
    >>> found = beside_peers(np.array([5.0, 1.0, 3.0]), nearest_peers(away, ["A", "B", "C"], k=2))
    >>> found["median"], found["gap"], found["rank"]
    (array([2., 4., 3.]), array([ 3., -3.,  0.]), array([1., 3., 2.]))
    """
    own = np.asarray(values, dtype=np.float64)
    if own.shape != (len(peers.regions),) or np.isinf(own).any():
        raise ComputeError(f"a measure of the shape {own.shape} for {len(peers.regions)} regions, or infinite")
    theirs = np.where(peers.places >= 0, own[peers.places], np.nan)
    known: BoolArray = np.isfinite(theirs)
    n = known.sum(axis=1)
    there: BoolArray = (n > 0) & np.isfinite(own)
    found = {name: np.full(own.shape, np.nan) for name in ("median", "low", "high", "gap", "above", "rank")}
    for r in np.flatnonzero(there):
        others = theirs[r][known[r]]
        lower, equal = float((others < own[r]).sum()), float((others == own[r]).sum())
        found["median"][r], found["low"][r], found["high"][r] = np.median(others), others.min(), others.max()
        found["above"][r] = (lower + equal / 2) / len(others)
        found["rank"][r] = 1 + (len(others) - lower - equal) + equal / 2
    found["gap"] = own - found["median"]
    return Result({**found, "n_peers": np.where(there, n, 0).astype(np.float64)}, {"region": peers.regions})


def distance_by(variables: Mapping[str, FloatArray], parts: Mapping[str, FloatArray], regions: Sequence[str]) -> Result:
    """Distance of every two regions over several variables, each on a scale from 0 to 1.

    Parameters
    ----------
    variables : name to values, shape (regions,), NaN where not known. A skewed one is first made even by a root, then
        the lowest becomes 0 and the highest 1.
    parts : name to distances from 0 to 1 that are there already, shape (regions, regions), such as half the Krugman
        distance; each counts as one variable.
    regions : labels.

    Returns
    -------
    `distance`, shape (regions, regions), the root of the mean squared difference over what is known of both, from 0 to
    1; NaN where less than half of the variables are.

    Raises
    ------
    ComputeError
        If there is no variable, or one is the same everywhere.

    Notes
    -----
    Source: Navarro et al. (2014), Regional benchmarking in the smart specialisation process, S3 Working Paper 03/2014
    (variables freed of skew, scaled to 0..1, squared differences); equal weights are ours.
    """
    names = list(variables)
    squares, steps, cautions = [np.square(part) for part in parts.values()], [], []
    if names:
        even = scaled(np.column_stack([variables[name] for name in names]), [Indicator(name) for name in names],
                      transform="root")  # fmt: skip
        squares += [np.square(column[:, None] - column[None, :]) for column in even.values.T]
        steps, cautions = list(even.steps), list(even.cautions)
        unknown = [name for name, row in zip(regions, even.values, strict=True) if np.isnan(row).any()]
        cautions += [_unknown(unknown)] if unknown else []
    if not squares:
        raise ComputeError("peers need at least one variable")
    stacked = np.stack(squares)
    known = np.isfinite(stacked)
    n = known.sum(axis=0)
    total = np.where(known, stacked, 0.0).sum(axis=0)
    values = np.sqrt(np.divide(total, n, out=np.full(n.shape, np.nan), where=2 * n >= len(squares)))
    record = {"variables": [*parts, *names], "scaling": steps, "variable_weights": "equal"}
    return Result({"distance": values}, {"region": tuple(regions)}, record, tuple(cautions))


def _unknown(names: list[str]) -> Caution:
    return Caution(
        "peer-variable-not-known",
        f"{len(names)} regions lack a variable that peers are chosen by; the others decide: {listed(names)}",
        f"у {len(names)} регионов нет одной из переменных отбора; решают остальные: {listed(names)}",
    )
