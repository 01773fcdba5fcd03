"""Rows of delimited files: cells, the line on which each row begins, and a count by another rule."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from smartspec.errors import SourceError
from smartspec.sources.fields import at
from smartspec.sources.opening import Head, SourceFile
from smartspec.sources.publication import Problem

#: Longest field; far above the 32,767 characters of a spreadsheet cell, far below memory.
_FIELD_LIMIT = 1 << 27
_DELIMITERS = ",;\t|"
_MAX_BANNER = 5
_HINT = "export again, and do not save the file from a spreadsheet"

#: Whether cells are the header that a format looks for.
IsHeader = Callable[[list[str]], bool]


@dataclass(frozen=True, slots=True)
class Row:
    """A row below the header: its number from 1, its line, and its filled cells by column."""

    number: int
    line: int
    cells: dict[str, str]


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


def has_header(head: Head, is_header: IsHeader) -> bool:
    """Whether one of the first rows is the header looked for."""
    return any(is_header(tidy(cells)) for cells in first_rows(head)[:_MAX_BANNER])


def tidy(cells: list[str]) -> list[str]:
    """Names of columns without marks, quotes and blanks at their ends, blanks inside made one."""
    return [" ".join(cell.replace("\ufeff", "").strip().strip('"').split()) for cell in cells]


def rows_of(file: SourceFile) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells of each row that is not empty; line ends inside quotes become LF."""
    csv.field_size_limit(_FIELD_LIMIT)
    lines = (f"{line}\n" for line in file.lines())
    reader, start = csv.reader(lines, delimiter=delimiter_of(file.head)), 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            place = f"`{file.name}` line {reader.line_num}"
            raise SourceError(f"is no table of cells ({error})", place=place, hint=_HINT) from error
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield start, cells
        start = reader.line_num + 1


def count_rows(file: SourceFile) -> int:
    """Rows that are not empty, the header among them: lines that end outside quotes."""
    n_rows, quoted, filled = 0, False, False
    empty = f' "{delimiter_of(file.head)}'
    for line in file.lines():
        filled = filled or bool(line.strip(empty))
        if line.count('"') % 2:
            quoted = not quoted
        if not quoted:
            n_rows, filled = n_rows + filled, False
    return n_rows + filled


def count_below(file: SourceFile, is_header: IsHeader) -> int:
    """Rows below the header; rows before it are a banner."""
    for place, cells in enumerate(first_rows(file.head)[:_MAX_BANNER], 1):
        if is_header(tidy(cells)):
            return count_rows(file) - place
    return 0


def rows_below(file: SourceFile, is_header: IsHeader) -> Iterator[Row | Problem]:
    """Rows below the header by column; a row that is too long, or too short and not the last, is kept out.

    Raises
    ------
    SourceError
        If no row is the header looked for.
    """
    names: list[str] = []
    number, held = 0, None
    for line, cells in rows_of(file):
        if not names:
            names = tidy(cells) if is_header(tidy(cells)) else []
            continue
        if held:
            yield from _row(names, held, is_last=False)
        number += 1
        held = (number, line, cells)
    if not names:
        raise SourceError("the header was not found", place=f"`{file.name}`", hint=_HINT)
    if held:
        yield from _row(names, held, is_last=True)


def _row(names: list[str], held: tuple[int, int, list[str]], *, is_last: bool) -> Iterator[Row | Problem]:
    number, line, cells = held
    while len(cells) > len(names) and not cells[-1].strip():
        cells.pop()
    if len(cells) != len(names):
        message = f"{len(cells)} fields where the header has {len(names)}"
        kept = is_last and len(cells) < len(names)
        yield Problem(at(number, line), message, _HINT, "warning" if kept else "error")
        if not kept:
            return
    filled = {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name and cell.strip()}
    yield Row(number, line, filled)
