"""Spread of true quotients around the margins of a table, when the margins were taken from the same counts."""

import numpy as np

from smartspec.errors import ComputeError
from smartspec.regions.mixtures import GammaPrior
from smartspec.regions.results import BoolArray, FloatArray
from smartspec.regions.shrinkage_loss import NodeLoss
from smartspec.regions.shrinkage_nodes import margins_of

#: ln ν that are tried before the best is refined; beyond the ends nothing can be told from no spread, or from endless.
_GRID = np.linspace(-6.0, 14.0, 11)
#: Cells from which on nodes save time.
_LARGE = 20_000


def adjusted_prior(observed: FloatArray, expected: FloatArray, known: BoolArray) -> GammaPrior:
    """Gamma prior by the likelihood adjusted for the margins (Cox and Reid).

    Expected counts from the margins lie nearer to the counts than the true ones, so the plain likelihood finds too
    little spread where little is counted, and its intervals are too narrow. The adjusted one subtracts half the
    logarithm of the determinant of the information on the margins, as is usual for counts of genes.

    Parameters
    ----------
    observed, expected, known : shape (regions, activities); no row or column of `expected` is empty.

    Returns
    -------
    The prior with ν at the top of the adjusted likelihood, and with the mean ν / α that is likeliest for this ν.

    Raises
    ------
    ComputeError
        If the counts vary no more than chance makes them, or too little is counted to say how much they vary.

    Notes
    -----
    With W_ri = μ / (1 + μ / ν), μ = E ν / α, and 0 where missing, the information on row and column effects has the
    determinant Π_r W_r · det S, S = diag(W_i) - Wᵀ diag(1 / W_r) W less one row and column. Beyond 20,000 cells all
    sums are taken at nodes of the margins (`NodeLoss`), with the same digits. The search stops within 1e-7 of ln ν.
    Source: Cox, Reid (1987), J. R. Stat. Soc. B 49:1; McCarthy, Chen, Smyth (2012), doi:10.1093/nar/gks042.

    Examples
    --------
    >>> x = np.array([[8.0, 0, 2], [30, 60, 9], [1, 40, 50]])
    >>> e = x.sum(axis=1, keepdims=True) * x.sum(axis=0) / x.sum()
    >>> adjusted_prior(x, e, np.ones(x.shape, dtype=np.bool_)).shapes.round(2)
    array([0.46])
    """
    from scipy.optimize import minimize_scalar

    loss = _loss(observed, expected, known)
    heights = [loss(point) for point in _GRID]
    best = int(np.argmin(heights))
    if best == len(_GRID) - 1:
        problem = "the counts vary no more than chance makes them, so no spread of the quotients can be found"
        raise ComputeError(problem, hint="read every quotient as equal, or give the parameters of the prior")
    if best == 0:
        problem = "too little is counted to say how much the quotients vary"
        raise ComputeError(problem, hint="join periods or activities, or give the parameters of the prior")
    around = (_GRID[best - 1], _GRID[best + 1])
    found = minimize_scalar(loss, bounds=around, method="bounded", options={"xatol": 1e-7})
    shape = float(np.exp(found.x))
    return GammaPrior(np.ones(1), np.array([shape]), np.array([shape / loss.mean_at(shape)]), "adjusted")


def _loss(observed: FloatArray, expected: FloatArray, known: BoolArray) -> "_Loss | NodeLoss":
    """The loss of a table; that of a large one is worked out at the nodes of its margins, to the same digits."""
    margins = margins_of(expected) if expected.size > _LARGE else None
    return _Loss(observed, expected, known) if margins is None else NodeLoss(observed, margins, known)


class _Loss:
    """Minus the adjusted log likelihood at ln ν, without constants."""

    def __init__(self, observed: FloatArray, expected: FloatArray, known: BoolArray) -> None:
        # rows are the longer side, so that the determinant is that of the shorter
        turned = expected.shape[0] < expected.shape[1]
        self.expected, self.known = (expected.T, known.T) if turned else (expected, known)
        self.cells_x, self.cells_e = observed[known], expected[known]
        self.counts, self.times = np.unique(self.cells_x, return_counts=True)
        self.positive = self.cells_x > 0

    def mean_at(self, shape: float) -> float:
        """Mean of the quotients that is likeliest for this ν, by a fixed point."""
        mean = 1.0
        for _ in range(100):
            weights = 1.0 / (1.0 + mean * self.cells_e / shape)
            before, mean = mean, float((self.cells_x @ weights) / (self.cells_e @ weights))
            if abs(mean - before) <= 1e-10 * mean:
                break
        return mean

    def __call__(self, log_shape: float) -> float:
        from scipy.special import gammaln

        shape = float(np.exp(log_shape))
        mean = self.mean_at(shape)
        height = self.times @ (gammaln(self.counts + shape) - gammaln(shape))
        height -= shape * np.log1p(mean * self.cells_e / shape).sum()
        height -= self.cells_x[self.positive] @ np.log1p(shape / (mean * self.cells_e[self.positive]))
        weights = np.where(self.known, mean * self.expected / (1.0 + mean * self.expected / shape), 0.0)
        return float(0.5 * _log_determinant(weights) - height)


def _log_determinant(weights: FloatArray) -> float:
    """Of the information on row and column effects, one column effect left out."""
    rows = weights.sum(axis=1)
    reduced = np.diag(weights.sum(axis=0)) - (weights / rows[:, None]).T @ weights
    return float(np.log(rows).sum() + np.linalg.slogdet(reduced[1:, 1:])[1])
