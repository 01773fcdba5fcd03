"""What a region could enter next: how near an activity lies to what it does, and how complex it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from smartspec.views.label_places import Places, write_labels
from smartspec.views.plan import Plan, Words, both, number_words, short, shortened, text_width, ticks

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 760.0, 560.0, 64.0, 40.0, 16.0, 56.0
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


def scatter_plan(options: Sequence[Option], *, across: Words, up: Words, names: Mapping[str, Words]) -> Plan:
    """Density by complexity, cut at the means, with labels where there is room.

    Parameters
    ----------
    options : activities that the region lacks, with both values known; they are labelled in the order of their gain.
    across, up : what the axes show.
    names : words for the names of quadrants; a name that is not known stands as it is.
    """
    plan = Plan(WIDTH, HEIGHT)
    xs, ys = [option.density for option in options], [option.complexity for option in options]
    frame = _Frame(_range(xs, 0.06), _range(ys, 0.12))
    _axes(plan, frame, across, up)
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
    places = Places(WIDTH - 2, HEIGHT - BOTTOM - 2, LEFT + 2, TOP + 2)
    _name_corners(plan, called, places)
    order = sorted(range(len(options)), key=lambda k: (-(options[k].gain or 0.0), -options[k].density, k))
    labels = [shortened(option.label, 11, 190) for option in options]
    write_labels(plan, points, labels, order, places=places, rows=[option.row for option in options])
    return plan


@dataclass(frozen=True, slots=True)
class _Frame:
    xs: tuple[float, float]
    ys: tuple[float, float]

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Where a value lies on the plan."""
        across = (x - self.xs[0]) / (self.xs[1] - self.xs[0])
        up = (y - self.ys[0]) / (self.ys[1] - self.ys[0])
        return LEFT + across * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - up * (HEIGHT - TOP - BOTTOM)


def _range(values: Sequence[float], margin: float) -> tuple[float, float]:
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    spare = (high - low) * margin or 0.5
    return low - spare, high + spare


def _axes(plan: Plan, frame: _Frame, across: Words, up: Words) -> None:
    grid = []
    for value in ticks(*frame.xs, n=8):
        x = short(frame.place(value, frame.ys[0])[0])
        grid.append(f"M{x} {TOP:g}V{HEIGHT - BOTTOM:g}")
        plan.text(x, HEIGHT - BOTTOM + 14, number_words(value), size=11, anchor="middle", fill="muted")
    for value in ticks(*frame.ys, n=7):
        y = short(frame.place(frame.xs[0], value)[1])
        grid.append(f"M{LEFT:g} {y}H{WIDTH - RIGHT:g}")
        plan.text(LEFT - 8, y, number_words(value), size=11, anchor="end", fill="muted")
    plan.path("".join(grid), stroke="grid", line=1)
    plan.text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 14, across, size=12, anchor="middle", bold=True)
    plan.text(LEFT - 44, TOP - 22, up, size=12, bold=True)


def _cross(plan: Plan, frame: _Frame, cut: tuple[float, float]) -> None:
    x, y = frame.place(*cut)
    plan.line(x, TOP, x, HEIGHT - BOTTOM, stroke="edge", line=1.2, dash="5 4")
    plan.line(LEFT, y, WIDTH - RIGHT, y, stroke="edge", line=1.2, dash="5 4")


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


def _name_corners(plan: Plan, called: Mapping[tuple[bool, bool], Words], places: Places) -> None:
    """The name of each quadrant in its corner, with the shape of its marks."""
    for key, (across, down, anchor) in CORNERS.items():
        words = called.get(key) or QUADRANTS[key][2]
        x = LEFT + 14 + across * (WIDTH - LEFT - RIGHT - 28)
        y = TOP + 14 + down * (HEIGHT - TOP - BOTTOM - 28)
        wide = text_width(words, 12)
        left = x if anchor == "start" else x - wide
        _marker(plan, (left - 4 if anchor == "start" else x + 4, y), key, None)
        plan.text(x + (8 if anchor == "start" else -8), y, words, size=12, anchor=anchor, bold=True, halo=True)
        places.taken.append((left - 14, y - 9, left + wide + 14, y + 9))
