"""Exact forces of the VOS layout: every pair of nodes, in fixed order.

V = sum over links of a d^A / A - sum over pairs of w_i w_j d^R / R, a power of 0 meaning log d; d is the distance.
"""

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@njit(cache=True, error_model="numpy", fastmath={"nsz", "arcp", "contract", "reassoc"})
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
                if s > 0.0:
                    f = node_weights[j] / s
                    fx += f * dx
                    fy += f * dy
                    part += 0.5 * node_weights[j] * math.log(s)
        elif repulsion in (-1.0, -2.0):
            square = repulsion == -2.0
            for j in range(n):
                dx, dy = xi - x[j], yi - y[j]
                s = dx * dx + dy * dy
                if s > 0.0:
                    p = node_weights[j] / (s if square else math.sqrt(s))
                    f = p / s
                    fx += f * dx
                    fy += f * dy
                    part += p / repulsion
        else:
            for j in range(n):
                dx, dy = xi - x[j], yi - y[j]
                s = dx * dx + dy * dy
                if s > 0.0:
                    p = node_weights[j] * s ** (repulsion / 2.0)
                    f = p / s
                    fx += f * dx
                    fy += f * dy
                    part += p / repulsion
        gx[i] -= wi * fx
        gy[i] -= wi * fy
        value -= 0.5 * wi * part
    return value


@njit(cache=True, error_model="numpy")
def attract(
    starts: Ints,
    neighbours: NDArray[np.int32],
    weights: Floats,
    x: Floats,
    y: Floats,
    attraction: float,
    gx: Floats,
    gy: Floats,
) -> float:
    """Add the attracting part of the gradient to `gx`, `gy`; returns its part of V."""
    value = 0.0
    for i in range(len(x)):
        fx, fy, part = 0.0, 0.0, 0.0
        for k in range(starts[i], starts[i + 1]):
            j = neighbours[k]
            dx, dy = x[i] - x[j], y[i] - y[j]
            s = dx * dx + dy * dy
            if attraction == 2.0:
                f = weights[k]
                part += 0.5 * weights[k] * s
            elif s > 0.0:
                if attraction == 0.0:
                    f = weights[k] / s
                    part += 0.5 * weights[k] * math.log(s)
                else:
                    p = weights[k] * s ** (attraction / 2.0)
                    f = p / s
                    part += p / attraction
            else:
                f = 0.0
            fx += f * dx
            fy += f * dy
        gx[i] += fx
        gy[i] += fy
        value += 0.5 * part
    return value
