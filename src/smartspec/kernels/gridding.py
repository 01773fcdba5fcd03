"""Loops between points and a mesh, and between points that lie close together.

Lengths are in cells of the mesh. A point lies between mesh points 1 and M - 3 along each axis, so that the four mesh
points of its cubic B-spline exist.
"""

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from smartspec.kernels.forces import FAST, fast_log

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@njit(cache=True, error_model="numpy", inline="always")
def spline(t: float) -> tuple[float, float, float, float]:
    """Cubic B-spline weights of the four mesh points around a point; t in [0, 1) counts from the second of them."""
    r = 1.0 - t
    return (
        r * r * r / 6.0,
        (t * t * (t - 2.0)) / 2.0 + 2.0 / 3.0,
        (r * r * (r - 2.0)) / 2.0 + 2.0 / 3.0,
        t * t * t / 6.0,
    )


@njit(cache=True, error_model="numpy", inline="always")
def spline_slope(t: float) -> tuple[float, float, float, float]:
    """Derivatives of the weights of `spline`."""
    r = 1.0 - t
    return -r * r / 2.0, t * (1.5 * t - 2.0), -r * (1.5 * r - 2.0), t * t / 2.0


@njit(cache=True, error_model="numpy")
def spread(u: Floats, v: Floats, node_weights: Floats, mesh: Floats) -> None:
    """Add every point's weight to the mesh points around it."""
    for i in range(len(u)):
        a, b = int(u[i]), int(v[i])
        along, across = spline(u[i] - a), spline(v[i] - b)
        for k in range(4):
            w = node_weights[i] * along[k]
            for m in range(4):
                mesh[a - 1 + k, b - 1 + m] += w * across[m]


@njit(cache=True, error_model="numpy")
def gather(u: Floats, v: Floats, node_weights: Floats, potential: Floats, gu: Floats, gv: Floats) -> float:
    """Half the sum of weight times potential over the points; its gradient is written to `gu`, `gv`."""
    value = 0.0
    for i in range(len(u)):
        a, b = int(u[i]), int(v[i])
        along, across = spline(u[i] - a), spline(v[i] - b)
        along_slope, across_slope = spline_slope(u[i] - a), spline_slope(v[i] - b)
        here, slope_u, slope_v = 0.0, 0.0, 0.0
        for k in range(4):
            row, row_slope = 0.0, 0.0
            for m in range(4):
                p = potential[a - 1 + k, b - 1 + m]
                row += across[m] * p
                row_slope += across_slope[m] * p
            here += along[k] * row
            slope_u += along_slope[k] * row
            slope_v += along[k] * row_slope
        value += node_weights[i] * here
        gu[i] = node_weights[i] * slope_u
        gv[i] = node_weights[i] * slope_v
    return 0.5 * value


@njit(cache=True)
def sort_by_cell(u: Floats, v: Floats, reach: float, n_rows: int, n_columns: int) -> tuple[Ints, Ints, Ints]:
    """Points in the order of cells `reach` high and half as wide, row by row.

    Returns the order, the cell of each point in that order, and where each cell starts, with one end mark.
    """
    n = len(u)
    cell, starts = np.empty(n, np.int64), np.zeros(n_rows * n_columns + 1, np.int64)
    for i in range(n):
        cell[i] = int(u[i] / reach) * n_columns + int(2.0 * v[i] / reach)
        starts[cell[i] + 1] += 1
    for c in range(n_rows * n_columns):
        starts[c + 1] += starts[c]
    order, cells, ends = np.empty(n, np.int64), np.empty(n, np.int64), starts.copy()
    for i in range(n):
        order[ends[cell[i]]] = i
        cells[ends[cell[i]]] = cell[i]
        ends[cell[i]] += 1
    return order, cells, starts


@njit(cache=True, error_model="numpy", fastmath=FAST)
def add_near(
    points: Floats,
    cells: Ints,
    starts: Ints,
    n_columns: int,
    reach: float,
    repulsion: float,
    taylor: Floats,
    gradient: Floats,
) -> float:
    """Add, for pairs closer than `reach`, the kernel less its Taylor polynomial, and its gradient; returns the sum.

    `points` is (3, n): coordinates and weights, sorted by cell; `gradient` is (2, n). The kernel is -d^R / R, for R = 0
    -log d. A point and itself, and two on one point, count as a kernel of 0: that takes away what the mesh adds there.
    """
    u, v, weights = points[0], points[1], points[2]
    f0, f1, f2, f3 = taylor[0], taylor[1], taylor[2], taylor[3]
    square, total = reach * reach, 0.0
    n_rows = (len(starts) - 1) // n_columns
    for i in range(len(u)):
        row, column = cells[i] // n_columns, cells[i] % n_columns
        left, right = max(column - 2, 0), min(column + 2, n_columns - 1)
        gu, gv, value = 0.0, 0.0, 0.0
        for r in range(max(row - 1, 0), min(row + 1, n_rows - 1) + 1):
            for j in range(starts[r * n_columns + left], starts[r * n_columns + right + 1]):
                du, dv = u[i] - u[j], v[i] - v[j]
                s = du * du + dv * dv
                w = weights[j] if s < square else 0.0
                apart = s > 0.0
                t = s if apart else 1.0
                if repulsion == 0.0:
                    kernel, slope = -0.5 * fast_log(t), -0.5 / t
                elif repulsion == 1.0:
                    kernel = -math.sqrt(t)
                    slope = 0.5 / kernel
                elif repulsion == -1.0:
                    kernel = 1.0 / math.sqrt(t)
                    slope = -0.5 * kernel / t
                elif repulsion == -2.0:
                    kernel = 0.5 / t
                    slope = -kernel / t
                else:
                    raised = t ** (repulsion / 2.0)
                    kernel, slope = -raised / repulsion, -0.5 * raised / t
                z = s - square
                smooth = f0 + z * (f1 + z * (f2 + z * f3))
                smooth_slope = f1 + z * (2.0 * f2 + z * 3.0 * f3)
                value += w * ((kernel if apart else 0.0) - smooth)
                f = 2.0 * w * ((slope if apart else 0.0) - smooth_slope)
                gu += f * du
                gv += f * dv
        gradient[0, i] += weights[i] * gu
        gradient[1, i] += weights[i] * gv
        total += 0.5 * weights[i] * value
    return total
