"""ECI and PCI against ecomplexity, ReKS and EconGeo, the spectra of real tables, and what must be said beside them."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given, reject
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from smartspec.errors import ComputeError
from smartspec.regions.complexity import Anchor, complexity, external_complexity
from smartspec.regions.counts import as_counts
from smartspec.regions.presence import as_presence
from smartspec.regions.specialisation import specialised
from smartspec.regions.spectrum import components

EXACT = {"rtol": 1e-12, "atol": 1e-12}
CONNECTED = ("toyC", "sbs")

matrices = hnp.arrays(np.bool_, st.tuples(st.integers(3, 8), st.integers(3, 8))).filter(lambda m: m.any())


def computed(present):
    """The result, or skip an example that has no second dimension or one that is not told apart from the third."""
    try:
        result = complexity(present)
    except ComputeError:
        reject()
    assume(result.conventions["relative_gap"] > 1e-3)
    return result


def codes(result):
    return {caution.code for caution in result.cautions}


@pytest.mark.parametrize("toy", CONNECTED)
def test_eci_and_pci_are_those_of_ecomplexity(toy, fixture_presence, fixture_records):
    m = fixture_presence(toy)
    result = complexity(m)
    eci, pci = dict(zip(m.regions, result["eci"], strict=True)), dict(zip(m.activities, result["pci"], strict=True))
    diversity = dict(zip(m.regions, result["diversity"], strict=True))
    ubiquity = dict(zip(m.activities, result["ubiquity"], strict=True))
    for row in fixture_records(toy, "ecomplexity053"):
        assert eci[row["loc"]] == pytest.approx(float(row["eci"]), abs=1e-12)
        assert pci[row["prod"]] == pytest.approx(float(row["pci"]), abs=1e-12)
        assert (diversity[row["loc"]], ubiquity[row["prod"]]) == (float(row["diversity"]), float(row["ubiquity"]))


@pytest.mark.parametrize("toy", CONNECTED)
def test_with_ddof_1_they_are_those_of_reks_joined_by_key(toy, fixture_presence, fixture_table):
    m = fixture_presence(toy)
    result = complexity(m, ddof=1)
    for name, labels, key in (("RCI", m.regions, "eci"), ("TCI", m.activities, "pci")):
        expected = fixture_table(toy, f"reks_{name}")
        by_label = dict(zip(expected.rows, expected.values[:, 0], strict=True))
        np.testing.assert_allclose(result[key], [by_label[label.strip('"')] for label in labels], **EXACT)


@pytest.mark.parametrize("toy", CONNECTED)
def test_econgeo_has_another_sign_of_tci_but_the_same_values_to_three_digits(toy, fixture_presence, fixture_table):
    m = fixture_presence(toy)
    result = complexity(m)
    kci, tci = (fixture_table(toy, f"econgeo_{name}").values[:, 0] for name in ("KCI", "TCI"))
    assert np.corrcoef(kci, result["eci"])[0, 1] == pytest.approx(1, abs=1e-3)
    r = np.corrcoef(tci, result["pci"])[0, 1]
    assert abs(r) == pytest.approx(1, abs=1e-3)
    if toy == "sbs":
        assert r == pytest.approx(-0.9999996, abs=1e-6)
        ours = np.array([result["pci"][there].mean() for there in m.values])
        np.testing.assert_allclose(ours, result["eci"], **EXACT)


@pytest.mark.parametrize("toy", CONNECTED)
def test_economic_complexity_with_20_reflections_is_off_by_less_than_4_hundredths(toy, fixture_presence, fixture_table):
    m = fixture_presence(toy)
    result = complexity(m, pci_scale="own", ddof=1)
    for name, key in (("eci", "eci"), ("pci", "pci")):
        off = np.abs(result[key] - fixture_table(toy, f"dw030_{name}").values[:, 0]).max()
        assert 1e-5 < off < 0.04


#: λ2, λ3, λ4, corr(ECI, diversity), corr(PCI, ubiquity), shape: recomputed by another path for the specification.
SPECTRA = {
    "toyC": ((0.666205, 0.309176, 0.129570), 0.855, -0.573, (12, 9)),
    "sbs4": ((0.372496, 0.196130, 0.161532), 0.092, 0.151, (33, 68)),
    "sbs": ((0.2588, 0.1332, 0.1150), 0.209, 0.050, (267, 68)),
    "WIND_1": ((0.4295, 0.3887, 0.3658), 0.003, 0.099, (263, 168)),
    "WIND_2": ((0.2260, 0.1930, 0.1787), 0.187, -0.308, (314, 173)),
    "PV_1": ((0.1488, 0.1336, 0.1183), 0.390, -0.199, (319, 644)),
    "PV_2": ((0.1343, 0.1071, 0.0822), 0.467, -0.340, (326, 649)),
}


@pytest.mark.parametrize("name", SPECTRA)
def test_spectra_and_correlations_of_the_real_tables(name, fixture_presence, real_presence):
    toys = {"toyC": "toyC", "sbs4": "sbs"}
    m = fixture_presence(toys[name]) if name in toys else real_presence(name)
    values, with_diversity, with_ubiquity, shape = SPECTRA[name]
    result = complexity(m)
    digits = 5e-7 if name in toys else 5e-5
    assert m.shape == shape
    assert result["eigenvalues"] == pytest.approx((1.0, *values), abs=digits)
    assert result.conventions["correlation_eci_diversity"] == pytest.approx(with_diversity, abs=6e-4)
    assert result.conventions["correlation_pci_ubiquity"] == pytest.approx(with_ubiquity, abs=6e-4)
    assert result.conventions["lambda_2"] - result.conventions["lambda_3"] == result.conventions["gap"]
    assert ("weak-sign-anchor" in codes(result)) == (with_diversity < 0.2)
    assert ("small-spectral-gap" in codes(result)) == ((values[0] - values[1]) / values[0] < 0.25)


@pytest.mark.parametrize("name", ["sbs", "WIND_2", "PV_1"])
def test_both_solvers_agree_on_real_tables(name, real_presence, monkeypatch):
    m = real_presence(name)
    dense, gram, sparse = [], [], []
    for found, limit, gram_limit in ((dense, 10**6, 10**6), (gram, 0, 10**6), (sparse, 0, 0)):
        monkeypatch.setattr("smartspec.regions.spectrum.DENSE_LIMIT", limit)
        monkeypatch.setattr("smartspec.regions.spectrum.GRAM_LIMIT", gram_limit)
        found.append(complexity(m))
    for other in (gram, sparse):
        assert (dense[0].conventions["solver"], other[0].conventions["solver"]) == ("dense", "lanczos")
        for key in ("eci", "pci", "eigenvalues"):
            np.testing.assert_allclose(other[0][key], dense[0][key], rtol=0, atol=1e-9)


def test_the_sign_may_hang_on_a_named_region_or_activity(fixture_presence):
    m = fixture_presence("sbs")
    plain = complexity(m)
    low = m.regions[int(np.argmin(plain["eci"]))]
    turned = complexity(m, anchor=Anchor("region", low))
    np.testing.assert_allclose(turned["eci"], -plain["eci"], **EXACT)
    np.testing.assert_allclose(turned["pci"], -plain["pci"], **EXACT)
    assert turned.conventions["sign_anchor"] == f"region {low}"
    high = m.activities[int(np.argmax(plain["pci"]))]
    np.testing.assert_array_equal(complexity(m, anchor=Anchor("activity", high))["eci"], plain["eci"])
    with pytest.raises(ComputeError, match="unknown"):
        complexity(m, anchor=Anchor("region", "XX99"))


def test_a_disconnected_matrix_is_said_and_computed_in_its_largest_component(fixture_presence):
    m = fixture_presence("toyA")
    result = complexity(m)
    assert {"disconnected", "left-out"} <= codes(result)
    assert result.conventions["n_components"] == 2
    assert result.conventions["regions_left_out"] == ["R1"]
    assert result.conventions["activities_left_out"] == ["I1"]
    assert np.isnan(result["eci"]).tolist() == [True, False, False, False, False]
    assert result["eigenvalues"][1] < 1
    inner = complexity(as_presence(m.values[1:, 1:]))
    np.testing.assert_allclose(result["eci"][1:], inner["eci"], **EXACT)


def test_the_whole_of_a_disconnected_matrix_has_eigenvalue_one_twice_and_only_marks_components(fixture_presence):
    result = complexity(fixture_presence("toyA"), scope="all")
    assert result["eigenvalues"] == pytest.approx([1, 1, 0.6164, 0.1667], abs=5e-5)
    assert "disconnected" in codes(result)
    assert np.ptp(result["eci"][1:]) < 1e-9


@given(hnp.arrays(np.bool_, st.tuples(st.integers(1, 9), st.integers(1, 9))))
def test_components_are_those_of_another_search(present):
    found = components(present)
    graph = nx.Graph()
    graph.add_edges_from((f"r{r}", f"a{i}") for r, i in np.argwhere(present))
    labels = {f"r{r}": k for r, k in enumerate(found.regions)} | {f"a{i}": k for i, k in enumerate(found.activities)}
    parts = {frozenset(part) for part in nx.connected_components(graph)}
    assert parts == {frozenset(n for n, k in labels.items() if k == which) for which in range(found.n)}
    sizes = [(found.regions == k).sum() for k in range(found.n)]
    assert sizes == sorted(sizes, reverse=True)


def test_components_are_ordered_by_size_and_what_is_empty_belongs_to_none():
    found = components(np.array([[1, 0, 0, 0], [0, 1, 0, 0], [0, 1, 1, 0], [0, 0, 0, 0]], dtype=bool))
    assert found.n == 2
    assert found.regions.tolist() == [1, 0, 0, -1]
    assert found.activities.tolist() == [1, 0, 0, -1]


def test_a_region_without_any_activity_does_not_spoil_the_others(fixture_presence):
    m = fixture_presence("toyC")
    rows = np.insert(m.values, 4, values=False, axis=0)
    both = np.insert(rows, 0, values=False, axis=1)
    found, expected = complexity(both), complexity(m.values)
    np.testing.assert_allclose(np.delete(found["eci"], 4), expected["eci"], **EXACT)
    np.testing.assert_allclose(found["pci"][1:], expected["pci"], **EXACT)
    assert np.isnan(found["eci"][4])
    assert np.isnan(found["pci"][0])
    assert codes(found) - codes(expected) == {"left-out"}


def test_a_threshold_that_empties_rows_leaves_the_rest_standing(fixture_table):
    table = fixture_table("sbs")
    m = specialised(as_counts(table.values, regions=table.rows), threshold=3.0)
    assert (m.diversity == 0).any()
    result = complexity(m)
    assert np.isfinite(result["eci"]).sum() > 20
    assert set(result.conventions["regions_left_out"]) == {
        name for name, value in zip(m.regions, result["eci"], strict=True) if np.isnan(value)
    }


def test_regions_with_equal_activities_are_equally_complex(fixture_presence):
    m = fixture_presence("toyC")
    assert m.values[3].tolist() == m.values[10].tolist()
    eci = complexity(m)["eci"]
    assert eci[3] == pytest.approx(eci[10], abs=1e-14)


def test_nothing_is_told_apart_where_all_have_the_same():
    with pytest.raises(ComputeError, match="same activities"):
        complexity(np.ones((4, 3)))


@given(matrices)
def test_eci_is_the_mean_pci_of_what_a_region_has(present):
    result = computed(present)
    for r in np.flatnonzero(np.isfinite(result["eci"])):
        assert result["eci"][r] == pytest.approx(result["pci"][present[r]].mean(), abs=1e-9)


@given(matrices)
def test_eci_has_mean_zero_and_deviation_one(present):
    eci = computed(present)["eci"]
    assert np.nanmean(eci) == pytest.approx(0, abs=1e-9)
    assert np.nanstd(eci) == pytest.approx(1, abs=1e-9)


@given(matrices, st.randoms(use_true_random=False))
def test_eci_does_not_depend_on_the_order_of_rows_and_columns(present, draw):
    result = computed(present)
    r = result.conventions["correlation_eci_diversity"]
    assume(r is not None and abs(r) > 1e-6)
    parts = components(present)
    assume((parts.regions == 0).sum() > max((parts.regions == k).sum() for k in range(1, parts.n + 1)))
    rows, columns = list(range(present.shape[0])), list(range(present.shape[1]))
    draw.shuffle(rows)
    draw.shuffle(columns)
    moved = complexity(present[np.ix_(rows, columns)])
    np.testing.assert_allclose(moved["eci"], result["eci"][rows], rtol=0, atol=1e-8)
    np.testing.assert_allclose(moved["pci"], result["pci"][columns], rtol=0, atol=1e-8)


@given(matrices)
def test_eci_rises_with_diversity(present):
    result = computed(present)
    r = result.conventions["correlation_eci_diversity"]
    assert r is None or r >= -1e-9


@given(st.integers(2, 1_000_000))
def test_the_unit_of_counts_does_not_matter_not_even_at_ties(unit):
    x = np.array([[100, 0, 0, 0, 0], [0, 15, 5, 70, 10], [0, 20, 10, 20, 50], [0, 25, 30, 5, 40], [0, 40, 55, 5, 0]])
    m = specialised(as_counts(x * unit))
    assert m.values.sum() == 10
    np.testing.assert_array_equal(m.values, specialised(as_counts(x)).values)


def test_external_complexity_is_the_mean_of_the_given_pci(fixture_presence, fixture_table):
    m = fixture_presence("sbs")
    pci = fixture_table("sbs", "dw030_pci").values[:, 0]
    result = external_complexity(m, pci)
    expected = [pci[there].mean() for there in m.values]
    np.testing.assert_allclose(result["eci"], expected, **EXACT)
    assert result["eci_standardised"].std() == pytest.approx(1)


def test_external_complexity_is_that_of_economic_complexity(fixture_presence):
    """`complexity_subnational` of economic-complexity 0.3.0 on toyC with these made-up complexities."""
    pci = np.array([0.5, -1.25, 2.0, 0.25, -0.75, 1.5, -2.0, 0.125, 1.0])
    result = external_complexity(fixture_presence("toyC"), pci, ddof=1)
    expected = [1 / 3, 0.25, -0.25, 0.75, 2.75 / 3, 0.71875, 3.5 / 3, 0.1, -0.175, 0.0, 0.75, 0.75]
    np.testing.assert_allclose(result["eci"], expected, **EXACT)
    standardised = [-0.23716096605933093, -0.41814230740826386, -1.5040303555018615, 0.6677457406853338]
    np.testing.assert_allclose(result["eci_standardised"][:4], standardised, **EXACT)


def test_activities_without_an_external_pci_are_left_out_and_named():
    result = external_complexity([[1, 1, 0], [0, 1, 1], [0, 0, 1]], np.array([1.0, 2.0, np.nan]))
    assert result["eci"][:2].tolist() == [1.5, 2.0]
    assert np.isnan(result["eci"][2])
    assert result.conventions["activities_left_out"] == ["2"]
    assert codes(result) == {"left-out"}
    with pytest.raises(ComputeError):
        external_complexity([[1, 1], [0, 1]], np.array([1.0]))


def test_two_runs_give_the_same_bytes(real_presence):
    m = real_presence("PV_1")
    first, second = complexity(m), complexity(m)
    assert first.conventions == second.conventions
    for key, values in first.values.items():
        assert values.tobytes() == second[key].tobytes()
