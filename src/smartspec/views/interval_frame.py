"""The frame of values with intervals: labels beside their lines, or above them where the page is narrow."""

from collections.abc import Sequence
from dataclasses import dataclass

from smartspec.views.plan import PHONE, Plan, Words, both, lines_of, short, shortened, text_width

SIZE = 12
#: Beside a label above its line the value needs so much.
VALUE_ROOM = 92.0
#: Height of a label above its line.
LABEL_LINE = 20.0
MISSING = both("not known", "нет данных")


@dataclass(frozen=True, slots=True)
class Layout:
    """Width of the drawing, most that labels take at the left, what values take at the right, height of a line.

    Where labels take nothing they stand above their lines, which then have the whole width.
    """

    width: float
    label: float
    end: float
    line: float
    n_ticks: int

    @property
    def stacked(self) -> bool:
        """Whether labels stand above their lines."""
        return self.label == 0


WIDE = Layout(760.0, label=290.0, end=88.0, line=19.0, n_ticks=6)
NARROW = Layout(PHONE, label=0.0, end=14.0, line=38.0, n_ticks=4)


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


def marker(plan: Plan, at: tuple[float, float], kind: str, row: int | None = None) -> None:
    """A shape for each kind, so that colour is never alone: disc, ring, square."""
    (x, y), look = at, {**LOOKS[kind], "line": 1.5, "row": row}
    if kind == "below":
        plan.rect(x - 3.8, y - 3.8, 7.6, 7.6, **look)
    else:
        plan.circle(x, y, 4.3, **look)


def legend_of(plan: Plan, x: float, y: float) -> float:
    """The kinds of marks, in as many lines as they need; the height of the last one."""
    start = x
    for kind, words in WORDS.items():
        wide = 34 + text_width(words, SIZE)
        if x > start and x + wide - 17 > plan.width:
            x, y = start, y + 18
        marker(plan, (x + 6, y), kind)
        plan.text(x + 17, y, words, size=SIZE, fill="muted")
        x += wide
    return y


@dataclass(frozen=True, slots=True)
class Frame:
    """An empty plan, the height at which its lines start, how many there are, and where their scale begins."""

    plan: Plan
    layout: Layout
    top: float
    n: int
    left: float

    @classmethod
    def of(cls, labels: Sequence[Words], axis: Words, layout: Layout, *, legend: bool = False) -> "Frame":
        """The legend and the title of the axis stand above."""
        widest = max((text_width(label, SIZE) for label in labels), default=0.0)
        left = 12.0 if layout.stacked else min(layout.label, widest + 22)
        at = 0.0 if layout.stacked else left
        plan = Plan(layout.width, 0.0)
        y = legend_of(plan, at, 10.0) + 20 if legend else 12.0
        for words in lines_of(axis, size=SIZE, room=layout.width - at, bold=True):
            plan.text(at, y, words, size=SIZE, bold=True)
            y += 17
        top = y + 18
        plan.height = top + layout.line * len(labels) + 12
        return cls(plan, layout, top, len(labels), left)

    @property
    def bottom(self) -> float:
        """Height at which the lines end."""
        return self.top + self.layout.line * self.n

    def ground(self, marked: Sequence[tuple[float, Words]], *, strong: float | None = None) -> None:
        """Stripes behind every other line, the axis with its marks, and a strong line at `strong`."""
        plan, n = self.plan, self.n
        self._stripe(range(0, n, 2), self.layout.line, "band")
        grid = "".join(f"M{short(x)} {self.top - 4:g}V{short(self.bottom)}" for x, _ in marked)
        plan.path(grid, stroke="grid", line=1)
        if strong is not None:
            plan.line(strong, self.top - 4, strong, self.bottom, stroke="ink", line=1.5)
        if self.layout.stacked:
            # no line of the axis runs through a label
            self._stripe(range(0, n, 2), LABEL_LINE, "band")
            self._stripe(range(1, n, 2), LABEL_LINE, "ground")
        for x, words in marked:
            plan.text(x, self.top - 13, words, size=SIZE, anchor="middle", fill="muted")

    def _stripe(self, lines: range, high: float, fill: str) -> None:
        wide, line = self.layout.width, self.layout.line
        stripes = "".join(f"M0 {self.top + line * k:g}h{wide:g}v{high:g}h-{wide:g}z" for k in lines)
        if stripes:
            self.plan.path(stripes, fill=fill)

    def label(self, words: Words, number: int, row: int | None, *, known: bool) -> float:
        """The name of a line, and the height of its marks."""
        start, stacked = self.top + self.layout.line * number, self.layout.stacked
        y = start + (11 if stacked else self.layout.line / 2)
        if stacked:
            room = self.layout.width - 4 - (VALUE_ROOM if known else 0)
            self.plan.text(4, y, shortened(words, SIZE, room), size=SIZE, row=row)
        else:
            cut = shortened(words, SIZE, self.left - 18)
            self.plan.text(self.left - 14, y, cut, size=SIZE, anchor="end", row=row)
        low = start + 27 if stacked else y
        if not known:
            self.plan.text(self.left + 6, low, MISSING, size=SIZE, fill="muted", row=row)
        return low

    def value(self, words: Words, number: int, row: int | None) -> None:
        """The value of a line in words, at its right."""
        start, wide = self.top + self.layout.line * number, self.layout.width
        if self.layout.stacked:
            self.plan.text(wide - 4, start + 11, words, size=SIZE, anchor="end", fill="muted", row=row)
        else:
            y = start + self.layout.line / 2
            self.plan.text(wide - self.layout.end + 12, y, words, size=SIZE, fill="muted", row=row)
