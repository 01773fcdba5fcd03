"""Tables of the user's own, tidy and wide, on real files: every cell accounted for, values against other counts."""

import csv
import gzip
import io
import math
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from smartspec.registry import SOURCES, load
from smartspec.sources.observing import Observed, read_observations
from smartspec.sources.opening import open_source, sources_in
from smartspec.sources.reading import read_file
from smartspec.sources.sheets import is_workbook
from smartspec.sources.statistics import statista_csv, tidy, wide
from smartspec.sources.statistics.tidy_account import cell_texts
from smartspec.sources.workbook import Book

PANEL = "rosstat/regions_rosstat_2000_2020_panel.csv"
STRUCTURE = "rosstat/ru_grp_structure_by_okved_section_2005_2012.csv"
SBS = "eurostat/sbs_nuts2_nace2_employment_2014.csv"
INSTITUTIONS = "openalex_ru/institutions_year_region_2025-08-15.csv.gz"
REGIONS = "openalex_ru/openalex_rus_reg_2025-08-15.csv"
PAPERS = "europe/ut_nuts2_WIND_2.tsv.gz"
PAIRS = {"columns": {"region": "nuts2"}, "constants": {"value": "1", "indicator": "papers"}}
COUNTS = {"columns": {"region": "nuts2", "activity": "cluster_id1", "value": "counts"}}
SECTIONS = {"columns": {"region": "reg_name", "period": "reg_year", "activity": "reg_grp_*"}}
#: File, reader, what the user says, rows of observations.
FILES = [
    (PANEL, "wide", {}, 1827 * 16),
    (STRUCTURE, "wide", {}, 676 * 18),
    (STRUCTURE, "wide", SECTIONS, 676 * 18),
    (SBS, "wide", {}, 270 * 68),
    (INSTITUTIONS, "wide", {}, 24_104 * 2),
    (REGIONS, "wide", {}, 10_584 * 3),
    ("europe/nuts_counts_PV_1.tsv.gz", "tidy", {}, 26_957),
    ("europe/nuts_counts_PV_2.tsv.gz", "tidy", COUNTS, 48_228),
    ("europe/nuts_counts_WIND_1.tsv.gz", "tidy", COUNTS, 2_850),
    ("europe/nuts_counts_WIND_2.tsv.gz", "tidy", COUNTS, 6_935),
    (PAPERS, "tidy", PAIRS, 29_128),
    ("statista/statista_2024.csv", "statista_csv", {}, 18),
]
IDS = [f"{name.rpartition('/')[2]}-{'mapped' if stated else 'plain'}" for name, _, stated, _ in FILES]
SLOW = [pytest.param(*one, marks=[pytest.mark.slow] if one[3] > 20_000 else []) for one in FILES]


@pytest.fixture(scope="module")
def observed(shared_data: Path) -> Callable[..., Observed]:
    load("sources")

    @cache
    def read(name: str, reader: str, stated: str = "") -> Observed:
        given = {"pairs": PAIRS, "counts": COUNTS, "sections": SECTIONS, "": {}}[stated]
        source = replace(open_source(shared_data / "statistics" / name), **given)
        return read_observations(source, SOURCES[reader])

    return read


def word_for(stated: dict[str, Any]) -> str:
    return {id(PAIRS): "pairs", id(COUNTS): "counts", id(SECTIONS): "sections"}.get(id(stated), "")


def table_of(path: Path) -> list[list[str]]:
    """The cells of a file by the csv module and a delimiter that we know."""
    content = path.read_bytes()
    text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8-sig")
    delimiter = "\t" if ".tsv" in path.name else ";" if "statista" in path.name else ","
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


@pytest.mark.parametrize(("name", "reader", "stated", "n_rows"), SLOW, ids=IDS)
def test_every_cell_that_is_not_empty_is_accounted_for(observed, shared_data, name, reader, stated, n_rows):
    found = observed(name, reader, word_for(stated))
    rows = table_of(shared_data / "statistics" / name)
    (account,) = found.sheets.to_pylist()
    parts = ("numbers", "flagged", "headers", "notes", "left_out", "problems")
    assert sum(account[part] for part in parts) == account["cells"] == sum(bool(c.strip()) for row in rows for c in row)
    assert len(found.observations) == n_rows == account["numbers"] + account["flagged"] + account["blanks"]
    assert found.n_cells == found.n_read
    assert not [problem for problem in found.problems if problem.severity == "error"]


@pytest.mark.parametrize(("name", "reader", "stated", "n_rows"), SLOW, ids=IDS)
def test_looking_every_cell_up_again_gives_what_was_read(observed, shared_data, name, reader, stated, n_rows):
    path = shared_data / "statistics" / name
    look_up, rows = cell_texts(open_source(path)), table_of(path)
    columns = [observed(name, reader, word_for(stated)).observations[c].to_pylist() for c in ("cell", "raw", "value")]
    for cell, raw, value in zip(*columns, strict=True):
        assert look_up("", cell) == raw
        letters = cell.rstrip("0123456789")
        assert len(letters) == 1 or letters in cell
        if value is not None and "value" not in stated.get("constants", {}):
            assert float(raw) == value
    assert len(rows) == len({int(cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) for cell in columns[0]}) + 1


def test_the_panel_holds_87_units_in_21_years_under_one_code_each(observed, shared_data):
    rows = observed(PANEL, "wide").observations.to_pylist()
    assert len({row["region"] for row in rows}) == len({row["region_name"] for row in rows}) == 87
    assert {row["period"] for row in rows} == {str(year) for year in range(2000, 2021)}
    header, *_ = table_of(shared_data / "statistics" / PANEL)
    assert {row["indicator"] for row in rows} == set(header) - {"region_rus", "year"}
    assert len(header) == 18
    assert {"RU-ARK", "RU-ARK-0", "RU-NEN", "RU-TYU", "RU-TYU-0"} <= {row["region"] for row in rows}
    missing = [row for row in rows if row["flag"] == "missing"]
    assert {row["raw"] for row in missing} == {"NA"}
    assert {row["value"] for row in missing} == {None}
    filled = Counter(row["indicator"] for row in rows if row["flag"] == "ok")
    assert round(filled["mining"] / 1827, 2) == round(filled["manuf"] / 1827, 2) == 0.56


def test_the_structure_of_grp_equals_the_panel_wherever_both_have_a_value(observed):
    panel = {
        (row["region_name"], row["period"]): row["value"]
        for row in observed(PANEL, "wide").observations.to_pylist()
        if row["indicator"] == "grp"
    }
    structure = [row for row in observed(STRUCTURE, "wide").observations.to_pylist() if row["indicator"] == "reg_grp"]
    joined = [
        (row["value"], panel[row["region_name"], row["period"]])
        for row in structure
        if (row["region_name"], row["period"]) in panel
    ]
    assert len(joined) == 616
    equal = [a for a, b in joined if a is not None and b is not None and math.isclose(a, b, rel_tol=1e-5)]
    assert len(equal) == 615
    # The codes of regions join more rows than their names do, and all of them agree.
    by_code = {
        (row["region"], row["period"]): row["value"]
        for row in observed(PANEL, "wide").observations.to_pylist()
        if row["indicator"] == "grp" and row["value"] is not None
    }
    pairs = [(row["value"], by_code.get((row["region"], row["period"]))) for row in structure if row["value"]]
    both = [(a, b) for a, b in pairs if b is not None]
    assert len(both) == 663
    assert all(math.isclose(a, b, rel_tol=1e-5) for a, b in both)


def test_shares_of_sections_add_up_to_100_but_for_the_one_that_lacks_a_section(observed):
    rows = observed(STRUCTURE, "wide", "sections").observations.to_pylist()
    shares = defaultdict(float)
    for row in rows:
        if row["activity"]:
            shares[row["region_name"], row["period"]] += row["value"] or 0.0
    assert {row["activity"] for row in rows} == {None, *"ABCDEFGHIJKLMNO"}
    assert {row["indicator"] for row in rows if row["activity"]} == {"reg_grp_*"}
    odd = {key: round(total, 1) for key, total in shares.items() if abs(total - 100) > 0.1001}
    assert odd == {("Карачаево-Черкесская Республика", "2012"): 98.6}
    (blank,) = [row for row in rows if row["flag"] == "blank" and row["activity"]]
    assert (blank["region"], blank["period"], blank["activity"]) == ("RU-KC", "2012", "O")
    assert {row["dimensions"].partition(";")[0][:11] for row in rows} == {"ISO_id=643-"}


def test_the_panel_equals_the_shipments_but_for_one_value_a_sheet(observed, shared_data):
    panel = {
        (row["indicator"], row["region"], row["period"]): row["value"]
        for row in observed(PANEL, "wide").observations.to_pylist()
    }
    shipments = read_file(shared_data / "statistics/rosstat/findatalab_otgruzka_C_D_E_sub.xlsx")
    for sheet, indicator, least in (("1", "mining", 962), ("2", "manuf", 964)):
        pairs = [
            (row["value"], panel.get((indicator, row["region"], row["period"])))
            for row in shipments.tables["observations"].to_pylist()
            if row["sheet"] == sheet and row["value"] is not None
        ]
        both = [(a, b) for a, b in pairs if b is not None]
        assert len(both) >= least
        assert sum(not math.isclose(a, b, rel_tol=1e-6) for a, b in both) == 1


def test_grp_of_the_panel_is_another_vintage_from_2016_on(observed, shared_data):
    panel = {
        (row["region"], row["period"]): row["value"]
        for row in observed(PANEL, "wide").observations.to_pylist()
        if row["indicator"] == "grp" and row["value"] is not None
    }
    yearbook = read_file(shared_data / "statistics/rosstat/regions_russia_2019_sec9_GRP.xlsx")
    pairs = [
        (row["period"], row["value"], panel[row["region"], row["period"]])
        for row in yearbook.tables["observations"].to_pylist()
        if row["sheet"].strip(" .") == "9.1" and row["value"] is not None and (row["region"], row["period"]) in panel
    ]
    early = [(a, b) for period, a, b in pairs if period <= "2015"]
    late = [(a, b) for period, a, b in pairs if period > "2015"]
    assert len(early) == 1337
    assert all(math.isclose(a, b, rel_tol=1e-6) for a, b in early)
    assert (len(late), sum(abs(a - b) > 0.01 * b for a, b in late)) == (174, 170)
    assert not any(math.isclose(a, b, rel_tol=1e-6) for a, b in late)


def test_employment_by_nuts_and_nace_keeps_codes_as_text_and_every_row(observed):
    found = observed(SBS, "wide")
    rows = found.observations.to_pylist()
    assert len({row["region"] for row in rows}) == 267
    assert len({row["activity"] for row in rows}) == 68
    assert {"05", "06", "07", "08", "09"} <= {row["activity"] for row in rows}
    assert sum(row["value"] == 0 for row in rows) == 3183
    assert {row["region_classification"] for row in rows} <= {"NUTS 2006", "NUTS 2010"}
    per_region = Counter(row["region"] for row in rows)
    assert {region: n // 68 for region, n in per_region.items() if n != 68} == {"UKI1": 2, "UKI2": 3}
    assert len({row["value"] for row in rows if row["region"] == "UKI2" and row["activity"] == "62"}) == 3
    said = {problem.message for problem in found.problems if problem.severity == "warning"}
    assert any("`UKI1` stands in 2 rows" in message for message in said)
    assert any("`UKI2` stands in 3 rows" in message for message in said)
    assert any("3183 of 18360 values are 0 (17 %)" in problem.message for problem in found.problems)


def test_employment_equals_the_extract_for_four_countries(observed, shared_data):
    rows = {(row["region"], row["activity"]): row["value"] for row in observed(SBS, "wide").observations.to_pylist()}
    header, *body = table_of(shared_data / "fixtures/regions/sbs_AT_BE_CZ_DK.csv")
    checked = 0
    for region, *cells in body:
        for activity, cell in zip(header[1:], cells, strict=True):
            assert rows[region, activity.zfill(2)] == float(cell)
            checked += 1
    assert checked > 1000


def test_zeros_that_mean_secret_can_be_stated_so(shared_data):
    source = replace(open_source(shared_data / "statistics" / SBS), constants={"zero": "suppressed", "period": "2014"})
    found = read_observations(source, SOURCES["wide"])
    (account,) = found.sheets.to_pylist()
    assert (account["numbers"], account["flagged"]) == (18360 - 3183, 3183)
    assert set(found.observations["period"].to_pylist()) == {"2014"}
    assert not any("values are 0" in problem.message for problem in found.problems)


def test_works_of_institutions_add_up_to_the_regions(observed):
    institutions = observed(INSTITUTIONS, "wide").observations.to_pylist()
    works = [row for row in institutions if row["indicator"] == "works_count"]
    assert sum(row["value"] for row in works) == 2_309_866
    assert sum(row["value"] for row in works if row["period"] == "2024") == 64_767
    assert sum(row["value"] for row in works if row["period"] == "2023") == 234_523
    assert {row["period"] for row in works} == {str(year) for year in range(2012, 2025)}
    sums = defaultdict(float)
    for row in works:
        kind = next(p for p in row["dimensions"].split("; ") if p.startswith("type="))
        sums[row["region_name"], row["period"], kind] += row["value"]
    stated = {
        (row["region_name"], row["period"], row["dimensions"]): row["value"]
        for row in observed(REGIONS, "wide").observations.to_pylist()
        if row["indicator"] == "works_count" and row["value"] is not None and row["region_name"] != "NA"
    }
    assert stated.pop(("Chukot", None, "type=NA")) == 0.0, "the one row with a region that names no year"
    assert len(stated) == 3427
    assert all(sums[key] == value for key, value in stated.items())


def test_moskva_beside_moscow_city_is_the_oblast_and_a_broken_name_is_said(observed):
    found = observed(REGIONS, "wide")
    codes = {row["region_name"]: row["region"] for row in found.observations.to_pylist()}
    assert (codes["Moskva"], codes["Moscow City"]) == ("RU-MOS", "RU-MOW")
    assert (codes["Yevrey"], codes["Primor'ye"], codes["Kabardin-Balkar"]) == ("RU-YEV", "RU-PRI", "RU-KB")
    assert codes["NA"] is None
    unknown = {problem.message for problem in found.problems if problem.severity == "note"}
    assert [message for message in unknown if "Maga Buryatdan" in message] == [
        "region `Maga Buryatdan` is not known: it has no code"
    ]
    named = [code for name, code in codes.items() if name != "NA"]
    assert len(named) == 83
    assert len({code for code in named if code}) == 82, "no two names have one code"


def test_a_broken_name_can_be_given_its_code(shared_data):
    source = replace(open_source(shared_data / "statistics" / REGIONS), constants={"region:Maga Buryatdan": "RU-MAG"})
    rows = read_observations(source, SOURCES["wide"]).observations.to_pylist()
    assert {row["region"] for row in rows if row["region_name"] == "Maga Buryatdan"} == {"RU-MAG"}


@pytest.mark.parametrize(
    ("name", "n_regions", "n_clusters", "total"),
    [
        pytest.param("PV_1", 319, 644, 6_252_527, marks=pytest.mark.slow),
        pytest.param("PV_2", 326, 649, 27_768_584, marks=pytest.mark.slow),
        ("WIND_1", 263, 168, 118_387),
        ("WIND_2", 314, 173, 584_099),
    ],
)
def test_counts_by_region_and_cluster(observed, name, n_regions, n_clusters, total):
    found = observed(f"europe/nuts_counts_{name}.tsv.gz", "tidy", "counts")
    rows = found.observations.to_pylist()
    assert sum(row["value"] for row in rows) == total
    assert len({row["region_name"] for row in rows}) == n_regions
    assert len({row["activity"] for row in rows}) == n_clusters
    assert not any("share their labels" in problem.message for problem in found.problems)


def test_pairs_of_paper_and_region_count_as_one_each_and_ids_keep_their_zeros(observed):
    rows = observed(PAPERS, "tidy", "pairs").observations.to_pylist()
    papers = Counter(row["dimensions"].removeprefix("ut=") for row in rows)
    assert len(papers) == 21_538
    assert {len(paper) for paper in papers} == {15}
    assert "000400778401010" in papers
    assert len({row["region_name"] for row in rows}) == 314
    assert sum(n == 1 for n in papers.values()) == 15_736
    assert {row["value"] for row in rows} == {1.0}


def test_no_bibliographic_file_is_taken_for_a_table_of_the_users(shared_data):
    looked_at = 0
    for path in sorted((shared_data / "bibliography").rglob("*")):
        for inside, member in sources_in(path) if path.is_file() else []:
            source = open_source(inside, member=member)
            looked_at += 1
            if is_workbook(source.head):
                book = Book(source)
                assert max(tidy.recognise_book(book), wide.recognise_book(book)) == 0.0, source.name
            else:
                sure = (tidy.recognise(source.head), wide.recognise(source.head), statista_csv.recognise(source.head))
                assert max(sure) == 0.0, source.name
    assert looked_at >= 40


def test_generic_readers_are_never_surer_than_six_in_ten(shared_data):
    for name, _, _, _ in FILES[:-1]:
        head = open_source(shared_data / "statistics" / name).head
        assert max(tidy.recognise(head), wide.recognise(head)) <= 0.6
