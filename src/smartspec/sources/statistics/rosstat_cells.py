"""The cells of a table, read all at once: numbers in bulk, each different text once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, compress
from operator import itemgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smartspec.sources.observation import FLAGS
from smartspec.sources.sheets import as_text
from smartspec.sources.statistics.rosstat_layout import Grid
from smartspec.sources.statistics.rosstat_marks import MarkReader, Value
from smartspec.sources.workbook_strings import Run

OK, BLANK = FLAGS.index("ok"), FLAGS.index("blank")
FITS_NOTHING = -1
_NUMBERS = frozenset({float, int})
#: Numbers of this size are written by Arrow as by Python.
_LEAST, _MOST = 1e-4, 1e15
_EMPTY, _MISFIT = Value(None, "blank"), Value(None, "")


@dataclass(slots=True)
class Cells:
    """The cells of a table row by row: what each holds.

    Attributes
    ----------
    values : NaN where there is no number.
    flags : places in `FLAGS`; -1 where a cell fits nothing.
    raw : Arrow array of the cells as written.
    notes : place of a cell to the numbers of notes that it carries itself.
    guessed : places of cells whose note was told from the value by form.
    """

    values: NDArray[np.float64]
    flags: NDArray[np.int8]
    raw: Any
    notes: dict[int, tuple[str, ...]] = field(default_factory=dict)
    guessed: list[int] = field(default_factory=list)


def cells_of(grid: Grid, rows: Sequence[int], columns: Sequence[int], reader: MarkReader) -> Cells:
    """Read every cell in some rows and columns."""
    import pyarrow as pa

    flat = _flat(grid, rows, columns)
    is_number = np.fromiter(map(_NUMBERS.__contains__, map(type, flat)), np.bool_, len(flat))
    whole = bool(is_number.all())
    numbers = np.array(flat if whole else list(compress(flat, is_number)), np.float64)
    written = _written(numbers)
    if whole:
        return Cells(numbers, np.full(len(flat), OK, np.int8), written)
    places = np.flatnonzero(~is_number)
    others = [flat[place] for place in places.tolist()]
    cells = Cells(np.full(len(flat), np.nan), np.full(len(flat), OK, np.int8), None)
    cells.values[is_number] = numbers
    _read_others(cells, places, others, _Reading(reader, _runs(grid, rows, columns)))
    order = np.empty(len(flat), np.int64)
    order[is_number] = np.arange(len(numbers))
    order[places] = len(numbers) + np.arange(len(places))
    texts = [value if isinstance(value, str) else "" if value is None else as_text(value) for value in others]
    cells.raw = pa.concat_arrays([written, pa.array(texts, pa.string())]).take(pa.array(order))
    return cells


def _flat(grid: Grid, rows: Sequence[int], columns: Sequence[int]) -> list[Any]:
    """The cells in one list, row by row."""
    first, last = columns[0], columns[-1] + 1
    if last - first == len(columns):
        return list(chain.from_iterable(grid.rows[row][first:last] for row in rows))
    pick = itemgetter(*columns)
    return list(chain.from_iterable(pick(grid.rows[row]) for row in rows))


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


def _read_others(cells: Cells, places: NDArray[np.int64], others: list[Any], reading: _Reading) -> None:
    """Fill in flags, values and notes of the cells that are no numbers."""
    seen: dict[Any, int] = {}
    kinds: list[Value] = []
    which = np.empty(len(others), np.int64)
    runs = reading.runs
    for i, (place, value) in enumerate(zip(places.tolist(), others, strict=True)):
        key = (value, runs[place]) if place in runs else value
        if key not in seen:
            seen[key] = len(kinds)
            kinds.append(reading.read(value, place))
        which[i] = seen[key]
    flags = [FLAGS.index(kind.flag) if kind.flag else FITS_NOTHING for kind in kinds]
    cells.flags[places] = np.array(flags, np.int8)[which]
    numbers = [np.nan if kind.number is None else kind.number for kind in kinds]
    cells.values[places] = np.array(numbers, np.float64)[which]
    special = np.array([bool(kind.notes or kind.guessed) for kind in kinds])[which]
    for i in np.flatnonzero(special).tolist():
        kind, place = kinds[which[i]], int(places[i])
        if kind.notes:
            cells.notes[place] = kind.notes
        if kind.guessed:
            cells.guessed.append(place)


def _written(numbers: NDArray[np.float64]) -> Any:  # noqa: ANN401
    """Numbers as text, as `as_text` writes each of them."""
    import pyarrow as pa
    import pyarrow.compute as pc

    size = np.abs(numbers)
    usual = ((size >= _LEAST) & (size < _MOST)) | (size == 0)
    if not usual.all():
        return pa.array([as_text(float(number)) for number in numbers.tolist()], pa.string())
    whole = numbers == np.floor(numbers)
    as_whole = pc.cast(pa.array(np.where(whole, numbers, 0).astype(np.int64)), pa.string())
    if whole.all():
        return as_whole
    return pc.if_else(pa.array(whole), as_whole, pc.cast(pa.array(numbers), pa.string()))


def counted(cells: Cells) -> tuple[int, int, int]:
    """How many cells are numbers, marks in place of numbers, and blank."""
    n_ok, n_blank = int((cells.flags == OK).sum()), int((cells.flags == BLANK).sum())
    return n_ok, int((cells.flags >= 0).sum()) - n_ok - n_blank, n_blank


def misfits(cells: Cells) -> Iterator[int]:
    """Places of cells that fit nothing."""
    return map(int, np.flatnonzero(cells.flags == FITS_NOTHING))


def leave_out(cells: Cells, places: Iterable[int]) -> None:
    """Keep cells out of the table: those with a fault."""
    for place in places:
        cells.flags[place] = FITS_NOTHING
