"""What a region could enter next: how near an activity lies to what it does, and how complex it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from smartspec.views.label_places import Places, write_labels
from smartspec.views.plan import PHONE, Plan, Words, both, lines_of, number_words, short, shortened, text_width, ticks

SIZE = 12
#: Quadrant by (dense, complex): colour, shape, and what it is called where the table has no name of its own.
QUADRANTS: Mapping[tuple[bool, bool], tuple[str, str, Words]] = {
    (True, True): ("cat-3", "disc", both("near and complex", "близко и сложно")),
    (False, True): ("cat-5", "diamond", both("complex, but far", "сложно, но далеко")),
    (True, False): ("cat-4", "square", both("near, but simple", "близко, но просто")),
    (False, False): ("cat-9", "ring", both("far and simple", "далеко и просто")),
}
CORNERS = {
    (True, True): (1.0, 0.0, "end"),
    (False, True): (0.0, 0.0, "start"),
    (True, False): (1.0, 1.0, "end"),
    (False, False): (0.0, 1.0, "start"),
}


@dataclass(frozen=True, slots=True)
class Option:
    """An activity that the region lacks."""

    label: Words
    density: float
    complexity: float
    quadrant: str = ""
    gain: float | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """Size of the drawing, its margins, how many marks an axis has, and the room of a label beside its point."""

    width: float
    height: float
    left: float
    right: float
    bottom: float
    n_ticks: tuple[int, int]
    label: float
    top: float = 40.0

    @property
    def corners(self) -> bool:
        """Whether the names of quadrants have room in their corners; they are listed below otherwise."""
        return self.width > 2 * PHONE


WIDE = Layout(760.0, 560.0, left=64.0, right=16.0, bottom=56.0, n_ticks=(8, 7), label=190.0)
NARROW = Layout(PHONE, 340.0, left=38.0, right=6.0, bottom=30.0, n_ticks=(4, 5), label=120.0)


def scatter_plan(options: Sequence[Option], *, across: Words, up: Words, names: Mapping[str, Words]) -> Plan:
    """Density by complexity, cut at the means, with labels where there is room.

    Parameters
    ----------
    options : activities that the region lacks, with both values known; they are labelled in the order of their gain.
    across, up : what the axes show.
    names : words for the names of quadrants; a name that is not known stands as it is.
    """
    wide, narrow = (_drawn(options, (across, up), names, layout) for layout in (WIDE, NARROW))
    wide.narrow = [narrow]
    return wide


def _drawn(options: Sequence[Option], axes: tuple[Words, Words], names: Mapping[str, Words], layout: Layout) -> Plan:
    plan = Plan(layout.width, layout.height)
    xs, ys = [option.density for option in options], [option.complexity for option in options]
    frame = _Frame(_range(xs, 0.06), _range(ys, 0.12), layout)
    _axes(plan, frame, axes[1])
    cut = (sum(xs) / len(xs), sum(ys) / len(ys)) if options else (0.0, 0.0)
    if options:
        _cross(plan, frame, cut)
    called: dict[tuple[bool, bool], Words] = {}
    points = []
    for option in options:
        key = (option.density >= cut[0], option.complexity >= cut[1])
        if option.quadrant:
            called.setdefault(key, names.get(option.quadrant, option.quadrant))
        x, y = frame.place(option.density, option.complexity)
        _marker(plan, (x, y), key, option.row)
        points.append((x, y, 5.0))
    places = Places(layout.width - 2, frame.bottom - 2, layout.left + 2, layout.top + 2)
    if layout.corners:
        _name_corners(plan, frame, called, places)
    order = sorted(range(len(options)), key=lambda k: (-(options[k].gain or 0.0), -options[k].density, k))
    labels = [shortened(option.label, SIZE, layout.label) for option in options]
    write_labels(plan, points, labels, order, places=places, size=SIZE, rows=[option.row for option in options])
    _foot(plan, frame, axes[0], called)
    return plan


@dataclass(frozen=True, slots=True)
class _Frame:
    xs: tuple[float, float]
    ys: tuple[float, float]
    layout: Layout

    @property
    def bottom(self) -> float:
        """Height of the lower axis."""
        return self.layout.height - self.layout.bottom

    @property
    def right(self) -> float:
        """Where the lower axis ends."""
        return self.layout.width - self.layout.right

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Where a value lies on the plan."""
        across = (x - self.xs[0]) / (self.xs[1] - self.xs[0])
        up = (y - self.ys[0]) / (self.ys[1] - self.ys[0])
        left, top = self.layout.left, self.layout.top
        return left + across * (self.right - left), self.bottom - up * (self.bottom - top)


def _range(values: Sequence[float], margin: float) -> tuple[float, float]:
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    spare = (high - low) * margin or 0.5
    return low - spare, high + spare


def _axes(plan: Plan, frame: _Frame, up: Words) -> None:
    grid, (left, top) = [], (frame.layout.left, frame.layout.top)
    for value in ticks(*frame.xs, n=frame.layout.n_ticks[0]):
        x = short(frame.place(value, frame.ys[0])[0])
        grid.append(f"M{x} {top:g}V{frame.bottom:g}")
        plan.text(x, frame.bottom + 14, number_words(value), size=SIZE, anchor="middle", fill="muted")
    for value in ticks(*frame.ys, n=frame.layout.n_ticks[1]):
        y = short(frame.place(frame.xs[0], value)[1])
        grid.append(f"M{left:g} {y}H{frame.right:g}")
        plan.text(left - 8, y, number_words(value), size=SIZE, anchor="end", fill="muted")
    plan.path("".join(grid), stroke="grid", line=1)
    plan.text(max(0.0, left - 44), top - 22, up, size=SIZE, bold=True)


def _cross(plan: Plan, frame: _Frame, cut: tuple[float, float]) -> None:
    x, y = frame.place(*cut)
    plan.line(x, frame.layout.top, x, frame.bottom, stroke="edge", line=1.2, dash="5 4")
    plan.line(frame.layout.left, y, frame.right, y, stroke="edge", line=1.2, dash="5 4")


def _foot(plan: Plan, frame: _Frame, across: Words, called: Mapping[tuple[bool, bool], Words]) -> None:
    """What the lower axis shows, and the quadrants where their corners have no room for names."""
    if frame.layout.corners:
        middle = (frame.layout.left + frame.right) / 2
        plan.text(middle, plan.height - 14, across, size=SIZE, anchor="middle", bold=True)
        return
    for words in lines_of(across, size=SIZE, room=plan.width, bold=True):
        plan.text(0, plan.height + 8, words, size=SIZE, bold=True)
        plan.height += 17
    for key, (_, _, words) in QUADRANTS.items():
        plan.height += 19
        _marker(plan, (8, plan.height - 2), key, None)
        plan.text(22, plan.height - 2, called.get(key) or words, size=SIZE)
    plan.height += 12


def _marker(plan: Plan, at: tuple[float, float], key: tuple[bool, bool], row: int | None) -> None:
    """A shape for each quadrant, so that colour is never alone."""
    (x, y), (fill, shape, _) = at, QUADRANTS[key]
    look = {"fill": fill, "stroke": "ink", "line": 1, "row": row}
    if shape == "square":
        plan.rect(x - 4.5, y - 4.5, 9, 9, **look)
    elif shape == "diamond":
        plan.path(f"M{x:.1f} {y - 6:.1f}l6 6-6 6-6-6z", **look)
    else:
        plan.circle(x, y, 5, **(look if shape == "disc" else {**look, "fill": "ground"}))


def _name_corners(plan: Plan, frame: _Frame, called: Mapping[tuple[bool, bool], Words], places: Places) -> None:
    """The name of each quadrant in its corner, with the shape of its marks."""
    left_edge, top = frame.layout.left, frame.layout.top
    for key, (across, down, anchor) in CORNERS.items():
        words = called.get(key) or QUADRANTS[key][2]
        x = left_edge + 14 + across * (frame.right - left_edge - 28)
        y = top + 14 + down * (frame.bottom - top - 28)
        wide = text_width(words, SIZE)
        left = x if anchor == "start" else x - wide
        _marker(plan, (left - 4 if anchor == "start" else x + 4, y), key, None)
        plan.text(x + (8 if anchor == "start" else -8), y, words, size=SIZE, anchor=anchor, bold=True, halo=True)
        places.take((left - 14, y - 9, left + wide + 14, y + 9))
