"""The composite index against an independent ranking of forty items, and its rules."""

import csv

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from smartspec.errors import ComputeError
from smartspec.regions.composite import Preparation, RandomWeights, composite_index
from smartspec.regions.indicators import Indicator
from smartspec.regions.rank_intervals import rank_shares, ranks, share_quantile

matrices = hnp.arrays(
    np.float64, st.tuples(st.integers(3, 8), st.integers(2, 4)), elements=st.integers(0, 50).map(float)
)
matrices = matrices.filter(lambda x: (x.min(axis=0) < x.max(axis=0)).all())


def named(n):
    return [Indicator(f"I{k}", weight=1.0 + k) for k in range(n)]


@pytest.fixture(scope="module")
def forty(shared_data):
    """Forty items by eight criteria, with direction and weight."""
    folder = shared_data / "fixtures/policy"
    rows = list(csv.reader((folder / "mcda_40x8_matrix.csv").read_text(encoding="utf-8").splitlines()))
    criteria = list(csv.DictReader((folder / "mcda_40x8_criteria.csv").read_text(encoding="utf-8").splitlines()))
    assert rows[0][1:] == [criterion["criterion"] for criterion in criteria]
    indicators = [
        Indicator(c["criterion"], higher_is_better=c["direction"] == "1", weight=float(c["weight"])) for c in criteria
    ]
    return np.array([row[1:] for row in rows[1:]], dtype=float), indicators, [row[0] for row in rows[1:]]


#: Published to four digits.
BEST = {"M29": 0.7541, "M31": 0.7205, "M33": 0.7009, "M10": 0.6467, "M28": 0.6378, "M35": 0.5968, "M38": 0.5901}
BEST |= {"M27": 0.5712, "M19": 0.5620, "M13": 0.5599}


def test_scores_are_those_of_simple_additive_weighting(forty):
    values, indicators, names = forty
    found = composite_index(values, indicators, regions=names)
    order = [names[k] for k in np.argsort(found.rank)]
    assert order[:10] == list(BEST)
    for name, score in BEST.items():
        assert found.score[names.index(name)] == pytest.approx(score, abs=5.1e-5)


@pytest.mark.parametrize(("file", "around"), [("smaa_uniform", None), ("smaa_around", 60.0)])
def test_shares_of_ranks_are_those_of_another_generator(file, around, forty, shared_data):
    values, indicators, names = forty
    draw = RandomWeights(draws=20_000, seed=3, around=around)
    found = composite_index(values, indicators, regions=names, random_weights=draw)
    rows = list(csv.reader((shared_data / f"fixtures/policy/{file}.csv").read_text(encoding="utf-8").splitlines()))
    assert [row[0] for row in rows[1:]] == names
    expected = np.array([row[1:] for row in rows[1:]], dtype=float)
    np.testing.assert_allclose(found.rank_shares, expected, atol=0.02)
    np.testing.assert_allclose(found.top(10), expected[:, :10].sum(axis=1), atol=0.02)


@given(matrices)
def test_ranks_follow_scores_and_intervals_hold_the_draws(x):
    found = composite_index(x, named(x.shape[1]), random_weights=RandomWeights(draws=200))
    for r, q in np.ndindex(len(x), len(x)):
        if found.score[r] > found.score[q] + 1e-9:
            assert found.rank[r] < found.rank[q]
    np.testing.assert_allclose(found.rank_shares.sum(axis=1), 1.0)
    assert (found.rank_low <= found.rank_median).all()
    assert (found.rank_median <= found.rank_high).all()
    inside = [
        s[int(a) - 1 : int(b)].sum() for s, a, b in zip(found.rank_shares, found.rank_low, found.rank_high, strict=True)
    ]
    assert min(inside) >= 0.9 - 1e-9
    assert ((found.score >= -1e-12) & (found.score <= 1 + 1e-12)).all()


@given(matrices)
def test_a_region_that_is_best_in_everything_is_first_whatever_the_weights(x):
    better = np.vstack([x, x.max(axis=0) + 1.0])
    found = composite_index(better, named(x.shape[1]), random_weights=RandomWeights(draws=200))
    assert (found.rank[-1], found.rank_low[-1], found.rank_high[-1]) == (1, 1, 1)
    assert found.top(1)[-1] == 1


def test_the_seed_decides_the_intervals_and_nothing_else(forty):
    values, indicators, names = forty
    a, b, c = (
        composite_index(values, indicators, regions=names, random_weights=RandomWeights(draws=700, seed=s))
        for s in (1, 1, 2)
    )
    assert a.rank_shares.tobytes() == b.rank_shares.tobytes()
    assert a.rank_shares.tobytes() != c.rank_shares.tobytes()
    assert a.score.tobytes() == c.score.tobytes()
    assert a.conventions["seed"] == 1


def test_weights_drawn_close_to_the_given_ones_give_narrow_intervals(forty):
    values, indicators, names = forty
    wide, narrow = (
        composite_index(values, indicators, regions=names, random_weights=RandomWeights(draws=1000, around=k))
        for k in (None, 5000.0)
    )
    assert (narrow.rank_high - narrow.rank_low).mean() < (wide.rank_high - wide.rank_low).mean() / 3


def test_with_fixed_bounds_no_region_moves_another(forty):
    values, indicators, names = forty
    low, high = values.min(axis=0), values.max(axis=0)
    fixed = [
        Indicator(i.name, higher_is_better=i.higher_is_better, weight=i.weight, bounds=(float(a), float(b)))
        for i, a, b in zip(indicators, low, high, strict=True)
    ]
    full = composite_index(values, fixed, regions=names, random_weights=RandomWeights(draws=100))
    for gone in (0, 28, 39):
        rest = composite_index(np.delete(values, gone, axis=0), fixed, random_weights=RandomWeights(draws=100))
        np.testing.assert_allclose(rest.score, np.delete(full.score, gone), rtol=1e-12)


def test_the_order_of_regions_does_not_matter(forty):
    values, indicators, names = forty
    one = composite_index(values, indicators, regions=names)
    other = composite_index(values[::-1], indicators, regions=names[::-1])
    np.testing.assert_allclose(one.score, other.score[::-1], rtol=1e-12)
    np.testing.assert_array_equal(one.rank_shares, other.rank_shares[::-1])


def test_a_region_is_averaged_over_what_is_known_of_it():
    x = np.array([[1.0, 0, 0, np.nan], [0, 1, 1, 1], [0.5, 0.5, 0.5, 0]])
    found = composite_index(x, [Indicator(name) for name in "abcd"])
    assert found.score[0] == pytest.approx(1 / 3)
    strict = composite_index(x, [Indicator(name) for name in "abcd"], preparation=Preparation(min_known=0.8))
    assert np.isnan([strict.score[0], strict.rank[0], strict.rank_low[0], strict.rank_high[0], strict.top(1)[0]]).all()
    assert strict.rank[1:].tolist() == [1, 2]
    assert strict.rank_shares[0].sum() == 0
    assert [caution.code for caution in strict.cautions] == ["too-little-known"]


def test_the_geometric_mean_lets_no_strength_make_up_for_a_zero():
    x = np.array([[1.0, 0.0], [0.4, 0.4], [0.0, 1.0], [0.64, 0.25]])
    indicators = [Indicator("a", bounds=(0.0, 1.0)), Indicator("b", bounds=(0.0, 1.0))]
    found = composite_index(x, indicators, preparation=Preparation(mean="geometric"))
    np.testing.assert_allclose(found.score, [0, 0.4, 0, 0.4], atol=1e-12)
    assert found.rank.tolist() == [3, 1, 3, 1]


def test_the_correction_is_a_factor_of_each_score(forty):
    values, indicators, _ = forty
    factors = np.linspace(0.5, 1.5, 40)
    plain, corrected = (composite_index(values, indicators, correction=f) for f in (None, factors))
    np.testing.assert_allclose(corrected.score, plain.score * factors, rtol=1e-12)
    assert corrected.conventions["correction"] is True


def test_every_step_is_on_record(forty):
    values, indicators, names = forty
    how = Preparation(outliers="fences", transform="root", scaling="z-score")
    found = composite_index(values, indicators, regions=names, preparation=how)
    assert [step["indicator"] for step in found.steps] == [indicator.name for indicator in indicators]
    assert found.conventions["outliers"] == "fences"
    assert found.conventions["transform"] == "root"
    assert found.conventions["scaling"] == "z-score"
    assert sum(found.conventions["weights"]) == pytest.approx(1)


def test_a_rank_that_few_weights_give_is_a_caution():
    rng = np.random.default_rng(0)
    x = np.column_stack([np.arange(10.0), *(rng.permutation(10.0 * np.arange(10)[::-1])[:, None] for _ in range(4))])
    indicators = [Indicator("a", weight=1000.0), *(Indicator(n) for n in "bcde")]
    found = composite_index(x, indicators)
    assert "rank-outside-interval" in {caution.code for caution in found.cautions}


@given(hnp.arrays(np.float64, st.tuples(st.integers(1, 8), st.integers(1, 4)), elements=st.integers(0, 5).map(float)))
def test_a_rank_is_one_more_than_the_number_above(scores):
    found = ranks(scores)
    for r, d in np.ndindex(scores.shape):
        assert found[r, d] == 1 + (scores[:, d] > scores[r, d]).sum()


def test_scores_that_differ_by_rounding_only_share_a_rank():
    assert ranks(np.array([[0.1 + 0.2], [0.3], [0.2]])).ravel().tolist() == [1, 1, 3]


def test_quantiles_of_shares_are_ranks():
    shares = np.array([[0.05, 0.9, 0.05], [0.5, 0.0, 0.5]])
    assert share_quantile(shares, 0.05).tolist() == [1, 1]
    assert share_quantile(shares, 0.06).tolist() == [2, 1]
    assert share_quantile(shares, 0.95).tolist() == [2, 3]
    with pytest.raises(ComputeError, match="no draw"):
        rank_shares([])


X = np.array([[1.0, 2.0], [2.0, 1.0], [3.0, 3.0]])
TWO = [Indicator("a"), Indicator("b")]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: composite_index(X, [Indicator("a"), Indicator("a")]), "twice"),
        (lambda: composite_index(X, [Indicator("a"), Indicator("b", weight=0.0)]), "weights"),
        (lambda: composite_index(X, TWO, regions=["A", "B"]), "labels"),
        (lambda: composite_index(X, TWO, regions=["A", "B", "B"]), "labels"),
        (lambda: composite_index(X, TWO, correction=np.array([1.0, 1.0, 0.0])), "correction"),
        (lambda: composite_index(X, TWO, preparation=Preparation(mean="harmonic")), "mean"),
        (lambda: composite_index(X, TWO, preparation=Preparation(mean="geometric", scaling="z-score")), "geometric"),
        (lambda: composite_index(X, TWO, random_weights=RandomWeights(draws=10)), "100 draws"),
        (lambda: composite_index(X, TWO, random_weights=RandomWeights(level=90)), "level"),
        (lambda: composite_index(X, TWO, random_weights=RandomWeights(around=0.0)), "around"),
        (lambda: composite_index(np.array([[1.0, np.nan], [2.0, 1.0], [np.nan, 3.0]]), TWO), "have a score"),
    ],
)
def test_what_cannot_be_answered_is_an_error(call, words):
    with pytest.raises(ComputeError, match=words):
        call()
