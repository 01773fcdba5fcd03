"""SDMX on real files, and one table in seven formats that must give the same observations."""

import json
import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartspec import registry
from smartspec.errors import SourceError
from smartspec.places import country
from smartspec.sources.opening import open_source
from smartspec.sources.reading import read_file

KEYS = ("region", "region_classification", "period", "value", "unit", "flag", "dimensions")
READERS = ("eurostat_tsv", "sdmx_csv", "json_stat", "sdmx_json", "sdmx_xml")


@pytest.fixture(scope="module")
def sdmx(statistics):
    return statistics / "sdmx"


def test_the_euro_is_read_month_by_month(sdmx, read_as, found_again):
    read = read_as("sdmx_xml", sdmx / "M.USD.EUR.SP00.A.xml")
    text = (sdmx / "M.USD.EUR.SP00.A.xml").read_text("utf-8")
    pairs = re.findall(r'ObsDimension value="([^"]+)"/>\s*<generic:ObsValue value="([^"]+)"', text)
    assert len(pairs) == 252
    assert [(row["period"], row["raw"], row["value"]) for row in read.rows] == [(p, v, float(v)) for p, v in pairs]
    first = read.rows[0]
    assert (first["period"], first["value"], first["unit"], first["flag"]) == ("1999-01", 1.16078, "USD", "ok")
    assert first["cell"] == "/GenericData/DataSet/Series[1]/Obs[1]"
    assert first["dimensions"] == "FREQ=M; CURRENCY=USD; CURRENCY_DENOM=EUR; EXR_TYPE=SP00; EXR_SUFFIX=A"
    assert read.accounts[0].description == (
        "attributes not imported: COLLECTION=A; DECIMALS=4; SOURCE_AGENCY=4F0; TIME_FORMAT=P1M"
    )
    assert found_again(read) == []


def test_a_structure_alone_is_told_from_data(sdmx, read_as):
    read = read_as("sdmx_xml", sdmx / "GOV_10Q_GGNFA.xml")
    text = (sdmx / "GOV_10Q_GGNFA.xml").read_text("utf-8")
    assert len(re.findall(r"<s:Codelist\s", text)) == 4
    assert (read.rows, [problem.severity for problem in read.problems]) == ([], ["note"])
    lists = "GEO 13.1 (33), UNIT 15.1 (4), GEO 13.0 (36), UNIT 15.2 (3)"
    assert read.problems[0].message == f"holds no observations but 4 code lists: {lists}"
    assert read.accounts[0].title == "GOV_10Q_GGNFA Quarterly non-financial accounts for general government"


def test_two_versions_of_sdmx_json_give_equal_tables(sdmx, read_as, found_again):
    flat, series = (read_as("sdmx_json", sdmx / name) for name in ("flat.json", "exr-time-series.json"))
    apart = {"file", "cell", "raw", "footnotes"}
    rows = [[{k: v for k, v in row.items() if k not in apart} for row in read.rows] for read in (flat, series)]
    assert rows[0] == rows[1]
    assert [row["value"] for row in flat.rows] == [1.5931, 1.5925, 40.3426, 40.3]
    assert {(row["raw"], row["cell"]) for row in flat.rows} >= {("40.3000", "/dataSets/0/observations/1:1/0")}
    assert [row["footnotes"] for row in series.rows] == [
        "Sample series annotation text",
        "Sample series annotation text",
        None,
        "Sample observation annotation text",
    ]
    assert found_again(flat) == found_again(series) == []


def test_seven_observations_over_six_dimensions(sdmx, read_as, found_again):
    read = read_as("sdmx_json", sdmx / "data-PART2-all-all.json")
    body = json.loads((sdmx / "data-PART2-all-all.json").read_text("utf-8"))
    found = body["dataSets"][0]["observations"]
    dimensions = body["structure"]["dimensions"]["observation"]
    assert [row["value"] for row in read.rows] == [values[0] for values in found.values()]
    for row, key in zip(read.rows, found, strict=True):
        codes = [one["values"][int(place)] for one, place in zip(dimensions, key.split(":"), strict=True)]
        assert row["region_name"] == codes[0]["name"]
        assert row["row_label"] == " > ".join(code["name"] for code in codes)
        assert row["dimensions"].split("; ")[-1] == f"{dimensions[-1]['id']}={codes[-1]['id']}"
        own = ("OME", "OECD LOCATION")
        expected = own if codes[0]["id"] == "OME" else (country(codes[0]["id"]).code, "ISO 3166-1")
        assert (row["region"], row["region_classification"]) == expected
    assert found_again(read) == []


@pytest.mark.parametrize(
    ("name", "reader", "n"),
    [
        ("M.USD.EUR.SP00.A.xml", "sdmx_xml", 252),
        ("GOV_10Q_GGNFA.xml", "sdmx_xml", 0),
        ("flat.json", "sdmx_json", 4),
        ("data-PART2-all-all.json", "sdmx_json", 7),
        ("exr-time-series.json", "sdmx_json", 4),
    ],
)
def test_each_file_is_recognised_by_its_content(sdmx, tmp_path, name, reader, n):
    (tmp_path / "a").write_bytes((sdmx / name).read_bytes())
    reading = read_file(tmp_path / "a")
    assert (reading.format, reading.records_in_file, reading.records_read) == (reader, n, n)


GEO = ("EU27_2020", "EL", "EL30", "ITC4", "AT11")
LETTERS = {"": "", "p": "provisional", "e": "estimated", "b": "break", "d": "definition-differs"}


def as_tsv(cells, years):
    lines = ["freq,unit,geo\\TIME_PERIOD\t" + "\t".join(f"{year} " for year in years)]
    for geo in GEO:
        found = (cells.get((geo, year), (None, "")) for year in years)
        lines.append("\t".join([f"A,EUR,{geo}", *(f"{':' if v is None else repr(v)} {s}" for v, s in found)]))
    return "\n".join(lines)


def as_csv(cells, years):
    lines = ["DATAFLOW,freq,unit,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG"]
    for (geo, year), (value, status) in cells.items():
        shown = ":" if value is None and not status else "" if value is None else repr(value)
        lines.append(f"ESTAT:X(1.0),A,EUR,{geo},{year},{shown},{status}")
    return "\n".join(lines)


def as_json_stat(cells, years, *, sparse):
    places = {key: number for number, key in enumerate((geo, year) for geo in GEO for year in years)}
    values = {places[key]: value for key, (value, _) in cells.items()}
    marks = {str(places[key]): status for key, (_, status) in cells.items() if status}
    n = len(places)
    named = {str(at): v for at, v in sorted(values.items())}
    body = {
        "version": "2.0",
        "class": "dataset",
        "id": ["freq", "unit", "geo", "time"],
        "size": [1, 1, len(GEO), n // 5],
        "value": named if sparse else [values.get(at) for at in range(n)],
        "status": marks,
        "extension": {"id": "X", "agencyId": "ESTAT"},
        "dimension": {
            name: {"category": {"index": list(codes)}}
            for name, codes in (("freq", ["A"]), ("unit", ["EUR"]), ("geo", GEO), ("time", years))
        },
    }
    return json.dumps(body)


def as_sdmx_json(cells, years):
    def dimension(name, position, codes):
        return {"id": name, "keyPosition": position, "values": [{"id": code} for code in codes]}

    statuses = sorted({status for _, status in cells.values()})
    dimensions = [
        dimension("freq", 0, ["A"]),
        dimension("unit", 1, ["EUR"]),
        dimension("geo", 2, GEO),
        {"id": "TIME_PERIOD", "role": "TIME_PERIOD", "values": [{"id": year} for year in years]},
    ]
    found = {
        f"0:0:{GEO.index(geo)}:{years.index(year)}": [value, statuses.index(status)]
        for (geo, year), (value, status) in cells.items()
    }
    attribute = {"id": "OBS_STATUS", "values": [{"id": status} for status in statuses]}
    flow = {"rel": "dataflow", "urn": "urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=ESTAT:X(1.0)"}
    structure = {"links": [flow], "dimensions": {"observation": dimensions}, "attributes": {"observation": [attribute]}}
    return json.dumps({"meta": {}, "data": {"dataSets": [{"observations": found}], "structures": [structure]}})


def as_generic_xml(cells, years):
    parts = [
        '<m:GenericData xmlns:m="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message" xmlns:g="urn:g">',
        '<m:Header><m:Structure structureID="S" dimensionAtObservation="TIME_PERIOD"><c xmlns="urn:c">',
        "urn:x=ESTAT:X(1.0)</c></m:Structure></m:Header>",
        '<m:DataSet structureRef="S">',
    ]
    for geo in GEO:
        key = "".join(f'<g:Value id="{n}" value="{v}"/>' for n, v in (("freq", "A"), ("unit", "EUR"), ("geo", geo)))
        parts.append(f"<g:Series><g:SeriesKey>{key}</g:SeriesKey>")
        for year in years:
            if (geo, year) in cells:
                value, status = cells[geo, year]
                shown = "NaN" if value is None else repr(value)
                parts.append(f'<g:Obs><g:ObsDimension value="{year}"/><g:ObsValue value="{shown}"/>')
                mark = f'<g:Attributes><g:Value id="OBS_STATUS" value="{status}"/></g:Attributes>' if status else ""
                parts.append(f"{mark}</g:Obs>")
        parts.append("</g:Series>")
    return "\n".join([*parts, "</m:DataSet></m:GenericData>"])


def as_specific_xml(cells, years):
    parts = [
        '<m:StructureSpecificData xmlns:m="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message">',
        '<m:Header><m:Structure structureID="S"><Ref agencyID="ESTAT" id="X"/></m:Structure></m:Header>',
        '<m:DataSet xmlns:d="urn:d" d:structureRef="S">',
    ]
    for (geo, year), (value, status) in cells.items():
        shown = "NaN" if value is None else repr(value)
        mark = f' OBS_STATUS="{status}"' if status else ""
        parts.append(f'<Obs freq="A" unit="EUR" geo="{geo}" TIME_PERIOD="{year}" OBS_VALUE="{shown}"{mark}/>')
    return "".join([*parts, "</m:DataSet></m:StructureSpecificData>"])


WRITERS = {
    "eurostat_tsv": as_tsv,
    "sdmx_csv": as_csv,
    "json_stat": lambda cells, years: as_json_stat(cells, years, sparse=True),
    "json_stat dense": lambda cells, years: as_json_stat(cells, years, sparse=False),
    "sdmx_json": as_sdmx_json,
    "sdmx_xml": as_generic_xml,
    "sdmx_xml specific": as_specific_xml,
}
CELLS = st.dictionaries(
    st.tuples(st.sampled_from(GEO), st.sampled_from(("2020", "2021", "2022"))),
    st.tuples(
        st.none() | st.integers(-999, 10**9).map(float) | st.floats(0, 1, width=16), st.sampled_from(sorted(LETTERS))
    ),
    min_size=1,
)


@pytest.mark.slow
@given(CELLS)
def test_one_table_gives_the_same_observations_in_every_format(tmp_path_factory, cells):
    registry.load("sources")
    beside = sys.modules[read_file.__module__]
    folder = tmp_path_factory.mktemp("formats")
    given_rows = {}
    for name, write in WRITERS.items():
        path = folder / f"X_{name.replace(' ', '_')}"
        path.write_text(write(cells, ["2020", "2021", "2022"]), encoding="utf-8")
        source = open_source(path)
        entry = registry.SOURCES[name.partition(" ")[0]]
        assert entry.module.recognise(source.head) >= beside.SURE
        reading = beside.observed(source, entry)
        rows = reading.tables["observations"].to_pylist()
        given_rows[name] = sorted(tuple(str(row[key]) for key in KEYS) for row in rows if row["value"] is not None)
        without = {key for key, (value, _) in cells.items() if value is None}
        marked = {(row["region"], row["period"]) for row in rows if row["value"] is None}
        assert {("GR" if geo == "EL" else geo, year) for geo, year in without} <= marked
        assert reading.records_kept_out == 0
    expected = given_rows["eurostat_tsv"]
    assert len(expected) == sum(value is not None for value, _ in cells.values())
    for name, rows in given_rows.items():
        assert rows == expected, name


def test_an_indicator_is_the_same_from_every_format_that_names_the_dataset(written):
    cells, years = {("AT11", "2020"): (1.0, "")}, ["2020", "2021", "2022"]
    for name in ("sdmx_csv", "json_stat", "sdmx_json", "sdmx_xml", "sdmx_xml specific"):
        read = written(name.partition(" ")[0], WRITERS[name](cells, years))
        assert {row["indicator"] for row in read.rows} == {"x"}, name


BOMB = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]>'


@pytest.mark.parametrize("reader", ["sdmx_xml", "emiss_xml"])
def test_a_broken_a_deep_and_an_exploding_xml_give_one_error_each(written, reader):
    whole = as_generic_xml({("AT11", "2020"): (1.0, "")}, ["2020"])
    with pytest.raises(SourceError, match=r"is not XML: (no element found|unclosed token)") as broken:
        written(reader, whole[: len(whole) - 40])
    assert "line " in broken.value.place
    with pytest.raises(SourceError, match="declares a DTD or entities, which are not read"):
        written(reader, BOMB + whole)
    with pytest.raises(SourceError, match="nested deeper"):
        written(reader, "<a>" * 5000)
    with pytest.raises(SourceError, match="is not XML"):
        written(reader, whole.replace("</g:SeriesKey>", "</g:Wrong>"))


def test_control_characters_and_names_of_html_do_not_break_a_file(written):
    text = as_generic_xml({("AT11", "2020"): (1.0, "")}, ["2020"]).replace("<m:Header>", "<m:Header>\x01&nbsp;", 1)
    assert [row["value"] for row in written("sdmx_xml", text).rows] == [1.0]


def test_a_word_in_place_of_a_value_is_kept_out_alone(written):
    text = as_generic_xml({("AT11", "2020"): (1.0, ""), ("AT11", "2021"): (2.0, "")}, ["2020", "2021"])
    read = written("sdmx_xml", text.replace('value="2.0"', 'value="two"'))
    assert [row["value"] for row in read.rows] == [1.0]
    assert [(one.place, one.severity) for one in read.problems] == [
        ("`/GenericData/DataSet/Series[5]/Obs[2]`", "error")
    ]


def test_a_status_stands_for_a_value_that_is_not_there(written, found_again):
    text = as_generic_xml({("AT11", "2020"): (1.0, "c"), ("AT11", "2021"): (2.0, "")}, ["2020", "2021"])
    read = written("sdmx_xml", text.replace('<g:ObsValue value="1.0"/>', "").replace('<g:ObsValue value="2.0"/>', ""))
    assert [(row["value"], row["flag"], row["raw"]) for row in read.rows] == [
        (None, "suppressed", "c"),
        (None, "blank", ""),
    ]
    assert found_again(read) == []


def test_attributes_of_groups_and_datasets_hold_for_their_series(written):
    text = (
        '<m:StructureSpecificData xmlns:m="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message">'
        '<m:Header/><m:DataSet xmlns:x="urn:x" UNIT_MULT="3"><Group x:type="a" CURRENCY="USD" TITLE="Dollar"/>'
        '<Group x:type="a" CURRENCY="JPY" TITLE="Yen"/><Series FREQ="M" CURRENCY="JPY" UNIT="EUR" UNIT_MULT="6">'
        '<Obs TIME_PERIOD="2020-01" OBS_VALUE="1" OBS_COM="a note"/></Series><Series FREQ="M" CURRENCY="USD">'
        '<Obs TIME_PERIOD="2020-02" OBS_VALUE="2"/></Series></m:DataSet></m:StructureSpecificData>'
    )
    rows = written("sdmx_xml", text).rows
    assert [(row["row_label"], row["footnotes"]) for row in rows] == [("Yen", "OBS_COM a note"), ("Dollar", None)]
    assert rows[0]["dimensions"] == "FREQ=M; CURRENCY=JPY"


def test_version_2_0_is_read(written, found_again):
    text = (
        '<GenericData xmlns="http://www.SDMX.org/resources/SDMXML/schemas/v2_0/message" xmlns:g="urn:g"><DataSet>'
        "<g:KeyFamilyRef>QNA</g:KeyFamilyRef><g:Series><g:SeriesKey>"
        '<g:Value concept="LOCATION" value="FRA"/><g:Value concept="FREQUENCY" value="Q"/></g:SeriesKey><g:Attributes>'
        '<g:Value concept="POWERCODE" value="6"/><g:Value concept="UNIT" value="EUR"/></g:Attributes><g:Obs>'
        '<g:Time>2009-Q2</g:Time><g:ObsValue value="392783"/></g:Obs></g:Series></DataSet></GenericData>'
    )
    read = written("sdmx_xml", text)
    (row,) = read.rows
    assert (row["region"], row["period"], row["value"], row["unit"]) == ("FR", "2009-Q2", 392783.0, "million EUR")
    assert (row["indicator"], row["dimensions"]) == ("QNA", "FREQUENCY=Q")
    assert found_again(read) == []
