"""SDMX-CSV 1.0 and 2.0 of Eurostat, the ECB and the OECD, with or without labels, and the OECD's older CSV."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from smartspec.errors import SourceError
from smartspec.registry import source
from smartspec.schema import OBSERVATION_TABLES
from smartspec.sources.csv_rows import HINT, delimiter_of, first_rows, rows_of, tidy
from smartspec.sources.observation import SheetAccount, cell_address
from smartspec.sources.opening import Head, SourceFile
from smartspec.sources.publication import Problem
from smartspec.sources.statistics.sdmx_codes import dataset_in, date_of
from smartspec.sources.statistics.sdmx_rows import (
    ATTRIBUTE_NAMES,
    LABEL_NAMES,
    NOTE_NAMES,
    SECRECY_NAMES,
    STATUS_NAMES,
    UPDATE_NAMES,
    CubeRows,
    NoNumberError,
    Row,
)

_FLOW = re.compile(r"(?:(?P<agency>[\w.@-]+):)?(?P<id>[\w@-]+)(?:\([\w.+-]+\))?(?:: ?(?P<title>.*))?")
_ABOUT = frozenset({"dataflow", "structure", "structure_id", "structure_name", "action", "key"})
_VALUES = ("obs_value", "value")
_TIMES = frozenset({"time_period", "time"})
_TEXTS = NOTE_NAMES | LABEL_NAMES


def recognise(head: Head) -> float:
    """How sure this is such a file, 0 to 1."""
    rows = first_rows(head)
    names = {_id_and_label(name)[0].lower() for name in tidy(rows[0])} if rows else set()
    if "obs_value" in names and (names & _TIMES or names & {"dataflow", "structure"}):
        return 0.95
    return 0.9 if {"location", "time", "value"} <= names or {"time", "value", "flag codes"} <= names else 0.0


def count(file: SourceFile) -> int:
    """Cells that are not empty: stretches between delimiters outside quotes that hold more than blanks."""
    sign = re.escape(delimiter_of(file.head))
    cell = re.compile(rf'(?:"(?:[^"]|"")*"|[^"\n{sign}])+')
    return sum(_is_filled(found[0]) for row in _rows_by_quotes(file) for found in cell.finditer(row))


def _is_filled(cell: str) -> bool:
    """Whether more than blanks stands in a cell, or between its quotes."""
    return bool((cell[1:-1] if cell.startswith('"') else cell).strip())


def _rows_by_quotes(file: SourceFile) -> Iterator[str]:
    """Lines, those joined between which a quote is open."""
    open_row = ""
    for line in file.lines():
        open_row = f"{open_row}\n{line}" if open_row else line
        if open_row.count('"') % 2 == 0:
            yield open_row
            open_row = ""
    yield open_row + '"' * (open_row.count('"') % 2)


def cell_texts(file: SourceFile) -> Callable[[str, str], str]:
    """Look a cell up in the file again by its address: the line on which its row begins, and the field."""
    sign = delimiter_of(file.head)
    lines = list(file.lines())

    def text(_sheet: str, cell: str) -> str:
        letters = cell.rstrip("0123456789")
        first = int(cell[len(letters) :]) - 1
        row, last = lines[first], first
        while row.count('"') % 2 and last + 1 < len(lines):
            last += 1
            row += f"\n{lines[last]}"
        fields = re.findall(rf'(?:^|{re.escape(sign)})("(?:[^"]|"")*"|[^"{re.escape(sign)}]*)', row)
        column = 0
        for letter in letters:
            column = column * 26 + ord(letter) - 64
        found = fields[column - 1] if column <= len(fields) else ""
        return (found[1:-1].replace('""', '"') if found.startswith('"') else found).strip()

    return text


def cell_text(file: SourceFile, sheet: str, cell: str) -> str:
    """What stands in a cell."""
    return cell_texts(file)(sheet, cell)


@dataclass(slots=True)
class _Layout:
    """What each column holds; -1 is a column that is not there.

    Attributes
    ----------
    dimensions, attributes : (column, id, column of its labels) each.
    marks : columns that say why there is no value.
    decimal : sign before the decimals.
    dataset : what the file is called where no column names the dataflow.
    has_both : ids and labels stand together in the cells, as `AT: Austria`.
    """

    names: list[str]
    value: int
    dataset: str
    decimal: str = "."
    has_both: bool = False
    is_eurostat: bool = False
    flow: int = -1
    flow_title: int = -1
    action: int = -1
    update: int = -1
    marks: list[int] = field(default_factory=list)
    dimensions: list[tuple[int, str, int]] = field(default_factory=list)
    attributes: list[tuple[int, str, int]] = field(default_factory=list)


@source(writes=OBSERVATION_TABLES, title="SDMX-CSV")
def read(file: SourceFile) -> Iterator[Any]:
    """Yield the observations of each dataflow, then the account of the file.

    Raises
    ------
    SourceError
        If no column holds values.
    """
    rows = rows_of(file)
    header = tidy(next(rows, (0, [""]))[1])
    layout = _layout(header, file)
    account = SheetAccount(headers=sum(map(bool, header)))
    flows: dict[str, CubeRows] = {}
    for line, texts in rows:
        cells = [text.strip() for text in texts]
        problem = _fault(line, cells, layout) or _take(line, cells, layout, flows)
        n_filled, is_error = sum(map(bool, cells)), bool(problem and problem.severity == "error")
        if problem is not None:
            yield problem
            account.problems += is_error
            account.headers += n_filled - 1 if is_error else 0
            account.left_out += 0 if is_error else n_filled
        else:
            has_data = any(cells[column] for column in (layout.value, *layout.marks))
            account.headers += n_filled - has_data
    for flow in flows.values():
        yield from flow.tables(file=file.name)
        flow.close(account)
    account.cells = account.accounted
    yield account


def _id_and_label(name: str) -> tuple[str, str]:
    """`FREQ: Frequency` as id and label."""
    found, _, label = name.partition(":")
    return found.strip(), label.strip()


def _layout(header: list[str], file: SourceFile) -> _Layout:
    """What each column holds, by its name and place."""
    names = [_id_and_label(name)[0] for name in header]
    low = [name.lower() for name in names]
    value = next((low.index(name) for name in _VALUES if name in low), -1)
    if value < 0:
        raise SourceError("has no column `OBS_VALUE`", place=f"`{file.name}` line 1", hint=HINT)
    layout = _Layout(names, value, dataset_in(file), "," if delimiter_of(file.head) == ";" else ".")
    layout.has_both = any(": " in name for name in header)
    layout.is_eurostat = "obs_flag" in low
    layout.flow = next((low.index(name) for name in ("structure_id", "dataflow", "key") if name in low), -1)
    layout.flow_title = low.index("structure_name") if "structure_name" in low else -1
    layout.action = low.index("action") if "action" in low else -1
    in_pairs = "structure_name" in low or "flags" in low
    column = 0
    while column < len(low):
        name, is_component = low[column], low[column] not in _ABOUT
        has_label = in_pairs and is_component and name != "value" and column + 1 < len(low)
        if name in UPDATE_NAMES:
            layout.update = column
        elif is_component and column != value:
            kept = layout.dimensions if column < value and name not in ATTRIBUTE_NAMES else layout.attributes
            kept.append((column, names[column], column + 1 if has_label else -1))
            layout.marks += [column] if name in STATUS_NAMES | SECRECY_NAMES else []
        column += 1 + has_label
    return layout


def _fault(line: int, cells: list[str], layout: _Layout) -> Problem | None:
    """What is wrong with a row as a whole."""
    if len(cells) != len(layout.names):
        message = f"{len(cells)} fields where the header has {len(layout.names)}"
        return Problem(f"line {line}", message, HINT)
    if layout.action >= 0 and cells[layout.action].upper().startswith("D"):
        message = "the row asks for a value to be deleted; it was left out"
        return Problem(f"line {line}", message, severity="warning")
    return None


def _take(line: int, cells: list[str], layout: _Layout, flows: dict[str, CubeRows]) -> Problem | None:
    """Add a row to the observations of its dataflow; the problem if its value is none.

    Where there is no value, the cell that says why stands for it.
    """
    flow = _flow(cells, layout, flows)
    codes = _codes(cells, layout.dimensions, layout, flow)
    attributes = _codes(cells, layout.attributes, layout, flow)
    column, mark = layout.value, ""
    if not cells[column]:
        column = next((mark for mark in layout.marks if cells[mark]), column)
        mark = cells[column]
    cell = cell_address(line - 1, column)
    try:
        flow.add(Row(codes, cell, cells[layout.value], attributes, mark=mark))
    except NoNumberError as error:
        return Problem(f"cell {cell}", str(error), HINT)
    return None


def _codes(cells: list[str], columns: list[tuple[int, str, int]], layout: _Layout, flow: CubeRows) -> dict[str, str]:
    """Codes of a row; what they mean is kept for the dataflow."""
    found = {}
    for column, name, label in columns:
        code, meaning = cells[column], cells[label] if label >= 0 else ""
        if layout.has_both and name.lower() not in _TEXTS:
            code, meaning = _id_and_label(code)
        found[name] = code
        if meaning:
            flow.labels.setdefault(name, {}).setdefault(code, meaning)
    return found


def _flow(cells: list[str], layout: _Layout, flows: dict[str, CubeRows]) -> CubeRows:
    """The observations of the dataflow that a row belongs to."""
    name = cells[layout.flow] if layout.flow >= 0 else layout.dataset
    name = name.partition(".")[0] if layout.names[layout.flow].lower() == "key" else name
    if name not in flows:
        found = _FLOW.fullmatch(name)
        agency, dataset, title = found.group("agency", "id", "title") if found else ("", name, "")
        title = cells[layout.flow_title] if layout.flow_title >= 0 else title
        flows[name] = CubeRows(
            dataset,
            title=title or "",
            agency=agency or "",
            vintage=date_of(cells[layout.update]) if layout.update >= 0 else "",
            eurostat=(agency or "").startswith("ESTAT") or layout.is_eurostat,
            decimal=layout.decimal,
        )
    return flows[name]
