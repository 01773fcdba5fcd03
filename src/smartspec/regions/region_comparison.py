"""The step `region_comparison`: what regions are good at, could become good at, and with whom."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal

import pyarrow as pa

from smartspec.errors import ComputeError, nearest
from smartspec.regions.assembling import Assembled, Level, assemble
from smartspec.regions.comparing import Compared, How, compare
from smartspec.regions.comparison_names import activity_names, groups_of, region_names
from smartspec.regions.comparison_rows import activity_rows, cell_rows, link_rows, pair_rows, region_rows
from smartspec.regions.complexity import Anchor
from smartspec.regions.results import Caution
from smartspec.registry import step
from smartspec.schema import TABLES, Table
from smartspec.store import arrow_schema, rows

Row = dict[str, Any]
Relatedness = Literal[
    "proximity", "association_strength", "steijn_index", "cosine_of_occurrences", "cosine_of_links", "jaccard_of_links"
]
Periods = Literal["latest", "each"]
WRITES = ("comparisons", "compared_cells", "compared_regions", "compared_activities", "relatedness", "region_pairs")
PUBLICATIONS = "publications"
#: Words in a unit of things that are counted, so that chance makes their numbers vary.
_COUNTED = ("publication", "публикац", "patent", "патент", "project", "проект", "единиц", "штук")


@step(reads=("indicators", "region_profiles"), writes=WRITES, each="comparison")
def region_comparison(  # noqa: PLR0913  # every choice that decides the values is an option
    tables: Mapping[str, Table],
    progress: Callable[[str, float], None] | None = None,
    *,
    name: str,
    indicator: str = PUBLICATIONS,
    title: str = "",
    periods: Periods = "latest",
    period: str = "",
    level: Level = "auto",
    counted: Literal["auto", "yes", "no"] = "auto",
    threshold: float = 1.0,
    relatedness: Relatedness = "proximity",
    diagonal: bool = False,
    anchor_region: str = "",
    anchor_activity: str = "",
    n_candidates: int = 10,
    n_samples: int = 500,
    interval: float = 0.9,
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
    period : one period, e.g. `2024`; goes before `periods`.
    level : which regions; `auto` takes the finest level without overlap.
    counted : whether values count things such as publications, which chance makes vary; `auto` goes by the unit.
    threshold : revealed comparative advantage from which an activity is present; equality counts.
    relatedness : measure on which density, complementarity and potential rest.
    diagonal : whether the activity itself counts in density.
    anchor_region, anchor_activity : what must have a positive ECI or PCI; else diversity fixes the sign.
    n_candidates : activities that each region could enter for which partners are named.
    n_samples : samples of the intervals of ranks; 0 leaves them out.
    interval : share of samples inside an interval.
    seed : the same seed gives the same intervals.

    Returns
    -------
    The six tables of a comparison; a measure that the values do not allow is missing, and a caution says why.

    Raises
    ------
    ComputeError
        If the indicator or period is not there, regions overlap, or fewer than two regions or activities are left.

    Notes
    -----
    Source: the measures name theirs; Hidalgo et al. (2007), doi:10.1126/science.1144581; Hidalgo, Hausmann (2009),
    doi:10.1073/pnas.0900943106; Balland, Boschma (2021), doi:10.1080/00343404.2020.1861240.
    """
    found = (
        _profiles(tables["region_profiles"]) if indicator == PUBLICATIONS else _values(tables["indicators"], indicator)
    )
    first = found[0]
    is_counted = _is_counted(first["unit"]) if counted == "auto" else counted == "yes"
    anchor = Anchor("region", anchor_region) if anchor_region else None
    anchor = Anchor("activity", anchor_activity) if anchor_activity else anchor
    how = How(threshold, relatedness, diagonal, is_counted, n_samples, interval, seed, anchor, n_candidates)
    made: dict[str, list[Row]] = {table: [] for table in WRITES}
    wanted = _wanted(found, period, periods)
    conventions: dict[str, Any] = {}
    cautions: list[tuple[str, Caution]] = []
    for number, one in enumerate(wanted):
        if progress:
            progress(f"comparing regions in {one}", number / len(wanted))
        assembled = assemble(found, one, level=level, absent="zero" if indicator == PUBLICATIONS else "missing")
        compared = _compared(assembled, how, first["classification"])
        _add_rows(made, assembled, compared, {"comparison": name, "period": one})
        conventions[one] = {"level": level, "counted": is_counted, **compared.conventions}
        cautions += [(one, caution) for caution in (*assembled.cautions, *compared.cautions)]
    _name(made, found, first["classification"])
    about = {"title": title or name, "indicator": indicator, "unit": first["unit"] or None}
    about |= {"source": PUBLICATIONS if indicator == PUBLICATIONS else "observations", "periods": "; ".join(wanted)}
    sizes = {"n_regions": len(assembled.counts.regions), "n_activities": len(assembled.counts.activities)}
    options = {"period": period, "periods": periods, "level": level, "threshold": threshold, "relatedness": relatedness}
    options |= {"diagonal": diagonal, "n-samples": n_samples, "interval": interval, "seed": seed, "counted": counted}
    texts = {"conventions": conventions, "cautions": _said(cautions), "parameters": options}
    said = {key: json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False) for key, value in texts.items()}
    made["comparisons"] = [{"comparison": name, **about, **sizes, **said, "classification": first["classification"]}]
    return {table: pa.Table.from_pylist(rows_, schema=arrow_schema(TABLES[table])) for table, rows_ in made.items()}


def _values(indicators: Table, name: str) -> list[Row]:
    found: list[Row] = rows(indicators.filter(indicators.indicator == name)).to_pylist()
    if not found:
        known = sorted(set(rows(indicators.select("indicator").distinct())["indicator"].to_pylist()))
        hint = nearest(name, [*known, PUBLICATIONS])
        raise ComputeError(f"there is no indicator `{name}`", place="`[[comparison]]`", hint=hint)
    return found


def _profiles(profiles: Table) -> list[Row]:
    """Publications by region and topic, all years together, as rows of an indicator."""
    summed = profiles.group_by("region", "term").agg(
        value=lambda t: t.documents.sum(), low=lambda t: t.year.min(), high=lambda t: t.year.max()
    )
    found = rows(summed.order_by("region", "term")).to_pylist()
    if not found:
        hint = "`[profiles]` chooses the kind of topic; addresses must lie in known regions"
        raise ComputeError("there are no publications by region and topic", place="`[[comparison]]`", hint=hint)
    period = f"{min(row['low'] for row in found)}/{max(row['high'] for row in found)}"
    fixed = {"period": period, "flag": "ok", "unit": PUBLICATIONS, "classification": None, "provenance": None}
    names = {"region_name": None, "activity_name": None}
    return [
        {"region": row["region"], "activity": row["term"], "value": float(row["value"]), **fixed, **names}
        for row in found
        if row["value"]
    ]


def _is_counted(unit: str | None) -> bool:
    return any(word in (unit or "").lower() for word in _COUNTED)


def _wanted(found: Iterable[Row], period: str, periods: str) -> list[str]:
    known = sorted({row["period"] for row in found if row["activity"]})
    if period:
        return [period]
    if not known:
        raise ComputeError("the indicator has no values by activity", hint="choose one whose table has activities")
    return known if periods == "each" else known[-1:]


def _compared(assembled: Assembled, how: How, classification: str | None) -> Compared:
    groups = groups_of(assembled.counts.activities, classification)
    kept = {name: getattr(how, name) for name in How.__dataclass_fields__} | {"groups": groups}
    return compare(assembled.counts, How(**kept))


def _add_rows(made: dict[str, list[Row]], assembled: Assembled, compared: Compared, key: Row) -> None:
    made["compared_cells"] += [key | row for row in cell_rows(assembled, compared)]
    made["compared_regions"] += [key | row for row in region_rows(assembled, compared)]
    made["compared_activities"] += [key | row for row in activity_rows(assembled, compared)]
    made["relatedness"] += [key | row for row in link_rows(compared)]
    made["region_pairs"] += [key | row for row in pair_rows(compared)]


def _name(made: dict[str, list[Row]], found: Iterable[Row], classification: str | None) -> None:
    written = {row["region"]: row["region_name"] for row in found}
    labels = {row["activity"]: row["activity_name"] for row in found}
    for row in made["compared_regions"]:
        code = row["region"]
        row["region_name"], row["region_name_ru"], row["district"] = region_names(code, written.get(code))
    for row in made["compared_activities"]:
        code = row["activity"]
        row["activity_name"], row["activity_name_ru"] = activity_names(code, classification, labels.get(code))


def _said(cautions: Iterable[tuple[str, Caution]]) -> list[dict[str, str]]:
    return [{"period": period, "code": one.code, "en": one.en, "ru": one.ru} for period, one in cautions]
