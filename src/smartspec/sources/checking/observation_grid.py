"""Observations of a file as a matrix: a row for each column of a table, a column for each region."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

#: What makes two numbers members of one series, besides the region, the activity and the period.
SERIES = ("sheet", "indicator", "unit", "classification", "variant", "dimensions", "vintage")
_SEPARATOR = "\x1f"


@dataclass(frozen=True, slots=True)
class Column:
    """One indicator of one activity in one period, over all regions; `label` tells activities without a code apart."""

    series: tuple[str, ...]
    activity: str
    label: str
    period: str

    @property
    def sheet(self) -> str:
        """The sheet it lies in."""
        return self.series[0]

    @property
    def indicator(self) -> str:
        """What it measures."""
        return self.series[1]

    @property
    def unit(self) -> str:
        """The unit it is measured in."""
        return self.series[2]


class Grid:
    """A pivot of observations; where a region stands twice in a column, the first one is in `values`.

    Attributes
    ----------
    columns, regions : labels of the two axes; a region is its code, or its name where it has none.
    values : float64, shape (columns, regions), NaN where there is no number.
    row : int64, same shape: row of the observation, -1 where there is none.
    again : rows of observations whose column and region had been seen before.
    """

    def __init__(self, observations: Any) -> None:  # noqa: ANN401  # Arrow has no type marker
        self._observations = observations
        keys = _joined(observations, (*SERIES, "activity", "activity_name", "period"))
        names = _first_filled(observations, ("region", "region_name"))
        column_of, column_names = _codes(keys)
        region_of, self.regions = _codes(names)
        self.columns = [_column(name) for name in column_names]
        number = column_of * max(len(self.regions), 1) + region_of
        _, first = np.unique(number, return_index=True)
        seen = np.zeros(len(number), dtype=np.bool_)
        seen[first] = True
        self.again: npt.NDArray[np.int64] = np.flatnonzero(~seen)
        shape = (len(self.columns), len(self.regions))
        self.row: npt.NDArray[np.int64] = np.full(shape, -1, dtype=np.int64)
        self.values: npt.NDArray[np.float64] = np.full(shape, np.nan)
        self.row[column_of[first], region_of[first]] = first
        given = observations["value"].to_numpy(zero_copy_only=False).astype(np.float64)
        self.values[column_of[first], region_of[first]] = given[first]

    @cached_property
    def place_of(self) -> dict[str, int]:
        """Region to its number."""
        return {name: number for number, name in enumerate(self.regions)}

    @cached_property
    def cells(self) -> list[str]:
        """Address of every observation."""
        return list(self._observations["cell"].to_pylist())

    def address(self, column: int, region: int) -> str:
        """Address of the cell of a value; empty text if there is none."""
        row = int(self.row[column, region])
        return self.cells[row] if row >= 0 else ""

    def text(self, name: str, row: int) -> str:
        """A text column of an observation."""
        return self._observations[name][row].as_py() or ""


def _joined(observations: Any, names: Iterable[str]) -> Any:  # noqa: ANN401
    import pyarrow.compute as pc

    parts = [pc.fill_null(observations[name].combine_chunks(), "") for name in names]
    return pc.binary_join_element_wise(*parts, _SEPARATOR)


def _first_filled(observations: Any, names: Iterable[str]) -> Any:  # noqa: ANN401
    import pyarrow.compute as pc

    return pc.fill_null(pc.coalesce(*(observations[name].combine_chunks() for name in names)), "")


def _codes(array: Any) -> tuple[npt.NDArray[np.int64], list[str]]:  # noqa: ANN401
    encoded = array.dictionary_encode()
    return encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64), encoded.dictionary.to_pylist()


def _column(key: str) -> Column:
    *series, activity, name, period = key.split(_SEPARATOR)
    return Column(tuple(series), activity, "" if activity else name, period)
