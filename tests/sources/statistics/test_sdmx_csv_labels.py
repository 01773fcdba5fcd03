"""How agencies write labels into SDMX-CSV: structures as seen in their files, numbers invented."""

import pytest

from smartspec.errors import SourceError
from smartspec.sources.reading import read_file

BANK = """\
STRUCTURE,STRUCTURE_ID,ACTION,"FREQ:Frequency","REF_AREA:Reference area","VALUE:Value","UNIT_MEASURE:Unit of measure",\
"TIME_PERIOD:Time period or range","OBS_VALUE:Observation Value","UNIT_MULT:Unit Multiplier","BREAKS:Breaks",\
"OBS_STATUS:Observation Status","OBS_CONF:Observation confidentiality"
dataflow,"BIS:WS_X(1.0): Prices of houses",I,"Q: Quarterly","US: United States","N: Nominal","628: Index, 2010 = 100",\
2020-Q1,111.25,"6: Millions",,A: Normal value,"F: Free"
dataflow,"BIS:WS_X(1.0): Prices of houses",I,"Q: Quarterly","DE: Germany","N: Nominal","628: Index, 2010 = 100",\
2020-Q2,,"0: Units",,"M: Missing value; data cannot exist","C: Confidential"
"""
BESIDE = """\
STRUCTURE,STRUCTURE_ID,ACTION,FREQ,FREQ_LABEL,REF_AREA,REF_AREA_LABEL,INDICATOR,INDICATOR_LABEL,TIME_PERIOD,OBS_VALUE,\
UNIT_MEASURE,UNIT_MEASURE_LABEL,UNIT_MULT,OBS_STATUS,OBS_STATUS_LABEL
dataflow,ILO:DF_X(1.0),I,A,Annual,GBR,United Kingdom,EMP,Employed persons,2025,12.5,PS,Persons,3,SD,Half final
"""
CODES_WITH_A_TITLE = """\
STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,ACTION,REF_AREA,FREQ,MEASURE,UNIT_MEASURE,UNIT_MULT,TIME_PERIOD,OBS_VALUE,OBS_STATUS
DATAFLOW,OECD.X:DF_Y(1.0),Leading indicator,I,USA,M,LI,IX,_Z,2024-01,99.5,A
"""
VALUE_IS_A_DIMENSION = """\
STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,ACTION,REF_AREA,Reference area,VALUE,Value type,TIME_PERIOD,Time period,\
OBS_VALUE,Observation value
DATAFLOW,X:Y(1.0),Pensions,I,AUS,Australia,GROSS,Gross of taxes,2020,,1.5,
"""
EUROSTAT_2 = """\
STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,freq,Time frequency,unit,Unit of measure,geo,Geopolitical entity (reporting),\
TIME_PERIOD,Time,OBS_VALUE,Observation value,OBS_FLAG,Observation status (Flag),CONF_STATUS,Confidentiality status
dataflow,ESTAT:PAT_X(1.0),Patents,A,Annual,NR,Number,ES,Spain,2022,,31.5,,p,provisional,,
dataflow,ESTAT:PAT_X(1.0),Patents,A,Annual,NR,Number,LU,Luxembourg,2022,,,,,,C,confidential
"""
LABELS_ALONE = """\
DATAFLOW;LAST UPDATE;freq;unit;geo;TIME_PERIOD;OBS_VALUE;OBS_FLAG
ESTAT:HPI_X;2025-07-04;Annual;Annual average index, 2010=100;Austria;2015;128.5;
ESTAT:HPI_X;2025-07-11;Annual;Annual average index, 2010=100;Euro area;2015;127;
"""
SEVERAL_VALUES = """\
STRUCTURE[;],STRUCTURE_ID,ACTION,geo,TIME_PERIOD,OBS_VALUE,OBS_STATUS[],NOTE_DS[en;fr]
dataflow,X:Y(1.0),I,AT,2014,12.5,B;E,en:A note: with a colon;fr:Une note
"""


def test_labels_stand_behind_a_colon_without_a_blank_in_the_header(written, found_again):
    read = written("sdmx_csv", BANK)
    first, second = read.rows
    assert (first["region"], first["region_name"], first["period"]) == ("US", "United States", "2020-Q1")
    assert (first["unit"], first["flag"], first["footnotes"]) == ("million 628 (Index, 2010 = 100)", "ok", None)
    assert first["dimensions"] == "FREQ=Q; VALUE=N"
    assert first["indicator"] == "WS_X (Prices of houses)"
    assert (second["value"], second["flag"]) == (None, "suppressed; not-applicable")
    assert found_again(read) == []


def test_labels_stand_in_columns_named_after_those_of_the_codes(written):
    (row,) = written("sdmx_csv", BESIDE).rows
    assert (row["region"], row["region_name"]) == ("GB", "United Kingdom")
    assert (row["indicator"], row["unit"]) == ("DF_X: EMP (Employed persons)", "thousand PS (Persons)")
    assert row["dimensions"] == "FREQ=A"


def test_a_status_that_no_list_knows_is_explained_by_the_label_of_the_file(written):
    (row,) = written("sdmx_csv", BESIDE).rows
    assert (row["flag"], row["footnotes"]) == ("ok", "SD Half final")


@pytest.mark.parametrize("word", ["AVAILABLE", "Normal value"])
def test_a_word_is_not_taken_for_letters(written, word):
    (row,) = written("sdmx_csv", f"DATAFLOW,geo,TIME_PERIOD,OBS_VALUE,OBS_STATUS\nX,AT,2020,1,{word}\n").rows
    assert row["flag"] == "ok"


def test_a_file_with_a_title_may_have_no_labels(written):
    (row,) = written("sdmx_csv", CODES_WITH_A_TITLE).rows
    assert (row["region"], row["region_name"], row["period"]) == ("US", "USA", "2024-01")
    assert (row["unit"], row["indicator"]) == ("IX", "DF_Y (Leading indicator): LI")


def test_a_dimension_may_be_called_value(written, found_again):
    read = written("sdmx_csv", VALUE_IS_A_DIMENSION)
    (row,) = read.rows
    assert (row["value"], row["period"], row["dimensions"], row["cell"]) == (1.5, "2020", "VALUE=GROSS", "K2")
    assert found_again(read) == []


def test_version_2_of_eurostat_with_labels(written):
    first, second = written("sdmx_csv", EUROSTAT_2).rows
    assert (first["region_name"], first["unit"], first["flag"]) == ("Spain", "NR (Number)", "provisional")
    assert (second["value"], second["flag"], second["raw"]) == (None, "suppressed", "C")


def test_where_there_are_labels_alone_countries_are_known_by_their_names(written):
    read = written("sdmx_csv", LABELS_ALONE)
    assert [(row["region"], row["region_classification"]) for row in read.rows] == [
        ("AT", "ISO 3166-1"),
        ("Euro area", "Eurostat GEO"),
    ]
    assert [row["value"] for row in read.rows] == [128.5, 127.0]


def test_each_row_has_the_date_of_its_own_update(written):
    read = written("sdmx_csv", LABELS_ALONE)
    assert [row["vintage"] for row in read.rows] == ["2025-07-04", "2025-07-11"]
    assert read.accounts[0].vintage == "2025-07-04 to 2025-07-11"


def test_several_values_in_a_cell_and_texts_with_colons(written):
    read = written("sdmx_csv", SEVERAL_VALUES)
    (row,) = read.rows
    assert (row["region"], row["flag"]) == ("AT", "estimated; break")
    assert "NOTE_DS=en:A note: with a colon;fr:Une note" in read.accounts[0].description


def test_reference_metadata_are_no_data(tmp_path):
    path = tmp_path / "notes.csv"
    path.write_text("STRUCTURE,STRUCTURE_ID,ACTION,FREQ,DATA_SOURCE.TITLE\ndataflow,X:Y(1.0),I,A,some title\n", "utf-8")
    with pytest.raises(SourceError, match="has no column `OBS_VALUE`") as wrong:
        read_file(path)
    assert "reference metadata" in wrong.value.hint


def test_codes_of_nuts_are_known_under_other_names_of_the_dimension(written):
    text = "DATAFLOW,ITTER107,TIME_PERIOD,OBS_VALUE\nIT1:X(1.0),ITC1,2020,1\nIT1:X(1.0),IT,2020,2\n"
    rows = written("sdmx_csv", text).rows
    assert [(row["region"], row["region_classification"]) for row in rows] == [
        ("ITC1", "NUTS 2021"),
        ("IT", "ISO 3166-1"),
    ]
    strange = "DATAFLOW,REF_AREA,TIME_PERIOD,OBS_VALUE\nX,ITC1,2020,1\nX,ZZ99,2020,2\nX,AUS,2020,3\n"
    rows = written("sdmx_csv", strange).rows
    assert [row["region"] for row in rows] == ["ITC1", "ZZ99", "AU"]
    assert rows[0]["region_classification"] == "REF_AREA"


@pytest.mark.parametrize(
    ("time", "period"),
    [
        ("2020-01-01/P1Y", "2020"),
        ("2020-07-01T00:00:00/P3M", "2020-Q3"),
        ("2020-07-01/P6M", "2020-S2"),
        ("2020-02-01/P1M", "2020-02"),
        ("2020-02-01/P3M", "2020-02-01/P3M"),
        ("2020-D366", "2020-12-31"),
        ("2019-D366", "2019-D366"),
        ("2020-W53", "2020-W53"),
        ("2020-T2", "2020-T2"),
        ("2020-01-01T00:00:00", "2020-01-01"),
    ],
)
def test_time_ranges_and_days_become_periods(written, time, period):
    (row,) = written("sdmx_csv", f"DATAFLOW,geo: Area,TIME_PERIOD: Time,OBS_VALUE\nX,AT: Austria,{time},1\n").rows
    assert row["period"] == period


def test_labels_in_the_names_and_cells_without_a_blank_and_times_with_a_colon(written, found_again):
    text = (
        "STRUCTURE,STRUCTURE_ID,ACTION,FREQ:Frequency,TENOR:Tenor,TIME_PERIOD:Time period,OBS_VALUE:Observation value\n"
        "dataflow,NB:RATES(1.0),I,B:Business,10Y:10 years: mean,2019-01-02,1.75\n"
        "dataflow,NB:RATES(1.0),I,B: Business,2Y,2019-01-02T00:00:00/P1D,1.5\n"
    )
    read = written("sdmx_csv", text)
    assert [(row["dimensions"], row["row_label"]) for row in read.rows] == [
        ("FREQ=B; TENOR=10Y", "Business > 10 years: mean"),
        ("FREQ=B; TENOR=2Y", "Business > 2Y"),
    ]
    assert {row["period"] for row in read.rows} == {"2019-01-02"}
    assert found_again(read) == []


def test_labels_of_some_columns_in_a_file_that_names_no_dataflow(written, found_again):
    head = "FREQ;Frequency;BASE_CUR;Base Currency;DECIMALS;UNIT_MULT;Unit Multiplier;TIME_PERIOD;OBS_VALUE"
    read = written("sdmx_csv", f"{head}\nB;Business;SEK;Swedish krona;2;2;Hundreds;2024-01-02;100,25\n", file="EXR.csv")
    (row,) = read.rows
    assert (row["dimensions"], row["row_label"]) == ("FREQ=B; BASE_CUR=SEK", "Business > Swedish krona")
    assert (row["unit"], row["value"], row["indicator"]) == ("hundred", 100.25, "EXR")
    assert found_again(read) == []


def test_a_single_name_in_words_is_no_label(written):
    (row,) = written("sdmx_csv", "REF_AREA,Kind of house,TIME_PERIOD,OBS_VALUE\nAT,flat,2020,1\n").rows
    assert row["dimensions"] == "Kind of house=flat"


def test_the_bundesbank_has_names_of_its_own(written, found_again):
    head = "DATAFLOW;BBK_STD_FREQ;BBK_STD_CURRENCY;TIME_PERIOD;OBS_VALUE;TIME_FORMAT;BBK_UNIT;BBK_UNIT_MULT;BBK_TITLE"
    lines = ["1998-12-30;1.673;P1D;DEM;3;Rates / 1 USD;", "1998-12-31;;P1D;DEM;3;Rates / 1 USD;K"]
    body = "".join(f"BBK:BBEX3(1.0);D;USD;{line}\n" for line in lines)
    read = written("sdmx_csv", f"{head};OBS_STATUS\n{body}")
    assert [(row["value"], row["unit"], row["flag"], row["footnotes"]) for row in read.rows] == [
        (1.673, "thousand DEM", "ok", None),
        (None, "thousand DEM", "missing", "K no value available"),
    ]
    assert {(row["indicator"], row["row_label"]) for row in read.rows} == {("BBEX3", "Rates / 1 USD")}
    assert found_again(read) == []
