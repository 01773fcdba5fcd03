"""Exact forces of the VOS layout: every pair of nodes, in fixed order.

V = sum over links of a d^A / A - sum over pairs of w_i w_j d^R / R, a power of 0 meaning log d; d is the distance.
"""

import math
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
FAST = {"nsz", "arcp", "contract", "reassoc"}
#: Coefficients 1 / 19, 1 / 17, ... of the series of artanh.
C = tuple(1.0 / k for k in range(19, 0, -2))


@njit(cache=True, error_model="numpy", fastmath=FAST, inline="always")
def fast_log(x: Any) -> Any:  # noqa: ANN401  # a numpy scalar
    """Logarithm of a positive normal number, to the last bits; without a call, so that loops stay vectors."""
    bits = np.float64(x).view(np.int64)
    exponent = (bits >> 52) - 1023
    mantissa = np.int64((bits & 0xFFFFFFFFFFFFF) | 0x3FF0000000000000).view(np.float64)
    above = mantissa > 1.4142135623730951
    mantissa = 0.5 * mantissa if above else mantissa
    t = (mantissa - 1.0) / (mantissa + 1.0)
    q = t * t
    p = ((((C[0] * q + C[1]) * q + C[2]) * q + C[3]) * q + C[4]) * q + C[5]
    p = (((p * q + C[6]) * q + C[7]) * q + C[8]) * q + C[9]
    return 2.0 * t * p + (np.float64(exponent) + (1.0 if above else 0.0)) * 0.6931471805599453


@njit(cache=True, error_model="numpy", fastmath=FAST)
def repel(x: Floats, y: Floats, node_weights: Floats, repulsion: float, gx: Floats, gy: Floats) -> float:
    """Add the repelling part of the gradient to `gx`, `gy`; returns its part of V.

    Two nodes on one point neither push nor, where the power is not positive, count.
    """
    n = len(x)
    value = 0.0
    for i in range(n):
        xi, yi, wi = x[i], y[i], node_weights[i]
        fx, fy, part = 0.0, 0.0, 0.0
        if repulsion == 1.0:
            for j in range(n):
                dx, dy = xi - x[j], yi - y[j]
                d = math.sqrt(dx * dx + dy * dy)
                f = node_weights[j] / d if d > 0.0 else 0.0
                fx += f * dx
                fy += f * dy
                part += node_weights[j] * d
        elif repulsion == 0.0:
            for j in range(n):
                dx, dy = xi - x[j], yi - y[j]
                s = dx * dx + dy * dy
                w = node_weights[j] if s > 0.0 else 0.0
                s = s if s > 0.0 else 1.0
                f = w / s
                fx += f * dx
                fy += f * dy
                part += 0.5 * w * fast_log(s)
        else:
            whole = repulsion in (-1.0, -2.0)
            for j in range(n):
                dx, dy = xi - x[j], yi - y[j]
                s = dx * dx + dy * dy
                if s > 0.0:
                    if whole:
                        p = node_weights[j] / (s if repulsion == -2.0 else math.sqrt(s))
                    else:
                        p = node_weights[j] * s ** (repulsion / 2.0)
                    f = p / s
                    fx += f * dx
                    fy += f * dy
                    part += p / repulsion
        gx[i] -= wi * fx
        gy[i] -= wi * fy
        value -= 0.5 * wi * part
    return value


@njit(cache=True, error_model="numpy", fastmath=FAST)
def sum_of_powers(x: Floats, y: Floats, node_weights: Floats, power: float) -> float:
    """Sum over pairs of w_i w_j d^power (log d for 0); pairs on one point count 0."""
    n = len(x)
    total = 0.0
    for i in range(n):
        xi, yi = x[i], y[i]
        part = 0.0
        if power == 1.0:
            for j in range(i):
                dx, dy = xi - x[j], yi - y[j]
                part += node_weights[j] * math.sqrt(dx * dx + dy * dy)
        elif power == 0.0:
            for j in range(i):
                dx, dy = xi - x[j], yi - y[j]
                s = dx * dx + dy * dy
                w = node_weights[j] if s > 0.0 else 0.0
                part += 0.5 * w * fast_log(s if s > 0.0 else 1.0)
        elif power in (-1.0, -2.0):
            for j in range(i):
                dx, dy = xi - x[j], yi - y[j]
                s = dx * dx + dy * dy
                w = node_weights[j] if s > 0.0 else 0.0
                s = s if s > 0.0 else 1.0
                part += w / (s if power == -2.0 else math.sqrt(s))
        else:
            for j in range(i):
                dx, dy = xi - x[j], yi - y[j]
                s = dx * dx + dy * dy
                if s > 0.0:
                    part += node_weights[j] * s ** (power / 2.0)
        total += node_weights[i] * part
    return total


@njit(cache=True, error_model="numpy", fastmath=FAST)
def attract(
    starts: Ints,
    neighbours: NDArray[np.uint32],
    weights: Floats,
    x: Floats,
    y: Floats,
    attraction: float,
    gx: Floats,
    gy: Floats,
) -> float:
    """Add the attracting part of the gradient to `gx`, `gy`; returns its part of V.

    Neighbours are unsigned, which spares the check whether an index counts from the end.
    """
    value = 0.0
    for i in range(len(x)):
        xi, yi = x[i], y[i]
        fx, fy, part = 0.0, 0.0, 0.0
        if attraction == 2.0:
            for k in range(starts[i], starts[i + 1]):
                j, w = neighbours[k], weights[k]
                fx += w * x[j]
                fy += w * y[j]
                part += w
            fx, fy = part * xi - fx, part * yi - fy
            part = xi * fx + yi * fy  # half of what its links have of V, as the Laplacian gives it
        else:
            for k in range(starts[i], starts[i + 1]):
                j = neighbours[k]
                dx, dy = xi - x[j], yi - y[j]
                s = dx * dx + dy * dy
                if s > 0.0:
                    p = weights[k] if attraction == 0.0 else weights[k] * s ** (attraction / 2.0)
                    f = p / s
                    fx += f * dx
                    fy += f * dy
                    part += 0.5 * weights[k] * math.log(s) if attraction == 0.0 else p / attraction
        gx[i] += fx
        gy[i] += fy
        value += 0.5 * part
    return value
