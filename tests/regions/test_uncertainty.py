"""Intervals of ECI: what the draws must do, whatever the scheme."""

import numpy as np
import pytest

from smartspec.errors import ComputeError
from smartspec.regions.complexity import Anchor, complexity
from smartspec.regions.complexity_samples import present_in
from smartspec.regions.counts import as_counts
from smartspec.regions.specialisation import specialised
from smartspec.regions.uncertainty import complexity_intervals

SCHEMES = ("poisson", "regions", "whole")


@pytest.fixture
def counts(fixture_table):
    table = fixture_table("toyC")
    return as_counts(table.values, regions=table.rows, activities=table.columns)


def test_presence_is_that_of_the_fixtures(fixture_table, brute_force):
    assert (specialised(as_counts(fixture_table("toyC").values)).values == (brute_force["M"] == 1)).all()
    for toy in ("toyA", "sbs"):
        table = fixture_table(toy)
        expected = fixture_table(toy, "econgeo_lq").values >= 1
        assert (specialised(as_counts(table.values)).values == expected).all()


@pytest.mark.parametrize("name", ["sbs", "WIND_1", "PV_2"])
def test_samples_decide_presence_as_the_counts_do(name, real_table):
    x = real_table(name).values
    for threshold in (0.5, 1.0, 2.0):
        assert (present_in(x, threshold) == specialised(as_counts(x), threshold=threshold).values).all()


def test_empty_regions_and_activities_are_left_out_and_named(counts):
    values = np.insert(np.insert(counts.values, 3, 0, axis=0), 0, 0, axis=1)
    result = complexity_intervals(as_counts(values), n_samples=20)
    expected = complexity_intervals(counts, n_samples=20)
    np.testing.assert_array_equal(result["eci_low"], expected["eci_low"])
    assert {"empty-regions", "empty-activities"} <= {c.code for c in result.cautions}
    assert "3" not in result.axes["region"]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_point_values_are_those_of_the_counts_and_lie_between_the_ends(counts, scheme):
    result = complexity_intervals(counts, n_samples=100, scheme=scheme)
    point = complexity(specialised(counts))
    np.testing.assert_array_equal(result["eci"], point["eci"])
    np.testing.assert_array_equal(result["pci"], point["pci"])
    for name in ("eci", "pci", "eci_rank", "pci_rank"):
        assert (result[f"{name}_low"] <= result[f"{name}_high"]).all()
    inside = (result["eci_low"] <= result["eci"] + 1e-9) & (result["eci"] <= result["eci_high"] + 1e-9)
    assert inside.mean() > 0.6
    assert result["eci_rank"].sum() == 12 * 13 / 2


def test_more_counts_mean_narrower_intervals(counts):
    many = as_counts(counts.values * 400)
    narrow, wide = (complexity_intervals(c, n_samples=100) for c in (many, counts))
    width = [(r["eci_rank_high"] - r["eci_rank_low"]).mean() for r in (narrow, wide)]
    assert width[0] < width[1] / 2


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_same_seed_gives_the_same_and_another_seed_other_intervals(counts, scheme):
    found = [complexity_intervals(counts, n_samples=30, scheme=scheme, seed=seed) for seed in (1, 1, 2)]
    for key in found[0].values:
        assert found[0][key].tobytes() == found[1][key].tobytes()
    assert (found[0]["eci_low"] != found[2]["eci_low"]).any()


def test_the_first_samples_do_not_depend_on_how_many_follow(counts):
    few, more = (complexity_intervals(counts, n_samples=n, level=0.999)["eci_low"] for n in (20, 21))
    assert (more <= few + 0.2).all()


def test_the_sign_is_that_of_the_counts_in_every_sample(fixture_table):
    table = fixture_table("sbs")
    result = complexity_intervals(as_counts(table.values * 1000), n_samples=40)
    high = np.argsort(result["eci"])[[0, -1]]
    assert result["eci_high"][high[0]] < 0 < result["eci_low"][high[1]]
    assert result.conventions["median_agreement"] > 0.99


def test_turning_the_sign_of_the_counts_turns_every_interval(counts):
    plain = complexity_intervals(counts, n_samples=50)
    low = counts.regions[int(np.argmin(plain["eci"]))]
    turned = complexity_intervals(counts, n_samples=50, anchor=Anchor("region", low))
    for name in ("eci", "pci"):
        np.testing.assert_allclose(turned[f"{name}_low"], -plain[f"{name}_high"], rtol=0, atol=1e-9)
        n = len(plain[name]) + 1
        np.testing.assert_allclose(turned[f"{name}_rank"], n - plain[f"{name}_rank"])
    assert turned.conventions["sign_flips"] == 1.0
    assert plain.conventions["sign_flips"] == 0.0


def test_counts_that_say_little_are_called_unstable():
    draw = np.random.default_rng(3)
    counts = as_counts(draw.poisson(3, size=(30, 30)))
    result = complexity_intervals(counts, n_samples=60)
    assert "unstable-dimension" in {c.code for c in result.cautions}
    assert result.conventions["other_dimension"] > 0.1
    assert (result["eci_rank_high"] - result["eci_rank_low"]).mean() > 10


def test_values_that_are_no_counts_are_said(counts):
    result = complexity_intervals(as_counts(counts.values / 3), n_samples=5)
    assert "not-whole-counts" in {c.code for c in result.cautions}


def test_missing_cells_stay_missing(counts):
    mask = np.zeros(counts.shape, dtype=bool)
    mask[0, :2] = True
    result = complexity_intervals(as_counts(counts.values, missing=mask), n_samples=20)
    assert result.conventions["missing_cells"] == 2
    assert "missing-cells" in {c.code for c in result.cautions}


@pytest.mark.parametrize("options", [{"n_samples": 1}, {"level": 1.0}, {"scheme": "bootstrap"}])
def test_options_out_of_range_are_refused(counts, options):
    with pytest.raises(ComputeError):
        complexity_intervals(counts, **options)
