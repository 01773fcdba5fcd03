"""A composite index of regions: every step stated, and no rank without the interval that the weights leave it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from smartspec.errors import ComputeError
from smartspec.regions.indicators import Indicator, Outliers, Scaled, Scaling, Transform, scaled
from smartspec.regions.rank_intervals import rank_shares, ranks, share_quantile
from smartspec.regions.results import BoolArray, Caution, FloatArray
from smartspec.regions.shares import listed

Mean = Literal["arithmetic", "geometric"]


@dataclass(frozen=True, slots=True)
class Preparation:
    """What is done to the indicators before they are averaged; every step can be left out.

    Attributes
    ----------
    outliers, transform, scaling : as in `scaled`.
    mean : of the scaled indicators; `geometric` needs `min-max` and lets no strength make up for a zero.
    min_known : least share of the weights that must be known for a region to get a score.
    """

    outliers: Outliers = "none"
    transform: Transform = "none"
    scaling: Scaling = "min-max"
    mean: Mean = "arithmetic"
    min_known: float = 0.75


@dataclass(frozen=True, slots=True)
class RandomWeights:
    """How weights are drawn for the interval of a rank.

    Attributes
    ----------
    draws, seed : number of weight vectors, and the seed of the generator.
    around : None draws uniformly from all weights that sum to 1; a positive number draws around the weights given, a
        Dirichlet distribution with parameters around x weight, the closer the larger the number.
    level : share of the draws within the interval of a rank.
    """

    draws: int = 5_000
    seed: int = 0
    around: float | None = None
    level: float = 0.9


@dataclass(frozen=True, slots=True)
class CompositeIndex:
    """Scores and ranks of regions, with what the ranks are worth.

    Attributes
    ----------
    regions, indicators : labels.
    scaled : shape (regions, indicators), high is good; NaN where not known.
    score : shape (regions,), mean of the scaled indicators times the correction; NaN where too little is known.
    rank : shape (regions,), 1 is best, equal scores share the better rank; NaN without a score.
    rank_low, rank_high, rank_median : shape (regions,), interval and median of the rank under random weights.
    rank_shares : shape (regions, regions), share of the draws in which a region (row) has rank k + 1 (column).
    steps : what was done to each indicator.
    """

    regions: tuple[str, ...]
    indicators: tuple[str, ...]
    scaled: FloatArray
    score: FloatArray
    rank: FloatArray
    rank_low: FloatArray
    rank_high: FloatArray
    rank_median: FloatArray
    rank_shares: FloatArray
    steps: tuple[dict[str, Any], ...]
    conventions: dict[str, Any]
    cautions: tuple[Caution, ...] = ()

    def top(self, k: int) -> FloatArray:
        """Share of the draws in which each region is among the first `k`, shape (regions,); NaN without a score."""
        return np.asarray(np.where(np.isnan(self.score), np.nan, self.rank_shares[:, :k].sum(axis=1)))


def composite_index(
    values: FloatArray,
    indicators: Sequence[Indicator],
    *,
    regions: Sequence[str] | None = None,
    preparation: Preparation | None = None,
    random_weights: RandomWeights | None = None,
    correction: FloatArray | None = None,
) -> CompositeIndex:
    """Mean of indicators on one scale, with an interval for every rank.

    Parameters
    ----------
    values : shape (regions, indicators), NaN where not known.
    indicators : name, direction, weight and bounds of each column.
    regions : distinct labels; `0`, `1`, … if None.
    preparation : the steps; by default only min-max and the weighted arithmetic mean.
    random_weights : how the weights are drawn.
    correction : shape (regions,), positive factor of each score, for instance the score of the country by all its
        indicators over that by the few that regions have (Regional Innovation Scoreboard).

    Returns
    -------
    A region without some indicators is averaged over those it has, weights scaled up; with less than `min_known` of the
    weight it gets no score and no rank, and is named.

    Raises
    ------
    ComputeError
        If shapes or labels do not fit, weights or factors are not positive, an option is out of range, the geometric
        mean is asked of z-scores, fewer than two regions have a score, or as in `scaled`.

    Notes
    -----
    Source: OECD, JRC (2008), doi:10.1787/9789264043466-en; shares of ranks: Lahdelma, Salminen (2001),
    doi:10.1287/opre.49.3.444.11220.

    Examples
    --------
    >>> found = composite_index(
    ...     np.array([[5.0, 2.0], [3.0, 3.0], [1.0, 1.0]]),
    ...     [Indicator("papers", weight=2.0), Indicator("patents", weight=1.0)],
    ...     regions=["A", "B", "C"],
    ... )
    >>> found.score.round(2), found.rank
    (array([0.83, 0.67, 0.  ]), array([1., 2., 3.]))
    >>> found.rank_low, found.rank_high
    (array([1., 1., 3.]), array([2., 2., 3.]))
    """
    how, draw = preparation or Preparation(), random_weights or RandomWeights()
    ready = scaled(values, indicators, outliers=how.outliers, transform=how.transform, scaling=how.scaling)
    names = _labels(regions, len(ready.values))
    weights, factors = _checked(indicators, how, draw), _factors(correction, len(names))
    scores, enough = _scores(ready, weights[None, :], how, factors)
    if enough.sum() < 2:
        raise ComputeError(
            f"{int(enough.sum())} regions have a score", hint="look at `min_known` and at the indicators"
        )
    random = _drawn(weights, draw)
    shares = np.zeros((len(names), len(names)))
    blocks = (_scores(ready, block, how, factors)[0][enough] for block in np.array_split(random, -(-draw.draws // 512)))
    found = rank_shares(blocks)
    shares[np.ix_(enough, np.arange(len(found)))] = found
    rank, low, high, middle = (np.full(len(names), np.nan) for _ in range(4))
    rank[enough] = ranks(scores[enough])[:, 0]
    low[enough] = share_quantile(found, (1 - draw.level) / 2)
    high[enough] = share_quantile(found, (1 + draw.level) / 2)
    middle[enough] = share_quantile(found, 0.5)
    unranked = [name for name, fit in zip(names, enough, strict=True) if not fit]
    outside = [name for name, r, a, b in zip(names, rank, low, high, strict=True) if r < a or r > b]
    return CompositeIndex(
        regions=names,
        indicators=tuple(indicator.name for indicator in indicators),
        scaled=ready.values,
        score=np.where(enough, scores[:, 0], np.nan),
        rank=rank,
        rank_low=low,
        rank_high=high,
        rank_median=middle,
        rank_shares=shares,
        steps=ready.steps,
        conventions=_record(weights, how, draw, corrected=correction is not None),
        cautions=(*ready.cautions, *_cautions(unranked, outside)),
    )


def _scores(ready: Scaled, weights: FloatArray, how: Preparation, factors: FloatArray) -> tuple[FloatArray, BoolArray]:
    """Scores, shape (regions, weight vectors), and which regions have enough indicators by the weights of the first."""
    known = np.isfinite(ready.values)
    filled = np.where(known, ready.values, 0.0)
    if how.mean == "geometric":
        with np.errstate(divide="ignore"):
            filled = np.where(known, np.log(filled), 0.0)
        # a zero stays minus infinity; a weight is never exactly zero
    carried = known.astype(np.float64) @ weights.T
    mean = (filled @ weights.T) / np.where(carried > 0, carried, 1.0)
    scores = (np.exp(mean) if how.mean == "geometric" else mean) * factors[:, None]
    enough: BoolArray = np.asarray((carried[:, 0] >= how.min_known - 1e-12) & (carried[:, 0] > 0))
    return scores, enough


def _drawn(weights: FloatArray, draw: RandomWeights) -> FloatArray:
    parameters = np.ones(weights.size) if draw.around is None else draw.around * weights
    drawn = np.random.default_rng(draw.seed).dirichlet(parameters, size=draw.draws)
    # a vertex that rounding reaches would hide the other indicators, and zero times minus infinity is no number
    return np.maximum(drawn, np.finfo(np.float64).tiny)


def _checked(indicators: Sequence[Indicator], how: Preparation, draw: RandomWeights) -> FloatArray:
    weights = np.array([indicator.weight for indicator in indicators], dtype=np.float64)
    if not (np.isfinite(weights) & (weights > 0)).all():
        raise ComputeError("the weights of indicators must be positive", hint="leave out what has no weight")
    if len({indicator.name for indicator in indicators}) < len(indicators):
        raise ComputeError("an indicator stands twice")
    if how.mean not in ("arithmetic", "geometric"):
        raise ComputeError(f"unknown mean `{how.mean}`", hint="known are `arithmetic` and `geometric`")
    if how.mean == "geometric" and how.scaling != "min-max":
        raise ComputeError("the geometric mean needs values from 0 to 1", hint="use the scaling `min-max`")
    if draw.draws < 100 or not 0 < draw.level < 1 or (draw.around is not None and not draw.around > 0):
        raise ComputeError("random weights need 100 draws at least, a level between 0 and 1, and `around` above 0")
    return np.asarray(weights / weights.sum())


def _factors(correction: FloatArray | None, n: int) -> FloatArray:
    factors = np.ones(n) if correction is None else np.asarray(correction, dtype=np.float64)
    if factors.shape != (n,) or not (np.isfinite(factors) & (factors > 0)).all():
        raise ComputeError(f"the correction must be a positive factor for each of {n} regions")
    return factors


def _labels(given: Sequence[str] | None, n: int) -> tuple[str, ...]:
    labels = tuple(str(k) for k in range(n)) if given is None else tuple(given)
    if len(labels) != n or len(set(labels)) < n:
        raise ComputeError(f"{len(set(labels))} distinct labels for {n} regions")
    return labels


def _record(weights: FloatArray, how: Preparation, draw: RandomWeights, *, corrected: bool) -> dict[str, Any]:
    return {
        "outliers": how.outliers,
        "transform": how.transform,
        "scaling": how.scaling,
        "mean": how.mean,
        "min_known": how.min_known,
        "weights": [float(weight) for weight in weights],
        "correction": corrected,
        "draws": draw.draws,
        "seed": draw.seed,
        "around": draw.around,
        "level": draw.level,
        "ties": "better rank",
    }


def _cautions(unranked: list[str], outside: list[str]) -> tuple[Caution, ...]:
    cautions = []
    if unranked:
        cautions.append(
            Caution(
                "too-little-known",
                f"{len(unranked)} regions have too few indicators for a score: {listed(unranked)}",
                f"регионы, по которым слишком мало показателей ({len(unranked)}): {listed(unranked)}",
            )
        )
    if outside:
        cautions.append(
            Caution(
                "rank-outside-interval",
                f"the chosen weights give {len(outside)} regions a rank that few other weights give: {listed(outside)}",
                f"места, редкие при других весах, имеют регионы ({len(outside)}): {listed(outside)}",
            )
        )
    return tuple(cautions)
