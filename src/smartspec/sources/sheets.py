"""The first sheet of a workbook as the text of a CSV file, so that readers of CSV read it too."""

import csv
import datetime as dt
import io
from dataclasses import replace

from smartspec.sources.opening import HEAD, Head, SourceFile
from smartspec.sources.workbook import Book
from smartspec.sources.workbook_safety import OLD


def is_workbook(head: Head) -> bool:
    """Whether a file looks like an .xlsx workbook, or like an old .xls one (which other Office files do, too)."""
    new = head.raw.startswith(b"PK\x03\x04") and (b"[Content_Types].xml" in head.raw or b"xl/" in head.raw)
    return new or head.raw.startswith(OLD)


def with_first_sheet(source: SourceFile) -> SourceFile:
    """The file with its first sheet as content; hash and size stay those of the workbook.

    Raises
    ------
    SourceError
        If it is no workbook after all, damaged, protected by a password, or larger than 512 MB unpacked.
    """
    book = source.book if source.book is not None else Book(source)
    rows = book.sheet(book.sheet_names[0]).rows if book.sheet_names else []
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([as_text(value) for value in row] for row in rows)
    converted = text.getvalue().encode("utf-8")
    head = Head(converted[:HEAD], converted[:HEAD].decode("utf-8", "ignore"))
    return replace(source, encoding="utf-8", head=head, converted=converted)


def as_text(value: object) -> str:
    """A cell as an export would write it: whole numbers without a point, dates by year, month and day.

    Examples
    --------
    >>> as_text(2024.0), as_text(9.5), as_text(dt.date(2024, 1, 31)), as_text("01.1 ")
    ('2024', '9.5', '2024-01-31', '01.1 ')
    """
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    return str(value)
