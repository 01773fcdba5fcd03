"""The cells of a table as the Arrow table `observations`, built whole."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smartspec.sources.observation import FLAGS, column_letters, with_columns
from smartspec.sources.statistics.rosstat_cells import FITS_NOTHING, OK, Cells
from smartspec.sources.statistics.rosstat_headers import Column
from smartspec.sources.statistics.rosstat_notes import joined, quality_of
from smartspec.sources.statistics.rosstat_rows import Row

_QUALITIES = ("", "provisional", "estimated")


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for the whole table.

    Attributes
    ----------
    region, activity : code and name, for rows and columns that have none of their own.
    notes : number of a note to its text.
    """

    file: str
    sheet: str
    indicator: str
    unit: str
    basis: str
    period: str
    region: tuple[str, str]
    activity: tuple[str, str]
    classification: str
    vintage: str
    notes: dict[str, str]


def table_of(cells: Cells, rows: Sequence[Row], columns: Sequence[Column], setting: Setting) -> Any:  # noqa: ANN401
    """The observations of a table; cells that fit nothing are left out."""
    import pyarrow as pa

    kept = np.flatnonzero(cells.flags != FITS_NOTHING)
    down, across = np.repeat(np.arange(len(rows)), len(columns)), np.tile(np.arange(len(columns)), len(rows))
    if len(kept) < len(cells.flags):
        down, across = down[kept], across[kept]
    cross = _Cross(rows, columns, down, across)
    values = cells.values[kept]
    names = cross.of_rows([row.region_name or setting.region[1] for row in rows])
    same = all(row.label == row.region_name for row in rows)
    found = {
        "cell": cross.address(),
        "raw": cells.raw if len(kept) == len(cells.flags) else cells.raw.take(pa.array(kept)),
        "value": pa.array(values, mask=np.isnan(values)),
        "flag": _flags(cells, cross, setting, kept),
        "footnotes": _footnotes(cells, cross, setting, kept),
        "sheet": setting.sheet,
        "vintage": setting.vintage,
        "region": cross.of_rows([row.region or setting.region[0] for row in rows]),
        "region_name": names,
        "row_label": names if same else cross.of_rows([row.label for row in rows]),
        "column_label": cross.of_columns([column.label for column in columns]),
        "variant": cross.of_columns([column.variant for column in columns]),
        **_crossed(cross, setting),
    }
    return _assembled(found, n=len(kept), file=setting.file)


def _assembled(found: dict[str, Any], *, n: int, file: str) -> Any:  # noqa: ANN401
    """The Arrow table: one text for all rows goes through the shared function, whole columns are put in as they are."""
    table = with_columns({name: one for name, one in found.items() if isinstance(one, str)}, n=n, file=file)
    for name, one in found.items():
        if not isinstance(one, str):
            place = table.schema.get_field_index(name)
            table = table.set_column(place, table.schema.field(place), one)
    return table


class _Cross:
    """Texts that hold for rows, for columns, or for both, spread over the cells; an empty text is missing."""

    def __init__(
        self,
        rows: Sequence[Row],
        columns: Sequence[Column],
        down: NDArray[np.int64],
        across: NDArray[np.int64],
    ) -> None:
        self.rows, self.columns, self.down, self.across = rows, columns, down, across
        self._at_row, self._at_column = _indices(down), _indices(across)

    def of_rows(self, texts: Sequence[str]) -> Any:  # noqa: ANN401
        """One text a row; the text itself if all are the same."""
        return texts[0] if len(set(texts)) == 1 else _texts(texts).take(self._at_row)

    def of_columns(self, texts: Sequence[str]) -> Any:  # noqa: ANN401
        """One text a column; the text itself if all are the same."""
        return texts[0] if len(set(texts)) == 1 else _texts(texts).take(self._at_column)

    def of_both(self, row_keys: Sequence[Any], column_keys: Sequence[Any], text: Callable[[Any, Any], str]) -> Any:  # noqa: ANN401
        """One text for each pair of a key of the row and a key of the column."""
        down = {key: i for i, key in enumerate(dict.fromkeys(row_keys))}
        across = {key: i for i, key in enumerate(dict.fromkeys(column_keys))}
        if len(down) == 1:
            by_key = {key: text(row_keys[0], key) for key in across}
            return self.of_columns([by_key[key] for key in column_keys])
        if len(across) == 1:
            by_key = {key: text(key, column_keys[0]) for key in down}
            return self.of_rows([by_key[key] for key in row_keys])
        at_row = np.array([down[key] * len(across) for key in row_keys])[self.down]
        at_column = np.array([across[key] for key in column_keys])[self.across]
        return _texts([text(a, b) for a in down for b in across]).take(_indices(at_row + at_column))

    def address(self) -> Any:  # noqa: ANN401
        """Addresses of the cells."""
        import pyarrow.compute as pc

        letters = self.of_columns([column_letters(column.column) for column in self.columns])
        numbers = self.of_rows([str(row.row + 1) for row in self.rows])
        if isinstance(letters, str) and isinstance(numbers, str):
            return _texts([letters + numbers] * len(self.down))
        return pc.binary_join_element_wise(letters, numbers, "")


def _texts(texts: Sequence[str]) -> Any:  # noqa: ANN401
    import pyarrow as pa

    return pa.array([text or None for text in texts], pa.string())


def _indices(places: NDArray[np.int64]) -> Any:  # noqa: ANN401
    import pyarrow as pa

    return pa.array(places)


def _crossed(cross: _Cross, setting: Setting) -> dict[str, Any]:
    """Columns that rows and columns say together."""
    rows, columns = cross.rows, cross.columns
    across = [(column.activity.code, column.activity.name) if column.activity else ("", "") for column in columns]
    down = [(row.activity, row.activity_name) for row in rows]

    def activity(own: tuple[str, str], above: tuple[str, str]) -> tuple[str, str]:
        return own if own[1] else above if above[1] else setting.activity

    units = [(row.unit, row.basis) for row in rows], [(column.unit, column.basis) for column in columns]
    periods = [row.period for row in rows], [column.period for column in columns]
    topics = [row.indicator for row in rows], [column.indicator for column in columns]
    return {
        "indicator": cross.of_both(*topics, lambda a, b: " > ".join(t for t in (setting.indicator, *a, *b) if t)),
        "period": cross.of_both(*periods, lambda a, b: _period(a, b, setting.period)),
        "activity": cross.of_both(down, across, lambda a, b: activity(a, b)[0]),
        "activity_name": cross.of_both(down, across, lambda a, b: activity(a, b)[1]),
        "classification": cross.of_both(down, across, lambda a, b: setting.classification if activity(a, b)[1] else ""),
        "unit": cross.of_both(*units, lambda a, b: a[0] or b[0] or setting.unit),
        "dimensions": cross.of_both(*units, lambda a, b: _basis(a[1] or b[1] or setting.basis)),
    }


def _period(row: str, column: str, title: str) -> str:
    """Year and part of the year (`-Q1`, `-01`), from the row, the column or the title."""
    year = next((text[:4] for text in (row, column, title) if text and not text.startswith("-")), "")
    part = next((text[text.index("-") :] for text in (row, column) if "-" in text), "")
    return year + part if year else ""


def _basis(text: str) -> str:
    return f"basis={text.replace(';', ',')}" if text else ""


def _flags(cells: Cells, cross: _Cross, setting: Setting, kept: NDArray[np.int64]) -> Any:  # noqa: ANN401
    """Flags as words; a number may be provisional or estimated by its notes, or begin a new method."""
    flags = cells.flags[kept]
    own = {notes: _quality(notes, setting) for notes in dict.fromkeys(cells.notes.values())}
    of_rows = [_quality(row.notes, setting) for row in cross.rows]
    of_columns = [_quality(column.notes, setting) for column in cross.columns]
    breaks = [column.begins_variant for column in cross.columns]
    if not any(own.values()) and not any(of_rows) and not any(of_columns) and not any(breaks):
        return "ok" if (flags == OK).all() else _texts(FLAGS).take(_indices(flags.astype(np.int64)))
    quality = np.maximum(np.array(of_rows)[cross.down], np.array(of_columns)[cross.across])
    for place, notes in cells.notes.items():
        at = int(np.searchsorted(kept, place))
        quality[at] = max(int(quality[at]), own[notes])
    special = np.where(flags == OK, quality * 2 + np.array(breaks)[cross.across], 0)
    words = _texts([_words(code) for code in range(len(FLAGS) * 8)])
    return words.take(_indices(flags.astype(np.int64) * 8 + special))


def _quality(notes: tuple[str, ...], setting: Setting) -> int:
    return _QUALITIES.index(quality_of(notes, setting.notes)) if notes else 0


def _words(code: int) -> str:
    """Words of a flag from its number: place in `FLAGS`, quality, and whether a method begins."""
    flag, rest = divmod(code, 8)
    quality, begins = divmod(rest, 2)
    words = [_QUALITIES[quality] if quality < len(_QUALITIES) else "", "break" if begins else ""]
    return "; ".join(word for word in words if word) or FLAGS[flag]


def _footnotes(cells: Cells, cross: _Cross, setting: Setting, kept: NDArray[np.int64]) -> Any:  # noqa: ANN401
    """Notes of the cell, its row and its column: mark and text."""
    down = [row.notes for row in cross.rows]
    across = [column.notes for column in cross.columns]
    if not cells.notes:
        return cross.of_both(down, across, lambda a, b: joined((*a, *b), setting.notes))
    own = {notes: i for i, notes in enumerate(dict.fromkeys([(), *cells.notes.values()]))}
    rows = {notes: i for i, notes in enumerate(dict.fromkeys(down))}
    columns = {notes: i for i, notes in enumerate(dict.fromkeys(across))}
    texts = _texts([joined((*a, *b, *c), setting.notes) for a in own for b in rows for c in columns])
    at = np.zeros(len(kept), np.int64)
    for place, notes in cells.notes.items():
        at[np.searchsorted(kept, place)] = own[notes]
    at = at * len(rows) + np.array([rows[notes] for notes in down])[cross.down]
    at = at * len(columns) + np.array([columns[notes] for notes in across])[cross.across]
    return texts.take(_indices(at))
