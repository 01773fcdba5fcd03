"""Who works with whom: networks of regions from the regions of each document."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from smartspec.errors import ComputeError, ConfigError, nearest
from smartspec.regions.results import Caution, FloatArray, IntArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Counting = Literal["full", "fractional"]


@dataclass(frozen=True, slots=True)
class Incidence:
    """Which document belongs to which regions.

    Attributes
    ----------
    matrix : csr_array (documents, regions) of 1.0 where a document has a region; duplicates count once.
    documents : number of documents, those without any region included.
    regions : labels of the columns.
    cautions : what was left out.
    """

    matrix: "csr_array"
    documents: int
    regions: tuple[str, ...]
    cautions: tuple[Caution, ...] = ()


@dataclass(frozen=True, slots=True)
class Cooperation:
    """The network of regions that share documents, under both ways of counting.

    Attributes
    ----------
    regions : labels, in the order of every array below.
    full : csr_array (n, n), symmetric, empty diagonal: number of documents that two regions share.
    fractional : the same pattern; a document of m regions gives 1/(m-1) to each of its pairs.
    documents : (n,) documents of the region.
    collaborative : (n,) documents of the region with another region; equal to the row sums of `fractional`.
    n_documents, n_collaborative, n_links : documents with a region, those in more than one region, and pairs of
        document and region.
    largest : regions of the document with most regions.
    row_sum_gap : largest difference between `collaborative` and the row sums of `fractional`; rounding only.
    cautions : what a reader must know.
    """

    regions: tuple[str, ...]
    full: "csr_array"
    fractional: "csr_array"
    documents: FloatArray
    collaborative: FloatArray
    n_documents: int
    n_collaborative: int
    n_links: int
    largest: int
    row_sum_gap: float
    cautions: tuple[Caution, ...] = ()

    def weights(self, counting: Counting) -> "csr_array":
        """The network under one way of counting."""
        if counting not in {"full", "fractional"}:
            raise ConfigError(f"unknown counting `{counting}`", hint=nearest(counting, ("full", "fractional")))
        return self.full if counting == "full" else self.fractional

    def pairs(self) -> tuple[IntArray, IntArray]:
        """Indices (a, b), a < b, of the pairs with a tie, ordered by a, then b."""
        rows = np.repeat(np.arange(len(self.regions)), np.diff(self.full.indptr))
        upper = rows < self.full.indices
        return rows[upper].astype(np.int64), self.full.indices[upper].astype(np.int64)


def incidence(
    documents: Sequence[Hashable] | npt.NDArray[Any],
    regions: Sequence[str | None],
    *,
    order: Sequence[str] | None = None,
) -> Incidence:
    """Turn (document, region) pairs into a sparse matrix of documents by regions.

    Parameters
    ----------
    documents : one entry a pair, any identifiers.
    regions : the region of that pair; None or an empty text is a document whose region is not known.
    order : labels of all regions, in the order wanted; regions without documents stay, as rows without ties.
        All regions that occur, sorted, if None.

    Raises
    ------
    ComputeError
        If the two sequences differ in length, fewer than two regions are left, or a region is not in `order`.

    Examples
    --------
    >>> incidence(["p1", "p1", "p2"], ["A", "B", "A"]).matrix.toarray()
    array([[1., 1.],
           [1., 0.]])
    """
    from scipy.sparse import csr_array

    if len(documents) != len(regions):
        raise ComputeError(f"{len(documents)} documents for {len(regions)} regions", hint="give one of each a pair")
    known = np.array([region is not None and region != "" for region in regions], dtype=np.bool_)
    names = np.array([region for region in regions if region], dtype=np.str_)
    labels = tuple(np.unique(names).tolist()) if order is None else tuple(order)
    if len(labels) < 2 or len(set(labels)) < len(labels):
        raise ComputeError(f"a network needs two distinct regions at least, not {labels[:3]}")
    position = {label: k for k, label in enumerate(labels)}
    strange = sorted({str(name) for name in np.unique(names)} - position.keys())
    if strange:
        raise ComputeError(f"{len(strange)} regions are not in `order`: {', '.join(strange[:5])}")
    place = {document: k for k, document in enumerate(dict.fromkeys(_plain(documents)))}
    rows = np.array([place[document] for document in _plain(documents)], dtype=np.int64)[known]
    columns = np.array([position[name] for name in names.tolist()], dtype=np.int64)
    matrix = csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(place), len(labels)))
    matrix.sum_duplicates()
    matrix.data[:] = 1.0
    n = int((~known).sum())
    left_out = Caution(
        "pairs-without-region",
        f"{n} of {len(regions)} pairs of document and region have no region and were left out",
        f"пары «документ - регион» без региона не учтены: {n} из {len(regions)}",
    )
    return Incidence(matrix, len(place), labels, (left_out,) if n else ())


def cooperation(given: Incidence) -> Cooperation:
    """Count the documents that regions share, fully and fractionally.

    Full: C = B'B with an empty diagonal. Fractional: F = B' diag(1/(m-1)) B with an empty diagonal, m the regions
    of a document, so that the row sum of a region is the number of its documents with others.

    Parameters
    ----------
    given : documents by regions; a document of one region is no tie, a region without documents is an empty row.

    Returns
    -------
    Cooperation
        Sparse; memory grows with the pairs that occur, not with regions squared.

    Raises
    ------
    ComputeError
        If no document has two regions.

    Notes
    -----
    Source: Perianes-Rodriguez, Waltman, van Eck (2016), doi:10.1016/j.joi.2016.10.006 (weight 1/(m-1)).

    Examples
    --------
    >>> network = cooperation(incidence(list("ppqqq"), list("ABABC")))
    >>> network.full.toarray()
    array([[0., 2., 1.],
           [2., 0., 1.],
           [1., 1., 0.]])
    >>> network.fractional.sum(axis=1), network.collaborative
    (array([2., 2., 1.]), array([2., 2., 1.]))
    """
    matrix = given.matrix
    size = np.asarray(matrix.sum(axis=1)).ravel()
    shared = matrix[size > 1]
    n_regions = size[size > 1]
    if not len(n_regions):
        raise ComputeError(
            "no document has two regions", hint="cooperation is counted over documents of several regions"
        )
    full = _emptied(shared.T @ shared)
    fractional = _emptied(shared.T @ (shared.multiply((1.0 / (n_regions - 1.0))[:, None])).tocsr())
    collaborative = np.asarray(shared.sum(axis=0), dtype=np.float64).ravel()
    gap = float(np.abs(np.asarray(fractional.sum(axis=1)).ravel() - collaborative).max())
    return Cooperation(
        given.regions,
        full,
        fractional,
        np.asarray(matrix.sum(axis=0), dtype=np.float64).ravel(),
        collaborative,
        int((size > 0).sum()),
        len(n_regions),
        int(size.sum()),
        int(size.max()),
        gap,
        (*given.cautions, *_isolates(given.regions, collaborative)),
    )


def components(network: Cooperation) -> IntArray:
    """(n,) int64: the component of each region; 0 is the largest, of equal ones the one with the first region.

    A region without ties is a component of its own.

    Examples
    --------
    >>> components(cooperation(incidence(list("ppqqr"), list("BCDBA"))))
    array([1, 0, 0, 0])
    """
    from scipy.sparse.csgraph import connected_components

    _, labels = connected_components(network.full, directed=False)
    _, first, inverse, size = np.unique(labels, return_index=True, return_inverse=True, return_counts=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.lexsort((first, -size))] = np.arange(len(first))
    return rank[inverse]


def _plain(values: Sequence[Hashable] | npt.NDArray[Any]) -> Sequence[Hashable]:
    return values.tolist() if isinstance(values, np.ndarray) else values


def _emptied(matrix: Any) -> "csr_array":  # noqa: ANN401 - scipy has no types
    from scipy.sparse import csr_array, diags_array

    emptied = csr_array(matrix - diags_array(matrix.diagonal()))
    emptied.eliminate_zeros()
    emptied.sort_indices()
    return emptied


def _isolates(regions: tuple[str, ...], collaborative: FloatArray) -> tuple[Caution, ...]:
    alone = [region for region, n in zip(regions, collaborative, strict=True) if n == 0]
    if not alone:
        return ()
    names = ", ".join(alone)
    en = f"{len(alone)} regions have no document with another region: {names}"
    return (Caution("regions-without-ties", en, f"регионы без совместных документов ({len(alone)}): {names}"),)
