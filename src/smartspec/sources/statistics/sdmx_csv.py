"""SDMX-CSV 1.0 and 2.0 of any agency, with or without labels, and the older CSV of the OECD."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from smartspec.registry import source
from smartspec.schema import OBSERVATION_TABLES
from smartspec.sources.csv_rows import HINT, delimiter_of, first_rows, rows_of, tidy
from smartspec.sources.observation import SheetAccount, cell_address
from smartspec.sources.opening import Head, SourceFile
from smartspec.sources.publication import Problem
from smartspec.sources.statistics.sdmx_csv_layout import TIME_NAMES, Layout, id_of, is_sdmx, layout_of
from smartspec.sources.statistics.sdmx_rows import (
    BASE_NAMES,
    POWER_NAMES,
    SECRECY_NAMES,
    STATUS_NAMES,
    UNIT_NAMES,
    CubeRows,
    NoNumberError,
    Row,
)

_FLOW = re.compile(r"(?:(?P<agency>[\w.@-]+):)?(?P<id>[\w@-]+)(?:\([\w.+-]+\))?(?:: ?(?P<title>.*))?")
_BOTH = re.compile(r"(?P<code>[^:]+): ?(?P<label>.*)", re.DOTALL)
#: Attributes whose cells hold a code before the label; all others may be texts.
_CODED = STATUS_NAMES | SECRECY_NAMES | UNIT_NAMES | POWER_NAMES | BASE_NAMES


def recognise(head: Head) -> float:
    """How sure this is such a file, 0 to 1."""
    rows = first_rows(head)
    names = {id_of(name).lower() for name in tidy(rows[0])} if rows else set()
    if is_sdmx(names):
        return 0.95
    known = ({"structure", "structure_id"}, {"location", "time", "value"}, {"time", "value", "flag codes"})
    return 0.9 if any(some <= names for some in known) else 0.0


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


@source(writes=OBSERVATION_TABLES, title="SDMX-CSV", version=2)
def read(file: SourceFile) -> Iterator[Any]:
    """Yield the observations of each dataflow, then the account of the file.

    Raises
    ------
    SourceError
        If no column holds values.
    """
    rows = rows_of(file)
    header = tidy(next(rows, (0, [""]))[1])
    layout = layout_of(header, file)
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


def _fault(line: int, cells: list[str], layout: Layout) -> Problem | None:
    """What is wrong with a row as a whole."""
    if len(cells) != len(layout.names):
        message = f"{len(cells)} fields where the header has {len(layout.names)}"
        return Problem(f"line {line}", message, HINT)
    if layout.action >= 0 and cells[layout.action].upper().startswith("D"):
        message = "the row asks for a value to be deleted; it was left out"
        return Problem(f"line {line}", message, severity="warning")
    return None


def _take(line: int, cells: list[str], layout: Layout, flows: dict[str, CubeRows]) -> Problem | None:
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


def _codes(cells: list[str], columns: list[tuple[int, str, int]], layout: Layout, flow: CubeRows) -> dict[str, str]:
    """Codes of a row; what they mean is kept for the dataflow."""
    found = {}
    for column, name, label in columns:
        code, meaning = cells[column], cells[label] if label >= 0 else ""
        both = _BOTH.fullmatch(code) if layout.has_both and name.lower() not in TIME_NAMES else None
        if both and (column < layout.value or name.lower() in _CODED):
            code, meaning = both["code"].strip(), both["label"].strip()
        found[name] = code
        if meaning:
            flow.labels.setdefault(name, {}).setdefault(code, meaning)
    return found


def _flow(cells: list[str], layout: Layout, flows: dict[str, CubeRows]) -> CubeRows:
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
            agency=agency or ("ESTAT" if layout.is_eurostat else ""),
            decimal=layout.decimal,
        )
    return flows[name]
