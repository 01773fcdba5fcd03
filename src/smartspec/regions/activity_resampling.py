"""How far ranks by ECI depend on which activities the classification happens to hold."""

import numpy as np

from smartspec.errors import ComputeError
from smartspec.regions.complexity import Anchor, complexity
from smartspec.regions.complexity_samples import Samples, intervals, present_in
from smartspec.regions.counts import Counts
from smartspec.regions.results import Caution, Result
from smartspec.regions.specialisation import specialised


def resampled_complexity(
    counts: Counts,
    *,
    threshold: float = 1.0,
    n_samples: int = 500,
    level: float = 0.9,
    anchor: Anchor | None = None,
    seed: int = 0,
) -> Result:
    """ECI with intervals from activities drawn again with replacement: for values that are no counts, such as money.

    Each sample draws as many activities as there are, rebuilds M from RCA within the sample, computes ECI in the
    largest component and aligns its sign with the values from all activities.

    Parameters
    ----------
    counts : regions by activities without empty rows and columns; missing cells stay missing.
    threshold : of RCA; equality counts.
    n_samples, level, seed : samples, share of them between low and high, and seed of the draws.
    anchor : sign of the point values, as in `complexity`.

    Returns
    -------
    Result
        `eci`, `eci_low`, `eci_high`, `eci_rank`, `eci_rank_low` (best), `eci_rank_high` (worst), shape (regions,); NaN
        where a region has no ECI. A caution says that this is no error of measurement.

    Raises
    ------
    ComputeError
        If the values allow no ECI, or no sample does; the conventions hold their number.

    Notes
    -----
    A rule of this package. The bootstrap: Efron (1979), doi:10.1214/aos/1176344552.

    Examples
    --------
    >>> from smartspec.regions.counts import as_counts
    >>> counts = as_counts([[90, 2, 1, 7], [50, 60, 3, 4], [20, 60, 40, 9], [9, 9, 90, 50], [9, 7, 8, 70]])
    >>> found = resampled_complexity(counts, n_samples=50)
    >>> bool((found["eci_rank_low"] <= found["eci_rank"]).all())
    True
    """
    if n_samples < 2 or not 0 < level < 1:
        raise ComputeError(f"{n_samples} samples and a level of {level}: two samples and a level in (0, 1) are needed")
    m = specialised(counts, threshold=threshold)
    point = complexity(m, anchor=anchor)
    place = {name: number for number, name in enumerate(counts.regions)}
    rows = [place[name] for name in m.regions]
    values = counts.values[rows]
    drawn = Samples.empty(n_samples, (len(rows), values.shape[1]))
    for k, stream in enumerate(np.random.SeedSequence(seed).spawn(n_samples)):
        chosen = values[:, np.random.default_rng(stream).integers(values.shape[1], size=values.shape[1])]
        drawn.take(k, present_in(chosen, threshold), point)
    record = {**point.conventions, "scheme": "activities", "n_samples": n_samples, "level": level}
    record |= {"seed": seed, **drawn.report()}
    found = intervals("eci", point["eci"], drawn.eci, level)
    return Result(found, m.axes, record, (*point.cautions, _meaning(level)))


def _meaning(level: float) -> Caution:
    share = f"{100 * level:g} %"
    return Caution(
        "intervals-over-activities",
        f"{share} intervals of ECI come from activities drawn again: they show how far ranks depend on the list of "
        "activities, not errors of measurement",
        f"интервалы ECI ({share}) получены повторной выборкой видов деятельности: они показывают, насколько ранги "
        "зависят от их перечня, а не погрешность измерения",
    )
