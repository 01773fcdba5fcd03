"""SDMX-CSV of Eurostat, the ECB and the OECD, and rows that do not fit."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartspec.errors import SourceError
from smartspec.sources.reading import read_file

EUROSTAT = """\
DATAFLOW,LAST UPDATE,freq,unit,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS
ESTAT:NAMA_10R_3GDP(1.0),12/01/24 23:00:00,A,MIO_EUR,AT,2020,381043.2,,
ESTAT:NAMA_10R_3GDP(1.0),12/01/24 23:00:00,A,MIO_EUR,AT11,2020,9204.12,p,
ESTAT:NAMA_10R_3GDP(1.0),12/01/24 23:00:00,A,MIO_EUR,AT12,2020,,c,C
ESTAT:NAMA_10R_3GDP(1.0),12/01/24 23:00:00,A,MIO_EUR,AT13,2020,,,
"""
OECD = """\
STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,ACTION,REF_AREA,Reference area,MEASURE,Measure,ACTIVITY,Economic activity,\
UNIT_MEASURE,Unit of measure,TIME_PERIOD,Time period,OBS_VALUE,Observation value,OBS_STATUS,Observation status,\
UNIT_MULT,Unit multiplier,BASE_PER,Base period,DECIMALS,Decimals
DATAFLOW,OECD.SDD.NAD:DSD_X@DF_Y(1.0),"GDP, by region",I,AUS,Australia,B1G,Gross value added,A,"Agriculture, forestry",\
USD_PPP,"US dollars, PPP",2020,,123.5,,A,Normal value,6,Millions,2015,2015,1,One
DATAFLOW,OECD.SDD.NAD:DSD_X@DF_Y(1.0),"GDP, by region",I,CAN-ON,Ontario,B1G,Gross value added,_T,Total,USD_PPP,\
"US dollars, PPP",2020-Q1,,,,O,Missing value,6,Millions,2015,2015,1,One
"""
OLD_OECD = '''\
"LOCATION","Country","VAR","Variable","TIME","Time","Unit Code","Unit",\
"PowerCode Code","PowerCode","Value","Flag Codes","Flags"
"AUS","Australia","G","Expenditure ""gross""","2017","2017","USD","US Dollar","6","Millions",12.5,"E","Estimated value"
'''
BOTH = """\
DATAFLOW: Dataflow,FREQ: Frequency,GEO: Area,TIME_PERIOD: Time,OBS_VALUE,OBS_STATUS: Status,OBS_COM: Comment
ESTAT:X(1.0): Some title,A: Annual,AT: Austria,2020,1.5,P: Provisional,see: there
"""
ECB = """\
KEY,FREQ,CURRENCY,TIME_PERIOD,OBS_VALUE,OBS_STATUS,TITLE
EXR.M.USD,M,USD,2020-01,1.11,A,US dollar/Euro
EXR.M.JPY,M,JPY,2020-01,,H,Yen/Euro
"""


def test_eurostat_with_flags_confidential_and_empty_cells(written, found_again):
    read = written("sdmx_csv", EUROSTAT)
    found = [(row["region"], row["value"], row["flag"], row["cell"], row["raw"]) for row in read.rows]
    assert found == [
        ("AT", 381043.2, "ok", "G2", "381043.2"),
        ("AT11", 9204.12, "provisional", "G3", "9204.12"),
        ("AT12", None, "suppressed", "H4", "c"),
        ("AT13", None, "blank", "G5", ""),
    ]
    assert {(row["indicator"], row["vintage"], row["unit"]) for row in read.rows} == {
        ("nama_10r_3gdp", "2024-01-12", "MIO_EUR")
    }
    assert [row["region_classification"] for row in read.rows] == ["ISO 3166-1"] + ["NUTS 2021"] * 3
    assert found_again(read) == []


def test_the_oecd_with_labels_multiples_and_totals(written, found_again):
    read = written("sdmx_csv", OECD)
    first, second = read.rows
    assert first["indicator"] == "DSD_X@DF_Y (GDP, by region): B1G (Gross value added)"
    assert (first["region"], first["region_name"], first["value"]) == ("AU", "Australia", 123.5)
    assert (first["unit"], first["dimensions"]) == ("million USD_PPP (US dollars, PPP)", "BASE_PER=2015")
    assert (first["activity"], first["activity_name"], first["classification"]) == (
        "A",
        "Agriculture, forestry",
        "ACTIVITY",
    )
    assert (second["region"], second["region_classification"], second["period"]) == ("CA-ON", "ISO 3166-2", "2020-Q1")
    assert (second["activity"], second["activity_name"]) == (None, "Total")
    assert (second["value"], second["flag"], second["cell"], second["raw"]) == (None, "missing", "Q3", "O")
    assert read.accounts[0].description == "attributes not imported: DECIMALS=1"
    assert found_again(read) == []


def test_older_files_of_the_oecd(written, found_again):
    read = written("sdmx_csv", OLD_OECD, file="gerd.csv")
    (row,) = read.rows
    assert (row["region"], row["value"], row["flag"], row["unit"]) == (
        "AU",
        12.5,
        "estimated",
        "million USD (US Dollar)",
    )
    assert row["indicator"] == 'gerd: G (Expenditure "gross")'
    assert found_again(read) == []


def test_ids_and_labels_in_one_cell(written):
    (row,) = written("sdmx_csv", BOTH).rows
    assert (row["region"], row["region_name"], row["flag"]) == ("AT", "Austria", "provisional")
    assert (row["indicator"], row["row_label"]) == ("x (Some title)", "Annual > Austria")
    assert row["footnotes"] == "OBS_COM see: there"


def test_the_ecb_by_series_keys(written):
    rows = written("sdmx_csv", ECB).rows
    assert [(row["indicator"], row["value"], row["flag"]) for row in rows] == [
        ("EXR", 1.11, "ok"),
        ("EXR", None, "missing"),
    ]
    assert [row["row_label"] for row in rows] == ["US dollar/Euro", "Yen/Euro"]
    assert rows[1]["footnotes"] == "H holiday or weekend"


def test_a_spreadsheet_may_have_changed_the_delimiter_and_the_decimals(written, found_again):
    read = written("sdmx_csv", "DATAFLOW;geo;TIME_PERIOD;OBS_VALUE\nESTAT:X(1.0);AT;2020;1,5\n")
    assert [(row["value"], row["raw"]) for row in read.rows] == [(1.5, "1,5")]
    assert found_again(read) == []


def test_two_dataflows_in_one_file_stay_apart(written):
    text = "DATAFLOW,geo,TIME_PERIOD,OBS_VALUE\nA:X(1.0),AT,2020,1\nA:Y(1.0),AT,2020,2\nA:X(1.0),BE,2020,3\n"
    rows = written("sdmx_csv", text).rows
    assert sorted((row["indicator"], row["value"], row["cell"]) for row in rows) == [
        ("X", 1.0, "D2"),
        ("X", 3.0, "D4"),
        ("Y", 2.0, "D3"),
    ]


def test_rows_that_do_not_fit_are_told_one_by_one(written):
    text = EUROSTAT + "ESTAT:X(1.0),,A,MIO_EUR,AT21,2020,abc,,\nESTAT:X(1.0),,A,MIO_EUR,AT22,2020\n"
    read = written("sdmx_csv", text)
    assert len(read.rows) == 4
    assert [(one.place, one.severity) for one in read.problems] == [("cell G6", "error"), ("line 7", "error")]
    assert "`abc` is no number" in read.problems[0].message
    assert "6 fields where the header has 9" in read.problems[1].message


def test_a_row_that_deletes_is_left_out_with_a_word(written):
    rows = "dataflow,A:X(1.0),D,AT,2020,1\ndataflow,A:X(1.0),I,BE,2020,2\n"
    text = f"STRUCTURE,STRUCTURE_ID,ACTION,GEO,TIME_PERIOD,OBS_VALUE\n{rows}"
    read = written("sdmx_csv", text)
    assert [row["value"] for row in read.rows] == [2.0]
    assert [(one.place, one.severity) for one in read.problems] == [("line 2", "warning")]
    assert read.accounts[0].left_out == 6


def test_without_a_column_of_values_it_is_refused(written):
    with pytest.raises(SourceError, match="has no column `OBS_VALUE`"):
        written("sdmx_csv", "DATAFLOW,GEO\nA:X(1.0),AT\n")


@given(
    st.lists(
        st.tuples(
            st.text(
                st.characters(
                    codec="utf-8",
                    exclude_characters="\x00\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029",
                    exclude_categories=("Cc", "Cs"),
                ),
                max_size=9,
            ),
            st.none() | st.integers(-99999, 99999),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_quotes_and_commas_in_texts_move_no_cell(tmp_path_factory, read_as, found_again, rows):
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(["DATAFLOW", "FREQ", "OBS_COM", "TIME_PERIOD", "OBS_VALUE", "OBS_STATUS"])
    for text, value in rows:
        writer.writerow(["A:X(1.0)", "A", text, "2020", "" if value is None else value, "A" if value is None else ""])
    path = tmp_path_factory.mktemp("csv") / "x.csv"
    path.write_text(target.getvalue(), encoding="utf-8")
    read = read_as("sdmx_csv", path)
    assert [row["value"] for row in read.rows] == [None if value is None else float(value) for _, value in rows]
    assert found_again(read) == []


@pytest.mark.parametrize("text", [EUROSTAT, OECD, OLD_OECD, BOTH, ECB])
def test_each_kind_is_recognised_by_its_header(tmp_path, text):
    (tmp_path / "a").write_text(text, encoding="utf-8")
    assert read_file(tmp_path / "a").format == "sdmx_csv"


@pytest.mark.parametrize(
    ("status", "secrecy", "value", "flag"),
    [
        ("O", "C", "", "suppressed"),
        ("M", "", "", "not-applicable"),
        ("L", "", "", "missing"),
        ("K", "F", "", "not-covered"),
        ("Q", "", "", "suppressed"),
        ("A", "N", "", "suppressed"),
        ("P", "F", "1", "provisional"),
        ("I", "", "1", "estimated"),
        ("N", "C", "1", "ok"),
        ("_Z", "_Z", "1", "ok"),
        ("?", "", "1", "ok"),
    ],
)
def test_status_and_confidentiality_say_why_a_value_is_lacking(written, status, secrecy, value, flag):
    text = f"DATAFLOW,GEO,TIME_PERIOD,OBS_VALUE,OBS_STATUS,CONF_STATUS\nA:X(1.0),AT,2020,{value},{status},{secrecy}\n"
    (row,) = written("sdmx_csv", text).rows
    assert (row["flag"], row["value"]) == (flag, float(value) if value else None)
    codes = {code for code in (status, secrecy) if code in {"?", "N", "C"} and value}
    assert {note.split()[0] for note in (row["footnotes"] or "").split(" | ") if note} >= codes
