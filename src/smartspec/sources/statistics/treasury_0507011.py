"""Treasury form 0507011: execution of the federal budget of Russia, as the Treasury publishes it."""

from collections.abc import Iterator
from typing import Any

from smartspec.errors import SourceError
from smartspec.registry import source
from smartspec.schema import OBSERVATION_TABLES
from smartspec.sources.observation import SheetAccount
from smartspec.sources.opening import SourceFile
from smartspec.sources.publication import Problem
from smartspec.sources.statistics.tidy_account import cell_texts, filled_cells
from smartspec.sources.statistics.treasury_form import passport_of
from smartspec.sources.statistics.treasury_tables import Budget, sheet_observations
from smartspec.sources.workbook import Book

__all__ = ["FORM", "cell_texts", "count", "read", "recognise_book"]

FORM = "0507011"
#: Sheets that the report program leaves in the workbook for itself.
_PROGRAM = "XDO_"
_ADDING = (
    "Plans stand at groups of kinds of expenditure (vr = x00) only, execution at groups and at elements: "
    "add up groups for plans and elements for execution, never both."
)


def recognise_book(book: Book) -> float:
    """1 if a sheet says `Форма по ОКУД 0507011`, else 0; the name of the file does not matter."""
    passport = passport_of(book, sheets=_sheets(book)[:3])
    return float(passport is not None and passport.form == FORM)


def _sheets(book: Book) -> list[str]:
    return [name for name in book.sheet_names if not name.startswith(_PROGRAM)]


def count(file: SourceFile) -> int:
    """Cells that are not empty, all sheets together."""
    return filled_cells(file)


@source(writes=OBSERVATION_TABLES, title="Treasury form 0507011 (execution of the federal budget, XLSX)")
def read(file: SourceFile) -> Iterator[SheetAccount | Problem | Any]:
    """Yield the sums of every sheet as Arrow tables, its account, and cells that are neither a sum nor a mark.

    Codes of the classification are text with their zeros in `dimensions`: `line`, `grbs` (main administrator), `rzpr`
    (section), `csr` (target item), `vr` (kind of expenditure), `income`, `source`. Indicators are `law`,
    `amended plan`, `executed` and `percent`.

    Raises
    ------
    SourceError
        If no sheet has the head of the form.
    """
    book: Book = file.book
    passport = passport_of(book, sheets=_sheets(book))
    if passport is None:
        hint = "the first sheet must hold a cell `Форма по ОКУД` and the number beside it"
        raise SourceError("holds no form of the Treasury", place=f"`{file.name}`", hint=hint)
    if passport.as_of is None:
        yield Problem("file", "the day of the report was not found: the sums have no period", "", "warning", "period")
    budget = Budget(passport, "RU", "", _ADDING)
    for sheet in book.sheets():
        if sheet.name.startswith(_PROGRAM):
            yield SheetAccount(sheet=sheet.name, cells=sheet.n_filled, left_out=sheet.n_filled)
        else:
            yield from sheet_observations(file, sheet, budget)
