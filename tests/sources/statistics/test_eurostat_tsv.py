"""Eurostat TSV: every cell of a real table, flags, and files that are not whole."""

import gzip
import re
from collections import Counter, defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartspec.errors import SourceError
from smartspec.sources.opening import Head
from smartspec.sources.reading import read_file

HEADER = "freq,unit,geo\\TIME_PERIOD\t2020 \t2021 "
FACTS = [
    ("MIO_EUR", "EU27_2020", 14639812.0, "ok"),
    ("MIO_EUR", "LT", 56478.11, "ok"),
    ("EUR_HAB", "AL01", 4300.0, "provisional"),
]


@pytest.fixture(scope="module")
def gdp(statistics, read_as):
    return read_as("eurostat_tsv", statistics / "eurostat" / "estat_nama_10r_3gdp.tsv.gz")


@pytest.fixture(scope="module")
def lines(statistics):
    return gzip.decompress((statistics / "eurostat" / "estat_nama_10r_3gdp.tsv.gz").read_bytes()).decode().splitlines()


def test_every_cell_of_the_real_table_is_read(gdp, lines):
    assert len(gdp.rows) == 12_453 * 23 == 286_419
    assert gdp.problems == []
    (account,) = gdp.accounts
    assert (account.numbers, account.flagged, account.blanks) == (268_494, 17_925, 0)
    assert account.headers == len(lines) + 23
    letters = Counter(found for line in lines[1:] for found in re.findall(r"\d ([a-z]+)", line))
    assert dict(letters) == {"e": 13_545, "p": 3_747, "b": 3_390, "d": 12}
    words = {"e": "estimated", "p": "provisional", "b": "break", "d": "definition-differs"}
    assert {words[letter]: n for letter, n in letters.items()} == {word: gdp.flags[word] for word in words.values()}
    assert gdp.flags["missing"] == 17_925
    assert sum(row["value"] is None for row in gdp.rows) == 17_925


def test_every_row_is_found_again_in_the_file(gdp, found_again, lines):
    assert found_again(gdp) == []
    header = lines[0].split("\t")
    for row in gdp.rows[::997]:
        line = int(re.sub(r"\D", "", row["cell"])) - 1
        fields = lines[line].split("\t")
        assert row["row_label"] == fields[0]
        column = [period.strip() for period in header].index(row["period"])
        assert fields[column].split()[0] == (row["raw"].split()[0])


def test_values_stand_in_their_region_unit_and_year(gdp):
    found = {(row["unit"], row["region"], row["period"]): row for row in gdp.rows}
    for unit, region, value, flag in FACTS:
        row = found[unit, region, "2021"]
        assert (row["value"], row["flag"]) == (value, flag)
    assert {row["indicator"] for row in gdp.rows} == {"nama_10r_3gdp"}
    assert {row["dimensions"] for row in gdp.rows} == {"freq=A"}
    assert len({row["unit"] for row in gdp.rows}) == 7


def test_areas_are_those_of_nuts_2021_with_countries_by_their_iso_codes(gdp, lines):
    lengths = Counter(map(len, {line.split("\t")[0].split(",")[2] for line in lines[1:]}))
    assert lengths[9] == 1
    areas = {row["region"]: row["region_classification"] for row in gdp.rows}
    assert len(areas) == 1_807
    assert Counter(areas.values()) == {
        "NUTS 2021": lengths[3] + lengths[4] + lengths[5],
        "ISO 3166-1": lengths[2],
        "Eurostat GEO": 1,
    }
    assert areas["EU27_2020"] == "Eurostat GEO"
    assert "GR" in areas
    assert "EL" not in areas
    assert areas["EL30"] == "NUTS 2021"
    assert not any(code.startswith("UK") for code in areas)


def test_regions_of_level_3_sum_to_those_of_level_2(gdp):
    inner, outer = defaultdict(float), {}
    for row in gdp.rows:
        if (row["unit"], row["period"], row["region_classification"]) == ("MIO_EUR", "2021", "NUTS 2021"):
            if row["value"] is not None and len(row["region"]) == 5:
                inner[row["region"][:4]] += row["value"]
            elif row["value"] is not None and len(row["region"]) == 4:
                outer[row["region"]] = row["value"]
    both = inner.keys() & outer.keys()
    assert len(both) == 304
    # the office rounds the parts of a region apart: at most 1.13 million, or 0.034 % in Melilla
    assert [code for code in both if abs(inner[code] - outer[code]) > min(1.2, 4e-4 * outer[code])] == []


def test_the_file_is_recognised_by_its_content(statistics, tmp_path):
    content = (statistics / "eurostat" / "estat_nama_10r_3gdp.tsv.gz").read_bytes()
    (tmp_path / "a").write_bytes(content)
    reading = read_file(tmp_path / "a")
    assert (reading.format, reading.records_in_file, reading.records_read) == ("eurostat_tsv", 286_419, 286_419)


@pytest.mark.parametrize(
    ("cell", "value", "flag", "note"),
    [
        ("12.5", 12.5, "ok", None),
        ("-0.3 p", -0.3, "provisional", None),
        ("7 bep", 7.0, "provisional; estimated; break", None),
        ("1e3", 1000.0, "ok", None),
        ("0", 0.0, "ok", None),
        ("5 u", 5.0, "ok", "u low reliability"),
        ("5 s", 5.0, "estimated", "s estimated by Eurostat"),
        ("5 bu", 5.0, "break", "u low reliability"),
        (":", None, "missing", None),
        (": c", None, "suppressed", None),
        (":c", None, "suppressed", None),
        (": bc", None, "suppressed; break", None),
        (": z", None, "not-applicable", None),
        (": u", None, "missing", "u low reliability"),
        (": @C", None, "suppressed", None),
        (": cz", None, "suppressed; not-applicable", None),
        ("3 @C", 3.0, "ok", "C confidential"),
        ("3 c", 3.0, "ok", "c suppressed"),
        ("", None, "blank", None),
    ],
)
def test_a_cell_is_a_value_with_flags(written, cell, value, flag, note):
    read = written("eurostat_tsv", f"{HEADER}\nA,EUR,AT11\t{cell} \t1 \n", file="x.tsv")
    row = read.rows[0]
    assert (row["value"], row["flag"], row["footnotes"], row["raw"], row["cell"]) == (value, flag, note, cell, "B2")


@given(
    st.lists(
        st.lists(
            st.tuples(
                st.none() | st.integers(-(10**9), 10**9) | st.floats(-1e9, 1e9, width=32).map(lambda x: round(x, 4)),
                st.sets(st.sampled_from("bdep"), max_size=3),
            ),
            min_size=2,
            max_size=2,
        ),
        min_size=1,
        max_size=6,
    )
)
def test_what_was_written_is_read(tmp_path_factory, cells):
    words = {"p": "provisional", "e": "estimated", "b": "break", "d": "definition-differs"}
    body = [
        "\t".join([f"A,EUR,AT{n}", *(f"{':' if v is None else repr(v)} {''.join(sorted(f))}" for v, f in row)])
        for n, row in enumerate(cells)
    ]
    path = tmp_path_factory.mktemp("tsv") / "x.tsv"
    path.write_text("\n".join([HEADER, *body, ""]), encoding="utf-8")
    observations = read_file(path).tables["observations"].to_pylist()
    flat = [cell for row in cells for cell in row]
    assert [row["value"] for row in observations] == [v if v is None else float(v) for v, _ in flat]
    for row, (value, letters) in zip(observations, flat, strict=True):
        wanted = (["missing"] if value is None else []) + [words[letter] for letter in "pebd" if letter in letters]
        assert row["flag"] == ("; ".join(wanted) or "ok")


def test_a_short_row_is_told_and_its_values_are_read(written):
    read = written("eurostat_tsv", f"{HEADER}\nA,EUR,AT11\t1 \nA,EUR,AT12\t3 \t4 \n", file="x.tsv")
    assert [(row["value"], row["flag"]) for row in read.rows] == [
        (1.0, "ok"),
        (None, "blank"),
        (3.0, "ok"),
        (4.0, "ok"),
    ]
    (problem,) = read.problems
    assert (problem.place, problem.severity) == ("line 2", "warning")
    assert "1 values where the header has 2 periods" in problem.message


def test_a_cell_beyond_the_header_a_word_and_a_broken_key_are_kept_out_one_by_one(written):
    body = "A,EUR,AT11\t1 \t2 \t3 \nA,EUR,AT12\tabc \t4 \nA,AT13\t5 \t6 \n"
    read = written("eurostat_tsv", f"{HEADER}\n{body}", file="x.tsv")
    assert [row["value"] for row in read.rows] == [1.0, 2.0, 4.0]
    errors = [problem for problem in read.problems if problem.severity == "error"]
    assert [problem.place for problem in errors] == ["cell D2", "cell B4", "cell C4", "cell B3"]
    assert "beyond the last period" in errors[0].message
    assert "has 2 parts where the header names 3" in errors[1].message
    assert "`abc` is neither a number nor `:`" in errors[3].message


def test_a_table_without_rows_gives_no_observation(written):
    assert written("eurostat_tsv", f"{HEADER}\n", file="x.tsv").rows == []


def test_another_first_line_is_refused(written):
    with pytest.raises(SourceError, match="is no TSV file of Eurostat"):
        written("eurostat_tsv", "region\tvalue\nAT\t1\n", file="x.tsv")


def test_months_quarters_and_activities_are_in_the_form_of_the_tables(written):
    text = "nace_r2,na_item,geo\\time\t2020M01 \t2020Q1 \nC101,B1G,EL\t1 \t2 \nTOTAL,B1G,DE\t3 \t4 \n"
    rows = written("eurostat_tsv", text, file="estat_x_y.tsv").rows
    assert [row["period"] for row in rows] == ["2020-01", "2020-Q1"] * 2
    assert [(row["activity"], row["activity_name"]) for row in rows[1:3]] == [("10.1", "C101"), (None, "TOTAL")]
    assert {(row["classification"], row["indicator"]) for row in rows} == {("NACE Rev. 2", "x_y: B1G")}
    assert {row["region"] for row in rows} == {"GR", "DE"}


def test_an_older_table_with_lines_of_windows_is_read_as_without(written, found_again):
    text = "unit,tra_oper,geo\\time\t2013M12 \t2013M11 \nTHS_T,TOTAL,AT\t1.5 p\t: \nTHS_T,TOTAL,EL\t: c\t2 bdep\n"
    plain = written("eurostat_tsv", text, file="x.tsv").rows
    read = written("eurostat_tsv", text.replace("\n", "\r\n"), file="x.tsv")
    assert read.rows == plain
    assert [(row["region"], row["period"], row["value"], row["flag"]) for row in plain] == [
        ("AT", "2013-12", 1.5, "provisional"),
        ("AT", "2013-11", None, "missing"),
        ("GR", "2013-12", None, "suppressed"),
        ("GR", "2013-11", 2.0, "provisional; estimated; break; definition-differs"),
    ]
    assert found_again(read) == []


def test_old_codes_are_told_as_those_of_their_edition(written):
    text = f"{HEADER}\nA,EUR,ITD1\t1 \t2 \nA,EUR,DED3\t1 \t2 \n"
    rows = written("eurostat_tsv", text, file="x.tsv").rows
    assert {row["region_classification"] for row in rows} == {"NUTS 2006"}


def test_only_its_own_header_is_taken_for_such_a_table():
    from smartspec.sources.statistics.eurostat_tsv import recognise

    for text, sure in [(HEADER, 1), (HEADER + "\n", 1), ("a\tb\n", 0), ("nuts2\tcountry\tcounts\n", 0), ("", 0)]:
        assert recognise(Head(text.encode(), text)) == sure
