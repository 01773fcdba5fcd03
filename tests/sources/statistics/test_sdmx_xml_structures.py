"""What messages of agencies hold beside plain series: structures as seen in their files, numbers invented."""

import pytest

from smartspec.errors import SourceError
from smartspec.sources.reading import read_file

SPECIFIC = (
    '<m:StructureSpecificData xmlns:m="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message" '
    'xmlns:c="urn:c" xmlns:ss="urn:ss" xmlns:xsi="urn:xsi">'
)


def message(dataset, *, header="", root=SPECIFIC):
    """A message with a header for series over time."""
    flow = 'structureID="S" dimensionAtObservation="TIME_PERIOD"'
    whole = header or (
        f"<m:Header><m:Structure {flow}><c:StructureUsage>"
        '<Ref agencyID="AG" id="FLOW" version="1.0"/></c:StructureUsage></m:Structure></m:Header>'
    )
    name = root[1:].split()[0]
    return f'<?xml version="1.0" encoding="UTF-8"?>{root}{whole}{dataset}</{name}>'


def test_the_unit_may_be_said_of_the_whole_dataset(written, found_again):
    read = written("sdmx_xml", message(
        '<m:DataSet UNIT_MULT="6" UNIT_MEASURE="EUR" UPDATE_DATE="2026-06-30T02:38:30.04Z" LANGUAGE="EN" '
        'CONTACT_POINT="office@example.org" ss:structureRef="S" ss:dataScope="DataStructure" action="Replace">'
        '<Series FREQ="M" REF_AREA="JP"><Obs TIME_PERIOD="2024-01" OBS_VALUE="-0.5"/></Series></m:DataSet>'
    ))  # fmt: skip
    (row,) = read.rows
    assert (row["unit"], row["vintage"], row["dimensions"]) == ("million EUR", "2026-06-30", "FREQ=M")
    assert "example.org" not in str(read.accounts)
    assert found_again(read) == []


def test_what_an_observation_states_beside_its_time_is_an_attribute(written):
    read = written("sdmx_xml", message(
        '<m:DataSet ss:structureRef="S"><Series IDBANK="0017" FREQ="A" REF_AREA="FE" UNIT_MEASURE="PS" UNIT_MULT="0" '
        'TITLE_EN="People, all" TITLE_FR="Population" LAST_UPDATE="2026-01-14" DECIMALS="0">'
        '<Obs TIME_PERIOD="2026" OBS_VALUE="690" OBS_STATUS="P" OBS_QUAL="P" OBS_REV="1" OBS_TYPE="A"/>'
        '<Obs TIME_PERIOD="2025" OBS_VALUE="688" OBS_STATUS="SD" OBS_QUAL="DEF"/></Series></m:DataSet>'
    ))  # fmt: skip
    first, second = read.rows
    assert first["dimensions"] == "IDBANK=0017; FREQ=A"
    assert (first["row_label"], first["vintage"], first["flag"]) == ("People, all", "2026-01-14", "provisional")
    assert (first["region"], first["region_classification"]) == ("FE", "AG REF_AREA")
    assert (second["flag"], second["footnotes"]) == ("ok", "SD not explained by the file")
    assert "OBS_QUAL (2 different)" in read.accounts[0].description


def test_a_dimension_other_than_time_at_the_observation(written):
    header = (
        '<m:Header><m:Structure structureID="S" dimensionAtObservation="CURRENCY"><c:Structure>'
        '<Ref agencyID="AG" id="FLOW"/></c:Structure></m:Structure></m:Header>'
    )
    rows = written("sdmx_xml", message(
        '<m:DataSet ss:structureRef="S"><Series FREQ="M" TIME_PERIOD="2010-08" COLL_METHOD="Average of days">'
        '<Obs CURRENCY="CHF" OBS_VALUE="1.25" CONF_STATUS_OBS="F" UNIT_MEASURE="CHF" TITLE="Swiss franc"/>'
        '<Obs CURRENCY="GBP" OBS_VALUE="0.75" CONF_STATUS_OBS="C" UNIT_MEASURE="GBP" TITLE="Pound"/>'
        "</Series></m:DataSet>", header=header,
    )).rows  # fmt: skip
    assert [(row["dimensions"], row["unit"], row["period"]) for row in rows] == [
        ("FREQ=M; CURRENCY=CHF", "CHF", "2010-08"),
        ("FREQ=M; CURRENCY=GBP", "GBP", "2010-08"),
    ]
    assert [row["footnotes"] for row in rows] == [None, "C confidential"]


def test_a_text_is_no_code_of_a_dimension(written):
    (row,) = written("sdmx_xml", message(
        '<m:DataSet ss:structureRef="S"><Series FREQ="M" REF_AREA="US" REMARK="Past proxy; current target">'
        '<Obs TIME_PERIOD="2024-01" OBS_VALUE="5"/></Series></m:DataSet>'
    )).rows  # fmt: skip
    assert row["dimensions"] == "FREQ=M"


def test_what_a_group_states_beside_the_codes_of_its_series_holds_for_them(written):
    rows = written("sdmx_xml", message(
        '<m:DataSet ss:structureRef="S"><Group xsi:type="x:Sibling" REF_AREA="SE" ITEM="X" UNIT="PC" UNIT_MULT="3" '
        'COMPILATION="A/B" TITLE_COMPL="Sweden, some share"/><Group xsi:type="x:Sibling" REF_AREA="NO" ITEM="X" '
        'UNIT="NOK" TITLE_COMPL="Norway, some sum"/>'
        '<Series FREQ="M" REF_AREA="SE" ITEM="X"><Obs TIME_PERIOD="2005-03" OBS_VALUE="0.25"/></Series>'
        '<Series FREQ="M" REF_AREA="NO" ITEM="X"><Obs TIME_PERIOD="2005-03" OBS_VALUE="7"/></Series></m:DataSet>'
    )).rows  # fmt: skip
    assert [(row["unit"], row["row_label"], row["dimensions"]) for row in rows] == [
        ("thousand PC", "Sweden, some share", "FREQ=M; ITEM=X"),
        ("NOK", "Norway, some sum", "FREQ=M; ITEM=X"),
    ]


def test_version_3_with_attributes_of_several_values(written, found_again):
    root = SPECIFIC.replace("v2_1", "v3_0")
    header = (
        '<m:Header><m:Structure structureID="S" dimensionAtObservation="TIME_PERIOD"><c:StructureUsage>'
        "urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=ECB:EXR(1.0)</c:StructureUsage></m:Structure></m:Header>"
    )
    read = written("sdmx_xml", message(
        '<m:DataSet ss:structureRef="S"><Group INDICATOR="GDP"><Comp id="UNIT"><Value>USD</Value></Comp></Group>'
        '<Series FREQ="A" INDICATOR="GDP" SCALE="9"><Comp id="TITLE"><Value>'
        '<c:Text xml:lang="fr">Un titre</c:Text><c:Text xml:lang="en">A title</c:Text></Value></Comp>'
        '<Obs TIME_PERIOD="2017" OBS_VALUE="1.5"><Comp id="OBS_STATUS"><Value>B</Value><Value>F</Value></Comp></Obs>'
        '<Obs TIME_PERIOD="2018"><Comp id="OBS_STATUS"><Value>Q</Value></Comp></Obs></Series></m:DataSet>',
        header=header, root=root,
    ))  # fmt: skip
    first, second = read.rows
    assert (first["indicator"], first["unit"], first["row_label"]) == ("EXR: GDP", "USD", "A title")
    assert [row["flag"] for row in read.rows] == ["forecast; break", "suppressed"]
    assert second["value"] is None
    assert found_again(read) == []


def test_a_scale_at_which_figures_are_shown_does_not_multiply_them(written):
    (row,) = written("sdmx_xml", message(
        '<m:DataSet ss:structureRef="S"><Series COUNTRY="GBR" INDICATOR="GDP" UNIT="USD" SCALE="9">'
        '<Obs TIME_PERIOD="2024-M01" OBS_VALUE="3500000000000"/></Series></m:DataSet>'
    )).rows  # fmt: skip
    assert (row["value"], row["unit"], row["period"], row["region"]) == (3.5e12, "USD", "2024-01", "GB")


def test_a_flow_is_known_by_the_namespace_of_its_structure(written):
    header = (
        '<m:Header><m:Structure structureID="BIS_WS_X_1_0" dimensionAtObservation="TIME_PERIOD" '
        'namespace="urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=BIS:WS_X(1.0):ObsLevelDim:TIME_PERIOD"/></m:Header>'
    )
    (row,) = written("sdmx_xml", message(
        '<m:DataSet ss:structureRef="BIS_WS_X_1_0"><Series FREQ="Q" BORROWERS_CTY="US">'
        '<Obs TIME_PERIOD="2015-Q1" OBS_VALUE="15.5"/></Series></m:DataSet>', header=header,
    )).rows  # fmt: skip
    assert (row["indicator"], row["region"], row["dimensions"]) == ("WS_X", "US", "FREQ=Q")


def test_small_letters_of_eurostat_and_capital_letters_of_sdmx_are_told_apart(written):
    header = '<m:Header><m:Sender id="ESTAT"/></m:Header>'
    rows = written("sdmx_xml", message(
        '<m:DataSet><Series freq="A" geo="AT"><Obs TIME_PERIOD="2020" OBS_VALUE="1" OBS_FLAG="s"/>'
        '<Obs TIME_PERIOD="2021" OBS_VALUE="2" OBS_STATUS="S"/><Obs TIME_PERIOD="2022" OBS_FLAG="c"/>'
        "</Series></m:DataSet>", header=header,
    )).rows  # fmt: skip
    assert [(row["flag"], row["footnotes"]) for row in rows] == [
        ("estimated", "s estimated by Eurostat"),
        ("ok", "S strike or special event"),
        ("suppressed", None),
    ]


def test_a_dimension_that_does_not_apply_tells_no_activity(written):
    series = '<Series REF_AREA="US" ACTIVITY="{}" FREQ="A"><Obs TIME_PERIOD="2020" OBS_VALUE="1"/></Series>'
    (row,) = written("sdmx_xml", message(f"<m:DataSet>{series.format('_Z')}</m:DataSet>")).rows
    assert (row["activity"], row["activity_name"], row["classification"]) == (None, None, None)
    assert row["dimensions"] == "ACTIVITY=_Z; FREQ=A"
    both = written("sdmx_xml", message(f"<m:DataSet>{series.format('_Z')}{series.format('C')}</m:DataSet>")).rows
    assert [row["activity_name"] for row in both] == ["_Z", "C"]


@pytest.mark.parametrize(
    ("agency", "flag", "note"),
    [("BBK", "missing", "K no value available"), ("AG", "not-covered", "K contained in another category")],
)
def test_days_without_a_value_at_the_bundesbank(written, found_again, agency, flag, note):
    root = '<m:GenericData xmlns:m="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message" xmlns:g="urn:g">'
    urn = f"urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure={agency}:RATES(1.0)"
    head = (
        '<m:Header><m:Structure structureID="S" dimensionAtObservation="TIME_PERIOD"><c:Structure xmlns:c="urn:c">'
        f"<URN>{urn}</URN></c:Structure></m:Structure></m:Header>"
    )
    read = written("sdmx_xml", message(
        '<m:DataSet structureRef="S" validFromDate="2022-04-08T15:59:50.688+02:00"><g:Series><g:SeriesKey>'
        '<g:Value id="BBK_STD_CURRENCY" value="USD"></g:Value></g:SeriesKey>'
        '<g:Obs><g:ObsDimension value="2016-07-29"></g:ObsDimension><g:ObsValue value="1.25"></g:ObsValue>'
        '<g:Attributes><g:Value id="BBK_DIFF" value="0.2"></g:Value></g:Attributes></g:Obs>'
        '<g:Obs><g:ObsDimension value="2016-07-30"></g:ObsDimension>'
        '<g:Attributes><g:Value id="OBS_STATUS" value="K"></g:Value></g:Attributes></g:Obs></g:Series></m:DataSet>',
        header=head, root=root,
    ))  # fmt: skip
    assert [(row["period"], row["value"], row["flag"], row["footnotes"]) for row in read.rows] == [
        ("2016-07-29", 1.25, "ok", None),
        ("2016-07-30", None, flag, note),
    ]
    assert {(row["indicator"], row["vintage"]) for row in read.rows} == {("RATES", "2022-04-08")}
    assert found_again(read) == []


FOOTER = (
    '<f:Footer xmlns:f="urn:f"><f:Message code="413"><c:Text>Due to the large query the response will be written to a '
    "file</c:Text></f:Message></f:Footer>"
)
QUEUE = (
    '<env:Envelope xmlns:env="urn:e"><env:Body><n:syncResponse xmlns:n="urn:n"><queued><id>k-1</id>'
    "<status>SUBMITTED</status></queued></n:syncResponse></env:Body></env:Envelope>"
)
FAULT = (
    '<?xml version="1.0"?><S:Fault xmlns:S="urn:s"><faultcode>100</faultcode>'
    "<faultstring>NOT_FOUND: X is not available</faultstring></S:Fault>"
)
ERROR = '<m:ErrorMessage code="100"><c:Text>No results found</c:Text></m:ErrorMessage>'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (message(FOOTER), "answered: Due to the large query"),
        (QUEUE, "answered: k-1 SUBMITTED"),
        (FAULT, "answered: NOT_FOUND: X is not available"),
        (message(ERROR, header=" ", root=SPECIFIC.replace("StructureSpecificData", "Error")), "answered: No results"),
    ],
)
def test_what_a_service_answers_in_the_place_of_data_is_an_error_with_its_words(tmp_path, text, words):
    path = tmp_path / "answer.xml"
    path.write_text(text, "utf-8")
    with pytest.raises(SourceError, match=words):
        read_file(path)
