"""The first sheet of a workbook as the text of a CSV file, so that readers of CSV read it too."""

import csv
import datetime as dt
import io
import zipfile
from dataclasses import replace

from smartspec.errors import SourceError
from smartspec.sources.opening import HEAD, Head, SourceFile

_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: A workbook that unpacks to more than this is refused before it is unpacked.
_LARGEST = 1 << 29


def is_workbook(head: Head) -> bool:
    """Whether a file looks like an .xlsx workbook, or like an old .xls one (which other Office files do, too)."""
    new = head.raw.startswith(b"PK\x03\x04") and (b"[Content_Types].xml" in head.raw or b"xl/" in head.raw)
    return new or head.raw.startswith(_OLD)


def with_first_sheet(source: SourceFile) -> SourceFile:
    """The file with its first sheet as content; hash and size stay those of the workbook.

    Raises
    ------
    SourceError
        If it is no workbook after all, damaged, protected by a password, or larger than 512 MB unpacked.
    """
    import python_calamine as calamine

    place, hint = f"`{source.name}`", "save the table as CSV"
    content = b"".join(source.blocks())
    try:
        if not content.startswith(_OLD):
            _check_size(content)
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False) if book.sheet_names else []
    except (calamine.CalamineError, zipfile.BadZipFile) as error:
        raise SourceError(f"is a workbook that cannot be read ({error})", place=place, hint=hint) from error
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([_as_text(value) for value in row] for row in rows)
    converted = text.getvalue().encode("utf-8")
    head = Head(converted[:HEAD], converted[:HEAD].decode("utf-8", "ignore"))
    return replace(source, encoding="utf-8", head=head, converted=converted)


def _check_size(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > _LARGEST:
            raise zipfile.BadZipFile(f"it unpacks to more than {_LARGEST >> 20} MB")


def _as_text(value: object) -> str:
    """A cell as an export would write it: whole numbers without a point, dates by year, month and day."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    return str(value)
