"""How strong a tie between two regions is, given their sizes."""

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from smartspec.errors import ComputeError, ConfigError, nearest
from smartspec.regions.cooperation import Cooperation, Counting
from smartspec.regions.results import Caution, FloatArray, Result

Size = Literal["links", "documents", "collaborative"]
_SIZES = ("links", "documents", "collaborative")


def tie_strength(network: Cooperation, *, counting: Counting = "full", size: Size = "links") -> Result:
    """Strength of every tie of the network, one pair a row.

    With c_rs the tie, c_r the size of a region and C the total: Salton c_rs/√(c_r c_s); Jaccard
    c_rs/(c_r + c_s - c_rs); affinity c_rs/c_r; association strength (probabilistic affinity) c_rs C/(c_r c_s);
    quasi-independent ratio c_rs/(a_r a_s); relative intensity RIC_rs = (c_rs/c_r) / ((c_s - c_rs)/(C - c_r)).

    Parameters
    ----------
    network : from `cooperation`; pairs without a tie have strength 0 in every measure and are not listed.
    counting : `full` or `fractional` ties.
    size : what c_r is. `links`: row sum of the ties, C their sum, each tie counted from both ends; `documents`:
        documents of the region, C all documents; `collaborative`: documents with others, C all such documents.

    Returns
    -------
    Result
        Axes `region_a` and `region_b` run in parallel, one pair (a, b) a row. Values, each (pairs,): `tie`,
        `salton`, `jaccard`, `affinity_ab` (share of a's size), `affinity_ba`, `association_strength`,
        `quasi_expected`, `quasi_ratio`, `ric_ab`, `ric_ba`. A RIC is infinite where the partner has no other tie.

    Raises
    ------
    ConfigError
        If `counting` or `size` is unknown.

    Notes
    -----
    Source: Zitt, Bassecoulard, Okubo (2000), doi:10.1023/A:1005632319799; van Eck, Waltman (2009),
    doi:10.1002/asi.21075; Fuchs, Sivertsen, Rousseau (2021), doi:10.1007/s11192-021-04110-x. Independence expects
    ties of a region with itself, so its expectations do not add up to c_r; quasi-independence keeps the margins.

    Examples
    --------
    >>> from smartspec.regions.cooperation import cooperation, incidence
    >>> result = tie_strength(cooperation(incidence(list("ppqqq"), list("ABABC"))))
    >>> result.axes["region_a"], result.axes["region_b"], result["salton"].round(3)
    (('A', 'A', 'B'), ('B', 'C', 'C'), array([0.667, 0.408, 0.408]))
    """
    if size not in _SIZES:
        raise ConfigError(f"unknown size `{size}`", hint=nearest(str(size), _SIZES))
    weights = network.weights(counting)
    a, b = network.pairs()
    tie = np.asarray(weights[a, b], dtype=np.float64).ravel()
    links = np.asarray(weights.sum(axis=1), dtype=np.float64).ravel()
    sizes, total = {
        "links": (links, float(links.sum())),
        "documents": (network.documents, float(network.n_documents)),
        "collaborative": (network.collaborative, float(network.n_collaborative)),
    }[size]
    c_a, c_b = sizes[a], sizes[b]
    factor = quasi_independence(links)
    expected = factor[a] * factor[b]
    ric_ab, ric_ba = _ric(tie, c_a, c_b, total), _ric(tie, c_b, c_a, total)
    values = {
        "tie": tie,
        "salton": tie / np.sqrt(c_a * c_b),
        "jaccard": tie / (c_a + c_b - tie),
        "affinity_ab": tie / c_a,
        "affinity_ba": tie / c_b,
        "association_strength": tie * total / (c_a * c_b),
        "quasi_expected": expected,
        "quasi_ratio": tie / expected,
        "ric_ab": ric_ab,
        "ric_ba": ric_ba,
    }
    endless = int(np.isinf(ric_ab).sum() + np.isinf(ric_ba).sum())
    names = np.array(network.regions, dtype=np.str_)
    return Result(
        values,
        {"region_a": tuple(names[a].tolist()), "region_b": tuple(names[b].tolist())},
        {
            "layout": "one pair a row, region_a before region_b, pairs with a tie only",
            "counting": counting,
            "size": size,
            "total": total,
            "diagonal": "out",
            "n_infinite_ric": endless,
        },
        (*network.cautions, *_endless(endless)),
    )


def same_group_share(
    network: Cooperation, groups: Mapping[str, str] | Sequence[str], *, counting: Counting = "full"
) -> Result:
    """Share of the ties that stay within a country, district or any other group of regions.

    Parameters
    ----------
    network : from `cooperation`.
    groups : the group of each region, by label or in the order of the regions.
    counting : `full` or `fractional`.

    Returns
    -------
    Result
        `share` (shape ()): weight of ties within groups over all; `expected` (shape ()): the same share if partners
        were chosen by their size alone (quasi-independence, no tie with oneself); `region` (n,): by region, NaN
        where a region has no ties.

    Raises
    ------
    ComputeError
        If a region has no group.

    Examples
    --------
    >>> from smartspec.regions.cooperation import cooperation, incidence
    >>> network = cooperation(incidence(list("ppqqq"), list("ABABC")))
    >>> float(same_group_share(network, ["x", "x", "y"])["share"])
    0.5
    """
    labels = _groups(network.regions, groups)
    weights = network.weights(counting)
    _, code = np.unique(np.array(labels, dtype=np.str_), return_inverse=True)
    rows = np.repeat(np.arange(len(labels)), np.diff(weights.indptr))
    inside = np.where(code[rows] == code[weights.indices], weights.data, 0.0)
    total = np.asarray(weights.sum(axis=1), dtype=np.float64).ravel()
    within = np.bincount(rows, weights=inside, minlength=len(labels))
    factor = quasi_independence(total)
    group = np.bincount(code, weights=factor)
    expected = (np.sum(group**2) - np.sum(factor**2)) / (np.sum(factor) ** 2 - np.sum(factor**2))
    by_region = np.divide(within, total, out=np.full(len(labels), np.nan), where=total > 0)
    return Result(
        {"share": np.array(within.sum() / total.sum()), "expected": np.array(expected), "region": by_region},
        {"region": network.regions},
        {"counting": counting, "n_groups": len(group), "n_regions_without_ties": int((total == 0).sum())},
        network.cautions,
    )


def quasi_independence(margins: npt.ArrayLike) -> FloatArray:
    """Factors a with Σ_{s≠r} a_r a_s = c_r: what partners of these sizes share by chance, none with itself.

    Parameters
    ----------
    margins : (n,) row sums c of a symmetric matrix with an empty diagonal.

    Returns
    -------
    FloatArray
        (n,) factors, 0 where c is 0; the expectation of a pair is a_r a_s. If one region holds an end of every tie
        (c_r = C/2) no finite factors exist: the limit is given, with a large and others small factors.

    Raises
    ------
    ComputeError
        If a margin is negative or not finite, none is positive, or one exceeds the sum of all others.

    Notes
    -----
    a_r² - A a_r + c_r = 0 with A = Σ a, so one root in A settles all n factors.
    Source: Goodman (1968), doi:10.1080/01621459.1968.10480916 (quasi-independence in tables with empty cells).

    Examples
    --------
    >>> a = quasi_independence([3.0, 3.0, 2.0])
    >>> (a * (a.sum() - a)).round(12)
    array([3., 3., 2.])
    """
    c = np.asarray(margins, dtype=np.float64)
    if c.ndim != 1 or not np.isfinite(c).all() or (c < 0).any() or not c.any():
        raise ComputeError("margins must be finite, not negative and not all zero")
    top = int(c.argmax())
    rest = float(np.delete(c, top).sum())
    if c[top] > rest * (1 + 1e-9):
        raise ComputeError(
            f"margin {c[top]:g} exceeds the sum of all others {rest:g}", hint="the diagonal is not empty"
        )
    if c[top] >= rest * (1 - 1e-12):
        limit = 1e9 * float(np.sqrt(c[top]))
        factors = c / limit
        factors[top] = limit
        return factors
    return _factors(c, top)


def _factors(c: FloatArray, top: int) -> FloatArray:
    """The root in A: every region on the smaller root, or the largest region on the larger one."""
    from scipy.optimize import brentq

    def small(total: float) -> FloatArray:
        return np.asarray(2.0 * c / (total + np.sqrt(np.maximum(total * total - 4.0 * c, 0.0))), dtype=np.float64)

    def excess(total: float) -> float:
        return float(small(total).sum() - total)

    def excess_with_large_root(total: float) -> float:
        roots = small(total)
        return float(roots.sum() - 2.0 * roots[top])

    low, high = 2.0 * float(np.sqrt(c[top])), float(np.sqrt(2.0 * c.sum())) * (1 + 1e-9)
    if excess(low) >= 0:
        return small(brentq(excess, low, max(low, high), xtol=1e-14 * high, rtol=1e-15))
    high = 2.0 * low
    while excess_with_large_root(high) < 0:
        high *= 2.0
    total = float(brentq(excess_with_large_root, low, high, xtol=1e-14 * high, rtol=1e-15))
    factors = small(total)
    factors[top] = total - factors[top]
    return factors


def _groups(regions: tuple[str, ...], groups: Mapping[str, str] | Sequence[str]) -> list[str]:
    if isinstance(groups, Mapping):
        without = [region for region in regions if not groups.get(region)]
        if without:
            raise ComputeError(f"{len(without)} regions have no group, such as `{without[0]}`")
        return [groups[region] for region in regions]
    if len(groups) != len(regions):
        raise ComputeError(f"{len(groups)} groups for {len(regions)} regions")
    return list(groups)


def _ric(tie: FloatArray, of: FloatArray, partner: FloatArray, total: float) -> FloatArray:
    elsewhere = (partner - tie) / (total - of)
    ratio = np.divide(tie / of, elsewhere, out=np.full(len(tie), np.inf), where=elsewhere > 0)
    return np.asarray(ratio, dtype=np.float64)


def _endless(n: int) -> tuple[Caution, ...]:
    if not n:
        return ()
    en = f"{n} relative intensities are infinite: the partner has no tie but this one"
    return (Caution("infinite-ric", en, f"относительная интенсивность бесконечна ({n}): у партнёра нет других связей"),)
