"""Commands on statistics: read, convert, show with conditions, export with sources, compare; and wrong input."""

import csv
import json
import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from smartspec.cli import main

EXAMPLE = Path(str(files("smartspec.build"))) / "example"
ASSETS = EXAMPLE / "sources" / "rosstat-fixed-assets.csv.gz"
ISSUE = "region, region_name, indicator, activity, period, value, unit, flag, footnotes, file, sheet, cell, vintage"


@pytest.fixture
def call(capsys):
    """Run a command; gives exit code, stdout, stderr."""

    def run(*words):
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in words])
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return ended.value.code, out, err

    return run


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project with two indicators of the example, built once."""
    folder = tmp_path_factory.mktemp("statistics") / "project"
    (folder / "sources").mkdir(parents=True)
    for name in ("rosstat-research-staff.csv.gz", "rosstat-gross-regional-product.csv.gz"):
        shutil.copy(EXAMPLE / "sources" / name, folder / "sources")
    (folder / "smartspec.toml").write_text(
        """
[project]
name = "statistics"

[[source]]
path = "sources"
format = "tidy"
columns = { footnotes = "source" }
producer = "Rosstat"

[[indicator]]
name = "staff"
indicator = "Research*"

[[indicator]]
name = "product per researcher"
indicator = "Gross regional product"
per = "Research and development personnel"
first-period = "2015"
""",
        encoding="utf-8",
    )
    with pytest.raises(SystemExit) as ended:
        main(["build", str(folder)])
    assert ended.value.code == 0
    return folder


def test_convert_writes_observations_with_the_columns_asked_for(call, tmp_path):
    code, out, _ = call("convert", ASSETS, "--from", "tidy", "--column", "footnotes=source", "--out", tmp_path)
    assert code == 0
    assert "works.csv" not in out
    with (tmp_path / "observations.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0])[:13] == ISSUE.split(", ")
    assert len(rows) == 8074
    murmansk = [r for r in rows if (r["region"], r["activity"], r["period"]) == ("RU-MUR", "M", "2024")]
    assert [float(row["value"]) for row in murmansk] == [323979.0]
    assert murmansk[0]["footnotes"].startswith("Rosstat, Nal_of_pus_reg-2024.xlsx, sheet 2, cell ")


def test_read_accounts_for_every_cell(call):
    code, out, _ = call("read", ASSETS, "--json")
    body = json.loads(out)
    assert code == 0
    assert body["records_in_file"] == body["records_read"] == 8074


def test_show_takes_conditions_and_columns(call, project):
    words = ["show", "observations", "--in", project, "--where", "region=RU-TOM", "--where", "period>=2023", "--json"]
    code, out, _ = call(*words, "--columns", "indicator,period,value,cell")
    body = json.loads(out)
    assert code == 0
    assert set(body["rows"]) == {"indicator", "period", "value", "cell"}
    assert body["rows"]["period"] == ["2023", "2024"]
    code, out, _ = call(
        "show", "observations", "--in", project, "--where", "indicator~gross", "--where", "region=RU", "--json"
    )
    assert json.loads(out)["total"] == 10


@pytest.mark.parametrize("condition", ["regin=RU", "value>many", "region", "value!5"])
def test_a_condition_that_is_wrong_says_how_it_is_written(call, project, condition):
    code, _, err = call("show", "observations", "--in", project, "--where", condition)
    assert code == 2
    assert "hint:" in err


def test_a_workbook_carries_its_sources(call, project, tmp_path):
    import python_calamine as calamine

    words = (
        "export",
        "observations",
        "--in",
        project,
        "--where",
        "region=RU-TOM",
        "--format",
        "xlsx",
        "--out",
        tmp_path,
    )
    assert call(*words)[0] == 0
    book = calamine.CalamineWorkbook.from_path(str(tmp_path / "observations.xlsx"))
    assert book.sheet_names == ["observations", "sources", "columns"]
    sources = book.get_sheet_by_name("sources").to_python()
    assert [row[-1] for row in sources[1:]] == ["Rosstat", "Rosstat"]
    assert len(book.get_sheet_by_name("observations").to_python()) == 22


def test_a_derived_indicator_keeps_both_cells(call, project):
    words = ("show", "indicators", "--in", project, "--where", "indicator=product per researcher", "--json")
    code, out, _ = call(*words, "--where", "region=RU-TOM", "--where", "period=2017")
    rows = json.loads(out)["rows"]
    assert code == 0
    assert rows["provenance"][0].count("!") == 4
    assert rows["unit"] == ["миллионов рублей / человек"]


@pytest.mark.slow
def test_compare_writes_tables_conventions_methods_pictures_and_a_page(call, tmp_path):
    code, out, err = call(
        *("compare", ASSETS, "--from", "tidy", "--column", "footnotes=source", "--n-samples", 20, "--out", tmp_path)
    )
    assert code == 0, err
    assert out.startswith("85 regions, 19 activities, periods 2024")
    names = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    tables = {"cells.csv", "regions.csv", "activities.csv", "relatedness.csv", "pairs.csv"}
    assert tables | {"conventions.json", "methods.md", "compare.html", "figures/choropleth.svg"} <= names
    with (tmp_path / "cells.csv").open(encoding="utf-8") as file:
        quotient = {(r["region"], r["activity"]): float(r["rca"]) for r in csv.DictReader(file)}
    known = {"RU-MUR": 6.302, "RU-NEN": 3.235, "RU-KYA": 2.313, "RU-NIZ": 2.269}
    assert {region: round(quotient[region, "M"], 3) for region in known} == known
    assert "caution: " in err


def test_compare_names_the_indicators_to_choose_from(call, tmp_path):
    table = tmp_path / "two.csv"
    rows = [
        f"RU-{r},{i},{a},2024,{n}"
        for n, (r, i, a) in enumerate((r, i, a) for r in ("TOM", "OMS") for i in "xy" for a in "AB")
    ]
    table.write_text("region,indicator,activity,period,value\n" + "\n".join(rows) + "\n", encoding="utf-8")
    code, _, err = call("compare", table, "--out", tmp_path / "out")
    assert code == 2
    assert "`x`; `y`" in err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (["RU-TOM,A,2024,-1", "RU-TOM,B,2024,2", "RU-OMS,A,2024,3", "RU-OMS,B,2024,4"], "negative"),
        (["RU-TOM,A,2024,0", "RU-TOM,B,2024,0", "RU-OMS,A,2024,0", "RU-OMS,B,2024,0"], "zero or missing"),
        (["RU-TOM,A,2024,1", "RU-TOM,B,2024,2"], "fewer than two regions"),
        (["RU-TOM,A,2024,1", "RU-TOM,A,2024,2", "RU-OMS,A,2024,3", "RU-OMS,B,2024,4"], "two numbers"),
    ],
)
def test_values_that_allow_no_comparison_give_a_clear_error(call, tmp_path, rows, words):
    table = tmp_path / "bad.csv"
    table.write_text("region,activity,period,value\n" + "\n".join(rows) + "\n", encoding="utf-8")
    code, _, err = call("compare", table, "--constant", "indicator=staff", "--out", tmp_path / "out")
    assert (code, words in err) == (1, True), err
    assert "Warning" not in err


def test_a_language_that_is_not_known_is_refused_at_once(call, tmp_path):
    code, _, err = call("compare", ASSETS, "--language", "de", "--out", tmp_path / "out")
    assert code == 2
    assert "'de'" in err
    assert not (tmp_path / "out").exists()
