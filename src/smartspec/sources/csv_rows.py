"""Rows of a CSV file with the line on which each begins, and a count of them by another rule."""

import csv
from collections.abc import Iterator

from smartspec.sources.opening import SourceFile

#: Longest field; far above the 32,767 characters of a spreadsheet cell, far below memory.
_FIELD_LIMIT = 1 << 27


def rows_of(file: SourceFile, *, delimiter: str = ",") -> Iterator[tuple[int, list[str]]]:
    """Line number and cells of each row that is not empty; line ends inside quotes become LF."""
    lines = (f"{line}\n" for line in file.lines())
    csv.field_size_limit(_FIELD_LIMIT)
    reader, start = csv.reader(lines, delimiter=delimiter), 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield start, cells
        start = reader.line_num + 1


def count_rows(file: SourceFile) -> int:
    """Rows that are not empty, the header among them: lines that end outside quotes."""
    n_rows, quoted, filled = 0, False, False
    for line in file.lines():
        filled = filled or bool(line.strip(' ,;\t"'))
        if line.count('"') % 2:
            quoted = not quoted
        if not quoted:
            n_rows, filled = n_rows + filled, False
    return n_rows + filled
