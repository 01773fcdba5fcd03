"""A sheet of Rosstat with what its readers ask of the cells: labels, notes, years, whether one holds a value."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, cast

from smartspec.sources.statistics.rosstat_marks import mark_of, number_of, plain, without_notes
from smartspec.sources.statistics.rosstat_periods import Year, may_be_year, year_of
from smartspec.sources.workbook import Cell, Sheet, is_empty

_SHORT = 24
_TEXT = frozenset({str})


class Label(NamedTuple):
    """What a cell says beside or above values: its text, the numbers of its notes, and its year if it states one."""

    text: str
    notes: tuple[str, ...] = ()
    year: Year | None = None


@dataclass(slots=True, eq=False)
class Stubs:
    """The labels of rows, one each; tables with the same labels share them."""

    labels: list[Label]


class Grid:
    """A sheet with what the reader asks of its cells.

    Parameters
    ----------
    seen : what was read on the sheets before, by what it was read from: most sheets of a workbook repeat their headings
        and labels.
    """

    def __init__(self, sheet: Sheet, seen: dict[Any, Any] | None = None) -> None:
        self.seen: dict[Any, Any] = {} if seen is None else seen
        self.sheet, self.rows = sheet, sheet.rows
        self.faults = sheet.faults
        self._raised_columns = {column for _, column in sheet.superscripts}
        fault_rows, fault_columns = {row for row, _ in self.faults}, {column for _, column in self.faults}
        self.filled_rows = [i for i, row in enumerate(self.rows) if any(row) or i in fault_rows or _has_zero(row)]
        self.columns = _filled_columns(self.rows, fault_columns)

    def filled(self, row: int) -> Iterator[tuple[int, Cell]]:
        """Column and value of the cells of a row that are not empty."""
        return ((j, value) for j, value in enumerate(self.rows[row]) if value != "" and not is_empty(value))

    def text(self, row: int, column: int) -> str:
        """Text of a cell as it stands; "" for a number."""
        value = self.rows[row][column]
        return value if isinstance(value, str) else ""

    def label(self, row: int, column: int) -> Label:
        """What a cell says as a label."""
        value = self.rows[row][column]
        if not isinstance(value, str):
            return _label_of_number(value)
        runs = self.runs(row, column) if column in self._raised_columns else ()
        if not runs:
            return _label_of_text(value)
        marked = without_notes(value, runs)
        return Label(marked.text, marked.notes, year_of(value, runs))

    def stubs(self, rows: Sequence[int], column: int) -> Stubs:
        """What the cells of a column say as labels."""
        values = tuple([self.rows[row][column] for row in rows])
        is_known = column not in self._raised_columns and _TEXT.issuperset(map(type, values))
        found = self.seen.get(values) if is_known else None
        if found is None:
            found = Stubs([self.label(row, column) for row in rows])
            if is_known:
                self.seen[values] = found
        return cast("Stubs", found)

    def raised(self, rows: Iterable[int]) -> tuple[Any, ...]:
        """The cells with superscripts in some rows, and their runs."""
        wanted = set(rows)
        return tuple([item for item in self.sheet.superscripts.items() if item[0][0] in wanted])

    def runs(self, row: int, column: int) -> tuple[tuple[str, bool], ...]:
        """Runs of a cell with superscripts; empty if they do not spell its text."""
        runs = self.sheet.superscripts.get((row, column))
        if runs is None:
            return ()
        if "".join(text for text, _ in runs).split() != str(self.rows[row][column]).split():
            return ()
        return runs

    def is_value(self, row: int, column: int) -> bool:
        """Whether a cell holds a number or a mark in place of one."""
        value = self.rows[row][column]
        if isinstance(value, str):
            return looks_like_value(value) if value and len(value) < _SHORT else False
        return value is not None and not isinstance(value, bool)


@lru_cache(maxsize=8192)
def _label_of_text(text: str) -> Label:
    """What a cell of text without superscripts says."""
    marked = without_notes(text)
    return Label(marked.text, marked.notes, year_of(text) if text else None)


@lru_cache(maxsize=8192, typed=True)
def _label_of_number(value: Cell) -> Label:
    """What a cell without text says; a number may be a year, and nothing says nothing."""
    text = plain_number(value) if value is not None else ""
    return Label(text, (), year_of(value) if may_be_year(value) else None)


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


def _filled_columns(rows: Sequence[Sequence[Cell]], known: set[int]) -> list[int]:
    """Columns with a cell that is not empty; most show one in the first rows."""
    width = len(rows[0]) if rows else 0
    empty = [column for column in range(width) if column not in known]
    for row in rows:
        empty = [column for column in empty if row[column] == "" or row[column] is None]
        if not empty:
            break
    left_out = set(empty)
    return [column for column in range(width) if column not in left_out]


def _has_zero(cells: Iterable[Cell]) -> bool:
    """Whether there is a number 0, which is not empty, among cells that are all false."""
    return any(value != "" and value is not None for value in cells)
