"""Forms of the Treasury: number and day of a report, and the tables that lie on its sheets."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from smartspec.sources.statistics.tidy_periods import period_of
from smartspec.sources.statistics.tidy_values import is_blank, written
from smartspec.sources.workbook import Book, Sheet

_FORM = re.compile(r"форма\s+по\s+окуд", re.IGNORECASE)
_NUMBER = re.compile(r"\d{7}")
_AS_OF = re.compile(r"(?:\bна\s+|^)(\d{1,2}\s+[а-я]+\s+\d{4}|\d{2}\.\d{2}\.\d{4}$)", re.IGNORECASE)
_UNIT = re.compile(r"единица\s+измерения:?\s*(?P<unit>.*)", re.IGNORECASE | re.DOTALL)
_SIGNED = re.compile(
    r"^\s*(?:руководител|главный\s+бухгалтер|исполнител|начальник|заместител|директор|министр)[а-я]*\b"
    r"|\((?:подпись|расшифровка)|_{5,}|тел(?:ефон|\.)",
    re.IGNORECASE,
)
_HEAD_LINES, _LAST_LINES = 30, 60
_FIRST = "наименование показателя"


@dataclass(frozen=True, slots=True)
class Passport:
    """What the head of a form says.

    Attributes
    ----------
    form : number by the all-Russian list of forms (ОКУД), e.g. `0507011`.
    as_of : day of the report; the 1st of January closes the year before.
    """

    form: str
    as_of: date | None
    unit: str

    @property
    def year(self) -> str:
        """The year reported on."""
        if self.as_of is None:
            return ""
        return str(self.as_of.year - 1 if (self.as_of.month, self.as_of.day) == (1, 1) else self.as_of.year)

    @property
    def variant(self) -> str:
        """What the figures of a year that is not over are."""
        whole = self.as_of is None or (self.as_of.month, self.as_of.day) == (1, 1)
        return "" if whole or self.as_of is None else f"from the beginning of the year to {self.as_of.isoformat()}"


def passport_of(book: Book, *, sheets: Sequence[str] | None = None) -> Passport | None:
    """Number, day and unit from the head of the first sheet that has one; None if there is no such sheet."""
    for name in sheets or book.sheet_names:
        found = _passport(book.sheet(name))
        if found:
            return found
    return None


def _passport(sheet: Sheet) -> Passport | None:
    form, days, unit = "", [], ""
    head = sheet.rows[:_HEAD_LINES]
    if not any(isinstance(cell, str) and _FORM.search(cell) for cells in head for cell in cells):
        return None
    for cells in head:
        filled = [cell for cell in cells if not is_blank(cell)]
        for place, cell in enumerate(filled):
            text = " ".join(written(cell).split())
            if _FORM.search(text):
                form = form or _number_in([text, *filled[place + 1 :]])
            days += [as_of(text)] if _AS_OF.search(text) else []
            days += [cell if isinstance(cell, date) else None]
            unit = unit or _unit_in(text)
    day = next((one for one in days if one), None)
    return Passport(form, day.date() if isinstance(day, datetime) else day, unit) if form else None


def _number_in(cells: Sequence[Any]) -> str:
    """The number of the form, from its label's own cell or the next ones; a number of a spreadsheet loses its zero."""
    for cell in cells:
        found = _NUMBER.search(written(cell).zfill(7) if written(cell).isdigit() else written(cell))
        if found:
            return found[0]
    return ""


def _unit_in(text: str) -> str:
    found = _UNIT.search(text)
    return found["unit"].strip(" .:") + "." if found and found["unit"].strip(" .:") else ""


def as_of(text: str) -> date | None:
    """The day in `на 1 января 2020 г.`, None without one.

    Examples
    --------
    >>> as_of("на 1 января 2020 г."), as_of("01.01.2020"), as_of("за 2019 год")
    (datetime.date(2020, 1, 1), datetime.date(2020, 1, 1), None)
    """
    found = _AS_OF.search(text)
    day = period_of(found[1]) if found else ""
    return date.fromisoformat(day) if len(day) == 10 else None


@dataclass(slots=True)
class Block:
    """A table on a sheet: rows of heading, the row of column numbers, the rows below it.

    Attributes
    ----------
    first, body, end : rows where the heading begins, where the data begin, and behind the last one, from 0; behind it
        stand signatures up to `next`, the first row of the next table.
    paths : labels of each column, outer ones first, as the merged cells say.
    """

    sheet: Sheet
    first: int
    body: int
    end: int
    next: int
    paths: list[tuple[str, ...]] = field(default_factory=list)


def blocks_of(sheet: Sheet) -> Iterator[Block]:
    """The tables of a sheet: each begins with `Наименование показателя` in its first filled cell."""
    starts = [row for row, cells in enumerate(sheet.rows) if _begins(cells)]
    ends = [*starts[1:], len(sheet.rows)][-len(starts) :] if starts else []
    for first, end in zip(starts, ends, strict=True):
        body = _body_of(sheet, first, end)
        yield Block(sheet, first, body, _signatures(sheet, body, end), end, _paths(sheet, first, body))


def _begins(cells: Sequence[Any]) -> bool:
    first = next((cell for cell in cells if not is_blank(cell)), "")
    return isinstance(first, str) and len(first) < 99 and " ".join(first.split()).lower() == _FIRST


def _body_of(sheet: Sheet, first: int, end: int) -> int:
    """The row behind `1 2 3 …`; without it the row behind the merged cells of the heading."""
    for row in range(first + 1, min(first + 12, end)):
        if is_numbering(sheet.rows[row]):
            return row + 1
    lows = [low[0] for top, low in sheet.merged if top[0] == first]
    return max([first, *(low for low in lows if low < end)]) + 1


def is_numbering(cells: Sequence[Any]) -> bool:
    """Whether a row numbers the columns: 1, 2, 3 and so on."""
    filled = [written(cell).strip() for cell in cells if not is_blank(cell)]
    return len(filled) >= 3 and filled == [str(number) for number in range(1, len(filled) + 1)]


def _signatures(sheet: Sheet, body: int, end: int) -> int:
    """The first row of signatures, behind which nothing is data."""
    for row in range(max(body, end - _LAST_LINES), end):
        if any(isinstance(cell, str) and len(cell) < 400 and _SIGNED.search(cell) for cell in _but_first(sheet, row)):
            return row
    return end


def _but_first(sheet: Sheet, row: int) -> list[Any]:
    """Cells of a row that may sign it: a row with a figure or a code is data, whatever its name begins with."""
    cells = sheet.rows[row]
    is_data = any(isinstance(cell, float | int) or (isinstance(cell, str) and cell.strip().isdigit()) for cell in cells)
    return [] if is_data else cells


def _paths(sheet: Sheet, first: int, body: int) -> list[tuple[str, ...]]:
    last = body - 1 if is_numbering(sheet.rows[body - 1]) else body
    grid = [[_label(cell) for cell in cells] for cells in sheet.rows[first:last]]
    for top, low in sheet.merged:
        if first <= top[0] < last:
            text = grid[top[0] - first][top[1]]
            for row in range(top[0], min(low[0] + 1, last)):
                for column in range(top[1], min(low[1] + 1, len(grid[0]))):
                    grid[row - first][column] = text
    return [tuple(dict.fromkeys(filter(None, column))) for column in zip(*grid, strict=True)]


def _label(cell: Any) -> str:  # noqa: ANN401
    return " ".join(written(cell).split())


_BROKEN = re.compile(r"(?<=[а-яё])-\s*(?=[а-яё])")


def joined(label: str) -> str:
    """A heading in lower case, its words put together again where they were hyphenated by hand.

    Examples
    --------
    >>> joined("Код стро-ки")
    'код строки'
    """
    return _BROKEN.sub("", label.lower())
