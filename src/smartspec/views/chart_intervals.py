"""Values with their intervals, one line each: ranks of regions, or the specialisation of one region."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from smartspec.views.plan import Plan, Words, both, number_words, short, shortened, text_width, ticks

WIDTH, LABEL, END, LINE, SIZE = 760.0, 290.0, 84.0, 19.0, 12
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
    shown, left_out = _shown(sorted(lines, key=lambda line: (line.value is None, line.value or 0.0)))
    plan, top, left = _frame(shown, axis)

    def place(value: float) -> float:
        return left + (WIDTH - left - END) * (value - 1) / max(1, n - 1)

    _stripes(plan, top, len(shown))
    _axis(plan, top, [(place(v), number_words(v)) for v in (1.0, *(t for t in ticks(1, n) if t > 1))])
    for number, line in enumerate(shown):
        y = top + LINE * (number + 0.5)
        _label(plan, line, left, y)
        if line.value is None:
            continue
        if line.low is not None and line.high is not None:
            _span(plan, (place(line.low), place(line.high)), y, line.row)
        plan.circle(place(line.value), y, 4.5, fill="accent", stroke="ground", line=1, row=line.row)
        plan.text(WIDTH - END + 12, y, _rank_words(line), size=11, fill="muted", row=line.row)
    _gap_note(plan, left, left_out)
    return plan


def quotient_plan(lines: Sequence[Line], *, axis: Words) -> Plan:
    """Quotients on a scale of doublings with a line at 1: above it, below it, or not told from it.

    Parameters
    ----------
    lines : activities; 0 stands in a column of its own, None is said to be missing.
    axis : what the quotient is.
    """
    shown, left_out = _shown(sorted(lines, key=lambda line: (line.value is None, -(line.value or 0.0))))
    plan, top, label = _frame(shown, axis, legend=True)
    zero = label + 12
    left, right = zero + 26, WIDTH - END
    bottom, upper = math.log2(LOWEST), math.log2(HIGHEST)

    def place(value: float) -> float:
        return left + (right - left) * (min(max(math.log2(value), bottom), upper) - bottom) / (upper - bottom)

    _stripes(plan, top, len(shown))
    doublings = range(int(bottom), int(upper) + 1)
    marked = [(place(2.0**k), f"1/{2**-k}" if k < 0 else str(2**k)) for k in doublings]
    marked[0], marked[-1] = (marked[0][0], f"≤{marked[0][1]}"), (marked[-1][0], f"≥{marked[-1][1]}")
    _axis(plan, top, [(zero, "0"), *marked])
    plan.line(place(1.0), top - 4, place(1.0), top + LINE * len(shown), stroke="ink", line=1.5)
    _legend(plan, label)
    for number, line in enumerate(shown):
        y = top + LINE * (number + 0.5)
        _label(plan, line, label, y)
        if line.value is None:
            continue
        if line.low is not None and line.high is not None and line.high > 0:
            start = zero if line.low <= 0 else place(line.low)
            _span(plan, (start, place(line.high)), y, line.row)
        at = zero if line.value <= 0 else place(line.value)
        _point(plan, at, y, line)
        plan.text(WIDTH - END + 12, y, number_words(line.value, digits=3), size=11, fill="muted", row=line.row)
    _gap_note(plan, label, left_out)
    return plan


def standing(line: Line) -> str:
    """`above`, `below` or `open`: where the interval lies beside 1, or the value where there is no interval."""
    low = line.value if line.low is None else line.low
    high = line.value if line.high is None else line.high
    if low is None or high is None:
        return "open"
    return "above" if low >= 1 else "below" if high < 1 else "open"


LOOKS = {
    "above": {"fill": "accent", "stroke": "accent"},
    "open": {"fill": "ground", "stroke": "ink"},
    "below": {"fill": "warm", "stroke": "warm"},
}
WORDS = {
    "above": both("above 1", "выше 1"),
    "open": both("not told from 1", "не отличается от 1"),
    "below": both("below 1", "ниже 1"),
}


def _point(plan: Plan, x: float, y: float, line: Line) -> None:
    kind = standing(line)
    _marker(plan, (x, y), kind, line.row)


def _marker(plan: Plan, at: tuple[float, float], kind: str, row: int | None = None) -> None:
    """A shape for each kind, so that colour is never alone: disc, ring, square."""
    (x, y), look = at, {**LOOKS[kind], "line": 1.5, "row": row}
    if kind == "below":
        plan.rect(x - 3.8, y - 3.8, 7.6, 7.6, **look)
    else:
        plan.circle(x, y, 4.3, **look)


def _legend(plan: Plan, x: float) -> None:
    for kind, words in WORDS.items():
        _marker(plan, (x + 6, 12), kind)
        plan.text(x + 17, 12, words, size=11, fill="muted")
        x += 34 + text_width(words, 11)


def _frame(lines: Sequence[Line], axis: Words, *, legend: bool = False) -> tuple[Plan, float, float]:
    """An empty plan, the height at which the lines start, and the width that their labels take."""
    top = 66.0 if legend else 48.0
    left = min(LABEL, max((text_width(line.label, SIZE) for line in lines), default=0.0) + 22)
    plan = Plan(WIDTH, top + LINE * len(lines) + 12)
    plan.text(left, top - 36, axis, size=12, bold=True)
    return plan, top, left


def _stripes(plan: Plan, top: float, n: int) -> None:
    stripes = "".join(f"M0 {top + LINE * number:g}h{WIDTH:g}v{LINE:g}h-{WIDTH:g}z" for number in range(0, n, 2))
    if stripes:
        plan.path(stripes, fill="band")


def _axis(plan: Plan, top: float, marked: list[tuple[float, Words]]) -> None:
    plan.path("".join(f"M{short(x)} {top - 4:g}V{short(plan.height - 12)}" for x, _ in marked), stroke="grid", line=1)
    for x, words in marked:
        plan.text(x, top - 13, words, size=11, anchor="middle", fill="muted")


def _label(plan: Plan, line: Line, left: float, y: float) -> None:
    words = shortened(line.label, SIZE, left - 18)
    plan.text(left - 14, y, words, size=SIZE, anchor="end", row=line.row)
    if line.value is None:
        plan.text(left + 6, y, both("not known", "нет данных"), size=11, fill="muted", row=line.row)


def _span(plan: Plan, ends: tuple[float, float], y: float, row: int | None) -> None:
    """A line with a cap at each end."""
    x1, x2 = (short(x) for x in ends)
    plan.path(f"M{x1} {y - 3.5:g}v7M{x2} {y - 3.5:g}v7M{x1} {y:g}H{x2}", stroke="edge", line=1.8, row=row)


def _rank_words(line: Line) -> Words:
    def whole(value: float) -> str:
        return str(short(value))

    if line.low is None or line.high is None:
        return whole(line.value or 0.0)
    return f"{whole(line.value or 0.0)} ({whole(line.low)}–{whole(line.high)})"


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
        plan.height += 18
        plan.text(x, plan.height - 12, both(english, russian), size=11, fill="muted")
