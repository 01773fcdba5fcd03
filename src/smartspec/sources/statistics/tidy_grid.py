"""A table with one heading, from delimited text, a sheet or a Parquet file, as columns of cells with their places."""

import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from smartspec.errors import SourceError
from smartspec.sources.observation import cell_address, column_letters
from smartspec.sources.opening import Head, SourceFile
from smartspec.sources.publication import Problem
from smartspec.sources.statistics.tidy_text import HINT, delimiter_of, text_rows
from smartspec.sources.statistics.tidy_values import is_blank, written
from smartspec.sources.workbook import Book, Sheet

_MAX_BANNER, _BANNER_CELLS = 12, 2
_MAGIC = b"PAR1"
_NOTE = re.compile(
    r"\s*(?:sources?|notes?|footnotes?|quellen?|hinweise?|anmerkungen|источники?|примечани[ея]|сноски?|\*|¹|\d\))",
    re.IGNORECASE,
)

Cells = Sequence[Any]
#: Whether cells are the heading that a reader looks for.
IsHeading = Callable[[list[str]], bool]


@dataclass(slots=True)
class Grid:
    """The body of a table by columns; rows that do not fit its heading are problems.

    Attributes
    ----------
    headings : as written, blanks at the ends and doubled blanks left out.
    columns : one list of cells per heading, all of one length.
    lines : row of each cell in the sheet or file, from 1.
    n_heading, n_notes, n_misfits : cells that are not empty in the heading and above it, in notes, in misfitting rows.
    banner : texts above the heading.
    """

    sheet: str
    headings: list[str]
    columns: list[list[Any]]
    lines: list[int]
    delimiter: str = ""
    banner: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    n_heading: int = 0
    n_notes: int = 0
    n_misfits: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def n_rows(self) -> int:
        """Rows of the body."""
        return len(self.lines)

    def addresses(self, column: int) -> list[str]:
        """Addresses of the cells of a column."""
        letters = column_letters(column)
        return [f"{letters}{line}" for line in self.lines]


def tidied(heading: Any) -> str:  # noqa: ANN401  # a heading may be a number or a date
    """A heading without marks and quotes at its ends, blanks inside made one."""
    return " ".join(written(heading).replace("\ufeff", "").strip().strip('"').split())


def heading_row(rows: Sequence[Cells], is_heading: IsHeading) -> int | None:
    """Place of the row that is the heading looked for, below a banner of narrow rows; None without one."""
    for place, cells in enumerate(rows[:_MAX_BANNER]):
        if is_heading([tidied(cell) for cell in cells]):
            return place
        if sum(not is_blank(cell) for cell in cells) > _BANNER_CELLS:
            return None
    return None


def is_parquet(head: Head) -> bool:
    """Whether a file is in the Parquet format."""
    return head.raw.startswith(_MAGIC)


def text_grid(file: SourceFile, is_heading: IsHeading) -> Grid:
    """The table of a delimited text; if none of its first rows is the heading looked for, the first row is.

    Raises
    ------
    SourceError
        If there is no row.
    """
    delimiter = delimiter_of(file.head.text)
    torn: list[int] = []
    rows = list(text_rows(file, delimiter, torn=torn))
    grid = _grid(rows, is_heading, delimiter=delimiter) or _grid(rows, any, delimiter=delimiter)
    if grid is None:
        raise SourceError("holds no rows", place=f"`{file.name}`", hint="export the table again")
    grid.problems += [Problem(f"line {line}", "a quote is not closed in its row", HINT, "warning") for line in torn]
    return grid


def with_faults(sheet: Sheet) -> Sheet:
    """The sheet with errors such as `#DIV/0!` as the texts of their cells, so that they are seen as what they are."""
    if not sheet.faults:
        return sheet
    rows = [list(cells) for cells in sheet.rows]
    for (row, column), fault in sheet.faults.items():
        rows[row][column] = fault
    return replace(sheet, rows=rows, faults={})


def sheet_grid(sheet: Sheet, is_heading: IsHeading) -> Grid | None:
    """The table of a sheet; None if none of its first rows is the heading looked for."""
    rows = [(n, list(cells)) for n, cells in enumerate(sheet.rows, 1) if not all(map(is_blank, cells))]
    return _grid(rows, is_heading, sheet=sheet.name)


def _grid(
    rows: list[tuple[int, list[Any]]], is_heading: IsHeading, *, sheet: str = "", delimiter: str = ""
) -> Grid | None:
    place = heading_row([cells for _, cells in rows], is_heading)
    if place is None:
        return None
    heading = rows[place][1]
    while heading and is_blank(heading[-1]):
        heading = heading[:-1]
    width = len(heading)
    above = [written(cell) for _, cells in rows[:place] for cell in cells if not is_blank(cell)]
    grid = Grid(sheet, [tidied(cell) for cell in heading], [], [], delimiter, banner=above)
    grid.n_heading = len(above) + sum(not is_blank(cell) for cell in heading)
    body = []
    for line, cells in rows[place + 1 :]:
        fitted = _fitted(grid, line, cells, width=width)
        if fitted is not None:
            grid.lines.append(line)
            body.append(fitted)
    grid.columns = [list(column) for column in zip(*body, strict=True)] if body else [[] for _ in range(width)]
    return grid


def _fitted(grid: Grid, line: int, cells: list[Any], *, width: int) -> list[Any] | None:
    """The row if it fits the heading; otherwise it is a note or a problem."""
    if len(cells) == width > 1 and not is_blank(cells[1]):
        return cells
    while len(cells) > width and is_blank(cells[-1]):
        cells = cells[:-1]
    filled = [place for place, cell in enumerate(cells) if not is_blank(cell)]
    if filled == [0] and (width > 1) and _NOTE.match(written(cells[0])):
        grid.notes.append(written(cells[0]).strip())
        grid.n_notes += 1
        return None
    if len(cells) == width:
        return cells
    message = f"{len(cells)} cells where the heading has {width}: the row was kept out"
    grid.problems += [Problem(_place(grid, line, column), message, HINT) for column in filled]
    grid.n_misfits += len(filled)
    return None


def _place(grid: Grid, line: int, column: int) -> str:
    return at(grid.sheet, f"cell {cell_address(line - 1, column)}")


def at(sheet: str, place: str) -> str:
    """Where something lies, in words."""
    return f"sheet `{sheet}` {place}" if sheet else place


def parquet_grid(file: SourceFile) -> Grid:
    """The table of a Parquet file: the heading counts as row 1, the records follow.

    Raises
    ------
    SourceError
        If the file is damaged.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(io.BytesIO(b"".join(file.blocks())))
        columns = [column.to_pylist() for column in table.columns]
    except (pa.ArrowException, OSError, ValueError) as error:
        problem = f"is a Parquet file that cannot be read ({str(error).partition('.')[0]})"
        raise SourceError(problem, place=f"`{file.name}`", hint="write or copy it again") from error
    headings = [tidied(name) for name in table.column_names]
    lines = list(range(2, table.num_rows + 2))
    return Grid("", headings, columns, lines, n_heading=sum(not is_blank(name) for name in headings))


def books_sheets(book: Book, is_heading: IsHeading) -> Iterator[tuple[Sheet, Grid | None]]:
    """Every sheet of a workbook with its table, if it has the heading looked for."""
    for sheet in map(with_faults, book.sheets()):
        yield sheet, sheet_grid(sheet, is_heading)
