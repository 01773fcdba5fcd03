"""Opening: encodings, line ends, compression, damage, and what is no text at all."""

import gzip
import hashlib
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartspec.errors import SourceError
from smartspec.sources import unpacking
from smartspec.sources.opening import open_source, sources_in

RUSSIAN = "Название: Пространственное развитие регионов России\nАвторы: Иванов И. И.; Петров П. П.\n" * 5
GERMAN = "Titel: Räume für Bürger in Österreich – große Straße\nÜber café naïve\n" * 5


def write(folder, content: bytes, name: str = "file"):
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("text", "encoding", "found"),
    [
        (RUSSIAN, "utf-8", "utf-8"),
        (RUSSIAN, "utf-8-sig", "utf-8"),
        (RUSSIAN, "cp1251", "cp1251"),
        (GERMAN, "cp1252", "cp1252"),
        (GERMAN, "utf-8", "utf-8"),
        (GERMAN, "utf-16", "utf-16"),
        (RUSSIAN, "utf-16", "utf-16"),
        (GERMAN, "utf-16-le", "utf-16-le"),
        (GERMAN, "utf-16-be", "utf-16-be"),
        ("plain\n", "ascii", "utf-8"),
    ],
)
def test_the_encoding_is_found_in_the_bytes(text, encoding, found, tmp_path):
    source = open_source(write(tmp_path, text.encode(encoding)))
    assert source.encoding == found
    assert source.text() == text.rstrip("\n")
    assert source.problems == ()


def test_a_stray_byte_does_not_make_utf_8_another_encoding(tmp_path):
    content = RUSSIAN.encode() + b"bad \xff byte\n" + RUSSIAN.encode()
    source = open_source(write(tmp_path, content))
    assert source.encoding == "utf-8"
    assert [(p.place, p.severity) for p in source.problems] == [("line 11", "warning")]
    assert "Пространственное" in source.text()


def test_a_character_cut_by_the_end_of_the_file_is_one_fault(tmp_path):
    source = open_source(write(tmp_path, RUSSIAN.encode()[:-3]))
    assert source.encoding == "utf-8"
    assert len(source.problems) == 1


@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufeff")),
        min_size=1,
    )
)
def test_lines_come_back_whatever_ends_them(tmp_path, lines):
    lines = [*lines, "end"]
    for end in ("\n", "\r\n", "\r"):
        assert list(open_source(write(tmp_path, end.join(lines).encode())).lines()) == lines


def test_the_hash_is_that_of_the_unpacked_content(tmp_path):
    content = RUSSIAN.encode()
    archive = tmp_path / "a.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("inside.txt", content)
        file.writestr("inside.txt.gz", gzip.compress(content))
    plain, packed = write(tmp_path, content), write(tmp_path, gzip.compress(content), "packed")
    opened = [open_source(plain), open_source(packed)]
    opened += [open_source(path, member=member) for path, member in sources_in(archive)]
    assert {source.sha256 for source in opened} == {hashlib.sha256(content).hexdigest()}
    assert {source.text() for source in opened} == {RUSSIAN.rstrip("\n")}


@given(st.data())
def test_a_cut_gzip_file_gives_its_whole_beginning_and_a_problem(tmp_path, data):
    content = "\n".join(f"line {number} {number**7 % 1013}" for number in range(3000)).encode()
    packed = gzip.compress(content)
    cut = data.draw(st.integers(200, len(packed) - 1))
    source = open_source(write(tmp_path, packed[:cut]))
    found = b"".join(source.blocks())
    assert content.startswith(found)
    assert len(source.problems) == 1
    assert len(found) > 0


def test_a_damaged_gzip_file_gives_what_stands_before_the_damage(tmp_path):
    content = "\n".join(f"line {number} {number**7 % 1013}" for number in range(30000)).encode()
    packed = bytearray(gzip.compress(content))
    packed[len(packed) // 2] ^= 0xFF
    source = open_source(write(tmp_path, bytes(packed)))
    assert source.size > len(content) // 3
    assert "damaged" in source.problems[0].message


def test_gzip_files_joined_by_cat_are_one_file(tmp_path):
    source = open_source(write(tmp_path, gzip.compress(b"a\n") + gzip.compress(b"b\n") + b"\0" * 20))
    assert source.text() == "a\nb"
    assert source.problems == ()


def test_a_bomb_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(unpacking, "MAX_UNCHECKED", 1 << 20)
    path = write(tmp_path, gzip.compress(b"\0" * (8 << 20)))
    with pytest.raises(SourceError, match="grows to more than"):
        open_source(path)


@pytest.mark.parametrize("content", [b"", gzip.compress(b"")])
def test_an_empty_file_is_an_error(content, tmp_path):
    with pytest.raises(SourceError, match="empty"):
        open_source(write(tmp_path, content))


@pytest.mark.parametrize("content", [b"%PDF-1.7 \x00\x01", bytes(range(256)) * 20, b"\x89PNG\r\n\x1a\n123"])
def test_what_is_no_text_cannot_be_cut_into_lines(content, tmp_path):
    source = open_source(write(tmp_path, content))
    assert source.encoding == "binary"
    with pytest.raises(SourceError, match=r"is a|is not"):
        next(source.lines())


def test_a_missing_file_and_a_folder_are_errors(tmp_path):
    with pytest.raises(SourceError, match="no such file"):
        open_source(tmp_path / "missing")
    with pytest.raises(SourceError, match="folder"):
        open_source(tmp_path)


def test_files_of_operating_systems_and_hidden_files_are_left_out(tmp_path):
    write(tmp_path, b"x", ".hidden")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as file:
        file.writestr("b/x.txt", b"1")
        file.writestr("__MACOSX/._x.txt", b"1")
    assert [member for _, member in sources_in(tmp_path)] == ["b/x.txt"]


def test_a_spreadsheet_is_not_taken_for_an_archive(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as file:
        file.writestr("[Content_Types].xml", "<x/>")
    assert sources_in(tmp_path) == [(tmp_path / "a.xlsx", "")]
