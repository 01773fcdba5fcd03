"""Variety of the activities of a region, within and between groups of related activities."""

from collections.abc import Mapping

import numpy as np

from smartspec.errors import ComputeError
from smartspec.regions.concentration import entropy_of
from smartspec.regions.counts import Counts
from smartspec.regions.results import Result
from smartspec.regions.shares import compared, listed, profiles


def variety(counts: Counts, groups: Mapping[str, str]) -> Result:
    """Related and unrelated variety: RV = Σ_g P_g H_g within groups, UV = Σ_g P_g log2(1 / P_g) between them.

    H_g is the entropy of the shares within group g, P_g the share of the group in the region.

    Parameters
    ----------
    groups : activity to group, for instance a class to its division; every activity with a value needs one.

    Returns
    -------
    `related`, `unrelated` and `entropy`, shape (regions,), in bits, all >= 0; the first two sum to the third. Zeros add
    nothing; missing cells are left out of the shares.

    Raises
    ------
    ComputeError
        If an activity has no group.

    Notes
    -----
    Source: Frenken, van Oort, Verburg (2007), doi:10.1080/00343400601120296.

    Examples
    --------
    >>> from smartspec.regions.counts import as_counts
    >>> counts = as_counts([[1, 1, 2], [4, 0, 0]], activities=["13", "14", "62"])
    >>> found = variety(counts, {"13": "textiles", "14": "textiles", "62": "software"})
    >>> found["related"], found["unrelated"], found["entropy"]
    (array([0.5, 0. ]), array([1., 0.]), array([1.5, 0. ]))
    """
    base = compared(counts)
    without = [name for name in base.counts.activities if name not in groups]
    if without:
        problem = f"{len(without)} activities have no group: {listed(without)}"
        raise ComputeError(problem, hint="give every activity a group, its own if it is related to no other")
    shares, _ = profiles(base)
    names = sorted({groups[name] for name in base.counts.activities})
    place = np.array([names.index(groups[name]) for name in base.counts.activities])
    member = (place[:, None] == np.arange(len(names))).astype(np.float64)
    entropy, unrelated = entropy_of(shares) / np.log(2.0), entropy_of(shares @ member) / np.log(2.0)
    values = {"related": np.maximum(entropy - unrelated, 0.0), "unrelated": unrelated, "entropy": entropy}
    return base.result(values, axes=("region",), conventions={"log_base": 2, "groups": len(names)})
