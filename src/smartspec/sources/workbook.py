"""A workbook, sheet by sheet, with its values, merged cells and superscript runs."""

import threading
import zipfile
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any

from smartspec.sources.opening import SourceFile
from smartspec.sources.workbook_old import OldBook
from smartspec.sources.workbook_runs import Package
from smartspec.sources.workbook_safety import OLD, opened_workbook, panics_refused, unreadable
from smartspec.sources.workbook_strings import Marked, Place, Run

Cell = str | float | bool | Any
#: So many sheets are unpacked ahead: one alone would wait for the interpreter each time it is done.
_AHEAD = 4
_Begun = tuple[Marked, "Future[Any]"] | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet.

    Attributes
    ----------
    rows : values from the cell A1 on, rows of equal length; "" is an empty cell; numbers are floats or integers.
    merged : ((first row, first column), (last row, last column)) of merged cells, counted from 0.
    superscripts : (row, column) to runs as (text, whether superscript); only cells with such a run.
    faults : (row, column) of a cell that the rows show as empty, to what it holds: an error such as `#DIV/0!`, or a
        formula whose value was never stored.
    """

    name: str
    rows: list[list[Cell]]
    merged: tuple[tuple[Place, Place], ...] = ()
    superscripts: dict[Place, tuple[Run, ...]] = field(default_factory=dict)
    faults: dict[Place, str] = field(default_factory=dict)

    @property
    def n_filled(self) -> int:
        """Cells that are not empty; a cell of blanks alone counts as empty, one with a fault does not."""
        n_filled = len(self.faults)
        for row in self.rows:
            n_filled += len([1 for value in row if value != "" and value is not None and not is_empty(value)])
        return n_filled


def is_empty(value: Cell) -> bool:
    """Whether a cell holds nothing but blanks."""
    return not value.strip() if isinstance(value, str) else value is None


class Book:
    """A workbook opened for reading; sheets are read when they are asked for.

    Raises
    ------
    SourceError
        If it is no workbook, damaged, protected by a password, or unpacks to more than 512 MB.
    """

    def __init__(self, source: SourceFile) -> None:
        self.name = source.name
        self.content = b"".join(source.blocks())
        self.is_old = self.content.startswith(OLD)
        self._book = opened_workbook(self.content, self.name)
        self._sheets: dict[str, Sheet] = {}
        self._lock = threading.Lock()

    @cached_property
    def _beside(self) -> Package | OldBook:
        """What the library for values leaves out."""
        return OldBook(self.content) if self.is_old else Package(self.content)

    @cached_property
    def sheet_names(self) -> tuple[str, ...]:
        """Names of the sheets with cells, in their order; sheets that are one chart or program are left out."""
        from python_calamine import SheetTypeEnum

        return tuple(one.name for one in self._book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet)

    @property
    def is_1904(self) -> bool:
        """Whether days are counted from 1904; dates in `rows` are right in either case."""
        return self._beside.is_1904

    @property
    def fault(self) -> str:
        """Why superscripts cannot be read; "" if they can."""
        return self._beside.fault if isinstance(self._beside, OldBook) else ""

    def sheet(self, name: str) -> Sheet:
        """The sheet of that name.

        Raises
        ------
        SourceError
            If it is damaged, or its used area holds more than 30 million cells.
        """
        if name not in self._sheets:
            self._sheets[name] = self._read(name)
        return self._sheets[name]

    def sheets(self) -> Iterator[Sheet]:
        """Every sheet in order; the next ones are unpacked while the caller looks at one."""
        ahead = ThreadPoolExecutor(max_workers=1)
        begun: dict[str, _Begun] = {}
        coming = iter([name for name in self.sheet_names if name not in self._sheets])
        try:
            for place, name in enumerate(self.sheet_names):
                # who only wants to know what a workbook is stops at the first sheet
                n_more = (_AHEAD if place else 1) - len(begun)
                begun |= {one: self._begun(one, ahead) for one in islice(coming, n_more)}
                if name not in self._sheets:
                    self._sheets[name] = self._read(name, begun.get(name))
                begun.pop(name, None)
                yield self._sheets[name]
        finally:
            ahead.shutdown(cancel_futures=True)

    def _begun(self, name: str, ahead: ThreadPoolExecutor) -> "_Begun":
        """A sheet whose values are being unpacked, once what stands beside them was looked at and is safe."""
        try:
            return self._beside.marked(name), ahead.submit(self._opened, name)
        except (zipfile.BadZipFile, ValueError):
            return None  # it is looked at again, and refused, in its turn

    def _opened(self, name: str) -> Any:  # noqa: ANN401  # the library has no types
        with self._lock, panics_refused():
            return self._book.get_sheet_by_name(name)

    def _read(self, name: str, begun: "_Begun" = None) -> Sheet:
        import python_calamine as calamine

        try:
            marked = begun[0] if begun else self._beside.marked(name)
            opened = begun[1].result() if begun else self._opened(name)
            rows = opened.to_python(skip_empty_area=False)
            merged = tuple(opened.merged_cell_ranges or ())
        except (calamine.CalamineError, zipfile.BadZipFile, ValueError) as error:
            raise unreadable(error, self.name) from error
        return Sheet(name, rows, merged, marked.superscripts, marked.faults)

    @cached_property
    def superscripts(self) -> dict[str, dict[Place, tuple[Run, ...]]]:
        """Sheet to cell (row, column) to its runs as (text, whether superscript); only cells with such a run."""
        return {sheet.name: sheet.superscripts for sheet in self.sheets()}
