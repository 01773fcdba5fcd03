"""Superscript runs and error cells of the old binary workbooks (.xls)."""

import io
import struct
from itertools import pairwise
from typing import Any

from smartspec.sources.workbook_strings import Marked, Run

_ERROR_CELL = 5
_HEADER, _COLUMN, _LAST_COLUMN = struct.Struct("<HH"), struct.Struct("<H"), 255
_EXTENT, _EXTENT_SIZE, _MOST_ROWS = 0x200, struct.Struct("<IIHH"), 65536
#: Records of cells: formulas, numbers, texts, errors and blanks.
_CELL_RECORDS = frozenset({0x06, 0xBE, 0xBD, 0xFD, 0x201, 0x203, 0x204, 0x205, 0xD6, 0x27E})
#: What the library raises for a workbook that it does not understand, beside its own error.
_FAULTS = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError, struct.error)


def is_encrypted(content: bytes) -> bool:
    """Whether an .xls workbook that cannot be read is protected by a password."""
    import xlrd

    try:
        xlrd.open_workbook(file_contents=content, on_demand=True, logfile=io.StringIO())
    except (xlrd.XLRDError, xlrd.compdoc.CompDocError, xlrd.formula.FormulaError, *_FAULTS) as error:
        return "encrypted" in str(error)
    return False


def structure_fault(content: bytes) -> str:
    """What is wrong with the structure of an .xls workbook; "" if a library can trust it.

    A cell or the end of a sheet beyond the last possible row or column makes a library that trusts it ask for all of
    the memory, and more.
    """
    import xlrd

    try:
        folder = xlrd.compdoc.CompDoc(content, logfile=io.StringIO(), ignore_workbook_corruption=True)
        records, at, size = folder.locate_named_stream("Workbook")
        if records is None:
            records, at, size = folder.locate_named_stream("Book")
    except (xlrd.compdoc.CompDocError, *_FAULTS) as error:
        return f"its directory is damaged: {error}"
    if records is None:
        return "there is no workbook inside"
    end = min(at + size, len(records)) - _HEADER.size
    while at < end:
        kind, length = _HEADER.unpack_from(records, at)
        if kind in _CELL_RECORDS and length >= 4 and _COLUMN.unpack_from(records, at + 6)[0] > _LAST_COLUMN:
            return "a cell lies beyond the last column"
        if kind == _EXTENT and length >= _EXTENT_SIZE.size:
            first_row, rows, first_column, columns = _EXTENT_SIZE.unpack_from(records, at + 4)
            if not (first_row <= rows <= _MOST_ROWS and first_column <= columns <= _LAST_COLUMN + 1):
                return "a sheet ends beyond the last row or column"
        at += _HEADER.size + length
    return ""


class OldBook:
    """An .xls workbook, read for what stands beside the values.

    Attributes
    ----------
    fault : why nothing could be read beside the values; "" if all could be.
    """

    def __init__(self, content: bytes) -> None:
        import xlrd

        self.fault = ""
        self._book: Any = None
        try:
            self._book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=io.StringIO())
        except (xlrd.XLRDError, xlrd.compdoc.CompDocError, xlrd.formula.FormulaError, *_FAULTS) as error:
            self.fault = f"superscripts cannot be read ({error})"

    @property
    def is_1904(self) -> bool:
        """Whether days are counted from 1904."""
        return self._book is not None and self._book.datemode == 1

    def marked(self, name: str) -> Marked:
        """What stands in a sheet beside the values; nothing if it cannot be read."""
        if self._book is None or name not in self._book.sheet_names():
            return Marked()
        try:
            return self._marked(self._book.sheet_by_name(name))
        except _FAULTS as error:
            self.fault = f"superscripts of sheet `{name}` cannot be read ({error})"
            return Marked()

    def _marked(self, sheet: Any) -> Marked:  # noqa: ANN401
        found = Marked()
        raised_styles = {i for i, style in enumerate(self._book.xf_list) if self._is_raised(style.font_index)}
        for (row, column), starts in sheet.rich_text_runlist_map.items():
            found.superscripts[row, column] = self._runs(sheet.cell(row, column), starts)
        for row in range(sheet.nrows):
            if _ERROR_CELL in sheet.row_types(row):
                self._find_errors(sheet, row, found)
            if raised_styles:
                self._find_raised(sheet, row, raised_styles, found)
        found.superscripts = {place: runs for place, runs in found.superscripts.items() if any(r for _, r in runs)}
        return found

    def _is_raised(self, font: int) -> bool:
        fonts = self._book.font_list
        return font < len(fonts) and fonts[font].escapement == 1

    def _runs(self, cell: Any, starts: list[tuple[int, int]]) -> tuple[Run, ...]:  # noqa: ANN401
        """Runs of a cell; before the first one the font of the cell holds."""
        font = self._book.xf_list[cell.xf_index].font_index
        bounds = [(0, font), *starts, (len(cell.value), 0)]
        runs: list[Run] = []
        for (start, number), (end, _) in pairwise(bounds):
            text, is_raised = cell.value[start:end], self._is_raised(number)
            if runs and runs[-1][1] == is_raised:
                runs[-1] = (runs[-1][0] + text, is_raised)
            elif text:
                runs.append((text, is_raised))
        return tuple(runs)

    def _find_errors(self, sheet: Any, row: int, found: Marked) -> None:  # noqa: ANN401
        import xlrd

        for column, kind in enumerate(sheet.row_types(row)):
            if kind == _ERROR_CELL:
                code = sheet.cell_value(row, column)
                found.faults[row, column] = xlrd.error_text_from_code.get(code, "#ERROR!")

    def _find_raised(self, sheet: Any, row: int, raised_styles: set[int], found: Marked) -> None:  # noqa: ANN401
        """Cells of text that are superscript as a whole."""
        for column, cell in enumerate(sheet.row(row)):
            if cell.ctype == 1 and cell.xf_index in raised_styles and (row, column) not in found.superscripts:
                found.superscripts[row, column] = ((cell.value, True),)
