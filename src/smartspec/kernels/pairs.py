"""Counting pairs: how strongly two items are linked, from which documents hold which items."""

import itertools
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from smartspec.errors import ComputeError

Codes = NDArray[np.integer]
Incidence = tuple[Codes, Codes]
Pairs = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]
Counting = Literal["full", "fractional"]


def count_pairs(
    rows: Codes,
    columns: Codes,
    *,
    n_rows: int,
    n_columns: int,
    counting: Counting = "full",
    row_sizes: NDArray[Any] | None = None,
    shares: NDArray[np.float64] | None = None,
) -> Pairs:
    """Rows in which two columns occur together: co-occurrence, co-authorship, co-citation.

    Parameters
    ----------
    rows, columns : (k,) codes; the same pair twice counts once.
    n_rows, n_columns : numbers of rows and columns.
    counting : `full` adds 1 per row; `fractional` adds 1 / (size - 1), so that a row gives each of its items 1.
    row_sizes : (n_rows,) items of each row, for fractional counting where `columns` holds only some of them; counted
        from `rows` if None. A row of size 1 or less adds nothing.
    shares : (k,) in (0, 1], how much of the row's occurrence belongs to the column, for items that are not certain;
        whole if None. A pair counts the product of its shares; shares of one pair of codes add up to 1 at most.

    Returns
    -------
    first, second, strength : (m,) with first < second, sorted; only pairs that occur.

    Raises
    ------
    ComputeError
        If a code is out of range.

    Notes
    -----
    Source: Perianes-Rodriguez, Waltman, van Eck (2016), doi:10.1016/j.joi.2016.10.006, eqs 1 and 5.

    Examples
    --------
    >>> rows, columns = np.array([0, 0, 0, 1, 1, 2, 2]), np.array([0, 1, 2, 0, 2, 1, 3])
    >>> count_pairs(rows, columns, n_rows=3, n_columns=4, counting="fractional")[2]
    array([0.5, 1.5, 0.5, 1. ])
    """
    items = _incidence((rows, columns), n_rows, n_columns, shares=shares)
    sizes: NDArray[Any] = np.asarray(items.sum(axis=1)).ravel() if row_sizes is None else np.asarray(row_sizes)
    return _upper(items.T.tocsr(), _scaled(items, _shares(sizes, counting)))


def couple(
    references: Incidence,
    units: Incidence,
    *,
    n_documents: int,
    n_targets: int,
    n_units: int,
    counting: Counting = "full",
    document_sizes: NDArray[Any] | None = None,
    shares: NDArray[np.float64] | None = None,
) -> Pairs:
    """References shared by documents of two units: bibliographic coupling.

    Parameters
    ----------
    references : (document, reference) codes; the same pair twice counts once.
    units : (document, unit) codes, likewise.
    counting : `full` adds 1 per shared reference and pair of different documents. `fractional` adds 1 / (n - 1) for a
        reference cited by n documents, and splits a document evenly over its units.
    document_sizes : (n_documents,) units of each document where `units` holds only some of them.
    shares : how much of a document belongs to the unit, aligned with `units`; whole if None.

    Returns
    -------
    first, second, strength : (m,) with first < second, sorted. A document shared by both units is not coupled with
        itself.

    Notes
    -----
    Source: Kessler (1963), doi:10.1002/asi.5090140103; fractional counting as in `count_pairs`.
    """
    cited = _incidence(references, n_documents, n_targets)
    weights = _shares(np.asarray(cited.sum(axis=0)).ravel(), counting)
    members = _members(units, n_documents, n_units, counting=counting, sizes=document_sizes, shares=shares)
    by_unit = (members.T @ cited).tocsr()  # units x references
    own = _scaled(members, np.asarray(_scaled(cited.T.tocsr(), weights).sum(axis=0)).ravel())
    return _upper(by_unit, _scaled(by_unit.T.tocsr(), weights), minus=(members.T.tocsr(), own))


def cite(
    citations: Incidence,
    units: Incidence,
    *,
    n_documents: int,
    n_targets: int,
    n_units: int,
    counting: Counting = "full",
    document_sizes: NDArray[Any] | None = None,
    shares: NDArray[np.float64] | None = None,
) -> Pairs:
    """Citations between documents of two units, in either direction.

    Parameters
    ----------
    citations : (citing, cited) codes of documents; a citation of itself does not count, nor the same one twice.
    units : (document, unit) codes.
    counting : `full` adds 1 per citation; `fractional` lets the citations of a document sum to 1, and splits a
        document evenly over its units.
    n_targets : number of documents, as `n_documents`.
    document_sizes : (n_documents,) units of each document where `units` holds only some of them.
    shares : how much of a document belongs to the unit, aligned with `units`; whole if None.

    Returns
    -------
    first, second, strength : (m,) with first < second, sorted.
    """
    citing, cited = (np.asarray(codes, dtype=np.int64) for codes in citations)
    other = citing != cited
    links = _incidence((citing[other], cited[other]), n_documents, n_targets)
    if counting == "fractional":
        given = np.asarray(links.sum(axis=1)).ravel()
        links = _scaled(links, np.divide(1.0, given, out=np.zeros(len(given)), where=given > 0))
    members = _members(units, n_documents, n_units, counting=counting, sizes=document_sizes, shares=shares)
    directed = (members.T @ links @ members).tocsr()
    return _sorted_upper((directed + directed.T).tocsr())


def _incidence(codes: Incidence, n_rows: int, n_columns: int, *, shares: NDArray[np.float64] | None = None) -> Any:  # noqa: ANN401  # a sparse array
    from scipy.sparse import csr_array

    rows, columns = (np.asarray(values, dtype=np.int64) for values in codes)
    for name, values, n in (("row", rows, n_rows), ("column", columns, n_columns)):
        if len(values) and (values.min() < 0 or values.max() >= n):
            raise ComputeError(f"a {name} code lies outside 0..{n - 1}")
    if len(rows) != len(columns):
        raise ComputeError(f"{len(rows)} row codes and {len(columns)} column codes")
    held = np.ones(len(rows)) if shares is None else np.asarray(shares, dtype=np.float64)
    matrix = csr_array((held, (rows, columns)), shape=(n_rows, n_columns))
    matrix.sum_duplicates()
    np.minimum(matrix.data, 1.0, out=matrix.data)
    return matrix


def _shares(sizes: NDArray[Any], counting: Counting) -> NDArray[np.float64]:
    """What each row adds to a pair of its items."""
    if counting == "full":
        return np.ones(len(sizes))
    return np.divide(1.0, sizes - 1.0, out=np.zeros(len(sizes)), where=sizes > 1)


def _members(
    units: Incidence,
    n_documents: int,
    n_units: int,
    *,
    counting: Counting,
    sizes: NDArray[Any] | None,
    shares: NDArray[np.float64] | None,
) -> Any:  # noqa: ANN401
    members = _incidence(units, n_documents, n_units, shares=shares)
    if counting == "full":
        return members
    n = np.asarray(members.sum(axis=1)).ravel() if sizes is None else np.asarray(sizes)
    return _scaled(members, np.divide(1.0, n, out=np.zeros(len(n)), where=n > 0))


def _scaled(matrix: Any, factors: NDArray[np.float64]) -> Any:  # noqa: ANN401
    """The rows of a sparse matrix, each multiplied by its factor."""
    scaled = matrix.copy()
    scaled.data = scaled.data * np.repeat(factors, np.diff(scaled.indptr))
    return scaled


def _upper(left: Any, right: Any, *, minus: tuple[Any, Any] | None = None) -> Pairs:  # noqa: ANN401
    """Upper triangle of left @ right (less another product), block by block so that no whole square is held."""
    from scipy.sparse import triu

    n, parts = left.shape[0], []
    work = np.diff(right.indptr)[left.indices]
    cost = np.zeros(n)
    np.add.at(cost, np.repeat(np.arange(n), np.diff(left.indptr)), work)
    block = np.floor(np.cumsum(cost) / 2e7)
    for start, end in _runs(block):
        product = left[start:end] @ right
        if minus is not None:
            product = product - minus[0][start:end] @ minus[1]
        parts.append(_pairs(triu(product, k=start + 1, format="csr"), start))
    if not parts:
        return np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0)
    first, second, strength = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    return first, second, strength


def _runs(labels: NDArray[np.float64]) -> list[tuple[int, int]]:
    if not len(labels):
        return []
    edges = [0, *(np.flatnonzero(np.diff(labels)) + 1).tolist(), len(labels)]
    return list(itertools.pairwise(edges))


def _sorted_upper(matrix: Any) -> Pairs:  # noqa: ANN401
    from scipy.sparse import triu

    return _pairs(triu(matrix, k=1, format="csr"), 0)


def _pairs(matrix: Any, start: int) -> Pairs:  # noqa: ANN401
    """Row (counted from `start`), column and value of the entries above rounding noise, sorted."""
    matrix.sort_indices()
    rows = np.repeat(np.arange(matrix.shape[0]) + start, np.diff(matrix.indptr))
    kept = matrix.data > 1e-9
    return (
        rows[kept].astype(np.int32),
        matrix.indices[kept].astype(np.int32),
        np.asarray(matrix.data[kept], dtype=np.float64),
    )
