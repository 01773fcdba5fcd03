"""Taking effects out: equal to least squares on dense dummies."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartspec.errors import ComputeError
from smartspec.regions.effects import absorb, encode_effects


@st.composite
def groups(draw):
    n = draw(st.integers(3, 25))
    names = ["a", "b", "c"][: draw(st.integers(1, 3))]
    levels = {name: draw(st.lists(st.integers(0, 4), min_size=n, max_size=n)) for name in names}
    return n, levels, draw(st.integers(0, 2**32 - 1))


@given(groups())
def test_residuals_equal_least_squares_on_dense_dummies(case):
    n, levels, seed = case
    rng = np.random.default_rng(seed)
    weights, columns = rng.uniform(1e-3, 10, n), rng.normal(size=(n, 2)) * [1.0, 1e4]
    membership = encode_effects(levels, n=n).membership()
    root = np.sqrt(weights)[:, None]
    solution = np.linalg.lstsq(membership.toarray() * root, columns * root, rcond=None)[0]
    found = absorb(membership, columns, weights)
    assert found.converged
    np.testing.assert_allclose(found.residuals, columns - membership @ solution, rtol=1e-7, atol=1e-6)


@given(groups())
def test_what_effects_explain_is_taken_out_whole_and_once(case):
    n, levels, seed = case
    rng = np.random.default_rng(seed)
    effects = encode_effects(levels, n=n)
    membership = effects.membership()
    explained = membership @ rng.normal(size=(effects.n_levels, 1))
    assert np.abs(absorb(membership, explained, np.ones(n)).residuals).max() < 1e-8
    once = absorb(membership, rng.normal(size=(n, 1)), np.ones(n))
    again = absorb(membership, once.residuals, np.ones(n))
    np.testing.assert_allclose(again.residuals, once.residuals, atol=1e-8)


def test_a_chain_of_levels_converges_too():
    # Each origin meets two destinations only: the slowest case for iterating over effects in turn.
    origin = np.repeat(np.arange(150), 2)
    destination = np.concatenate([[k, k + 1] for k in range(150)])
    membership = encode_effects({"o": origin, "d": destination}, n=300).membership()
    column = np.random.default_rng(1).normal(size=(300, 1))
    found = absorb(membership, column, np.ones(300))
    dense = np.linalg.lstsq(membership.toarray(), column, rcond=None)[0]
    assert found.converged
    np.testing.assert_allclose(found.residuals, column - membership @ dense, atol=1e-8)


def test_levels_without_observations_stay_at_zero():
    effects = encode_effects({"o": list("ABBC")}, n=4).rows(np.array([False, True, True, True]))
    found = absorb(effects.membership(), np.array([[1.0], [3.0], [5.0]]), np.ones(3))
    assert found.coefficients.ravel().tolist() == [0.0, 2.0, 5.0]
    assert effects.levels == (("A", "B", "C"),)


def test_an_effect_needs_a_level_for_every_observation():
    with pytest.raises(ComputeError, match="the effect `o` has 2 levels for 3 observations"):
        encode_effects({"o": "AB"}, n=3)
