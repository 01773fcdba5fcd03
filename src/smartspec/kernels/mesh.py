"""Repulsion among many nodes on a mesh: particle mesh, with exact forces at short distance where they matter.

The kernel phi(d) = -d^R / R (-log d for R = 0) is cut in two. Within a radius it is replaced by the polynomial in d^2
that continues it smoothly; this part varies slowly, and is summed over a mesh by a fast Fourier transform. What is left
within the radius is summed pair by pair.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
#: Room around the nodes for the steps of a minimisation, as a share of their extent on each side.
MARGIN = 0.2


@dataclass(frozen=True, slots=True)
class Mesh:
    """A square mesh of size x size points over a part of the plane.

    Attributes
    ----------
    power : R.
    size : points along each axis.
    cell : distance of two points.
    origin : (2,) place of the first point.
    taylor : (4,) coefficients of the polynomial in (d / cell)^2 - radius^2.
    radius : in cells; 0 if the kernel is left as it is everywhere.
    transform : (2 size, size + 1) transform of the kernel in units of cells, the smoothing of the splines taken out.
    """

    power: float
    size: int
    cell: float
    origin: Floats
    taylor: Floats
    radius: float
    transform: Floats

    def repel(self, coordinates: Floats, node_weights: Floats, *, near: bool) -> tuple[float, Floats]:
        """The repelling part of V and its (n, 2) gradient.

        Parameters
        ----------
        coordinates : (n, 2).
        node_weights : (n,).
        near : add the exact sum at short distance; without it, the repulsion is a smoothed one.

        Returns
        -------
        value, gradient
            Where a node lies outside, of a mesh that has been widened in steps of a quarter until it holds them all;
            that is no other function but for the accuracy, or the smoothing.
        """
        from smartspec.kernels.gridding import gather, spread

        offsets = coordinates - (self.origin + self.cell * (self.size - 2) / 2)
        reach = float(np.abs(offsets).max()) / self.cell / (self.size / 2 - 2)
        if not np.isfinite(reach):
            return np.inf, np.zeros_like(coordinates)
        cell = self.cell * 1.25 ** max(0, int(np.ceil(np.log(max(reach, 1e-300)) / np.log(1.25))))
        cells = offsets / cell + (self.size - 2) / 2
        u, v = np.ascontiguousarray(cells[:, 0]), np.ascontiguousarray(cells[:, 1])
        mesh = np.zeros((self.size, self.size))
        spread(u, v, node_weights, mesh)
        gradient = np.empty((2, len(u)))
        value = gather(u, v, node_weights, self._potential(mesh), gradient[0], gradient[1])
        squares = float((node_weights**2).sum())
        if near:
            value += self._near(u, v, node_weights, gradient)
        elif self.radius:
            value -= squares * polynomial(self.taylor, -(self.radius**2)) / 2
        if self.power == 0:
            pairs = (float(node_weights.sum()) ** 2 - squares) / 2
            return float(value - pairs * np.log(cell)), gradient.T / cell
        unit = cell**self.power
        return float(value * unit), gradient.T * (unit / cell)

    def _potential(self, mesh: Floats) -> Floats:
        """The kernel's sum over all points of the mesh, at each of them."""
        from scipy.fft import fft, ifft, irfft, rfft

        n = self.size
        wave = fft(rfft(mesh, 2 * n, axis=1), 2 * n, axis=0, overwrite_x=True)
        wave *= self.transform
        potential = irfft(ifft(wave, axis=0, overwrite_x=True)[:n], 2 * n, axis=1, overwrite_x=True)
        return np.asarray(potential)

    def _near(self, u: Floats, v: Floats, node_weights: Floats, gradient: Floats) -> float:
        from smartspec.kernels.gridding import add_near, sort_by_cell

        n_rows, n_columns = int(self.size / self.radius) + 1, int(2 * self.size / self.radius) + 1
        order, cells, starts = sort_by_cell(u, v, self.radius, n_rows, n_columns)
        points, sums = np.stack([u[order], v[order], node_weights[order]]), np.zeros((2, len(u)))
        value = add_near(points, cells, starts, n_columns, self.radius, float(self.power), self.taylor, sums)
        gradient[:, order] += sums
        return float(value)


def mesh_over(coordinates: Floats, *, power: float, size: int, radius: float) -> Mesh:
    """A mesh of `size` points along each axis over these nodes, with some room around them."""
    low, high = coordinates.min(axis=0), coordinates.max(axis=0)
    extent = float((high - low).max()) * (1 + 2 * MARGIN)
    cell = extent / (size - 5) if extent > 0 else 1.0
    origin = (low + high) / 2 - cell * (size - 2) / 2
    taylor = taylor_coefficients(power, radius) if radius else np.zeros(4)
    return Mesh(power, size, cell, origin, taylor, radius, _transform(power, size, radius, taylor))


def taylor_coefficients(power: float, radius: float) -> Floats:
    """(4,) coefficients, in powers of d^2 - radius^2, of the polynomial that continues the kernel smoothly."""
    s, half = radius * radius, power / 2
    value = -(s**half) / power if power else -np.log(s) / 2
    first = -(s ** (half - 1)) / 2
    second = first * (half - 1) / s / 2
    third = second * (half - 2) / s / 3
    return np.array([value, first, second, third])


def polynomial(coefficients: Floats, z: Any) -> Any:  # noqa: ANN401  # number or array
    """The value at z of a polynomial with rising powers."""
    return coefficients[0] + z * (coefficients[1] + z * (coefficients[2] + z * coefficients[3]))


def _transform(power: float, size: int, radius: float, taylor: Floats) -> Floats:
    from scipy.fft import rfft2

    offset = np.arange(2 * size)
    offset = np.minimum(offset, 2 * size - offset).astype(np.float64)
    squares = offset[:, None] ** 2 + offset**2
    safe = np.where(squares > 0, squares, 1.0)
    kernel = -(safe ** (power / 2)) / power if power else -np.log(safe) / 2
    kernel = np.where(squares > 0, kernel, 0.0)
    if radius:
        kernel = np.where(squares < radius**2, polynomial(taylor, squares - radius**2), kernel)
    wave = np.real(rfft2(kernel))
    # a cubic spline multiplies by (4 + 2 cos) / 6 as the weights are spread, and again as the potential is gathered
    spline = (4 + 2 * np.cos(np.pi * offset / size)) / 6
    return np.asarray(wave / (spline[:, None] * spline[: size + 1]) ** 2)
