"""`smartspec compare` with peers, income, the country as reference, pairs of periods and another space."""

import csv
import json

import pytest

from smartspec.cli import main

SECTORS = ("mines", "labs", "farms", "ports")
REGIONS = ("Firstland", "Otherland", "Eastland", "Westland", "Midland", "Upland")


@pytest.fixture
def call(capsys):
    """Run a command; gives exit code, stdout, stderr."""

    def run(*words):
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in words])
        out, err = capsys.readouterr()
        return ended.value.code, out, err

    return run


@pytest.fixture
def files(tmp_path):
    lines = [
        f"{r},{s},{y},{(k * 7 + i * 3 + (y - 2017) * (k + i)) % 11 + 1}"
        for y in (2018, 2020, 2022)
        for k, r in enumerate((*REGIONS, "Country"))
        for i, s in enumerate(SECTORS)
    ]
    (tmp_path / "staff.csv").write_text("region,sector,year,staff\n" + "\n".join(lines) + "\n", encoding="utf-8")
    incomes = [f"{r},2022,{100 + 10 * k}" for k, r in enumerate(REGIONS)]
    (tmp_path / "income.csv").write_text("region,year,income\n" + "\n".join(incomes) + "\n", encoding="utf-8")
    return tmp_path


def words(files, *more):
    own = ("--region", "region", "--activity", "sector", "--value", "staff", "--period", "year")
    fixed = ("--from", "tidy", "--level", "as-they-are", "--n-samples", 0, "--out", files / "out")
    return ("compare", files / "staff.csv", *own, *fixed, *more)


def rows(path):
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.slow
def test_the_options_fill_tables_conventions_methods_and_the_page(call, files):
    more = (
        "--periods",
        "2018:2022; 2020:2022",
        "--reference",
        "Country",
        "--peers",
        2,
        "--peers-by",
        "structure; total",
    )
    code, out, err = call(*words(files, *more, "--income", files / "income.csv"))
    assert code == 0, err
    assert out.startswith("6 regions, 4 activities, periods 2018; 2020; 2022")
    folder = files / "out"
    assert {(row["since"], row["period"]) for row in rows(folder / "changes.csv")} == {
        ("2018", "2022"),
        ("2020", "2022"),
    }
    assert {row["peer_rank"] for row in rows(folder / "peers.csv")} == {"1", "2"}
    assert {row["measure"] for row in rows(folder / "benchmarks.csv")} >= {"total", "eci", "income", "expy"}
    assert all(row["prody"] for row in rows(folder / "activities.csv"))
    assert rows(folder / "cell_changes.csv")
    assert rows(folder / "leads.csv")
    found = json.loads((folder / "conventions.json").read_text(encoding="utf-8"))
    assert found["parameters"]["periods"] == "2018:2022; 2020:2022"
    assert found["conventions"]["2018 → 2022"]["shift-share"]["reference"] == "given"
    methods = (folder / "methods.md").read_text(encoding="utf-8")
    for said in (
        "against the row “Country”",
        "median of the 2 regions",
        "Hausmann, Hwang and Rodrik",
        "строка «Country»",
    ):
        assert said in methods
    assert "`" not in methods.split("## Методы")[0].split("## Methods")[1].replace("`conventions.json`", "").replace(
        "`total`", ""
    )
    assert (folder / "figures" / "benchmarks.svg").exists()


def test_a_misspelt_option_or_word_names_the_nearest(call, files):
    code, _, err = call(*words(files, "--peer-by", "structure"))
    assert code == 2
    assert "--peers-by" in err
    code, _, err = call(*words(files, "--peers-by", "strucure"))
    assert code == 2
    assert "`structure`" in err
    assert not (files / "out").exists()
    code, _, err = call(*words(files, "--periods", "2018:2021"))
    assert code == 1
    assert "there are no values by activity in the period `2021`" in err


@pytest.mark.slow
def test_the_same_command_gives_the_same_bytes(call, files):
    for name in ("one", "two"):
        assert call(*words(files, "--periods", "each", "--out", files / name))[0] == 0
    first, second = (sorted(path for path in (files / name).rglob("*") if path.is_file()) for name in ("one", "two"))
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
