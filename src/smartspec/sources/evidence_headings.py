"""Which rows of a sheet head a cell, and which columns label it, however far they lie."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from smartspec.sources.evidence_plane import Plane
from smartspec.sources.workbook_strings import Place

#: Rows of headings, rows in between and columns of labels that are shown at most.
_TOP, _TOP_FIRST, _NEAR, _LABELS, _LABELS_FIRST, _BESIDE = 14, 5, 6, 8, 5, 4
#: Rows and columns that are searched where nobody says which of them hold data.
_SEARCHED_ROWS, _SEARCHED_COLUMNS = 400, 200
_NUMBER = re.compile(r"[-+−]?\d[\d\s]*(?:[.,]\d+)?(?:[eE][-+]?\d+)?")
_YEAR = re.compile(r"(?:1[89]|20)\d\d")


@dataclass(frozen=True, slots=True)
class Data:
    """Rows and columns of a sheet that hold observations, counted from 0; what lies outside is heading or label."""

    rows: Collection[int]
    columns: Collection[int]


def crossing(plane: Plane, place: Place) -> Plane:
    """The plane without merged cells that lie neither in the row nor in the column of a place."""
    return replace(plane, merged=tuple(one for one in plane.merged if _crosses(one, place)))


def _crosses(merged: tuple[Place, Place], place: Place) -> bool:
    """Whether merged cells lie in the row or the column of a place."""
    (first_row, first_column), (last_row, last_column) = merged
    return first_row <= place[0] <= last_row or first_column <= place[1] <= last_column


def data_of(plane: Plane, place: Place) -> Data:
    """Rows and columns that hold numbers which are no years and no numbers of columns, and those of the place itself.

    Columns count if the row of the place holds a number there; rows are looked at from the top and before the place.
    """
    searched = [row for row in plane.rows if row < _SEARCHED_ROWS or 0 <= place[0] - row < _SEARCHED_ROWS]
    width = min(plane.n_columns, _SEARCHED_COLUMNS)
    rows = {row for row in searched if _holds_data(plane, row, width)}
    columns = {column for column in range(width) if is_number(plane, (place[0], column))}
    return Data(rows | {place[0]}, columns | {place[1]})


def _holds_data(plane: Plane, row: int, width: int) -> bool:
    """Whether a row holds a number behind its first column, and is no row of years or of numbers of columns."""
    texts = [plane.text((row, column)).strip() for column in range(1, width) if is_number(plane, (row, column))]
    if not texts or all(_YEAR.fullmatch(text) for text in texts):
        return False
    counted = [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 4]
    is_counting = len(counted) == len(texts) > 2 and all(b - a == 1 for a, b in pairwise(counted))
    return not is_counting


def is_number(plane: Plane, place: Place) -> bool:
    """Whether a cell holds a number, or a text that reads as one."""
    if plane.numbers is not None and plane.numbers(place):
        return True
    return _NUMBER.fullmatch(plane.text(place).strip()) is not None


def heading_rows(plane: Plane, place: Place, data: Data) -> list[int]:
    """Rows above the data, and the nearest rows without data above the place, in so far as they hold something."""
    first = min(data.rows, default=place[0])
    top = [row for row in sorted(plane.rows) if row < min(first, place[0]) and _is_filled(plane, row)]
    if len(top) > _TOP:
        top = top[:_TOP_FIRST] + top[_TOP_FIRST - _TOP :]
    found = set(top)
    for number, run in enumerate(_runs_above(plane, place, data, first)):
        heads = any(_covered(plane, (row, place[1])) for row in run)
        if number == 0 or heads:
            found.update(run[-_NEAR:])
        if heads:
            break
    return sorted(found)


def _runs_above(plane: Plane, place: Place, data: Data, first: int) -> Iterator[list[int]]:
    """Runs of filled rows without data between the first row of data and the place, the nearest first."""
    run: list[int] = []
    for row in range(place[0] - 1, first, -1):
        if row not in plane.rows:
            return
        if row in data.rows:
            if run:
                yield run[::-1]
            run = []
        elif _is_filled(plane, row):
            run.append(row)
    if run:
        yield run[::-1]


def _is_filled(plane: Plane, row: int) -> bool:
    return any(text.strip() for text in plane.rows[row])


def _covered(plane: Plane, place: Place) -> bool:
    """Whether something stands in a cell, or in the merged cells that it is a part of."""
    return bool(plane.text(_anchor(plane, place)).strip())


def _anchor(plane: Plane, place: Place) -> Place:
    """The first of the merged cells that a cell is a part of; itself where it is not."""
    for first, last in plane.merged:
        if first[0] <= place[0] <= last[0] and first[1] <= place[1] <= last[1]:
            return first
    return place


def label_columns(plane: Plane, place: Place, data: Data) -> list[int]:
    """Columns without observations that hold something in the row of the place; the first column if none does."""
    without = [column for column in range(plane.n_columns) if column not in data.columns and column != place[1]]
    filled = [column for column in without if _covered(plane, (place[0], column))]
    left = [column for column in filled if column < place[1]]
    if len(left) > _LABELS:
        left = left[:_LABELS_FIRST] + left[_LABELS_FIRST - _LABELS :]
    right = [column for column in filled if column > place[1]][:_BESIDE]
    return left + right if left or place[1] == 0 else [0, *right]


def heading_columns(plane: Plane, place: Place, headings: Sequence[int]) -> set[int]:
    """Columns of the headings that hold for the place: above it, or the nearest to the left where nothing is above."""
    found: set[int] = set()
    for row in headings:
        if not _covered(plane, (row, place[1])):
            left = (column for column in range(place[1] - 1, -1, -1) if plane.text((row, column)).strip())
            found.update(column for column in [next(left, -1)] if column >= 0)
    return found
