"""The step `region_comparison`: what regions are good at, could become good at, and with whom."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa

from smartspec.regions.assembling import Absent, Assembled, Level, assemble
from smartspec.regions.changing import Snapshot, change_rows
from smartspec.regions.comparing import Compared, How, compare
from smartspec.regions.comparison_names import activity_names, groups_of, region_names
from smartspec.regions.comparison_rows import activity_rows, cell_rows, link_rows, pair_rows, region_rows
from smartspec.regions.complexity import Anchor
from smartspec.regions.indicator_rows import PUBLICATIONS, is_counted, located_works, rows_of, wanted_periods
from smartspec.regions.neighbouring import shape_rows
from smartspec.regions.results import Caution
from smartspec.regions.surroundings import Mapped, Surroundings, surroundings
from smartspec.regions.tables import TABLES_OF_COMPARISONS
from smartspec.registry import step
from smartspec.schema import TABLES, Table
from smartspec.store import arrow_schema

Row = dict[str, Any]
Relatedness = Literal[
    "proximity", "association_strength", "steijn_index", "cosine_of_occurrences", "cosine_of_links", "jaccard_of_links"
]


@step(reads=("indicators", "region_profiles", "affiliation_places"), writes=TABLES_OF_COMPARISONS, each="comparison")
def region_comparison(  # noqa: PLR0913  # every choice that decides the values is an option
    tables: Mapping[str, Table],
    progress: Callable[[str, float], None] | None = None,
    *,
    name: str,
    indicator: str = PUBLICATIONS,
    title: str = "",
    periods: Literal["latest", "each"] = "latest",
    only_period: str = "",
    level: Level = "auto",
    absent: Literal["auto", "missing", "zero"] = "auto",
    counted: Literal["auto", "yes", "no"] = "auto",
    threshold: float = 1.0,
    relatedness: Relatedness = "proximity",
    diagonal: bool = False,
    anchor_region: str = "",
    anchor_activity: str = "",
    n_candidates: int = 10,
    n_samples: int = 500,
    interval: float = 0.9,
    mapped: Mapped = "eci",
    shapes: Path | None = None,
    permutations: int = 999,
    seed: int = 0,
) -> dict[str, pa.Table]:
    """Compare regions by one indicator: specialisation, relatedness, complexity, complementarity, potential.

    Parameters
    ----------
    tables : the tables named in `reads`.
    progress : called with what is being done and the share done.
    name : name of the comparison.
    indicator : an indicator of `[[indicator]]`, or `publications` for the profiles of regions.
    title : title on the page; the name if left out.
    periods : the `latest` period, or `each` one.
    only_period : one period, e.g. `2024`; goes before `periods`.
    level : which regions; `auto` takes the finest level without overlap.
    absent : what a combination without a row is; `auto`: zero for publications, else missing.
    counted : whether values count things such as publications, which chance makes vary; `auto` goes by the unit.
    threshold : revealed comparative advantage from which an activity is present; equality counts.
    relatedness : measure on which density, complementarity and potential rest.
    diagonal : whether the activity itself counts in density.
    anchor_region, anchor_activity : what must have a positive ECI or PCI; else diversity fixes the sign.
    n_candidates : activities that each region could enter for which partners are named.
    n_samples : samples of the intervals of ranks; 0 leaves them out.
    interval : share of samples inside an interval.
    mapped : measure whose clusters on the map are looked for.
    shapes : GeoJSON or GeoPackage with the outlines of the regions; federal subjects of Russia are known.
    permutations : draws behind the p-values of clusters on the map.
    seed : the same seed gives the same intervals and p-values.

    Returns
    -------
    The tables of a comparison; a measure that the values do not allow is missing, and a caution says why.

    Raises
    ------
    ComputeError
        If the indicator or period is not there, regions overlap, or fewer than two regions or activities are left.

    Notes
    -----
    Source: the measures name theirs; Hidalgo et al. (2007), doi:10.1126/science.1144581; Hidalgo, Hausmann (2009),
    doi:10.1073/pnas.0900943106; Balland, Boschma (2021), doi:10.1080/00343404.2020.1861240.
    """
    given = {key.replace("_", "-"): value for key, value in locals().items() if key not in ("tables", "progress")}
    parameters = given | {"shapes": str(shapes.name) if shapes else ""}
    found = rows_of(tables, indicator)
    by_chance = is_counted(found[0]["unit"]) if counted == "auto" else counted == "yes"
    anchor = Anchor("region", anchor_region) if anchor_region else None
    anchor = Anchor("activity", anchor_activity) if anchor_activity else anchor
    how = How(threshold, relatedness, diagonal, by_chance, n_samples, interval, seed, anchor, n_candidates)
    located = located_works(tables["affiliation_places"])
    made: dict[str, list[Row]] = {table: [] for table in TABLES_OF_COMPARISONS}
    periods_done: list[Period] = []
    wanted = wanted_periods(found, only_period, periods)
    for number, one in enumerate(wanted):
        if progress:
            progress(f"comparing regions in {one}", number / len(wanted))
        assembled = _assembled(found, one, level=level, absent=absent, published=indicator == PUBLICATIONS)
        compared = _compared(assembled, how, found[0]["classification"])
        regions = list(region_rows(assembled, compared))
        around = surroundings(regions, located, shapes=shapes, mapped=mapped, draws=(permutations, seed))
        periods_done.append(Period(name, one, assembled, compared, around, regions))
        _add_rows(made, periods_done[-1])
    _add_changes(made, periods_done)
    if shapes:
        codes = {row["region"] for row in made["compared_regions"]}
        made["region_shapes"] = [{"comparison": name, **row} for row in shape_rows(codes, shapes)]
    _name(made, found)
    made["comparisons"] = [
        _about(periods_done, found[0], title or name, {**parameters, "counted-by-chance": by_chance})
    ]
    return {table: pa.Table.from_pylist(rows_, schema=arrow_schema(TABLES[table])) for table, rows_ in made.items()}


@dataclass(frozen=True, slots=True)
class Period:
    """One period of a comparison, ready to become rows."""

    name: str
    period: str
    assembled: Assembled
    compared: Compared
    around: Surroundings
    regions: list[Row]

    @property
    def conventions(self) -> dict[str, Any]:
        """The record of every measure of the period."""
        return {**self.compared.conventions, **self.around.conventions}

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """What a reader must know, each once."""
        every = (*self.assembled.cautions, *self.compared.cautions, *self.around.cautions)
        return tuple(dict.fromkeys(every))


def _assembled(found: list[Row], period: str, *, level: Level, absent: str, published: bool) -> Assembled:
    """Counts of a period; publications were counted where their addresses lie, and all of them were."""
    taken: Absent = "zero" if absent == "zero" or (absent == "auto" and published) else "missing"
    return assemble(found, period, level="located" if published and level == "auto" else level, absent=taken)


def _add_changes(made: dict[str, list[Row]], done: list[Period]) -> None:
    made["region_changes"] = [{"comparison": done[0].name, **row} for row in change_rows(list(map(_snapshot, done)))]
    moved = {(row["period"], row["region"]): row["structural_change"] for row in made["region_changes"]}
    for row in made["compared_regions"]:
        row["structural_change"] = moved.get((row["period"], row["region"]))


def _snapshot(one: Period) -> Snapshot:
    return Snapshot(one.period, one.assembled.counts, one.compared.presence)


def _compared(assembled: Assembled, how: How, classification: str | None) -> Compared:
    return compare(assembled.counts, replace(how, groups=groups_of(assembled.counts.activities, classification)))


def _add_rows(made: dict[str, list[Row]], one: Period) -> None:
    key = {"comparison": one.name, "period": one.period}
    made["compared_cells"] += [key | row for row in cell_rows(one.assembled, one.compared)]
    made["compared_regions"] += [key | row | one.around.regions.get(row["region"], {}) for row in one.regions]
    made["compared_activities"] += [key | row for row in activity_rows(one.assembled, one.compared)]
    made["relatedness"] += [key | row for row in link_rows(one.compared)]
    for row in pair_rows(one.compared):
        pair = row["region_a"], row["region_b"]
        made["region_pairs"].append(key | row | one.around.pairs.get(pair, {}))


def _about(done: list[Period], first: Row, title: str, parameters: Row) -> Row:
    """The row of `comparisons`."""
    cautions = [
        {"period": one.period, "code": said.code, "en": said.en, "ru": said.ru} for one in done for said in one.cautions
    ]
    texts = {
        "conventions": {one.period: one.conventions for one in done},
        "cautions": cautions,
        "parameters": parameters,
    }
    return {
        "comparison": done[0].name,
        "title": title,
        "indicator": parameters["indicator"],
        "unit": first["unit"] or None,
        "source": PUBLICATIONS if parameters["indicator"] == PUBLICATIONS else "observations",
        "classification": first["classification"],
        "periods": "; ".join(one.period for one in done),
        "n_regions": len(done[-1].regions),
        "n_activities": len(done[-1].assembled.counts.activities),
        **{key: json.dumps(said, ensure_ascii=False, sort_keys=True, allow_nan=False) for key, said in texts.items()},
    }


def _name(made: dict[str, list[Row]], found: Iterable[Row]) -> None:
    classification: str | None = None
    written, labels = {}, {}
    for row in found:
        written[row["region"]], labels[row["activity"]] = row["region_name"], row["activity_name"]
        classification = classification or row["classification"]
    for row in made["compared_regions"]:
        code = row["region"]
        row["region_name"], row["region_name_ru"], row["district"] = region_names(code, written.get(code))
    for row in made["compared_activities"]:
        code = row["activity"]
        row["activity_name"], row["activity_name_ru"] = activity_names(code, classification, labels.get(code))
