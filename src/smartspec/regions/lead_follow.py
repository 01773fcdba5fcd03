"""Who goes first: entry and exit of activities, regions that follow others, and lagged correlation."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from smartspec.errors import ComputeError, ConfigError
from smartspec.regions.results import BoolArray, Caution, FloatArray, Result

#: Fewer pairs of periods than this make a correlation a matter of chance.
_FEW_PERIODS = 5


def activity_dynamics(
    before: npt.ArrayLike,
    after: npt.ArrayLike,
    *,
    missing: npt.ArrayLike | None = None,
    regions: Sequence[str] | None = None,
    activities: Sequence[str] | None = None,
) -> Result:
    """Activities that regions enter, keep and leave between two periods.

    Parameters
    ----------
    before, after : (regions, activities) presence, such as RCA >= 1; booleans, or 0 and 1.
    missing : same shape, True where presence is not known in one of the periods; such a cell is left out of all.
    regions, activities : labels; `0`, `1`, … if None.

    Returns
    -------
    Result
        `entry` (regions, activities): 1 where absent then present, 0 where absent in both, NaN where present before
        (entry was not possible) or not known; `exit`: 1 where present then absent, 0 where present in both, NaN where
        absent before or not known. By region (regions,) and by activity (activities,): `region_entry_rate`,
        `region_exit_rate`, `activity_entry_rate`, `activity_exit_rate`, NaN where nothing could enter or leave;
        `region_persistence`: kept over present in either (Jaccard), NaN if neither.

    Raises
    ------
    ComputeError
        If shapes differ, or a value is not 0 or 1.

    Notes
    -----
    Source: Boschma, Balland, Kogler (2015), doi:10.1093/icc/dtu012 (entry and exit of technologies in cities).

    Examples
    --------
    >>> activity_dynamics([[1, 0, 0]], [[0, 1, 0]], regions=["A"])["entry"]
    array([[nan,  1.,  0.]])
    """
    had, has, lacked = _presence(before, after, missing)
    entered, left, stayed = has & lacked, had & ~has, had & has
    values = {
        "entry": np.where(lacked, entered.astype(np.float64), np.nan),
        "exit": np.where(had, left.astype(np.float64), np.nan),
        "region_entry_rate": _share(entered.sum(axis=1), lacked.sum(axis=1)),
        "region_exit_rate": _share(left.sum(axis=1), had.sum(axis=1)),
        "region_persistence": _share(stayed.sum(axis=1), (had | entered).sum(axis=1)),
        "activity_entry_rate": _share(entered.sum(axis=0), lacked.sum(axis=0)),
        "activity_exit_rate": _share(left.sum(axis=0), had.sum(axis=0)),
    }
    conventions = {"n_entered": int(entered.sum()), "n_left": int(left.sum()), "n_stayed": int(stayed.sum())}
    axes = {"region": _labels(regions, had.shape[0]), "activity": _labels(activities, had.shape[1])}
    return Result(values, axes, conventions)


def lead_follow(
    before: npt.ArrayLike,
    after: npt.ArrayLike,
    *,
    missing: npt.ArrayLike | None = None,
    regions: Sequence[str] | None = None,
) -> Result:
    """How often a region gains an activity that another one already had.

    For leader r and follower s, over activities i with r present and s absent before: exposures E_rs, of which s gains
    L_rs; the rate L/E against the rate at which s gains any activity it lacks. A lift above 1 does not show that s
    learnt from r: both may follow a third, or simply be alike.

    Parameters
    ----------
    before, after, missing : (regions, activities), as for `activity_dynamics`.
    regions : labels; `0`, `1`, … if None.

    Returns
    -------
    Result
        Each (leaders, followers): `gained` L, `exposed` E, `rate` L/E (NaN where E is 0), `lift` rate over the own
        entry rate of s (NaN where that is 0 or unknown), `net` L_rs - L_sr. The diagonal is 0, or NaN where undefined.
        `chance`: probability of L or more if what s gained had fallen at random on what it lacked (hypergeometric, one
        of many pairs: correct for their number); 1 where L is 0.

    Raises
    ------
    ComputeError
        If shapes differ, or a value is not 0 or 1.

    Examples
    --------
    >>> result = lead_follow([[1, 1, 0], [0, 0, 0]], [[1, 1, 0], [1, 0, 0]], regions=["A", "B"])
    >>> float(result["gained"][0, 1]), float(result["rate"][0, 1]), float(result["lift"][0, 1])
    (1.0, 0.5, 1.5)
    """
    from scipy.stats import hypergeom

    had, has, lacked = _presence(before, after, missing)
    leader, gains, lacks = (matrix.astype(np.float64) for matrix in (had, has & lacked, lacked))
    gained, exposed = leader @ gains.T, leader @ lacks.T
    rate = _share(gained, exposed)
    own = np.broadcast_to(_share(gains.sum(axis=1), lacks.sum(axis=1))[None, :], rate.shape)
    lift = np.divide(rate, own, out=np.full(rate.shape, np.nan), where=np.nan_to_num(own) > 0)
    labels = _labels(regions, had.shape[0])
    chance = hypergeom.sf(gained - 1, lacks.sum(axis=1)[None, :], gains.sum(axis=1)[None, :], exposed)
    chance = np.where(gained > 0, np.clip(chance, 0.0, 1.0), 1.0)
    return Result(
        {"gained": gained, "exposed": exposed, "rate": rate, "lift": lift, "net": gained - gained.T, "chance": chance},
        {"leader": labels, "follower": labels},
        {"reference": "entry rate of the follower over all activities it lacked", "n_activities": had.shape[1]},
    )


def lagged_correlation(
    series: npt.ArrayLike, *, max_lag: int = 3, differences: bool = True, regions: Sequence[str] | None = None
) -> Result:
    """Correlation of one region's series with another's some periods later.

    For lag l: Pearson correlation of x_r(t) with x_s(t + l) over t and, if there are several, over activities, each
    region and activity taken from its own mean over the periods used.

    Parameters
    ----------
    series : (periods, regions) or (periods, regions, activities), such as shares of an activity; finite.
    max_lag : from 0; at least three pairs of periods must remain.
    differences : use changes from period to period, so that a common trend does not pass for leading.
    regions : labels; `0`, `1`, … if None.

    Returns
    -------
    Result
        `correlation` (lags, leaders, followers), lag 0 symmetric; NaN where a series does not vary. `lead`
        (leaders, followers): largest correlation at a lag from 1 of r before s less that of s before r, NaN if
        `max_lag` is 0 or either is unknown.

    Raises
    ------
    ComputeError
        If the series is not finite, has another shape, or is too short.
    ConfigError
        If the lag is negative.

    Examples
    --------
    >>> wave = np.array([0.0, 1.0, 0.0, -1.0, 0.0, 2.0, 1.0, 0.0])
    >>> late = np.concatenate([[3.0], wave[:-1]])
    >>> found = lagged_correlation(np.column_stack([wave, late]), max_lag=1, differences=False)
    >>> found["correlation"][1].round(2)
    array([[ 0.13,  1.  ],
           [-0.27, -0.02]])
    """
    x = np.asarray(series, dtype=np.float64)
    if x.ndim not in {2, 3} or not np.isfinite(x).all():
        raise ComputeError("a series must be finite, (periods, regions) or (periods, regions, activities)")
    if max_lag < 0:
        raise ConfigError(f"the lag is {max_lag}, it must not be negative")
    cube = x[:, :, None] if x.ndim == 2 else x
    cube = np.diff(cube, axis=0) if differences else cube
    left = len(cube) - max_lag
    if left < 3:
        raise ComputeError(f"{len(x)} periods leave {left} pairs at lag {max_lag}", hint="use a smaller lag")
    correlation = np.stack([_correlated(cube[: len(cube) - lag], cube[lag:]) for lag in range(max_lag + 1)])
    lead = np.full(correlation.shape[1:], np.nan)
    if max_lag:
        best = correlation[1:].max(axis=0)
        lead = best - best.T
    labels = _labels(regions, x.shape[1])
    conventions = {
        "max_lag": max_lag,
        "differences": differences,
        "n_periods": len(x),
        "n_pairs_of_periods": left,
        "n_activities": cube.shape[2],
    }
    axes = {"lag": tuple(str(lag) for lag in range(max_lag + 1)), "leader": labels, "follower": labels}
    return Result({"correlation": correlation, "lead": lead}, axes, conventions, _short(left))


def _correlated(early: FloatArray, late: FloatArray) -> FloatArray:
    matrices = []
    for block in (early, late):
        centred = block - block.mean(axis=0)
        centred[:, np.abs(centred).max(axis=0) <= 1e-12 * np.abs(block).max(axis=0)] = 0.0
        flat = centred.transpose(1, 0, 2).reshape(block.shape[1], -1)
        length = np.linalg.norm(flat, axis=1)
        flat = np.divide(flat, length[:, None], out=np.full(flat.shape, np.nan), where=length[:, None] > 0)
        matrices.append(flat)
    return np.asarray(np.clip(matrices[0] @ matrices[1].T, -1.0, 1.0), dtype=np.float64)


def _presence(
    before: npt.ArrayLike, after: npt.ArrayLike, missing: npt.ArrayLike | None
) -> tuple[BoolArray, BoolArray, BoolArray]:
    """Present before, present after, and known to be absent before; False in all where not known in both periods."""
    pair = []
    for given in (before, after):
        matrix = np.asarray(given)
        if matrix.ndim != 2 or not np.isin(matrix, (0, 1)).all():
            raise ComputeError("presence must be a matrix of 0 and 1", hint="compare RCA with a threshold first")
        pair.append(matrix.astype(np.bool_))
    if pair[0].shape != pair[1].shape:
        raise ComputeError(f"the periods have the shapes {pair[0].shape} and {pair[1].shape}")
    known = np.ones(pair[0].shape, dtype=np.bool_) if missing is None else ~np.asarray(missing, dtype=np.bool_)
    if known.shape != pair[0].shape:
        raise ComputeError(f"`missing` has the shape {known.shape}, presence {pair[0].shape}")
    return pair[0] & known, pair[1] & known, ~pair[0] & known


def _share(part: npt.NDArray[np.generic], whole: npt.NDArray[np.generic]) -> FloatArray:
    top, bottom = np.asarray(part, dtype=np.float64), np.asarray(whole, dtype=np.float64)
    return np.asarray(np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom > 0), dtype=np.float64)


def _labels(given: Sequence[str] | None, n: int) -> tuple[str, ...]:
    labels = tuple(str(k) for k in range(n)) if given is None else tuple(given)
    if len(labels) != n or len(set(labels)) < n:
        raise ComputeError(f"{len(set(labels))} distinct names for {n} rows or columns")
    return labels


def _short(n: int) -> tuple[Caution, ...]:
    if n >= _FEW_PERIODS:
        return ()
    en = f"correlations rest on {n} pairs of periods only and are mostly chance"
    return (Caution("few-periods", en, f"корреляции опираются лишь на пары периодов ({n}) и во многом случайны"),)
