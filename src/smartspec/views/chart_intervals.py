"""Values with their intervals, one line each: ranks of regions, or the specialisation of one region."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from smartspec.views.interval_frame import NARROW, SIZE, WIDE, Frame, Layout, marker
from smartspec.views.plan import Plan, Words, both, joined, lines_of, number_words, short, ticks

#: RCA beyond these is drawn at the edge: four and a half doublings are all that a reader compares.
LOWEST, HIGHEST = 1 / 8, 16.0
#: Longer lists show their beginning and their end.
MOST = 130


@dataclass(frozen=True, slots=True)
class Line:
    """A value with the ends of its interval, where they are known, and the row of the table it stands for."""

    label: Words
    value: float | None
    low: float | None = None
    high: float | None = None
    row: int | None = None


def rank_plan(lines: Sequence[Line], *, axis: Words, n: int) -> Plan:
    """Ranks from 1, the best first, each with the interval in which it lies.

    Parameters
    ----------
    lines : regions; a value of None has no rank and is named at the end.
    axis : what the ranks are of.
    n : how many were ranked.
    """
    wide, narrow = (_ranks(lines, axis, n, layout) for layout in (WIDE, NARROW))
    wide.narrow = [narrow]
    return wide


def _ranks(lines: Sequence[Line], axis: Words, n: int, layout: Layout) -> Plan:
    shown, left_out = _shown(sorted(lines, key=lambda line: (line.value is None, line.value or 0.0)))
    frame = Frame.of([line.label for line in shown], axis, layout)
    plan, right = frame.plan, layout.width - layout.end

    def place(value: float) -> float:
        return frame.left + (right - frame.left) * (value - 1) / max(1, n - 1)

    frame.ground([(place(v), number_words(v)) for v in (1.0, *(t for t in ticks(1, n, n=layout.n_ticks) if t > 1))])
    for number, line in enumerate(shown):
        y = frame.label(line.label, number, line.row, known=line.value is not None)
        if line.value is None:
            continue
        if line.low is not None and line.high is not None:
            _span(plan, (place(line.low), place(line.high)), y, line.row)
        plan.circle(place(line.value), y, 4.5, fill="accent", stroke="ground", line=1, row=line.row)
        frame.value(_rank_words(line), number, line.row)
    _gap_note(plan, frame.left, left_out)
    return plan


def quotient_plan(lines: Sequence[Line], *, axis: Words) -> Plan:
    """Quotients on a scale of doublings with a line at 1: above it, below it, or not told from it.

    Parameters
    ----------
    lines : activities; 0 stands in a column of its own, None is said to be missing.
    axis : what the quotient is.
    """
    wide, narrow = (_quotients(lines, axis, layout) for layout in (WIDE, NARROW))
    wide.narrow = [narrow]
    return wide


def _quotients(lines: Sequence[Line], axis: Words, layout: Layout) -> Plan:
    shown, left_out = _shown(sorted(lines, key=lambda line: (line.value is None, -(line.value or 0.0))))
    frame = Frame.of([line.label for line in shown], axis, layout, legend=True)
    plan, zero = frame.plan, frame.left + (0 if layout.stacked else 12)
    left, right = zero + 26, layout.width - layout.end
    bottom, upper = math.log2(LOWEST), math.log2(HIGHEST)

    def place(value: float) -> float:
        return left + (right - left) * (min(max(math.log2(value), bottom), upper) - bottom) / (upper - bottom)

    doublings = range(int(bottom), int(upper) + 1)
    marked = [(place(2.0**k), f"1/{2**-k}" if k < 0 else str(2**k)) for k in doublings]
    marked[0], marked[-1] = (marked[0][0], f"≤{marked[0][1]}"), (marked[-1][0], f"≥{marked[-1][1]}")
    frame.ground([(zero, "0"), *marked], strong=place(1.0))
    for number, line in enumerate(shown):
        y = frame.label(line.label, number, line.row, known=line.value is not None)
        if line.value is None:
            continue
        if line.low is not None and line.high is not None and line.high > 0:
            start = zero if line.low <= 0 else place(line.low)
            _span(plan, (start, place(line.high)), y, line.row)
        marker(plan, (zero if line.value <= 0 else place(line.value), y), standing(line), line.row)
        frame.value(number_words(line.value, digits=3), number, line.row)
    _gap_note(plan, frame.left, left_out)
    return plan


def standing(line: Line) -> str:
    """`above`, `below` or `open`: where the interval lies beside 1, or the value where there is no interval."""
    low = line.value if line.low is None else line.low
    high = line.value if line.high is None else line.high
    if low is None or high is None:
        return "open"
    return "above" if low >= 1 else "below" if high < 1 else "open"


def _span(plan: Plan, ends: tuple[float, float], y: float, row: int | None) -> None:
    """A line with a cap at each end."""
    x1, x2 = (short(x) for x in ends)
    plan.path(f"M{x1} {y - 3.5:g}v7M{x2} {y - 3.5:g}v7M{x1} {y:g}H{x2}", stroke="edge", line=1.8, row=row)


def _rank_words(line: Line) -> Words:
    value = number_words(line.value, digits=4)
    if line.low is None or line.high is None:
        return value
    return joined([value, " (", number_words(line.low, digits=4), "–", number_words(line.high, digits=4), ")"])


def _shown(lines: Sequence[Line]) -> tuple[list[Line], int]:
    """All lines, or the first and the last where there are too many, and how many are left out between them."""
    if len(lines) <= MOST:
        return list(lines), 0
    half = MOST // 2
    return [*lines[:half], *lines[-half:]], len(lines) - 2 * half


def _gap_note(plan: Plan, x: float, left_out: int) -> None:
    if left_out:
        english = f"{left_out} lines between the first and the last {MOST // 2} are in the table only"
        russian = f"{left_out} строк между первыми и последними {MOST // 2} есть только в таблице"
        for words in lines_of(both(english, russian), size=SIZE, room=plan.width - x):
            plan.height += 18
            plan.text(x, plan.height - 12, words, size=SIZE, fill="muted")
