"""Regions that touch each other on the map."""

from collections.abc import Sequence
from typing import Literal

import numpy as np

from smartspec.errors import ComputeError, ConfigError, nearest
from smartspec.regions.polygons import Outline
from smartspec.regions.results import FloatArray
from smartspec.regions.spatial_weights import SpatialWeights, as_weights

Rule = Literal["queen", "rook"]


def contiguity(outlines: Sequence[Outline], *, rule: Rule = "queen") -> SpatialWeights:
    """Regions that share a point of their outlines (queen) or a stretch between two points (rook); weight 1.

    Points are compared exactly, as maps of one producer store common borders with the same points; 180° and -180°
    are one meridian. Borders drawn with different points do not touch: such a map shows many islands.

    Parameters
    ----------
    outlines : from `read_outlines`, regions distinct.
    rule : `queen` or `rook`; rook pairs are queen pairs.

    Raises
    ------
    ConfigError
        If the rule is unknown.
    ComputeError
        If regions repeat or there are fewer than two.

    Examples
    --------
    >>> def square(x, y):
    ...     return np.array([[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]], dtype=float)
    >>> outlines = [Outline(f"{x}{y}", (square(x, y),), (False,)) for x in (0, 1) for y in (0, 1)]
    >>> contiguity(outlines).n_pairs, contiguity(outlines, rule="rook").n_pairs
    (12, 8)
    """
    if rule not in {"queen", "rook"}:
        raise ConfigError(f"unknown rule `{rule}`", hint=nearest(str(rule), ("queen", "rook")))
    from scipy.sparse import csr_array

    owners, pieces = [], []
    for k, outline in enumerate(outlines):
        for ring in outline.rings:
            points = ring.copy()
            points[points[:, 0] == -180.0, 0] = 180.0
            piece = points[:-1] if rule == "queen" else _edges(points)
            pieces.append(piece)
            owners.append(np.full(len(piece), k))
    if len(outlines) < 2:
        raise ComputeError("neighbours need two regions at least")
    _, code = np.unique(np.concatenate(pieces) + 0.0, axis=0, return_inverse=True)
    owner = np.concatenate(owners)
    membership = csr_array((np.ones(len(owner)), (owner, code.ravel())), shape=(len(outlines), int(code.max()) + 1))
    shared = (membership @ membership.T).tocoo()
    off = shared.row != shared.col
    links = (np.ones(int(off.sum())), (shared.row[off], shared.col[off]))
    matrix = csr_array(links, shape=(len(outlines), len(outlines)))
    return as_weights(matrix, [outline.region for outline in outlines], conventions={"kind": rule})


def _edges(points: FloatArray) -> FloatArray:
    start, end = points[:-1], points[1:]
    swap = (start[:, 0] > end[:, 0]) | ((start[:, 0] == end[:, 0]) & (start[:, 1] > end[:, 1]))
    ordered = np.where(swap[:, None], np.hstack([end, start]), np.hstack([start, end]))
    return np.asarray(ordered[(start != end).any(axis=1)], dtype=np.float64)
