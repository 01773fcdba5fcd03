"""Comparisons from files in one call: indicators beside what is compared, from the same files or from others."""

import json
import statistics

import pytest

from smartspec.build.comparing import compare_regions
from smartspec.errors import ComputeError, ConfigError

REGIONS = ("Firstland", "Otherland", "Eastland", "Westland", "Midland", "Upland")
SECTORS = ("mines", "labs", "farms", "ports")


def value(r, i, year):
    return (r * 7 + i * 3 + (year - 2019) * (r + 2 * i)) % 11 + 1


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Staff by sector in two years, with the row of the country, and indicators of regions in files of their own."""
    path = tmp_path_factory.mktemp("files")
    lines = [
        f"{r},{s},{y},{value(k, i, y)}"
        for y in (2020, 2022)
        for k, r in enumerate(REGIONS)
        for i, s in enumerate(SECTORS)
    ]
    lines += [f"Country,{s},{y},{400 + 20 * (y - 2020) + i}" for y in (2020, 2022) for i, s in enumerate(SECTORS)]
    (path / "staff.csv").write_text("region,activity,year,staff\n" + "\n".join(lines) + "\n", encoding="utf-8")
    incomes = [f"{r},{y},{100 + 10 * k}" for y in (2020, 2022) for k, r in enumerate(REGIONS)]
    (path / "income.csv").write_text("region,year,income per head\n" + "\n".join(incomes) + "\n", encoding="utf-8")
    fields = [
        f"{r},{f},2022,{value(k, 3 * i, 2020)}"
        for k, r in enumerate(REGIONS)
        for i, f in enumerate(("maths", "law", "ice"))
    ]
    (path / "fields.csv").write_text("region,activity,year,papers\n" + "\n".join(fields) + "\n", encoding="utf-8")
    return path


def headings():
    from smartspec.sources.readings import Headings

    return Headings({"region": "region", "activity": "activity", "period": "year", "value": "staff"}, {})


def compared(folder, **options):
    given = {
        "n_samples": 0,
        "level": "as-they-are",
        "reference": "Country",
        "headings": headings(),
        "file_format": "tidy",
    } | options
    return compare_regions([folder / "staff.csv"], **given).tables


def test_a_file_of_income_gives_prody_and_expy_and_stands_among_the_sources(folder):
    tables = compared(folder, income=str(folder / "income.csv"))
    names = tables["source_files"]["file"].to_pylist()
    assert [name.rpartition("/")[2] for name in names] == ["staff.csv", "income.csv"]
    rows = {row["region"]: row for row in tables["compared_regions"].to_pylist()}
    assert len(rows) == 6
    assert {name: row["income"] for name, row in rows.items()} == {r: 100.0 + 10 * k for k, r in enumerate(REGIONS)}
    record = json.loads(tables["comparisons"]["conventions"][0].as_py())["2022"]["sophistication"]
    assert record["income"]["indicator"] == "income per head (income.csv)"
    assert all(100 <= row["expy"] <= 150 for row in rows.values())


def test_a_column_that_repeats_the_income_of_each_region_is_taken_as_its_own(folder):
    rows = [
        f"{r},{s},2022,{value(k, i, 2022)},{100 + 10 * k}" for k, r in enumerate(REGIONS) for i, s in enumerate(SECTORS)
    ]
    (folder / "wide.csv").write_text("region,activity,year,staff,income\n" + "\n".join(rows) + "\n", encoding="utf-8")
    options = {"indicator": "staff", "level": "as-they-are", "n_samples": 0}
    tables = compare_regions([folder / "wide.csv"], income="income", **options).tables
    rows = {row["region"]: row["income"] for row in tables["compared_regions"].to_pylist()}
    assert rows == {r: 100.0 + 10 * k for k, r in enumerate(REGIONS)}
    with pytest.raises(ComputeError, match="by activity only"):
        compare_regions([folder / "wide.csv"], income="staff", **options)


def test_outcomes_and_variables_of_peers_may_be_files(folder):
    path = str(folder / "income.csv")
    tables = compared(folder, outcomes=path, peers_by=f"structure; {path}", peers=2)
    found = {row["region"]: row for row in tables["region_benchmarks"].to_pylist() if "income" in row["measure"]}
    peers = [row for row in tables["region_peers"].to_pylist() if row["region"] == "Firstland"]
    own = {r: 100.0 + 10 * k for k, r in enumerate(REGIONS)}
    assert len(peers) == 2
    assert found["Firstland"]["peers_median"] == statistics.median(own[row["peer"]] for row in peers)
    assert found["Firstland"]["gap"] == own["Firstland"] - found["Firstland"]["peers_median"]


def test_the_row_of_the_country_is_the_reference_and_is_not_compared(folder):
    tables = compared(folder, periods="each")
    assert "Country" not in tables["compared_regions"]["region"].to_pylist()
    nation = {y: [400 + 20 * (y - 2020) + i for i in range(4)] for y in (2020, 2022)}
    growth = sum(nation[2022]) / sum(nation[2020]) - 1
    for row in tables["region_changes"].to_pylist():
        k = REGIONS.index(row["region"])
        assert row["national"] == pytest.approx(sum(value(k, i, 2020) for i in range(4)) * growth)


def test_another_space_may_be_a_file(folder):
    tables = compared(folder, across=str(folder / "fields.csv"))
    assert set(tables["cross_relatedness"]["other_activity"].to_pylist()) <= {"maths", "law", "ice"}
    assert tables["cross_relatedness"].num_rows
    assert any(row["cross_density"] is not None for row in tables["compared_cells"].to_pylist())


@pytest.mark.parametrize(
    ("options", "words", "hint"),
    [
        ({"income": "income.cvs"}, "no indicator fits `income.cvs`", "file that is there"),
        ({"peers_by": "specialization"}, "no indicator fits `specialization`", "`specialisation`"),
        ({"across": "publicatons"}, "no indicator fits `publicatons`", "`publications`"),
    ],
)
def test_a_misspelt_name_gives_the_nearest(folder, options, words, hint):
    with pytest.raises(ConfigError) as found:
        compared(folder, **options)
    assert words in found.value.problem
    assert hint in found.value.hint


def test_a_file_without_values_of_regions_alone_is_refused(folder):
    with pytest.raises(ConfigError, match="no indicator has values without activity"):
        compared(folder, income=str(folder / "fields.csv"))


def test_everything_that_is_said_of_a_comparison_has_words_in_both_languages(folder):
    from smartspec.views.comparison_methods import records, texts

    path = str(folder / "income.csv")
    asked = {"income": path, "outcomes": path, "peers_by": "structure; total", "across": str(folder / "fields.csv")}
    (about,) = compared(folder, periods="2020:2022", **asked)["comparisons"].to_pylist()
    own = {"income per head (income.csv)"}
    for found, record in records(json.loads(about["conventions"])):
        assert {key.replace("-", "_") for key in record} <= set(texts()["conventions"]), found
        assert {name.replace("-", "_") for name in found[1:]} <= {*texts()["measures"], *own}, found
        lists = [item for value in record.values() if isinstance(value, list) for item in value]
        assert {key for item in lists if isinstance(item, dict) for key in item} <= set(texts()["conventions"])
    assert {key.replace("-", "_") for key in json.loads(about["parameters"])} <= set(texts()["parameters"])
    assert all(one["en"] and one["ru"] for one in json.loads(about["cautions"]))


@pytest.fixture
def project(folder, tmp_path):
    """A project over the same files; further lines of its comparison are given."""

    def make(*lines):
        (tmp_path / "sources").mkdir(exist_ok=True)
        for name in ("staff.csv", "income.csv"):
            (tmp_path / "sources" / name).write_bytes((folder / name).read_bytes())
        columns = '{ region = "region", activity = "activity", period = "year", value = "staff" }'
        sources = [
            f'[[source]]\npath = "sources/staff.csv"\nformat = "tidy"\ncolumns = {columns}',
            '[[source]]\npath = "sources/income.csv"',
        ]
        indicators = [
            '[[indicator]]\nname = "staff"\nindicator = "staff"',
            '[[indicator]]\nname = "income"\nindicator = "income*"',
        ]
        compared = '[[comparison]]\nname = "staff"\nindicator = "staff"\nlevel = "as-they-are"\nn-samples = 0'
        text = "\n\n".join(['[project]\nname = "p"', *sources, *indicators, "\n".join([compared, *lines])])
        (tmp_path / "smartspec.toml").write_text(text + "\n", encoding="utf-8")
        return tmp_path

    return make


def test_a_project_takes_the_same_options_and_writes_the_same_tables(project):
    from smartspec.build import build_project

    folder = project(
        'periods = "2020:2022"', 'reference = "Country"', 'income = "income"', "peers = 2", 'peers-by = "total; income"'
    )
    report = build_project(folder)
    assert report.failures == []
    written = {path.name for path in (folder / "results" / "comparisons" / "staff").iterdir()}
    assert {"peers.csv", "benchmarks.csv", "changes.csv", "cell_changes.csv", "compare.html"} <= written
    methods = (folder / "results" / "comparisons" / "staff" / "methods.md").read_text(encoding="utf-8")
    assert "against the row “Country”" in methods
    assert "average income of 2022" in methods


def test_a_misspelt_key_of_a_project_names_the_nearest(project):
    from smartspec.build import build_project

    with pytest.raises(ConfigError) as found:
        build_project(project('peers_by = "total"'))
    assert "`peers-by`" in found.value.hint
