"""Separated zeros: the authors' data sets, a real table, and what separation means."""

import csv
import gzip
import json

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from smartspec.errors import ComputeError
from smartspec.regions.effects import encode_effects
from smartspec.regions.poisson import maximise
from smartspec.regions.separation import find_separation

CASES = [f"{k:02d}" for k in range(1, 19)]


@pytest.fixture(scope="module")
def data_sets(shared_data):
    return json.loads((shared_data / "fixtures/regions/ppml_separation_correia.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def pairs(shared_data):
    with gzip.open(shared_data / "fixtures/regions/gravity_pv1_pairs.csv.gz", "rt") as file:
        rows = list(csv.DictReader(file))
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


@pytest.mark.parametrize("case", CASES)
def test_the_data_sets_of_the_authors_are_all_answered(data_sets, case):
    names, rows = data_sets[case]["columns"], np.array(data_sets[case]["rows"], dtype=float)
    column = dict(zip(names, rows.T, strict=True))
    found = find_separation(
        column["y"],
        {name: values for name, values in column.items() if name.startswith("x")},
        effects={name: values for name, values in column.items() if name.startswith("id")},
    )
    assert (~found.kept).tolist() == (column["separated"] == 1).tolist()
    assert (column["y"][~found.kept] == 0).all()


def test_one_pass_over_the_real_pairs_is_enough(pairs):
    # A peer drops 806 pairs more: nothing beyond levels with only zeros is separated here.
    found = find_separation(
        pairs["y"].astype(float),
        {"ld": pairs["ld"].astype(float), "same": pairs["same"].astype(float)},
        effects={"o": pairs["o"], "d": pairs["d"]},
    )
    assert len(found.kept) == 50_721
    assert found.kept.sum() == 46_590
    assert found.passes == 2
    assert not found.by["pattern"].any()
    zero = {
        end: {code for code in set(pairs[end]) if not (pairs["y"][pairs[end] == code].astype(float)).any()}
        for end in "od"
    }
    assert {end: set(found.levels[end]) for end in "od"} == zero
    assert [caution.code for caution in found.cautions] == ["zero-levels", "zero-levels"]
    assert "PT30" in found.cautions[0].en
    assert "PT30" in found.cautions[0].ru


def test_levels_fall_in_turn_until_none_has_only_zeros():
    # A has only zeros; without it X has, and without X, C has.
    origin, destination = list("AABBCC"), list("YXXYXZ")
    y = [0, 0, 0, 4, 0, 0]
    found = find_separation(y, {}, effects={"origin": origin, "destination": destination})
    assert found.kept.tolist() == [False, False, False, True, False, False]
    assert found.levels == {"origin": ("A", "C"), "destination": ("X", "Z")}


def test_a_two_way_pattern_is_found_and_reported():
    # Positive ties join A-X and B-Y only: A-Y can be 0 for ever, while nothing bounds it from below.
    found = find_separation([1, 2, 0], {}, effects={"o": list("ABA"), "d": list("XYY")})
    assert found.kept.tolist() == [True, True, False]
    assert found.by["pattern"].tolist() == [False, False, True]
    assert found.certificate == {}
    assert found.cautions[-1].code == "separated"
    # With a zero in the other direction as well, neither can run off without the other rising.
    both = find_separation([1, 2, 0, 0], {}, effects={"o": list("ABAB"), "d": list("XYYX")})
    assert both.kept.all()


def test_the_certificate_names_the_regressors_that_separate():
    x = {"level": [1.0, 5.0, 2.0, 0.0, 3.0], "flag": [0.0, 0.0, 0.0, 1.0, 1.0]}
    found = find_separation([3, 1, 2, 0, 0], x)
    assert found.kept.tolist() == [True, True, True, False, False]
    assert list(found.certificate) == ["flag"]
    assert "flag" in found.cautions[0].en


def test_an_observation_alone_in_its_level_is_kept():
    assert find_separation([3, 1, 2], {}, effects={"o": list("ABB")}).kept.all()


@st.composite
def tables(draw):
    n = draw(st.integers(4, 14))
    y = draw(st.lists(st.sampled_from([0, 0, 1, 3]), min_size=n, max_size=n))
    o = draw(st.lists(st.sampled_from("ABC"), min_size=n, max_size=n))
    d = draw(st.lists(st.sampled_from("XYZ"), min_size=n, max_size=n))
    x = draw(st.lists(st.integers(0, 2), min_size=n, max_size=n))
    return np.array(y, dtype=float), o, d, np.array(x, dtype=float)


@given(tables())
def test_what_is_kept_equals_a_linear_programme_on_dense_dummies(table):
    from scipy.optimize import linprog

    y, o, d, x = table
    assume(y.any())
    found = find_separation(y, {"x": x}, effects={"o": o, "d": d})
    dense = np.column_stack([x, *[np.array(o) == k for k in "ABC"], *[np.array(d) == k for k in "XYZ"]]).astype(float)
    # One programme for each zero: can this row be positive, no zero negative, every positive at 0?
    for row in np.flatnonzero(y == 0):
        answer = linprog(
            -dense[row],
            A_ub=np.vstack([-dense[y == 0], dense[row]]),
            b_ub=np.r_[np.zeros(int((y == 0).sum())), 1.0],
            A_eq=dense[y > 0],
            b_eq=np.zeros(int((y > 0).sum())),
            bounds=[(None, None)] * dense.shape[1],
            method="highs",
        )
        assert found.kept[row] == (-answer.fun < 0.5)


@given(tables())
def test_without_the_separated_rows_the_likelihood_has_a_maximum(table):
    y, o, d, x = table
    assume(y.any())
    kept = find_separation(y, {"x": x}, effects={"o": o, "d": d}).kept
    groups = encode_effects({"o": o, "d": d}, n=len(y)).rows(kept)
    fit = maximise(y[kept], np.empty((int(kept.sum()), 0)), groups, tolerance=1e-10, max_iterations=200)
    assert fit.converged
    # Fitted totals of every level are the observed ones.
    for code in groups.codes:
        np.testing.assert_allclose(np.bincount(code, fit.expected), np.bincount(code, y[kept]), atol=1e-5)


def test_what_is_wrong_is_said():
    with pytest.raises(ComputeError, match="not all zero"):
        find_separation([0, 0], {"x": [1, 2]})
    with pytest.raises(ComputeError, match="not negative"):
        find_separation([-1, 2], {"x": [1, 2]})
    with pytest.raises(ComputeError, match="1 values of the regressor `ld` are not finite"):
        find_separation([1, 2], {"ld": [-np.inf, 2]})
    with pytest.raises(ComputeError, match="the regressor `x` has the shape"):
        find_separation([1, 2], {"x": [1, 2, 3]})
    with pytest.raises(ComputeError, match="the effect `o` has 1 levels for 2"):
        find_separation([1, 2], {}, effects={"o": "A"})
