"""Which of two regions changes first, over all periods of a comparison."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from smartspec.regions.counts import Counts
from smartspec.regions.lead_follow import lagged_correlation
from smartspec.regions.results import Caution

#: Periods from which on changes a period apart can be correlated at all.
FEWEST = 5
Pair = tuple[str, str]


def period_leads(given: Mapping[str, Counts]) -> tuple[dict[Pair, float], dict[str, Any], tuple[Caution, ...]]:
    """Correlation of the changes of shares of one region with those of another a period later, less the reverse.

    Parameters
    ----------
    given : period to counts, in the order of time; nothing comes of fewer than five. Of uneven periods a caution says
        so, as one of them is then not like the next.

    Returns
    -------
    Pair, in the order of codes, to its lead, which is positive where the first goes first; the record; cautions. Only
    activities that are known in every region and period take part, and regions with a value in each.
    """
    periods = list(given.values())
    if len(periods) < FEWEST:
        return {}, {}, ()
    regions = _in_all([_with_values(counts) for counts in periods])
    activities = _in_all([_known_throughout(counts, regions) for counts in periods]) if len(regions) > 1 else []
    if not activities:
        english = "no activity is known in every region and period: leads over time were not looked at"
        russian = "нет видов деятельности, известных во всех регионах и периодах: опережение не оценивалось"
        return {}, {}, (Caution("no-lagged-correlation", english, russian),)
    series = np.stack([_shares(counts, regions, activities) for counts in periods])
    found = lagged_correlation(series, max_lag=1, regions=regions)
    lead = found["lead"]
    pairs = {
        (regions[a], regions[b]): float(lead[a, b])
        for a in range(len(regions))
        for b in range(a + 1, len(regions))
        if np.isfinite(lead[a, b])
    }
    return pairs, {"lagged-correlation": dict(found.conventions)}, (*found.cautions, *_uneven(list(given)))


def _uneven(names: Sequence[str]) -> tuple[Caution, ...]:
    starts = [int(name[:4]) for name in names if name[:4].isdigit()]
    if len(starts) < len(names) or len(set(names)) > len(set(starts)):
        return ()
    if len({later - earlier for earlier, later in pairwise(starts)}) < 2:
        return ()
    english = "periods are not evenly spaced: a lead of one period is not the same length of time throughout"
    return (Caution("uneven-periods", english, "периоды идут неравномерно: опережение на период разной длительности"),)


def _in_all(named: Sequence[Sequence[str]]) -> list[str]:
    common = set(named[0]).intersection(*named[1:])
    return sorted(common)


def _with_values(counts: Counts) -> list[str]:
    return [name for name, row in zip(counts.regions, counts.values, strict=True) if row.any()]


def _known_throughout(counts: Counts, regions: Sequence[str]) -> list[str]:
    place = _places(counts.regions)
    rows = [place[name] for name in regions]
    return [name for k, name in enumerate(counts.activities) if not counts.missing[rows, k].any()]


def _shares(counts: Counts, regions: Sequence[str], activities: Sequence[str]) -> Any:  # noqa: ANN401  # an array
    down, across = _places(counts.regions), _places(counts.activities)
    values = counts.values[[down[name] for name in regions]]
    totals = values.sum(axis=1, keepdims=True)
    return (values / totals)[:, [across[name] for name in activities]]


def _places(names: Sequence[str]) -> Mapping[str, int]:
    return {name: k for k, name in enumerate(names)}
