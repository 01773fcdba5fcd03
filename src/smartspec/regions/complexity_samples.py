"""Samples of ECI and PCI, each aligned with the values themselves, and the intervals they leave."""

from dataclasses import dataclass

import numpy as np

from smartspec.errors import ComputeError
from smartspec.regions.ranking import average_ranks
from smartspec.regions.results import BoolArray, FloatArray, Result
from smartspec.regions.specialisation import TIE
from smartspec.regions.spectrum import components, spectrum

#: |corr| of a replicate with the point values below which it shows another dimension rather than noise.
OTHER_DIMENSION = 0.5


@dataclass(frozen=True, slots=True)
class Samples:
    """Aligned values of the samples, NaN where a sample has none; sign and dimension of each."""

    eci: FloatArray
    pci: FloatArray
    agreement: FloatArray
    flipped: FloatArray

    @classmethod
    def empty(cls, n: int, shape: tuple[int, int]) -> "Samples":
        """Room for n samples of regions by activities."""
        by_region, by_activity = (np.full((n, size), np.nan) for size in shape)
        return cls(by_region, by_activity, np.full(n, np.nan), np.full(n, np.nan))

    def take(self, k: int, present: BoolArray, point: Result) -> None:
        """Keep what a sample of presences gives in its largest component; nothing where it allows no ECI."""
        parts = components(present)
        rows, columns = parts.regions == 0, parts.activities == 0
        inner = present[np.ix_(rows, columns)]
        try:
            p = spectrum(inner).activity_vector / np.sqrt(inner.sum(axis=0))
        except ComputeError:
            return
        e = inner @ p / inner.sum(axis=1)
        both = np.isfinite(point["eci"][rows])
        agreement = _correlation(e[both], point["eci"][rows][both])
        sign = -1.0 if agreement < 0 else 1.0
        self.agreement[k] = abs(agreement)
        self.flipped[k] = sign * _correlation(e, inner.sum(axis=1).astype(np.float64)) < 0
        self.eci[k, rows] = sign * (e - e.mean()) / e.std()
        self.pci[k, columns] = sign * (p - e.mean()) / e.std()

    def report(self) -> dict[str, float | int]:
        """How many samples have an ECI, and how far they agree; raises `ComputeError` if none has one."""
        known = np.isfinite(self.agreement)
        n = int(known.sum())
        if not n:
            raise ComputeError("no sample allows an ECI", hint="counts are too small; merge regions or activities")
        return {
            "samples_with_eci": n,
            "sign_flips": float(self.flipped[known].mean()),
            "other_dimension": float((self.agreement[known] < OTHER_DIMENSION).mean()),
            "median_agreement": float(np.median(self.agreement[known])),
        }


def present_in(values: FloatArray, threshold: float) -> BoolArray:
    """RCA >= threshold without division, as a sample may have empty rows."""
    x_r, x_i = values.sum(axis=1, keepdims=True), values.sum(axis=0, keepdims=True)
    return np.asarray((values > 0) & (values * values.sum() >= threshold * (1.0 - TIE) * x_r * x_i))


def intervals(name: str, point: FloatArray, samples: FloatArray, level: float) -> dict[str, FloatArray]:
    """Values, ranks and their quantiles over the samples, under names that begin with `name`."""
    tails = (1 - level) / 2, (1 + level) / 2
    ranks = np.array([average_ranks(row) for row in samples])
    known = np.isfinite(point) & np.isfinite(samples).any(axis=0)
    found = {name: point, f"{name}_rank": average_ranks(point)}
    for kind, drawn in ((name, samples), (f"{name}_rank", ranks)):
        low, high = np.full((2, len(point)), np.nan)
        low[known], high[known] = np.nanquantile(drawn[:, known], tails, axis=0)
        found |= {f"{kind}_low": low, f"{kind}_high": high}
    return {**found, f"{name}_samples": np.isfinite(samples).sum(axis=0).astype(np.float64)}


def _correlation(x: FloatArray, y: FloatArray) -> float:
    if len(x) < 2 or np.ptp(x) == 0 or np.ptp(y) == 0:
        return 0.0
    return float(np.corrcoef(x, y)[0, 1])
