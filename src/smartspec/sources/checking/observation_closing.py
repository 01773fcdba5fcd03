"""Whether parts add up to a whole: within 1e-9, or within what rounding as printed may leave."""

import re

import numpy as np
import numpy.typing as npt

Reals = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]
Records = npt.NDArray[np.void]

#: Units in which whole numbers have been rounded.
_SCALED = re.compile(r"млн|млрд|тыс|million|billion|thousand|\bMIO|\bTHS", re.IGNORECASE)
#: Relative difference that rounding before a conversion of units may leave.
_ROUNDED = 1e-4
#: Digits behind the point that are looked for.
_DIGITS = 7


def is_scaled(unit: str) -> bool:
    """Whether whole numbers of a unit have been rounded.

    Examples
    --------
    >>> is_scaled("млн. руб."), is_scaled("человек")
    (True, False)
    """
    return bool(_SCALED.search(unit))


@np.errstate(over="ignore", invalid="ignore")
def closing(parts: Reals, stated: Reals, scaled: Truths) -> tuple[Reals, Truths]:
    """Sums of parts, and which of them agree with what is stated.

    Parameters
    ----------
    parts : shape (sums, parts), contiguous; a sum with a NaN agrees with nothing, and is NaN.
    stated : shape (sums,), the wholes.
    scaled : shape (sums,), whether whole numbers of the unit have been rounded.

    Examples
    --------
    >>> closing(np.array([[1.0, 2.0], [1.0, 2.0]]), np.array([3.0, 4.0]), np.array([False, False]))
    (array([3., 3.]), array([ True, False]))
    """
    totals = parts.sum(axis=1)
    difference = np.abs(totals - stated)
    exact = 1e-9 * np.maximum(np.abs(stated), 1.0)
    closes = difference <= exact
    most = np.maximum(np.maximum(exact, 0.5 * (parts.shape[1] + 1)), _ROUNDED * np.abs(stated))
    doubtful = np.flatnonzero(~closes & (difference <= most))
    if doubtful.size:
        allowed = _tolerance(parts[doubtful], stated[doubtful], scaled[doubtful], exact[doubtful])
        closes[doubtful] = difference[doubtful] <= allowed
    return totals, closes


def _tolerance(parts: Reals, stated: Reals, scaled: Truths, exact: Reals) -> Reals:
    """Half a unit of the last printed digit for every part; whole numbers of things must agree exactly."""
    every = np.column_stack([parts, stated])
    allowed: Reals = np.maximum(exact, _ROUNDED * np.abs(stated))
    left = np.arange(len(every))
    for digits in range(_DIGITS):
        shifted = every[left] * 10**digits
        printed = (np.abs(shifted - np.rint(shifted)) < 1e-6).all(axis=1)
        found = left[printed]
        rounded = np.maximum(allowed[found], 0.5 * 10**-digits * every.shape[1])
        allowed[found] = rounded if digits else np.where(scaled[found], rounded, exact[found])
        left = left[~printed]
        if not left.size:
            break
    return allowed
