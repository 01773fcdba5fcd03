"""The adjusted likelihood of a large table, worked out at the nodes of its margins."""

import numpy as np

from smartspec.regions.results import BoolArray, FloatArray, IntArray
from smartspec.regions.shrinkage_nodes import Nodes, nodes_for, summed_at


class NodeLoss:
    """Minus the adjusted log likelihood at ln ν, without constants: that of the whole table, from few of its points.

    Everything that is summed over cells depends on a cell's count, which does not change, and on the product of its
    margins, smoothly. With t = ln(μ E / ν) and h(t) = 1 / (2 cosh(t / 2)), the weight of a cell is
    W = μ E / (1 + μ E / ν) = √(μ ν E) h(t); h changes little where W changes by orders of magnitude.

    Parameters
    ----------
    observed, known : shape (regions, activities); 0 where missing.
    margins : two sets of margins whose products are the expected counts.
    """

    def __init__(self, observed: FloatArray, margins: tuple[FloatArray, FloatArray], known: BoolArray) -> None:
        rows, columns = (nodes_for(one) for one in margins)
        self.counts, self.times = _distinct_counts(observed, known)
        self.expected = rows.margins[:, None] * columns.margins
        roots = [np.sqrt(one) for one in margins]
        scaled = [one.basis / root[:, None] for one, root in zip((rows, columns), roots, strict=True)]
        raised = [one.basis * root[:, None] for one, root in zip((rows, columns), roots, strict=True)]
        self.x = summed_at(observed, rows.basis, columns.basis)
        self.x_by_root = summed_at(observed, *scaled)
        self.n, self.root = (
            np.outer(one.sum(axis=0), other.sum(axis=0)) for one, other in ((rows.basis, columns.basis), raised)
        )
        if not known.all():
            self.n, self.root = (
                summed_at(known.astype(np.float64), *pair) for pair in ((rows.basis, columns.basis), raised)
            )
        self.determinant = Determinant((rows, columns), margins, known)

    def mean_at(self, shape: float) -> float:
        """Mean of the quotients that is likeliest for this ν, by a fixed point."""
        mean = 1.0
        for _ in range(100):
            weights = _h(mean * self.expected / shape)
            before, mean = mean, float((self.x_by_root * weights).sum() / (self.root * weights).sum())
            if abs(mean - before) <= 1e-10 * mean:
                break
        return mean

    def __call__(self, log_shape: float) -> float:
        """The loss at ln ν."""
        from scipy.special import gammaln

        shape = float(np.exp(log_shape))
        mean = self.mean_at(shape)
        ratio = mean * self.expected / shape
        height = self.times @ (gammaln(self.counts + shape) - gammaln(shape))
        height -= shape * (self.n * np.log1p(ratio)).sum() + (self.x * np.log1p(1 / ratio)).sum()
        return float(0.5 * self.determinant(mean, shape) - height)


class Determinant:
    """Log determinant of the information on row and column effects, one of them left out.

    With W = L V from nodes, S = diag(W_i) - Wᵀ diag(1 / W_r) W is a diagonal less a matrix of as low a rank as there
    are nodes, so that its determinant is that of a small matrix. Lines with missing cells are taken as they are.
    """

    def __init__(self, nodes: tuple[Nodes, Nodes], margins: tuple[FloatArray, FloatArray], known: BoolArray) -> None:
        broken = [~known.all(axis=axis) for axis in (1, 0)]
        turned = bool(broken[0].sum() > broken[1].sum())
        (self.rows, self.columns), (a, b) = (nodes[::-1], margins[::-1]) if turned else (nodes, margins)
        self.broken = broken[turned]
        self.known = (known.T if turned else known)[self.broken]
        self.expected = a[self.broken, None] * b
        self.a, self.b, self.basis = a[~self.broken], b, self.rows.basis[~self.broken]

    def __call__(self, mean: float, shape: float) -> float:
        """At a mean of the quotients and ν."""
        scale, root_a, root_b = np.sqrt(mean * shape), np.sqrt(self.a), np.sqrt(self.b)
        at_nodes = scale * _h(mean * self.rows.margins[:, None] * self.columns.margins / shape)
        whole = self.basis @ (at_nodes @ (self.columns.basis.T @ root_b)) * root_a
        across = self.columns.basis @ (at_nodes.T @ (self.basis.T @ root_a)) * root_b
        ratio = mean * self.expected
        broken = np.where(self.known, ratio / (1.0 + ratio / shape), 0.0)
        sums = np.concatenate([whole, broken.sum(axis=1)])
        across += broken.sum(axis=0)
        inner = at_nodes.T @ (self.basis.T @ (self.basis * (self.a / whole)[:, None])) @ at_nodes
        n, size = len(inner), len(inner) + len(broken)
        core = np.zeros((size, size))
        core[:n, :n] = inner
        core[range(n, size), range(n, size)] = 1 / sums[len(whole) :]
        factors = np.hstack([self.columns.basis * root_b[:, None], broken.T])[1:]
        small = np.eye(size) - core @ (factors.T @ (factors / across[1:, None]))
        return float(np.log(sums).sum() + np.log(across[1:]).sum() + np.linalg.slogdet(small)[1])


def _h(ratio: FloatArray) -> FloatArray:
    """1 / (2 cosh(t / 2)) of exp t."""
    root = np.sqrt(ratio)
    found: FloatArray = root / (1.0 + ratio)
    return found


def _distinct_counts(observed: FloatArray, known: BoolArray) -> tuple[FloatArray, IntArray]:
    """Distinct counts of known cells, and how many cells hold each."""
    most = int(observed.max())
    if most > observed.size:
        counts, times = np.unique(observed[known], return_counts=True)
        return counts, times.astype(np.int64)
    times = np.zeros(most + 1, dtype=np.int64)
    for row, is_known in zip(observed, known, strict=True):
        found = np.bincount(row[is_known].astype(np.int64))
        times[: len(found)] += found
    held = np.flatnonzero(times)
    return held.astype(np.float64), times[held]
