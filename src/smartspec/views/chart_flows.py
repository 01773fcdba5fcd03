"""What passes between regions: the strongest pairs as curves over the map, both directions apart."""

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from smartspec.views.chart_choropleth import bare_map
from smartspec.views.label_places import Places, write_labels
from smartspec.views.outlines import Outlines
from smartspec.views.plan import Plan, Words, both, number_words, shortened

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
    drawn = strongest(outlines, flows)
    plan = bare_map(dataclasses.replace(outlines, boxes=(), height=outlines.map_height), {})
    largest = max((flow.value for flow in drawn), default=1.0)
    for flow in reversed(drawn):
        ends = (*outlines.centres[flow.source], *outlines.centres[flow.target])
        _curve(plan, ends, max(NARROWEST, WIDEST * flow.value / largest), flow.row, head=directed)
    weight: dict[str, float] = {}
    for flow in drawn:
        for code in (flow.source, flow.target):
            weight[code] = weight.get(code, 0.0) + flow.value
    order = sorted(weight, key=lambda code: (-weight[code], code))
    points = [(*outlines.centres[code], 3.0) for code in order]
    for x, y, r in points:
        plan.circle(x, y, r, fill="ink", stroke="ground", line=1)
    labels = [shortened(names.get(code, code), 11, 170) for code in order]
    write_labels(plan, points, labels, range(len(order)), places=Places(plan.width, outlines.map_height))
    _scale(plan, largest, axis)
    n = sum(flow.value > 0 for flow in flows)
    shown = both(f"{len(drawn)} strongest of {n}", f"{len(drawn)} сильнейших из {n}")
    plan.text(410, plan.height - 16, shown, size=12, fill="muted")
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


def _scale(plan: Plan, largest: float, axis: Words) -> None:
    """Three widths and what they mean."""
    y = plan.height + 50
    plan.text(0, y - 24, axis, size=12, bold=True)
    for number, share in enumerate((1.0, 0.5, 0.1)):
        value, x = float(f"{largest * share:.2g}"), 130.0 * number
        wide = round(max(NARROWEST, WIDEST * value / largest), 1)
        plan.line(x, y, x + 34, y, stroke="accent", line=wide, alpha=0.62)
        plan.text(x + 44, y, number_words(value), size=12)
    plan.height = y + 16
