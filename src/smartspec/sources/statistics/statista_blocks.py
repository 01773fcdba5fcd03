"""Tables stacked on a sheet of a Market Insights workbook: title, years, rows, day of update, sources, notes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from smartspec.sources.statistics.statista_labels import day_of, plain
from smartspec.sources.statistics.tidy_periods import period_of
from smartspec.sources.statistics.tidy_values import is_blank, written
from smartspec.sources.workbook import Sheet

_UPDATE, _SOURCES, _NOTES = "most recent update", "sources", "notes"


@dataclass(slots=True)
class StatistaBlock:
    """One table of a sheet.

    Attributes
    ----------
    title, years : rows of the title and of the years, from 0.
    rows : rows with data.
    columns : place to the text above each column of values.
    updated : the day of `Most recent update:`.
    notes : sources and notes as stated.
    """

    title: int
    years: int
    rows: list[int] = field(default_factory=list)
    columns: dict[int, str] = field(default_factory=dict)
    updated: date | None = None
    notes: list[str] = field(default_factory=list)
    note_rows: list[int] = field(default_factory=list)


def label_of(cells: Sequence[Any]) -> str:
    """The label of a row: its first cell in one line."""
    return plain(written(cells[0])) if cells else ""


def statista_blocks(sheet: Sheet) -> Iterator[StatistaBlock]:
    """The tables of a sheet; rows between two tables belong to none."""
    rows = sheet.rows
    row = 0
    while row + 1 < len(rows):
        if not (label_of(rows[row]) and only_label(rows[row]) and _is_years(rows[row + 1])):
            row += 1
            continue
        years = rows[row + 1]
        columns = {place: plain(written(cell)) for place, cell in enumerate(years) if place and not is_blank(cell)}
        block = StatistaBlock(row, row + 1, columns=columns)
        row += 2
        while row < len(rows) and label_of(rows[row]):
            if row + 1 < len(rows) and only_label(rows[row]) and _is_years(rows[row + 1]):
                break
            _take(block, rows[row], row)
            row += 1
        yield block


def only_label(cells: Sequence[Any]) -> bool:
    """Whether nothing but the first cell of a row is filled."""
    return all(map(is_blank, cells[1:]))


def _is_years(cells: Sequence[Any]) -> bool:
    """A row of years has no label."""
    texts = [cell for cell in cells[1:] if not is_blank(cell)]
    return is_blank(cells[0]) and bool(texts) and bool(period_of(texts[0]))


def _take(block: StatistaBlock, cells: Sequence[Any], row: int) -> None:
    label = label_of(cells).lower().rstrip(":")
    if label not in (_UPDATE, _SOURCES, _NOTES):
        block.rows.append(row)
        return
    texts = [plain(written(cell)) for cell in cells[1:] if not is_blank(cell)]
    block.note_rows.append(row)
    if label == _UPDATE:
        block.updated = day_of(" ".join(texts))
    else:
        block.notes += [f"{label.capitalize()}: {text}" for text in texts]
