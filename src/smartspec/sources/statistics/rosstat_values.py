"""From a sheet whose headings and labels are read to its observations and the account of its cells."""

from smartspec.sources.publication import Problem
from smartspec.sources.statistics.rosstat_activities import named
from smartspec.sources.statistics.rosstat_cells import Cells, cells_of, counted, leave_out, misfits
from smartspec.sources.statistics.rosstat_marks import MarkReader
from smartspec.sources.statistics.rosstat_periods import year_in_title
from smartspec.sources.statistics.rosstat_sheet import SheetReading, Table, has_activities
from smartspec.sources.statistics.rosstat_table import Setting, Tables
from smartspec.sources.workbook import is_empty

_ONLY_THIS = "correct the cell, or leave it: only this cell is left out"
_LOOK = "look at the sheet"


def add_values(reading: SheetReading, tables: Tables) -> None:
    """Read the values of the tables of a sheet into those of the workbook, and account for every cell."""
    account, grid = reading.account, reading.grid
    for block in reading.layout.blocks:
        account.headers += sum(1 for row in block.headings for _ in grid.filled(row))
        for row in block.labels:
            _account_label(reading, row)
    for table in reading.blocks:
        _add_table(reading, table, tables)
    for (row, column), fault in sorted(grid.faults.items()):
        account.problems += 1
        reading.problems.append(Problem(reading.place(row, column), f"holds no value: {fault}", _ONLY_THIS))
    account.cells = account.accounted


def _account_label(reading: SheetReading, row: int) -> None:
    """Texts in a row without values are headings; numbers there have no label."""
    for column, _ in reading.grid.filled(row):
        if column != reading.grid.columns[0] and reading.grid.is_value(row, column):
            reading.account.problems += 1
            reading.problems.append(Problem(reading.place(row, column), "a value in a row without a label", _ONLY_THIS))
        else:
            reading.account.headers += 1


def _add_table(reading: SheetReading, table: Table, tables: Tables) -> None:
    """Read the cells of one table and put them among the observations."""
    grid, account = reading.grid, reading.account
    rows, columns = table.body.numbers, [column.column for column in table.head.values]
    # a row of the body has a label in the first column
    account.headers += len(rows) + sum(not is_empty(grid.rows[row][j]) for row in rows for j in table.head.stubs)
    if not columns:
        return
    notes = reading.footnotes.texts()
    cells = cells_of(grid, rows, columns, MarkReader(reading.footnotes.legend, notes))
    _list_problems(reading, cells, rows, columns)
    n_numbers, n_flagged, n_blank = counted(cells)
    account.numbers, account.flagged = account.numbers + n_numbers, account.flagged + n_flagged
    account.blanks += n_blank
    tables.add(cells, table.head.values, body=table.body, setting=_setting(reading, table, notes))


def _list_problems(reading: SheetReading, cells: Cells, rows: list[int], columns: list[int]) -> None:
    """List the cells that fit nothing and those read by form, and leave out those with a fault."""
    for place in misfits(cells):
        row, column = rows[place // len(columns)], columns[place % len(columns)]
        reading.account.problems += 1
        message = f"`{reading.grid.rows[row][column]}` is neither a number nor a mark"
        reading.problems.append(Problem(reading.place(row, column), message, _ONLY_THIS))
    for place in cells.guessed:
        row, column = rows[place // len(columns)], columns[place % len(columns)]
        message = f"`{reading.grid.rows[row][column]}` is taken for a number with the number of a note behind it"
        reading.problems.append(Problem(reading.place(row, column), message, _LOOK, "warning", "value"))
    if reading.grid.faults:
        down, across = {row: i for i, row in enumerate(rows)}, {column: j for j, column in enumerate(columns)}
        faults = [(row, column) for row, column in reading.grid.faults if row in down and column in across]
        leave_out(cells, (down[row] * len(columns) + across[column] for row, column in faults))


def _setting(reading: SheetReading, table: Table, notes: dict[str, str]) -> Setting:
    """What holds for the whole table."""
    title = reading.title
    activity = named(title.activity, reading.edition) if title.activity else None
    return Setting(
        sheet=reading.grid.sheet.name,
        indicator=title.indicator or title.title or reading.grid.sheet.name,
        unit=title.unit,
        basis=title.basis,
        period=year_in_title(title.title),
        is_of_regions=table.body.kind in ("region", "country"),
        activity=(activity.code if activity else "", title.activity),
        classification=reading.edition if has_activities(reading, table) else "",
        notes=notes,
    )
