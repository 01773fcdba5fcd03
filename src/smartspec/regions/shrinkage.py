"""RCA of sparse counts: drawn towards what is usual, the more so the less was counted, and with an interval."""

from typing import Any, Literal

import numpy as np

from smartspec.errors import ComputeError, nearest
from smartspec.regions.counts import Counts
from smartspec.regions.dispersion import adjusted_prior
from smartspec.regions.mixtures import GammaPrior
from smartspec.regions.prior_fitting import fit_prior
from smartspec.regions.results import BoolArray, Caution, FloatArray, Result
from smartspec.regions.shares import Comparison, compared
from smartspec.regions.shrinkage_cells import shrunk_cells

METHODS = ("adjusted", "likelihood", "moments", "two-gammas")


def shrunk_rca(
    counts: Counts,
    *,
    method: Literal["adjusted", "likelihood", "moments", "two-gammas"] = "adjusted",
    prior: GammaPrior | None = None,
    level: float = 0.9,
) -> Result:
    """Empirical Bayes RCA of counted things, with an interval for every cell, zeros included.

    x_ri ~ Poisson(E_ri λ_ri) with E_ri = x_r x_i / X, and λ ~ gamma(ν, α) over all cells. A cell then has
    λ | x ~ gamma(x + ν, E + α): mean (x + ν) / (E + α), between the raw RCA x / E and ν / α.

    Parameters
    ----------
    counts : whole numbers of things counted (papers, patents, projects), each in one activity.
    method : how ν and α are found. `adjusted` is the likelihood corrected for E coming from the margins of the same
        counts, the only one whose intervals keep their level where little is counted; `likelihood` and `moments`
        (Clayton, Kaldor) take E as known; `two-gammas` (DuMouchel) fits a mixture of two gammas, for tables with many
        zeros beside some very large quotients.
    prior : parameters to use instead; nothing is estimated then.
    level : probability of the interval, the same left out at both ends.

    Returns
    -------
    `rca` (raw), `expected`, `mean`, `geometric_mean`, `low`, `high` and `above_one` (probability that λ > 1), all of
    shape (regions, activities); NaN where the cell is missing. The conventions hold weights, shapes ν and rates α.

    Raises
    ------
    ComputeError
        If values are no whole numbers, `level` lies outside 0..1, fewer than three cells are known, or the counts vary
        no more than chance makes them.

    Notes
    -----
    E is taken as exact for the interval itself: where one cell makes up most of its region or activity it is too
    narrow. The lower end is above 0, so the true value of an activity that a region cannot have is never inside.
    `docs/reference/shrunk-rca.md` measures coverage and error.
    Source: Clayton, Kaldor (1987), doi:10.2307/2532003, for observed over expected deaths; DuMouchel (1999),
    doi:10.1080/00031305.1999.10474456, for tables of counts; Cox, Reid (1987), J. R. Stat. Soc. B 49:1. The use for
    RCA is ours.

    Examples
    --------
    >>> from smartspec.regions.counts import as_counts
    >>> found = shrunk_rca(as_counts([[8, 0, 2], [30, 60, 9], [1, 40, 50]]))
    >>> found["rca"][0].round(2), found["mean"][0].round(2)
    (array([4.1 , 0.  , 0.66]), array([3.59, 0.09, 0.71]))
    >>> found["low"][0].round(2), found["high"][0].round(2)
    (array([1.83, 0.  , 0.16]), array([5.83, 0.34, 1.58]))
    """
    if not 0 < level < 1:
        raise ComputeError(f"the level of an interval lies between 0 and 1, not at {level}")
    if method not in METHODS:
        raise ComputeError(f"unknown method `{method}`", hint=nearest(method, METHODS))
    base = compared(counts)
    _whole_numbers(base)
    x = base.counts.values
    if prior is None:
        prior = _prior(x, base.known, method)
    values = shrunk_cells(x, base.known, prior, level=level)
    return base.result(values, conventions=_record(prior, level), cautions=_pinned(base))


def _prior(
    x: FloatArray, known: BoolArray, method: Literal["adjusted", "likelihood", "moments", "two-gammas"]
) -> GammaPrior:
    """The prior found from the table itself."""
    expected = x.sum(axis=1, keepdims=True) * x.sum(axis=0, keepdims=True) / x.sum()
    if method == "adjusted":
        return adjusted_prior(x, expected, known)
    return fit_prior(x[known], expected[known], method=method)


def _record(prior: GammaPrior, level: float) -> dict[str, Any]:
    return {
        "model": "x ~ Poisson(E lambda), lambda ~ gamma(nu, alpha)",
        "method": prior.method,
        "weights": [float(value) for value in prior.weights],
        "nu": [float(value) for value in prior.shapes],
        "alpha": [float(value) for value in prior.rates],
        "level": float(level),
    }


def _whole_numbers(base: Comparison) -> None:
    broken = np.argwhere(base.counts.values % 1 != 0)
    if broken.size:
        r, i = broken[0]
        raise ComputeError(
            f"{len(broken)} values are not whole numbers, such as {base.counts.values[r, i]}",
            place=f"region `{base.counts.regions[r]}`, activity `{base.counts.activities[i]}`",
            hint="the model holds for counts; count each thing once (full counting), or use `rca`",
        )


def _pinned(base: Comparison) -> tuple[Caution, ...]:
    """Say how many cells are more than half of their margin, whose uncertainty the model does not see."""
    x = base.counts.values
    columns = x.sum(axis=0)
    n = 0
    for row, known, total in zip(x, base.known, x.sum(axis=1), strict=True):
        n += int((known & (row > 0.5 * np.minimum(total, columns))).sum())
    if not n:
        return ()
    return (
        Caution(
            "cell-makes-its-margin",
            f"{n} cells hold more than half of their region or activity: their intervals are too narrow",
            f"{n} ячеек содержат более половины своего региона или вида деятельности: их интервалы занижены",
        ),
    )
