"""Wide tables: regions or activities in rows; periods, activities or indicators in the headings."""

from collections.abc import Iterator
from typing import Any

from smartspec.errors import SourceError
from smartspec.registry import source
from smartspec.schema import OBSERVATION_TABLES
from smartspec.sources.observation import SheetAccount, with_columns
from smartspec.sources.opening import Head, SourceFile
from smartspec.sources.publication import Problem
from smartspec.sources.statistics.tidy_account import cell_texts, filled_cells
from smartspec.sources.statistics.tidy_body import dash_notes, value_problems
from smartspec.sources.statistics.tidy_grid import (
    Grid,
    books_sheets,
    heading_row,
    is_parquet,
    parquet_grid,
    text_grid,
)
from smartspec.sources.statistics.tidy_labels import Labels, labels_of, twins
from smartspec.sources.statistics.tidy_roles import Roles, assigned, folded, listed, required
from smartspec.sources.statistics.tidy_text import first_cells
from smartspec.sources.statistics.tidy_values import Number, decimals_of, numbers_of, written
from smartspec.sources.statistics.wide_headings import Heading, headings_of, is_numeric, is_wide
from smartspec.sources.workbook import Book

__all__ = ["cell_texts", "count", "read", "recognise", "recognise_book"]

_KEYS = ("region_name", "activity", "activity_name", "indicator", "period", "unit", "variant", "dimensions")
_SURE = 0.55
#: From this share of zeros on, one asks whether they stand for something else.
_MANY_ZEROS = 0.1


def recognise(head: Head) -> float:
    """How sure this is such a table: never more than 0.6, so that every known format goes first."""
    rows = first_cells(head)
    place = heading_row(rows, is_wide)
    if place is None:
        return 0.0
    width = len(rows[place])
    body = [row for row in rows[place + 1 :] if len(row) == width]
    columns = zip(*body, strict=True)
    numeric = [is_numeric(cells, heading) for cells, heading in zip(columns, rows[place], strict=False)]
    return _SURE if any(numeric) else 0.0


def recognise_book(book: Book) -> float:
    """How sure a sheet of the workbook is such a table: never more than 0.6."""
    for _, grid in books_sheets(book, is_wide):
        if grid and any(map(is_numeric, grid.columns, grid.headings)):
            return _SURE
    return 0.0


def count(file: SourceFile) -> int:
    """Cells that are not empty, all sheets together."""
    return filled_cells(file)


@source(writes=OBSERVATION_TABLES, title="Wide table of the user's own (CSV, TSV, XLSX, Parquet): one region a row")
def read(file: SourceFile) -> Iterator[SheetAccount | Problem | Any]:
    """Yield the values of every table of the file as Arrow tables, an account of each sheet, and problems.

    Raises
    ------
    SourceError
        If no column names regions or activities, or none holds values; the message names the columns seen and the
        key to write in `smartspec.toml`.
    """
    rule = _rule(file)
    if file.book is None:
        yield from read_grid(file, parquet_grid(file) if is_parquet(file.head) else text_grid(file, rule))
        return
    n_read = 0
    for sheet, found in books_sheets(file.book, rule):
        if found is not None:
            n_read += 1
            yield from read_grid(file, found)
            continue
        yield SheetAccount(sheet=sheet.name, cells=sheet.n_filled, left_out=sheet.n_filled)
        if sheet.n_filled:
            yield Problem(f"sheet `{sheet.name}`", "holds no table of this kind", "", "note")
    if not n_read:
        raise SourceError("no sheet has the columns looked for", place=f"`{file.name}`")


def _rule(file: SourceFile) -> Any:  # noqa: ANN401  # a rule for rows
    """The heading holds a column that the user named, or the usual ones."""
    stated = {folded(name) for role, name in file.columns.items() if role != "headings" and "*" not in name}
    return (lambda cells: bool(stated & set(map(folded, cells)))) if stated else is_wide


def read_grid(file: SourceFile, grid: Grid) -> Iterator[SheetAccount | Problem | Any]:
    """Read one table.

    Raises
    ------
    SourceError
        If no column names regions or activities, or none holds values.
    """
    roles = assigned(grid.headings, file)
    if file.columns.get("headings") != "region":
        required(roles, grid.headings, "region", "activity", file=file)
    headings = headings_of(grid, roles, file)
    if not headings:
        hint = f"a value is a number or a mark such as `…`; the columns are {listed(grid.headings)}"
        raise SourceError("no column holds values", place=f"`{file.name}`", hint=hint)
    places = [heading.place for heading in headings]
    labels = labels_of(grid, roles, skip=places)
    numbers, problems = _numbers(grid, roles, places)
    yield from [*grid.problems, *labels.problems, *problems]
    for heading in headings:
        yield _table(file, grid, heading, labels=labels, numbers=numbers[heading.place])
    yield from _doubled_rows(grid, labels)
    yield from _doubled_headings(grid, headings)
    yield from _zeros(grid, numbers, roles)
    yield _account(grid, roles, labels, numbers)


def _numbers(grid: Grid, roles: Roles, places: list[int]) -> tuple[dict[int, list[Number]], list[Problem]]:
    cells = [cell for place in places for cell in grid.columns[place]]
    decimals = decimals_of(cells, delimiter=grid.delimiter, stated=roles.constants.get("decimal", ""))
    numbers = {place: numbers_of(grid.columns[place], decimals.mark, own=roles.constants) for place in places}
    problems = [*value_problems(grid, numbers, decimals), *dash_notes(grid.sheet, cells, roles)]
    return numbers, problems


def _table(file: SourceFile, grid: Grid, heading: Heading, *, labels: Labels, numbers: list[Number]) -> Any:  # noqa: ANN401
    """The values of one column; cells that fit nothing are left out, they are problems."""
    kept = [row for row, number in enumerate(numbers) if number.flag]
    columns: dict[str, Any] = {**labels.columns, **heading.meaning}
    if len(kept) < len(numbers):
        columns = {
            name: [column[row] for row in kept] if isinstance(column, list) else column
            for name, column in columns.items()
        }
    addresses, cells = grid.addresses(heading.place), grid.columns[heading.place]
    columns |= {
        "value": [numbers[row].value for row in kept],
        "flag": [numbers[row].flag for row in kept],
        "footnotes": [numbers[row].note for row in kept],
        "raw": [written(cells[row]) for row in kept],
        "cell": [addresses[row] for row in kept],
        "sheet": grid.sheet,
        "column_label": heading.text,
    }
    columns["indicator"] = columns.get("indicator") or _title(file, grid)
    return with_columns(columns, n=len(kept), file=file.name)


def _title(file: SourceFile, grid: Grid) -> str:
    """What is measured where neither a column, a constant nor a heading says it: the title, or the file's own name."""
    stem = (file.member or file.path.name).rpartition("/")[2].partition(".")[0]
    return " ".join((grid.banner[0] if grid.banner else grid.sheet or stem).split())


def _doubled_rows(grid: Grid, labels: Labels) -> Iterator[Problem]:
    columns = [labels.columns[name] for name in _KEYS if name in labels.columns]
    for key, places in twins(list(zip(*columns, strict=True))).items():
        lines = ", ".join(str(grid.lines[place]) for place in places)
        message = f"`{' '.join(filter(None, key))}` stands in {len(places)} rows ({lines})"
        yield Problem(grid.sheet or "file", message, "each row was kept as its own observations", "warning", "region")


def _doubled_headings(grid: Grid, headings: list[Heading]) -> Iterator[Problem]:
    for (text,), places in twins([(heading.text,) for heading in headings]).items():
        message = f"{len(places)} columns have the heading `{text}`"
        yield Problem(grid.sheet or "file", message, "each column was kept as its own observations", "warning", text)


def _zeros(grid: Grid, numbers: dict[int, list[Number]], roles: Roles) -> Iterator[Problem]:
    values = [number.value for column in numbers.values() for number in column if number.value is not None]
    n_zeros = values.count(0.0)
    if "zero" not in roles.constants and n_zeros > _MANY_ZEROS * len(values):
        message = f"{n_zeros} of {len(values)} values are 0 ({100 * n_zeros / len(values):.0f} %)"
        hint = 'if the source prints 0 for what it keeps secret, write `constants = { zero = "suppressed" }`'
        yield Problem(grid.sheet or "file", message, hint, "note", "value")


def _account(grid: Grid, roles: Roles, labels: Labels, numbers: dict[int, list[Number]]) -> SheetAccount:
    found = [number for column in numbers.values() for number in column]
    n_numbers = sum(number.value is not None and number.flag != "zero" for number in found)
    n_blanks = sum(number.flag == "blank" for number in found)
    n_problems = sum(not number.flag for number in found)
    account = SheetAccount(
        sheet=grid.sheet,
        title=grid.banner[0] if grid.banner else "",
        unit=roles.constants.get("unit", ""),
        classification=roles.constants.get("classification", ""),
        vintage=roles.constants.get("vintage", ""),
        description=" ".join([*grid.banner[1:], *grid.notes]),
        numbers=n_numbers,
        flagged=len(found) - n_numbers - n_blanks - n_problems,
        headers=grid.n_heading + labels.n_cells,
        notes=grid.n_notes,
        problems=grid.n_misfits + n_problems,
        blanks=n_blanks,
    )
    account.cells = account.accounted
    return account
