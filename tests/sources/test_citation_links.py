"""Citations inside a set: by id, by DOI, by the parts of a reference."""

import pyarrow as pa
import pytest

from smartspec.schema import TABLES
from smartspec.sources.joining.citation_links import cited_works
from smartspec.sources.joining.merging import merge_records
from smartspec.sources.references import parse_reference, reference_key
from smartspec.store import arrow_schema

OLD = {"work": "wos:1", "database": "wos", "native_id": "WOS:1", "doi": "10.1000/old",
       "title": "Paths of regional innovation in Europe", "year": 2001, "source_title": "REGIONAL STUDIES",
       "volume": "35", "page_begin": "111",
       "file": "f", "record_number": 1}  # fmt: skip
NEW = {
    "work": "wos:2",
    "database": "wos",
    "native_id": "WOS:2",
    "title": "A later view",
    "year": 2010,
    "file": "f",
    "record_number": 2,
}


def links(*raws, style="wos", cited_id=None):
    references = []
    for ordinal, raw in enumerate(raws, 1):
        r = parse_reference(raw, style=style)
        parts = {
            name: getattr(r, name) or None for name in ("author", "title", "source", "year", "volume", "page", "doi")
        }
        references.append(
            {
                "work": "wos:2",
                "ordinal": ordinal,
                "raw": raw,
                "reference": reference_key(r),
                "cited_id": cited_id,
                **parts,
            }
        )
    authors = [{"work": "wos:1", "position": 1, "author": "x", "name": "Maskell, P"}]
    rows = {"works": [OLD, NEW], "authorships": authors, "work_references": references}
    tables = {name: pa.Table.from_pylist(found, schema=arrow_schema(TABLES[name])) for name, found in rows.items()}
    return [tuple(row.values()) for row in cited_works(tables).to_pylist()]


def test_a_reference_finds_its_work_by_doi_by_parts_and_by_id():
    assert links("X, 1900, Y, DOI 10.1000/OLD") == [("wos:2", "wos:1", "DOI")]
    assert links("Maskell P, 2001, REG STUD, V35, P111") == [("wos:2", "wos:1", "parts")]
    assert links("Maskell P., Paths of regional innovation in Europe, Regional Studies, (2001)", style="scopus") == [
        ("wos:2", "wos:1", "parts")
    ]
    assert links("anything", cited_id="WOS:1") == [("wos:2", "wos:1", "id")]


def test_a_reference_to_another_work_finds_nothing():
    assert (
        links(
            "Maskell P, 2001, REG STUD, V35, P9",
            "Maskell P, 1995, REG STUD, V35, P111",
            "X, 1900, Y, DOI 10.1000/other",
        )
        == []
    )


def test_a_link_stands_once_with_its_best_reason():
    assert links("Maskell P, 2001, REG STUD, V35, P111", "Maskell P, 2001, REG STUD, V35, P111, DOI 10.1000/old") == [
        ("wos:2", "wos:1", "DOI")
    ]


@pytest.mark.slow
def test_openalex_ids_give_the_5_682_links_inside_the_set(reading_of):
    tables = reading_of("openalex/works_3000.jsonl.gz").tables
    merged = merge_records(tables, policy="none")
    found = cited_works(merged.tables)
    assert found.num_rows == 5_682
    assert set(found["reason"].to_pylist()) == {"id"}
    assert sum(a == b for a, b in zip(found["work"].to_pylist(), found["cited"].to_pylist(), strict=True)) == 16
