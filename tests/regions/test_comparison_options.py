"""Options of a comparison that add measures: peers, income, reference, periods, another space, cooperation."""

import json
import statistics

import numpy as np
import pytest

from smartspec.errors import ComputeError
from smartspec.regions.period_choice import chosen_periods


def by(rows, *keys):
    return {tuple(row[key] for key in keys): row for row in rows}


def cautions(made):
    return {one["code"] for one in json.loads(made["comparisons"][0]["cautions"])}


def record(made):
    return json.loads(made["comparisons"][0]["conventions"])


@pytest.fixture(scope="module")
def income(toy_cells):
    regions = sorted({region for region, _, _ in toy_cells()})
    return {(region, "", "2024"): 10.0 + 3 * k for k, region in enumerate(regions)}


def matrix_of(cells):
    regions, activities = (sorted({key[k] for key in cells}) for k in (0, 1))
    return np.array([[cells[r, i, "2024"] for i in activities] for r in regions]), regions, activities


def test_peers_are_nearest_by_half_the_krugman_distance_and_gaps_are_to_their_median(run_comparison, toy_cells):
    made = run_comparison({"x": toy_cells()}, peers=3)
    matrix, regions, _ = matrix_of(toy_cells())
    shares = matrix / matrix.sum(axis=1, keepdims=True)
    peers: dict[str, list[str]] = {}
    for row in made["region_peers"]:
        peers.setdefault(row["region"], []).append(row["peer"])
    eci = {row["region"]: row["eci"] for row in made["compared_regions"]}
    beside = by(made["region_benchmarks"], "region", "measure")
    for r, region in enumerate(regions):
        away = sorted(
            (round(np.abs(shares[r] - shares[q]).sum() / 2, 12), name) for q, name in enumerate(regions) if q != r
        )
        assert peers[region] == [name for _, name in away[:3]]
        row = beside[region, "eci"]
        assert row["gap"] == pytest.approx(eci[region] - statistics.median(eci[name] for name in peers[region]))
        assert row["n_peers"] == 3
    distance = by(made["region_peers"], "region", "peer")
    pairs = by(made["region_pairs"], "region_a", "region_b")
    for (a, b), row in pairs.items():
        if (a, b) in distance:
            assert distance[a, b]["peer_distance"] == pytest.approx(row["krugman_distance"] / 2)
    assert record(made)["2024"]["peers"]["variables"] == ["structure"]
    assert set(record(made)["2024"]["peers"]["alike_by_construction"]) >= {"krugman", "entropy"}


def test_peers_do_not_depend_on_the_unit_or_the_order_of_rows(run_comparison, toy_cells):
    plain = run_comparison({"x": toy_cells()})
    cells = toy_cells(factor=1000)
    turned = run_comparison({"x": dict(sorted(cells.items(), key=lambda one: one[0][::-1], reverse=True))})
    assert [(r["region"], r["peer"]) for r in plain["region_peers"]] == [
        (r["region"], r["peer"]) for r in turned["region_peers"]
    ]
    for first, second in zip(plain["region_benchmarks"], turned["region_benchmarks"], strict=True):
        factor = 1000 if first["measure"] == "total" else 1
        assert second["gap"] == pytest.approx(first["gap"] * factor, abs=1e-9 * factor)
        assert second["rank_among_peers"] == first["rank_among_peers"] or first["gap"] == pytest.approx(0, abs=1e-9)


def test_peers_by_variables_take_measures_and_indicators(run_comparison, toy_cells, income):
    heads = {(r, "", "2023"): v**2 for (r, _, _), v in income.items()}
    made = run_comparison({"x": toy_cells(), "heads": heads}, peers=2, peers_by="heads", outcomes="heads")
    names = [r for r, _, _ in income]
    scaled = {r: 1.0 * k for k, r in enumerate(names)}  # roots of squares of even steps are even steps
    assert abs(statistics.mean(heads.values()) - statistics.median(heads.values())) > 0
    for row in made["region_peers"]:
        place = scaled[row["region"]]
        assert abs(scaled[row["peer"]] - place) <= 2
    assert by(made["region_benchmarks"], "region", "measure")[names[0], "heads"]["value"] == heads[names[0], "", "2023"]
    assert {"indicator-of-another-period", "alike-by-construction"} <= cautions(made)
    both = run_comparison({"x": toy_cells()}, peers=2, peers_by="structure; total")
    assert record(both)["2024"]["peers"]["variables"] == ["structure", "total"]


def test_peers_can_be_left_out_and_most_of_the_regions_as_peers_are_said(run_comparison, toy_cells):
    none = run_comparison({"x": toy_cells()}, peers=0)
    assert none["region_peers"] == none["region_benchmarks"] == []
    assert "peers" not in record(none)["2024"]
    many = run_comparison({"x": toy_cells()}, peers=50)
    assert {row["n_peers"] for row in many["region_benchmarks"]} == {11}
    assert "most-are-peers" in cautions(many)


@pytest.mark.parametrize(
    ("options", "words", "hint"),
    [
        ({"peers_by": "strcture"}, "no indicator `strcture`", "`structure`"),
        ({"outcomes": "hands"}, "no indicator `hands`", "`heads`"),
        ({"income": "head"}, "no indicator `head`", "`heads`"),
        ({"income": "x"}, "by activity only", "regions alone"),
        ({"reference": "r00"}, "no row is of the reference", "`R00`"),
        ({"across": "x"}, "`x` is what is compared", "another"),
        ({"across": "hed"}, "no indicator `hed`", "`heads`"),
        ({"periods": "eech"}, "period `eech`", "`each`"),
        ({"periods": "2042"}, "period `2042`", "`2024`"),
        ({"peers": -1}, "-1 peers", "0 leaves them out"),
        ({"outcomes": "far"}, "`far` is known of no region", "`total`"),
        ({"peers_by": "related_variety"}, "known of no region", "`structure`"),
    ],
)
def test_what_is_not_there_is_an_error_that_names_the_nearest(run_comparison, toy_cells, income, options, words, hint):
    with pytest.raises(ComputeError) as found:
        run_comparison({"x": toy_cells(), "heads": income, "far": {("FAR", "", "2024"): 1.0}}, **options)
    assert words in found.value.problem
    assert hint in found.value.hint


def test_prody_and_expy_equal_plain_loops_and_carry_their_income(run_comparison, toy_cells, income):
    made = run_comparison({"x": toy_cells(), "heads": income}, income="heads")
    matrix, regions, activities = matrix_of(toy_cells())
    rca = matrix * matrix.sum() / np.multiply.outer(matrix.sum(axis=1), matrix.sum(axis=0))
    y = [income[region, "", "2024"] for region in regions]
    prody = {}
    for i, activity in enumerate(activities):
        prody[activity] = sum(rca[r, i] * y[r] for r in range(len(y))) / sum(rca[:, i])
    for row in made["compared_activities"]:
        assert row["prody"] == pytest.approx(prody[row["activity"]])
    for r, region in enumerate(regions):
        row = by(made["compared_regions"], "region")[region,]
        assert row["income"] == y[r]
        shares = matrix[r] / matrix[r].sum()
        assert row["expy"] == pytest.approx(sum(s * prody[i] for s, i in zip(shares, activities, strict=True)))
    found = record(made)["2024"]["sophistication"]
    assert found["income"] == {"indicator": "heads", "unit": "persons", "period": "2024"}
    assert found["correlation_expy_income"] == pytest.approx(
        np.corrcoef(y, [by(made["compared_regions"], "region")[r,]["expy"] for r in regions])[0, 1]
    )
    assert by(made["region_benchmarks"], "region", "measure")[regions[0], "income"]["value"] == y[0]
    doubled = run_comparison({"x": toy_cells(), "heads": {k: 2 * v for k, v in income.items()}}, income="heads")
    assert doubled["compared_activities"][0]["prody"] == pytest.approx(2 * made["compared_activities"][0]["prody"])


def test_income_that_is_not_known_is_missing_and_said(run_comparison, toy_cells, income):
    part = dict(list(income.items())[2:]) | {next(iter(income)): None}
    made = run_comparison({"x": toy_cells(), "heads": part}, income="heads")
    rows = by(made["compared_regions"], "region")
    assert rows["R00",]["income"] is rows["R01",]["income"] is None
    assert rows["R00",]["expy"] is not None
    assert "income-not-known" in cautions(made)


def test_pairs_of_periods_and_the_row_of_the_country(run_comparison, toy_cells):
    cells = {}
    for k, period in enumerate(("2018", "2020", "2024")):
        grown = toy_cells(period, factor=1 + k)
        grown[next(iter(grown))] += 5 * k
        for activity in sorted({i for _, i, _ in grown}):
            grown["LAND", activity, period] = 1000.0 * (k + 1)
        cells |= grown
    made = run_comparison({"x": cells}, periods="2018:2024; 2020:2024", reference="LAND")
    assert made["comparisons"][0]["periods"] == "2018; 2020; 2024"
    assert {(row["since"], row["period"]) for row in made["region_changes"]} == {("2018", "2024"), ("2020", "2024")}
    assert "LAND" not in {row["region"] for row in made["compared_regions"]}
    matrix, regions, _ = matrix_of(toy_cells())
    rows = by(made["region_changes"], "since", "region")
    for r, region in enumerate(regions):
        assert rows["2018", region]["national"] == pytest.approx(matrix[r].sum() * 2)
        assert rows["2018", region]["mix"] == pytest.approx(0, abs=1e-9)
    parts = by(made["cell_changes"], "since", "region", "activity")
    assert sum(p["regional"] for k, p in parts.items() if k[0] == "2018") == pytest.approx(10)
    # the nearest earlier period stands among the measures of the region
    own = by(made["compared_regions"], "period", "region")
    assert own["2024", regions[3]]["structural_change"] == rows["2020", regions[3]]["structural_change"]
    assert own["2020", regions[3]]["structural_change"] is None
    found = record(made)
    assert {"2018 → 2024", "2020 → 2024"} <= set(found)
    assert found["2018 → 2024"]["shift-share"]["reference"] == "given"


def test_named_periods_are_compared_with_the_one_before(run_comparison, toy_cells):
    cells = {key: value for k, p in enumerate(("2018", "2020", "2024")) for key, value in toy_cells(p, 1 + k).items()}
    made = run_comparison({"x": cells}, periods="2024; 2018")
    assert {(row["since"], row["period"]) for row in made["region_changes"]} == {("2018", "2024")}
    assert all(row["net"] == 0 for row in made["region_leads"])
    assert all(row["exit_rate"] in (0, None) for row in made["compared_activities"] if row["period"] == "2024")


@pytest.mark.parametrize("written", ["2024:2018", "2018:2020:2024", "2018:2018"])
def test_a_pair_that_is_none_is_refused(written):
    with pytest.raises(ComputeError, match="no pair of an earlier and a later"):
        chosen_periods(written, ["2018", "2020", "2024"])


def test_another_space_of_activities_gives_proximities_and_densities(run_comparison, toy_cells):
    rng = np.random.default_rng(4)
    other = {(f"R{r:02}", field, "2024"): float(rng.integers(0, 9)) for r in range(11) for field in "abc"}
    made = run_comparison({"x": toy_cells(), "fields": other}, across="fields")
    present = {(row["region"], row["activity"]): row["presence"] for row in made["compared_cells"]}
    activities = sorted({i for _, i in present})
    total = {r: sum(other[f"R{r:02}", f, "2024"] for f in "abc") for r in range(11)}
    whole = {f: sum(other[f"R{r:02}", f, "2024"] for r in range(11)) for f in "abc"}
    has = {
        (f"R{r:02}", f): other[f"R{r:02}", f, "2024"] * sum(total.values()) >= total[r] * whole[f]
        for r in range(11)
        for f in "abc"
    }
    both = [f"R{r:02}" for r in range(11)]
    phi = {}
    for i in activities:
        for f in "abc":
            n = sum(present[r, i] and has[r, f] for r in both)
            phi[i, f] = n / max(sum(present[r, i] for r in both), sum(has[r, f] for r in both))
    found = {
        key: row["cross_proximity"] for key, row in by(made["cross_relatedness"], "activity", "other_activity").items()
    }
    assert found == pytest.approx({key: value for key, value in phi.items() if value})
    cells = by(made["compared_cells"], "region", "activity")
    for r in both:
        for i in activities:
            expected = sum(phi[i, f] for f in "abc" if has[r, f]) / sum(phi[i, f] for f in "abc")
            assert cells[r, i]["cross_density"] == pytest.approx(100 * expected)
    assert cells["R11", activities[0]]["cross_density"] is None
    assert "regions-in-one-set-only" in cautions(made)


@pytest.fixture(scope="module")
def published():
    rng = np.random.default_rng(8)
    regions = ["RU-TOM", "RU-OMS", "RU-NVS", "RU-KEM", "RU-ALT", "RU-KYA"]
    profiles = [
        (r, t, year, int(rng.integers(1, 9)))
        for r in regions
        for t in ("ice", "ore", "gas", "oil")
        for year in range(2019, 2025)
    ]
    years = {f"w{k:03}": 2019 + k % 6 for k in range(240)}
    located = [(work, regions[q]) for work in years for q in rng.choice(6, int(rng.integers(1, 4)), replace=False)]
    return {"profiles": profiles, "years": years, "located": [*located, ("w999", "RU-TOM"), ("w999", "RU-OMS")]}


def test_publications_are_compared_by_windows_of_years_with_their_own_ties(run_comparison, published):
    made = run_comparison({}, indicator="publications", periods="2019/2020; 2021/2024", **published)
    value = {(r, t): 0 for r, t, _, _ in published["profiles"]}
    for r, t, year, n in published["profiles"]:
        value[r, t] += n if year >= 2021 else 0
    cells = by(made["compared_cells"], "period", "region", "activity")
    assert {key: cells["2021/2024", *key]["value"] for key in value} == value
    regions_of: dict[str, set[str]] = {}
    for work, region in published["located"]:
        regions_of.setdefault(work, set()).add(region)
    for period, first, last in (("2019/2020", 2019, 2020), ("2021/2024", 2021, 2024)):
        kept = [found for work, found in regions_of.items() if first <= published["years"].get(work, 0) <= last]
        pairs = by(made["region_pairs"], "period", "region_a", "region_b")
        together = sum({"RU-NVS", "RU-TOM"} <= found for found in kept)
        assert pairs[period, "RU-NVS", "RU-TOM"]["ties"] == together
        row = by(made["cooperation_periods"], "period")[period,]
        assert row["documents"] == len(kept)
        assert row["collaborative"] == sum(len(found) > 1 for found in kept)
        assert row["links"] == sum(len(found) * (len(found) - 1) / 2 for found in kept)
        own = [found for found in kept if "RU-TOM" in found]
        share = by(made["compared_regions"], "period", "region")[period, "RU-TOM"]["collaborative_share"]
        assert share == pytest.approx(sum(len(found) > 1 for found in own) / len(own))
    assert by(made["cooperation_periods"], "period")["2021/2024",]["since"] == "2019/2020"
    assert "periods-of-different-length" in cautions(made)


def test_ties_that_come_and_go_are_counted_by_region(run_comparison, published):
    located = [("a", "RU-TOM"), ("a", "RU-OMS"), ("b", "RU-TOM"), ("b", "RU-OMS"), ("b", "RU-NVS"), ("c", "RU-KEM")]
    given = published | {"located": located, "years": {"a": 2019, "b": 2020, "c": 2020}}
    made = run_comparison({}, indicator="publications", periods="2019; 2020", **given)
    rows = by(made["cooperation_periods"], "period")
    assert [rows["2020",][name] for name in ("entered", "stayed", "left", "persistence")] == [
        2,
        1,
        0,
        pytest.approx(1 / 3),
    ]
    assert rows["2019",]["since"] is None
    changes = by(made["region_changes"], "region")
    assert [changes[r,]["partners_entered"] for r in ("RU-NVS", "RU-TOM", "RU-KEM")] == [2, 1, 0]


def test_publications_of_each_year_and_of_all_years(run_comparison, published):
    made = run_comparison({}, indicator="publications", periods="each", **published)
    assert made["comparisons"][0]["periods"] == "; ".join(map(str, range(2019, 2025)))
    assert len(made["cooperation_periods"]) == 6
    assert "lagged-correlation" in record(made)["2019 … 2024"]
    assert any(row["lead"] is not None for row in made["region_pairs"] if row["period"] == "2024")
    alone = run_comparison({}, indicator="publications", **published)
    assert alone["comparisons"][0]["periods"] == "2019/2024"
    assert alone["cooperation_periods"] == alone["region_changes"] == []
    with pytest.raises(ComputeError, match="names no years"):
        run_comparison({}, indicator="publications", periods="eech", **published)


def test_the_same_input_gives_the_same_rows(run_comparison, toy_cells, income):
    cells = toy_cells("2020") | {k: v + (v > 3) for k, v in toy_cells().items()}
    fields = {(region, field, "2024"): float(n) for n, (region, _, _) in enumerate(income) for field in ("a", "b")}
    options = {"income": "heads", "periods": "each", "peers_by": "structure; income", "across": "y", "n_samples": 9}
    one, other = (run_comparison({"x": cells, "heads": income, "y": fields}, **options) for _ in range(2))
    assert one == other
