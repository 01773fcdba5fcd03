"""What rows, columns and the whole of a table say of its cells, for the columns of `observations`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from smartspec.sources.observation import FLAGS
from smartspec.sources.statistics.rosstat_assembly import WORDS_OF_FLAGS, Assembly, Codes, Part
from smartspec.sources.statistics.rosstat_cells import OK, Cells
from smartspec.sources.statistics.rosstat_crossing import Crossing, Side, side_of_columns, side_of_rows
from smartspec.sources.statistics.rosstat_headers import Column
from smartspec.sources.statistics.rosstat_notes import joined, quality_of
from smartspec.sources.statistics.rosstat_rows import Body, Row

#: Stands for the territory of the workbook, which is known when all sheets are read.
_TERRITORY = "\0"
_QUALITIES = ("", "provisional", "estimated")


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for the whole table.

    Attributes
    ----------
    activity : code and name, for rows and columns that have none of their own.
    is_of_regions : whether rows are regions; the values of others are of the territory of the workbook.
    notes : number of a note to its text.
    """

    sheet: str
    indicator: str
    unit: str
    basis: str
    period: str
    activity: tuple[str, str]
    classification: str
    is_of_regions: bool
    notes: dict[str, str]


#: Columns whose texts come together.
_GROUPS = {
    "sheets": ("sheet",),
    "rows": ("region", "region_name", "row_label"),
    "columns": ("column_label", "variant"),
    "topics": ("indicator",),
    "periods": ("period",),
    "activities": ("activity", "activity_name", "classification"),
    "units": ("unit", "dimensions"),
    "notes": ("footnotes",),
}


class Tables:
    """The tables of a workbook; those with the same rows share what the rows say."""

    def __init__(self) -> None:
        self.assembly = Assembly(_GROUPS)
        # rows and columns are kept so that no other gets the place in memory that the key stands for
        self._rows: dict[tuple[int, ...], tuple[Sequence[Row], Side, Codes]] = {}
        self._columns: dict[tuple[int, ...], tuple[Sequence[Column], Side, Codes]] = {}
        self._together: dict[tuple[Any, ...], Codes] = {}

    def add(self, cells: Cells, columns: Sequence[Column], *, body: Body, setting: Setting) -> None:
        """Put in the observations of a table; cells that fit nothing are left out at the end."""
        down, of_rows = self._said_by(body.rows, setting)
        across, of_columns = self._said_above(columns)
        part = Part(cells, body.numbers, [column.column for column in columns])
        part.codes = {
            "sheets": self.assembly.numbers("sheets", [(setting.sheet,)])[:, None],
            "rows": of_rows,
            "columns": of_columns,
            **{group: self._crossed(group, down, across, setting) for group in _CROSSED},
        }
        notes = Crossing(down.notes, across.notes)
        if cells.notes:
            part.codes["notes"] = _with_own_notes(self.assembly, part, notes, setting)
        part.special = _special(part, notes, [column.begins_variant for column in columns], setting)
        self.assembly.parts.append(part)

    def _crossed(self, group: str, down: Side, across: Side, setting: Setting) -> Codes:
        """What rows and columns say together; tables that say the same share it."""
        crossed = _CROSSED[group]
        settings = [getattr(setting, name) for name in crossed.settings]
        key = (group, id(down), id(across), *[tuple(s.items()) if isinstance(s, dict) else s for s in settings])
        if key not in self._together:
            crossing = Crossing(getattr(down, group), getattr(across, group))
            self._together[key] = crossing.codes(self.assembly, group, partial(crossed.texts, setting))
        return self._together[key]

    def _said_by(self, rows: Sequence[Row], setting: Setting) -> tuple[Side, Codes]:
        """What rows say, with columns and alone."""
        key = (*map(id, rows), setting.is_of_regions)
        if key not in self._rows:
            other = "" if setting.is_of_regions else _TERRITORY
            alone = [(row.region or other, row.region_name or other, row.label) for row in rows]
            self._rows[key] = rows, side_of_rows(rows), self.assembly.numbers("rows", alone)[:, None]
        return self._rows[key][1:]

    def _said_above(self, columns: Sequence[Column]) -> tuple[Side, Codes]:
        """What columns say, with rows and alone."""
        key = tuple(map(id, columns))
        if key not in self._columns:
            alone = [(column.label, column.variant) for column in columns]
            numbers = self.assembly.numbers("columns", alone)[None, :]
            self._columns[key] = columns, side_of_columns(columns), numbers
        return self._columns[key][1:]

    def observations(self, file: str, *, vintage: str, territory: tuple[str, str]) -> Any:  # noqa: ANN401
        """The Arrow table `observations` of all tables; None if there is none.

        Parameters
        ----------
        vintage : date of update of the workbook.
        territory : code and name of the region of values whose rows are no regions.
        """
        if not self.assembly.parts:
            return None
        flags = [_words(code) for code in range(len(FLAGS) * WORDS_OF_FLAGS)]
        settled = {("region", _TERRITORY): territory[0], ("region_name", _TERRITORY): territory[1]}
        return self.assembly.table(file=file, flags=flags, vintage=vintage, settled=settled)


def _activity(setting: Setting, row: tuple[str, str], column: tuple[str, str]) -> tuple[str, ...]:
    code, name = row if row[1] else column if column[1] else setting.activity
    return code, name, setting.classification if name else ""


def _unit(setting: Setting, row: tuple[str, str], column: tuple[str, str]) -> tuple[str, ...]:
    return row[0] or column[0] or setting.unit, _basis(row[1] or column[1] or setting.basis)


def _topic(setting: Setting, row: tuple[str, ...], column: tuple[str, ...]) -> tuple[str, ...]:
    return (" > ".join([text for text in (setting.indicator, *row, *column) if text]),)


def _time(setting: Setting, row: str, column: str) -> tuple[str, ...]:
    return (_period(row, column, setting.period),)


def _note(setting: Setting, row: tuple[str, ...], column: tuple[str, ...]) -> tuple[str, ...]:
    return (joined((*row, *column), setting.notes),)


@dataclass(frozen=True, slots=True)
class _Crossed:
    """How the texts of a group come from what a row says and what a column says, and from which settings."""

    texts: Callable[[Setting, Any, Any], tuple[str, ...]]
    settings: tuple[str, ...]


_CROSSED = {
    "topics": _Crossed(_topic, ("indicator",)),
    "periods": _Crossed(_time, ("period",)),
    "activities": _Crossed(_activity, ("activity", "classification")),
    "units": _Crossed(_unit, ("unit", "basis")),
    "notes": _Crossed(_note, ("notes",)),
}


def _period(row: str, column: str, title: str) -> str:
    """Year and part of the year (`-Q1`, `-01`), from the row, the column or the title."""
    year = next((text[:4] for text in (row, column, title) if text and not text.startswith("-")), "")
    part = next((text[text.index("-") :] for text in (row, column) if "-" in text), "")
    return year + part if year else ""


def _basis(text: str) -> str:
    return f"basis={text.replace(';', ',')}" if text else ""


def _special(part: Part, crossing: Crossing, breaks: Sequence[bool], setting: Setting) -> Codes | None:
    """What notes add to the flag of a number: provisional or estimated, or that a new method begins; None if nothing.

    Numbers are places in the list of words counted from the flag's own.
    """
    cells = part.cells
    own = {notes: _quality(notes, setting) for notes in dict.fromkeys(cells.notes.values())}
    of_rows = [_quality(notes, setting) for notes in crossing.down.different]
    of_columns = [_quality(notes, setting) for notes in crossing.across.different]
    if not any(own.values()) and not any(of_rows) and not any(of_columns) and not any(breaks):
        return None
    of_row = np.array(of_rows)[crossing.down.places]
    of_column = np.array(of_columns)[crossing.across.places]
    spread = np.empty(part.shape, np.int32)
    spread[:] = np.maximum.outer(of_row, of_column)
    quality = spread.ravel()
    for place, notes in cells.notes.items():
        quality[place] = max(int(quality[place]), own[notes])
    begins = np.tile(np.array(breaks), part.shape[0])
    return np.where(cells.flags == OK, quality * 2 + begins, 0).astype(np.int32)


def _quality(notes: tuple[str, ...], setting: Setting) -> int:
    return _QUALITIES.index(quality_of(notes, setting.notes)) if notes else 0


def _words(code: int) -> str:
    """Words of a flag by its number: place in `FLAGS`, quality, and whether a method begins."""
    flag, rest = divmod(code, WORDS_OF_FLAGS)
    quality, begins = divmod(rest, 2)
    words = [_QUALITIES[quality] if quality < len(_QUALITIES) else "", "break" if begins else ""]
    return "; ".join(word for word in words if word) or FLAGS[flag]


def _with_own_notes(assembly: Assembly, part: Part, crossing: Crossing, setting: Setting) -> Codes:
    """Notes of the cell, its row and its column: mark and text."""
    whole = np.empty(part.shape, np.int32)
    whole[:] = part.codes["notes"]
    for place, own in part.cells.notes.items():
        row, column = divmod(place, part.shape[1])
        notes = (*own, *crossing.down.of(row), *crossing.across.of(column))
        whole[row, column] = assembly.number("notes", (joined(notes, setting.notes),))
    return whole
