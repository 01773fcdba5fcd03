"""Regions without neighbours or values in measures of spatial autocorrelation."""

from typing import Literal

import numpy as np
import numpy.typing as npt

from smartspec.errors import ComputeError, ConfigError, nearest
from smartspec.regions.results import BoolArray, Caution, FloatArray
from smartspec.regions.spatial_weights import SpatialWeights, restricted

Isolates = Literal["leave-out", "keep"]
#: Equal up to rounding, relative to the largest value a statistic can take.
TIE = 1e-12


def usable(
    values: npt.ArrayLike, weights: SpatialWeights, *, isolates: Isolates, missing: npt.ArrayLike | None
) -> tuple[FloatArray, SpatialWeights, BoolArray, BoolArray]:
    """Values and weights of the regions that take part, which these are, and which are isolates.

    Returns
    -------
    tuple
        Values (m,), weights (m, m), taking part (n,), isolates among the regions with a value (n,).
    """
    if isolates not in {"leave-out", "keep"}:
        raise ConfigError(f"unknown choice `{isolates}`", hint=nearest(str(isolates), ("leave-out", "keep")))
    x = np.asarray(values, dtype=np.float64)
    n = len(weights.regions)
    known = np.ones(n, dtype=np.bool_) if missing is None else ~np.asarray(missing, dtype=np.bool_)
    if x.shape != (n,) or known.shape != (n,):
        raise ComputeError(f"values of the shape {x.shape} for {n} regions")
    if not np.isfinite(x[known]).all():
        place = f"region `{weights.regions[int(np.flatnonzero(known & ~np.isfinite(x))[0])]}`"
        raise ComputeError("a value is not finite", place=place, hint="declare what is not known as missing")
    part, alone = known.copy(), np.zeros(n, dtype=np.bool_)
    # Leaving a region out can take the only neighbour from another, so this goes on until all have one.
    while True:
        inner = weights if part.all() else restricted(weights, part)
        new = np.flatnonzero(part)[inner.islands]
        new = new[~alone[new]]
        alone[new] = True
        if not len(new) or isolates == "keep":
            break
        part[new] = False
    chosen = x[part]
    if len(chosen) < 4 or not inner.n_pairs:
        raise ComputeError(f"{len(chosen)} regions with values and neighbours are too few")
    if np.ptp(chosen) <= TIE * np.abs(chosen).max():
        raise ComputeError("all values are equal", hint="autocorrelation needs values that differ")
    return chosen, inner, part, alone


def isolate_cautions(weights: SpatialWeights, alone: BoolArray, *, isolates: Isolates) -> tuple[Caution, ...]:
    """Which regions without neighbours were left out or kept."""
    if not alone.any():
        return ()
    names = ", ".join(region for region, is_alone in zip(weights.regions, alone, strict=True) if is_alone)
    done, sdelano = ("kept", "учтены") if isolates == "keep" else ("left out", "не учтены")
    n = int(alone.sum())
    return (
        Caution(
            f"isolates-{isolates}",
            f"{n} regions without neighbours were {done}: {names}",
            f"{sdelano} регионы без соседей ({n}): {names}",
        ),
    )
