"""JSON-stat and SDMX-JSON as offices write them: structures as seen in their answers, numbers invented."""

import json

import pytest

from smartspec.errors import SourceError
from smartspec.sources.reading import read_file


def category(*codes, **more):
    """A dimension of JSON-stat with numbered codes."""
    return {"category": {"index": {code: number for number, code in enumerate(codes)}, **more}}


#: Version 1 with all values before anything else, codes that are only numbered, and a day before its month.
VALUES_FIRST = {
    "CPI": {
        "value": {"0": 67.5, "1": 68.25},
        "label": "Prices of consumers",
        "updated": "17/10/2013 16:51:00",
        "source": "Some Office",
        "dimension": {
            "id": ["CL_1", "AREA", "MEASURE"],
            "size": [2, 1, 1],
            "role": {"time": ["CL_1"], "geo": ["AREA"], "metric": ["MEASURE"]},
            "CL_1": category("CI_1", "CI_2", label={"CI_1": "Aug 1999", "CI_2": "Mar-May 1999"}),
            "AREA": category("K1", label={"K1": "England"}),
            "MEASURE": category("S1", unit={"S1": {"base": "Person", "label": "All residents", "multiplier": "1"}}),
        },
    }
}
#: PxWeb: points in the place of a status, a unit of the indicator, notes and extensions.
POINTS = {
    "version": "2.0",
    "class": "dataset",
    "label": "05300: distances",
    "updated": "2022-05-24T06:00:00Z",
    "id": ["ContentsCode", "Tid"],
    "size": [1, 5],
    "role": {"time": ["Tid"], "metric": ["ContentsCode"]},
    "dimension": {
        "ContentsCode": category("D", label={"D": "Distance"}, unit={"D": {"base": "per cent", "decimals": 0}}),
        "Tid": category("2020K1", "2020K2", "2020U07", "2020H1", "2020M03"),
    },
    "value": [9, None, None, None, 11],
    "status": {"1": ".", "2": "..", "3": "..."},
    "extension": {"px": {"tableid": "05300", "decimals": 0}},
}


def written_as_json(written, name, document, *, file="answer.json"):
    """A document written to a file and read."""
    return written(name, json.dumps(document, ensure_ascii=False), file=file)


def test_version_1_with_all_values_first_is_recognised_and_read(tmp_path):
    path = tmp_path / "cpi.json"
    many = {str(place): place / 4 for place in range(9000)}
    codes = [f"CI_{number}" for number in range(9000)]
    document = {"CPI": {"value": many, "dimension": {"id": ["T"], "size": [9000], "T": category(*codes)}}}
    path.write_text(json.dumps(document, indent=1), "utf-8")
    reading = read_file(path)
    assert (reading.format, reading.records_read) == ("json_stat", 9000)


def test_where_codes_are_only_numbered_the_label_is_the_period(written, found_again):
    read = written_as_json(written, "json_stat", VALUES_FIRST)
    assert [row["period"] for row in read.rows] == ["1999-08", "Mar-May 1999"]
    assert {row["region_name"] for row in read.rows} == {"England"}
    assert read.accounts[0].vintage == "2013-10-17"
    assert found_again(read) == []


def test_a_unit_is_what_is_counted_in_its_multiple(written):
    assert written_as_json(written, "json_stat", VALUES_FIRST).rows[0]["unit"] == "Person (All residents)"
    whole = json.loads(json.dumps(VALUES_FIRST))
    for stated, unit in (
        ({"symbol": "$", "label": "million", "multiplier": 6}, "million $"),
        ({"base": "Person", "multiplier": 3}, "thousand Person"),
        ({"symbol": "%", "multiplier": 0}, "%"),
        ({"label": "Thousands of people"}, "Thousands of people"),
    ):
        whole["CPI"]["dimension"]["MEASURE"] = category("S1", unit={"S1": stated})
        assert written_as_json(written, "json_stat", whole).rows[0]["unit"] == unit


def test_a_size_that_is_one_short_is_told_by_the_categories(written):
    short = json.loads(json.dumps(VALUES_FIRST))
    short["CPI"]["dimension"]["size"] = [2, 1]
    assert len(written_as_json(written, "json_stat", short).rows) == 2
    short["CPI"]["value"] = {"0": 1.0}
    with pytest.raises(SourceError, match="not lists of one length"):
        written_as_json(written, "json_stat", short)


def test_points_in_the_place_of_a_status_and_letters_of_scandinavian_periods(written, found_again):
    read = written_as_json(written, "json_stat", POINTS)
    assert [(row["period"], row["flag"]) for row in read.rows] == [
        ("2020-Q1", "ok"),
        ("2020-Q2", "not-applicable"),
        ("2020-W07", "missing"),
        ("2020-S1", "missing"),
        ("2020-03", "ok"),
    ]
    assert {row["unit"] for row in read.rows} == {"per cent"}
    assert all(row["footnotes"] is None for row in read.rows)
    assert found_again(read) == []


@pytest.mark.parametrize(
    ("extension", "label", "title"),
    [
        ({"matrix": "AB01", "contact": {"name": "A Person", "email": "a@example.org"}}, "Prices", "AB01 (Prices)"),
        ({"px": {"tableid": "05300"}}, "05300: distances", "05300 (distances)"),
        ({"px": {"matrix": "BE01", "contents": "People"}}, "People by sex", "BE01 (People by sex)"),
        ({"px": "no"}, "People", "answer (People)"),
    ],
)
def test_a_table_is_called_by_the_id_that_the_office_gives_it_and_persons_are_left_out(
    written, extension, label, title
):
    read = written_as_json(written, "json_stat", {**POINTS, "extension": extension, "label": label})
    assert read.accounts[0].title == title
    assert {row["indicator"] for row in read.rows} == {f"{title}: D (Distance)"}
    assert "Person" not in repr(read.rows) + repr(read.accounts)


@pytest.mark.parametrize(
    ("codes", "labels", "periods"),
    [
        (("202401", "202402"), ("2024 January", "2024 February"), ["2024-01", "2024-02"]),
        (("20241", "20242"), ("2024Q1", "2024Q2"), ["2024-Q1", "2024-Q2"]),
        (("2026K3", "2026K4"), ("2026Q3", "2026Q4"), ["2026-Q3", "2026-Q4"]),
        (("2021", "2022"), ("2021", "2022"), ["2021", "2022"]),
    ],
)
def test_months_and_quarters_of_ireland_and_denmark(written, codes, labels, periods):
    document = {
        "dimension": {
            "AREA": category("101", label={"101": "A Town"}),
            "TLIST(X1)": category(*codes, label=dict(zip(codes, labels, strict=True))),
            "id": ["AREA", "TLIST(X1)"],
            "size": [1, 2],
            "role": {"geo": ["AREA"], "time": ["TLIST(X1)"]},
        },
        "label": "People",
        "value": [7, 8],
    }
    rows = written_as_json(written, "json_stat", {"dataset": document}).rows
    assert [row["period"] for row in rows] == periods
    assert {(row["region"], row["region_name"], row["region_classification"]) for row in rows} == {
        ("101", "A Town", "AREA")
    }


def test_a_dataset_without_any_value_says_so(written):
    empty = {"version": "2.0", "class": "dataset", "value": {}, "id": [], "size": [], "dimension": {}}
    read = written_as_json(written, "json_stat", empty)
    assert (len(read.rows), read.problems[0].severity) == (0, "warning")
    assert read.problems[0].message == "the dataset holds no value"


def values(*codes, **more):
    """The values of a component of SDMX-JSON."""
    return {"values": [{"id": code, **more} for code in codes]}


#: Version 2 with attributes of groups, values as texts, and several statuses in one.
FUND = {
    "meta": {"prepared": "2026-10-01T00:00:00Z"},
    "data": {
        "dataSets": [
            {
                "structure": 0,
                "series": {
                    "0:0:0": {"attributes": [0], "observations": {"0": ["3500000000000", 0], "1": ["36e11", [0, 1]]}},
                    "0:1:0": {"attributes": [None], "observations": {"0": ["1.25", None]}},
                },
                "dimensionGroupAttributes": {":0::": [0, None], ":1::": [1, 0], "0:::": [None, None]},
            }
        ],
        "structures": [
            {
                "links": [{"urn": "urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=IMF.RES:WEO(9.0.0)"}],
                "dimensions": {
                    "series": [
                        {"id": "COUNTRY", "keyPosition": 0, **values("GBR")},
                        {"id": "INDICATOR", "keyPosition": 1, **values("GDP", "GROWTH")},
                        {"id": "FREQUENCY", "keyPosition": 2, **values("A")},
                    ],
                    "observation": [
                        {"id": "TIME_PERIOD", "keyPosition": 3, "values": [{"value": "2024"}, {"value": "2025"}]}
                    ],
                },
                "attributes": {
                    "dimensionGroup": [{"id": "UNIT", **values("USD", "PT")}, {"id": "UNIT_MULT", **values("3")}],
                    "series": [{"id": "SCALE", **values("9")}],
                    "observation": [{"id": "OBS_STATUS", **values("A", "F")}],
                },
            }
        ],
    },
}


def test_attributes_of_groups_values_as_texts_and_several_statuses(written, found_again):
    read = written_as_json(written, "sdmx_json", FUND)
    assert [(row["indicator"], row["period"], row["value"], row["unit"], row["flag"]) for row in read.rows] == [
        ("WEO: GDP", "2024", 3.5e12, "USD", "ok"),
        ("WEO: GDP", "2025", 3.6e12, "USD", "forecast"),
        ("WEO: GROWTH", "2024", 1.25, "thousand PT", "ok"),
    ]
    assert read.problems == []
    assert found_again(read) == []


#: Version 1 as the OECD sends it: the flow in a link of the dataset, settings of the data browser as annotations.
BROWSER = {
    "data": {
        "dataSets": [
            {
                "links": [{"urn": "urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure=OECD.SDD:DSD_LFS(1.0)"}],
                "annotations": [0, 1, 2, 3],
                "observations": {"0:0": [3.5]},
            }
        ],
        "structure": {
            "name": "Unemployment",
            "dimensions": {
                "dataset": [{"id": "FREQ", **values("A", name="Annual")}],
                "observation": [
                    {"id": "REF_AREA", "keyPosition": 0, **values("USA", name="United States")},
                    {"id": "TIME_PERIOD", "keyPosition": 1, "roles": ["TIME_PERIOD"], **values("2019")},
                ],
            },
            "annotations": [
                {"type": "NonProductionDataflow", "text": "true"},
                {"id": "@SDMX", "title": "REF_AREA,AGE", "type": "LAYOUT_ROW"},
                {"title": "A word to the reader"},
                {"type": "ORDER", "text": "380"},
            ],
        },
    },
}


def test_settings_of_a_data_browser_are_no_footnotes(written):
    (row,) = written_as_json(written, "sdmx_json", BROWSER).rows
    assert row["footnotes"] == "A word to the reader"
    assert row["indicator"] == "DSD_LFS (Unemployment)"
    assert (row["region"], row["dimensions"], row["period"]) == ("US", "FREQ=A", "2019")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (json.dumps(POINTS).replace('"size": [1, 5]', '"size": [1, 99999999999999999999]'), "99999999999999999999"),
        (json.dumps(POINTS)[:-40], "is not JSON"),
        ('{"version":"2.0","class":"dataset","value":' + "[" * 200_000, r"(not JSON|nested deeper)"),
        (json.dumps(POINTS).replace("[9,", "[NaN, Infinity, 9,"), "values for 7 places"),
    ],
)
def test_damage_gives_one_clear_error(tmp_path, text, words):
    path = tmp_path / "broken.json"
    path.write_text(text, "utf-8")
    with pytest.raises(SourceError, match=words):
        read_file(path)


def test_no_number_of_json_is_missing_or_a_problem_and_never_nan(written):
    text = json.dumps(POINTS).replace("[9, null", "[NaN, Infinity")
    read = written("json_stat", text, file="answer.json")
    assert [problem.message for problem in read.problems] == ["`Infinity` is no number"]
    assert [row["value"] for row in read.rows] == [None, None, None, 11.0]


def test_a_place_that_is_given_twice_is_noticed(tmp_path):
    path = tmp_path / "twice.json"
    text = json.dumps({**POINTS, "value": {"0": 9, "4": 11}}).replace('"value": {', '"value": {"4": 10, ')
    path.write_text(text, "utf-8")
    assert any("accounted for" in problem.message for problem in read_file(path).problems)
