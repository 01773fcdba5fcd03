"""A large table of expected counts stood for by a small one: a smooth function of margins needs few points."""

from dataclasses import dataclass

import numpy as np

from smartspec.regions.results import BoolArray, FloatArray

#: Rows that are looked at together.
_BLOCK = 1 << 18
#: What a function may change by between nodes: less than the last digit of a number.
_PRECISION = 1e-17
#: How far expected counts may be from a product of margins, by rounding.
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Nodes:
    """Points that stand for the lines of one side of a table.

    Attributes
    ----------
    margins : shape (nodes,), the margins at the nodes.
    basis : shape (lines, nodes); a function of a line's margin is the basis times its values at the nodes.
    """

    margins: FloatArray
    basis: FloatArray


def nodes_for(margins: FloatArray) -> Nodes:
    """Chebyshev's nodes in the logarithm of margins, or the margins themselves where these are fewer.

    Parameters
    ----------
    margins : shape (lines,), positive.

    Notes
    -----
    For functions of t, the logarithm of the product of two margins, whose only singularities lie at Im t = ±π and
    beyond, as those of 1 / (1 + exp t) and ln(1 + exp t) do: interpolation at n points converges like ρ⁻ⁿ with
    ρ = q + √(1 + q²), q = π / h, h half the range.
    Source: Trefethen (2013), Approximation theory and approximation practice, chapters 5 and 8.

    Examples
    --------
    >>> found = nodes_for(np.geomspace(1.0, 1000.0, 500))
    >>> found.basis.shape
    (500, 52)
    >>> f = lambda margin: np.log1p(margin / 7)
    >>> bool(np.abs(found.basis @ f(found.margins) - f(np.geomspace(1.0, 1000.0, 500))).max() < 1e-13)
    True
    """
    at = np.log(margins)
    centre, half = (at.max() + at.min()) / 2, (at.max() - at.min()) / 2
    q = np.pi / max(half, 1e-3)
    n = int(np.ceil(-np.log(_PRECISION) / np.log(q + np.hypot(1.0, q)))) + 4
    if n >= len(margins):
        return Nodes(margins, np.eye(len(margins)))
    angle = (2 * np.arange(n) + 1) * np.pi / (2 * n)
    points = centre + half * np.cos(angle)
    weights = np.sin(angle)
    weights[1::2] *= -1
    away = at[:, None] - points
    line, node = np.nonzero(away == 0)
    away[line] = 1.0
    basis = weights / away
    basis /= basis.sum(axis=1, keepdims=True)
    basis[line] = 0.0
    basis[line, node] = 1.0
    return Nodes(np.exp(points), basis)


def margins_of(expected: FloatArray) -> tuple[FloatArray, FloatArray] | None:
    """Two sets of margins whose products are the expected counts; None if there are none."""
    rows, columns = expected[:, 0], expected[0] / expected[0, 0]
    step = max(1, _BLOCK // expected.shape[1])
    for first in range(0, len(rows), step):
        part = slice(first, first + step)
        if (np.abs(rows[part, None] * columns - expected[part]) > _ROUNDING * expected[part]).any():
            return None
    return rows, columns


def summed_at(table: FloatArray | BoolArray, rows: FloatArray, columns: FloatArray) -> FloatArray:
    """The sums of a table over its lines, weighted by two bases: shape (row nodes, column nodes)."""
    found = np.zeros((rows.shape[1], columns.shape[1]))
    step = max(1, _BLOCK // table.shape[1])
    for first in range(0, len(table), step):
        part = slice(first, first + step)
        found += rows[part].T @ (table[part] @ columns)
    return found
