"""The step of a comparison: values of independent programs, invariants, and what it says of itself."""

import csv
import json

import numpy as np
import pyarrow as pa
import pytest

import smartspec.mapping.region_profiles
import smartspec.regions.statistical_indicators
import smartspec.sources.joining.affiliation_places  # noqa: F401  # declares its table
from smartspec.errors import ComputeError
from smartspec.regions.region_comparison import region_comparison
from smartspec.schema import TABLES
from smartspec.store import Engine, arrow_schema


def indicator_rows(matrix, regions, activities, *, period="2024", unit="persons", missing=()):
    return [
        {
            "indicator": "x",
            "region": region,
            "activity": activity,
            "period": period,
            "unit": unit,
            "value": None if (region, activity) in missing else float(matrix[r][i]),
            "flag": "suppressed" if (region, activity) in missing else "ok",
            "region_name": region,
            "activity_name": activity,
            "classification": None,
            "vintage": None,
            "convention": "{}",
            "provenance": f"f!s!{r},{i}",
        }
        for r, region in enumerate(regions)
        for i, activity in enumerate(activities)
    ]


def compare(rows, *, places=(), **options):
    given = {"indicators": rows, "region_profiles": [], "affiliation_places": list(places)}
    with Engine() as engine:
        tables = {
            name: engine.from_arrow(TABLES[name], pa.Table.from_pylist(content, schema=arrow_schema(TABLES[name])))
            for name, content in given.items()
        }
        return region_comparison(tables, None, **{"name": "c", "indicator": "x", "n_samples": 20, **options})


@pytest.fixture(scope="module")
def toy(shared_data):
    with (shared_data / "fixtures/regions/toyC_12x9.csv").open() as file:
        header, *lines = list(csv.reader(file))
    return [[float(v) for v in line[1:]] for line in lines], [line[0] for line in lines], header[1:]


def column(table, name, *keys):
    rows = table.to_pylist()
    return {tuple(row[key] for key in keys): row[name] for row in rows}


def test_cells_regions_and_activities_equal_ecomplexity(toy, shared_data):
    made = compare(indicator_rows(*toy))
    path = shared_data / "fixtures/regions/toyC_12x9__ecomplexity053.csv"
    rca = column(made["compared_cells"], "rca", "region", "activity")
    eci = column(made["compared_regions"], "eci", "region")
    pci = column(made["compared_activities"], "pci", "activity")
    coi = column(made["compared_regions"], "coi", "region")
    with path.open() as file:
        rows = list(csv.DictReader(file))
    names = {key.lower(): key for key in rows[0]}
    region, activity = (
        next(names[n] for n in group if n in names) for group in (("region", "loc"), ("activity", "act", "prod"))
    )
    for row in rows:
        assert rca[row[region], row[activity]] == pytest.approx(float(row["rca"]), abs=1e-12)
        assert eci[row[region],] == pytest.approx(float(row["eci"]), abs=1e-10)
        assert pci[row[activity],] == pytest.approx(float(row["pci"]), abs=1e-10)
        assert coi[row[region],] == pytest.approx(float(row["coi"]), abs=1e-10)


def test_density_and_relatedness_equal_the_plain_loops(toy, shared_data):
    truth = json.loads((shared_data / "fixtures/regions/toyC_bruteforce.json").read_text())
    made = compare(indicator_rows(*toy))
    name = next(key for key in truth if key.startswith("density"))
    density = column(made["compared_cells"], "density", "region", "activity")
    expected = np.array(truth[name])
    found = np.array([[density[r, i] for i in toy[2]] for r in toy[1]])
    assert np.allclose(found, expected * (100 if expected.max() <= 1 else 1), atol=1e-10)


def test_the_same_input_gives_the_same_bytes(toy):
    one, other = (compare(indicator_rows(*toy)) for _ in range(2))
    assert {name: table.to_pylist() for name, table in one.items()} == {
        name: t.to_pylist() for name, t in other.items()
    }


def test_a_region_of_zeros_changes_nothing_but_the_report(toy):
    matrix, regions, activities = toy
    plain = compare(indicator_rows(matrix, regions, activities))
    more = compare(indicator_rows([*matrix, [0.0] * len(activities)], [*regions, "ZERO"], activities))
    for name, key in (("compared_regions", "region"), ("compared_activities", "activity")):
        before = {row[key]: row for row in plain[name].to_pylist()}
        after = {row[key]: row for row in more[name].to_pylist()}
        assert {k: v for k, v in after.items() if k != "ZERO"} == before
    codes = [one["code"] for one in json.loads(more["comparisons"]["cautions"][0].as_py())]
    assert "empty-regions" in codes
    zero = next(row for row in more["compared_regions"].to_pylist() if row["region"] == "ZERO")
    assert (zero["total"], zero["eci"]) == (0.0, None)


def test_a_disconnected_matrix_warns(shared_data):
    with (shared_data / "fixtures/regions/toyA_econgeo_example.csv").open() as file:
        header, *lines = list(csv.reader(file))
    made = compare(
        indicator_rows([[float(v) for v in line[1:]] for line in lines], [line[0] for line in lines], header[1:]),
        n_samples=0,
    )
    cautions = json.loads(made["comparisons"]["cautions"][0].as_py())
    assert "disconnected" in {one["code"] for one in cautions}
    assert all(one["en"] and one["ru"] for one in cautions)


def test_a_suppressed_cell_stays_missing_and_is_counted(toy):
    matrix, regions, activities = toy
    made = compare(indicator_rows(matrix, regions, activities, missing={(regions[0], activities[1])}))
    cell = next(
        row
        for row in made["compared_cells"].to_pylist()
        if (row["region"], row["activity"]) == (regions[0], activities[1])
    )
    assert (cell["value"], cell["rca"], cell["presence"], cell["flag"]) == (None, None, None, "suppressed")
    assert column(made["compared_regions"], "n_missing", "region")[regions[0],] == 1


def test_every_period_is_compared_when_asked(toy):
    rows = indicator_rows(*toy, period="2023") + indicator_rows(*toy, period="2024")
    assert set(compare(rows)["compared_regions"]["period"].to_pylist()) == {"2024"}
    assert set(compare(rows, periods="each")["compared_regions"]["period"].to_pylist()) == {"2023", "2024"}
    assert set(compare(rows, only_period="2023")["compared_regions"]["period"].to_pylist()) == {"2023"}


def test_counted_values_get_shrunk_advantages_with_intervals(toy):
    cells = compare(indicator_rows(*toy, unit="publications"))["compared_cells"].to_pylist()
    known = [row for row in cells if row["rca_shrunk"] is not None]
    assert known
    assert all(row["rca_low"] <= row["rca_shrunk"] <= row["rca_high"] for row in known)
    assert all(row["rca_shrunk"] is None for row in compare(indicator_rows(*toy))["compared_cells"].to_pylist())


def test_joint_publications_and_distances_stand_beside_pairs():
    regions = ["RU-TOM", "RU-OMS", "RU-NVS", "RU-KEM", "RU-ALT", "RU-KYA"]
    matrix = np.random.default_rng(1).integers(1, 50, (6, 5))
    works = [("w1", "RU-TOM"), ("w1", "RU-OMS"), ("w2", "RU-TOM"), ("w2", "RU-OMS"), ("w2", "RU-NVS")]
    fixed = {"choice": 1, "country": "RU", "share": 1.0, "level": "region", "rule": "town", "confidence": 1.0}
    places = [{"work": w, "ordinal": n, "region": r, **fixed} for n, (w, r) in enumerate(works)]
    made = compare(indicator_rows(matrix, regions, list("ABCDE")), places=places)
    pairs = {(row["region_a"], row["region_b"]): row for row in made["region_pairs"].to_pylist()}
    assert pairs["RU-OMS", "RU-TOM"]["ties"] == 2
    assert pairs["RU-OMS", "RU-TOM"]["ties_fractional"] == 1.5
    assert pairs["RU-NVS", "RU-TOM"]["ties"] == 1
    assert 150 < pairs["RU-NVS", "RU-TOM"]["distance"] < 500
    assert pairs["RU-ALT", "RU-KYA"]["ties"] in (None, 0.0)


def test_conventions_name_threshold_anchor_gap_and_seed(toy):
    record = json.loads(compare(indicator_rows(*toy))["comparisons"]["conventions"][0].as_py())["2024"]
    assert record["complexity"]["lambda_2"] == pytest.approx(0.666205, abs=1e-6)
    assert record["complexity"]["correlation_eci_diversity"] == pytest.approx(0.855, abs=5e-4)
    assert record["intervals"]["seed"] == 0
    assert record["density"]["presence"] == "RCA >= 1"


def test_an_unknown_indicator_names_the_nearest(toy):
    with pytest.raises(ComputeError) as found:
        compare(indicator_rows(*toy), indicator="y")
    assert "`x`" in found.value.hint


def test_a_misspelt_anchor_is_an_error_and_not_the_loss_of_all_complexity(toy):
    with pytest.raises(ComputeError, match="anchor `R00x`") as found:
        compare(indicator_rows(*toy), anchor_region="R00x")
    assert "R00" in found.value.hint
