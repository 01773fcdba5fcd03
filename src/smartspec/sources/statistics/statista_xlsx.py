"""Workbooks of Statista Market Insights: several tables on a sheet, changing units, forecasts beside actual years."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from smartspec.errors import SourceError
from smartspec.places.country_table import country_by_name
from smartspec.registry import source
from smartspec.schema import OBSERVATION_TABLES
from smartspec.sources.observation import Observation, SheetAccount, cell_address
from smartspec.sources.opening import SourceFile
from smartspec.sources.publication import Problem
from smartspec.sources.statistics.statista_blocks import StatistaBlock, label_of, only_label, statista_blocks
from smartspec.sources.statistics.statista_labels import is_whole, name_and_unit, plain
from smartspec.sources.statistics.tidy_account import cell_texts, filled_cells
from smartspec.sources.statistics.tidy_grid import at, with_faults
from smartspec.sources.statistics.tidy_periods import period_of
from smartspec.sources.statistics.tidy_values import Number, is_blank, number_of, written
from smartspec.sources.workbook import Book, Sheet

__all__ = ["cell_texts", "count", "read", "recognise_book"]

_PRODUCT = "statista market insights"
_FIELDS = ("Market", "Region", "Currency")


@dataclass(frozen=True, slots=True)
class _Market:
    """What the first line of a sheet says."""

    market: str = ""
    region: str = ""
    currency: str = ""


def recognise_book(book: Book) -> float:
    """1 if the first lines of a sheet name Statista Market Insights, else 0."""
    for sheet in book.sheets():
        for cells in sheet.rows[:12]:
            if any(isinstance(cell, str) and plain(cell).lower() == _PRODUCT for cell in cells):
                return 1.0
    return 0.0


def count(file: SourceFile) -> int:
    """Cells that are not empty, all sheets together."""
    return filled_cells(file)


@source(writes=OBSERVATION_TABLES, title="Statista Market Insights (XLSX)")
def read(file: SourceFile) -> Iterator[Observation | SheetAccount | Problem]:
    """Yield each value with the unit of its block or row, an account of each sheet, and problems.

    Years after the year of the last update have the flag `forecast`. Zeros that come before the first number of a row
    keep their value, with a warning: Statista prints 0 there for years without data, too, and nothing tells them apart.
    Rows of a table that name countries are regions; segments of a market are activities as written.

    Raises
    ------
    SourceError
        If no sheet holds a table.
    """
    n_blocks = 0
    for sheet in map(with_faults, file.book.sheets()):
        blocks = list(statista_blocks(sheet))
        n_blocks += len(blocks)
        yield from _sheet(sheet, blocks)
    if not n_blocks:
        hint = "a table is a title, a row of years, and rows of values; download the workbook again"
        raise SourceError("holds no table", place=f"`{file.name}`", hint=hint)


def _market(sheet: Sheet) -> _Market:
    """`Market: …, Region: …, Currency: …` of the first line."""
    line = label_of(sheet.rows[0]) if sheet.rows else ""
    found = {}
    for field in _FIELDS:
        _, stated, after = line.partition(f"{field}: ")
        ends = [after.find(f", {other}: ") for other in _FIELDS]
        found[field.lower()] = after[: min((end for end in ends if end >= 0), default=len(after))] if stated else ""
    return _Market(**found)


def _sheet(sheet: Sheet, blocks: list[StatistaBlock]) -> Iterator[Observation | SheetAccount | Problem]:
    account = SheetAccount(sheet=sheet.name, title=label_of(sheet.rows[0]) if sheet.rows else "")
    account.cells = sheet.n_filled
    updates = sorted({block.updated.isoformat() for block in blocks if block.updated})
    account.vintage = updates[-1] if updates else ""
    account.description = " ".join(dict.fromkeys(note for block in blocks for note in block.notes))
    market = _market(sheet)
    covered: set[int] = set()
    for block in blocks:
        covered |= {block.title, block.years, *block.rows, *block.note_rows}
        account.headers += 1 + len(block.columns)
        account.notes += sum(not is_blank(cell) for row in block.note_rows for cell in sheet.rows[row])
        yield from _block(sheet, block, market=market, account=account)
    rest = [cells for row, cells in enumerate(sheet.rows) if row not in covered]
    account.headers += sum(not is_blank(cell) for cells in rest for cell in cells)
    yield account


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What all values of a row have in common."""

    indicator: str
    unit: str
    region: str = ""
    region_name: str = ""
    activity_name: str = ""
    dimensions: str = ""


def _block(
    sheet: Sheet, block: StatistaBlock, *, market: _Market, account: SheetAccount
) -> Iterator[Observation | Problem]:
    title = label_of(sheet.rows[block.title])
    labels = [label_of(sheet.rows[row]) for row in block.rows]
    countries = {label: country_by_name(label) or "" for label in labels}
    is_regional = 2 * sum(map(bool, countries.values())) > len(labels)
    for row, label in zip(block.rows, labels, strict=True):
        account.headers += 1
        if only_label(sheet.rows[row]):
            continue
        meaning = _meaning(title, label, market, code=countries[label] if is_regional else None)
        if is_regional and not countries[label]:
            place = at(sheet.name, f"cell {cell_address(row, 0)}")
            yield Problem(place, f"region `{label}` is not known: it has no code", "", "note", "region")
        yield from _row(sheet, block, row, meaning=meaning, account=account)


def _meaning(title: str, label: str, market: _Market, *, code: str | None) -> _Meaning:
    """A title with a unit is the indicator of its rows; without one each row is an indicator with a unit of its own."""
    name, unit = name_and_unit(title)
    dimensions = f"market={market.market}".replace("; ", ", ") if market.market else ""
    if code is not None:
        return _Meaning(name, unit, code, label, dimensions=dimensions)
    region = country_by_name(market.region) or ""
    if not unit:
        own, own_unit = name_and_unit(label)
        return _Meaning(f"{name}: {own}", own_unit, region, market.region, dimensions=dimensions)
    if "DRIVERS" in name.upper():
        driver = f"driver={label}".replace("; ", ", ")
        joined = "; ".join(filter(None, (dimensions, driver)))
        return _Meaning(name, unit, region, market.region, dimensions=joined)
    segment = "" if is_whole(label) else label
    return _Meaning(name, unit, region, market.region, segment, dimensions)


def _row(
    sheet: Sheet, block: StatistaBlock, row: int, *, meaning: _Meaning, account: SheetAccount
) -> Iterator[Observation | Problem]:
    cells = sheet.rows[row]
    numbers = {place: number_of(cells[place]) for place in range(1, len(cells))}
    vintage = block.updated.isoformat() if block.updated else ""
    label = " > ".join((label_of(sheet.rows[block.title]), label_of(cells)))
    for place, number in numbers.items():
        if place not in block.columns and number.flag == "blank":
            continue
        address = cell_address(row, place)
        if place not in block.columns or not number.flag:
            shown = written(cells[place]).strip()[:60]
            why = "has no year above it" if number.flag else "is neither a number nor a known mark"
            account.problems += 1
            yield Problem(at(sheet.name, f"cell {address}"), f"`{shown}` {why}", "", "error", "value")
            continue
        _count(account, number)
        heading = block.columns[place]
        period = period_of(heading)
        yield Observation(
            address,
            written(cells[place]),
            number.value,
            _flag(number, period, block),
            sheet=sheet.name,
            region=meaning.region,
            region_name=meaning.region_name,
            indicator=meaning.indicator if period else f"{meaning.indicator}, {heading}",
            period=period,
            unit=meaning.unit if period else "",
            footnotes=number.note,
            vintage=vintage,
            activity_name=meaning.activity_name,
            dimensions=meaning.dimensions,
            row_label=label,
            column_label=heading,
        )
    yield from _early_zeros(sheet, block, row, numbers=numbers)


def _flag(number: Number, period: str, block: StatistaBlock) -> str:
    is_later = block.updated is not None and period[:4] > str(block.updated.year)
    return "forecast" if is_later and number.flag == "ok" else number.flag


def _count(account: SheetAccount, number: Number) -> None:
    if number.flag == "blank":
        account.blanks += 1
    elif number.flag == "ok":
        account.numbers += 1
    else:
        account.flagged += 1


def _early_zeros(sheet: Sheet, block: StatistaBlock, row: int, *, numbers: dict[int, Number]) -> Iterator[Problem]:
    """Warn of zeros before the first number of a row that has numbers."""
    found: Sequence[tuple[str, float]] = [
        (heading, value)
        for place, heading in block.columns.items()
        if period_of(heading) and (value := numbers[place].value) is not None
    ]
    n_zeros = next((n for n, (_, value) in enumerate(found) if value), 0)
    if n_zeros:
        last = found[n_zeros - 1][0]
        label = label_of(sheet.rows[row])
        message = f"`{label}` is 0 from {found[0][0]} to {last}, before its first number ({n_zeros} values)"
        hint = "Statista also prints 0 where it has no data; the values were kept"
        yield Problem(at(sheet.name, f"row {row + 1}"), message, hint, "warning", "value")
