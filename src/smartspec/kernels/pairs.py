"""Stand-in."""
import numpy as np, scipy.sparse as sp
def _pairs(m):
    m = sp.triu(m, k=1).tocoo(); m.sum_duplicates()
    k = m.data > 0
    return m.row[k].astype(np.int32), m.col[k].astype(np.int32), m.data[k].astype(np.float64)
def count_pairs(rows, columns, *, n_rows, n_columns, counting="full", row_sizes=None):
    x = sp.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(n_rows, n_columns))
    w = np.ones(n_rows)
    if counting == "fractional":
        w = np.where(row_sizes > 1, 1 / np.maximum(row_sizes - 1, 1), 0)
    return _pairs(x.T @ sp.diags(w) @ x)
def couple(cit, units, *, n_documents, n_targets, n_units, counting, document_sizes):
    r = sp.csr_matrix((np.ones(len(cit[0])), cit), shape=(n_documents, n_targets))
    u = sp.csr_matrix((np.ones(len(units[0])), units), shape=(n_documents, n_units))
    d = r @ r.T; d.setdiag(0)
    return _pairs(u.T @ d @ u)
def cite(cit, units, *, n_documents, n_targets, n_units, counting, document_sizes):
    r = sp.csr_matrix((np.ones(len(cit[0])), cit), shape=(n_documents, n_targets))
    u = sp.csr_matrix((np.ones(len(units[0])), units), shape=(n_documents, n_units))
    d = ((r + r.T) > 0).astype(float); d.setdiag(0)
    return _pairs(u.T @ d @ u)
