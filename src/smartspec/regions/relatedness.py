"""Relatedness of activities, from regions that share them or from documents that mention both.

C_ij links of two activities (diagonal 0), S_i = Σ_j C_ij, T = Σ_i S_i (each link twice), n_i occurrences, N units
(regions or documents). Measures that share a name elsewhere have different names here.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from smartspec.errors import ComputeError, ConfigError, nearest
from smartspec.regions.cooccurrence import Cooccurrence
from smartspec.regions.results import Caution, FloatArray, Result


def association_strength(cooccurrence: Cooccurrence) -> Result:
    """Links over the links expected from link sums: C_ij T / (S_i S_j).

    1 means as many as expected; 0 where there is no link, so also for an activity without links. Equal to the RCA of
    the matrix of links.

    Notes
    -----
    Source: van Eck and Waltman (2009), doi:10.1002/asi.21075.

    Examples
    --------
    >>> from smartspec.regions.cooccurrence import cooccurrence_in_regions
    >>> links = cooccurrence_in_regions([[1, 1, 0], [1, 1, 1]])
    >>> association_strength(links)["association_strength"].round(3)
    array([[0.   , 1.778, 1.333],
           [1.778, 0.   , 1.333],
           [1.333, 1.333, 0.   ]])
    """
    s = cooccurrence.strengths()
    return _result(
        "association_strength", cooccurrence, _ratio(cooccurrence, np.multiply.outer(s, s / (s.sum() or 1.0)))
    )


def steijn_index(cooccurrence: Cooccurrence) -> Result:
    """Links over those expected if no activity is linked with itself (probability index).

    C_ij / [(S_i/T · S_j/(T-S_i) + S_j/T · S_i/(T-S_j)) · T/2], T with each link twice; 0 where there is no link.

    Notes
    -----
    Source: Steijn (2021), doi:10.1162/qss_a_00122.
    """
    s = cooccurrence.strengths()
    total = s.sum()
    rest = s / np.where(total > s, total - s, 1.0)
    expected = np.multiply.outer(rest, s)
    expected += expected.T
    expected /= 2.0
    return _result("steijn_index", cooccurrence, _ratio(cooccurrence, expected))


def cosine_of_links(cooccurrence: Cooccurrence) -> Result:
    """Links over the geometric mean of link sums: C_ij / √(S_i S_j); 0 where there is no link.

    Notes
    -----
    The `cosine` of EconGeo. Another quantity than `cosine_of_occurrences`. Source: van Eck and Waltman (2009),
    doi:10.1002/asi.21075.
    """
    root = np.sqrt(cooccurrence.strengths())
    return _result("cosine_of_links", cooccurrence, _ratio(cooccurrence, np.multiply.outer(root, root)))


def jaccard_of_links(cooccurrence: Cooccurrence) -> Result:
    """Links over the union of link sums: C_ij / (S_i + S_j - C_ij); 0 where there is no link.

    Notes
    -----
    The `Jaccard` of EconGeo. Source: van Eck and Waltman (2009), doi:10.1002/asi.21075.
    """
    s = cooccurrence.strengths()
    union = np.add.outer(s, s)
    union -= cooccurrence.links
    return _result("jaccard_of_links", cooccurrence, _ratio(cooccurrence, union))


def cosine_of_occurrences(cooccurrence: Cooccurrence) -> Result:
    """Links over the geometric mean of occurrences: C_ij / √(n_i n_j); 0 where there is no link, diagonal 0.

    Notes
    -----
    Salton's cosine, `sqrt` of economic-complexity. Source: van Eck and Waltman (2009), doi:10.1002/asi.21075.
    """
    root = np.sqrt(cooccurrence.occurrences("cosine_of_occurrences"))
    return _result("cosine_of_occurrences", cooccurrence, _ratio(cooccurrence, np.multiply.outer(root, root)))


def proximity(cooccurrence: Cooccurrence, *, diagonal: bool = False) -> Result:
    """The smaller of both conditional probabilities: φ_ij = C_ij / max(n_i, n_j), from 0 to 1.

    Parameters
    ----------
    cooccurrence : links in regions with RCA >= 1 in the source; documents are possible.
    diagonal : keep φ_ii = 1 (0 for an activity that occurs nowhere), as ecomplexity and ReKS do.

    Notes
    -----
    Source: Hidalgo, Klinger, Barabási and Hausmann (2007), doi:10.1126/science.1144581.

    Examples
    --------
    >>> from smartspec.regions.cooccurrence import cooccurrence_in_regions
    >>> proximity(cooccurrence_in_regions([[1, 1, 0], [1, 1, 1]]))["proximity"]
    array([[0. , 1. , 0.5],
           [1. , 0. , 0.5],
           [0.5, 0.5, 0. ]])
    """
    n = cooccurrence.occurrences("proximity")
    values = _ratio(cooccurrence, np.maximum.outer(n, n))
    if diagonal:
        np.fill_diagonal(values, n > 0)
    return _result("proximity", cooccurrence, values, diagonal=diagonal)


def z_score(cooccurrence: Cooccurrence) -> Result:
    """Links above those expected at random, in standard deviations of the hypergeometric distribution.

    z = (C_ij - μ)/σ, μ = n_i n_j/N, σ² = μ (1 - n_i/N)(N - n_j)/(N - 1); diagonal 0.

    Returns
    -------
    Result
        NaN for pairs with an activity that occurs everywhere or nowhere: it cannot differ from chance. A caution
        says how many. Negative: less often together than by chance.

    Notes
    -----
    ReKS and EconGeo take presence as a value above zero (`occurring`), not RCA >= 1. Source: Teece, Rumelt, Dosi and
    Winter (1994), doi:10.1016/0167-2681(94)90094-9.
    """
    n, units = cooccurrence.occurrences("z_score"), cooccurrence.n_units
    if units is None or units < 2:
        raise ComputeError("`z_score` needs the number of all documents, two at least", hint="give `n_documents`")
    if (n > units).any():
        raise ComputeError(f"an activity occurs in more than all {units} {cooccurrence.unit}")
    mean = np.multiply.outer(n, n / units)
    variance = mean * np.multiply.outer(1 - n / units, (units - n) / (units - 1))
    values = np.full(mean.shape, np.nan)
    np.divide(cooccurrence.links - mean, np.sqrt(variance), out=values, where=variance > 0)
    np.fill_diagonal(values, 0.0)
    undefined = int(np.isnan(values).sum())
    cautions = (_undefined(undefined),) if undefined else ()
    return _result("z_score", cooccurrence, values, cautions=cautions, undefined_cells=undefined)


def thresholded(relatedness: Result, *, minimum: float = 0.0, binary: bool = False) -> Result:
    """Relatedness at or above a minimum; everything below, and pairs for which it is undefined, become 0.

    Needed before a density from `z_score`, whose negative values are no weights.

    Parameters
    ----------
    binary : 1 instead of the value from the minimum on; the minimum must then be above 0.
    """
    if binary and minimum <= 0:
        raise ComputeError("a binary relatedness needs a minimum above 0")
    ((name, matrix),) = relatedness.values.items()
    kept = np.nan_to_num(matrix) >= minimum
    values = kept.astype(np.float64) if binary else np.where(kept, np.nan_to_num(matrix), 0.0)
    record = {**relatedness.conventions, "minimum": minimum, "binary": binary}
    return Result({name: values}, relatedness.axes, record, relatedness.cautions)


def nearest_only(relatedness: Result, *, n_neighbours: int) -> Result:
    """Relatedness of each activity to those most related to it; the rest of its row becomes 0.

    Parameters
    ----------
    n_neighbours : kept in each row; values equal to the last one kept are kept as well. The diagonal is left as it is
        and is no neighbour.

    Returns
    -------
    Result
        The same measure, not symmetric: row i holds what lies around activity i. Undefined pairs become 0.

    Examples
    --------
    >>> from smartspec.regions.cooccurrence import cooccurrence_in_regions
    >>> near = proximity(cooccurrence_in_regions([[1, 1, 0], [1, 1, 1]]))
    >>> nearest_only(near, n_neighbours=1)["proximity"]
    array([[0. , 1. , 0. ],
           [1. , 0. , 0. ],
           [0.5, 0.5, 0. ]])
    """
    if n_neighbours < 1:
        raise ComputeError(f"at least one neighbour is needed, not {n_neighbours}")
    ((name, matrix),) = relatedness.values.items()
    values = np.nan_to_num(matrix)
    diagonal = values.diagonal().copy()
    np.fill_diagonal(values, -np.inf)
    n = min(n_neighbours, len(values) - 1)
    least = np.partition(values, -n, axis=1)[:, -n, None]
    values[values < least] = 0.0
    np.fill_diagonal(values, diagonal)
    record = {**relatedness.conventions, "n_neighbours": n_neighbours}
    return Result({name: values}, relatedness.axes, record, relatedness.cautions)


#: Every measure under the name that it has in results.
MEASURES: Mapping[str, Callable[[Cooccurrence], Result]] = MappingProxyType(
    {
        "association_strength": association_strength,
        "steijn_index": steijn_index,
        "cosine_of_links": cosine_of_links,
        "jaccard_of_links": jaccard_of_links,
        "cosine_of_occurrences": cosine_of_occurrences,
        "proximity": proximity,
        "z_score": z_score,
    }
)


def relatedness_by(measure: str, cooccurrence: Cooccurrence) -> Result:
    """Relatedness by the name of its measure, one of `MEASURES`; a name that is not known is a `ConfigError`."""
    if measure not in MEASURES:
        raise ConfigError(f"unknown measure of relatedness `{measure}`", hint=nearest(measure, MEASURES))
    return MEASURES[measure](cooccurrence)


def _ratio(cooccurrence: Cooccurrence, expected: FloatArray) -> FloatArray:
    """Links over `expected`, written into `expected`; 0 where nothing is expected."""
    empty = expected <= 0
    expected[empty] = 1.0
    np.divide(cooccurrence.links, expected, out=expected)
    expected[empty] = 0.0
    return expected


def _undefined(n: int) -> Caution:
    return Caution(
        "undefined-pairs",
        f"{n} cells are undefined: an activity that occurs everywhere or nowhere cannot differ from chance",
        f"не определено ячеек: {n}; вид деятельности, который есть везде или нигде, не может отличаться от случайного",
    )


def _result(
    name: str, source: Cooccurrence, values: FloatArray, *, cautions: tuple[Caution, ...] = (), **conventions: object
) -> Result:
    record = {"relatedness": name, "diagonal": False, **source.conventions, **conventions}
    return Result({name: values}, {"activity": source.activities}, record, (*source.cautions, *cautions))
