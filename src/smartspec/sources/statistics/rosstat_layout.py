"""What each row of a Rosstat sheet is: link, title, unit, heading, body, label of a block, note."""

from dataclasses import dataclass, field
from itertools import pairwise

from smartspec.places import regions_by_name
from smartspec.sources.statistics.rosstat_grid import Grid, Stubs, plain_number
from smartspec.sources.statistics.rosstat_marks import number_of, plain, without_notes
from smartspec.sources.statistics.rosstat_notes import is_link, is_personal
from smartspec.sources.statistics.rosstat_periods import END_OF_YEARS, FIRST_YEAR, may_be_year
from smartspec.sources.statistics.rosstat_units import measured
from smartspec.sources.workbook import Cell, is_empty

_LETTER_HEADS = {"", "А", "A", "Б"}


@dataclass(slots=True)
class Block:
    """A table on a sheet: rows of its headings, and below them rows of its body and of labels without values.

    Attributes
    ----------
    stubs : labels of the rows of the body.
    """

    headings: list[int] = field(default_factory=list)
    body: list[int] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)
    stubs: Stubs = field(default_factory=lambda: Stubs([]))


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


def layout_of(grid: Grid) -> Layout:
    """Sort the rows of a sheet; without a table, all rows lie above."""
    layout = Layout(grid.columns)
    if not grid.columns:
        return layout
    stub = grid.columns[0]
    body = _body_rows(grid, stub)
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
    for one in layout.blocks:
        one.stubs = grid.stubs(one.body, stub)
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


def _body_rows(grid: Grid, stub: int) -> list[int]:
    """Rows with a label and a number or mark; most begin with a word and a number that is no year."""
    first, rows = grid.columns[min(1, len(grid.columns) - 1)], grid.rows
    return [
        row
        for row in grid.filled_rows
        if (
            type(value := rows[row][first]) is float
            and not FIRST_YEAR <= value < END_OF_YEARS
            and type(label := rows[row][stub]) is str
            and len(label.strip()) > 1
        )
        or _is_body(grid, row, stub)
    ]


def _is_body(grid: Grid, row: int, stub: int) -> bool:
    """Whether a row has a label and a number or mark, and is no row of years."""
    cells = grid.rows[row]
    label = cells[stub]
    if is_empty(label):
        return False
    for j in grid.columns[1:]:
        value = cells[j]
        if value == "":
            continue
        if grid.is_value(row, j):
            is_plain = not isinstance(value, str) and not may_be_year(value)
            return (is_plain and len(str(label)) > 1) or not _is_heading(grid, row, stub)
    return any((row, j) in grid.faults for j in grid.columns[1:]) if grid.faults else False


def _is_heading(grid: Grid, row: int, stub: int) -> bool:
    """Whether all cells beside the label are years, or the numbers of the columns."""
    years: list[int] = []
    for j in grid.columns[1:]:
        if not is_empty(grid.rows[row][j]):
            year = grid.label(row, j).year
            if year is None:
                return _is_numbering(grid, row, stub)
            years.append(year.year)
    label = grid.rows[row][stub]
    if is_empty(label) or not years:
        return bool(years)
    stated = [year for year in years if year]
    if isinstance(label, str) and (grid.label(row, stub).year or regions_by_name(label, country="RU")):
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
        if len(cells) > 1 or grid.label(row, cells[0][0]).year is not None:
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
