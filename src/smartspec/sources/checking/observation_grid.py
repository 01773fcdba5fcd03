"""Observations of a file as a matrix: a row for each column of a table, a column for each region."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from smartspec.sources.checking.observation_codes import Code, Coded, Whole, coded, combined, distinct

#: What makes two numbers members of one series, besides the region, the activity and the period.
SERIES = ("sheet", "indicator", "unit", "classification", "variant", "dimensions", "vintage")
#: Values that are laid out as a matrix at a time.
_LAID_OUT = 1 << 21


@dataclass(frozen=True, slots=True)
class Column:
    """One indicator of one activity in one period, over all regions; `label` tells activities without a code apart."""

    sheet: str
    indicator: str
    unit: str
    activity: str
    label: str
    period: str


class Grid:
    """A pivot of observations, laid out in pieces; where a region stands twice in a column, the first one counts.

    Nothing is worked out before it is asked for.
    """

    def __init__(self, observations: Any) -> None:  # noqa: ANN401  # Arrow has no type marker
        self._observations = observations
        self._texts: dict[str, Coded] = {}

    def texts(self, name: str) -> Coded:
        """A text column as numbers."""
        if name not in self._texts:
            self._texts[name] = coded(self._observations[name])
        return self._texts[name]

    @cached_property
    def _columns(self) -> tuple[Code, Whole]:
        return combined(self.texts(name) for name in (*SERIES, "activity", "activity_name", "period"))

    @property
    def head(self) -> Whole:
        """For each column of the grid, the row where it stands first; its texts are those of the column."""
        return self._columns[1]

    @cached_property
    def series(self) -> Whole:
        """For each column of the grid, the number of its series, in order of appearance."""
        return combined(self.texts(name).of(self.head) for name in SERIES)[0].astype(np.int64)

    @cached_property
    def region(self) -> Coded:
        """The region of each row, which is its code, or its name where it has none."""
        return _regions(self.texts("region"), self.texts("region_name"))

    @cached_property
    def _values(self) -> npt.NDArray[np.float64]:
        """The value of each row, and NaN behind the last."""
        given = self._observations["value"].to_numpy(zero_copy_only=False)
        return np.append(given.astype(np.float64, copy=False), np.nan)

    @property
    def n_columns(self) -> int:
        """Number of columns."""
        return len(self.head)

    @property
    def regions(self) -> list[str]:
        """The distinct regions, in order of appearance."""
        return self.region.texts

    @cached_property
    def place_of(self) -> dict[str, int]:
        """Region to its number."""
        return {name: number for number, name in enumerate(self.regions)}

    @cached_property
    def _sorted(self) -> tuple[Whole, Whole]:
        """Rows column by column, and where each column begins among them."""
        kind = np.uint16 if self.n_columns < 1 << 16 else np.int64  # numbers of 16 bits are sorted without comparing
        order = np.argsort(self._columns[0].astype(kind), kind="stable")
        return order, np.append(0, np.cumsum(np.bincount(self._columns[0], minlength=self.n_columns)))

    def rows(self, columns: Whole) -> Whole:
        """Rows of the first observation of each region in some columns, -1 where there is none."""
        laid, (at, rows) = np.full(len(columns) * len(self.regions), -1, dtype=np.int64), self._members(columns)
        laid[at[::-1]] = rows[::-1]
        return laid.reshape(len(columns), len(self.regions))

    def values(self, rows: Whole) -> npt.NDArray[np.float64]:
        """Values of some rows, NaN where there is none."""
        return self._values[rows]

    def _members(self, columns: Whole) -> tuple[Whole, Whole]:
        """Rows of some columns, column by column, and the place of each in a matrix of these columns."""
        order, starts = self._sorted
        lengths = starts[columns + 1] - starts[columns]
        places = np.repeat(np.arange(len(columns)), lengths)
        within = np.arange(len(places)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        rows = order[np.repeat(starts[columns], lengths) + within]
        return places * len(self.regions) + self.region.at[rows], rows

    def pieces(self, columns: Whole, *, each: int = 0) -> Iterator[Whole]:
        """Some columns in pieces, of which each fits into memory when laid out, or `each` numbers a column."""
        step = max(1, _LAID_OUT // max(1, each, len(self.regions)))
        return (columns[first : first + step] for first in range(0, len(columns), step))

    def again(self) -> Whole:
        """Rows of observations whose column and region had been seen before."""
        found = []
        for columns in self.pieces(np.arange(self.n_columns)):
            at, rows = self._members(columns)
            found.append(rows[self.rows(columns).ravel()[at] != rows])
        return np.sort(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)

    def of_region(self, region: int) -> Whole:
        """For each column, the row of the first observation of a region, -1 where there is none."""
        rows = np.flatnonzero(self.region.at == region)
        found = np.full(self.n_columns, -1, dtype=np.int64)
        found[self._columns[0][rows[::-1]]] = rows[::-1]
        return found

    def addresses(self, rows: Whole) -> list[str]:
        """Addresses of some rows."""
        import pyarrow as pa

        return list(self._observations["cell"].take(pa.array(rows)).to_pylist())

    def text(self, name: str, row: int) -> str:
        """A text of a row; empty if it is missing."""
        column = self.texts(name)
        return column.texts[int(column.at[row])]

    def column(self, number: int) -> Column:
        """What a column of the grid is about."""
        row = int(self.head[number])
        sheet, indicator, unit, activity, label, period = (
            self.text(name, row) for name in ("sheet", "indicator", "unit", "activity", "activity_name", "period")
        )
        return Column(sheet, indicator, unit, activity, "" if activity else label, period)

    def names_of_series(self) -> list[Column]:
        """A column of each series, for the sheet, the indicator and the unit."""
        _, first = distinct(self.series)
        return [self.column(number) for number in first.tolist()]


def _regions(codes: Coded, names: Coded) -> Coded:
    """The region of each row, by its code where it has one."""
    numbers: dict[str, int] = {}
    of_code, of_name = (
        np.array([numbers.setdefault(text, len(numbers)) for text in one.texts], dtype=np.int32)
        for one in (codes, names)
    )
    called = np.where(codes.where(map(bool, codes.texts)), of_code[codes.at], of_name[names.at])
    places, first = distinct(called)
    texts = list(numbers)
    return Coded(places, [texts[number] for number in called[first].tolist()])
