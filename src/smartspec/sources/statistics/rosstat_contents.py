"""The list of contents of a Rosstat workbook: titles, the day of update; persons are left out."""

import re
from collections.abc import Iterable

from smartspec.sources.publication import Problem
from smartspec.sources.statistics.rosstat_notes import is_link, is_personal
from smartspec.sources.statistics.rosstat_sheet import SheetReading

_UPDATED = re.compile(r"(?:обновлен[оы]?|дата\s+(?:обновления|размещения|актуализации))\s*:?", re.IGNORECASE)
_DAY = re.compile(r"\b(?P<day>\d{1,2})[./](?P<month>\d{1,2})[./](?P<year>(?:19|20)\d\d)")
_HINT = "look at the sheet: a table needs labels of rows and headings of columns"


def updated_on(readings: Iterable[SheetReading]) -> str:
    """The day of update that a workbook states outside its tables, as `2025-11-26`; "" if it states none.

    The date may stand in the cell beside the word.
    """
    for reading in readings:
        grid = reading.grid
        for row in (*reading.layout.above, *reading.layout.below):
            line = " ".join(str(value) for _, value in grid.filled(row))
            found = _UPDATED.search(line)
            if found and (day := _DAY.search(line, found.start())):
                return f"{day['year']}-{int(day['month']):02}-{int(day['day']):02}"
    return ""


def account_text(reading: SheetReading) -> None:
    """Account for a sheet without a table: texts, and what is left out: links, and persons with what follows.

    After a line that announces a person, everything up to the day of update is left out. Numbers beside texts number
    the lines; where they are more than the texts, the sheet holds data that was not understood.
    """
    grid, account = reading.grid, reading.account
    account.headers = account.left_out = 0
    after_person = False
    for row in grid.filled_rows:
        cells = [str(value) for _, value in grid.filled(row)]
        if any(_UPDATED.search(cell) for cell in cells):
            after_person = False
        for cell in cells:
            after_person = after_person or is_personal(cell)
            if after_person or is_link(cell):
                account.left_out += 1
            else:
                account.headers += 1
    _account_numbers(reading)
    for (row, column), fault in sorted(grid.faults.items()):
        account.problems += 1
        reading.problems.append(Problem(reading.place(row, column), f"holds no value: {fault}", _HINT))
    account.cells = account.accounted


def _account_numbers(reading: SheetReading) -> None:
    """List the numbers of a sheet with more numbers than texts, as data that fits nothing."""
    grid, account = reading.grid, reading.account
    cells = [(row, column, value) for row in grid.filled_rows for column, value in grid.filled(row)]
    numbers = [(row, column) for row, column, value in cells if not isinstance(value, str)]
    if len(numbers) <= len(cells) - len(numbers):
        return
    for row, column in numbers:
        reading.problems.append(Problem(reading.place(row, column), "a number in a sheet without a table", _HINT))
    account.headers -= len(numbers)
    account.problems += len(numbers)
