"""Evidence in context: a cell of a source file with what stands around it."""

from dataclasses import replace

from smartspec.errors import SourceError
from smartspec.sources.evidence_fragment import Fragment, json_fragment
from smartspec.sources.evidence_headings import Data
from smartspec.sources.evidence_plane import place_of, plane_of
from smartspec.sources.evidence_window import Window, window_of
from smartspec.sources.evidence_xml import xml_fragment
from smartspec.sources.opening import SourceFile
from smartspec.sources.sheets import is_workbook
from smartspec.sources.workbook import Book

#: Rows and columns that are shown at most on either side of a cell.
MOST_ROWS, MOST_COLUMNS = 60, 20


def surroundings(
    source: SourceFile,
    sheet: str,
    cell: str,
    *,
    reader: str = "",
    data: Data | None = None,
    rows: int = 8,
    columns: int = 5,
) -> Window | Fragment:
    """A cell with what stands around it in its file: the part of a sheet, or the lines around a value.

    Nothing in the file is executed; a formula is shown by the value that the workbook stores for it.

    Parameters
    ----------
    source : the file, opened.
    sheet : name of the sheet; "" for files without sheets, and for the first sheet of a workbook.
    cell : address as `observations` holds it: `C12`, or a path in XML and JSON.
    reader : name of the reader that gave the address; decides what parts the cells of a text.
    data : rows and columns that hold observations; judged by the numbers in the cells if None.
    rows, columns : how many are shown on either side of the cell, at most 60 and 20.

    Raises
    ------
    SourceError
        If there is no such sheet or cell, or the file is damaged, protected or too large.
    """
    if cell.startswith("/"):
        head = source.head.text.lstrip()
        return json_fragment(source, cell) if head.startswith(("{", "[")) else xml_fragment(source, cell)
    place = place_of(cell)
    if source.book is None and is_workbook(source.head):
        source = replace(source, book=Book(source))
    rows, columns = min(rows, MOST_ROWS), min(columns, MOST_COLUMNS)
    try:
        plane = plane_of(source, sheet, place, reader=reader, around=rows)
        return window_of(plane, place, data=data, rows=rows, columns=columns)
    except SourceError as error:
        raise SourceError(error.problem, place=error.place or f"`{source.name}`", hint=error.hint) from error
