"""The step `region_comparison`: what regions are good at, could become good at, and with whom."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa

import smartspec.regions.change_tables  # noqa: F401  # declares tables
from smartspec.errors import ComputeError
from smartspec.regions.assembling import Level
from smartspec.regions.changing import Changes, changes
from smartspec.regions.comparing import How
from smartspec.regions.comparison_periods import Asked, Period, compare_period, nation_of
from smartspec.regions.comparison_record import Further, about, add_names
from smartspec.regions.complexity import Anchor
from smartspec.regions.cooperating import OverTime, cooperation_over
from smartspec.regions.indicator_rows import PUBLICATIONS, is_counted, located_in, located_works, periods_of, rows_of
from smartspec.regions.leading import period_leads
from smartspec.regions.neighbouring import shape_rows
from smartspec.regions.period_choice import LATEST, Chosen, chosen_periods, year_windows
from smartspec.regions.region_values import named
from smartspec.regions.surroundings import Mapped
from smartspec.regions.tables import TABLES_OF_COMPARISONS
from smartspec.registry import step
from smartspec.schema import TABLES, Table
from smartspec.store import arrow_schema

Row = dict[str, Any]
Relatedness = Literal[
    "proximity", "association_strength", "steijn_index", "cosine_of_occurrences", "cosine_of_links", "jaccard_of_links"
]


@step(
    reads=("indicators", "region_profiles", "affiliation_places", "works"),
    writes=TABLES_OF_COMPARISONS,
    version=2,
    each="comparison",
)
def region_comparison(  # noqa: PLR0913  # every choice that decides the values is an option
    tables: Mapping[str, Table],
    progress: Callable[[str, float], None] | None = None,
    *,
    name: str,
    indicator: str = PUBLICATIONS,
    title: str = "",
    periods: str = "latest",
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
    peers: int = 5,
    peers_by: str = "structure",
    outcomes: str = "",
    income: str = "",
    reference: str = "",
    across: str = "",
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
    periods : `latest`, `each`, or periods joined by `;`, each compared with the one before; or pairs of them, such as
        `2010:2020; 2015:2020`. Of publications years or windows such as `2015/2019; 2020/2024`; all years for `latest`.
    only_period : one period, e.g. `2024`; goes before `periods`.
    level : which regions; `auto` takes the finest level without overlap.
    absent : what a combination without a row is; `auto`: zero for publications, else missing.
    counted : whether values count things such as publications, which chance makes vary; `auto` goes by the unit.
    threshold : revealed comparative advantage from which an activity is present; equality counts.
    relatedness : measure on which density, complementarity and potential rest.
    diagonal : whether the activity itself counts in density.
    anchor_region, anchor_activity : what must have a positive ECI or PCI; else diversity fixes the sign.
    n_candidates : activities that each region could enter for which partners are named.
    peers : regions of like structure that each region is benchmarked against; 0 leaves them out.
    peers_by : what makes regions alike: `structure` (shares of activities), `specialisation` (RCA), measures such as
        `total`, or indicators; several joined by `;`.
    outcomes : indicators without activity set beside those of the peers as well, joined by `;`.
    income : indicator of income per head, without activity; gives PRODY and EXPY.
    reference : code or name of the country's own row, which shift-share compares with; the sum of the regions if left
        out. The row itself is not compared.
    across : another indicator by activity, or `publications`: a space of activities that this one is related to.
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
    doi:10.1073/pnas.0900943106; Balland, Boschma (2021), doi:10.1080/00343404.2020.1861240; Navarro et al. (2014), S3
    Working Paper 03/2014 (peers); Hausmann, Hwang, Rodrik (2007), doi:10.1007/s10887-006-9009-4 (PRODY, EXPY).
    """
    given = {key.replace("_", "-"): value for key, value in locals().items() if key not in ("tables", "progress")}
    parameters = given | {"shapes": str(shapes.name) if shapes else ""}
    if peers < 0 or (peers and not named(peers_by)):
        raise ComputeError(f"{peers} peers by `{peers_by}` cannot be chosen", place="`peers`", hint="0 leaves them out")
    published, written = indicator == PUBLICATIONS, only_period or periods
    found, nation = nation_of(rows_of(tables, indicator, periods=written), reference)
    chosen = chosen_periods(written, periods_of(found))
    by_chance = is_counted(found[0]["unit"]) if counted == "auto" else counted == "yes"
    anchor = Anchor("region", anchor_region) if anchor_region else None
    anchor = Anchor("activity", anchor_activity) if anchor_activity else anchor
    how = How(threshold, relatedness, diagonal, by_chance, n_samples, interval, seed, anchor, n_candidates)
    asked = Asked(
        *(name, indicator, found, how, published, level, absent, mapped, shapes, (permutations, seed), nation),
        *(income, peers, named(peers_by), named(outcomes), across),
    )
    windows = year_windows(written, _years(chosen)) if published and written != LATEST else {}
    everywhere = located_works(tables["affiliation_places"]) if not windows else []
    located = located_in(tables, windows) if windows else {}
    done: list[Period] = []
    for number, one in enumerate(chosen.periods):
        if progress:
            progress(f"comparing regions in {one}", number / len(chosen.periods))
        done.append(compare_period(tables, asked, one, located.get(one, everywhere)))
    made = _made(done)
    over = cooperation_over(located, _regions(done), pairs=chosen.pairs, windows=windows) if windows else OverTime()
    further = _add_changes(made, done, chosen, over)
    if shapes:
        made["region_shapes"] = [{"comparison": name, **row} for row in shape_rows(_regions(done), shapes)]
    add_names(made["compared_regions"], made["compared_activities"], found)
    record = {**parameters, "counted-by-chance": by_chance}
    made["comparisons"] = [about(done, found[0], record, title=title or name, further=further)]
    return {table: pa.Table.from_pylist(rows_, schema=arrow_schema(TABLES[table])) for table, rows_ in made.items()}


def _years(chosen: Chosen) -> list[int]:
    """Years that periods of publications name."""
    return [int(year) for period in chosen.periods for year in period.split("/")]


def _regions(done: Sequence[Period]) -> set[str]:
    return {row["region"] for one in done for row in one.regions}


def _made(done: Sequence[Period]) -> dict[str, list[Row]]:
    made: dict[str, list[Row]] = {table: [] for table in TABLES_OF_COMPARISONS}
    for one in done:
        for table, row in one.rows():
            made[table].append(row)
    return made


def _add_changes(made: dict[str, list[Row]], done: Sequence[Period], chosen: Chosen, over: OverTime) -> Further:
    """Rows that look at change, columns that come of it, and what is said of both."""
    snapshots = {one.period: one.snapshot for one in done}
    found = [changes(snapshots[since], snapshots[period]) for since, period in chosen.pairs]
    key = {"comparison": done[0].name}
    for one in found:
        made["region_changes"] += [
            key | row | over.partners.get((one.since, one.period, row["region"]), {}) for row in one.regions
        ]
        made["cell_changes"] += [key | row for row in one.cells]
        made["region_leads"] += [key | row for row in one.leads]
    made["cooperation_periods"] = [key | row for row in over.rows]
    _add_columns(made, found, over)
    ordered = all(pair in chosen.pairs for pair in pairwise(chosen.periods))
    counts = {one.period: one.assembled.counts for one in done} if ordered else {}
    leads, record, said = period_leads(counts)
    for row in made["region_pairs"]:
        if row["period"] == done[-1].period:
            row["lead"] = leads.get((row["region_a"], row["region_b"]))
    further = {one.name: (one.conventions, one.cautions) for one in found}
    throughout = f"{chosen.periods[0]} … {chosen.periods[-1]}"
    return further | {throughout: ({**record, **over.conventions}, (*said, *over.cautions))}


def _add_columns(made: dict[str, list[Row]], found: Sequence[Changes], over: OverTime) -> None:
    """Structural change of regions, entry and exit of activities since the nearest earlier period of a pair."""
    latest = {one.period: one for one in sorted(found, key=lambda one: one.since)}
    moved = {(one.period, row["region"]): row["structural_change"] for one in latest.values() for row in one.regions}
    for row in made["compared_regions"]:
        row["structural_change"] = moved.get((row["period"], row["region"]))
        row["collaborative_share"] = over.shares.get((row["period"], row["region"]))
    for row in made["compared_activities"]:
        if row["period"] in latest:
            row.update(latest[row["period"]].activities.get(row["activity"], {}))
