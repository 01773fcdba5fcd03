"""What a reader of the user's own tables counts, and how it looks a cell up again."""

import csv
import io
import re
from collections.abc import Callable
from functools import lru_cache

from smartspec.sources.opening import SourceFile
from smartspec.sources.statistics.tidy_grid import is_parquet, with_faults
from smartspec.sources.statistics.tidy_text import delimiter_of
from smartspec.sources.statistics.tidy_values import is_blank, written
from smartspec.sources.workbook import Book

_QUOTED = re.compile(r'"((?:[^"]|"")*)"', re.DOTALL)
_ADDRESS = re.compile(r"([A-Z]+)(\d+)")

#: From sheet and address to the text of the cell.
CellTexts = Callable[[str, str], str]


def filled_cells(file: SourceFile) -> int:
    """Cells of a workbook, a Parquet file (its heading included) or a delimited text that are not empty.

    Lines are cut where quotes are balanced, quoted texts are replaced by a letter, and what stands between
    delimiters is counted.
    """
    if file.book is not None:
        return sum(sheet.n_filled for sheet in file.book.sheets())
    if is_parquet(file.head):
        return _filled_in_parquet(file)
    delimiter, total, open_lines = delimiter_of(file.head.text), 0, ""
    for line in file.lines():
        open_lines = f"{open_lines}\n{line}" if open_lines else line
        if '"' in open_lines:
            if open_lines.count('"') % 2:
                continue
            open_lines = _QUOTED.sub(lambda found: "Q" if found[1].strip() else "", open_lines)
        total += sum(bool(part.strip()) for part in open_lines.split(delimiter))
        open_lines = ""
    return total + sum(bool(part.strip()) for line in open_lines.split("\n") for part in line.split(delimiter))


def _filled_in_parquet(file: SourceFile) -> int:
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    table = pq.read_table(io.BytesIO(b"".join(file.blocks())))
    total = sum(bool(name.strip()) for name in table.column_names)
    for column in table.columns:
        total += len(column) - column.null_count
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            total -= pc.sum(pc.equal(pc.utf8_trim_whitespace(column), "")).as_py() or 0
    return total


def cell_texts(file: SourceFile) -> CellTexts:
    """A function that looks a cell up in the file again: sheet and address give the text as written."""
    if file.book is not None:
        book = Book(file)
        sheets = lru_cache(maxsize=None)(lambda name: with_faults(book.sheet(name)))
        return lambda sheet, cell: written(_in_rows(sheets(sheet).rows, cell))
    if is_parquet(file.head):
        return _texts_of_parquet(file)
    lines = list(file.lines())
    delimiter = delimiter_of(file.head.text)
    parsed: dict[int, list[str]] = {}

    def look_up(_: str, cell: str) -> str:
        row, column = _row_and_column(cell)
        if row not in parsed:
            following = (f"{lines[place]}\n" for place in range(row, len(lines)))
            parsed[row] = next(csv.reader(following, delimiter=delimiter))
        return parsed[row][column]

    return look_up


def _texts_of_parquet(file: SourceFile) -> CellTexts:
    import pyarrow.parquet as pq

    table = pq.read_table(io.BytesIO(b"".join(file.blocks())))

    def look_up(_: str, cell: str) -> str:
        row, column = _row_and_column(cell)
        return written(table.column(column)[row - 1].as_py())

    return look_up


def _in_rows(rows: list[list[object]], cell: str) -> object:
    row, column = _row_and_column(cell)
    return rows[row][column]


def _row_and_column(cell: str) -> tuple[int, int]:
    """Place of an address, counted from 0."""
    found = _ADDRESS.fullmatch(cell)
    if found is None:
        raise ValueError(f"{cell!r} is no address of a cell")
    column = 0
    for letter in found[1]:
        column = 26 * column + ord(letter) - 64
    return int(found[2]) - 1, column - 1


__all__ = ["CellTexts", "cell_texts", "filled_cells", "is_blank"]
