"""CSV exports of one statistic of Statista, in English or German: title lines, a heading, labels and numbers."""

import re
from collections.abc import Iterator

from smartspec.errors import SourceError
from smartspec.registry import source
from smartspec.schema import OBSERVATION_TABLES
from smartspec.sources.observation import Observation, SheetAccount
from smartspec.sources.opening import Head, SourceFile
from smartspec.sources.publication import Problem
from smartspec.sources.statistics.statista_table import Statistic, layout_of, table_observations
from smartspec.sources.statistics.tidy_account import cell_texts, filled_cells
from smartspec.sources.statistics.tidy_grid import tidied
from smartspec.sources.statistics.tidy_text import delimiter_of, first_cells, text_rows

__all__ = ["cell_texts", "count", "read", "recognise"]

_NAMED = re.compile(r"^\W*(?:sources?\b|quellen?\b)?[^\n]{0,80}\bstatista\b", re.IGNORECASE | re.MULTILINE)
#: What stands above the labels in exports of Statista.
_LABELS = ("category", "characteristic", "kategorie", "merkmal", "")
_VALUES = ("value", "values", "wert", "werte")
_LARGEST = 1 << 16


def recognise(head: Head) -> float:
    """How sure this is such an export: a short table of labels and numbers that names Statista or has its heading."""
    if len(head.raw) >= _LARGEST or not head.text:
        return 0.0
    rows = first_cells(head)
    table = layout_of(list(enumerate(rows, 1)))
    if table is None or not table.values:
        return 0.0
    first = [tidied(cell).lower() for cell in rows[0]]
    if len(first) == 2 and first[0] in _LABELS[:-1] and first[1] in _VALUES:
        return 0.7
    outside = "\n".join([*table.titles, *table.notes, *head.text.strip().split("\n")[-3:]])
    return 0.9 if _NAMED.search(outside) else 0.0


def count(file: SourceFile) -> int:
    """Cells that are not empty."""
    return filled_cells(file)


@source(writes=OBSERVATION_TABLES, title="Statista, one statistic (CSV)")
def read(file: SourceFile) -> Iterator[Observation | SheetAccount | Problem]:
    """Yield each value with its label, the account of the file, and problems.

    Labels that are years are periods, labels that name countries are regions, others are activities as written.

    Raises
    ------
    SourceError
        If there are no labels with numbers beside them.
    """
    delimiter = delimiter_of(file.head.text)
    table = layout_of(list(text_rows(file, delimiter)))
    if table is None or not table.values:
        hint = "a table has labels in its first column and numbers beside them"
        raise SourceError("holds no table", place=f"`{file.name}`", hint=hint)
    stem = (file.member or file.path.name).rpartition("/")[2].partition(".")[0]
    title = next(iter(table.titles), "") or _heading(table.heading, table.values) or stem
    account = SheetAccount(cells=0)
    statistic = Statistic(title)
    yield from table_observations(table, statistic, delimiter=delimiter, account=account)
    account.cells = account.accounted
    if not _has_unit(table.unit, title, table.heading):
        yield Problem("file", "states no unit", "see the page of the statistic", "note", "unit")
    yield account


def _heading(heading: dict[int, str], values: list[int]) -> str:
    """The heading of the only column of values, if it says what it holds."""
    text = heading.get(values[0], "") if len(values) == 1 else ""
    return "" if text.lower() in _VALUES else text


def _has_unit(unit: int | None, title: str, heading: dict[int, str]) -> bool:
    return unit is not None or any(" in " in f" {text.lower()}" for text in (title, *heading.values()))
