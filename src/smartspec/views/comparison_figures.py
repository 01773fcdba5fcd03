"""The figures of a comparison that need no map, made from its tables."""

import numpy as np

from smartspec.views.activity_colours import activity_colours
from smartspec.views.chart_heatmap import Matrix, heatmap_plan
from smartspec.views.chart_intervals import Line, quotient_plan, rank_plan
from smartspec.views.chart_relatedness import MOST, Activity, Links, chosen_links, places_of, relatedness_plan
from smartspec.views.chart_scatter import Option, scatter_plan
from smartspec.views.comparison_methods import texts, words
from smartspec.views.comparison_tables import Columns, Compared
from smartspec.views.figure import Figure, extremes, regions_by_size
from smartspec.views.plan import Words, both, joined

#: Measures of relatedness, the one that links are drawn by first.
RELATED = ("proximity", "association_strength", "probability_index", "cosine", "jaccard", "cooccurrence")
NO_REGION = "–"


def ranks(compared: Compared) -> Figure:
    """Ranks by complexity with their intervals, one drawing for each period."""
    columns = ("region", "eci_rank", "eci_rank_low", "eci_rank_high", "eci", "diversity")
    figure = Figure("ranks", "intervals", "regions", columns, ("period",), columns[1:5])
    if not compared.has("regions", "eci_rank"):
        return figure
    if not compared.has("regions", "eci_rank_low"):
        figure.notes.append(words("about", "ranks-bare"))
    table = {name: compared.column("regions", name) for name in ("region", *columns)}
    for period in reversed(compared.periods):
        rows = compared.rows("regions", period)
        if not any(table["eci_rank"][row] is not None for row in rows):
            continue
        lines = [
            Line(
                compared.region_names[table["region"][row]],
                table["eci_rank"][row],
                table["eci_rank_low"][row],
                table["eci_rank_high"][row],
                row,
            )
            for row in rows
        ]
        axis = joined([words("words", "rank-axis"), ", ", period])
        n = int(max(max(line.value or 1, line.high or 1) for line in lines))
        summary = extremes([(line.label, table["eci"][line.row or 0]) for line in lines], what=both("ECI", "ECI"))
        figure.add({"period": period}, rank_plan(lines, axis=axis, n=n), summary)
    return figure


def specialisation(compared: Compared) -> Figure:
    """Specialisation of one region with intervals, one drawing for each region and period."""
    columns = ("activity", "value", "rca", "rca_low", "rca_high", "share", "presence", "flag")
    labels = {"region": compared.region_names}
    figure = Figure("specialisation", "intervals", "cells", columns, ("region", "period"), columns[2:6], labels)
    if not compared.has("cells", "rca"):
        return figure
    bare = not compared.has("cells", "rca_low")
    if bare:
        figure.notes.append(words("about", "specialisation-bare"))
    cells = {name: compared.column("cells", name) for name in ("region", *columns)}
    for period in reversed(compared.periods):
        found = _by_region(cells, compared.rows("cells", period))
        for region in regions_by_size(compared, period):
            if figure.full:
                figure.left_out += 1
                continue
            lines = [
                Line(
                    compared.activity_names[cells["activity"][row]],
                    cells["rca"][row],
                    cells["rca_low"][row],
                    cells["rca_high"][row],
                    row,
                )
                for row in found.get(region, [])
            ]
            if lines:
                axis = joined([words("words", "rca-axis" if bare else "rca-interval"), ", ", period])
                summary = extremes([(line.label, line.value) for line in lines], what=compared.region_names[region])
                figure.add({"region": region, "period": period}, quotient_plan(lines, axis=axis), summary)
    return figure


def options(compared: Compared) -> Figure:
    """What a region lacks: density by complexity, one drawing for each region and period."""
    columns = ("activity", "density", "complexity", "quadrant", "opportunity_gain", "rca", "partners")
    labels = {"region": compared.region_names}
    figure = Figure("options", "scatter", "cells", columns, ("region", "period"), columns[1:6], labels)
    if not compared.has("cells", "density", "complexity"):
        return figure
    names: dict[str, Words] = {name: words("quadrants", name) for name in texts()["quadrants"]}
    cells = {name: compared.column("cells", name) for name in ("region", "presence", *columns)}
    for period in reversed(compared.periods):
        found = _by_region(cells, compared.rows("cells", period))
        for region in regions_by_size(compared, period):
            if figure.full:
                figure.left_out += 1
                continue
            chosen = [_option(compared, cells, row) for row in found.get(region, []) if _lacked(cells, row)]
            if chosen:
                across = joined([words("words", "across"), ", ", period])
                plan = scatter_plan(chosen, across=across, up=words("words", "up"), names=names)
                gains = [(o.label, o.density) for o in chosen]
                summary = extremes(gains, what=joined([compared.region_names[region], ", ", words("words", "across")]))
                figure.add({"region": region, "period": period}, plan, summary)
    return figure


def _lacked(cells: Columns, row: int) -> bool:
    known = cells["density"][row] is not None and cells["complexity"][row] is not None
    return known and cells["presence"][row] is False


def _option(compared: Compared, cells: Columns, row: int) -> Option:
    activity = cells["activity"][row]
    return Option(
        compared.activity_names[activity],
        cells["density"][row],
        cells["complexity"][row],
        cells["quadrant"][row] or "",
        cells["opportunity_gain"][row],
        row,
    )


def matrix(compared: Compared) -> Figure:
    """Specialisation of all regions in all activities, one drawing for each period."""
    columns = ("region", "activity", "rca", "presence", "value", "flag")
    figure = Figure("matrix", "heatmap", "cells", columns, ("period",), ("rca", "value", "flag"))
    if not compared.has("cells", "rca"):
        return figure
    cells = {name: compared.column("cells", name) for name in columns}
    for period in reversed(compared.periods):
        rows = compared.rows("cells", period)
        if not rows or figure.full:
            figure.left_out += bool(rows)
            continue
        regions = sorted({cells["region"][row] for row in rows})
        activities = sorted({cells["activity"][row] for row in rows})
        down = {code: k for k, code in enumerate(regions)}
        across = {code: k for k, code in enumerate(activities)}
        shape = (len(regions), len(activities))
        values, presence = np.full(shape, np.nan), np.zeros(shape, dtype=np.bool_)
        numbers = np.full(shape, -1, dtype=np.int64)
        for row in rows:
            at = down[cells["region"][row]], across[cells["activity"][row]]
            values[at] = np.nan if cells["rca"][row] is None else cells["rca"][row]
            presence[at], numbers[at] = bool(cells["presence"][row]), row
        names = [compared.region_names.get(code, code) for code in regions]
        titles = [compared.activity_names.get(code, code) for code in activities]
        axis = joined([words("words", "rca-axis"), ", ", period])
        figure.add({"period": period}, heatmap_plan(Matrix(values, presence, numbers, names, titles), axis=axis))
    return figure


def relatedness(compared: Compared) -> Figure:
    """The network of activities, plain and with what each region has, one drawing for each region and period."""
    columns = ("activity", "total", "ubiquity", "pci", "fitness_complexity", "locational_gini")
    labels = {"region": {NO_REGION: words("words", "all-regions"), **compared.region_names}}
    figure = Figure("relatedness", "network", "activities", columns, ("region", "period"), columns[1:], labels)
    measure = next((name for name in RELATED if compared.has("relatedness", name)), "")
    if not measure:
        return figure
    for period in reversed(compared.periods):
        if not figure.full:
            _add_networks(figure, compared, period, measure)
    return figure


def _add_networks(figure: Figure, compared: Compared, period: str, measure: str) -> None:
    table = {name: compared.column("activities", name) for name in ("activity", "total", "ubiquity")}
    rows = sorted(
        compared.rows("activities", period), key=lambda r: (-(table["total"][r] or 0.0), table["activity"][r])
    )
    rows = sorted(rows[:MOST])
    place = {table["activity"][row]: k for k, row in enumerate(rows)}
    pairs = {name: compared.column("relatedness", name) for name in ("activity_a", "activity_b", measure)}
    linked = [
        (place[pairs["activity_a"][r]], place[pairs["activity_b"][r]], pairs[measure][r])
        for r in compared.rows("relatedness", period)
        if (pairs[measure][r] or 0) > 0 and pairs["activity_a"][r] in place and pairs["activity_b"][r] in place
    ]
    if not linked:
        return
    first, second, value = (np.array(column) for column in zip(*linked, strict=True))
    links = chosen_links(Links(first, second, value.astype(np.float64)), n=len(rows))
    places = places_of(links, n=len(rows))
    axis = joined([words("columns", measure), ", ", period])
    present, colours = _presences(compared, period), activity_colours(compared, rows)
    for region in (NO_REGION, *regions_by_size(compared, period)):
        if figure.full:
            figure.left_out += 1
            continue
        own = present.get(region)
        points = [
            Activity(
                compared.activity_names[table["activity"][row]],
                colours.fill[row],
                table["total"][row] or 0.0,
                None if own is None else table["activity"][row] in own,
                row,
            )
            for row in rows
        ]
        plan = relatedness_plan(points, links, places, axis=axis, legend=colours.legend)
        figure.add({"region": region, "period": period}, plan)


def _presences(compared: Compared, period: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    regions, activities = compared.column("cells", "region"), compared.column("cells", "activity")
    presence = compared.column("cells", "presence")
    for row in compared.rows("cells", period):
        own = found.setdefault(regions[row], set())
        if presence[row]:
            own.add(activities[row])
    return found


def _by_region(cells: Columns, rows: list[int]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for row in rows:
        found.setdefault(cells["region"][row], []).append(row)
    return found
