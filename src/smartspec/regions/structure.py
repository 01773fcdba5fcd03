"""Which regions are alike in structure, and how a region does beside those that are."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from smartspec.errors import ComputeError, nearest
from smartspec.regions.counts import Counts
from smartspec.regions.peers import beside_peers, nearest_peers
from smartspec.regions.results import BoolArray, Caution, FloatArray, IntArray, Result
from smartspec.regions.shares import compared, listed, profiles, ratio
from smartspec.regions.specialisation import quotients

Likeness = Literal["pearson", "cosine", "krugman"]
LIKENESS = ("pearson", "cosine", "krugman")


def structural_similarity(counts: Counts, *, measure: Likeness = "pearson", offset: float = 0.1) -> Result:
    """Likeness of the structure of every two regions.

    Parameters
    ----------
    measure : `pearson` correlates ln(RCA + offset); `cosine` takes the cosine of the shares s_ri; `krugman` is
        1 - Σ_i |s_ri - s_qi| / 2, the common part of the shares.
    offset : added to the RCA for `pearson`, positive, so that zeros have a logarithm.

    Returns
    -------
    `similarity`, shape (regions, regions), symmetric, diagonal 1; from -1 to 1 for `pearson`, from 0 to 1 otherwise.
    Two regions are compared over the activities that are known in both. NaN for `pearson` where a region has the same
    RCA in all of them, and for every measure where nothing is known in both.

    Raises
    ------
    ComputeError
        If `measure` is none of the three or `offset` is not positive.

    Notes
    -----
    Source: Bahar, Hausmann, Hidalgo (2014), doi:10.1016/j.jinteco.2013.11.001 (`pearson`); Krugman (1991),
    Geography and Trade.

    Examples
    --------
    >>> from smartspec.regions.counts import as_counts
    >>> counts = as_counts([[8, 1, 1], [6, 2, 2], [1, 1, 8]])
    >>> structural_similarity(counts, measure="krugman")["similarity"].round(2)
    array([[1. , 0.8, 0.3],
           [0.8, 1. , 0.4],
           [0.3, 0.4, 1. ]])
    """
    if measure not in LIKENESS:
        raise ComputeError(f"unknown measure `{measure}`", hint=nearest(measure, LIKENESS))
    if not (np.isfinite(offset) and offset > 0):
        raise ComputeError(f"the offset must be positive, not {offset}")
    base = compared(counts)
    profile = np.log(np.nan_to_num(quotients(base)) + offset) if measure == "pearson" else profiles(base)[0]
    found = _all_known(profile, measure) if base.known.all() else _where_both_known(profile, base.known, measure)
    found = (found + found.T) / 2
    conventions: dict[str, Any] = {"measure": measure, "diagonal": "in"}
    if measure == "pearson":
        conventions |= {"offset": float(offset), "log_base": "e"}
    lonely = [name for name, row in zip(base.counts.regions, found, strict=True) if np.isfinite(row).sum() <= 1]
    return base.result(
        {"similarity": found}, axes=("region",), conventions=conventions, cautions=_undefined(found, lonely)
    )


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Every region beside the regions that are most like it.

    Attributes
    ----------
    regions : labels, in the order of the arrays.
    peers : shape (regions, k), positions of the most similar regions in `regions`, the most similar first; -1 for a
        region that is comparable with fewer than k others.
    similarity : same shape; NaN where there is no peer.
    outcome, expected, difference : shape (regions,): the region's own value, the mean of its peers, own less mean; NaN
        where one of them is not known.
    better_than : shape (regions,), share of the peers with a lower value, equal ones half.
    """

    regions: tuple[str, ...]
    peers: IntArray
    similarity: FloatArray
    outcome: FloatArray
    expected: FloatArray
    difference: FloatArray
    better_than: FloatArray
    conventions: dict[str, Any]
    cautions: tuple[Caution, ...] = ()


def benchmark(counts: Counts, outcome: FloatArray, *, k: int = 5, measure: Likeness = "pearson") -> Benchmark:
    """Compare an outcome of each region with the `k` regions of the most similar structure.

    Parameters
    ----------
    outcome : shape (regions,), aligned with `counts`, for instance productivity or patents per head; NaN where not
        known. A region of unknown outcome is nobody's peer.
    k : number of peers, at least 1 and below the number of regions of known outcome.

    Returns
    -------
    Peers, their similarity and the difference to their mean. Of equally similar regions the first by label is taken.
    Regions without any value in `counts` are left out and named.

    Raises
    ------
    ComputeError
        If `outcome` does not fit or is infinite, or `k` is out of range.

    Examples
    --------
    >>> from smartspec.regions.counts import as_counts
    >>> counts = as_counts([[8, 1, 1], [6, 2, 2], [1, 1, 8], [1, 2, 7]], regions=["A", "B", "C", "D"])
    >>> found = benchmark(counts, np.array([10.0, 14.0, 30.0, 20.0]), k=1, measure="cosine")
    >>> [found.regions[k] for k in found.peers[:, 0]], found.difference
    (['B', 'A', 'D', 'C'], array([ -4.,   4.,  10., -10.]))
    """
    numbers = np.asarray(outcome, dtype=np.float64)
    if numbers.shape != (len(counts.regions),) or np.isinf(numbers).any():
        raise ComputeError(
            f"the outcome has the shape {numbers.shape} for {len(counts.regions)} regions, or is infinite"
        )
    likeness = structural_similarity(counts, measure=measure)
    own = numbers[compared(counts).kept_regions]
    names, known = likeness.axes["region"], np.isfinite(own)
    if not 1 <= k < known.sum():
        raise ComputeError(f"{k} peers cannot be chosen among {int(known.sum())} regions of known outcome")
    chosen = nearest_peers(np.where(known, 1.0 - likeness["similarity"], np.nan), names, k=k)
    enough = chosen.has[:, None]
    of_peers = np.where(enough, own[chosen.places], np.nan)
    return Benchmark(
        regions=names,
        peers=chosen.places,
        similarity=np.where(
            enough, np.take_along_axis(likeness["similarity"], np.maximum(chosen.places, 0), axis=1), np.nan
        ),
        outcome=own,
        expected=of_peers.mean(axis=1),
        difference=own - of_peers.mean(axis=1),
        better_than=beside_peers(own, chosen)["above"],
        conventions={**likeness.conventions, **chosen.conventions},
        cautions=(*likeness.cautions, *chosen.cautions),
    )


def _all_known(profile: FloatArray, measure: Likeness) -> FloatArray:
    if measure == "krugman":
        from scipy.spatial.distance import cdist

        return np.asarray(1.0 - cdist(profile, profile, "cityblock") / 2, dtype=np.float64)
    return _cosine(profile - profile.mean(axis=1, keepdims=True) if measure == "pearson" else profile)


def _cosine(rows: FloatArray) -> FloatArray:
    unit = rows / _length(rows)[:, None]
    found = np.clip(unit @ unit.T, -1.0, 1.0)
    return np.where(np.eye(len(rows), dtype=np.bool_) & np.isfinite(found), 1.0, found)


def _where_both_known(profile: FloatArray, known: BoolArray, measure: Likeness) -> FloatArray:
    """One region after the other with all, each pair over the activities known in both."""
    found = np.full((len(profile), len(profile)), np.nan)
    for r, own in enumerate(profile):
        both = known & known[r]
        one, other = np.where(both, own, 0.0), np.where(both, profile, 0.0)
        if measure == "pearson":
            n = both.sum(axis=1, keepdims=True)
            one = np.where(both, one - ratio(one.sum(axis=1, keepdims=True), n), 0.0)
            other = np.where(both, other - ratio(other.sum(axis=1, keepdims=True), n), 0.0)
        if measure == "krugman":
            one, other = (ratio(rows, rows.sum(axis=1, keepdims=True)) for rows in (one, other))
            found[r] = 1.0 - np.abs(one - other).sum(axis=1) / 2
        else:
            found[r] = (one * other).sum(axis=1) / _length(one) / _length(other)
    return np.asarray(np.clip(found, -1.0, 1.0))


def _length(rows: FloatArray) -> FloatArray:
    """Length of each row; NaN where it is only what rounding leaves of a constant row, and has no direction."""
    length = np.sqrt((rows**2).sum(axis=1))
    return np.asarray(np.where(length < 1e-12 * np.sqrt(rows.shape[1]), np.nan, length))


def _undefined(found: FloatArray, lonely: list[str]) -> tuple[Caution, ...]:
    n = int(np.isnan(np.triu(found)).sum())
    if not n:
        return ()
    shown = listed(lonely) if lonely else "-"
    return (
        Caution(
            "no-similarity",
            f"{n} pairs of regions have no similarity: nothing known in both, or one RCA everywhere; regions: {shown}",
            f"нет сходства для {n} пар регионов: нет общих известных значений или RCA везде одинаков; регионы: {shown}",
        ),
    )
