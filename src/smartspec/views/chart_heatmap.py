"""The matrix of regions and activities, rows and columns in an order that shows its blocks."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smartspec.views.chart_choropleth import MISSING, Entry, write_legend
from smartspec.views.plan import PHONE, Plan, Words, both, joined, lines_of, shortened, text_width

Floats = NDArray[np.float64]
Layout = tuple[float, float, float, tuple[float, float], int]
#: Height of a row, room for names at the left and at the top, widths of a column, size of the type.
WIDE, NARROW = (15.0, 230.0, 175.0, (9.0, 30.0), 11), (18.0, 120.0, 130.0, (17.0, 17.0), 12)
#: Narrower columns have upright labels: slanted ones would run into each other.
SLANTED = 16.0
MOST_ROWS, MOST_COLUMNS = 120, 75
#: Ends between colours: RCA of 1/4 and of 4 are equally far from 1.
ENDS = (1 / 4, 1 / 2, 1 / math.sqrt(2), 1 / 2 ** (1 / 4), 2 ** (1 / 4), math.sqrt(2), 2.0, 4.0)


@dataclass(frozen=True, slots=True)
class Matrix:
    """What is drawn.

    Attributes
    ----------
    values : (regions, activities); NaN where missing.
    presence : same shape, True where the activity is present.
    rows : same shape, number of the cell's row in the table, -1 for none.
    regions, activities : names.
    """

    values: Floats
    presence: NDArray[np.bool_]
    rows: NDArray[np.int64]
    regions: Sequence[Words]
    activities: Sequence[Words]


def heatmap_plan(matrix: Matrix, *, axis: Words, order: tuple[Sequence[int], Sequence[int]] | None = None) -> Plan:
    """Cells in nine colours about 1, a dot where the activity is present, hatched where nothing is known.

    Parameters
    ----------
    matrix : what is drawn.
    axis : what the values are.
    order : rows and columns from the first to the last; by `seriation` if None.
    """
    order = order or seriation(matrix.values)
    wide, narrow = (_drawn(matrix, axis, order, layout) for layout in (WIDE, NARROW))
    wide.narrow = [narrow]
    return wide


def _drawn(matrix: Matrix, axis: Words, order: tuple[Sequence[int], Sequence[int]], layout: Layout) -> Plan:
    row_height, most_label, most_rise, (least, most), type_size = layout
    down, across, left_out = _most(matrix, list(order[0]), list(order[1]))
    label = min(most_label, max(text_width(matrix.regions[r], type_size) for r in down) + 14)
    wide = min(most, max(least, (920.0 - label) / len(across)))
    slope, size = (46, type_size) if wide >= SLANTED else (90, min(type_size, wide - 0.5))
    rise = math.sin(math.radians(slope))
    top = min(most_rise, 12 + rise * max(text_width(matrix.activities[c], size) for c in across))
    room = (top - 12) / rise
    overhang = room * math.cos(math.radians(slope)) + 10
    plan = Plan(label + wide * len(across) + overhang, top + row_height * len(down) + 4)
    for k, column in enumerate(across):
        x = label + wide * (k + 0.5)
        plan.text(x, top - 8, shortened(matrix.activities[column], size, room), size=round(size, 1), turn=-slope)
    for j, region in enumerate(down):
        y = top + row_height * j
        words = shortened(matrix.regions[region], type_size, label - 12)
        plan.text(label - 8, y + row_height / 2, words, size=type_size, anchor="end")
        for k, column in enumerate(across):
            _cell(plan, matrix, (region, column), (label + wide * k, y, wide, row_height))
    if layout is NARROW:
        plan.frozen = (label - 4, plan.height)
    _legend(plan, matrix, axis, left_out)
    return plan


def _cell(plan: Plan, matrix: Matrix, at: tuple[int, int], place: tuple[float, float, float, float]) -> None:
    x, y, wide, high = place
    value, row = matrix.values[at], int(matrix.rows[at])
    fill = "hatch-fill" if math.isnan(value) else shade(float(value))
    own = None if row < 0 else row
    plan.rect(x, y, wide, high, fill=fill, stroke="ground", line=1, row=own)
    if matrix.presence[at] and not math.isnan(value):
        plan.circle(x + wide / 2, y + high / 2, 2, fill=ink_on(fill), row=own)


def shade(value: float) -> str:
    """Colour of a quotient, nine steps about 1 on the scale of doublings.

    Examples
    --------
    >>> shade(0.0), shade(1.0), shade(8.0)
    ('div-0', 'div-4', 'div-8')
    """
    return f"div-{int(np.searchsorted(ENDS, value, side='right'))}"


def ink_on(fill: str) -> str:
    """The colour of a dot that is seen on a cell."""
    return "ground" if fill in {"div-7", "div-8", "div-0", "div-1"} else "ink"


def seriation(values: Floats) -> tuple[list[int], list[int]]:
    """Rows and columns by the second pair of singular vectors of the profile, so that like stands by like.

    Parameters
    ----------
    values : quotients, NaN where missing, which counts as 1.

    Notes
    -----
    Correspondence analysis of presence in degrees: RCA / (1 + RCA). Signs are fixed by the sums of the rows, ties
    broken by number, so that the order is the same on every run.
    Source: Hill (1973), Journal of Ecology 61, 237-249 (reciprocal averaging).
    """
    filled = np.where(np.isnan(values), 1.0, values)
    degrees = filled / (1 + filled) + 1e-9
    rows, columns = degrees.sum(axis=1), degrees.sum(axis=0)
    u, _, v = np.linalg.svd(degrees / np.sqrt(np.outer(rows, columns)), full_matrices=False)
    if len(v) < 2:
        return list(range(len(rows))), list(range(len(columns)))
    first, second = u[:, 1] / np.sqrt(rows), v[1] / np.sqrt(columns)
    if np.dot(first, rows - rows.mean()) < 0:
        first, second = -first, -second
    down = sorted(range(len(rows)), key=lambda k: (-round(float(first[k]), 9), k))
    return down, sorted(range(len(columns)), key=lambda k: (-round(float(second[k]), 9), k))


def _most(matrix: Matrix, down: list[int], across: list[int]) -> tuple[list[int], list[int], tuple[int, int]]:
    """What fits: the rows and columns of most presences, in their order; how many are left out."""
    kept_rows = _largest(matrix.presence.sum(axis=1), down, MOST_ROWS)
    kept_columns = _largest(matrix.presence.sum(axis=0), across, MOST_COLUMNS)
    return kept_rows, kept_columns, (len(down) - len(kept_rows), len(across) - len(kept_columns))


def _largest(weights: NDArray[np.int64], order: list[int], most: int) -> list[int]:
    chosen = set(sorted(order, key=lambda k: (-int(weights[k]), k))[:most])
    return [k for k in order if k in chosen]


def _legend(plan: Plan, matrix: Matrix, axis: Words, left_out: tuple[int, int]) -> None:
    words: list[Words] = ["< 1/4", "1/4 … 1/2", "1/2 … 0.71", "0.71 … 0.84", "0.84 … 1.19", "1.19 … 1.41", "1.41 … 2"]
    words = [both(str(text), str(text).replace(".", ",")) for text in words]
    entries = [Entry(f"div-{k}", text) for k, text in enumerate([*words, "2 … 4", "≥ 4"])]
    if np.isnan(matrix.values).any():
        entries.append(Entry("hatch-fill", MISSING))
    below = Plan(PHONE if plan.frozen else max(plan.width, 640.0), plan.height)
    write_legend(below, entries, axis=axis)
    y = below.height + 8
    below.circle(11, y, 2.4, fill="ink")
    notes = [both("the activity is present", "деятельность присутствует (специализация)")]
    if any(left_out):
        english = f"not drawn: {left_out[0]} regions and {left_out[1]} activities with the fewest presences"
        russian = (
            f"не показаны: регионы ({left_out[0]}) и виды деятельности ({left_out[1]}) с наименьшим числом присутствий"
        )
        notes.append(both(english, russian))
    for line in lines_of(joined(notes, by="; "), size=12, room=below.width - 30):
        below.text(30, y, line, size=12)
        y += 17
    plan.width, plan.height = max(plan.width, below.width), y - 3
    plan.marks += below.marks
