"""Where regions of high and of low values lie together: a map of local spatial association."""

from collections.abc import Mapping
from dataclasses import dataclass

from smartspec.views.chart_choropleth import Entry, Paint, painted_map
from smartspec.views.outlines import Outlines
from smartspec.views.plan import Plan, Words, both, joined

#: Quadrant to colour, mark on the map, and words of the legend.
QUADRANTS: Mapping[str, tuple[str, Words, Words]] = {
    "high-high": ("div-8", both("HH", "ВВ"), both("high among high", "высокое среди высоких")),
    "low-low": ("div-0", both("LL", "НН"), both("low among low", "низкое среди низких")),
    "high-low": ("div-6", both("HL", "ВН"), both("high among low", "высокое среди низких")),
    "low-high": ("div-2", both("LH", "НВ"), both("low among high", "низкое среди высоких")),
    "none": ("div-4", "", both("not significant", "незначимо")),
}


@dataclass(frozen=True, slots=True)
class Local:
    """The finding for one region: its quadrant, `none` where not significant, None where there is no test."""

    quadrant: str | None
    row: int | None = None


def lisa_plan(outlines: Outlines, found: Mapping[str, Local], *, axis: Words) -> Plan:
    """The map of quadrants; regions without a neighbour, or without a value, are hatched.

    Parameters
    ----------
    outlines : the map.
    found : code to the finding.
    axis : which variable, with weights, significance and period.
    """
    paints, counts = {}, dict.fromkeys(QUADRANTS, 0)
    for code, local in found.items():
        if local.quadrant is None or local.quadrant not in QUADRANTS:
            paints[code] = Paint("hatch-fill", local.row)
            continue
        fill, mark, _ = QUADRANTS[local.quadrant]
        counts[local.quadrant] += code in outlines.centres
        paints[code] = Paint(fill, local.row, mark)
    legend = [
        Entry(fill, joined([*([mark, ": "] if mark else []), words, f" ({counts[name]})"]))
        for name, (fill, mark, words) in QUADRANTS.items()
    ]
    return painted_map(outlines, paints, legend, axis=axis)
