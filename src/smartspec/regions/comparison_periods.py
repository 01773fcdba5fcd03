"""One period of a comparison: what was asked, computed, and made into rows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from smartspec.errors import ComputeError, nearest
from smartspec.regions.additions import Addition, cross_addition, income_addition, with_columns
from smartspec.regions.assembling import Absent, Assembled, Level, assemble
from smartspec.regions.benchmarking import benchmarks, known_words
from smartspec.regions.changing import Snapshot
from smartspec.regions.comparing import Compared, How, compare
from smartspec.regions.comparison_names import activity_names, groups_of
from smartspec.regions.comparison_rows import activity_rows, cell_rows, link_rows, pair_rows, region_rows
from smartspec.regions.counts import without_empty
from smartspec.regions.indicator_rows import PUBLICATIONS, periods_of, rows_of
from smartspec.regions.region_values import nearest_period, region_values
from smartspec.regions.results import Caution
from smartspec.regions.specialisation import specialised
from smartspec.regions.surroundings import Mapped, Surroundings, surroundings
from smartspec.schema import Table

Row = dict[str, Any]
Located = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a comparison is asked for, the same for all of its periods.

    Attributes
    ----------
    found : rows of the indicator, those of the reference left out.
    nation : period to activity to value, of the reference; None for the sum of the regions.
    peers_by, outcomes : names of variables and indicators.
    """

    name: str
    indicator: str
    found: Sequence[Row]
    how: How
    published: bool
    level: Level
    absent: str
    mapped: Mapped
    shapes: Path | None
    draws: tuple[int, int]
    nation: Mapping[str, Mapping[str, float | None]] | None
    income: str
    peers: int
    peers_by: tuple[str, ...]
    outcomes: tuple[str, ...]
    across: str


@dataclass(frozen=True, slots=True)
class Period:
    """One period of a comparison, ready to become rows."""

    name: str
    period: str
    assembled: Assembled
    compared: Compared
    around: Surroundings
    regions: list[Row]
    additions: tuple[Addition, ...]
    nation: Mapping[str, float | None] | None

    @property
    def conventions(self) -> dict[str, Any]:
        """The record of every measure of the period."""
        added = {name: record for one in self.additions for name, record in one.conventions.items()}
        return {**self.compared.conventions, **added, **self.around.conventions}

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """What a reader must know, each once."""
        added = [said for one in self.additions for said in one.cautions]
        return tuple(dict.fromkeys((*self.assembled.cautions, *self.compared.cautions, *added, *self.around.cautions)))

    @property
    def snapshot(self) -> Snapshot:
        """What change is computed from."""
        return Snapshot(self.period, self.assembled.counts, self.compared.presence, self.nation)

    def rows(self) -> Iterator[tuple[str, Row]]:
        """Rows of every table, named, without those that look at change."""
        added, own = self.additions, [addition.activities for addition in self.additions]
        made: dict[str, Iterable[Row]] = {
            "compared_cells": with_columns(
                cell_rows(self.assembled, self.compared), [one.cells for one in added], "region", "activity"
            ),
            "compared_regions": with_columns(self.regions, [self.around.regions], "region"),
            "compared_activities": with_columns(activity_rows(self.assembled, self.compared), own, "activity"),
            "relatedness": link_rows(self.compared),
            "region_pairs": with_columns(pair_rows(self.compared), [self.around.pairs], "region_a", "region_b"),
        }
        for one in added:
            made |= one.tables
        key = {"comparison": self.name, "period": self.period}
        for table, found in made.items():
            for row in found:
                yield table, key | row


def compare_period(tables: Mapping[str, Table], asked: Asked, period: str, located: Located) -> Period:
    """Compute everything that is asked of a period.

    Raises
    ------
    ComputeError
        If the values allow no comparison, or an option names what is not there.
    """
    assembled = _assembled(asked.found, period, asked, published=asked.published)
    groups = groups_of(assembled.counts.activities, asked.found[0]["classification"])
    compared = compare(assembled.counts, replace(asked.how, groups=groups))
    added: list[Addition] = []
    if asked.income:
        income = region_values(tables["indicators"], asked.income, period, option="income")
        added.append(income_addition(compared, income))
    if asked.across:
        added.append(_across(tables, asked, period, compared))
    regions = with_columns(region_rows(assembled, compared), [one.regions for one in added], "region")
    if asked.peers:
        added.append(_benchmarks(tables, asked, compared, regions, period=period))
    around = surroundings(regions, located, shapes=asked.shapes, mapped=asked.mapped, draws=asked.draws)
    nation = None if asked.nation is None else asked.nation.get(period, {})
    return Period(asked.name, period, assembled, compared, around, regions, tuple(added), nation)


def _assembled(found: Sequence[Row], period: str, asked: Asked, *, published: bool) -> Assembled:
    """Counts of a period; publications were counted where their addresses lie, and all of them were."""
    taken: Absent = "zero" if asked.absent == "zero" or (asked.absent == "auto" and published) else "missing"
    level: Level = "located" if published and asked.level == "auto" else asked.level
    return assemble(found, period, level=level, absent=taken)


def _benchmarks(
    tables: Mapping[str, Table], asked: Asked, compared: Compared, regions: Sequence[Row], *, period: str
) -> Addition:
    wanted = {name: "peers-by" for name in asked.peers_by if not known_words(name)}
    outcomes = [name for name in asked.outcomes if name != asked.income]  # which stands there as `income`
    wanted |= {name: "outcomes" for name in outcomes if name not in wanted}
    others = ("structure", "specialisation", "total", "income")
    indicators = {
        name: region_values(tables["indicators"], name, period, option=option, others=others)
        for name, option in wanted.items()
    }
    return benchmarks(compared, regions, k=asked.peers, by=asked.peers_by, indicators=indicators, outcomes=outcomes)


def _across(tables: Mapping[str, Table], asked: Asked, period: str, compared: Compared) -> Addition:
    if asked.across == asked.indicator:
        problem, hint = f"`{asked.across}` is what is compared", "name another indicator by activity, or `publications`"
        raise ComputeError(problem, place="`across`", hint=hint)
    found = rows_of(tables, asked.across)
    taken = nearest_period(period, periods_of(found))
    given = _assembled(found, taken, asked, published=asked.across == PUBLICATIONS)
    other = specialised(without_empty(given.counts)[0], threshold=asked.how.threshold)
    classification = found[0]["classification"]
    labels = {row["activity"]: row["activity_name"] for row in found}
    names = {code: activity_names(code, classification, labels.get(code)) for code in other.activities}
    record = {"across": asked.across, "across_period": taken, "across_activities": len(other.activities)}
    return cross_addition(compared.presence, other, names=names, record=record)


def nation_of(found: Sequence[Row], reference: str) -> tuple[list[Row], dict[str, dict[str, float | None]] | None]:
    """Rows without those of the reference, and its values by period and activity; None if no reference is asked for.

    Raises
    ------
    ComputeError
        If no row is of the reference.
    """
    if not reference:
        return list(found), None
    values: dict[str, dict[str, float | None]] = {}
    for row in found:
        if row["region"] == reference:
            values.setdefault(row["period"], {})[row["activity"]] = row["value"]
    if not values:
        hint = nearest(reference, sorted({row["region"] for row in found}))
        raise ComputeError(f"no row is of the reference `{reference}`", place="`reference`", hint=hint)
    return [row for row in found if row["region"] != reference], values
