"""Fitness against ReKS and the published fixed point, and its report of convergence."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from smartspec.errors import ComputeError
from smartspec.regions.fitness import fitness, nonhomogeneous_fitness
from smartspec.regions.ranking import rank_correlation

matrices = hnp.arrays(np.bool_, st.tuples(st.integers(3, 7), st.integers(3, 7))).filter(lambda m: m.any())


def codes(result):
    return {caution.code for caution in result.cautions}


def test_the_converged_fitness_of_sbs_is_that_of_reks(fixture_presence, fixture_table):
    m = fixture_presence("sbs")
    result = fitness(m, stop="values")
    for name, labels, key in (
        ("fitness", m.regions, "fitness"),
        ("fit_complexity", m.activities, "fitness_complexity"),
    ):
        table = fixture_table("sbs", f"reks_{name}")
        by_label = dict(zip(table.rows, table.values[:, 0], strict=True))
        np.testing.assert_allclose(result[key], [by_label[label] for label in labels], rtol=0, atol=1e-8)
    assert 50 < result.conventions["steps"] < 200
    assert codes(result) == set()


@pytest.mark.parametrize("toy", ["toyA", "toyC"])
def test_where_reks_gives_nothing_the_order_is_given_and_what_vanishes_is_named(toy, fixture_presence, fixture_table):
    assert np.isnan(fixture_table(toy, "reks_fitness").values).all()
    m = fixture_presence(toy)
    result = fitness(m)
    assert np.isfinite(result["fitness_rank"]).all()
    assert result.conventions["order_stable_for"] >= 100
    assert "order-only" in codes(result)
    assert ("vanishing-fitness" in codes(result)) == (toy == "toyC")
    assert result.conventions["vanishing_regions"] == (["R03", "R10", "R11"] if toy == "toyC" else [])


def test_the_fitness_of_region_3_of_toyc_goes_to_zero(fixture_presence):
    m = fixture_presence("toyC")
    found = [fitness(m, stop="values", max_steps=steps) for steps in (100, 1000)]
    assert found[1]["fitness"][3] < found[0]["fitness"][3] / 5
    assert "not-converged" in codes(found[0])
    assert "R03" in found[1].conventions["vanishing_regions"]


def test_more_steps_do_not_change_an_order_that_was_stable(fixture_presence, real_presence):
    assert codes(fitness(fixture_presence("sbs"))) == set()
    for m in (fixture_presence("toyC"), fixture_presence("sbs"), real_presence("WIND_2")):
        short, long = fitness(m), fitness(m, stable_steps=1000, max_steps=5000)
        assert short.conventions["steps"] <= long.conventions["steps"]
        assert rank_correlation(short["fitness"], long["fitness"]) > 0.999


def test_one_step_is_written_out():
    m = np.array([[1, 0, 0], [1, 1, 0], [1, 1, 1]], dtype=bool)
    f = np.array([1.0, 2.0, 3.0]) / 2
    q = np.array([1 / 3, 1 / 2, 1.0]) / ((1 / 3 + 1 / 2 + 1) / 3)
    second = m @ q
    complexity = 1 / (m.T @ (1 / f))
    result = fitness(m, stop="values", max_steps=2)
    np.testing.assert_allclose(result["fitness"], second / second.mean(), rtol=1e-14)
    np.testing.assert_allclose(result["fitness_complexity"], complexity / complexity.mean(), rtol=1e-14)


def test_the_nonhomogeneous_fixed_point_of_toyc(fixture_presence):
    result = nonhomogeneous_fitness(fixture_presence("toyC"), tolerance=1e-15)
    assert result["fitness"][:4] == pytest.approx([0.469540, 1.283126, 1.378518, 0.220584], abs=5e-7)
    assert result.conventions["steps"] == pytest.approx(550, abs=10)
    assert codes(result) == set()


@pytest.mark.parametrize("toy", ["toyA", "toyC", "sbs"])
def test_the_nonhomogeneous_result_solves_its_equations_in_both_forms(toy, fixture_presence):
    m, delta = fixture_presence(toy).values, 1e-3
    result = nonhomogeneous_fitness(m, delta=delta, tolerance=1e-13)
    f, p = result["fitness_raw"], 1 / result["fitness_complexity"]
    np.testing.assert_allclose(f, delta + m @ (1 / p), rtol=1e-11)
    np.testing.assert_allclose(p, delta + m.T @ (1 / f), rtol=1e-11)
    np.testing.assert_allclose(delta * f, delta**2 + m @ (1 / (p / delta)), rtol=1e-11)


def test_normalising_inside_would_be_another_fixed_point(fixture_presence):
    found = nonhomogeneous_fitness(fixture_presence("toyC"))["fitness"]
    assert abs(found[0] - 0.2282) > 0.2
    assert abs(found[3] - 0.0160) > 0.2


@given(matrices, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter_and_equal_rows_are_equally_fit(present, draw):
    rows = list(range(len(present)))
    draw.shuffle(rows)
    both = np.concatenate([present, present[:1]])
    found = nonhomogeneous_fitness(both, delta=0.1)["fitness"]
    moved = nonhomogeneous_fitness(both[[*rows, len(present)]], delta=0.1)["fitness"]
    np.testing.assert_allclose(moved[:-1], found[:-1][rows], rtol=1e-8)
    if present[0].any():
        assert found[-1] == pytest.approx(found[0], rel=1e-9)
    else:
        assert np.isnan(found[-1])


@given(matrices)
def test_fitness_is_positive_of_mean_one_and_absent_only_where_nothing_is(present):
    result = fitness(present, stable_steps=5, max_steps=200)
    assert (np.isfinite(result["fitness"]) == present.any(axis=1)).all()
    assert np.nanmin(result["fitness"]) > 0
    assert np.nanmean(result["fitness"]) == pytest.approx(1)


def test_options_out_of_range_are_refused():
    m = [[1, 0], [1, 1]]
    with pytest.raises(ComputeError, match="ranks"):
        fitness(m, stop="rank")
    with pytest.raises(ComputeError, match="positive"):
        fitness(m, tolerance=0)
    with pytest.raises(ComputeError, match="positive"):
        nonhomogeneous_fitness(m, delta=-1)
