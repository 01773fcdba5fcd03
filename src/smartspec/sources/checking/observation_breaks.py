"""Sudden changes of level: a step from one year to the next that is unlike the other steps of a series."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from smartspec.sources.checking.observation_additivity import is_relative
from smartspec.sources.checking.observation_closing import Reals
from smartspec.sources.checking.observation_codes import Code, Whole, distinct
from smartspec.sources.checking.observation_differences import EXAMPLES, and_more, in_words
from smartspec.sources.checking.observation_grid import Grid
from smartspec.sources.publication import Problem

_YEAR = re.compile(r"\d{4}")
#: A step of the logarithm that is this large, and this many times the usual one, is a break of level.
_STEP, _TIMES_USUAL, _LEAST_USUAL = 0.4, 5.0, 0.02
_FEWEST, _NO_YEAR = 5, -1
#: Regions that stand for the whole of a table.
_WHOLES = ("RU", "EU27_2020", "WORLD")


@dataclass(frozen=True, slots=True)
class _Break:
    """A step from one year to the next that is unlike the others."""

    activity: tuple[str, str]
    before: tuple[int, float]
    after: tuple[int, float]
    address: str

    @property
    def change(self) -> float:
        return 100 * (self.after[1] / self.before[1] - 1)

    def __str__(self) -> str:
        (first, low), (second, high) = self.before, self.after
        what = " ".join(self.activity).strip()
        what = f"{what} " if what else ""
        return f"{what}{low:.15g} in {first}, {high:.15g} in {second} ({self.change:+.1f} %, cell {self.address})"


def level_breaks(grid: Grid) -> Iterator[Problem]:
    """Sudden changes of level of the whole country from one year to the next, one problem for each indicator.

    Shares, rates and indices are left out, and so are activities below sections: they move for many reasons.
    """
    top = _top_region(grid)
    if top < 0:
        return
    names, rows, years = grid.names_of_series(), grid.of_region(top), _years(grid)
    values = grid.values(rows)
    additive = np.array([not is_relative(one.unit, one.indicator) for one in names])
    is_section = grid.texts("activity").where(len(text) < 2 for text in grid.texts("activity").texts)[grid.head]
    columns = np.flatnonzero((values > 0) & (years != _NO_YEAR) & is_section & additive[grid.series])
    found: dict[int, list[_Break]] = {series: [] for series in grid.series[columns].tolist()}
    for first, second in _far_steps(*_lines(grid, columns, years), values):
        column = grid.column(second)
        before, after = ((int(years[one]), float(values[one])) for one in (first, second))
        (address,) = grid.addresses(rows[[second]])
        found[int(grid.series[second])].append(_Break((column.activity, column.label), before, after, address))
    for series, breaks in found.items():
        if breaks:
            breaks.sort(key=lambda one: (one.activity[0] != "", -abs(one.change), one.address))
            shown = "; ".join(map(str, breaks[:EXAMPLES])) + and_more(len(breaks))
            of, called = names[series], grid.regions[top]
            message = f"`{of.indicator}`: `{called}` changes its level unlike its other years: {shown}"
            hint = "a change of method or scope? do not compare across it without a reason"
            yield Problem(in_words(of.sheet, breaks[0].address), message, hint, "warning", "value")


def _years(grid: Grid) -> Whole:
    """The year of each column of the grid, -1 where its period is none."""
    periods = grid.texts("period")
    years = [int(text) if _YEAR.fullmatch(text) else _NO_YEAR for text in periods.texts]
    return np.array(years, dtype=np.int64)[periods.at[grid.head]]


def _lines(grid: Grid, columns: Whole, years: Whole) -> tuple[Whole, Code, Whole]:
    """Columns line by line and year by year, the line of each, and its year; short lines are left out.

    A line is one activity of a series: its code, or its name where it has none.
    """
    codes, labels = grid.texts("activity"), grid.texts("activity_name")
    head = grid.head[columns]
    has_code = codes.where(map(bool, codes.texts))[head]
    label = np.where(has_code, 0, labels.at[head].astype(np.int64) + 1)
    of_series = grid.series[columns] * len(codes.texts) + codes.at[head]
    line, _ = distinct(of_series * (len(labels.texts) + 1) + label)
    order = np.lexsort((columns, years[columns], line))
    order = order[np.bincount(line)[line[order]] >= _FEWEST]
    return columns[order], line[order], years[columns[order]]


def _far_steps(columns: Whole, line: Code, years: Whole, values: Reals) -> Iterator[tuple[int, int]]:
    """Pairs of columns, a year apart, between which a line breaks."""
    second = np.flatnonzero(np.diff(line, prepend=-1) == 0)
    if not second.size:
        return
    _, of_step = np.unique(line[second], return_inverse=True)
    logs = np.log(values[columns])
    steps = logs[second] - logs[second - 1]
    away = np.abs(steps - _medians(steps, of_step)[of_step])
    usual = np.maximum(_medians(away, of_step), _LEAST_USUAL)
    far = (away > _TIMES_USUAL * usual[of_step]) & (np.abs(steps) > _STEP)
    far &= years[second] == years[second - 1] + 1
    for place in second[far].tolist():
        yield int(columns[place - 1]), int(columns[place])


def _medians(values: Reals, group: Whole) -> Reals:
    """The median of each group of numbers; groups follow each other, from 0.

    Examples
    --------
    >>> _medians(np.array([3.0, 1.0, 2.0, 5.0, 6.0]), np.array([0, 0, 0, 1, 1]))
    array([2. , 5.5])
    """
    ordered = values[np.lexsort((values, group))]
    sizes = np.bincount(group)
    starts = np.cumsum(sizes) - sizes
    found: Reals = (ordered[starts + (sizes - 1) // 2] + ordered[starts + sizes // 2]) / 2
    return found


def _top_region(grid: Grid) -> int:
    """Number of the country, or of the region with the most values; -1 if there is none."""
    for code in _WHOLES:
        if code in grid.place_of:
            return grid.place_of[code]
    if not grid.regions or len(grid.regions) > 3:
        return -1
    return int(np.argmax(np.nansum(grid.values(grid.rows(np.arange(grid.n_columns))), axis=0)))
