"""The table on the sheet «Данные» of EMISS: columns of dimensions, then columns under rows of years and periods."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from smartspec.sources.observation import cell_address
from smartspec.sources.publication import Problem
from smartspec.sources.sheets import as_text
from smartspec.sources.statistics.emiss_areas import Area, area_of
from smartspec.sources.statistics.emiss_rows import Context, NoValueError, activity_of, value_of
from smartspec.sources.workbook import Sheet

_YEAR = re.compile(r"((?:19|20)\d{2})(?:\s*г(?:од)?\.?)?")
_CODE = re.compile(r"(\d{3}|\d{11})\s+(\S.*)")
_UNIT_NAMES = ("единица измерения", "единицы измерения", "ед. изм")
_PERIOD_NAMES = ("период", "тип периода")
_AREA_NAMES = ("окато", "октмо", "территор", "субъект", "регион")


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above a column of values: its year, and the words of the other rows by the names of those rows."""

    year: str
    words: tuple[tuple[str, str], ...]

    @property
    def label(self) -> str:
        """Year and words, joined."""
        return " > ".join(filter(None, (self.year, *(word for _, word in self.words))))


@dataclass(slots=True)
class Table:
    """A table found on a sheet; rows and columns are counted from 0.

    Attributes
    ----------
    first : the first column of values.
    names : of the columns of dimensions, "" where the sheet gives none.
    heads : column of values to what stands above it.
    body, notes : rows of values, and rows of text below them.
    cells : row to its cells of dimensions, those left empty under a merged cell filled.
    """

    title: str
    first: int
    names: list[str]
    heads: dict[int, Head]
    body: list[int]
    notes: list[int]
    cells: dict[int, list[str]] = field(default_factory=dict)
    area_column: int = 0
    _contexts: dict[tuple[str, ...], Context] = field(default_factory=dict)

    def context(self, row: int, unit: str) -> Context:
        """What the dimensions of a row say."""
        key = tuple(self.cells[row])
        if key not in self._contexts:
            self._contexts[key] = self._context(key, unit)
        return self._contexts[key]

    def _context(self, cells: tuple[str, ...], unit: str) -> Context:
        area, activity, has_code = Area("", "", "", None), ("", "", ""), False
        dimensions: list[tuple[str, str]] = []
        for column, (name, text) in enumerate(zip(self.names, cells, strict=True)):
            found = activity_of(name, text)
            if column == self.area_column:
                coded = _CODE.fullmatch(text)
                has_code = coded is not None
                area = area_of(coded[1], coded[2]) if coded else area_of("", text)
            elif name.lower().startswith(_UNIT_NAMES):
                unit = text or unit
            elif found:
                activity = found
            elif text and not name.lower().startswith(_PERIOD_NAMES):
                dimensions.append((name or f"column {column + 1}", text))
        return Context(area, has_code, unit, activity, tuple(dimensions), " > ".join(filter(None, cells)))

    def words(self, row: int, head: Head) -> tuple[str, tuple[tuple[str, str], ...]]:
        """The words of the period of a cell, and what else stands above it."""
        for name, text in zip(self.names, self.cells[row], strict=True):
            if name.lower().startswith(_PERIOD_NAMES):
                return text, head.words
        if head.words and not head.words[0][0].lower().startswith(_UNIT_NAMES):
            return head.words[0][1], head.words[1:]
        return "", head.words

    def strangers(self, sheet: Sheet) -> Iterator[Problem]:
        """Cells in rows of values that stand under no year."""
        for row, column in self._strange(sheet):
            place = f"sheet `{sheet.name}` cell {cell_address(row, column)}"
            yield Problem(place, f"`{as_text(sheet.rows[row][column])[:40]}` stands under no year")

    def n_strange(self, sheet: Sheet) -> int:
        """How many cells in rows of values stand under no year."""
        return len(self._strange(sheet))

    def _strange(self, sheet: Sheet) -> list[tuple[int, int]]:
        return [
            (row, column)
            for row in self.body
            for column in range(self.first, len(sheet.rows[row]))
            if column not in self.heads and as_text(sheet.rows[row][column]).strip()
        ]


def table_of(sheet: Sheet) -> Table | None:
    """The table of a sheet; None if no row holds years."""
    texts = [[as_text(value).strip() for value in row] for row in sheet.rows]
    years_row, first = next(((row, found) for row, cells in enumerate(texts) if (found := _first_year(cells))), (-1, 0))
    if years_row < 0:
        return None
    begin = next((row for row in range(years_row + 1, len(texts)) if _is_body(texts[row], first)), len(texts))
    top = years_row
    while top and any(texts[top - 1][first:]):
        top -= 1
    body = [row for row in range(begin, len(texts)) if _is_body(texts[row], first)]
    last = body[-1] if body else begin
    body = [row for row in range(begin, last + 1) if any(texts[row])]
    table = Table(
        title=next((text for row in texts[:top] for text in row if text), ""),
        first=first,
        names=[_name(texts, range(top, begin), column) for column in range(first)],
        heads=_heads(texts, range(top, begin), (years_row, first)),
        body=body,
        notes=[row for row in range(last + 1, len(texts)) if any(texts[row])] if body else [],
    )
    _fill(table, sheet, texts)
    return table


def _first_year(cells: list[str]) -> int:
    """The first column of a row in which all that is not empty from there on are years; 0 if it is no such row."""
    first = next((column for column, text in enumerate(cells) if column and _YEAR.fullmatch(text)), 0)
    return first if first and all(_YEAR.fullmatch(text) for text in cells[first:] if text) else 0


def _is_body(cells: list[str], first: int) -> bool:
    """Whether a row holds values behind the text of a dimension."""
    filled = [text for text in cells[first:] if text]
    return any(cells[:first]) and any(_is_value(text) for text in filled)


def _is_value(text: str) -> bool:
    try:
        value_of(text)
    except NoValueError:
        return False
    return True


def _name(texts: list[list[str]], head: range, column: int) -> str:
    """The name of a column of dimensions: the lowest text above it."""
    return next((texts[row][column] for row in reversed(head) if texts[row][column]), "")


def _heads(texts: list[list[str]], head: range, corner: tuple[int, int]) -> dict[int, Head]:
    """What stands above each column of values, cells under a merged one filled from the left."""
    years_row, first = corner
    width = max((len(texts[row]) for row in head), default=0)
    last = max((c for row in head for c, text in enumerate(texts[row]) if text), default=first)
    carried = dict.fromkeys(head, "")
    heads = {}
    for column in range(first, min(width, last + 1)):
        for row in head:
            carried[row] = texts[row][column] or carried[row]
        year = _YEAR.fullmatch(carried[years_row])
        words = tuple((texts[row][first - 1] if row < head[-1] else "", carried[row]) for row in head
                      if row != years_row and carried[row])  # fmt: skip
        heads[column] = Head(year[1] if year else carried[years_row], words)
    return heads


def _fill(table: Table, sheet: Sheet, texts: list[list[str]]) -> None:
    """Cells of dimensions of every row; the column of areas is told by its name, or by most names found in it."""
    above = {
        (row, column): texts[top][left]
        for (top, left), (bottom, right) in sheet.merged
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    }
    for row in table.body:
        table.cells[row] = [texts[row][column] or above.get((row, column), "") for column in range(table.first)]
    named = [c for c, name in enumerate(table.names) if any(word in name.lower() for word in _AREA_NAMES)]
    hits = [
        sum(area_of("", row[column]).region is not None for row in list(table.cells.values())[:200])
        for column in range(table.first)
    ]
    table.area_column = named[0] if named else hits.index(max(hits))
