"""How far ECI and PCI, and the ranks by them, depend on the chance of counting."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from smartspec.errors import ComputeError, nearest
from smartspec.regions.complexity import Anchor, complexity
from smartspec.regions.counts import Counts, without_empty
from smartspec.regions.ranking import average_ranks
from smartspec.regions.results import BoolArray, Caution, FloatArray, IntArray, Result
from smartspec.regions.specialisation import TIE, specialised
from smartspec.regions.spectrum import components, spectrum

#: |corr| of a replicate with the point values below which it shows another dimension rather than noise.
OTHER_DIMENSION = 0.5


def complexity_intervals(
    counts: Counts,
    *,
    threshold: float = 1.0,
    n_samples: int = 500,
    level: float = 0.9,
    scheme: Literal["poisson", "regions", "whole"] = "poisson",
    anchor: Anchor | None = None,
    seed: int = 0,
) -> Result:
    """Intervals of ECI and PCI and of the ranks by them, from counts drawn again.

    Each sample draws counts, rebuilds M by RCA >= threshold, computes ECI and PCI in the largest component, aligns
    the sign with the values from the counts themselves by correlation, and ranks.

    Parameters
    ----------
    counts : events such as papers, patents or projects; not money or persons of a full survey, whose error is not
        that of counting. A missing cell stays missing.
    threshold : of RCA; equality counts.
    n_samples : samples drawn.
    level : share of samples between low and high, so 0.9 takes the quantiles 0.05 and 0.95.
    scheme : `poisson` draws each cell with its count as mean (fractional counts allowed); `regions` draws the total
        of each region again by its shares; `whole` draws the total of the table. The last two round totals.
    anchor : sign of the point values, as in `complexity`.
    seed : of the draws; sample k depends only on seed and k.

    Returns
    -------
    Result
        `eci`, `eci_low`, `eci_high`, `eci_rank`, `eci_rank_low` (best), `eci_rank_high` (worst), shape (regions,),
        and the same for `pci`, shape (activities,). Rank 1 is the most complex; equal values share the mean rank.
        Quantiles are over the samples in which the region or activity has a value: `eci_samples`, `pci_samples`.
        NaN where there is no value to begin with. Regions and activities without any count are left out and named.

    Raises
    ------
    ComputeError
        If an option is out of range, or if the counts themselves allow no ECI.

    Notes
    -----
    A cell of 0 stays 0, so that intervals are too narrow where counts are small. The conventions report the share of
    samples whose sign by diversity would differ (`sign_flips`) and that follow another dimension (`other_dimension`).
    No interval for ECI was found in the literature: this is a rule of this package. The bootstrap: Efron (1979),
    doi:10.1214/aos/1176344552.

    Examples
    --------
    >>> from smartspec.regions.counts import as_counts
    >>> counts = as_counts([[90, 5, 1], [80, 50, 4], [40, 40, 30], [30, 60, 50]])
    >>> complexity_intervals(counts, n_samples=50)["eci_rank"]
    array([4. , 3. , 1.5, 1.5])
    """
    _check(n_samples, level, scheme)
    counts, dropped = without_empty(counts)
    m = specialised(counts, threshold=threshold)
    point = complexity(m, anchor=anchor)
    drawn = _Samples.empty(n_samples, m.shape)
    for k, stream in enumerate(np.random.SeedSequence(seed).spawn(n_samples)):
        sample = _drawn(counts, scheme, np.random.default_rng(stream))
        drawn.take(k, _present(sample, threshold), point)
    values = {**_summary("eci", point["eci"], drawn.eci, level), **_summary("pci", point["pci"], drawn.pci, level)}
    record = {**point.conventions, "threshold": threshold, "n_samples": n_samples, "level": level}
    record |= {"scheme": scheme, "seed": seed, **drawn.report()}
    cautions = [*dropped, *point.cautions]
    if record["other_dimension"] > 0.1:
        cautions.append(_unstable(record["other_dimension"]))
    if not np.array_equal(counts.values, counts.values.round()):
        cautions.append(_fractional(scheme))
    return Result(values, m.axes, record, tuple(cautions))


@dataclass(frozen=True, slots=True)
class _Samples:
    """Aligned values of the samples, NaN where a sample has none; sign and dimension of each."""

    eci: FloatArray
    pci: FloatArray
    agreement: FloatArray
    flipped: FloatArray

    @classmethod
    def empty(cls, n: int, shape: tuple[int, int]) -> "_Samples":
        by_region, by_activity = (np.full((n, size), np.nan) for size in shape)
        return cls(by_region, by_activity, np.full(n, np.nan), np.full(n, np.nan))

    def take(self, k: int, present: BoolArray, point: Result) -> None:
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


def _present(values: FloatArray, threshold: float) -> BoolArray:
    """RCA >= threshold without division, as a sample may have empty rows."""
    x_r, x_i = values.sum(axis=1, keepdims=True), values.sum(axis=0, keepdims=True)
    return np.asarray((values > 0) & (values * values.sum() >= threshold * (1.0 - TIE) * x_r * x_i))


def _drawn(counts: Counts, scheme: str, draw: np.random.Generator) -> FloatArray:
    x = counts.values
    if scheme == "poisson":
        return draw.poisson(x).astype(np.float64)
    if scheme == "whole":
        return draw.multinomial(round(x.sum()), x.ravel() / x.sum()).reshape(x.shape).astype(np.float64)
    totals = x.sum(axis=1)
    sizes: IntArray = totals.round().astype(np.int64)
    shares = x / np.where(totals > 0, totals, 1.0)[:, None]
    shares[totals == 0, 0] = 1.0
    return draw.multinomial(sizes, shares).astype(np.float64)


def _summary(name: str, point: FloatArray, samples: FloatArray, level: float) -> dict[str, FloatArray]:
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


def _check(n_samples: int, level: float, scheme: str) -> None:
    if n_samples < 2 or not 0 < level < 1:
        raise ComputeError(f"{n_samples} samples and a level of {level}: two samples and a level in (0, 1) are needed")
    if scheme not in ("poisson", "regions", "whole"):
        hint = nearest(scheme, ("poisson", "regions", "whole"))
        raise ComputeError(f"`scheme` cannot be `{scheme}`", hint=hint)


def _unstable(share: float) -> Caution:
    return Caution(
        "unstable-dimension",
        f"{share:.0%} of the samples follow another dimension than the counts do: ECI is not determined by these data",
        f"{share:.0%} выборок следуют другому измерению, чем сами данные: ECI по этим данным не определён",
    )


def _fractional(scheme: str) -> Caution:
    return Caution(
        "not-whole-counts",
        f"some values are no whole counts; drawing them again ({scheme}) takes them for means of counts",
        f"не все значения — целые; повторная выборка ({scheme}) принимает их за средние числа событий",
    )
