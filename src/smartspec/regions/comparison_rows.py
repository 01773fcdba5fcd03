"""A comparison of one period as rows of the tables."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from smartspec.regions.assembling import Assembled
from smartspec.regions.comparing import Compared
from smartspec.regions.results import FloatArray, finite_or_none

Row = dict[str, Any]
#: Column of `compared_regions` to measure and value.
OF_REGIONS = {
    "eci": ("complexity", "eci"),
    "eci_rank": ("intervals", "eci_rank"),
    "eci_rank_low": ("intervals", "eci_rank_low"),
    "eci_rank_high": ("intervals", "eci_rank_high"),
    "fitness": ("fitness", "fitness"),
    "genepy": ("genepy", "region_genepy"),
    "coi": ("outlook", "coi"),
    "krugman": ("region-concentration", "krugman"),
    "hoover": ("region-concentration", "hoover"),
    "hhi": ("region-concentration", "hhi"),
    "entropy": ("region-concentration", "entropy"),
    "hachman": ("region-concentration", "hachman"),
    "theil": ("region-concentration", "theil"),
    "average_lq": ("region-concentration", "average_lq"),
    "related_variety": ("variety", "related"),
    "unrelated_variety": ("variety", "unrelated"),
}
OF_ACTIVITIES = {
    "pci": ("complexity", "pci"),
    "fitness_complexity": ("fitness", "fitness_complexity"),
    "genepy": ("genepy", "activity_genepy"),
    "locational_gini": ("locational-gini", "locational_gini"),
    "theil": ("activity-concentration", "theil"),
    "raw_concentration": ("ellison-glaeser", "raw_concentration"),
}
OF_LINKS = {
    "cooccurrence": ("cooccurrence", "cooccurrence"),
    "proximity": ("proximity", "proximity"),
    "association_strength": ("association_strength", "association_strength"),
    "probability_index": ("steijn_index", "steijn_index"),
    "cosine": ("cosine_of_occurrences", "cosine_of_occurrences"),
    "jaccard": ("jaccard_of_links", "jaccard_of_links"),
    "z_score": ("z_score", "z_score"),
}


class Measured:
    """Values of the measures by region and activity, wherever their own axes put them."""

    def __init__(self, compared: Compared) -> None:
        self.compared = compared
        self._places: dict[tuple[str, str], dict[str, int]] = {}

    def place(self, measure: str, axis: str) -> Mapping[str, int]:
        """Label to its number on an axis of a measure's result; the axes of the counts where it states none."""
        if (measure, axis) not in self._places:
            counts, result = self.compared.counts, self.compared.results[measure]
            labels = result.axes.get(axis) or (counts.regions if axis == "region" else counts.activities)
            self._places[measure, axis] = {label: number for number, label in enumerate(labels)}
        return self._places[measure, axis]

    def one(self, measure: str, value: str, axis: str, label: str) -> float | None:
        """A value of one region or activity; None where the measure or the label is absent."""
        result = self.compared.results.get(measure)
        if result is None:
            return None
        number = self.place(measure, axis).get(label)
        return None if number is None else finite_or_none(result[value][number])

    def cell(self, measure: str, value: str, region: str, activity: str) -> float | None:
        """A value of one region and activity."""
        result = self.compared.results.get(measure)
        if result is None:
            return None
        r, i = self.place(measure, "region").get(region), self.place(measure, "activity").get(activity)
        return None if r is None or i is None else finite_or_none(result[value][r, i])

    def pair(self, measure: str, value: str, axis: str, pair: tuple[str, str]) -> float | None:
        """A value of two regions or two activities."""
        result = self.compared.results.get(measure)
        if result is None:
            return None
        places = self.place(measure, axis)
        a, b = places.get(pair[0]), places.get(pair[1])
        return None if a is None or b is None else finite_or_none(result[value][a, b])


def cell_rows(assembled: Assembled, compared: Compared) -> Iterator[Row]:
    """Rows of `compared_cells`, one for each region and activity of the period."""
    measured = Measured(compared)
    m = compared.presence
    present = {(r, i): bool(m.values[a, b]) for a, r in enumerate(m.regions) for b, i in enumerate(m.activities)}
    shares = _shares(compared)
    divided = _quadrant_names(compared)
    entries = {(one.region, one.activity): one for one in compared.candidates}
    for r in assembled.counts.regions:
        for i in assembled.counts.activities:
            row = assembled.rows.get((r, i))
            quotient = measured.cell("rca", "rca", r, i)
            near = measured.cell("density", "density", r, i)
            entry = entries.get((r, i))
            yield {
                "region": r,
                "activity": i,
                "value": row["value"] if row else (0.0 if not _missing(assembled, r, i) else None),
                "flag": row["flag"] if row else ("missing" if _missing(assembled, r, i) else "ok"),
                "rca": quotient,
                "rsca": None if quotient is None else (quotient - 1) / (quotient + 1),
                "rca_shrunk": measured.cell("shrunk-rca", "mean", r, i),
                "rca_low": measured.cell("shrunk-rca", "low", r, i),
                "rca_high": measured.cell("shrunk-rca", "high", r, i),
                "share": shares.get((r, i)),
                "presence": present.get((r, i)) if quotient is not None else None,
                "density": None if near is None else 100 * near,
                "relative_density": measured.cell("relative-density", "relative_density", r, i),
                "opportunity_gain": measured.cell("opportunity-gain", "opportunity_gain", r, i),
                "complexity": measured.one("complexity", "pci", "activity", i),
                "quadrant": divided.get((r, i)),
                "support": _listed((one.activity, one.share) for one in entry.support) if entry else None,
                "partners": _listed((one.region, one.added_density) for one in entry.partners) if entry else None,
                "provenance": row.get("provenance") if row else None,
            }


def _listed(named: Iterable[tuple[str, float]]) -> str | None:
    """Labels with their shares in per cent."""
    return "; ".join(f"{label} {100 * share:.1f}" for label, share in named) or None


def _missing(assembled: Assembled, region: str, activity: str) -> bool:
    counts = assembled.counts
    return bool(counts.missing[counts.regions.index(region), counts.activities.index(activity)])


def _shares(compared: Compared) -> dict[tuple[str, str], float]:
    counts = compared.counts
    totals = counts.values.sum(axis=1)
    return {
        (r, i): float(counts.values[a, b] / totals[a])
        for a, r in enumerate(counts.regions)
        for b, i in enumerate(counts.activities)
        if not counts.missing[a, b]
    }


def _quadrant_names(compared: Compared) -> dict[tuple[str, str], str]:
    divided, m = compared.quadrants, compared.presence
    if divided is None:
        return {}
    return {
        (m.regions[a], m.activities[b]): divided.names[divided.codes[a, b]] for a, b in np.argwhere(divided.codes >= 0)
    }


def region_rows(assembled: Assembled, compared: Compared) -> Iterator[Row]:
    """Rows of `compared_regions` without names and neighbourhood."""
    measured = Measured(compared)
    diversity = dict(zip(compared.presence.regions, compared.presence.diversity.tolist(), strict=True))
    similar = _most_similar(compared)
    for number, r in enumerate(assembled.counts.regions):
        measures = {column: measured.one(*where, "region", r) for column, where in OF_REGIONS.items()}
        yield {
            "region": r,
            "total": float(assembled.counts.values[number].sum()),
            "n_missing": float(assembled.counts.missing[number].sum()),
            "diversity": diversity.get(r, 0.0),
            "similar_regions": similar.get(r),
            **measures,
        }


def _most_similar(compared: Compared, n: int = 5) -> dict[str, str]:
    result = compared.results["similarity"]
    labels = result.axes["region"]
    values: FloatArray = np.where(np.isfinite(result["similarity"]), result["similarity"], -2.0)
    np.fill_diagonal(values, -2.0)
    found = {}
    for number, label in enumerate(labels):
        order = sorted(range(len(labels)), key=lambda other: (-values[number, other], labels[other]))[:n]
        found[label] = "; ".join(labels[other] for other in order if values[number, other] > -2)
    return found


def activity_rows(assembled: Assembled, compared: Compared) -> Iterator[Row]:
    """Rows of `compared_activities` without names."""
    measured = Measured(compared)
    ubiquity = dict(zip(compared.presence.activities, compared.presence.ubiquity.tolist(), strict=True))
    for number, i in enumerate(assembled.counts.activities):
        measures = {column: measured.one(*where, "activity", i) for column, where in OF_ACTIVITIES.items()}
        total = float(assembled.counts.values[:, number].sum())
        yield {"activity": i, "total": total, "ubiquity": ubiquity.get(i, 0.0), **measures}


def link_rows(compared: Compared) -> Iterator[Row]:
    """Rows of `relatedness`: pairs of activities that stand together in some region."""
    measured = Measured(compared)
    labels = compared.presence.activities
    for a, first in enumerate(labels):
        for second in labels[a + 1 :]:
            pair = (first, second)
            values = {column: measured.pair(*where, "activity", pair) for column, where in OF_LINKS.items()}
            if values["cooccurrence"] or values["z_score"] is not None:
                yield {"activity_a": first, "activity_b": second, **values}


def pair_rows(compared: Compared) -> Iterator[Row]:
    """Rows of `region_pairs` without distance and ties."""
    measured = Measured(compared)
    labels = compared.counts.regions
    for a, first in enumerate(labels):
        for second in labels[a + 1 :]:
            pair, back = (first, second), (second, first)
            alike = measured.pair("structure", "similarity", "region", pair)
            yield {
                "region_a": first,
                "region_b": second,
                "similarity": measured.pair("similarity", "similarity", "region", pair),
                "krugman_distance": None if alike is None else 2 * (1 - alike),
                "complementarity_ab": measured.pair("complementarity", "complementarity_mean", "region", pair),
                "complementarity_ba": measured.pair("complementarity", "complementarity_mean", "region", back),
            }
