"""Treasury forms 0503317 and 0503117: execution of the consolidated budget of a federal subject, and of one budget."""

import re
from collections.abc import Iterator
from typing import Any

from smartspec.errors import SourceError
from smartspec.places import region_by_code, resolve
from smartspec.registry import source
from smartspec.schema import OBSERVATION_TABLES
from smartspec.sources.observation import SheetAccount
from smartspec.sources.opening import SourceFile
from smartspec.sources.publication import Problem
from smartspec.sources.statistics.tidy_account import cell_texts, filled_cells
from smartspec.sources.statistics.tidy_values import is_blank, written
from smartspec.sources.statistics.treasury_form import passport_of
from smartspec.sources.statistics.treasury_tables import Budget, sheet_observations
from smartspec.sources.workbook import Book

__all__ = ["FORMS", "cell_texts", "count", "read", "recognise_book", "subject_of"]

#: A consolidated budget with a column for each of its budgets; one budget alone, often of a municipality.
FORMS = ("0503317", "0503117")
_ADDING = "Budgets stand in columns of their own: the consolidated one holds the others, add up one column only."
_HEAD_LINES = 30
_OKTMO = re.compile(r"октмо", re.IGNORECASE)
_BUDGET = re.compile(r"наименование\s+(?:бюджета|финансового\s+органа)", re.IGNORECASE)
_GENERIC = re.compile(r"\b(?:консолидированн\w+|бюджет\w*|субъекта|российской\s+федерации)\b", re.IGNORECASE)


def recognise_book(book: Book) -> float:
    """1 if a sheet says `Форма по ОКУД` and one of the numbers, else 0; the name of the file does not matter."""
    passport = passport_of(book)
    return float(passport is not None and passport.form in FORMS)


def count(file: SourceFile) -> int:
    """Cells that are not empty, all sheets together."""
    return filled_cells(file)


@source(
    writes=OBSERVATION_TABLES,
    title="Treasury forms 0503317 (consolidated budget of a federal subject) and 0503117 (one budget), XLSX, XLS",
    version=2,
)
def read(file: SourceFile) -> Iterator[SheetAccount | Problem | Any]:
    """Yield the sums of every sheet as Arrow tables, its account, and cells that are neither a sum nor a mark.

    Indicators are `plan`, `executed`, `not executed` and `receipts`; `dimensions` hold the codes as text (`line`,
    `income`, `expenditure`, `source`) and the budget: of the subject, of its municipalities, or consolidated. The
    region is found by the code of OKTMO in the head of the form, else by the name of a consolidated budget: what is
    named after a town is not the budget of its subject.

    Raises
    ------
    SourceError
        If no sheet has the head of the form.
    """
    book: Book = file.book
    passport = passport_of(book)
    if passport is None:
        hint = "the first sheet must hold a cell `Форма по ОКУД` and the number beside it"
        raise SourceError("holds no form of the Treasury", place=f"`{file.name}`", hint=hint)
    if passport.as_of is None:
        yield Problem("file", "the day of the report was not found: the sums have no period", "", "warning", "period")
    region, name = subject_of(book, by_name=passport.form == FORMS[0])
    if not region:
        message = f"the subject was not found by OKTMO or by the name of the budget (`{name}`)"
        yield Problem("file", message, "the sums have no region", "warning", "region")
    for sheet in book.sheets():
        yield from sheet_observations(file, sheet, Budget(passport, region, name, _ADDING))


def subject_of(book: Book, *, by_name: bool = True) -> tuple[str, str]:
    """Code of the subject whose budget it is, and the budget's name as written; "" where they are not stated."""
    code, names = "", []
    for texts in _head(book):
        for place, text in enumerate(texts):
            if _OKTMO.search(text):
                code = code or next(filter(None, map(_digits, texts[place:])), "")
            if _BUDGET.match(text):
                names += [_BUDGET.sub("", text).strip(" :"), *texts[place + 1 : place + 2]]
    names = [name for name in names if name]
    found = region_by_code(code, "oktmo") if code else None
    if found is not None:
        return found.code, names[-1] if names else ""
    for name in reversed(names if by_name else []):
        region = resolve(_GENERIC.sub(" ", name).strip(), country="RU").region
        if region:
            return region, name
    return "", names[-1] if names else ""


def _head(book: Book) -> Iterator[list[str]]:
    """Texts of the first rows of every sheet."""
    for sheet in book.sheets():
        for cells in sheet.rows[:_HEAD_LINES]:
            yield [" ".join(written(cell).split()) for cell in cells if not is_blank(cell)]


def _digits(text: str) -> str:
    """A code of OKTMO of eight digits, which a spreadsheet may have stored as a number."""
    found = re.search(r"\b\d{7,8}\b", text)
    return found[0].zfill(8) if found else ""
