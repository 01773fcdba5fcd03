"""Five proximities between regions: geographic, cognitive, technological, institutional, organisational."""

from collections.abc import Hashable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from smartspec.errors import ComputeError
from smartspec.regions.distances import distance_matrix
from smartspec.regions.results import Caution, Result


def geographic(points: npt.ArrayLike, regions: Sequence[str]) -> Result:
    """Geographic distance: great circle in kilometres, and its natural logarithm.

    Parameters
    ----------
    points : (n, 2) longitude and latitude of a point or centre of each region, degrees.
    regions : n labels.

    Returns
    -------
    Result
        `distance` (n, n) kilometres, diagonal 0; `log_distance` (n, n), NaN on the diagonal and where two regions
        share a point: such pairs must be left out of a gravity model, a caution names them.

    Examples
    --------
    >>> geographic([[37.6, 55.75], [30.3, 59.95]], ["MOW", "SPE"])["log_distance"].round(2)
    array([[ nan, 6.45],
           [6.45,  nan]])
    """
    distance = distance_matrix(points)
    n = _fitting(len(distance), regions)
    logarithm = np.log(distance, out=np.full((n, n), np.nan), where=distance > 0)
    touching = np.argwhere(np.triu(distance == 0, k=1)).tolist()
    same = [f"{regions[r]}-{regions[s]}" for r, s in touching]
    listed = ", ".join(same)
    en = f"{len(same)} pairs of regions lie at one point and have no logarithm of distance: {listed}"
    caution = Caution(
        "same-point", en, f"пары регионов в одной точке, логарифм расстояния не определён ({len(same)}): {listed}"
    )
    return Result(
        {"distance": distance, "log_distance": logarithm},
        {"region": tuple(regions)},
        {"proximity": "geographic", "unit": "km", "earth": "sphere of 6371.0088 km", "n_pairs_at_one_point": len(same)},
        (caution,) if same else (),
    )


def profile_proximity(profiles: npt.ArrayLike, regions: Sequence[str], *, kind: str = "cognitive") -> Result:
    """Cosine of the profiles of two regions, and one minus it: cognitive or technological distance.

    Parameters
    ----------
    profiles : (n, activities) counts or shares, not negative: publications by field (cognitive), patents or products
        by class (technological). The cosine does not change with the size of a region.
    regions : n labels.
    kind : what the profiles are made of, for the record.

    Returns
    -------
    Result
        `proximity` and `distance` (n, n) in 0..1, diagonal 1 and 0; NaN in both for a region with an empty profile,
        also on the diagonal, and a caution names it.

    Raises
    ------
    ComputeError
        If a value is negative or not finite, or shapes do not fit.

    Notes
    -----
    Source: Boschma (2005), doi:10.1080/0034340052000320887 (the five proximities); Jaffe (1986) (cosine of profiles).

    Examples
    --------
    >>> profile_proximity([[2, 0], [1, 1], [0, 3]], ["A", "B", "C"])["distance"].round(3)
    array([[0.   , 0.293, 1.   ],
           [0.293, 0.   , 0.293],
           [1.   , 0.293, 0.   ]])
    """
    matrix = np.asarray(profiles, dtype=np.float64)
    if matrix.ndim != 2 or not np.isfinite(matrix).all() or (matrix < 0).any():
        raise ComputeError("profiles must be a matrix of finite values, none negative")
    _fitting(len(matrix), regions)
    length = np.linalg.norm(matrix, axis=1)
    empty = length == 0
    unit = matrix / np.where(empty, 1.0, length)[:, None]
    cosine = np.clip(unit @ unit.T, 0.0, 1.0)
    np.fill_diagonal(cosine, 1.0)
    cosine[empty], cosine[:, empty] = np.nan, np.nan
    names = ", ".join(region for region, nothing in zip(regions, empty, strict=True) if nothing)
    n = int(empty.sum())
    en = f"{n} regions have an empty profile and no proximity to others: {names}"
    caution = Caution("empty-profiles", en, f"регионы с пустым профилем, близость не определена ({n}): {names}")
    return Result(
        {"proximity": cosine, "distance": 1.0 - cosine},
        {"region": tuple(regions)},
        {"proximity": kind, "measure": "cosine", "n_activities": matrix.shape[1], "n_empty_profiles": n},
        (caution,) if n else (),
    )


def institutional(groups: Mapping[str, str] | Sequence[str], regions: Sequence[str]) -> Result:
    """Institutional proximity: 1 if two regions are in one country, district or other group, else 0.

    Returns
    -------
    Result
        `same` (n, n), diagonal 1.

    Raises
    ------
    ComputeError
        If a region has no group.

    Examples
    --------
    >>> institutional({"DE1": "DE", "DE2": "DE", "FR1": "FR"}, ["DE1", "DE2", "FR1"])["same"]
    array([[1., 1., 0.],
           [1., 1., 0.],
           [0., 0., 1.]])
    """
    labels = [groups.get(region, "") for region in regions] if isinstance(groups, Mapping) else list(groups)
    _fitting(len(labels), regions)
    without = [region for region, label in zip(regions, labels, strict=True) if not label]
    if without:
        raise ComputeError(f"{len(without)} regions have no group, such as `{without[0]}`")
    codes = np.array(labels, dtype=np.str_)
    same = (codes[:, None] == codes[None, :]).astype(np.float64)
    conventions = {"proximity": "institutional", "n_groups": len(np.unique(codes))}
    return Result({"same": same}, {"region": tuple(regions)}, conventions)


def organisational(organisations: Sequence[Hashable], located: Sequence[str], regions: Sequence[str]) -> Result:
    """Organisational proximity: organisations with sites in both regions.

    Parameters
    ----------
    organisations, located : one entry for each site: the organisation (head, not branch), and the region of the site.
        A repeated entry counts once.
    regions : n labels; sites elsewhere do not count and are in the conventions as `n_sites_elsewhere`.

    Returns
    -------
    Result
        `shared` (n, n): organisations in both, on the diagonal organisations in the region; `jaccard` (n, n): shared
        over organisations in either, diagonal 1; 0 where a region has none.

    Raises
    ------
    ComputeError
        If the two sequences differ in length.

    Examples
    --------
    >>> organisational(["RAS", "RAS", "MSU"], ["MOW", "NVS", "MOW"], ["MOW", "NVS"])["shared"]
    array([[2., 1.],
           [1., 1.]])
    """
    from scipy.sparse import csr_array

    if len(organisations) != len(located):
        raise ComputeError(f"{len(organisations)} organisations for {len(located)} sites")
    position = {region: k for k, region in enumerate(regions)}
    n = _fitting(len(position), regions)
    sites = {(name, position[place]) for name, place in zip(organisations, located, strict=True) if place in position}
    number = {name: k for k, name in enumerate(dict.fromkeys(name for name, _ in sites))}
    rows = [number[name] for name, _ in sites]
    links = (np.ones(len(sites)), (rows, [place for _, place in sites]))
    matrix = csr_array(links, shape=(max(len(number), 1), n))
    shared = (matrix.T @ matrix).toarray()
    size = shared.diagonal()
    union = size[:, None] + size[None, :] - shared
    jaccard = np.divide(shared, union, out=np.zeros((n, n)), where=union > 0)
    np.fill_diagonal(jaccard, 1.0)
    elsewhere = sum(place not in position for place in located)
    conventions = {"proximity": "organisational", "n_organisations": len(number), "n_sites_elsewhere": elsewhere}
    return Result({"shared": shared, "jaccard": jaccard}, {"region": tuple(regions)}, conventions)


def _fitting(n: int, regions: Sequence[str]) -> int:
    if n != len(regions) or len(set(regions)) < len(regions):
        raise ComputeError(f"{n} rows for {len(set(regions))} distinct regions")
    return n
