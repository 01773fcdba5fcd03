"""The table of one statistic of Statista: title lines, a heading, labels and numbers, perhaps a column of units."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from smartspec.places.country_table import country_by_name
from smartspec.sources.observation import Observation, SheetAccount, cell_address
from smartspec.sources.publication import Problem
from smartspec.sources.statistics.statista_labels import bracketed_unit, is_whole, name_and_unit, plain
from smartspec.sources.statistics.tidy_grid import at
from smartspec.sources.statistics.tidy_periods import period_of
from smartspec.sources.statistics.tidy_values import Number, decimals_of, is_blank, number_of, numbers_of, written

_NOTE = re.compile(
    r"\W*(?:sources?|quellen?|notes?|hinweise?|release|veröffentlich|published|survey|erhebung|\*)", re.IGNORECASE
)

#: Rows as (row from 1, cells).
Rows = Sequence[tuple[int, Sequence[Any]]]


@dataclass(slots=True)
class StatistaTable:
    """The layout of a table.

    Attributes
    ----------
    label : place of the labels; `values` places of the columns of values; `unit` place of the units, if there is one.
    heading : texts above each column; empty without a row of heading.
    body : rows with data.
    titles, notes : rows above and below, and cells in them.
    """

    label: int
    values: list[int]
    unit: int | None
    heading: dict[int, str]
    body: list[tuple[int, Sequence[Any]]]
    titles: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    n_heading: int = 0


def layout_of(rows: Rows) -> StatistaTable | None:
    """The layout of rows that are not empty; None if they do not hold labels with numbers beside them."""
    filled = [(line, cells) for line, cells in rows if not all(map(is_blank, cells))]
    if not filled:
        return None
    width = max(len(cells) for _, cells in filled)
    label = min(next(place for place, cell in enumerate(cells) if not is_blank(cell)) for _, cells in filled)
    is_data = [_is_data(cells, label) for _, cells in filled]
    if not any(is_data):
        return None
    first = is_data.index(True)
    last = len(is_data) - 1 - is_data[::-1].index(True)
    body = list(filled[first : last + 1])
    unit = _unit_place(body, label, width)
    values = [place for place in range(label + 1, width) if place != unit and _is_value(body, place)]
    head = [cells for _, cells in filled[:first]]
    heading = _heading(head, label, values)
    above = head[:-1] if heading else head
    return StatistaTable(
        label,
        values,
        unit,
        heading,
        body,
        titles=[plain(written(cell)) for cells in above for cell in cells if not is_blank(cell)],
        notes=[plain(written(cell)) for _, cells in filled[last + 1 :] for cell in cells if not is_blank(cell)],
        n_heading=sum(not is_blank(cell) for cell in head[-1]) if heading else 0,
    )


def _is_data(cells: Sequence[Any], label: int) -> bool:
    """A label with a number or mark beside it; a row of years is a heading, not data."""
    beside = [cell for cell in cells[label + 1 :] if not is_blank(cell)]
    if len(cells) <= label or is_blank(cells[label]) or not beside or _NOTE.match(written(cells[label])):
        return False
    if all(period_of(cell) for cell in beside) and not period_of(cells[label]):
        return len(beside) == 1 and not isinstance(beside[0], str)
    return any(_is_number(cell) for cell in beside)


def _is_number(cell: Any) -> bool:  # noqa: ANN401
    return bool(number_of(cell).flag or number_of(cell, "comma").flag) and not is_blank(cell)


def _is_value(body: Rows, place: int) -> bool:
    cells = [cells[place] for _, cells in body if len(cells) > place and not is_blank(cells[place])]
    return bool(cells) and 2 * sum(map(_is_number, cells)) >= len(cells)


def _unit_place(body: Rows, label: int, width: int) -> int | None:
    """The last column, if words stand in it beside every number."""
    last = width - 1
    if last <= label + 1:
        return None
    cells = [cells[last] for _, cells in body if len(cells) > last and not is_blank(cells[last])]
    words = [cell for cell in cells if isinstance(cell, str) and not _is_number(cell)]
    return last if words and len(words) == len(cells) and 2 * len(words) >= len(body) else None


def _heading(head: list[Sequence[Any]], label: int, values: list[int]) -> dict[int, str]:
    """Texts of the row above the data, if something stands above a column of values."""
    if not head:
        return {}
    texts = {place: plain(written(cell)) for place, cell in enumerate(head[-1]) if not is_blank(cell)}
    return texts if any(place in texts for place in values) and (label in texts or len(texts) >= len(values)) else {}


@dataclass(frozen=True, slots=True)
class Statistic:
    """What is known of a statistic beside its table: from its overview, its title lines, or the file's name."""

    title: str
    region: str = ""
    region_name: str = ""
    vintage: str = ""
    sheet: str = ""


def table_observations(
    table: StatistaTable, statistic: Statistic, *, delimiter: str = "", account: SheetAccount
) -> Iterator[Observation | Problem]:
    """The values of a table as observations; `account` is filled on the way."""
    cells = [cells[place] for _, cells in table.body for place in table.values if len(cells) > place]
    decimals = decimals_of(cells, delimiter=delimiter)
    if decimals.assumed or decimals.mark == "mixed":
        message = (
            "nothing in the table shows which sign is the decimal one" if decimals.assumed else "decimal signs vary"
        )
        yield Problem(statistic.sheet or "file", message, f"read as decimal {decimals.mark}", "warning", "value")
    labels = [plain(written(cells[table.label])) if len(cells) > table.label else "" for _, cells in table.body]
    kind = _kind(labels)
    account.title, account.vintage = statistic.title, statistic.vintage
    account.description = " ".join([*table.titles[1:], *table.notes])
    account.headers += len(table.titles) + table.n_heading
    account.notes += len(table.notes)
    seen: set[int] = {table.label, *table.values, *([table.unit] if table.unit is not None else [])}
    for (line, cells_), label in zip(table.body, labels, strict=True):
        numbers = numbers_of([cells_[p] if len(cells_) > p else "" for p in table.values], decimals.mark)
        account.headers += bool(label)
        unit = plain(written(cells_[table.unit])) if table.unit is not None and len(cells_) > table.unit else ""
        account.headers += bool(unit)
        for place, cell in enumerate(cells_):
            if place not in seen and not is_blank(cell):
                account.problems += 1
                where = at(statistic.sheet, f"cell {cell_address(line - 1, place)}")
                yield Problem(where, f"`{written(cell)[:60]}` stands beside the table", "", "error")
        for place, number in zip(table.values, numbers, strict=True):
            written_ = written(cells_[place]) if len(cells_) > place else ""
            meaning = _meaning(table, statistic, place, label=label, unit=unit, kind=kind)
            yield _observation(statistic, line, place, raw=written_, number=number, meaning=meaning, account=account)


def _kind(labels: list[str]) -> str:
    """What the labels are: periods, regions, or categories."""
    filled = [label for label in labels if label]
    if filled and 10 * sum(bool(period_of(label.rstrip("*"))) for label in filled) >= 9 * len(filled):
        return "period"
    known = sum(country_by_name(label) is not None for label in filled)
    return "region" if filled and 2 * known > len(filled) else "category"


def _meaning(
    table: StatistaTable, statistic: Statistic, place: int, *, label: str, unit: str, kind: str
) -> dict[str, str]:
    heading = table.heading.get(place, "")
    period = period_of(heading.rstrip("*"))
    is_named = heading.lower() not in ("", "value", "wert") and not period
    found = {"indicator": statistic.title, "region": statistic.region, "region_name": statistic.region_name}
    found["period"] = period
    if kind == "period":
        found["period"] = period_of(label.rstrip("*"))
    elif kind == "region":
        found |= {"region": country_by_name(label) or "", "region_name": label}
    elif not is_whole(label):
        found["activity_name"] = label
    if is_named and len(table.values) > 1:
        found["dimensions"] = f"series={heading}".replace("; ", ", ")
    heading_unit = name_and_unit(heading)[1] if is_named else ""
    heading_unit = heading_unit or (heading if heading.lower().startswith("in ") else "")
    found["unit"] = unit or heading_unit or bracketed_unit(heading) or bracketed_unit(statistic.title)
    found |= {"row_label": label, "column_label": heading}
    return found


def _observation(
    statistic: Statistic,
    line: int,
    place: int,
    *,
    raw: str,
    number: Number,
    meaning: dict[str, str],
    account: SheetAccount,
) -> Observation | Problem:
    address = cell_address(line - 1, place)
    if not number.flag:
        account.problems += 1
        message = f"`{raw.strip()[:60]}` is neither a number nor a known mark"
        return Problem(at(statistic.sheet, f"cell {address}"), message, "", "error", "value")
    if number.flag == "blank":
        account.blanks += 1
    elif number.flag == "ok":
        account.numbers += 1
    else:
        account.flagged += 1
    if number.is_percent and not meaning["unit"]:
        meaning = {**meaning, "unit": "%"}
    flag = "forecast" if _is_forecast(meaning) and number.flag == "ok" else number.flag
    common = {"sheet": statistic.sheet, "vintage": statistic.vintage, "footnotes": number.note}
    return Observation(address, raw, number.value, flag, **common, **meaning)


def _is_forecast(meaning: dict[str, str]) -> bool:
    """Statista marks years to come by a star, which a note explains: `2025*`."""
    return any(
        meaning[label].endswith("*") and period_of(meaning[label].rstrip("*"))
        for label in ("row_label", "column_label")
    )
