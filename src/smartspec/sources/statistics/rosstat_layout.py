"""What each row of a Rosstat sheet is: link, title, unit, heading, body, label of a block, note."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from smartspec.places import regions_by_name
from smartspec.sources.statistics.rosstat_marks import mark_of, number_of, plain, without_notes
from smartspec.sources.statistics.rosstat_notes import is_link, is_personal
from smartspec.sources.statistics.rosstat_periods import Year, may_be_year, year_of
from smartspec.sources.statistics.rosstat_units import measured
from smartspec.sources.workbook import Cell, Sheet, is_empty

_SHORT = 24
_LETTER_HEADS = {"", "А", "A", "Б"}


@dataclass(slots=True)
class Block:
    """A table on a sheet: rows of its headings, and below them rows of its body and of labels without values."""

    headings: list[int] = field(default_factory=list)
    body: list[int] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Layout:
    """The rows of a sheet by what they are, counted from 0; rows and columns that are wholly empty are left out.

    Attributes
    ----------
    columns : columns that are not empty; the first holds the labels of rows.
    above : rows above the headings of the first table: link, title, unit.
    below : rows below the last table.
    """

    columns: list[int]
    above: list[int] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    below: list[int] = field(default_factory=list)


class Grid:
    """A sheet with what the reader asks of its cells."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.rows = sheet, sheet.rows
        self.faults = sheet.faults
        fault_rows, fault_columns = {row for row, _ in self.faults}, {column for _, column in self.faults}
        self.filled_rows = [i for i, row in enumerate(self.rows) if any(row) or i in fault_rows or _has_zero(row)]
        self.columns = [
            j
            for j, column in enumerate(zip(*self.rows, strict=True))
            if j in fault_columns or any(map(_is_filled, filter(None, column))) or _has_zero(column)
        ]

    def filled(self, row: int) -> Iterator[tuple[int, Cell]]:
        """Column and value of the cells of a row that are not empty."""
        return ((j, value) for j, value in enumerate(self.rows[row]) if value != "" and not is_empty(value))

    def text(self, row: int, column: int) -> str:
        """Text of a cell as it stands; "" for a number."""
        value = self.rows[row][column]
        return value if isinstance(value, str) else ""

    def base(self, row: int, column: int) -> tuple[str, tuple[str, ...]]:
        """Text of a cell without numbers of notes, and these."""
        value = self.rows[row][column]
        if not isinstance(value, str):
            return (plain_number(value), ()) if not is_empty(value) else ("", ())
        marked = without_notes(value, self.runs(row, column))
        return marked.text, marked.notes

    def runs(self, row: int, column: int) -> tuple[tuple[str, bool], ...]:
        """Runs of a cell with superscripts; empty if they do not spell its text."""
        runs = self.sheet.superscripts.get((row, column))
        if runs is None:
            return ()
        if "".join(text for text, _ in runs).split() != str(self.rows[row][column]).split():
            return ()
        return runs

    def year(self, row: int, column: int) -> Year | None:
        """Year of a cell, or None."""
        value = self.rows[row][column]
        if isinstance(value, str):
            return year_of(value, self.runs(row, column)) if value else None
        return year_of(value) if may_be_year(value) else None

    def is_value(self, row: int, column: int) -> bool:
        """Whether a cell holds a number or a mark in place of one."""
        value = self.rows[row][column]
        if isinstance(value, str):
            return looks_like_value(value) if value and len(value) < _SHORT else False
        return value is not None and not isinstance(value, bool)


def looks_like_value(text: str) -> bool:
    """Whether a short text is a number or a mark, with the number of a note behind it or not."""
    if not text.strip():
        return False
    marked = without_notes(text).text
    if number_of(marked) is not None or mark_of(marked):
        return True
    head = plain(marked).rstrip(")0123456789 ")
    return bool(head and mark_of(head)) or number_of(plain(text).rstrip(")")) is not None


def plain_number(value: Cell) -> str:
    """A number as a label: `2010`, not `2010.0`."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _is_filled(value: Cell) -> bool:
    return not is_empty(value)


def _has_zero(cells: Iterable[Cell]) -> bool:
    """Whether there is a number 0, which is not empty, among cells that are all false."""
    return any(value != "" and value is not None for value in cells)


def layout_of(grid: Grid) -> Layout:
    """Sort the rows of a sheet; without a table, all rows lie above."""
    layout = Layout(grid.columns)
    if not grid.columns:
        return layout
    stub = grid.columns[0]
    body = [row for row in grid.filled_rows if _is_body(grid, row, stub)]
    if not body:
        layout.above = grid.filled_rows
        return layout
    first, last = body[0], body[-1]
    layout.below = [row for row in grid.filled_rows if row > last]
    before = [row for row in grid.filled_rows if row < first]
    start = _heading_start(grid, before, stub)
    layout.above = [row for row in before if row < start]
    block = Block([row for row in before if row >= start])
    while len(block.headings) > 1 and [j for j, _ in grid.filled(block.headings[-1])] == [stub]:
        if _is_covered(grid, block.headings[-1], stub):
            break
        block.labels.insert(0, block.headings.pop())
    layout.blocks.append(block)
    _fill_blocks(grid, layout, [row for row in grid.filled_rows if first <= row <= last], set(body))
    return layout


def _fill_blocks(grid: Grid, layout: Layout, rows: list[int], body: set[int]) -> None:
    """Give the rows from the first to the last of the bodies to their tables; new headings begin a new table."""
    stub, block = layout.columns[0], layout.blocks[0]
    for row in rows:
        if row in body:
            block.body.append(row)
        elif [j for j, _ in grid.filled(row)] == [stub] or not _is_heading(grid, row, stub):
            block.labels.append(row)
        elif block.body:
            block = Block([row])
            layout.blocks.append(block)
        else:
            block.headings.append(row)


def _is_covered(grid: Grid, row: int, column: int) -> bool:
    """Whether a cell begins a merged range that goes further down."""
    return any(start == (row, column) and end[0] > row for start, end in grid.sheet.merged)


def _is_body(grid: Grid, row: int, stub: int) -> bool:
    """Whether a row has a label and a number or mark, and is no row of years."""
    cells = grid.rows[row]
    if is_empty(cells[stub]):
        return False
    for j in grid.columns[1:]:
        if cells[j] != "" and grid.is_value(row, j):
            is_plain = not isinstance(cells[j], str) and not may_be_year(cells[j])
            return (is_plain and len(str(cells[stub])) > 1) or not _is_heading(grid, row, stub)
    return any((row, j) in grid.faults for j in grid.columns[1:]) if grid.faults else False


def _is_heading(grid: Grid, row: int, stub: int) -> bool:
    """Whether all cells beside the label are years, or the numbers of the columns."""
    years: list[int] = []
    for j in grid.columns[1:]:
        if not is_empty(grid.rows[row][j]):
            year = grid.year(row, j)
            if year is None:
                return _is_numbering(grid, row, stub)
            years.append(year.year)
    label = grid.rows[row][stub]
    if is_empty(label) or not years:
        return bool(years)
    stated = [year for year in years if year]
    if isinstance(label, str) and (grid.year(row, stub) or regions_by_name(label, country="RU")):
        return False
    return isinstance(label, str) and len(years) > 1 and all(a < b for a, b in pairwise(stated))


def _is_numbering(grid: Grid, row: int, stub: int) -> bool:
    """Whether a row only numbers the columns: А, 1, 2, 3."""
    if plain(str(grid.rows[row][stub])) not in _LETTER_HEADS:
        return False
    values = [number_of(plain_number(value)) for j, value in grid.filled(row) if j != stub]
    return values in ([float(i) for i in range(1, len(values) + 1)], [float(i) for i in range(2, len(values) + 2)])


def _heading_start(grid: Grid, before: list[int], stub: int) -> int:
    """The first row of headings: with several cells, or with a year, or beside the labels below a title."""
    has_title = False
    for row in before:
        cells = [(j, value) for j, value in grid.filled(row) if not _is_aside(value)]
        if not cells:
            continue
        if len(cells) > 1 or grid.year(row, cells[0][0]) is not None:
            return row
        if has_title and cells[0][0] != stub:
            return row
        has_title = True
    return (before[-1] + 1) if before else 0


def _is_aside(value: Cell) -> bool:
    """Whether a cell is a link, a unit or a person, which may stand beside a title."""
    if not isinstance(value, str):
        return False
    found = measured(without_notes(value).text)
    return is_link(value) or is_personal(value) or (not found.text and bool(found.unit))
