"""Eurostat TSV: a key of dimensions in the first column, a period in each other one, flags behind the values."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import numpy as np

from smartspec.errors import SourceError
from smartspec.registry import source
from smartspec.schema import OBSERVATION_TABLES
from smartspec.sources.observation import SheetAccount, cell_address, column_letters
from smartspec.sources.opening import Head, SourceFile
from smartspec.sources.publication import Problem
from smartspec.sources.statistics.sdmx_codes import dataset_in
from smartspec.sources.statistics.sdmx_cube import Cube, Dimension, cube_table, encoded
from smartspec.sources.statistics.sdmx_flags import flag_of

_HEADER = re.compile(r"\w+(?:,\w+)*\\\w+(?:\t *\d{4}[-\w]* *)+")
_CELL = (
    r"^(?P<number>[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?|[-+]?\.\d+|:) *(?P<flags>[a-zA-Z]{0,5})"
    r"(?:@(?P<confidentiality>[a-zA-Z]))?$"
)
_FILLED = re.compile(r"[^\t\s][^\t]*")
#: Cells made into rows at a time.
_CHUNK = 120_000


def recognise(head: Head) -> float:
    """How sure this is such a file, 0 to 1."""
    first = head.text.partition("\n")[0].rstrip("\t ")
    return float(_HEADER.fullmatch(first) is not None)


def count(file: SourceFile) -> int:
    """Cells that are not empty, header and keys included: stretches without a tab that hold more than blanks."""
    return sum(len(_FILLED.findall(line)) for line in file.lines())


def cell_texts(file: SourceFile) -> Callable[[str, str], str]:
    """Look a cell up in the file again by its address: line and field, without the blanks around it."""
    lines = file.text().split("\n")

    def text(_sheet: str, cell: str) -> str:
        letters = cell.rstrip("0123456789")
        column = 0
        for letter in letters:
            column = column * 26 + ord(letter) - 64
        fields = lines[int(cell[len(letters) :]) - 1].split("\t")
        return fields[column - 1].strip() if column <= len(fields) else ""

    return text


def cell_text(file: SourceFile, sheet: str, cell: str) -> str:
    """What stands in a cell."""
    return cell_texts(file)(sheet, cell)


@dataclass(slots=True)
class _Rows:
    """Rows of the file cut into keys and cells; `numbers` are their lines, counted from 0."""

    periods: list[str]
    keys: list[list[str]] = field(default_factory=list)
    cells: list[list[str]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    n_keys: int = 0


@source(writes=OBSERVATION_TABLES, title="Eurostat TSV")
def read(file: SourceFile) -> Iterator[Any]:
    """Yield the observations, many at a time, then the account of the file.

    Raises
    ------
    SourceError
        If the first line does not name dimensions and periods.
    """
    names, header = _header(file)
    rows = _rows(file, len(names), [text.strip() for text in header[1:]])
    codes = [encoded([key[place] for key in rows.keys]) for place in range(len(names))]
    dataset = dataset_in(file)
    account = SheetAccount(title=dataset, headers=sum(bool(text.strip()) for text in header) + rows.n_keys)
    yield from rows.problems
    account.problems = sum(problem.severity == "error" for problem in rows.problems)
    step = max(1, _CHUNK // max(1, len(rows.periods)))
    for first in range(0, len(rows.keys), step):
        part = slice(first, first + step)
        dimensions = [Dimension(name, *_of_cells(one, part, rows)) for name, one in zip(names, codes, strict=True)]
        yield from _observations(file, rows, part, (dataset, dimensions, account))
    account.cells = account.accounted
    yield account


def _header(file: SourceFile) -> tuple[list[str], list[str]]:
    """Names of the dimensions in the key, and the cells of the first line."""
    first = next(file.lines(), "").rstrip("\t ")
    if not _HEADER.fullmatch(first):
        hint = "the first line must be such as `freq,unit,geo\\TIME_PERIOD` and a period in each column"
        raise SourceError("is no TSV file of Eurostat", place=f"`{file.name}` line 1", hint=hint)
    header = first.split("\t")
    return header[0].partition("\\")[0].split(","), header


def _rows(file: SourceFile, n_names: int, periods: list[str]) -> _Rows:
    """Rows cut; what does not fit the header becomes a problem, a cell each where data are kept out."""
    rows, n = _Rows(periods), len(periods)
    for number, line in enumerate(file.lines()):
        if number == 0 or not line.strip():
            continue
        key, *cells = line.split("\t")
        parts = [part.strip() for part in key.split(",")]
        rows.n_keys += bool(key.strip())
        if len(parts) != n_names:
            message = f"the key `{key.strip()[:60]}` has {len(parts)} parts where the header names {n_names}"
            rows.problems += _kept_out(cells, number, 0, message)
            continue
        if len(cells) < n:
            message = f"{len(cells)} values where the header has {n} periods; the last {n - len(cells)} are empty"
            rows.problems.append(Problem(f"line {number + 1}", message, "the file may be cut", "warning"))
        rows.problems += _kept_out(cells, number, n, "stands beyond the last period of the header")
        rows.keys.append(parts)
        rows.cells.append((cells + [""] * (n - len(cells)))[:n])
        rows.numbers.append(number)
    return rows


def _kept_out(cells: list[str], number: int, first: int, message: str) -> Iterator[Problem]:
    """A problem for each cell from a column on that is not empty."""
    for column, text in enumerate(cells[first:], first + 1):
        if text.strip():
            place = f"cell {cell_address(number, column)}"
            yield Problem(place, f"`{text.strip()[:40]}`: {message}", "download the file again")


def _of_cells(column: tuple[list[str], Any], part: slice, rows: _Rows) -> tuple[list[str], Any]:
    """Codes, and which one each cell of a part of the rows has."""
    codes, at = column
    return codes, np.repeat(at[part], len(rows.periods))


def _observations(
    file: SourceFile, rows: _Rows, part: slice, given: tuple[str, list[Dimension], SheetAccount]
) -> Iterator[Any]:
    """The table of a part of the rows, after the problems of its cells."""
    import pyarrow as pa
    import pyarrow.compute as pc

    dataset, dimensions, account = given
    n_rows, n_periods = len(rows.keys[part]), len(rows.periods)
    raw = pc.utf8_trim_whitespace(pa.array(chain.from_iterable(rows.cells[part]), pa.string()))
    distinct = pc.dictionary_encode(raw)
    meaning = _meanings(distinct.dictionary).take(distinct.indices)
    letters = pa.array([column_letters(column) for column in range(1, n_periods + 1)])
    lines = pa.array([str(number + 1) for number in rows.numbers[part]])
    across = pa.array(np.tile(np.arange(n_periods), n_rows))
    down = pa.array(np.repeat(np.arange(n_rows), n_periods))
    cell = pc.binary_join_element_wise(letters.take(across), lines.take(down), "")
    flag = meaning.field("flag")
    strange = pc.is_null(flag)
    for place, text in zip(cell.filter(strange).to_pylist(), raw.filter(strange).to_pylist(), strict=True):
        yield Problem(f"cell {place}", f"`{text[:40]}` is neither a number nor `:`", "download the file again")
    n_strange, n_blank = pc.sum(strange).as_py() or 0, pc.sum(pc.equal(flag, "blank")).as_py() or 0
    n_numbers = pc.count(meaning.field("value")).as_py()
    account.problems += n_strange
    account.numbers += n_numbers
    account.blanks += n_blank
    account.flagged += len(raw) - n_numbers - n_blank - n_strange
    times = np.tile(np.arange(n_periods, dtype=np.int32), n_rows)
    keys = pa.array([",".join(key) for key in rows.keys[part]]).take(down)
    cube = Cube(
        dataset,
        [*dimensions, Dimension("time", rows.periods, times, role="time")],
        cell,
        raw,
        meaning.field("value"),
        flag,
        meaning.field("footnotes"),
        row_label=keys,
        column_label=pa.array(rows.periods).take(across),
    )
    table = cube_table(cube, file=file.name)
    yield table.filter(pc.invert(strange)) if n_strange else table


def _meanings(texts: Any) -> Any:  # noqa: ANN401  # Arrow arrays
    """Value, flag and footnotes of each distinct cell; a null flag is a cell that is none."""
    import pyarrow as pa
    import pyarrow.compute as pc

    parts = pc.extract_regex(texts, _CELL)
    if pa.types.is_null(parts.type):
        parts = pa.nulls(
            len(texts), pa.struct([(name, pa.string()) for name in ("number", "flags", "confidentiality")])
        )
    number = pc.struct_field(parts, "number")
    value = pc.if_else(pc.equal(number, ":"), None, number).cast(pa.float64())
    flags, footnotes = [], []
    columns = (pc.struct_field(parts, name).to_pylist() for name in ("flags", "confidentiality"))
    for text, has, letters, secrecy in zip(texts.to_pylist(), pc.is_valid(value).to_pylist(), *columns, strict=True):
        if letters is None:
            flags.append(None if text else "blank")
            footnotes.append("")
            continue
        flag, note = flag_of(has_value=has, status=letters, confidentiality=secrecy or "", agency="ESTAT")
        flags.append(flag)
        footnotes.append(note)
    return pa.StructArray.from_arrays(
        [value, pa.array(flags, pa.string()), pa.array(footnotes, pa.string())], ["value", "flag", "footnotes"]
    )
