"""Where a region could go: activities that it lacks by relatedness density and complexity, with the evidence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from smartspec.errors import ComputeError, nearest
from smartspec.regions.neighbourhood import Neighbourhood, RelatednessLike, neighbourhood
from smartspec.regions.presence import Presence, PresenceLike, as_presence
from smartspec.regions.results import Caution, FloatArray

Cut = Literal["mean", "median"] | tuple[float, float]


@dataclass(frozen=True, slots=True)
class QuadrantNames:
    """What the four quadrants are called; the defaults describe, a project may prefer names of the literature."""

    both: str = "related and complex"
    density_only: str = "related, less complex"
    complexity_only: str = "complex, less related"
    neither: str = "neither"

    @property
    def in_order(self) -> tuple[str, str, str, str]:
        """Names in the order of the codes 0 to 3."""
        return self.both, self.density_only, self.complexity_only, self.neither


@dataclass(frozen=True, slots=True)
class Quadrants:
    """Quadrant of every activity that a region lacks.

    Attributes
    ----------
    codes : int8, shape (regions, activities): 0 both high, 1 density only, 2 complexity only, 3 neither; -1 where the
        activity is present, where presence is not known, or where density or complexity is not defined.
    names : of the codes 0 to 3.
    density_cut, complexity_cut : shape (regions,); a value at the cut is high. NaN for a region that lacks nothing.
    """

    codes: npt.NDArray[np.int8]
    names: tuple[str, str, str, str]
    density_cut: FloatArray
    complexity_cut: FloatArray
    conventions: dict[str, Any]
    cautions: tuple[Caution, ...] = ()


@dataclass(frozen=True, slots=True)
class Support:
    """An activity of the region that makes another one related: its φ and its share of the density."""

    activity: str
    relatedness: float
    share: float


@dataclass(frozen=True, slots=True)
class Partner:
    """A region that would add to the density around an activity, whether it has it itself, and the tie to it."""

    region: str
    added_density: float
    has_activity: bool
    tie: float | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """An activity that a region could enter, and why.

    Attributes
    ----------
    density : from 0 to 1. complexity : as given. quadrant : its name.
    support : activities of the region that are most related to it; partners : regions that would add most.
    """

    region: str
    activity: str
    quadrant: str
    density: float
    complexity: float
    support: tuple[Support, ...]
    partners: tuple[Partner, ...]


def quadrants(
    presence: PresenceLike,
    density_values: FloatArray,
    complexity_values: FloatArray,
    *,
    cut: Cut = "mean",
    over: Literal["region", "all"] = "region",
    names: QuadrantNames | None = None,
) -> Quadrants:
    """Divide the activities that regions lack by density (how near) and complexity (how rewarding).

    Parameters
    ----------
    presence : M, shape (regions, activities).
    density_values : shape (regions, activities); NaN where not defined.
    complexity_values : shape (activities,), such as `pci`; NaN where not defined.
    cut : `mean` or `median` of the values of the cells divided, or two numbers (density, complexity).
    over : a mean or median is taken over the lacking activities of each `region`, or of `all` regions at once.
    names : of the quadrants.

    Raises
    ------
    ComputeError
        If shapes do not fit or an option is unknown.

    Notes
    -----
    Relatedness as low risk and complexity as reward: Balland, Boschma, Crespo and Rigby (2019),
    doi:10.1080/00343404.2018.1437900. The cut is a rule of this package.

    Examples
    --------
    >>> near, pci = np.array([[0.1, 0.9, 0.2], [0.3, 0.4, 0.9]]), np.array([-1.0, 0.5, 1.0])
    >>> quadrants([[1, 0, 0], [1, 0, 0]], near, pci).codes
    array([[-1,  1,  2],
           [-1,  3,  0]], dtype=int8)
    """
    m = as_presence(presence)
    d, c = np.asarray(density_values, dtype=np.float64), np.asarray(complexity_values, dtype=np.float64)
    if d.shape != m.shape or c.shape != (m.shape[1],):
        raise ComputeError(f"density {d.shape} and complexity {c.shape} do not fit the presence {m.shape}")
    c = np.broadcast_to(c, m.shape)
    divided = m.absent & np.isfinite(d) & np.isfinite(c)
    rules = (cut, cut) if isinstance(cut, str) else cut
    near, rich = _cut(d, divided, rules[0], over), _cut(c, divided, rules[1], over)
    rewarding = c >= rich[:, None]
    codes = np.where(d >= near[:, None], np.where(rewarding, 0, 1), np.where(rewarding, 2, 3))
    codes = np.where(divided, codes, -1).astype(np.int8)
    record = {**m.conventions, "cut": cut if isinstance(cut, str) else list(cut), "over": over, "ties": "high"}
    return Quadrants(codes, (names or QuadrantNames()).in_order, near, rich, record, m.cautions)


def potential(
    presence: PresenceLike,
    relatedness: RelatednessLike,
    complexity_values: FloatArray,
    *,
    ties: npt.ArrayLike | None = None,
    regions: Sequence[str] | None = None,
    n: int = 10,
    n_evidence: int = 5,
    cut: Cut = "mean",
) -> tuple[Candidate, ...]:
    """For each region the activities that it could enter, the most promising first, with the evidence.

    In the order of quadrants (both high, density only, complexity only, neither), within one by density, then
    complexity, then label.

    Parameters
    ----------
    presence : M, shape (regions, activities).
    relatedness : φ; its diagonal is ignored.
    complexity_values : shape (activities,), such as `pci`; activities with NaN are no candidates.
    ties : T, shape (regions, regions); partners are ordered by added density times tie if given, those without any
        tie last, else by added density.
    regions : labels of the regions wanted; all if None.
    n, n_evidence : candidates a region; supporting activities and partners a candidate.
    cut : as in `quadrants`, over each region.

    Raises
    ------
    ComputeError
        If shapes do not fit or a region is unknown.

    Notes
    -----
    Partners by the added density of Balland and Boschma (2021), doi:10.1080/00343404.2020.1861240.

    Examples
    --------
    >>> from smartspec.regions.cooccurrence import cooccurrence_in_regions
    >>> from smartspec.regions.relatedness import proximity
    >>> m = as_presence([[1, 1, 0], [1, 1, 1], [0, 0, 1]], regions=["A", "B", "C"], activities=["x", "y", "z"])
    >>> first = potential(m, proximity(cooccurrence_in_regions(m)), np.array([0.1, 0.2, 0.9]), regions=["A"])[0]
    >>> first.activity, first.density, [s.activity for s in first.support]
    ('z', 1.0, ['x', 'y'])
    """
    m = as_presence(presence)
    around = neighbourhood(m, relatedness)
    tied = None if ties is None else np.asarray(ties, dtype=np.float64)
    if tied is not None and tied.shape != (m.shape[0], m.shape[0]):
        raise ComputeError(f"ties have the shape {tied.shape} for {m.shape[0]} regions")
    complexity_of = np.asarray(complexity_values, dtype=np.float64)
    density = np.concatenate([around.density(m, rows) for rows in m.row_blocks()])
    divided = quadrants(m, density, complexity_of, cut=cut)
    found: list[Candidate] = []
    for region in m.regions if regions is None else regions:
        if region not in m.regions:
            raise ComputeError(f"unknown region `{region}`", hint=nearest(region, m.regions))
        r = m.regions.index(region)
        order = _order(divided.codes[r], density[r], complexity_of)[:n]
        evidence = _Evidence(m, around, r, tied, n_evidence)
        for i in order:
            name = divided.names[divided.codes[r, i]]
            numbers = float(density[r, i]), float(complexity_of[i])
            proof = tuple(evidence.support(i)), tuple(evidence.partners(i))
            found.append(Candidate(region, m.activities[i], name, *numbers, *proof))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What speaks for the activities that one region could enter."""

    m: Presence
    around: Neighbourhood
    r: int
    ties: FloatArray | None
    n: int

    def support(self, i: int) -> Iterator[Support]:
        related = np.asarray(self.around.phi[i], dtype=np.float64) * self.m.values[self.r]
        whole = related.sum()
        for j in np.argsort(-related, kind="stable")[: self.n]:
            if related[j] > 0:
                yield Support(self.m.activities[j], float(related[j]), float(related[j] / whole))

    def partners(self, i: int) -> Iterator[Partner]:
        lacking = np.asarray(self.around.phi[i], dtype=np.float64) * self.m.absent[self.r]
        lacking[i] = 0.0
        known = np.asarray(self.around.phi[i], dtype=np.float64) * ~self.m.missing[self.r]
        known[i] = 0.0
        added = self.m.values @ lacking / known.sum()
        tie = np.ones(len(added)) if self.ties is None else self.ties[self.r]
        for s in np.lexsort((-added, -added * tie))[: self.n]:
            if added[s] > 0 and s != self.r:
                value = None if self.ties is None else float(tie[s])
                yield Partner(self.m.regions[s], float(added[s]), bool(self.m.values[s, i]), value)


def _cut(values: FloatArray, divided: npt.NDArray[np.bool_], rule: str | float, over: str) -> FloatArray:
    if over not in ("region", "all"):
        raise ComputeError(f"`over` cannot be `{over}`", hint=nearest(over, ("region", "all")))
    if not isinstance(rule, str):
        return np.full(len(values), float(rule))
    if rule not in ("mean", "median"):
        raise ComputeError(f"`cut` cannot be `{rule}`", hint=nearest(rule, ("mean", "median")))
    middle = np.mean if rule == "mean" else np.median
    if over == "all":
        return np.full(len(values), middle(values[divided]) if divided.any() else np.nan)
    rows = zip(values, divided, strict=True)
    return np.array([middle(row[there]) if there.any() else np.nan for row, there in rows])


def _order(codes: npt.NDArray[np.int8], density: FloatArray, complexity: FloatArray) -> npt.NDArray[np.intp]:
    keys = np.lexsort((np.arange(len(codes)), -np.nan_to_num(complexity), -np.nan_to_num(density), codes))
    return keys[codes[keys] >= 0]
