"""What passes between regions: the strongest pairs as curves over the map, both directions apart."""

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from smartspec.views.chart_choropleth import NARROW, SIZE, bare_map
from smartspec.views.fitting import fitted
from smartspec.views.label_places import Places, write_labels
from smartspec.views.outlines import Outlines
from smartspec.views.plan import Plan, Words, both, lines_of, number_words, shortened

MOST, WIDEST, NARROWEST, BEND = 50, 9.0, 0.8, 0.18


@dataclass(frozen=True, slots=True)
class Flow:
    """A value from one region to another, or between them; the row of the table of pairs."""

    source: str
    target: str
    value: float
    row: int | None = None


def flows_plan(
    outlines: Outlines, flows: Sequence[Flow], names: Mapping[str, Words], *, axis: Words, directed: bool
) -> Plan:
    """The strongest flows between places on the map; width by value.

    Parameters
    ----------
    outlines : the map; flows with an end that has no place are left out.
    flows : all that there are; at most 50 are drawn, the strongest, ties by code.
    names : code to name of the region.
    axis : what the values are, with unit and period.
    directed : whether a curve has a head.
    """
    made = []
    for form in (outlines, *(fitted(outlines, width) for width in NARROW)):
        bare = dataclasses.replace(form, boxes=(), height=form.map_height)
        made.append(_drawn(bare, flows, names, axis=axis, directed=directed))
    made[0].narrow = made[1:]
    return made[0]


def _drawn(
    outlines: Outlines, flows: Sequence[Flow], names: Mapping[str, Words], *, axis: Words, directed: bool
) -> Plan:
    drawn = strongest(outlines, flows)
    plan = bare_map(outlines, {})
    largest = max((flow.value for flow in drawn), default=1.0)
    widest = WIDEST * max(0.6, min(1.0, outlines.width / 920))
    for flow in reversed(drawn):
        ends = (*outlines.centres[flow.source], *outlines.centres[flow.target])
        _curve(plan, ends, max(NARROWEST, widest * flow.value / largest), flow.row, head=directed)
    weight: dict[str, float] = {}
    for flow in drawn:
        for code in (flow.source, flow.target):
            weight[code] = weight.get(code, 0.0) + flow.value
    order = sorted(weight, key=lambda code: (-weight[code], code))
    points = [(*outlines.centres[code], 3.0) for code in order]
    for x, y, r in points:
        plan.circle(x, y, r, fill="ink", stroke="ground", line=1)
    labels = [shortened(names.get(code, code), SIZE, 110 if outlines.move else 170) for code in order]
    write_labels(plan, points, labels, range(len(order)), places=Places(plan.width, outlines.map_height), size=SIZE)
    _scale(plan, largest, widest, axis)
    n = sum(flow.value > 0 for flow in flows)
    shown = both(f"{len(drawn)} strongest of {n}", f"{len(drawn)} сильнейших из {n}")
    x, down = (410, 0) if plan.width >= 600 else (0, 22)
    plan.height += down
    plan.text(x, plan.height - 16, shown, size=SIZE, fill="muted")
    return plan


def strongest(outlines: Outlines, flows: Sequence[Flow]) -> list[Flow]:
    """The strongest flows whose two ends have a place, at most 50."""
    placed = [f for f in flows if f.value > 0 and f.source in outlines.centres and f.target in outlines.centres]
    return sorted(placed, key=lambda flow: (-flow.value, flow.source, flow.target))[:MOST]


def _curve(plan: Plan, ends: tuple[float, float, float, float], wide: float, row: int | None, *, head: bool) -> None:
    """A curve from the first end to the second, bent to its left, so that the way back lies beside it."""
    x1, y1, x2, y2 = ends
    cx, cy = (x1 + x2) / 2 + BEND * (y2 - y1), (y1 + y2) / 2 - BEND * (x2 - x1)
    look = {"stroke": "accent", "line": round(wide, 1), "alpha": 0.62, "row": row}
    if not head:
        plan.path(f"M{x1:.1f} {y1:.1f}Q{cx:.1f} {cy:.1f} {x2:.1f} {y2:.1f}", **look)
        return
    size = 5 + wide * 1.1
    length = math.hypot(x2 - cx, y2 - cy) or 1.0
    ux, uy = (x2 - cx) / length, (y2 - cy) / length
    bx, by = x2 - ux * size, y2 - uy * size
    plan.path(f"M{x1:.1f} {y1:.1f}Q{cx:.1f} {cy:.1f} {bx:.1f} {by:.1f}", **look)
    half = size * 0.45
    corners = f"M{x2:.1f} {y2:.1f}L{bx - uy * half:.1f} {by + ux * half:.1f}L{bx + uy * half:.1f} {by - ux * half:.1f}z"
    plan.path(corners, fill="accent", alpha=0.85, row=row)


def _scale(plan: Plan, largest: float, widest: float, axis: Words) -> None:
    """Three widths and what they mean."""
    y = plan.height + 9
    for words in lines_of(axis, size=SIZE, room=plan.width, bold=True):
        y += 17
        plan.text(0, y, words, size=SIZE, bold=True)
    y += 24
    step = min(130.0, plan.width / 3)
    for number, share in enumerate((1.0, 0.5, 0.1)):
        value, x = float(f"{largest * share:.2g}"), step * number
        wide = round(max(NARROWEST, widest * value / largest), 1)
        plan.line(x, y, x + 34, y, stroke="accent", line=wide, alpha=0.62)
        plan.text(x + 44, y, number_words(value), size=SIZE)
    plan.height = y + 16
