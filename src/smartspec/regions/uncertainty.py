"""How far ECI and PCI, and the ranks by them, depend on the chance of counting."""

from typing import Literal

import numpy as np

from smartspec.errors import ComputeError, nearest
from smartspec.regions.complexity import Anchor, complexity
from smartspec.regions.complexity_samples import Samples, intervals, present_in
from smartspec.regions.counts import Counts, without_empty
from smartspec.regions.results import Caution, FloatArray, IntArray, Result
from smartspec.regions.specialisation import specialised


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
    drawn = Samples.empty(n_samples, m.shape)
    for k, stream in enumerate(np.random.SeedSequence(seed).spawn(n_samples)):
        sample = _drawn(counts, scheme, np.random.default_rng(stream))
        drawn.take(k, present_in(sample, threshold), point)
    values = {**intervals("eci", point["eci"], drawn.eci, level), **intervals("pci", point["pci"], drawn.pci, level)}
    record = {**point.conventions, "threshold": threshold, "n_samples": n_samples, "level": level}
    record |= {"scheme": scheme, "seed": seed, **drawn.report()}
    cautions = [*dropped, *point.cautions]
    if record["other_dimension"] > 0.1:
        cautions.append(_unstable(record["other_dimension"]))
    if not np.array_equal(counts.values, counts.values.round()):
        cautions.append(_fractional(scheme))
    return Result(values, m.axes, record, tuple(cautions))


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
