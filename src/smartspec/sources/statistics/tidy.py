"""Tidy tables: one value a row, with columns that say of which region, activity, indicator and period it is."""

from collections.abc import Iterator
from typing import Any

from smartspec.errors import SourceError
from smartspec.registry import source
from smartspec.schema import OBSERVATION_TABLES
from smartspec.sources.observation import Observation, SheetAccount, with_columns
from smartspec.sources.opening import Head, SourceFile
from smartspec.sources.publication import Problem
from smartspec.sources.statistics.tidy_account import cell_texts, filled_cells
from smartspec.sources.statistics.tidy_body import TidyBody, body_of
from smartspec.sources.statistics.tidy_grid import (
    Grid,
    books_sheets,
    heading_row,
    is_parquet,
    parquet_grid,
    text_grid,
)
from smartspec.sources.statistics.tidy_labels import Labels, labels_of, twins
from smartspec.sources.statistics.tidy_roles import Roles, assigned, folded, required, roles_of
from smartspec.sources.statistics.tidy_text import first_cells
from smartspec.sources.statistics.tidy_values import is_blank, number_of
from smartspec.sources.statistics.wide import read_grid as read_wide
from smartspec.sources.statistics.wide_headings import is_wide
from smartspec.sources.workbook import Book

__all__ = ["cell_texts", "count", "is_tidy", "read", "recognise", "recognise_book"]

_KEYS = ("region", "region_name", "activity", "activity_name", "indicator", "period", "unit", "variant", "vintage",
         "classification", "dimensions")  # fmt: skip
_LEAST = 0.5


def is_tidy(headings: list[str]) -> bool:
    """Whether headings name a column of values, and one of regions, or of periods and activities or indicators."""
    roles = roles_of(headings)
    labelled = "region" in roles or ("period" in roles and ("activity" in roles or "indicator" in roles))
    return "value" in roles and labelled


def recognise(head: Head) -> float:
    """How sure this is such a table: never more than 0.6, so that every known format goes first."""
    if is_parquet(head):
        return _LEAST
    rows = first_cells(head)
    place = heading_row(rows, is_tidy)
    return _sureness(rows[place], rows[place + 1 :]) if place is not None else 0.0


def recognise_book(book: Book) -> float:
    """How sure a sheet of the workbook is such a table: never more than 0.6."""
    found = [_sureness(grid.headings, _rows(grid)) for _, grid in books_sheets(book, is_tidy) if grid]
    return max(found, default=0.0)


def _rows(grid: Grid) -> list[list[Any]]:
    return [list(cells) for cells in zip(*(column[:50] for column in grid.columns), strict=True)]


def _sureness(headings: list[Any], rows: list[list[Any]]) -> float:
    """0.6 where a region is named, too; 0 where what should be values are words."""
    roles = roles_of([str(one).strip() for one in headings])
    cells = [row[roles["value"]] for row in rows if len(row) > roles["value"]]
    flags = [number_of(cell, mark).flag for cell in cells if not is_blank(cell) for mark in ("comma",)]
    fitting = [number_of(cell).flag for cell in cells if not is_blank(cell)]
    if 2 * max(sum(map(bool, flags)), sum(map(bool, fitting))) < len(fitting) or not fitting:
        return 0.0
    return 0.6 if "region" in roles else _LEAST


def count(file: SourceFile) -> int:
    """Cells that are not empty, all sheets together."""
    return filled_cells(file)


@source(writes=OBSERVATION_TABLES, title="Tidy table of the user's own (CSV, TSV, XLSX, Parquet): one value a row")
def read(file: SourceFile) -> Iterator[Observation | SheetAccount | Problem | Any]:
    """Yield the values of every table of the file as Arrow tables, an account of each sheet, and problems.

    Raises
    ------
    SourceError
        If there is no column of values, or none that says what they are of; the message names the columns seen
        and the key to write in `smartspec.toml`.
    """
    if file.book is not None:
        yield from _read_book(file)
        return
    if not is_parquet(file.head):
        yield from _read_grid(file, text_grid(file, _is_heading(file)))
        return
    grid = parquet_grid(file)
    is_other = "headings" in file.columns or (not file.columns and is_wide(grid.headings))
    yield from read_wide(file, grid) if is_other else _read_grid(file, grid)


def _is_heading(file: SourceFile) -> Any:  # noqa: ANN401  # a rule for rows
    """The heading holds a column that the user named, or the usual ones."""
    stated = set(map(folded, file.columns.values()))
    return (lambda cells: bool(stated & set(map(folded, cells)))) if stated else is_tidy


def _read_book(file: SourceFile) -> Iterator[SheetAccount | Problem | Any]:
    rule = _is_heading(file)
    n_read = 0
    for sheet, grid in books_sheets(file.book, rule):
        if grid is None:
            yield SheetAccount(sheet=sheet.name, cells=sheet.n_filled, left_out=sheet.n_filled)
            if sheet.n_filled:
                yield Problem(f"sheet `{sheet.name}`", "holds no table of this kind", "", "note")
            continue
        n_read += 1
        yield from _read_grid(file, grid)
    if not n_read:
        first = next(iter(file.book.sheets())).rows[:1]
        headings = [str(cell) for cells in first for cell in cells]
        required(assigned(headings, file), headings, "value", file=file)
        raise SourceError("no sheet has the columns named", place=f"`{file.name}`")


def _read_grid(file: SourceFile, grid: Grid) -> Iterator[SheetAccount | Problem | Any]:
    roles = assigned(grid.headings, file)
    required(roles, grid.headings, "value", file=file)
    required(roles, grid.headings, "region", "activity", "indicator", file=file)
    labels = labels_of(grid, roles)
    body = body_of(grid, roles)
    yield from grid.problems
    yield from labels.problems
    yield from body.problems
    yield _table(file, grid, roles, labels=labels, body=body)
    yield from _doubled(grid, labels)
    yield _account(grid, roles, labels, body)


def _table(file: SourceFile, grid: Grid, roles: Roles, *, labels: Labels, body: TidyBody) -> Any:  # noqa: ANN401
    import numpy as np
    import pyarrow as pa

    columns: dict[str, Any] = {**labels.columns, **body.columns, "sheet": grid.sheet}
    if "indicator" not in labels.columns:
        columns["indicator"] = grid.headings[roles.columns["value"]] if "value" in roles.columns else "count"
    if "value" in roles.columns:
        columns["column_label"] = grid.headings[roles.columns["value"]]
    if "unit" not in labels.columns:
        columns["unit"] = body.units
    table = with_columns(columns, n=grid.n_rows, file=file.name)
    kept = np.flatnonzero(np.asarray(body.kept, dtype=bool))
    return table if len(kept) == grid.n_rows else table.take(pa.array(kept))


def _doubled(grid: Grid, labels: Labels) -> Iterator[Problem]:
    columns = [labels.columns[name] for name in _KEYS if name in labels.columns]
    found = twins(list(zip(*columns, strict=True)))
    if not found:
        return
    n_rows = sum(len(places) for places in found.values())
    first = next(iter(found.values()))
    lines = ", ".join(str(grid.lines[place]) for place in first[:5])
    message = f"{n_rows} rows share their labels with others ({len(found)} sets of labels; the first in rows {lines})"
    yield Problem(grid.sheet or "file", message, "each row was kept as its own observation", "warning")


def _account(grid: Grid, roles: Roles, labels: Labels, body: TidyBody) -> SheetAccount:
    constants = roles.constants
    account = SheetAccount(
        sheet=grid.sheet,
        title=grid.banner[0] if grid.banner else "",
        unit=constants.get("unit", ""),
        classification=constants.get("classification", ""),
        vintage=constants.get("vintage", ""),
        description=" ".join([*grid.banner[1:], *grid.notes]),
        numbers=body.n_numbers,
        flagged=body.n_flagged,
        headers=grid.n_heading + labels.n_cells - body.n_counted_labels,
        notes=grid.n_notes + body.n_notes,
        problems=grid.n_misfits + body.n_problems,
        blanks=body.n_blanks,
    )
    account.cells = account.accounted
    return account
