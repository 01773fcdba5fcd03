"""Rows of delimited files: cells, the line on which each row begins, and a count by another rule."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from smartspec.errors import SourceError
from smartspec.sources.opening import Head, SourceFile

#: Longest field; far above the 32,767 characters of a spreadsheet cell, far below memory.
_FIELD_LIMIT = 1 << 27
_DELIMITERS = ",;\t|"
HINT = "export again, and do not save the file from a spreadsheet"


@dataclass(frozen=True, slots=True)
class Edge:
    """How a row of a format begins or ends, whatever its quotes say.

    A quote that is never closed would take all following rows into one cell; a row that shows its edge
    ends there instead, so that only the row with the fault is lost.
    """

    begins: re.Pattern[str] | None = None
    ends: re.Pattern[str] | None = None

    def starts_here(self, line: str) -> bool:
        """Whether a row begins with this line."""
        return self.begins is not None and self.begins.match(line) is not None

    def stops_here(self, line: str) -> bool:
        """Whether a row ends with this line."""
        return self.ends is not None and self.ends.search(line) is not None


NO_EDGE = Edge()


def delimiter_of(head: Head) -> str:
    """The sign that parts the cells of the first line that is not empty: spreadsheets change it."""
    line = head.text.lstrip("\n ").partition("\n")[0]
    counts = Counter(sign for place, part in enumerate(line.split('"')) if place % 2 == 0 for sign in part)
    return max(_DELIMITERS, key=lambda sign: counts[sign])


def first_rows(head: Head) -> list[list[str]]:
    """Rows at the beginning of a file that are not empty; the last may be cut."""
    csv.field_size_limit(_FIELD_LIMIT)
    reader = csv.reader(io.StringIO(head.text), delimiter=delimiter_of(head))
    return [cells for cells in reader if any(cell.strip() for cell in cells)]


def tidy(cells: list[str]) -> list[str]:
    """Names of columns without marks, quotes and blanks at their ends, blanks inside made one."""
    return [" ".join(cell.replace("\ufeff", "").strip().strip('"').split()) for cell in cells]


class _Lines:
    """Lines for the csv module, withheld where a new row begins although a quote is open."""

    def __init__(self, file: SourceFile, edge: Edge) -> None:
        self._lines, self._edge = file.lines(), edge
        self._held: str | None = None
        self._stopped = False
        self.number = 0
        self.between_rows = True

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = next(self._lines) if self._held is None else self._held
        self._held = None
        if not self.between_rows and (self._stopped or self._edge.starts_here(line)):
            self._held = line
            raise StopIteration
        self.between_rows, self._stopped = False, self._edge.stops_here(line)
        self.number += 1
        return f"{line}\n"


def rows_of(file: SourceFile, *, edge: Edge = NO_EDGE) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells of each row that is not empty; line ends inside quotes become LF.

    Raises
    ------
    SourceError
        If a cell is longer than any real one.
    """
    csv.field_size_limit(_FIELD_LIMIT)
    lines = _Lines(file, edge)
    reader, start = csv.reader(lines, delimiter=delimiter_of(file.head)), 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            place = f"`{file.name}` line {lines.number}"
            raise SourceError(f"is no table of cells ({error})", place=place, hint=HINT) from error
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield start, cells
        lines.between_rows, start = True, lines.number + 1


def count_rows(file: SourceFile, *, edge: Edge = NO_EDGE) -> int:
    """Rows that are not empty, headers left out: lines that end outside quotes, or edges if these are more."""
    n_rows = n_edges = 0
    quoted = filled = False
    empty = f' "{delimiter_of(file.head)}'
    header = ""
    for line in file.lines():
        stripped = line.strip(empty)
        header = header or stripped
        n_edges += edge.starts_here(line) or edge.stops_here(line)
        filled = filled or bool(stripped and stripped != header)
        if line.count('"') % 2:
            quoted = not quoted
        if not quoted:
            n_rows, filled = n_rows + filled, False
    return max(n_rows + filled, n_edges)
