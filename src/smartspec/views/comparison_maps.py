"""The maps of a comparison: a measure of regions, local association, ties of pairs."""

from collections.abc import Mapping, Sequence

from smartspec.views.chart_choropleth import choropleth_plan, classes, without_shape
from smartspec.views.chart_flows import Flow, flows_plan
from smartspec.views.chart_lisa import Local, lisa_plan
from smartspec.views.comparison_methods import records, words
from smartspec.views.comparison_tables import Compared
from smartspec.views.figure import Figure, extremes
from smartspec.views.outlines import Outlines
from smartspec.views.plan import LANGUAGES, Words, both, joined, said

#: Measures that a colour may show: none of them grows with the size of a region. The value in the middle where one is.
MAPPED: Mapping[str, float | None] = {
    "eci": 0.0,
    "coi": 0.0,
    "fitness": None,
    "genepy": None,
    "diversity": None,
    "krugman": None,
    "hachman": None,
    "hhi": None,
    "entropy": None,
    "related_variety": None,
    "unrelated_variety": None,
    "structural_change": None,
}
#: Measures of pairs and whether they have a direction: `_ab` is what b gives to a.
FLOWS = {"ties": False, "ties_fractional": False, "complementarity": True}


def map_figures(compared: Compared, outlines: Outlines | None) -> list[Figure]:
    """Every map that the tables and the outlines allow, in order of importance."""
    if outlines is None:
        return []
    made = [choropleth(compared, outlines), lisa(compared, outlines), flows(compared, outlines)]
    missing = without_shape(outlines, sorted(compared.region_names))
    for figure in made:
        if missing:
            figure.notes.append(_without(compared, missing))
    return [figure for figure in made if figure.plans]


def choropleth(compared: Compared, outlines: Outlines) -> Figure:
    """Measures of regions, a map for each measure and period."""
    measures = [name for name in MAPPED if compared.has("regions", name)]
    labels = {"measure": {name: words("columns", name) for name in measures}}
    shown = ("region", "district", *measures)
    figure = Figure("choropleth", "choropleth", "regions", shown, ("measure", "period"), (), labels, maps=True)
    codes = compared.column("regions", "region")
    figure.hover = measures[:6]
    for period in reversed(compared.periods):
        for measure in measures:
            values = compared.column("regions", measure)
            rows = {codes[row]: row for row in compared.rows("regions", period)}
            of_regions = {code: values[row] for code, row in rows.items()}
            axis = joined([words("columns", measure), ", ", period])
            found = classes(values, centre=MAPPED[measure])
            plan = choropleth_plan(outlines, of_regions, rows, found, axis=axis)
            named = [(compared.region_names[code], value) for code, value in of_regions.items()]
            figure.add({"measure": measure, "period": period}, plan, extremes(named, what=axis))
    return figure


def lisa(compared: Compared, outlines: Outlines) -> Figure:
    """Local association of regions, a map for each period that has any."""
    columns = ("region", "lisa_quadrant", "local_moran", "lisa_p")
    figure = Figure("lisa", "lisa", "regions", columns, ("period",), columns[1:], maps=True)
    codes, found = compared.column("regions", "region"), compared.column("regions", "lisa_quadrant")
    p_values = compared.column("regions", "lisa_p")
    if not compared.has("regions", "lisa_quadrant"):
        return figure
    variable = _variable(compared)
    for period in reversed(compared.periods):
        rows = compared.rows("regions", period)
        if not any(found[row] for row in rows):
            continue
        tested = compared.has("regions", "lisa_p")
        local = {
            codes[row]: Local(found[row] if p_values[row] is not None or not tested else None, row) for row in rows
        }
        axis = joined([*([variable, ", "] if variable else []), period])
        figure.add({"period": period}, lisa_plan(outlines, local, axis=axis), _lisa_summary(compared, local))
    return figure


def flows(compared: Compared, outlines: Outlines) -> Figure:
    """Ties and complementarity of pairs, a map for each measure and period."""
    measures = [m for m, directed in FLOWS.items() if compared.has("pairs", f"{m}_ab" if directed else m)]
    words_of = {m: words("measures" if m == "complementarity" else "columns", m) for m in measures}
    columns = ["region_a", "region_b"]
    for measure in measures:
        columns += [f"{measure}_ab", f"{measure}_ba"] if FLOWS[measure] else [measure]
    labels = {"measure": words_of}
    figure = Figure("flows", "flows", "pairs", columns, ("measure", "period"), columns[2:], labels, maps=True)
    first, second = compared.column("pairs", "region_a"), compared.column("pairs", "region_b")
    for period in reversed(compared.periods):
        rows = compared.rows("pairs", period)
        for measure in measures:
            found = _flows(compared, measure, rows, (first, second))
            if not any(flow.value > 0 for flow in found):
                continue
            axis = joined([words_of[measure], ", ", period])
            plan = flows_plan(outlines, found, compared.region_names, axis=axis, directed=FLOWS[measure])
            top = sorted(found, key=lambda f: (-f.value, f.source, f.target))[:5]
            figure.add({"measure": measure, "period": period}, plan, _flow_summary(compared, top, axis))
    return figure


def _flows(
    compared: Compared, measure: str, rows: Sequence[int], ends: tuple[Sequence[str], Sequence[str]]
) -> list[Flow]:
    first, second = ends
    if not FLOWS[measure]:
        values = compared.column("pairs", measure)
        return [Flow(first[r], second[r], values[r], r) for r in rows if values[r] is not None]
    to_first, to_second = (compared.column("pairs", f"{measure}_{way}") for way in ("ab", "ba"))
    found = [Flow(second[r], first[r], to_first[r], r) for r in rows if to_first[r] is not None]
    return found + [Flow(first[r], second[r], to_second[r], r) for r in rows if to_second[r] is not None]


def _flow_summary(compared: Compared, top: Sequence[Flow], axis: Words) -> Words:
    names = compared.region_names

    def told(language: str) -> str:
        ends = [
            f"{said(names.get(f.source, f.source), language)} – {said(names.get(f.target, f.target), language)}"
            for f in top
        ]
        return f"{said(axis, language)}. {said(words('words', 'strongest'), language)}: {'; '.join(ends)}."

    english, russian = (told(language) for language in LANGUAGES)
    return both(english, russian)


def _lisa_summary(compared: Compared, local: Mapping[str, Local]) -> Words:
    def told(language: str) -> str:
        parts = []
        for quadrant in ("high-high", "low-low", "high-low", "low-high"):
            names = [
                said(compared.region_names[code], language) for code, one in local.items() if one.quadrant == quadrant
            ]
            if names:
                parts.append(f"{quadrant}: {', '.join(names)}")
        return "; ".join(parts) or said(both("No region is significant.", "Значимых регионов нет."), language)

    english, russian = (told(language) for language in LANGUAGES)
    return both(english, russian)


def _variable(compared: Compared) -> Words:
    """What local association was computed of, where the conventions say so."""
    for _, record in records(compared.head["conventions"]):
        if "permutations" in record and isinstance(record.get("variable"), str):
            return words("columns", record["variable"])
    return ""


def _without(compared: Compared, codes: Sequence[str]) -> Words:
    def told(language: str) -> str:
        names = ", ".join(said(compared.region_names[code], language) for code in codes)
        return said(words("about", "without-shape"), language).replace("{names}", names)

    english, russian = (told(language) for language in LANGUAGES)
    return both(english, russian)
