"""How activities are related: the strongest links that hold all together, and the strongest of the others."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smartspec.network import Network
from smartspec.views.chart_choropleth import Entry, write_legend
from smartspec.views.label_places import Places, write_labels
from smartspec.views.plan import PHONE, Plan, Words, both, short, shortened

#: Width and height, edge, room for labels at the right, room of a label, and the size of the largest point.
LAYOUTS = (
    (900.0, 600.0, 26.0, 90.0, 200.0, 14.0),
    (620.0, 460.0, 20.0, 60.0, 160.0, 12.0),
    (PHONE, 320.0, 14.0, 20.0, 110.0, 10.0),
)
SIZE = 12
#: Beside the tree as many links as there are activities, and not more activities than can be told apart.
EXTRA, MOST = 1.0, 400


@dataclass(frozen=True, slots=True)
class Activity:
    """A point of the network: its name, colour, weight for its size, presence in the region shown, row of the table."""

    label: Words
    fill: str
    weight: float
    present: bool | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Links:
    """Relatedness of pairs: places of both ends, and the value, shape (m,) each."""

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    value: NDArray[np.float64]


def chosen_links(links: Links, *, n: int, extra: float = EXTRA) -> Links:
    """A maximum spanning tree (a forest where parts are not linked) and the strongest of the other links.

    Parameters
    ----------
    links : pairs; values of 0 or less say nothing and are left out.
    n : number of activities.
    extra : further links for each activity.

    Notes
    -----
    Source: Hidalgo, Klinger, Barabási, Hausmann (2007), doi:10.1126/science.1144581, supporting material.
    """
    order = np.lexsort((links.second, links.first, -links.value))
    order = order[links.value[order] > 0]
    parent = list(range(n))

    def root(k: int) -> int:
        while parent[k] != k:
            parent[k] = parent[parent[k]]
            k = parent[k]
        return k

    tree: list[int] = []
    others: list[int] = []
    for k in order.tolist():
        a, b = root(int(links.first[k])), root(int(links.second[k]))
        (others if a == b else tree).append(k)
        parent[a] = b
    kept = np.array(sorted([*tree, *others[: int(extra * n)]]), dtype=np.int64)
    return Links(links.first[kept], links.second[kept], links.value[kept])


def places_of(links: Links, *, n: int, seed: int = 0) -> NDArray[np.float64]:
    """Coordinates (n, 2) between 0 and 1: those that are related lie close together.

    Repulsion falls off with the distance squared, so that the branches of the tree spread.
    """
    from smartspec.kernels.layout import lay_out
    from smartspec.kernels.normalising import normalise

    network = Network.from_links(links.first, links.second, links.value, n=n)
    found = lay_out(normalise(network), attraction=3.0, repulsion=-1.0, n_starts=3, seed=seed).coordinates
    low, span = found.min(axis=0), np.maximum(np.ptp(found, axis=0), 1e-9)
    return np.asarray((found - low) / span, dtype=np.float64)


def relatedness_plan(
    activities: Sequence[Activity],
    links: Links,
    places: NDArray[np.float64],
    *,
    axis: Words,
    legend: Sequence[Entry] = (),
) -> Plan:
    """The network; area by weight, filled where present in the region shown, a ring where not.

    Parameters
    ----------
    activities : points, in the order of `places`.
    links : what is drawn.
    places : (n, 2) between 0 and 1.
    axis : what links show.
    legend : what the colours mean.
    """
    wide, *narrow = (_drawn(activities, links, places, layout) for layout in LAYOUTS)
    for plan in (wide, *narrow):
        write_legend(plan, legend, axis=axis)
        if any(activity.present is not None for activity in activities):
            _explain(plan)
    wide.narrow = narrow
    return wide


def _drawn(
    activities: Sequence[Activity],
    links: Links,
    places: NDArray[np.float64],
    layout: tuple[float, float, float, float, float, float],
) -> Plan:
    width, height, edge, beside, label, largest = layout
    plan = Plan(width, height)
    at = [(edge + x * (width - 2 * edge - beside), edge + y * (height - 2 * edge)) for x, y in places.tolist()]
    _draw_links(plan, links, at)
    heaviest = max((activity.weight for activity in activities), default=1.0) or 1.0
    points = []
    for (x, y), activity in zip(at, activities, strict=True):
        r = 4 + (largest - 4) * (max(activity.weight, 0.0) / heaviest) ** 0.5
        if activity.present is False:
            plan.circle(x, y, r, fill="ground", stroke=activity.fill, line=2.5, row=activity.row)
        else:
            plan.circle(x, y, r, fill=activity.fill, stroke="ink", line=1, row=activity.row)
        points.append((x, y, r))
    order = sorted(range(len(points)), key=lambda k: (-points[k][2], k))
    labels = [shortened(activity.label, SIZE, label) for activity in activities]
    rows = [activity.row for activity in activities]
    write_labels(plan, points, labels, order, places=Places(width, height), size=SIZE, rows=rows)
    return plan


def _draw_links(plan: Plan, links: Links, at: Sequence[tuple[float, float]]) -> None:
    """Links as one path for each width, the thinnest lowest."""
    largest = float(links.value.max()) if len(links.value) else 1.0
    widths: dict[float, list[str]] = {}
    for a, b, value in zip(links.first.tolist(), links.second.tolist(), links.value.tolist(), strict=True):
        (x1, y1), (x2, y2) = at[a], at[b]
        wide = round(2 * (0.5 + 2.2 * value / largest)) / 2
        widths.setdefault(wide, []).append(f"M{short(x1)} {short(y1)}L{short(x2)} {short(y2)}")
    for wide, drawn in sorted(widths.items()):
        plan.path("".join(drawn), stroke="edge", line=wide, alpha=0.6)


def _explain(plan: Plan) -> None:
    y = plan.height + 8
    plan.circle(11, y, 6, fill="muted", stroke="ink", line=1)
    plan.text(30, y, both("present", "присутствует"), size=SIZE)
    x, y = (140.0, y) if plan.width > 2 * PHONE else (0.0, y + 20)
    plan.circle(x + 11, y, 6, fill="ground", stroke="muted", line=2.5)
    plan.text(x + 30, y, both("absent or not known", "отсутствует или нет данных"), size=SIZE)
    plan.height = y + 14
