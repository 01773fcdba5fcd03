"""Where a cell lies: the rows of a sheet, a delimited text or a Parquet file, as many of them as a look needs."""

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from smartspec.errors import SourceError
from smartspec.sources.csv_rows import delimiter_of as delimiter_of_export
from smartspec.sources.csv_rows import rows_of
from smartspec.sources.opening import SourceFile
from smartspec.sources.sheets import as_text
from smartspec.sources.statistics.tidy_grid import is_parquet
from smartspec.sources.statistics.tidy_text import delimiter_of, text_rows
from smartspec.sources.workbook import Book
from smartspec.sources.workbook_strings import Place, Run

#: Larger texts are not read for the sake of one cell.
MOST_BYTES = 1 << 28
#: Rows at the beginning of a long file among which its headings are looked for.
HEAD_ROWS = 40
_ADDRESS = re.compile(r"([A-Z]{1,4})([1-9]\d{0,8})")


@dataclass(frozen=True, slots=True)
class Plane:
    """Cells by row and column, both from 0; rows that were not needed are left out.

    Attributes
    ----------
    sheet, sheets : name of the sheet, and of all sheets; "" and none where a file has no sheets.
    rows : place of a row to its cells as texts.
    numbers : places of cells that hold a number or a date, where the file says so.
    n_rows : rows of the sheet; None where the file was not read to its end.
    superscripts : runs of text of cells that have raised ones.
    faults : what stands in cells whose formula failed.
    notes : what the reader of the page should know: parts that could not be read.
    """

    rows: Mapping[int, Sequence[str]]
    n_rows: int | None
    n_columns: int
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    numbers: Callable[[Place], bool] | None = None
    merged: tuple[tuple[Place, Place], ...] = ()
    superscripts: Mapping[Place, tuple[Run, ...]] = field(default_factory=dict)
    faults: Mapping[Place, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def text(self, place: Place) -> str:
        """The cell as written; "" where the row is shorter."""
        if place in self.faults:
            return self.faults[place]
        row = self.rows.get(place[0], ())
        return row[place[1]] if place[1] < len(row) else ""


def place_of(cell: str) -> Place:
    """Row and column of an address, both from 0.

    Raises
    ------
    SourceError
        If it is no address.

    Examples
    --------
    >>> place_of("C12"), place_of("AA1")
    ((11, 2), (0, 26))
    """
    found = _ADDRESS.fullmatch(cell)
    if found is None:
        raise SourceError(f"`{cell}` is no address of a cell", hint="write it as `C12`: column, then row")
    column = 0
    for letter in found[1]:
        column = 26 * column + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def plane_of(source: SourceFile, sheet: str, place: Place, *, reader: str = "", around: int = 8) -> Plane:
    """The rows around a cell, those at the beginning of the sheet, and what is known of the whole sheet.

    Parameters
    ----------
    sheet : name of a sheet; "" for files without sheets, and for the first sheet of a workbook.
    reader : name of the reader that gave the address: it decides what parts the cells of a text.
    around : rows before and after the cell; sheets of workbooks are given whole.

    Raises
    ------
    SourceError
        If there is no such sheet or row, or the file is damaged or too large.
    """
    if source.book is not None:
        return sheet_plane(source.book, sheet)
    if source.size > MOST_BYTES:
        hint = "open it with a program for large tables"
        raise SourceError(f"is larger than {MOST_BYTES >> 20} MB", place=f"`{source.name}`", hint=hint)
    if sheet:
        raise SourceError(f"there is no sheet `{sheet}`", place=f"`{source.name}`", hint="the file has no sheets")
    if is_parquet(source.head):
        return _parquet_plane(source, place, around)
    return _text_plane(source, _rows_as_read(source, reader), place, around)


def sheet_plane(book: Book, name: str) -> Plane:
    """A sheet of a workbook, whole; the first where no name is given.

    Raises
    ------
    SourceError
        If there is no such sheet, or it is damaged.
    """
    names = book.sheet_names
    if not names or (name and name not in names):
        hint = (
            "its sheets are " + ", ".join(f"`{one}`" for one in names[:20]) if names else "it has no sheet with cells"
        )
        raise SourceError(f"there is no sheet `{name}`", place=f"`{book.name}`", hint=hint)
    sheet = book.sheet(name or names[0])
    written = _Written(sheet.rows)
    return Plane(
        written,
        len(sheet.rows),
        len(sheet.rows[0]) if sheet.rows else 0,
        sheet.name,
        names,
        written.is_number,
        sheet.merged,
        sheet.superscripts,
        sheet.faults,
        (book.fault,) if book.fault else (),
    )


class _Written(Mapping[int, Sequence[str]]):
    """Rows of a sheet as texts, made when they are asked for: a sheet may hold millions of cells."""

    def __init__(self, rows: list[list[Any]]) -> None:
        self._rows, self._made = rows, dict[int, list[str]]()

    def __getitem__(self, row: int) -> Sequence[str]:
        if not 0 <= row < len(self._rows):
            raise KeyError(row)
        if row not in self._made:
            self._made[row] = ["" if value is None else as_text(value) for value in self._rows[row]]
        return self._made[row]

    def __contains__(self, row: object) -> bool:
        return isinstance(row, int) and 0 <= row < len(self._rows)

    def __iter__(self) -> Iterator[int]:
        return iter(range(len(self._rows)))

    def __len__(self) -> int:
        return len(self._rows)

    def is_number(self, place: Place) -> bool:
        """Whether the workbook holds a number or a date there."""
        value = self._rows[place[0]][place[1]]
        return not isinstance(value, str | bool) and value is not None


def _rows_as_read(source: SourceFile, reader: str) -> Iterator[tuple[int, list[str]]]:
    """Line and cells of each row, cut as the reader of the format cuts them."""
    if reader == "eurostat_tsv":
        return ((number, line.split("\t")) for number, line in enumerate(source.lines(), 1) if line.strip())
    if reader == "sdmx_csv":
        return rows_of(source)
    return text_rows(source, delimiter_of(source.head.text))


def export_rows(source: SourceFile) -> Iterator[tuple[int, list[str]]]:
    """Line and cells of each row of an export of a bibliographic database."""
    return text_rows(source, delimiter_of_export(source.head))


def _text_plane(source: SourceFile, rows: Iterable[tuple[int, list[str]]], place: Place, around: int) -> Plane:
    head: dict[int, list[str]] = {}
    before: deque[tuple[int, list[str]]] = deque(maxlen=around)
    window: dict[int, list[str]] = {}
    following = iter(rows)
    for line, cells in following:
        if len(head) < HEAD_ROWS:
            head[line - 1] = cells
        if line - 1 >= place[0]:
            after = [(line, cells), *islice(following, around)]
            window = {number - 1: row for number, row in [*before, *after]}
            break
        before.append((line, cells))
    if place[0] not in window:
        hint = "the file may have changed, or a row spans several lines"
        raise SourceError(f"no row begins on line {place[0] + 1}", place=f"`{source.name}`", hint=hint)
    at_end = next(following, None) is None
    kept = {row: [cell.strip() for cell in cells] for row, cells in {**head, **window}.items()}
    notes = tuple(f"{problem.place}: {problem.message}" for problem in source.problems)
    n_columns = max(map(len, kept.values()), default=0)
    return Plane(kept, max(kept) + 1 if at_end else None, n_columns, notes=notes)


def _parquet_plane(source: SourceFile, place: Place, around: int) -> Plane:
    """Rows of a Parquet file; its heading counts as row 1."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(pa.BufferReader(b"".join(source.blocks())))
        kept: dict[int, list[str]] = {0: list(file.schema_arrow.names)}
        first = 1
        for batch in file.iter_batches():
            wanted = range(max(first, place[0] - around), min(first + len(batch), place[0] + around + 1))
            for row in wanted:
                cells = batch.slice(row - first, 1).to_pydict().values()
                kept[row] = ["" if cell[0] is None else as_text(cell[0]) for cell in cells]
            first += len(batch)
    except (pa.ArrowException, OSError, ValueError) as error:  # a name that is no text is a ValueError
        problem = f"is a Parquet file that cannot be read ({str(error).partition('.')[0]})"
        raise SourceError(problem, place=f"`{source.name}`", hint="write or copy it again") from error
    return Plane(kept, first, len(kept[0]))
