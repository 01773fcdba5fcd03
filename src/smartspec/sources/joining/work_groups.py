"""Publications as groups of records, and the detail rows of records found by their place."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from smartspec.sources.joining.record_evidence import RecordFacts
from smartspec.sources.joining.record_facts import content_id

if TYPE_CHECKING:
    import pyarrow as pa

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class WorkGroups:
    """Publications, sorted by name.

    Attributes
    ----------
    ids : name of each publication: `database:native_id` of its preferred record, or a hash of its content.
    rows : rows of its records, the preferred one first.
    work_of : (records,) number of the publication of each record.
    """

    ids: list[str]
    rows: list[list[int]]
    work_of: Places

    def joined(self) -> list[tuple[int, list[int]]]:
        """Number and rows of the publications that have more than one record."""
        return [(work, rows) for work, rows in enumerate(self.rows) if len(rows) > 1]


def name_groups(group: Sequence[int], facts: Sequence[RecordFacts]) -> WorkGroups:
    """Publications from the group number of each record; records stand in order of preference."""
    members: defaultdict[int, list[int]] = defaultdict(list)
    for row, number in enumerate(group):
        members[number].append(row)
    used: defaultdict[str, int] = defaultdict(int)
    named: list[tuple[str, list[int]]] = []
    for rows in sorted(members.values()):
        fact = facts[rows[0]]
        name = f"{fact.database}:{fact.native_id or content_id(fact)}"
        used[name] += 1
        named.append((name if used[name] == 1 else f"{name}#{used[name]}", rows))
    named.sort()
    work_of = np.zeros(len(group), dtype=np.int64)
    for work, (_, rows) in enumerate(named):
        work_of[rows] = work
    return WorkGroups([name for name, _ in named], [rows for _, rows in named], work_of)


class DetailRows:
    """A detail table whose rows have places, by record and order in it; `of(row)` are the places of a record.

    Attributes
    ----------
    table, order : the rows as given, and the row that stands at each place.
    owner : row of the record at each place.
    """

    def __init__(self, table: "pa.Table", record: "pa.Array", *order: str) -> None:
        import pyarrow.compute as pc

        table = table.combine_chunks()
        owner = pc.index_in(table["record"].combine_chunks(), value_set=record)
        if owner.null_count:
            table, owner = table.filter(owner.is_valid()), owner.drop_null()
        owners = owner.to_numpy().astype(np.int64)
        by = np.lexsort((*(_codes(table[name]) for name in order[::-1]), owners))
        self.table, self.order = table, by
        self.owner = owners[by]
        self.start = np.searchsorted(self.owner, np.arange(len(record) + 1))
        self._columns: dict[str, list[Any]] = {}

    def of(self, row: int) -> range:
        """Places of the rows of one record."""
        return range(self.start[row], self.start[row + 1])

    def column(self, name: str) -> list[Any]:
        """A column by place, made once."""
        if name not in self._columns:
            self._columns[name] = self.table[name].take(self.order).to_pylist()
        return self._columns[name]

    def chosen(self, rows: Sequence[int]) -> Places:
        """Places of all rows of the chosen records, in order."""
        mask = np.zeros(len(self.start) - 1, dtype=bool)
        mask[np.asarray(rows, dtype=np.int64)] = True
        return np.flatnonzero(mask[self.owner]).astype(np.int64)


def _codes(column: "pa.ChunkedArray") -> Places:
    """A whole-number or text column as numbers in the same order; missing last."""
    import pyarrow.compute as pc

    if column.type == "string":
        column = pc.rank(column.combine_chunks(), sort_keys="ascending", tiebreaker="dense")
    return np.asarray(column.fill_null(np.iinfo(np.int64).max).to_numpy(), dtype=np.int64)
