"""Statistical tables of Rosstat, the Russian office of statistics: workbooks as its site offers them (.xls, .xlsx)."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import reduce
from typing import Any

from smartspec.errors import SourceError
from smartspec.registry import source
from smartspec.schema import OBSERVATION_TABLES
from smartspec.sources.observation import SheetAccount
from smartspec.sources.opening import SourceFile
from smartspec.sources.publication import Problem
from smartspec.sources.sheets import as_text
from smartspec.sources.statistics.rosstat_contents import account_text, updated_on
from smartspec.sources.statistics.rosstat_sheet import SheetReading, foreign_labels, read_sheet, sureness
from smartspec.sources.statistics.rosstat_table import Tables
from smartspec.sources.statistics.rosstat_titles import names_russia
from smartspec.sources.statistics.rosstat_values import add_values
from smartspec.sources.workbook import Book

#: Sheets of other offices' workbooks with Russian texts: of the state system of indicators, of the Treasury.
_FORMS = {"паспорт", "xdo_metadata"}

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SURE = 0.8


def recognise_book(book: Book) -> float:
    """How sure this is a workbook of Rosstat: tables of Russia or its regions with years, under Russian titles.

    A table of regions without a title, a unit or notes may be anybody's; a workbook of another office is none.
    """
    if _FORMS & {name.strip().lower() for name in book.sheet_names}:
        return 0.0
    surest = 0.0
    for sheet in book.sheets():
        surest = max(surest, sureness(read_sheet(sheet)))
        if surest >= _SURE:
            break
    return surest


@source(writes=OBSERVATION_TABLES, title="Rosstat workbook", version=1)
def read(file: SourceFile) -> Iterator[Any | SheetAccount | Problem]:
    """Yield the observations of each sheet, its account, and what could not be read or is doubtful.

    Raises
    ------
    SourceError
        If the rows are regions of another country.
    """
    book = book_of(file)
    tables, readings = Tables(), []
    seen: dict[Any, Any] = {}
    for sheet in book.sheets():
        reading = read_sheet(sheet, seen)
        _refuse_foreign(reading, file.name)
        if reading.has_table:
            add_values(reading, tables)
        readings.append(reading)
    vintage = file.constants.get("vintage") or updated_on(readings)
    if book.fault:
        yield Problem("file", book.fault, "numbers of notes are told from the values by their form", "warning")
    for reading in readings:
        if not reading.has_table:
            account_text(reading)
        reading.account.vintage = vintage
        yield reading.account
        yield from reading.problems
    is_russia = any(names_russia(text) for reading in readings for text in reading.texts)
    territory = ("RU", "Российская Федерация") if is_russia else ("", "")
    observations = tables.observations(file.name, vintage=vintage, territory=territory)
    if observations is not None:
        yield observations


def _refuse_foreign(reading: SheetReading, file: str) -> None:
    """Stop at a table of the regions of another country."""
    labels = foreign_labels(reading)
    if labels:
        problem = f"the rows are no regions of Russia: {', '.join(f'`{label}`' for label in labels[:3])}"
        hint = "read it as a table of its own: name its columns in smartspec.toml"
        raise SourceError(problem, place=f"`{file}`, sheet `{reading.grid.sheet.name}`", hint=hint)


def count(file: SourceFile) -> int:
    """Cells that are not empty, on all sheets."""
    return sum(sheet.n_filled for sheet in book_of(file).sheets())


def cell_texts(file: SourceFile) -> Callable[[str, str], str]:
    """A function from sheet and address to the cell as written, looked up in the file opened again."""
    book = Book(replace(file, book=None))

    def text(sheet: str, cell: str) -> str:
        row = cell.lstrip(_LETTERS)
        column = reduce(lambda number, letter: number * 26 + ord(letter) - 64, cell[: -len(row)], 0)
        value = book.sheet(sheet).rows[int(row) - 1][column - 1]
        return "" if value is None else as_text(value)

    return text


def cell_text(file: SourceFile, sheet: str, cell: str) -> str:
    """A cell as written, looked up in the file again, as the column `raw` holds it."""
    return cell_texts(file)(sheet, cell)


def book_of(file: SourceFile) -> Book:
    """The workbook of a file, opened if nobody has."""
    return file.book if isinstance(file.book, Book) else Book(file)
