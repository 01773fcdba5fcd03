"""A cell of a file in its sheet, without a project: what stands around it, and what the reader makes of it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from smartspec.build.evidence_files import SAME, OpenedAgain
from smartspec.errors import SourceError
from smartspec.schema import TABLES
from smartspec.sources.evidence import surroundings
from smartspec.sources.evidence_headings import Data
from smartspec.sources.evidence_plane import place_of
from smartspec.sources.opening import SourceFile, open_source, sources_in
from smartspec.sources.reading import read_opened
from smartspec.sources.readings import Reading
from smartspec.sources.sheets import is_workbook
from smartspec.sources.workbook import Book

#: Larger files are shown without being read as a whole.
MOST_READ = 1 << 26


def file_evidence(
    path: Path,
    *,
    cell: str,
    sheet: str = "",
    file_format: str | None = None,
    rows_around: int = 8,
    columns_around: int = 5,
) -> dict[str, Any]:
    """A cell of a file with what stands around it, in the shape of `evidence_of`.

    Parameters
    ----------
    path : the file, plain, gzip, or a zip archive that holds one file.
    cell : address such as `C12`; a path in XML and JSON.
    sheet : name of the sheet of a workbook, or its number from 1; the first by default.
    file_format : name of the reader; recognised by content if None.

    Returns
    -------
    `row` is the observation that the reader makes of the cell; None where it makes none, or no reader knows the file.

    Raises
    ------
    SourceError
        If the file cannot be read, or has no such sheet or cell.
    """
    inside = sources_in(path)
    if len(inside) != 1 or path.is_dir():
        raise SourceError(f"holds {len(inside)} files", place=f"`{path}`", hint="name one file")
    source = open_source(inside[0][0], member=inside[0][1])
    if is_workbook(source.head):
        book = Book(source)
        source = replace(source, book=book)
        sheet = _sheet_name(book.sheet_names, sheet)
    read = _read(source, file_format)
    row, data = _observed(read, sheet, cell) if read else (None, None)
    reader = read.format if read else ""
    shown = surroundings(source, sheet, cell, reader=reader, data=data, rows=rows_around, columns=columns_around)
    return {
        "table": "observations",
        "key": {"file": source.name, "sheet": sheet, "cell": cell},
        "row": row,
        "columns": [
            {"name": c.name, "kind": c.kind, "unit": c.unit, "meaning": c.meaning}
            for c in TABLES["observations"].columns
        ],
        "source": {"file": source.name, "sha256": source.sha256, "format": reader, "title": read.title if read else ""},
        "file": OpenedAgain(SAME, sha256=source.sha256).body(),
        "surroundings": shown.body(),
        "agrees": shown.text.strip() == row["raw"].strip() if row else None,
    }


def _sheet_name(names: tuple[str, ...], asked: str) -> str:
    """The name of a sheet: as asked, of that number, or the first."""
    if asked in names or not names:
        return asked
    if asked.isascii() and asked.isdigit() and 1 <= int(asked[:6]) <= len(names):
        return names[int(asked) - 1]
    return asked or names[0]


def _read(source: SourceFile, file_format: str | None) -> Reading | None:
    """What a reader makes of the file; None if none knows it, or it is too large to be read for one cell."""
    if source.size > MOST_READ and not file_format:
        return None
    try:
        return read_opened(source, file_format)
    except SourceError:
        if file_format:
            raise
        return None


def _observed(read: Reading, sheet: str, cell: str) -> tuple[dict[str, Any] | None, Data | None]:
    """The observation of a cell, and the rows and columns of its sheet that hold observations."""
    import pyarrow.compute as pc

    table = read.tables.get("observations")
    if table is None or not len(table):
        return None, None
    table = table.filter(pc.equal(table["sheet"], sheet))
    found = table.filter(pc.equal(table["cell"], cell)).to_pylist()
    row = found[0] if found else None
    if cell.startswith("/") or not len(table):
        return row, None
    places = [place_of(one) for one in table["cell"].to_pylist()]
    data = Data(frozenset(row for row, _ in places), frozenset(column for _, column in places))
    return row, data
