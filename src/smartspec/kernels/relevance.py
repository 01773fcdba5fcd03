"""How much a term says about a topic: terms that occur with some others only, and not with all alike."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from smartspec.errors import ComputeError

#: Rows of the second-order matrix that are held at a time.
_BLOCK = 256


def relevance(
    documents: NDArray[np.integer], terms: NDArray[np.integer], *, n_documents: int, n_terms: int
) -> NDArray[np.float64]:
    """Relevance of each term: how far its co-occurrences are from those of all terms together.

    Parameters
    ----------
    documents, terms : (k,) codes of a document and a term in it; the same pair twice counts once.
    n_documents, n_terms : numbers of documents and of candidate terms.

    Returns
    -------
    (n_terms,) float64, >= 0, with mean 1 over the terms that occur with others. 0 for a term that occurs with no other,
    and for every term where none differs from the rest.

    Raises
    ------
    ComputeError
        If a code is out of range.

    Notes
    -----
    With C the numbers of documents that two terms share (diagonal 0) and r its row sums, S = C diag(1/r) C; the
    relevance of term i is the Kullback-Leibler divergence of row i of S, its diagonal included, from the sum of all
    rows, divided by its mean over the terms.
    Source: van Eck, Waltman (2011), arXiv:1109.2058, and scores stored by VOSviewer.

    Examples
    --------
    >>> documents, terms = np.array([0, 0, 0, 1, 1, 1, 2, 2]), np.array([0, 1, 2, 0, 3, 4, 1, 2])
    >>> relevance(documents, terms, n_documents=3, n_terms=5).round(2)
    array([0.22, 1.4 , 1.4 , 0.99, 0.99])
    """
    shared = _shared(documents, terms, n_documents, n_terms)
    sums = np.asarray(shared.sum(axis=1)).ravel()
    linked = sums > 0
    scaled = shared.copy()
    scaled.data /= np.repeat(sums, np.diff(shared.indptr))
    # the sums of the columns of S are those of C
    expected = np.log(sums / max(sums.sum(), 1.0), out=np.zeros(n_terms), where=linked)
    divergences = np.zeros(n_terms)
    for start in range(0, n_terms, _BLOCK):
        rows = (shared[start : start + _BLOCK] @ scaled).tocsr()
        row = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
        shares = rows.data / sums[start + row]
        parts = shares * (np.log(shares) - expected[rows.indices])
        divergences[start : start + _BLOCK] = np.bincount(row, parts, minlength=rows.shape[0])
    divergences = np.maximum(divergences, 0.0)
    mean = divergences[linked].mean() if linked.any() else 0.0
    return divergences / mean if mean > 1e-12 else np.zeros(n_terms)


def _shared(documents: NDArray[np.integer], terms: NDArray[np.integer], n_documents: int, n_terms: int) -> Any:  # noqa: ANN401  # a sparse array
    """Sparse (n_terms, n_terms): documents with both terms; nothing on the diagonal."""
    from scipy.sparse import csr_array

    for name, codes, n in (("document", documents, n_documents), ("term", terms, n_terms)):
        if len(codes) and (codes.min() < 0 or codes.max() >= n):
            raise ComputeError(f"a {name} code lies outside 0..{n - 1}")
    held = csr_array((np.ones(len(terms)), (documents, terms)), shape=(n_documents, n_terms))
    held.sum_duplicates()
    held.data[:] = 1.0
    shared = (held.T.tocsr() @ held).tocoo()
    first, second = shared.coords
    other = first != second
    found = csr_array((shared.data[other], (first[other], second[other])), shape=shared.shape)
    found.sort_indices()
    return found
