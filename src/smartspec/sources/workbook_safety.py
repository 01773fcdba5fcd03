"""What is looked at before a workbook is unpacked: password, size, and whether it is a workbook at all."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from smartspec.errors import SourceError
from smartspec.sources.workbook_old import is_encrypted, structure_fault

#: How the old binary workbooks begin, and other files of old Office programs too.
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: A workbook that unpacks to more than this is refused before it is unpacked.
LARGEST = 1 << 29
#: A sheet whose used area holds more cells than this is refused: a stray cell far off makes it so.
MOST_CELLS = 30_000_000
#: No stream of the deflate method unpacks to more than this many times its size.
_DEFLATE_RATIO = 1032
_BLOCK = 1 << 20
_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_SAVE = "open it, remove the password if there is one, and save it as .xlsx"
_ROW = re.compile(rb"""<row\s[^>]*?\br=["'](\d+)""")
_ROW_WITH_PREFIX = re.compile(rb"""<(?:\w+:)?row\s[^>]*?\br=["'](\d+)""")
_FAR_CELL = re.compile(rb"""\br=["']([A-Z]{2,3})\d+["']""")
_FEW_ROWS, _HEAD = 1000, 4096


def opened_workbook(content: bytes, name: str) -> Any:  # noqa: ANN401  # the library has no types
    """The workbook as the library `calamine` opens it.

    Raises
    ------
    SourceError
        If it is no workbook, damaged, protected by a password, or unpacks to more than 512 MB.
    """
    import python_calamine as calamine

    if not content.startswith((OLD, b"PK")):
        raise _no_workbook(content, name)
    try:
        if content.startswith(OLD):
            _check_old(content)
        else:
            _check_package(content)
        with panics_refused():
            return calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    except calamine.PasswordError as error:
        raise _protected(name) from error
    except (calamine.CalamineError, zipfile.BadZipFile, NotImplementedError) as error:
        if content.startswith(OLD) and is_encrypted(content):
            raise _protected(name) from error
        raise unreadable(error, name) from error


@contextmanager
def panics_refused() -> Iterator[None]:
    """Turn a panic of the library, on a workbook with damaged structure, into an error that can be named.

    Raises
    ------
    zipfile.BadZipFile
        If the library panicked; its own exception derives from nothing but `BaseException` and has no importable name.
    """
    try:
        yield
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise zipfile.BadZipFile("its structure is damaged") from None


def _protected(name: str) -> SourceError:
    return SourceError("is protected by a password", place=f"`{name}`", hint=_SAVE)


def unreadable(error: Exception, name: str) -> SourceError:
    """The error for a workbook that is damaged or that no library reads."""
    return SourceError(f"is a workbook that cannot be read ({error})", place=f"`{name}`", hint=_SAVE)


def _no_workbook(content: bytes, name: str) -> SourceError:
    """The error for a file under the name of a workbook that is none."""
    head = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    hint = "open it and save it as .xlsx"
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head and b"<html" not in head:
        return SourceError("is a workbook in the XML format of 2003", place=f"`{name}`", hint=hint)
    if head.startswith((b"<!doctype html", b"<table")) or b"<html" in head:
        return SourceError("is a web page under the name of a workbook", place=f"`{name}`", hint=hint)
    hint = "if it is a table as text, give it a name that ends in .csv"
    return SourceError("is no workbook", place=f"`{name}`", hint=hint)


def _check_old(content: bytes) -> None:
    """Refuse the envelope in which a new workbook with a password lies, and what would fill the memory."""
    import python_calamine as calamine

    if _PACKAGE in content:
        raise calamine.PasswordError
    fault = structure_fault(content)
    if fault:
        raise zipfile.BadZipFile(fault)


def _check_package(content: bytes) -> None:
    """Refuse what would unpack to too much, whatever its directory states, or what is protected."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise zipfile.BadZipFile("it is protected by a password")
    stated = sum(part.file_size for part in parts)
    may_lie = sum(part.compress_size for part in parts) * _DEFLATE_RATIO > LARGEST
    if stated > LARGEST or (may_lie and sum(_unpacked_size(content, part) for part in parts) > LARGEST):
        raise zipfile.BadZipFile(f"it unpacks to more than {LARGEST >> 20} MB")


def _unpacked_size(content: bytes, part: zipfile.ZipInfo) -> int:
    """Bytes that a part unpacks to, counted; its directory may state fewer."""
    if part.compress_type != zipfile.ZIP_DEFLATED:
        return part.file_size
    start = part.header_offset
    lengths = content[start + 26 : start + 30]
    start += 30 + int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little")
    packed, engine, size = content[start : start + part.compress_size], zlib.decompressobj(-15), 0
    try:
        while packed and not engine.eof and size <= LARGEST:
            size += len(engine.decompress(packed, _BLOCK))
            packed = engine.unconsumed_tail
    except zlib.error as error:
        raise zipfile.BadZipFile(f"`{part.filename}` is damaged") from error
    return size


def check_area(xml: bytes, sheet: str) -> None:
    """Refuse a sheet with a stray cell far off: its whole area would be filled with empty cells.

    Raises
    ------
    zipfile.BadZipFile
        If the area from A1 to the last cell holds more than 30 million cells, or the sheet declares a document type.
    """
    if b"<!DOCTYPE" in xml[:_HEAD]:
        raise zipfile.BadZipFile(f"sheet `{sheet}` declares a document type")
    pattern = _ROW if b"<row" in xml else _ROW_WITH_PREFIX
    rows = max((int(row) for row in pattern.findall(xml)), default=0)
    if rows <= _FEW_ROWS:
        return
    columns = max((_number(letters) for letters in set(_FAR_CELL.findall(xml))), default=26)
    if rows * columns > MOST_CELLS:
        problem = f"sheet `{sheet}` uses {rows} rows by {columns} columns, so that a cell must lie far off"
        raise zipfile.BadZipFile(f"{problem}; delete the empty rows and columns around the table")


def _number(letters: bytes) -> int:
    """Number of a column from its letters, counted from 1."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
