"""Regions over periods: those that are known throughout, and a word on the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from smartspec.errors import ComputeError
from smartspec.regions.results import BoolArray, Caution, FloatArray
from smartspec.regions.shares import listed


@dataclass(frozen=True, slots=True)
class Panel:
    """Values without gaps.

    Attributes
    ----------
    values : shape (regions, columns), finite.
    regions : labels of the rows that remain.
    known : shape (regions given,), True for those that remain.
    """

    values: FloatArray
    regions: tuple[str, ...]
    known: BoolArray
    conventions: Mapping[str, Any]
    cautions: tuple[Caution, ...]


def throughout(values: FloatArray, regions: Sequence[str] | None = None) -> Panel:
    """Regions that are known in every column; NaN is not known, and a gap leaves the whole region out.

    Raises
    ------
    ComputeError
        If the values are no matrix, one is infinite, labels do not fit, or fewer than two regions remain.
    """
    if values.ndim != 2:
        raise ComputeError(f"values must be regions by periods, not of the shape {values.shape}")
    names = tuple(str(k) for k in range(len(values))) if regions is None else tuple(regions)
    if len(names) != len(values) or len(set(names)) < len(names):
        raise ComputeError(f"{len(set(names))} distinct labels for {len(values)} regions")
    infinite = np.flatnonzero(np.isinf(values).any(axis=1))
    if infinite.size:
        raise ComputeError("a value is infinite", place=f"region `{names[infinite[0]]}`")
    known: BoolArray = np.asarray(np.isfinite(values).all(axis=1))
    kept = tuple(name for name, there in zip(names, known, strict=True) if there)
    left_out = [name for name, there in zip(names, known, strict=True) if not there]
    if len(kept) < 2:
        raise ComputeError(f"{len(kept)} regions are known in every period", hint="shorten the period")
    cautions = (_gaps(left_out),) if left_out else ()
    return Panel(values[known], kept, known, {"regions": len(kept), "dropped_regions": left_out}, cautions)


def _gaps(names: list[str]) -> Caution:
    return Caution(
        "gaps-in-time",
        f"{len(names)} regions are not known throughout and were left out: {listed(names)}",
        f"не учтены регионы с пропусками во времени ({len(names)}): {listed(names)}",
    )
