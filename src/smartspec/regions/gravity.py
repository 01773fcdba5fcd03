"""Gravity model of cooperation: what ties to expect from size, distance and proximity."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from smartspec.errors import ComputeError
from smartspec.regions.effects import Effects, absorb, encode_effects
from smartspec.regions.poisson import PoissonFit, deviance_terms, maximise
from smartspec.regions.results import BoolArray, Caution, FloatArray
from smartspec.regions.sandwich import sandwich
from smartspec.regions.separation import Separation, checked_columns, find_separation

_COLLINEAR = 1e-9


@dataclass(frozen=True, slots=True)
class Gravity:
    """A fitted Poisson model of ties.

    Attributes
    ----------
    names : regressors in the model; `constant` first if there are no effects.
    coefficients, errors, z, p : (k,) estimates, standard errors, their ratio, and its two-sided normal probability.
    covariance : (k, k).
    observed, expected : (n,) ties and fitted ties; 0 is expected where an observation is separated.
    pearson : (n,) (y - μ)/√μ; above 0 more cooperation than expected, below 0 less; 0 for separated ones.
    deviance_residuals : (n,) sign(y - μ) √(2(y ln(y/μ) - y + μ)); 0 for separated ones.
    deviance, dispersion : sum of squared deviance residuals; Pearson's over degrees of freedom, 1 if ties are Poisson.
    converged : whether the fit and the effects reached their precision.
    separation : which observations fell, and why; `separation.kept` are those used.
    conventions : errors, effects, numbers of observations, parameters, clusters, steps, tolerance.
    cautions : what a reader must know.
    """

    names: tuple[str, ...]
    coefficients: FloatArray
    errors: FloatArray
    z: FloatArray
    p: FloatArray
    covariance: FloatArray
    observed: FloatArray
    expected: FloatArray
    pearson: FloatArray
    deviance_residuals: FloatArray
    deviance: float
    dispersion: float
    converged: bool
    separation: Separation
    conventions: Mapping[str, Any]
    cautions: tuple[Caution, ...]

    def __getitem__(self, name: str) -> float:
        """The coefficient of one regressor."""
        return float(self.coefficients[self.names.index(name)])

    def error(self, name: str) -> float:
        """The standard error of one regressor."""
        return float(self.errors[self.names.index(name)])


def fit_gravity(
    y: npt.ArrayLike,
    regressors: Mapping[str, npt.ArrayLike],
    *,
    effects: Mapping[str, Sequence[Hashable] | npt.NDArray[Any]] | None = None,
    clusters: Sequence[Hashable] | npt.NDArray[Any] | None = None,
    tolerance: float = 1e-10,
    max_iterations: int = 100,
) -> Gravity:
    """Fit E[y] = exp(effects + Xβ) by Poisson pseudo maximum likelihood.

    Iterated weighted least squares; effects, such as origin and destination, are taken out of the regressors by
    sparse methods in every step. y need not be a count or Poisson: only its expectation must be right.

    Parameters
    ----------
    y : (n,) ties of pairs, not negative; pairs without ties belong in, as 0. Undirected pairs: see `stack_pairs`.
    regressors : name to (n,) values, such as the logarithm of the distance. May be empty if there are effects.
    effects : name to the level of each observation; a constant is added if there are none.
    clusters : (n,) labels, such as the pair: errors then allow for dependence within them; HC1 if None.
    tolerance : relative change of the deviance below which, twice in a row, the fit ends.
    max_iterations : steps after which it ends anyway, with a caution.

    Returns
    -------
    Gravity
        Regressors that effects or earlier regressors explain are left out and named in a caution.

    Raises
    ------
    ComputeError
        If y or a regressor is not finite, y is negative or all zero, lengths differ, nothing is left to estimate, or
        parameters use up the observations.

    Notes
    -----
    Source: Santos Silva, Tenreyro (2006), doi:10.1162/rest.88.4.641; Correia, Guimarães, Zylkin (2020),
    doi:10.1177/1536867X20909691 (many effects).

    Examples
    --------
    >>> fit = fit_gravity([1, 2, 4, 9], {"x": [0.0, 1.0, 2.0, 3.0]})
    >>> fit.names, fit.coefficients.round(4), fit.converged
    (('constant', 'x'), array([-0.0605,  0.7478]), True)
    """
    counts, columns = checked_columns(y, regressors)
    found = find_separation(counts, regressors, effects=effects)
    groups = encode_effects(effects or {}, n=len(counts))
    names = tuple(regressors)
    if groups is None:
        names, columns = ("constant", *names), np.column_stack([np.ones(len(counts)), columns])
    kept = found.kept
    used = None if groups is None else groups.rows(kept)
    columns, names, left_out = _identified(columns[kept], names, used)
    fit = maximise(counts[kept], columns, used, tolerance=tolerance, max_iterations=max_iterations)
    within = None if clusters is None else _checked_clusters(clusters, len(counts))[kept]
    covariance, n_parameters, n_clusters = sandwich(fit, counts[kept], effects=used, clusters=within)
    errors = np.sqrt(np.diag(covariance))
    pearson, deviance = _residuals(counts, fit.expected, kept)
    z = fit.coefficients / errors
    return Gravity(
        names=names,
        coefficients=fit.coefficients,
        errors=errors,
        z=z,
        p=_two_sided(z),
        covariance=covariance,
        observed=counts,
        expected=_spread(fit.expected, kept),
        pearson=pearson,
        deviance_residuals=deviance,
        deviance=fit.deviance,
        dispersion=float(np.sum(pearson**2) / max(int(kept.sum()) - n_parameters, 1)),
        converged=fit.converged and fit.absorbed,
        separation=found,
        conventions={
            "errors": "HC1" if clusters is None else "clustered",
            "effects": [] if groups is None else list(groups.names),
            "n": int(kept.sum()),
            "n_separated": int((~kept).sum()),
            "n_parameters": n_parameters,
            "n_clusters": n_clusters,
            "iterations": fit.iterations,
            "sweeps": fit.sweeps,
            "tolerance": tolerance,
        },
        cautions=(*found.cautions, *left_out, *_not_converged(fit)),
    )


def _identified(
    columns: FloatArray, names: tuple[str, ...], effects: Effects | None
) -> tuple[FloatArray, tuple[str, ...], tuple[Caution, ...]]:
    """Columns that neither effects nor columns before them explain."""
    own = columns
    if effects is not None and columns.shape[1]:
        own = absorb(effects.membership(), columns, np.ones(len(columns))).residuals
    size = np.linalg.norm(columns, axis=0)
    rest = np.zeros(len(size))
    if rest.size:
        # The k-th diagonal element is the length of column k without the columns before it.
        triangle = np.abs(np.diagonal(np.linalg.qr(own, mode="r")))
        rest[: len(triangle)] = triangle
    chosen = np.flatnonzero(rest > _COLLINEAR * size).tolist()
    left = [name for k, name in enumerate(names) if k not in chosen]
    if not chosen and effects is None:
        raise ComputeError("nothing is left to estimate", hint="every regressor is constant or collinear")
    listed = ", ".join(left)
    en = f"regressors explained by effects or by other regressors were left out: {listed}"
    caution = Caution(
        "collinear", en, f"не оценены регрессоры, выражаемые через эффекты или другие регрессоры: {listed}"
    )
    return columns[:, chosen], tuple(names[k] for k in chosen), (caution,) if left else ()


def _checked_clusters(clusters: Sequence[Hashable] | npt.NDArray[Any], n: int) -> npt.NDArray[Any]:
    labels = np.asarray(clusters)
    if labels.shape != (n,):
        raise ComputeError(f"clusters have the shape {labels.shape} for {n} observations")
    return labels


def _spread(values: FloatArray, kept: BoolArray) -> FloatArray:
    full = np.zeros(len(kept))
    full[kept] = values
    return full


def _residuals(y: FloatArray, expected: FloatArray, kept: BoolArray) -> tuple[FloatArray, FloatArray]:
    gap = y[kept] - expected
    deviance = np.sign(gap) * np.sqrt(np.maximum(2.0 * deviance_terms(y[kept], expected), 0.0))
    return _spread(gap / np.sqrt(expected), kept), _spread(deviance, kept)


def _two_sided(z: FloatArray) -> FloatArray:
    from scipy.special import ndtr

    return np.asarray(2.0 * ndtr(-np.abs(z)), dtype=np.float64)


def _not_converged(fit: PoissonFit) -> tuple[Caution, ...]:
    if fit.converged and fit.absorbed:
        return ()
    en = f"the fit did not reach its precision after {fit.iterations} steps: coefficients are provisional"
    ru = f"за {fit.iterations} шагов оценка не достигла заданной точности: коэффициенты предварительные"
    return (Caution("not-converged", en, ru),)
