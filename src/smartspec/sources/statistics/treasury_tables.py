"""Sums of a Treasury form as observations, sheet by sheet."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from smartspec.sources.observation import SheetAccount, column_letters, with_columns
from smartspec.sources.opening import SourceFile
from smartspec.sources.publication import Problem
from smartspec.sources.statistics.tidy_grid import at, with_faults
from smartspec.sources.statistics.tidy_values import UNKNOWN, Number, is_blank, n_filled, number_of, numbers_of, written
from smartspec.sources.statistics.treasury_columns import WIDTHS, Column, columns_of
from smartspec.sources.statistics.treasury_form import Block, Passport, blocks_of
from smartspec.sources.workbook import Sheet

_TIMES = re.compile(r"в\s+([\d,. ]+)\s+раза?", re.IGNORECASE)
_TOTAL = frozenset({"х", "x", "Х", "X", "***"})


@dataclass(frozen=True, slots=True)
class Budget:
    """Whose budget a form reports on.

    Attributes
    ----------
    description : what one must know to add up the sums of a sheet that names expenditure by its kind.
    """

    passport: Passport
    region: str
    region_name: str
    description: str = ""


def sheet_observations(file: SourceFile, sheet: Sheet, budget: Budget) -> Iterator[SheetAccount | Problem | Any]:
    """The sums of all tables of a sheet, its account, and cells that are neither a sum nor a mark."""
    blocks = list(blocks_of(sheet))
    sheet = with_faults(sheet)
    filled = list(map(n_filled, sheet.rows))
    account = SheetAccount(sheet=sheet.name, cells=sum(filled), unit=budget.passport.unit)
    account.vintage = budget.passport.as_of.isoformat() if budget.passport.as_of else ""
    if not blocks:
        account.left_out = account.cells
        yield account
        return
    account.title = _title(sheet, blocks[0].first)
    account.headers = sum(filled[: blocks[0].first])
    for block in blocks:
        columns = columns_of(block.paths)
        if any(column.word == "vr" for column in columns):
            account.description = budget.description
        account.headers += sum(filled[block.first : block.end])
        account.left_out += sum(filled[block.end : block.next])
        yield from _block_observations(file, block, columns, budget=budget, account=account)
    yield account


def _title(sheet: Sheet, end: int) -> str:
    """The last line above a table that says what it is."""
    filled = [written(cell) for cells in sheet.rows[:end] for cell in cells[:2] if not is_blank(cell)]
    return " ".join(filled[-1].split()) if filled else ""


def _block_observations(
    file: SourceFile, block: Block, columns: list[Column], *, budget: Budget, account: SheetAccount
) -> Iterator[Problem | Any]:
    rows = block.sheet.rows
    values = [place for place, column in enumerate(columns) if column.kind == "value"]
    telling = [place for place, column in enumerate(columns) if column.kind in ("value", "code")]
    # One more place than needed: of a single one `itemgetter` gives the cell, not a row of cells.
    tell = itemgetter(0, *telling)
    kept = [row for row in range(block.body, block.end) if n_filled(tell(rows[row])[1:])]
    labels = _labels(block, columns, kept)
    for place, column in enumerate(columns):
        if column.kind == "other" and any(not is_blank(rows[row][place]) for row in kept):
            where = at(block.sheet.name, f"column {column_letters(place)}")
            message = f"`{' > '.join(column.path)}` is no column that the form is known to have"
            yield Problem(where, message, "its cells were left out", "warning")
            n_cells = sum(not is_blank(rows[row][place]) for row in kept)
            account.left_out, account.headers = account.left_out + n_cells, account.headers - n_cells
    for place in values:
        sums = _Sums(columns[place], column_letters(place), [rows[row][place] for row in kept])
        _count(account, sums.numbers)
        yield from _column_observations(file, block, sums, kept=kept, labels=labels, budget=budget)


class _Sums:
    """The cells of a column of sums, read."""

    def __init__(self, column: Column, letters: str, cells: list[Any]) -> None:
        self.column, self.letters, self.cells = column, letters, cells
        self.numbers = numbers_of(cells, "comma")
        if column.word == "percent":
            self.numbers = [one if one.flag else _multiple(cell) for one, cell in zip(self.numbers, cells, strict=True)]


def _multiple(cell: Any) -> Number:  # noqa: ANN401
    """`в 2,1 раза` stands for 210 %."""
    found = _TIMES.fullmatch(" ".join(written(cell).split()))
    times = number_of(found[1], "comma").value if found else None
    return UNKNOWN if times is None else Number(round(100 * times, 6), "ok", "printed as a multiple")


def _count(account: SheetAccount, numbers: list[Number]) -> None:
    for number in numbers:
        if number.flag == "blank":
            account.blanks += 1
            continue
        account.headers -= 1
        if not number.flag:
            account.problems += 1
        elif number.flag == "ok":
            account.numbers += 1
        else:
            account.flagged += 1


def _column_observations(
    file: SourceFile,
    block: Block,
    sums: _Sums,
    *,
    kept: list[int],
    labels: dict[str, Any],
    budget: Budget,
) -> Iterator[Problem | Any]:
    import numpy as np
    import pyarrow as pa

    column, cells, numbers = sums.column, sums.cells, sums.numbers
    addresses = [f"{sums.letters}{row + 1}" for row in kept]
    dimensions = labels["dimensions"]
    if column.budget:
        dimensions = [f"{one}; budget={column.budget}".removeprefix("; ") for one in dimensions.to_pylist()]
    found: dict[str, Any] = {
        "row_label": labels["row_label"],
        "dimensions": dimensions,
        "indicator": column.word,
        "value": [number.value for number in numbers],
        "flag": [number.flag for number in numbers],
        "footnotes": [number.note for number in numbers],
        "unit": "%" if column.word == "percent" else budget.passport.unit,
        "cell": addresses,
        "raw": list(map(written, cells)),
        "sheet": block.sheet.name,
        "period": budget.passport.year,
        "vintage": budget.passport.as_of.isoformat() if budget.passport.as_of else "",
        "variant": budget.passport.variant,
        "region": budget.region,
        "region_name": budget.region_name,
        "column_label": " > ".join(column.path),
    }
    table = with_columns(found, n=len(kept), file=file.name)
    unknown = [row for row, number in enumerate(numbers) if not number.flag]
    for row in unknown:
        where = at(block.sheet.name, f"cell {addresses[row]}")
        shown = written(cells[row]).strip()[:60]
        yield Problem(where, f"`{shown}` is neither a sum nor a known mark", "", "error", column.word)
    yield table.take(pa.array(np.delete(np.arange(len(kept)), unknown))) if unknown else table


def _labels(block: Block, columns: list[Column], kept: list[int]) -> dict[str, Any]:
    """Name and codes of each row, made once for all columns of sums."""
    import pyarrow as pa

    rows = block.sheet.rows
    name = next((place for place, column in enumerate(columns) if column.kind == "name"), 0)
    names = [" ".join(written(rows[row][name]).split()) for row in kept]
    parts = []
    for place, column in enumerate(columns):
        if column.kind == "code":
            known: dict[Any, str] = {}
            parts.append([_code(column.word, rows[row][place], known) for row in kept])
    dimensions = (
        ["; ".join(dict.fromkeys(filter(None, row))) for row in zip(*parts, strict=True)] if parts else [""] * len(kept)
    )
    return {"row_label": pa.array(names, pa.string()), "dimensions": pa.array(dimensions, pa.string())}


def _code(word: str, cell: Any, known: dict[Any, str]) -> str:  # noqa: ANN401
    """A code as `name=code`; nothing for a cross, which stands for all codes together."""
    found = known.get(cell)
    if found is None:
        text = "".join(written(cell).split())
        if not isinstance(cell, str) and text:
            text = text.zfill(WIDTHS.get(word, 0))
        found = known[cell] = "" if not text or text in _TOTAL else f"{word}={text}"
    return found
