"""The method of reflections, the older way to complexity, with a check that its digits are still there."""

import numpy as np

from smartspec.errors import ComputeError
from smartspec.regions.complexity import complexity
from smartspec.regions.doubts import collapsed, unsettled
from smartspec.regions.presence import Presence, PresenceLike, as_presence
from smartspec.regions.ranking import rank_correlation
from smartspec.regions.results import BoolArray, Caution, FloatArray, Result

#: Range over mean below which the differences of regions carry fewer than about four digits.
COLLAPSED = 1e-12
#: Rank correlation with ECI, the limit, below which the order has not settled.
SETTLED = 0.99


def reflections(presence: PresenceLike, *, order: int = 20, activity_order: int | None = None, ddof: int = 0) -> Result:
    """Mean properties of neighbours, again and again: k_r,N = Σ_i M_ri k_i,N-1 / k_r, and the same for activities.

    Parameters
    ----------
    presence : M, shape (regions, activities); starts from diversity and ubiquity (N = 0).
    order : N of the regions; even, as odd orders reverse the sense.
    activity_order : N of the activities, odd; `order` - 1 if None. economic-complexity with its 20 iterations gives
        18 and 19, EconGeo 20 and 19.
    ddof : of the standardised values.

    Returns
    -------
    Result
        `region_reflection`, `region_standardised`, `region_minmax` (0 to 100), shape (regions,), and the same with
        `activity_`. NaN without any presence. Cautions where rounding has eaten the differences (many reflections)
        or the order is not yet that of ECI, the limit (few, or a small spectral gap). The conventions give both
        measures, the range over the mean and the rank correlation with ECI (None where there is no ECI).

    Raises
    ------
    ComputeError
        If an order has the wrong parity or is negative.

    Notes
    -----
    Converges to the eigenvector that `complexity` computes at once, in steps of λ2; in the limit the values of all
    regions are equal and only their vanishing differences carry ECI. Source: Hidalgo and Hausmann (2009),
    doi:10.1073/pnas.0900943106.

    Examples
    --------
    >>> reflections([[1, 0, 0], [1, 1, 0], [1, 1, 1]], order=2)["region_minmax"].round(1)
    array([  0.,  50., 100.])
    """
    m = as_presence(presence)
    last = order - 1 if activity_order is None else activity_order
    if order < 2 or order % 2 or last < 1 or not last % 2:
        raise ComputeError(f"orders {order} and {last}: regions need an even order, activities an odd one")
    rows, columns = m.occupied
    inner = m.values[np.ix_(rows, columns)]
    regions, activities = _iterated(inner, max(order, last))
    values: dict[str, FloatArray] = {}
    for side, chosen, there in (("region", regions[order], rows), ("activity", activities[last], columns)):
        spread, width = chosen.std(ddof=ddof), np.ptp(chosen)
        forms = {
            "reflection": chosen,
            "standardised": (chosen - chosen.mean()) / spread if spread > 0 else np.full_like(chosen, np.nan),
            "minmax": 100 * (chosen - chosen.min()) / width if width > 0 else np.full_like(chosen, np.nan),
        }
        values |= {f"{side}_{form}": _placed(found, there) for form, found in forms.items()}
    share = float(np.ptp(regions[order]) / regions[order].mean())
    settled = _agreement(m, values["region_reflection"])
    record = {**m.conventions, "order": order, "activity_order": last, "ddof": ddof}
    record |= {"range_over_mean": share, "rank_correlation_with_eci": settled}
    return Result(values, m.axes, record, (*m.cautions, *_doubts(share, settled)))


def _iterated(m: BoolArray, n: int) -> tuple[list[FloatArray], list[FloatArray]]:
    numbers = m.astype(np.float64)
    k_r, k_i = numbers.sum(axis=1), numbers.sum(axis=0)
    regions, activities = [k_r], [k_i]
    for _ in range(n):
        following = (numbers @ activities[-1]) / k_r, (regions[-1] @ numbers) / k_i
        regions.append(following[0])
        activities.append(following[1])
    return regions, activities


def _agreement(m: Presence, reflected: FloatArray) -> float | None:
    try:
        return rank_correlation(reflected, complexity(m)["eci"])
    except ComputeError:
        return None


def _doubts(share: float, settled: float | None) -> tuple[Caution, ...]:
    if share < COLLAPSED:
        return (collapsed(share),)
    # without an ECI there is no limit to compare with; its sign is a convention
    return (unsettled(settled),) if settled is not None and abs(settled) < SETTLED else ()


def _placed(values: FloatArray, there: BoolArray) -> FloatArray:
    result = np.full(len(there), np.nan)
    result[there] = values
    return result
