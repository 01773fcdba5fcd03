"""Damaged files: a reader says in one error what is wrong, or accounts for every cell that it finds."""

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartspec import registry
from smartspec.errors import SourceError
from smartspec.sources.observing import read_observations
from smartspec.sources.opening import open_source

registry.load("sources")

SERIES = (
    '<g:Series><g:SeriesKey><g:Value id="FREQ" value="A"/><g:Value id="GEO" value="AT11"/></g:SeriesKey>'
    '<g:Obs><g:ObsDimension value="2020"/><g:ObsValue value="1.5"/></g:Obs><g:Obs><g:ObsDimension value="2021"/>'
    '<g:Attributes><g:Value id="OBS_STATUS" value="c"/></g:Attributes></g:Obs></g:Series>'
)
EMISS_SERIES = (
    '<g:Series><g:SeriesKey><g:Value concept="s_OKATO" value="643"/></g:SeriesKey><g:Attributes>'
    '<g:Value concept="EI" value="руб"/></g:Attributes><g:Obs><g:Time>2020</g:Time><g:ObsValue value="1,5"/></g:Obs>'
    "</g:Series>"
)
GEO = {"id": "geo", "keyPosition": 0, "values": [{"id": "AT"}, {"id": "BE"}]}
TIME = {"id": "TIME_PERIOD", "values": [{"id": "2020"}]}
CATEGORIES = {"geo": {"category": {"index": ["AT", "BE"]}}, "time": {"category": {"index": {"2020": 0}}}}
JSON_STAT = {"version": "2.0", "class": "dataset", "id": ["geo", "time"], "size": [2, 1], "dimension": CATEGORIES}
SDMX_JSON = {
    "header": {},
    "dataSets": [{"series": {"0": {"observations": {"0": [1.5]}}, "1": {"observations": {"0": [None]}}}}],
    "structure": {"dimensions": {"series": [GEO], "observation": [TIME]}},
}
SDMX = '"http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message"'
EMISS = '"http://www.SDMX.org/resources/SDMXML/schemas/v1_0/message"'
SAMPLES = {
    "eurostat_tsv": "freq,geo\\TIME_PERIOD\t2020 \t2021 \nA,AT\t1.5 p\t: \nA,BE\t2 \t3 e\n",
    "sdmx_csv": (
        "DATAFLOW,GEO,OBS_COM,TIME_PERIOD,OBS_VALUE,OBS_STATUS\n"
        'A:X(1.0),AT,"a, ""b""",2020,1.5,P\nA:X(1.0),BE,,2020,,C\n'
    ),
    "json_stat": json.dumps({**JSON_STAT, "value": {"0": 1.5}, "status": {"1": "c"}}),
    "sdmx_json": json.dumps(SDMX_JSON),
    "sdmx_xml": (
        f'<m:GenericData xmlns:m={SDMX} xmlns:g="urn:g"><m:Header/>'
        f"<m:DataSet>{SERIES}{SERIES}</m:DataSet></m:GenericData>"
    ),
    "emiss_xml": (
        f'<GenericData xmlns={EMISS} xmlns:g="urn:g"><CodeLists/>'
        f"<DataSet>{EMISS_SERIES}{EMISS_SERIES}</DataSet></GenericData>"
    ),
}


def balanced_or_refused(reader, path):
    """Whether it was read; what is not accounted for is a problem that stands in the list."""
    entry, source = registry.SOURCES[reader], open_source(path)
    try:
        found = read_observations(source, entry)
    except SourceError as error:
        refused = error
    else:
        n_rows = sum(flag != "blank" for flag in found.observations["flag"].to_pylist())
        assert n_rows == found.n_read or any("observations were made" in one.message for one in found.problems)
        assert found.n_cells == found.n_read + sum(one.severity == "error" for one in found.problems)
        return True
    assert str(path) in refused.place
    assert "\n" not in refused.problem
    return False


@pytest.mark.parametrize("reader", SAMPLES)
def test_the_sample_itself_is_read_whole(written, reader):
    read = written(reader, SAMPLES[reader])
    assert sum(row["value"] is not None for row in read.rows) >= 1
    assert read.problems == []


@pytest.mark.parametrize("reader", SAMPLES)
def test_a_file_cut_anywhere_is_refused_or_accounted_for(tmp_path, reader):
    content = SAMPLES[reader].encode()
    path = tmp_path / "cut"
    n_read = 0
    for end in range(1, len(content), max(1, len(content) // 60)):
        path.write_bytes(content[:end])
        n_read += balanced_or_refused(reader, path)
    assert n_read == 0 or reader in {"eurostat_tsv", "sdmx_csv"}, "a cut document is never taken for a whole one"


@pytest.mark.parametrize("reader", SAMPLES)
@given(data=st.data())
def test_changed_bytes_are_refused_or_accounted_for(tmp_path_factory, reader, data):
    content = bytearray(SAMPLES[reader].encode())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        kind = data.draw(st.sampled_from(("set", "cut", "double")))
        if kind == "set":
            content[place] = data.draw(st.sampled_from(b'0129.,:;"\t\n {}[]<>/=&aZ'))
        elif kind == "cut":
            del content[place : place + data.draw(st.integers(1, 9))]
        else:
            content[place:place] = content[place : place + data.draw(st.integers(1, 30))]
        if not content:
            return
    path = tmp_path_factory.mktemp("changed") / "changed"
    path.write_bytes(bytes(content))
    balanced_or_refused(reader, path)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "cp1251", "utf-8-sig"])
@pytest.mark.parametrize("reader", SAMPLES)
def test_another_encoding_is_refused_or_accounted_for(tmp_path, reader, encoding):
    path = tmp_path / "encoded"
    path.write_bytes(SAMPLES[reader].encode(encoding))
    read = balanced_or_refused(reader, path)
    assert read or encoding.startswith("utf-16"), "all these letters are the same in the other encodings"


@pytest.mark.parametrize("reader", ["sdmx_xml", "emiss_xml"])
def test_a_document_that_declares_entities_is_refused(tmp_path, reader):
    path = tmp_path / "entities"
    path.write_text(f'<!DOCTYPE a [<!ENTITY b "1.5">]>{SAMPLES[reader].replace("1.5", "&b;")}', encoding="utf-8")
    assert not balanced_or_refused(reader, path)


ANY = st.sampled_from([None, -1, 99, 1.5, "x", "", [], {}, [None], [[]], {"a": 1}, True, "0:0"])


def ways(value, before=()):
    """Ways to every part of a document."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in inside:
        yield (*before, key)
        yield from ways(inner, (*before, key))


@pytest.mark.parametrize("reader", ["json_stat", "sdmx_json"])
@given(data=st.data())
def test_a_part_of_another_kind_is_refused_or_accounted_for(tmp_path_factory, reader, data):
    document = json.loads(SAMPLES[reader])
    for _ in range(data.draw(st.integers(1, 2))):
        *outer, last = data.draw(st.sampled_from(list(ways(document))))
        inside = document
        for key in outer:
            inside = inside[key]
        if isinstance(inside, dict) and data.draw(st.booleans()):
            del inside[last]
        else:
            inside[last] = copy.deepcopy(data.draw(ANY))
        if not list(ways(document)):
            break
    path = tmp_path_factory.mktemp("changed") / "changed"
    path.write_text(json.dumps(document), encoding="utf-8")
    balanced_or_refused(reader, path)
