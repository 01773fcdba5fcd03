"""What rows say, what columns say, and what both say together, each different thing once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from smartspec.sources.statistics.rosstat_assembly import Assembly, Codes
from smartspec.sources.statistics.rosstat_headers import Column
from smartspec.sources.statistics.rosstat_rows import Row

_ONE = np.zeros(1, np.int64)


class Keys:
    """What rows or columns say of one thing: the different keys, and which of them each row or column has."""

    def __init__(self, keys: Sequence[Any]) -> None:
        self.different = list(dict.fromkeys(keys))
        self.places = _ONE
        if len(self.different) > 1:
            numbers = {key: i for i, key in enumerate(self.different)}
            self.places = np.array([numbers[key] for key in keys], np.int64)

    def of(self, place: int) -> Any:  # noqa: ANN401  # a key is what the texts are made of
        """The key of a row or column."""
        return self.different[self.places[place if len(self.different) > 1 else 0]]


@dataclass(frozen=True, slots=True)
class Side:
    """What the rows of a table say, or its columns."""

    activities: Keys
    units: Keys
    periods: Keys
    topics: Keys
    notes: Keys


def side_of_rows(rows: Sequence[Row]) -> Side:
    """What the rows of a table say."""
    return Side(
        Keys([(row.activity, row.activity_name) for row in rows]),
        Keys([(row.unit, row.basis) for row in rows]),
        Keys([row.period for row in rows]),
        Keys([row.indicator for row in rows]),
        Keys([row.notes for row in rows]),
    )


def side_of_columns(columns: Sequence[Column]) -> Side:
    """What the columns of a table say."""
    return Side(
        Keys([(column.activity.code, column.activity.name) if column.activity else ("", "") for column in columns]),
        Keys([(column.unit, column.basis) for column in columns]),
        Keys([column.period for column in columns]),
        Keys([column.indicator for column in columns]),
        Keys([column.notes for column in columns]),
    )


class Crossing:
    """Keys of rows and keys of columns, each pair of which says something; each different pair is asked once."""

    def __init__(self, down: Keys, across: Keys) -> None:
        self.down, self.across = down, across

    def codes(self, assembly: Assembly, group: str, texts: Callable[[Any, Any], tuple[str, ...]]) -> Codes:
        """The number of the texts of each pair, spread over the cells."""
        down, across = self.down, self.across
        found = assembly.numbers(group, [texts(a, b) for a in down.different for b in across.different])
        return found.reshape(len(down.different), -1)[down.places[:, None], across.places[None, :]]
