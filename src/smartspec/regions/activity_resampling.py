"""How far ranks by ECI depend on which activities the classification happens to hold."""

import numpy as np

from smartspec.errors import ComputeError
from smartspec.regions.complexity import Anchor, complexity
from smartspec.regions.counts import Counts
from smartspec.regions.presence import as_presence
from smartspec.regions.ranking import average_ranks
from smartspec.regions.results import BoolArray, Caution, FloatArray, Result
from smartspec.regions.specialisation import specialised
from smartspec.regions.spectrum import components, spectrum


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
        If the values allow no ECI, or fewer than two samples do; the conventions hold their number.

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
    samples = np.full((n_samples, len(rows)), np.nan)
    for k, stream in enumerate(np.random.SeedSequence(seed).spawn(n_samples)):
        draw = np.random.default_rng(stream)
        chosen = values[:, draw.integers(values.shape[1], size=values.shape[1])]
        samples[k] = _aligned(_present(chosen, threshold), point["eci"])
    n_known = int(np.isfinite(samples).any(axis=1).sum())
    if n_known < 2:
        raise ComputeError(
            f"only {n_known} of {n_samples} samples of activities allow an ECI", hint="use more activities"
        )
    record = {**point.conventions, "scheme": "activities", "n_samples": n_samples, "level": level}
    record |= {"seed": seed, "samples_with_eci": n_known}
    found = {"eci": point["eci"], "eci_rank": average_ranks(point["eci"])}
    return Result({**found, **_bounds(samples, level)}, m.axes, record, (*point.cautions, _meaning(level)))


def _present(values: FloatArray, threshold: float) -> BoolArray:
    x_r, x_i = values.sum(axis=1, keepdims=True), values.sum(axis=0, keepdims=True)
    return np.asarray((values > 0) & (values * values.sum() >= threshold * x_r * x_i))


def _aligned(present: BoolArray, point: FloatArray) -> FloatArray:
    """ECI of one sample with the sign of the point values; NaN where there is none."""
    found = np.full(len(point), np.nan)
    parts = components(as_presence(present).values)
    rows, columns = parts.regions == 0, parts.activities == 0
    inner = present[np.ix_(rows, columns)]
    try:
        p = spectrum(inner).activity_vector / np.sqrt(inner.sum(axis=0))
    except ComputeError:
        return found
    e = inner @ p / inner.sum(axis=1)
    both = np.isfinite(point[rows])
    if both.sum() < 2 or np.ptp(e[both]) == 0:
        return found
    sign = -1.0 if np.corrcoef(e[both], point[rows][both])[0, 1] < 0 else 1.0
    found[rows] = sign * (e - e.mean()) / e.std()
    return found


def _bounds(samples: FloatArray, level: float) -> dict[str, FloatArray]:
    tails = (1 - level) / 2, (1 + level) / 2
    known = np.isfinite(samples).any(axis=0)
    ranks = np.array([average_ranks(row) for row in samples])
    found: dict[str, FloatArray] = {}
    for name, drawn in (("eci", samples), ("eci_rank", ranks)):
        low, high = np.full((2, samples.shape[1]), np.nan)
        low[known], high[known] = np.nanquantile(drawn[:, known], tails, axis=0)
        found |= {f"{name}_low": low, f"{name}_high": high}
    return found


def _meaning(level: float) -> Caution:
    share = f"{100 * level:g} %"
    return Caution(
        "intervals-over-activities",
        f"{share} intervals of ECI come from activities drawn again: they show how far ranks depend on the list of "
        "activities, not errors of measurement",
        f"интервалы ECI ({share}) получены повторной выборкой видов деятельности: они показывают, насколько ранги "
        "зависят от их перечня, а не погрешность измерения",
    )
