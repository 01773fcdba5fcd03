"""One sheet of a Rosstat workbook as observations, with the account of its cells."""

from dataclasses import dataclass, field
from typing import Any, cast

from smartspec.sources.observation import SheetAccount, cell_address
from smartspec.sources.publication import Problem
from smartspec.sources.statistics.rosstat_activities import edition_of_years, edition_stated
from smartspec.sources.statistics.rosstat_dimensions import take_activities, take_variants
from smartspec.sources.statistics.rosstat_grid import Grid
from smartspec.sources.statistics.rosstat_headers import Head, head_of, unnamed
from smartspec.sources.statistics.rosstat_layout import Block, Layout, layout_of
from smartspec.sources.statistics.rosstat_notes import Footnotes, is_link, is_personal, joined
from smartspec.sources.statistics.rosstat_periods import year_in_title
from smartspec.sources.statistics.rosstat_rows import Body, body_of, is_elsewhere, strangers, unknown
from smartspec.sources.statistics.rosstat_titles import Title, names_russia, title_of
from smartspec.sources.workbook import Sheet

_FEW_REGIONS = 5


@dataclass(slots=True)
class Table:
    """One table of a sheet, its headings and labels read."""

    head: Head
    body: Body


@dataclass(slots=True)
class SheetReading:
    """A sheet read: what stands around the tables, their headings and labels, the account of cells."""

    grid: Grid
    layout: Layout
    title: Title
    footnotes: Footnotes
    account: SheetAccount
    edition: str = ""
    blocks: list[Table] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def has_table(self) -> bool:
        """Whether the sheet holds a table at all."""
        return bool(self.layout.blocks)

    @property
    def texts(self) -> list[str]:
        """Texts of the sheet in which its country may be named: of rows above the table, or all without a table."""
        rows = self.layout.above
        return [str(value) for row in rows for _, value in self.grid.filled(row)]

    def place(self, row: int, column: int) -> str:
        """A cell as problems name it."""
        return f"sheet `{self.grid.sheet.name}`, cell {cell_address(row, column)}"


def read_sheet(sheet: Sheet, seen: dict[Any, Any] | None = None) -> SheetReading:
    """Read titles, headings, labels and notes of a sheet; values come by `add_values`.

    Parameters
    ----------
    seen : what was read on the sheets before and may come again; filled in further.
    """
    grid = Grid(sheet, seen)
    layout = layout_of(grid)
    reading = SheetReading(grid, layout, title_of(grid, layout.above), Footnotes(), SheetAccount(sheet.name))
    account = reading.account
    account.title, account.unit = reading.title.title, reading.title.unit
    account.headers, account.left_out = reading.title.n_headers, reading.title.n_left_out
    _read_below(reading)
    _find_edition(reading)
    for block in layout.blocks:
        _read_block(reading, block)
    if any(has_activities(reading, table) for table in reading.blocks):
        account.classification = reading.edition
    account.description = _description(reading)
    return reading


def _read_below(reading: SheetReading) -> None:
    """Footnotes and legend; numbers below the table fit nothing."""
    grid, account, last = reading.grid, reading.account, -2
    for row in reading.layout.below:
        if row > last + 1:
            reading.footnotes.close()
        last = row
        for column, value in grid.filled(row):
            if not isinstance(value, str):
                account.problems += 1
                reading.problems.append(Problem(reading.place(row, column), "a number below the table", "no label"))
            elif is_personal(value):
                account.left_out += 1
            else:
                account.notes += 1
                reading.footnotes.add(value, grid.runs(row, column))
    for printed, right in reading.footnotes.misprints():
        message = f"note {printed}) is printed twice; the one in the place of note {right}) is taken as that"
        hint = "look at the notes below the table"
        reading.problems.append(Problem(f"sheet `{grid.sheet.name}`", message, hint, "warning", "footnotes"))


def _find_edition(reading: SheetReading) -> None:
    """The edition of the classification: as stated in headings, titles or notes, else that of the years."""
    grid, texts, years = reading.grid, [], []
    for block in reading.layout.blocks:
        for row in block.headings:
            texts += [value for value in grid.rows[row] if isinstance(value, str) and value]
            years += [grid.label(row, column).year for column, _ in grid.filled(row)]
        years += [label.year for label in block.stubs.labels]
    notes = [text for _, text in reading.footnotes.listed]
    stated = edition_stated([*dict.fromkeys(texts), reading.title.title, *notes])
    reading.edition = stated or edition_of_years([year.year for year in years if year and year.year])


def _read_block(reading: SheetReading, block: Block) -> None:
    """Headings and labels of one table."""
    head, spliced = _head(reading.grid, block, reading.edition)
    body = body_of(reading.grid, block, head, reading.edition)
    reading.problems += head.problems + body.problems
    for number, row in unknown(body):
        message = f"`{row.region_name}` is not the name of one region of Russia"
        hint = "the row is kept without the code of a region"
        place = reading.place(number, reading.grid.columns[0])
        reading.problems.append(Problem(place, message, hint, "warning", "region"))
    if spliced:
        message = (
            f"{spliced} is given under two methods: the columns before belong to the first, those after to the second"
        )
        hint = "the column `variant` tells them apart; the flag `break` marks the first column of the second method"
        reading.problems.append(Problem(f"sheet `{reading.grid.sheet.name}`", message, hint, "note", "variant"))
    for column in unnamed(head.values):
        place = f"sheet `{reading.grid.sheet.name}`, column of {cell_address(block.body[0], column.column)}"
        reading.problems.append(Problem(place, "nothing stands above this column", "", "warning", "column_label"))
    reading.blocks.append(Table(head, body))


def _head(grid: Grid, block: Block, edition: str) -> tuple[Head, str]:
    """Columns of a table, and the year that is given under two methods; tables with the same headings share them.

    They are not shared where a column does not begin with a number: what it holds is told from its cells then.
    """
    columns = grid.columns[1:]
    key: Any = None
    first = grid.rows[block.body[0]]
    if all(type(first[column]) is float for column in columns):
        rows = [tuple(grid.rows[row]) for row in block.headings]
        kinds = [tuple(map(type, row)) for row in rows]
        merged = [ends for ends in grid.sheet.merged if ends[0][0] in block.headings]
        places = (*block.headings, *grid.columns)
        key = (edition, places, *rows, *kinds, *merged, grid.raised(block.headings))
        if key in grid.seen:
            return cast("tuple[Head, str]", grid.seen[key])
    head = head_of(grid, block)
    if edition:
        take_activities(head.values, edition)
    found = head, take_variants(head.values)
    if key is not None and not head.problems:
        grid.seen[key] = found
    return found


def _description(reading: SheetReading) -> str:
    """Notes on the title, basis of the values and remarks below the table."""
    texts = reading.footnotes.texts()
    parts = [reading.title.basis, joined(reading.title.notes, texts), *reading.footnotes.remarks]
    return " | ".join(part for part in parts if part)


def has_activities(reading: SheetReading, table: Table) -> bool:
    """Whether the values of a table are of activities."""
    columns = table.head.values
    return bool(reading.title.activity) or table.body.kind == "activity" or any(c.activity for c in columns)


def foreign_labels(reading: SheetReading) -> list[str]:
    """Labels of rows that are regions of another country; empty unless a label names one of them or the country."""
    found = [label for table in reading.blocks for label in strangers(table.body)]
    return found if any(map(is_elsewhere, [*found, reading.title.title])) else []


def sureness(reading: SheetReading) -> float:
    """How sure a sheet is one of Rosstat, by its rows, years and Russian texts."""
    if not reading.has_table or foreign_labels(reading):
        return 0.0
    above = " ".join(reading.texts)
    has_years = any(table.head.years or table.body.kind == "year" for table in reading.blocks)
    if not has_years and not year_in_title(above):
        return 0.0
    is_of_regions = any(t.body.kind == "region" and len(t.body.rows) >= _FEW_REGIONS for t in reading.blocks)
    has_words = any(map(is_cyrillic, [reading.title.title, reading.title.unit, *reading.footnotes.remarks]))
    if is_of_regions:
        return 0.9 if has_words or reading.footnotes.listed else 0.4
    is_rosstat = any(is_link(text) for text in reading.texts) or reading.footnotes.listed or reading.footnotes.legend
    return 0.8 if names_russia(above) and reading.title.unit and is_rosstat else 0.0


def is_cyrillic(text: str) -> bool:
    """Whether a text has Cyrillic letters."""
    return any("\u0400" <= letter <= "\u04ff" for letter in text)
