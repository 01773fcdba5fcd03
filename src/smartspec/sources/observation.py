"""What a reader of statistics yields: observations cell by cell, and the account of every sheet."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from smartspec.schema import TABLES, Column

#: Why a value is missing or special. `zero` is a value of 0 that the source prints as a mark.
FLAGS = (
    "ok",
    "zero",
    "missing",
    "suppressed",
    "not-applicable",
    "not-covered",
    "blank",
    "provisional",
    "estimated",
    "forecast",
    "break",
    "definition-differs",
)


@dataclass(slots=True)
class Observation:
    """One number of a table, or the mark in its place; an empty string is missing.

    Attributes
    ----------
    cell : `C12` in sheets and delimited text (the row is the line of the file), else a path that leads to the value.
    value : None where the flag says why there is none; 0.0 with `zero`.
    flag : words of `FLAGS`, joined by `; `, in the order of `FLAGS`.
    raw : the cell as written.
    """

    cell: str
    raw: str
    value: float | None = None
    flag: str = "ok"
    sheet: str = ""
    region: str = ""
    region_name: str = ""
    indicator: str = ""
    activity: str = ""
    period: str = ""
    unit: str = ""
    footnotes: str = ""
    vintage: str = ""
    activity_name: str = ""
    classification: str = ""
    region_classification: str = ""
    variant: str = ""
    dimensions: str = ""
    row_label: str = ""
    column_label: str = ""


@dataclass(slots=True)
class SheetAccount:
    """Where each cell of a sheet that is not empty went; see the table `source_sheets`."""

    sheet: str = ""
    title: str = ""
    unit: str = ""
    classification: str = ""
    vintage: str = ""
    description: str = ""
    cells: int = 0
    numbers: int = 0
    flagged: int = 0
    headers: int = 0
    notes: int = 0
    left_out: int = 0
    problems: int = 0
    blanks: int = 0

    @property
    def accounted(self) -> int:
        """Cells that went somewhere."""
        return self.numbers + self.flagged + self.headers + self.notes + self.left_out + self.problems


def column_letters(column: int) -> str:
    """Letters of a column counted from 0, as spreadsheets write them.

    Examples
    --------
    >>> column_letters(0), column_letters(25), column_letters(26), column_letters(701), column_letters(702)
    ('A', 'Z', 'AA', 'ZZ', 'AAA')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_address(row: int, column: int) -> str:
    """Address of a cell from its row and column, both counted from 0.

    Examples
    --------
    >>> cell_address(11, 2)
    'C12'
    """
    return f"{column_letters(column)}{row + 1}"


_NAMES = tuple(field.name for field in fields(Observation))


def observation_table(observations: Iterable[Observation], *, file: str) -> Any:  # noqa: ANN401  # Arrow has no type marker
    """Observations as the Arrow table `observations`; empty texts become missing."""
    found = list(observations)
    columns: dict[str, Any] = {name: [getattr(one, name) for one in found] for name in _NAMES}
    return with_columns(columns, n=len(found), file=file)


def with_columns(columns: dict[str, Any], *, n: int, file: str) -> Any:  # noqa: ANN401
    """The Arrow table `observations` from its columns, for readers of many cells.

    Parameters
    ----------
    columns : column name to a list, an Arrow array, or one value for all rows; columns left out are missing. Texts may
        come with each different one held once (dictionary arrays), and stay so; those hold no empty text.
    n : number of rows.
    """
    import pyarrow as pa

    arrays = [
        _array(columns.get(column.name, file if column.name == "file" else None), n, column)
        for column in TABLES["observations"].columns
    ]
    return pa.Table.from_arrays(arrays, names=[column.name for column in TABLES["observations"].columns])


def _array(given: Any, n: int, column: Column) -> Any:  # noqa: ANN401
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = pa.string() if column.kind == "string" else pa.float64()
    optional = column.kind == "string" and column.null
    if given is None or isinstance(given, str | float | int):
        if optional and not given:
            return pa.nulls(n, kind)
        return pa.repeat(pa.scalar("" if given is None and kind == pa.string() else given, kind), n)
    array = given if isinstance(given, pa.Array | pa.ChunkedArray) else pa.array(given, kind)
    if pa.types.is_dictionary(array.type):
        return array
    if optional and pc.min(pc.binary_length(array)).as_py() == 0:
        array = pc.if_else(pc.equal(array, ""), pa.scalar(None, kind), array)
    return array.cast(kind)
