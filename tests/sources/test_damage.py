"""Every reader on its sample and on damaged copies: it reads, reports or raises, and never loses a record."""

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartspec.errors import SourceError
from smartspec.registry import SOURCES, load
from smartspec.schema import RECORD_TABLES, TABLES
from smartspec.sources.reading import read_file

SAMPLES = {path.stem: path for path in sorted((Path(__file__).parent / "samples").iterdir())}
load("sources")
FORMATS = sorted(name for name, entry in SOURCES.items() if entry.writes == RECORD_TABLES)
NEVER_SURE = {"corpus_txt"}
PIECES = [
    b'"', b"\n", b"\r", b"\t", b",", b";", b"{", b"}", b"[", b"]", b"|", b"\\", b"\x00", b"\xff",
    b"\xd0", b"ER\n", b"PT J\n", b"TY  - ", b"PMID- 1\n", b"@article{", b"<item>", b"</record>", b"&x;",
    b"%0 a\n", b"null", b"\xef\xbb\xbf", b"EF\n", b"CR ", b"()", b"2-s2.0-1", b"(2001)", b"9" * 30,
    b"   ",
]  # fmt: skip


def test_every_format_has_a_sample():
    assert set(SAMPLES) == set(FORMATS)


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in NEVER_SURE])
def test_a_sample_is_recognised_and_read_whole(name):
    reading = read_file(SAMPLES[name])
    assert reading.format == name
    assert reading.records_in_file == reading.records_read == 2
    assert reading.records_kept_out == 0


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in NEVER_SURE])
def test_only_one_reader_is_sure_of_a_sample(name):
    from smartspec.sources.opening import open_source

    head = open_source(SAMPLES[name]).head
    sure = {other: SOURCES[other].module.recognise(head) for other in FORMATS}
    others = [other for other, value in sure.items() if value >= sure[name] and other != name]
    assert others == []


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("ends", [b"\r\n", b"\r"])
def test_line_ends_do_not_change_what_is_read(name, ends, tmp_path):
    content = SAMPLES[name].read_bytes()
    (tmp_path / "x").write_bytes(content.replace(b"\n", ends))
    plain, other = (read_file(path, format=name) for path in (SAMPLES[name], tmp_path / "x"))
    assert plain.columns == other.columns
    assert plain.tables["record_references"]["raw"] == other.tables["record_references"]["raw"]


@pytest.mark.parametrize("name", FORMATS)
def test_compression_does_not_change_what_is_read(name, tmp_path):
    (tmp_path / "x").write_bytes(gzip.compress(SAMPLES[name].read_bytes()))
    plain, packed = (read_file(path, format=name) for path in (SAMPLES[name], tmp_path / "x"))
    assert [t.drop_columns("file") if "file" in t.column_names else t for t in plain.tables.values()] == [
        t.drop_columns("file") if "file" in t.column_names else t for t in packed.tables.values()
    ]


@st.composite
def damage(draw):
    """A list of changes to bytes: (what, where from 0 to 1, length, piece)."""
    change = st.tuples(
        st.sampled_from(["cut", "delete", "insert", "repeat", "flip", "swap"]),
        st.floats(0, 1, exclude_max=True),
        st.integers(1, 120),
        st.sampled_from(PIECES) | st.binary(min_size=1, max_size=6),
    )
    return draw(st.lists(change, min_size=1, max_size=4))


def damaged(content: bytes, changes) -> bytes:
    for what, where, length, piece in changes:
        at = int(where * len(content))
        if what == "cut":
            content = content[: max(at, 1)]
        elif what == "delete":
            content = content[:at] + content[at + length :]
        elif what == "insert":
            content = content[:at] + piece + content[at:]
        elif what == "repeat":
            content = content[:at] + content[max(0, at - length) :]
        elif what == "flip" and content:
            content = content[:at] + bytes([content[at] ^ (1 << length % 8)]) + content[at + 1 :]
        elif what == "swap":
            lines = content.split(b"\n")
            at = at % len(lines)
            lines[at], lines[-1] = lines[-1], lines[at]
            content = b"\n".join(lines)
    return content


def check(reading) -> None:
    assert reading.records_in_file == reading.records_read + reading.records_kept_out
    assert reading.tables["records"].num_rows == reading.records_read
    for table, found in reading.tables.items():
        spec = TABLES[table]
        keys = list(zip(*(found[column].to_pylist() for column in spec.key), strict=True))
        assert len(keys) == len(set(keys))
        assert [c.name for c in spec.columns if not c.null and found[c.name].null_count] == []
    for problem in reading.problems:
        assert problem.place
        assert problem.message


@pytest.mark.parametrize("name", FORMATS)
@given(changes=damage())
def test_a_damaged_file_is_read_reported_or_refused(name, changes, tmp_path):
    path = tmp_path / "x"
    path.write_bytes(damaged(SAMPLES[name].read_bytes(), changes))
    for chosen in (name, None):
        try:
            reading = read_file(path, format=chosen)
        except SourceError as error:
            assert error.problem  # noqa: PT017  # refusing is one of the three answers
        else:
            check(reading)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("other", FORMATS)
def test_a_file_named_as_another_format_is_read_reported_or_refused(name, other):
    try:
        reading = read_file(SAMPLES[name], format=other)
    except SourceError as error:
        assert error.problem  # noqa: PT017
    else:
        check(reading)


@pytest.mark.slow
@given(content=st.binary(max_size=300))
def test_bytes_without_meaning_are_refused_or_read(content, tmp_path):
    path = tmp_path / "x"
    path.write_bytes(content)
    for name in FORMATS:
        try:
            reading = read_file(path, format=name)
        except SourceError as error:
            assert error.problem  # noqa: PT017
        else:
            check(reading)
