"""A cell among the cells around it, with the headings above and the labels beside it, however far they lie."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from smartspec.errors import SourceError
from smartspec.sources.evidence_headings import (
    Data,
    crossing,
    data_of,
    heading_columns,
    heading_rows,
    is_number,
    label_columns,
)
from smartspec.sources.evidence_plane import Plane
from smartspec.sources.observation import cell_address, column_letters
from smartspec.sources.workbook_strings import Place, Run

_LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class WindowCell:
    """A cell that is shown.

    Attributes
    ----------
    row, column : the first row and column shown of it, counted from 1.
    last_row, last_column : the last shown; the same unless cells are merged.
    kind : `number`, `text` or `fault`.
    runs : pieces of the text as (text, whether raised), if any is raised.
    """

    row: int
    column: int
    last_row: int
    last_column: int
    text: str
    kind: str
    runs: tuple[Run, ...] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """A cell in its sheet.

    Attributes
    ----------
    cell, text : address of the cell looked for, and what stands there.
    rows, columns : numbers of the rows and columns shown, from 1, in order; what is between them is left out.
    n_rows, n_columns : of the sheet; None where the file was not read to its end.
    headings : rows shown above the data: titles, units, headings.
    labels : columns shown beside the data.
    cells : cells shown that are not empty.
    """

    sheet: str
    sheets: tuple[str, ...]
    cell: str
    text: str
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    n_rows: int | None
    n_columns: int
    headings: tuple[int, ...]
    labels: tuple[int, ...]
    cells: tuple[WindowCell, ...] = field(repr=False)
    notes: tuple[str, ...] = ()

    def body(self) -> dict[str, Any]:
        """The window as JSON; columns carry their letters."""
        found = asdict(self)
        letters = [column_letters(column - 1) for column in self.columns]
        return {"kind": "window", **found, "letters": letters}


def window_of(plane: Plane, place: Place, *, data: Data | None = None, rows: int = 8, columns: int = 5) -> Window:
    """The cells around a place.

    Parameters
    ----------
    data : rows and columns that hold observations; judged by the numbers in the cells if None.
    rows, columns : how many are shown on either side of the cell.

    Raises
    ------
    SourceError
        If the sheet has no such cell.
    """
    if place[0] not in plane.rows or place[1] >= plane.n_columns:
        last = cell_address((plane.n_rows or max(plane.rows, default=0) + 1) - 1, max(plane.n_columns, 1) - 1)
        where = f"sheet `{plane.sheet}`" if plane.sheet else ""
        raise SourceError(f"there is no cell `{cell_address(*place)}`", place=where, hint=f"the last is `{last}`")
    data = data or data_of(plane, place)
    near = crossing(plane, place)
    headings, labels = heading_rows(near, place, data), label_columns(near, place, data)
    near_rows = (row for row in range(place[0] - rows, place[0] + rows + 1) if row in plane.rows)
    near_columns = range(max(0, place[1] - columns), min(plane.n_columns, place[1] + columns + 1))
    beside = heading_columns(near, place, headings)
    shown_rows = sorted({*headings, *near_rows})
    shown_columns = sorted({*labels, *near_columns, *beside})
    return Window(
        plane.sheet,
        plane.sheets,
        cell_address(*place),
        plane.text(place),
        tuple(row + 1 for row in shown_rows),
        tuple(column + 1 for column in shown_columns),
        plane.n_rows,
        plane.n_columns,
        tuple(row + 1 for row in headings),
        tuple(column + 1 for column in labels if column != place[1]),
        tuple(_cells(plane, shown_rows, shown_columns)),
        plane.notes,
    )


def _cells(plane: Plane, rows: Sequence[int], columns: Sequence[int]) -> Iterator[WindowCell]:
    """Cells shown that are not empty; of merged ones the part that is shown."""
    taken: set[Place] = set()
    for first, last in plane.merged:
        inside_rows = [row for row in rows if first[0] <= row <= last[0]]
        inside_columns = [column for column in columns if first[1] <= column <= last[1]]
        if inside_rows and inside_columns:
            taken.update((row, column) for row in inside_rows for column in inside_columns)
            ends = (inside_rows[0], inside_rows[-1]), (inside_columns[0], inside_columns[-1])
            yield _cell(plane, first, *ends)
    for row in rows:
        for column in columns:
            if (row, column) not in taken and plane.text((row, column)).strip():
                yield _cell(plane, (row, column), (row, row), (column, column))


def _cell(plane: Plane, place: Place, rows: Place, columns: Place) -> WindowCell:
    text = plane.text(place)
    kind = "fault" if place in plane.faults else "number" if text and is_number(plane, place) else "text"
    runs = tuple(_cut(plane.superscripts.get(place, ())))
    return WindowCell(rows[0] + 1, columns[0] + 1, rows[1] + 1, columns[1] + 1, shortened(text), kind, runs)


def _cut(runs: Iterable[Run]) -> Iterator[Run]:
    left = _LONGEST
    for text, raised in runs:
        if left > 0:
            yield text[:left], raised
        left -= len(text)


def shortened(text: str, longest: int = _LONGEST) -> str:
    """A text that does not fill the screen.

    Examples
    --------
    >>> shortened("abcdef", 4)
    'abc…'
    """
    return text if len(text) <= longest else text[: longest - 1] + "…"
