"""EMISS (fedstat.ru) as a workbook: a sheet «Данные» with the table, and a sheet «Паспорт» that describes it."""

from collections.abc import Callable, Iterator
from typing import Any

from smartspec.errors import SourceError
from smartspec.registry import source
from smartspec.schema import OBSERVATION_TABLES
from smartspec.sources.observation import SheetAccount, cell_address
from smartspec.sources.opening import SourceFile
from smartspec.sources.publication import Problem
from smartspec.sources.sheets import as_text
from smartspec.sources.statistics.emiss_passport import SheetPassport, passport_of
from smartspec.sources.statistics.emiss_periods import period_of
from smartspec.sources.statistics.emiss_rows import EmissRows, NoValueError
from smartspec.sources.statistics.emiss_table import Table, table_of
from smartspec.sources.workbook import Book, Sheet, is_empty

_DATA, _PASSPORT = "данные", "паспорт"
_AGAIN = "download it again: on the page of the indicator, Excel"


def recognise_book(book: Book) -> float:
    """How sure this is such a workbook, 0 to 1: by the names of its sheets."""
    names = {name.strip().lower() for name in book.sheet_names}
    return 0.95 if {_DATA, _PASSPORT} <= names else 0.0


def count(file: SourceFile) -> int:
    """Cells that are not empty, of all sheets."""
    return sum(sheet.n_filled for sheet in _book(file).sheets())


def cell_texts(file: SourceFile) -> Callable[[str, str], str]:
    """Look a cell up in the workbook, opened again, by its sheet and address."""
    book = Book(file)

    def text(sheet: str, cell: str) -> str:
        letters = cell.rstrip("0123456789")
        column = 0
        for letter in letters:
            column = column * 26 + ord(letter) - 64
        return as_text(book.sheet(sheet).rows[int(cell[len(letters) :]) - 1][column - 1]).strip()

    return text


def cell_text(file: SourceFile, sheet: str, cell: str) -> str:
    """What stands in a cell."""
    return cell_texts(file)(sheet, cell)


def _book(file: SourceFile) -> Book:
    return file.book if isinstance(file.book, Book) else Book(file)


@source(writes=OBSERVATION_TABLES, title="EMISS (fedstat.ru), workbook", version=2)
def read(file: SourceFile) -> Iterator[Any]:
    """Yield the observations of the sheets with data, and the account of every sheet.

    Raises
    ------
    SourceError
        If no sheet «Данные» holds a table with years.
    """
    book = _book(file)
    by_name = {sheet.name.strip().lower(): sheet for sheet in book.sheets()}
    passport = passport_of(by_name[_PASSPORT]) if _PASSPORT in by_name else SheetPassport()
    for name, sheet in by_name.items():
        faults = _faults(sheet)
        yield from faults
        if name.startswith(_DATA):
            table = table_of(sheet)
            if table is None:
                place = f"`{file.name}` sheet `{sheet.name}`"
                raise SourceError("has no row of years", place=place, hint=_AGAIN)
            yield from _read_table(file, sheet, table, passport)
        elif name == _PASSPORT:
            account = passport.account(sheet)
            account.problems += len(faults)
            account.cells = account.accounted
            yield account
        else:
            yield Problem(f"sheet `{sheet.name}`", "is neither data nor passport and was left out", severity="note")
            n = sheet.n_filled
            yield SheetAccount(sheet.name, cells=n, left_out=n - len(faults), problems=len(faults))


def _faults(sheet: Sheet) -> list[Problem]:
    """Cells that hold an error instead of a value."""
    return [
        Problem(f"sheet `{sheet.name}` cell {cell_address(*place)}", f"holds {fault}", _AGAIN)
        for place, fault in sorted(sheet.faults.items())
    ]


def _read_table(file: SourceFile, sheet: Sheet, table: Table, passport: SheetPassport) -> Iterator[Any]:
    """The observations of a sheet, its problems and its account."""
    indicator = passport.name or table.title or sheet.name
    rows = EmissRows(indicator, vintage=passport.vintage, sheet=sheet.name)
    account = SheetAccount(sheet.name, f"{passport.id} {indicator}".strip(), passport.unit, vintage=passport.vintage)
    account.problems = len(sheet.faults)
    for number in table.body:
        account.headers += sum(not is_empty(value) for value in sheet.rows[number][: table.first])
        context = table.context(number, passport.unit)
        for column, head in table.heads.items():
            if (number, column) in sheet.faults:
                continue
            raw = as_text(sheet.rows[number][column]).strip()
            cell = cell_address(number, column)
            words, further = table.words(number, head)
            period = period_of(head.year, words)
            try:
                rows.add(cell, raw, context.with_further(further), period, column_label=head.label)
            except NoValueError as error:
                account.problems += 1
                yield Problem(f"sheet `{sheet.name}` cell {cell}", str(error), _AGAIN)
    yield from table.strangers(sheet)
    yield from rows.tables(file=file.name)
    account.problems += table.n_strange(sheet)
    account.numbers, account.flagged, account.blanks = rows.numbers, rows.flagged, rows.blanks
    in_body = account.headers + account.numbers + account.flagged + account.problems
    account.notes = sum(not is_empty(value) for number in table.notes for value in sheet.rows[number])
    account.headers += sheet.n_filled - in_body - account.notes
    account.cells = sheet.n_filled
    yield account
