"""The cells of a table, read all at once: numbers in bulk, each different text once."""

import math
from array import array
from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smartspec.sources.observation import FLAGS
from smartspec.sources.sheets import as_text
from smartspec.sources.statistics.rosstat_grid import Grid
from smartspec.sources.statistics.rosstat_marks import MarkReader, Value
from smartspec.sources.workbook_strings import Run

OK, BLANK = FLAGS.index("ok"), FLAGS.index("blank")
FITS_NOTHING = -1
_NUMBERS = frozenset({float, int})
_FLAG_NUMBERS = {flag: number for number, flag in enumerate(FLAGS)} | {"": FITS_NOTHING}
_EMPTY, _MISFIT = Value(None, "blank"), Value(None, "")


@dataclass(slots=True)
class Cells:
    """The cells of a table row by row: what each holds.

    Attributes
    ----------
    values : NaN where there is no number.
    flags : places in `FLAGS`; -1 where a cell fits nothing.
    places, texts : places of the cells that are no numbers, in their order, and these as written.
    notes : place of a cell to the numbers of notes that it carries itself.
    guessed : places of cells whose note was told from the value by form.
    """

    values: NDArray[np.float64]
    flags: NDArray[np.int8]
    places: list[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    notes: dict[int, tuple[str, ...]] = field(default_factory=dict)
    guessed: list[int] = field(default_factory=list)


def cells_of(grid: Grid, rows: Sequence[int], columns: Sequence[int], reader: MarkReader) -> Cells:
    """Read every cell in some rows and columns."""
    first, last = columns[0], columns[-1] + 1
    gaps = last - first > len(columns)
    numbers: array[float] = array("d")
    places: list[int] = []
    others: list[Any] = []
    for row in rows:
        values: list[Any] = [grid.rows[row][j] for j in columns] if gaps else grid.rows[row][first:last]
        try:
            numbers.fromlist(values)
        except TypeError:
            for place in [i for i, value in enumerate(values) if type(value) not in _NUMBERS]:
                places.append(len(numbers) + place)
                others.append(values[place])
                values[place] = math.nan
            numbers.fromlist(values)
    found = np.frombuffer(numbers)
    # true and false pass for the numbers 1 and 0
    for place in np.flatnonzero((found == 0) | (found == 1)).tolist():
        value = grid.rows[rows[place // len(columns)]][columns[place % len(columns)]]
        if isinstance(value, bool):
            at = bisect(places, place)
            places.insert(at, place)
            others.insert(at, value)
            found[place] = math.nan
    texts = [value if isinstance(value, str) else "" if value is None else as_text(value) for value in others]
    cells = Cells(found, np.full(len(found), OK, np.int8), places, texts)
    if places:
        _read_others(cells, others, _Reading(reader, _runs(grid, rows, columns)))
    return cells


def _runs(grid: Grid, rows: Sequence[int], columns: Sequence[int]) -> dict[int, tuple[Run, ...]]:
    """Place of a cell to its runs, for cells with superscripts."""
    if not grid.sheet.superscripts:
        return {}
    down, across = {row: i for i, row in enumerate(rows)}, {column: j for j, column in enumerate(columns)}
    return {
        down[row] * len(columns) + across[column]: grid.runs(row, column)
        for row, column in grid.sheet.superscripts
        if row in down and column in across
    }


@dataclass(slots=True)
class _Reading:
    """Reads each different text once."""

    reader: MarkReader
    runs: dict[int, tuple[Run, ...]]

    def read(self, value: Any, place: int) -> Value:  # noqa: ANN401
        """What a cell says that is no number: a text, or what fits nothing (a day, true or false)."""
        if value is None:
            return _EMPTY
        if not isinstance(value, str):
            return _MISFIT
        return self.reader.read(value, self.runs.get(place, ())) if value.strip() else _EMPTY


def _read_others(cells: Cells, others: list[Any], reading: _Reading) -> None:
    """Fill in flags, values and notes of the cells that are no numbers."""
    runs = reading.runs
    seen: dict[Any, Value] = {}
    for place, value in zip(cells.places, others, strict=True):
        key = (value, runs[place]) if place in runs else value
        found = seen.get(key)
        if found is None:
            found = seen[key] = reading.read(value, place)
        cells.flags[place] = _FLAG_NUMBERS[found.flag]
        if found.number is not None:
            cells.values[place] = found.number
        if found.notes:
            cells.notes[place] = found.notes
        if found.guessed:
            cells.guessed.append(place)


def counted(cells: Cells) -> tuple[int, int, int]:
    """How many cells are numbers, marks in place of numbers, and blank."""
    n_numbers = len(cells.flags) - len(cells.places)
    if not cells.places:
        return n_numbers, 0, 0
    others = cells.flags[cells.places]
    n_ok, n_blank = int((others == OK).sum()), int((others == BLANK).sum())
    return n_numbers + n_ok, int((others >= 0).sum()) - n_ok - n_blank, n_blank


def misfits(cells: Cells) -> Iterator[int]:
    """Places of cells that fit nothing."""
    return (place for place in cells.places if cells.flags[place] == FITS_NOTHING)


def leave_out(cells: Cells, places: Iterable[int]) -> None:
    """Keep cells out of the table: those with a fault."""
    for place in places:
        cells.flags[place] = FITS_NOTHING
