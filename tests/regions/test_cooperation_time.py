"""Ties over time against sets of pairs, period by period."""

from collections import defaultdict
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from smartspec.errors import ComputeError, ConfigError
from smartspec.regions.cooperation_time import cooperation_by_period, cooperation_intensity, tie_dynamics

ROWS = st.lists(
    st.tuples(st.integers(0, 7), st.sampled_from([2010, 2011, 2012]), st.sampled_from("ABCDE")), min_size=6, max_size=70
)


def by_period(rows, **options):
    documents = [f"{period}-{number}" for number, period, _ in rows]
    return cooperation_by_period(documents, [r for *_, r in rows], [p for _, p, _ in rows], **options)


def ties_of(rows):
    regions = defaultdict(set)
    for number, period, region in rows:
        regions[period, number].add(region)
    count = defaultdict(lambda: defaultdict(int))
    for (period, _), found in regions.items():
        for pair in combinations(sorted(found), 2):
            count[period][pair] += 1
    return count, regions


@given(ROWS, st.sampled_from([1, 2]))
def test_entry_stay_and_exit_equal_set_arithmetic(rows, threshold):
    count, _ = ties_of(rows)
    assume(len(count) >= 2)
    networks = by_period(rows, order="ABCDE")
    assert list(networks) == sorted(count)
    result = tie_dynamics(networks, threshold=threshold)
    periods = sorted(count)
    ties = [{pair for pair, n in count[period].items() if n >= threshold} for period in periods]
    for k, (before, after) in enumerate(pairwise(ties)):
        assert result["entered"][k] == len(after - before)
        assert result["stayed"][k] == len(after & before)
        assert result["left"][k] == len(before - after)
        assert result["absent"][k] == 10 - len(after | before)
        expected = len(after & before) / len(after | before) if after | before else np.nan
        assert result["persistence"][k] == pytest.approx(expected, nan_ok=True)
        rate = len(before - after) / len(before) if before else np.nan
        assert result["exit_rate"][k] == pytest.approx(rate, nan_ok=True)
        gained = len(after - before) / (10 - len(before)) if len(before) < 10 else np.nan
        assert result["entry_rate"][k] == pytest.approx(gained, nan_ok=True)
        for m, region in enumerate("ABCDE"):
            assert result["region_entered"][k, m] == sum(region in pair for pair in after - before)
            assert result["region_left"][k, m] == sum(region in pair for pair in before - after)


@given(ROWS)
def test_intensity_equals_plain_counts(rows):
    count, regions = ties_of(rows)
    assume(count)
    result = cooperation_intensity(by_period(rows, order="ABCDE"))
    for k, period in enumerate(sorted(count)):
        own = [found for (p, _), found in regions.items() if p == period]
        shared = [found for found in own if len(found) > 1]
        assert result["documents"][k] == len(own)
        assert result["share"][k] == pytest.approx(len(shared) / len(own))
        assert result["regions_per_document"][k] == pytest.approx(sum(map(len, own)) / len(own))
        assert result["ties"][k] == len(count[period])
        assert result["density"][k] == pytest.approx(len(count[period]) / 10)
        assert result["links"][k] == sum(count[period].values())
        assert result["fractional"][k] == pytest.approx(sum(len(found) for found in shared) / 2)
        for m, region in enumerate("ABCDE"):
            n = sum(region in found for found in own)
            part = sum(region in found for found in shared) / n if n else np.nan
            assert result["region_share"][k, m] == pytest.approx(part, nan_ok=True)


def test_unevenly_spaced_periods_are_said():
    rows = [(1, 2010, "A"), (1, 2010, "B"), (1, 2011, "A"), (1, 2011, "B"), (1, 2015, "A"), (1, 2015, "B")]
    assert [c.code for c in tie_dynamics(by_period(rows)).cautions] == ["uneven-periods"]
    assert tie_dynamics(by_period(rows[:4])).cautions == ()


def test_what_is_wrong_is_said():
    with pytest.raises(ComputeError, match="the document `p` stands in 1 and in 2"):
        cooperation_by_period("pp", "AB", [1, 2])
    one = by_period([(1, 2010, "A"), (1, 2010, "B")])
    with pytest.raises(ComputeError, match="one period shows no change"):
        tie_dynamics(one)
    with pytest.raises(ComputeError, match="regions differ between periods"):
        tie_dynamics({1: one[2010], 2: by_period([(1, 2011, "A"), (1, 2011, "C")])[2011]})
    with pytest.raises(ConfigError, match="must be positive"):
        tie_dynamics({1: one[2010], 2: one[2010]}, threshold=0)
    with pytest.raises(ComputeError, match="no period"):
        cooperation_intensity({})
