"""The figures of benchmarking: the peers of one region, and its place among them by every measure."""

from smartspec.views.chart_intervals import Line, rank_plan
from smartspec.views.comparison_methods import texts, value_words, words
from smartspec.views.comparison_tables import Compared
from smartspec.views.figure import Figure, extremes, regions_by_size
from smartspec.views.interval_frame import NARROW, WIDE, Frame, Layout
from smartspec.views.plan import Plan, Words, joined, number_words, ticks


def benchmarks(compared: Compared) -> Figure:
    """Place of one region among itself and its peers, by measure, one drawing for each region and period."""
    columns = ("measure", "value", "peers_median", "gap", "peers_low", "peers_high", "rank_among_peers", "n_peers")
    labels = {"region": compared.region_names}
    figure = Figure("benchmarks", "intervals", "benchmarks", columns, ("region", "period"), columns[:4], labels)
    if not compared.has("benchmarks", "rank_among_peers"):
        return figure
    names = {name: words("columns", name) for name in compared.column("benchmarks", "measure")}
    table = {name: compared.column("benchmarks", name) for name in ("measure", "rank_among_peers", "n_peers")}
    for period, region, rows in _choices(compared, figure):
        if figure.full:
            figure.left_out += 1
            continue
        lines = [Line(names[table["measure"][row]], table["rank_among_peers"][row], row=row) for row in rows]
        n = 1 + max(table["n_peers"][row] or 0 for row in rows)
        axis = joined([words("words", "peers-axis"), ", ", period])
        # a high rank is a small number: the first three are the best
        found = [(line.label, -line.value) for line in lines if line.value is not None]
        summary = joined([compared.region_names[region], ": ", _best(found)])
        figure.add({"region": region, "period": period}, rank_plan(lines, axis=axis, n=n), summary)
    return figure


def _best(found: list[tuple[Words, float]]) -> Words:
    """Up to three measures in which a region stands highest among its peers."""
    first = sorted(found, key=lambda one: -one[1])[:3]
    return joined([joined([name, " ", number_words(-rank)]) for name, rank in first], by=", ")


def peers(compared: Compared) -> Figure:
    """The peers of one region by distance, one drawing for each region and period."""
    columns = ("peer", "peer_rank", "peer_distance")
    labels = {"region": compared.region_names}
    figure = Figure("peers", "bars", "peers", columns, ("region", "period"), columns[1:], labels)
    if not compared.has("peers", "peer_distance"):
        return figure
    table = {name: compared.column("peers", name) for name in columns}
    for period, region, rows in _choices(compared, figure):
        if figure.full:
            figure.left_out += 1
            continue
        bars = [
            (compared.region_names.get(table["peer"][row], table["peer"][row]), table["peer_distance"][row] or 0.0, row)
            for row in sorted(rows, key=lambda row: table["peer_rank"][row])
        ]
        axis = joined([words("words", "distance-axis"), ": ", _chosen_by(compared), ", ", period])
        summary = extremes([(name, value) for name, value, _ in bars], what=compared.region_names[region])
        figure.add({"region": region, "period": period}, _bars(bars, axis=axis), summary)
    return figure


def _chosen_by(compared: Compared) -> Words:
    """What peers were chosen by, in words."""
    given = str(compared.head["parameters"].get("peers-by") or "structure")
    names = [name.strip() for name in given.split(";") if name.strip()]
    known = texts()["values"]
    return joined([value_words(name) if name in known else words("columns", name) for name in names], by=", ")


def _choices(compared: Compared, figure: Figure) -> list[tuple[str, str, list[int]]]:
    """Period, region and rows of each drawing for which there is room, the latest period and largest region first."""
    regions = compared.column(figure.table, "region")
    found = []
    for period in reversed(compared.periods):
        rows: dict[str, list[int]] = {}
        for row in compared.rows(figure.table, period):
            rows.setdefault(regions[row], []).append(row)
        found += [(period, region, rows[region]) for region in regions_by_size(compared, period) if region in rows]
    return found


def _bars(bars: list[tuple[Words, float, int]], *, axis: Words) -> Plan:
    """One bar a peer, the nearest first, with its distance in figures."""
    wide, narrow = (_drawn(bars, axis, layout) for layout in (WIDE, NARROW))
    wide.narrow = [narrow]
    return wide


def _drawn(bars: list[tuple[Words, float, int]], axis: Words, layout: Layout) -> Plan:
    frame = Frame.of([name for name, _, _ in bars], axis, layout)
    longest = max(value for _, value, _ in bars) or 1.0
    scale = (layout.width - layout.end - frame.left) / longest
    frame.ground([(frame.left + scale * mark, number_words(mark)) for mark in ticks(0.0, longest, n=layout.n_ticks)])
    for number, (name, value, row) in enumerate(bars):
        y = frame.label(name, number, row, known=True)
        frame.plan.rect(frame.left, y - 5, max(1.0, scale * value), 10, fill="accent", row=row)
        frame.value(number_words(value), number, row)
    return frame.plan
