"""Delimited text as rows of cells: the sign between cells, the line of each row, rows torn by a stray quote."""

import csv
from collections import Counter
from collections.abc import Iterator
from typing import Any

from smartspec.errors import SourceError
from smartspec.sources.opening import Head, SourceFile

_DELIMITERS = ",;\t|"
_FIELD_LIMIT = 1 << 27
HINT = "export it again, and do not save it from a spreadsheet"


def delimiter_of(text: str) -> str:
    """The sign between the cells of a table below a banner: the one that cuts most lines into equally many cells."""
    lines = [line for line in text.split("\n")[:200] if line.strip()]
    # The last line may be cut.
    lines = lines[:-1] if len(lines) > 2 else lines
    best, most = ",", (0, 0)
    for sign in _DELIMITERS:
        widths = Counter(width for width in map(len, _cut(lines, sign)) if width > 1)
        if widths:
            width, n_rows = max(widths.items(), key=lambda found: (found[1], found[0]))
            if (n_rows, width) > most:
                best, most = sign, (n_rows, width)
    return best


def _cut(lines: list[str], delimiter: str) -> list[list[str]]:
    csv.field_size_limit(_FIELD_LIMIT)
    try:
        return list(csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        return []


def first_cells(head: Head) -> list[list[str]]:
    """Rows at the beginning of a text that are not empty; the last is left out, it may be cut."""
    rows = _cut(head.text.split("\n")[:60], delimiter_of(head.text))
    filled = [cells for cells in rows if any(cell.strip() for cell in cells)]
    return filled[:-1] if len(filled) > 2 else filled


def text_rows(file: SourceFile, delimiter: str, *, torn: list[int] | None = None) -> Iterator[tuple[int, list[str]]]:
    """Line and cells of every row of a delimited text that is not empty.

    A quote that is never closed, or closed rows later, would take all rows between into one cell: such a row ends with
    its first line, so that only the row with the fault does not fit.

    Parameters
    ----------
    torn : takes the lines, from 1, of such rows.

    Raises
    ------
    SourceError
        If a cell is longer than any real one, or the text holds what no table holds.
    """
    csv.field_size_limit(_FIELD_LIMIT)
    lines = list(file.lines())
    widths: Counter[int] = Counter()
    start = 0
    while start < len(lines):
        reader = csv.reader((f"{lines[place]}\n" for place in range(start, len(lines))), delimiter=delimiter)
        for cells, end in _records(reader, start, name=file.name):
            if end - start > 1 and _is_torn(lines[start:end], cells, widths, delimiter):
                yield start + 1, lines[start].split(delimiter)
                start += 1
                if torn is not None:
                    torn.append(start)
                break
            if any(cell.strip() for cell in cells):
                widths[len(cells)] += 1
                yield start + 1, cells
            start = end


def _records(reader: Any, start: int, *, name: str) -> Iterator[tuple[list[str], int]]:  # noqa: ANN401
    """Cells of each record and the line behind it, counted from 0."""
    try:
        for cells in reader:
            yield cells, start + reader.line_num
    except csv.Error as error:
        place = f"`{name}` line {start + reader.line_num}"
        raise SourceError(f"is no table of cells ({error})", place=place, hint=HINT) from error


def _is_torn(lines: list[str], cells: list[str], widths: Counter[int], delimiter: str) -> bool:
    """Whether a row of several lines is several rows: its width is not the usual one, or lines inside it have that."""
    if not widths:
        return False
    width = widths.most_common(1)[0][0]
    inside = lines[1:-1]
    return len(cells) != width or (bool(inside) and all(line.count(delimiter) == width - 1 for line in inside))
