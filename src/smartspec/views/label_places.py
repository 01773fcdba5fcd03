"""Places for labels beside points, such that none covers another or a point."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from smartspec.views.plan import Anchor, Plan, Words, text_width

#: Side, shift along x and y in radii and sizes of type, and anchor of a label beside its point.
_SIDES: tuple[tuple[float, float, Anchor], ...] = (
    (1.0, 0.0, "start"),
    (-1.0, 0.0, "end"),
    (0.0, -1.0, "middle"),
    (0.0, 1.0, "middle"),
    (0.7, -0.8, "start"),
    (0.7, 0.8, "start"),
    (-0.7, -0.8, "end"),
    (-0.7, 0.8, "end"),
)


Box = tuple[float, float, float, float]
#: Taken boxes are looked for in cells of about the size of a label.
_ACROSS, _DOWN = 64.0, 24.0


@dataclass(slots=True)
class Places:
    """What of a rectangle is taken: boxes as (left, top, right, bottom), by the cells that they touch."""

    width: float
    height: float
    left: float = 0.0
    top: float = 0.0
    _taken: dict[tuple[int, int], list[Box]] = field(default_factory=dict)

    def point(self, x: float, y: float, r: float) -> None:
        """Keep a point free of labels."""
        self.take((x - r, y - r, x + r, y + r))

    def take(self, box: Box) -> None:
        """Keep a box free of labels."""
        for cell in _cells(box):
            self._taken.setdefault(cell, []).append(box)

    def free(self, box: Box) -> bool:
        """Whether a box lies inside and meets nothing."""
        left, top, right, bottom = box
        if left < self.left or top < self.top or right > self.width or bottom > self.height:
            return False
        near = (other for cell in _cells(box) for other in self._taken.get(cell, ()))
        return not any(left < r and right > x and top < b and bottom > y for x, y, r, b in near)

    def place(self, plan: Plan, at: tuple[float, float, float], words: Words, *, size: float, row: int | None) -> bool:
        """Write a label beside the point `at` (x, y, radius) if one of its sides is free."""
        x, y, r = at
        wide, high = text_width(words, size), size * 1.15
        for across, down, anchor in _SIDES:
            tx, ty = x + across * (r + 3), y + down * (r + high / 2 + 1)
            left = tx if anchor == "start" else tx - wide if anchor == "end" else tx - wide / 2
            box = (left, ty - high / 2, left + wide, ty + high / 2)
            if self.free(box):
                self.take(box)
                plan.text(tx, ty, words, size=size, anchor=anchor, halo=True, row=row)
                return True
        return False


def _cells(box: Box) -> list[tuple[int, int]]:
    left, top, right, bottom = box
    across = range(int(left // _ACROSS), int(right // _ACROSS) + 1)
    return [(i, j) for i in across for j in range(int(top // _DOWN), int(bottom // _DOWN) + 1)]


def write_labels(
    plan: Plan,
    points: Sequence[tuple[float, float, float]],
    labels: Sequence[Words],
    order: Iterable[int],
    *,
    places: Places,
    size: float = 12,
    rows: Sequence[int | None] | None = None,
) -> int:
    """Label points in an order as long as there is room; the number of labels written.

    Parameters
    ----------
    points : (x, y, radius) of every point; none of them is covered.
    labels : text of each.
    order : which is labelled first.
    rows : row of the table of each point.
    """
    for x, y, r in points:
        places.point(x, y, r)
    written = 0
    for k in order:
        written += places.place(plan, points[k], labels[k], size=size, row=rows[k] if rows else None)
    return written
