"""The first sheet of an .xlsx workbook as the text of a CSV file, so that readers of CSV read it too."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from xml.parsers import expat

from smartspec.errors import SourceError
from smartspec.sources.opening import HEAD, Head, SourceFile

_COLUMN = re.compile(r"([A-Z]{1,3})\d+$")
_MAX_SHEET = 1 << 29
_MAX_COLUMNS = 16_384


def is_workbook(head: Head) -> bool:
    """Whether a file looks like an .xlsx workbook."""
    return head.raw.startswith(b"PK\x03\x04") and (b"[Content_Types].xml" in head.raw or b"xl/" in head.raw)


def with_first_sheet(source: SourceFile) -> SourceFile:
    """The file with its first sheet as content; hash and size stay those of the workbook.

    Raises
    ------
    SourceError
        If the workbook is damaged or its sheet cannot be parsed.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(b"".join(source.blocks()))) as archive:
            content = _as_csv(archive)
    except (zipfile.BadZipFile, KeyError, expat.ExpatError, NotImplementedError, RuntimeError) as error:
        hint = "save the table as CSV"
        raise SourceError(
            f"is a workbook that cannot be read ({error})", place=f"`{source.name}`", hint=hint
        ) from error
    raw = content[:HEAD]
    head = Head(raw, raw.decode("utf-8", "ignore"))
    return replace(source, encoding="utf-8", head=head, converted=content)


def _as_csv(archive: zipfile.ZipFile) -> bytes:
    names = archive.namelist()
    strings = list(_texts(_part(archive, "xl/sharedStrings.xml"))) if "xl/sharedStrings.xml" in names else []
    sheets = sorted((n for n in names if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", n)), key=_number)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for cells in _rows(_part(archive, sheets[0]), strings) if sheets else ():
        writer.writerow(cells)
    return text.getvalue().encode("utf-8")


def _number(name: str) -> int:
    return int(re.sub(r"\D", "", name))


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > _MAX_SHEET:
        raise zipfile.BadZipFile(f"`{name}` is larger than {_MAX_SHEET >> 20} MB")
    return archive.read(name)


def _texts(part: bytes) -> Iterator[str]:
    """Shared strings: the text of each `si`, without its phonetic guides."""
    found: list[str] = []
    inside = {"si": False, "t": False, "rPh": False}
    parser = _parser()

    def start(name: str, _: dict[str, str]) -> None:
        inside[name] = True
        if name == "si":
            found.append("")

    def end(name: str) -> None:
        inside[name] = False

    def data(text: str) -> None:
        if inside["t"] and inside["si"] and not inside["rPh"]:
            found[-1] += text

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, data
    parser.Parse(part, True)  # noqa: FBT003  # the library's own
    yield from found


def _rows(part: bytes, strings: list[str]) -> list[list[str]]:
    """Cells of each row, as text; empty cells between filled ones are kept."""
    rows: list[list[str]] = []
    kind, at, text, inside = "", 0, "", False
    parser = _parser()

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal kind, at, text, inside
        if name == "row":
            rows.append([])
        elif name == "c":
            kind, text = attributes.get("t", "n"), ""
            at = _place(attributes.get("r", ""), rows)
        inside = name in {"v", "t"}

    def data(piece: str) -> None:
        nonlocal text
        if inside:
            text += piece

    def end(name: str) -> None:
        nonlocal inside
        inside = False
        if name == "c" and rows and text:
            rows[-1].extend([""] * (at + 1 - len(rows[-1])))
            rows[-1][at] = _value(kind, text, strings)

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, data
    parser.Parse(part, True)  # noqa: FBT003  # the library's own
    width = max(map(len, rows), default=0)
    return [[*row, *[""] * (width - len(row))] for row in rows]


def _place(reference: str, rows: list[list[str]]) -> int:
    """Column of a cell from 0, by its reference; the next one if it has none."""
    found = _COLUMN.match(reference)
    if not found:
        return len(rows[-1]) if rows else 0
    at = 0
    for letter in found[1]:
        at = 26 * at + ord(letter) - 64
    return min(at, _MAX_COLUMNS) - 1


def _value(kind: str, text: str, strings: list[str]) -> str:
    if kind == "s":
        return strings[int(text)] if text.isdigit() and int(text) < len(strings) else ""
    return text.removesuffix(".0") if kind == "n" else text


def _parser() -> expat.XMLParserType:
    """A parser that refuses document types, and with them entities."""
    parser = expat.ParserCreate(namespace_separator=None)

    def refuse(*_: object) -> None:
        raise zipfile.BadZipFile("a document type is not allowed in a workbook")

    parser.StartDoctypeDeclHandler = refuse
    return parser
