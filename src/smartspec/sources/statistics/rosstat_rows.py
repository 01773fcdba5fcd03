"""Rows of a table: regions, activities, years or categories, with the labels of blocks above them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from smartspec.places import Region, regions_by_name
from smartspec.sources.observation import cell_address
from smartspec.sources.publication import Problem
from smartspec.sources.statistics.rosstat_activities import coded, named
from smartspec.sources.statistics.rosstat_grid import Grid, Label
from smartspec.sources.statistics.rosstat_headers import Head, lead_off
from smartspec.sources.statistics.rosstat_layout import Block
from smartspec.sources.statistics.rosstat_periods import Year, inferred
from smartspec.sources.statistics.rosstat_units import measured

_BARE_NOTE = re.compile(r"^(?P<text>.*[^\d\s])\s(?P<note>\d{1,2})$", re.DOTALL)
_PLACE = re.compile(
    r"област|край\b|республик|округ|oblast|region|provinc|wojew|воевод|уезд|\bжуд|province|kreis|county", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Row:
    """What the labels say of one row of values; rows that say the same may be one object."""

    label: str
    region: str = ""
    region_name: str = ""
    period: str = ""
    indicator: tuple[str, ...] = ()
    activity: str = ""
    activity_name: str = ""
    unit: str = ""
    basis: str = ""
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class Body:
    """The rows of a table and what they are: `region`, `country`, `year`, `activity` or `category`.

    Attributes
    ----------
    numbers : rows of the sheet, counted from 0, one for each of `rows`.
    """

    kind: str = ""
    numbers: list[int] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def body_of(grid: Grid, block: Block, head: Head, edition: str) -> Body:
    """Read the labels of the rows of a table."""
    key = (block.stubs, edition)
    known: Body | None = grid.seen.get(key)
    if known is not None:
        return replace(known, numbers=block.body)
    labels = block.stubs.labels
    years = [label.year for label in labels]
    body = Body(_kind([label.text for label in labels], years, head, edition), block.body)
    if body.kind == "year":
        years = _put_right(years)
    for row, label, year in zip(block.body, labels, years, strict=True):
        outer = _outer(grid, block, row) if block.labels else ()
        if body.kind == "year" and year is not None:
            body.rows.append(_year_row(label, year, outer))
        elif body.kind in ("region", "country"):
            body.rows.append(_region_row(label.text, label.notes, outer, body.kind))
        elif body.kind == "activity":
            body.rows.append(_activity_row(grid, row, label, _Codes(head, edition, body)))
        else:
            body.rows.append(_category_row(label.text, label.notes, outer))
    if body.kind in ("region", "country", "year") and not block.labels and not body.problems:
        grid.seen[key] = body
    return body


@dataclass(frozen=True, slots=True)
class _Codes:
    """What the label of an activity is looked up by."""

    head: Head
    edition: str
    body: Body


def _kind(texts: Sequence[str], years: Sequence[Year | None], head: Head, edition: str) -> str:
    """What most of the rows of a table are."""
    if len(years) - years.count(None) > len(years) / 2:
        return "year"
    n_regions = sum([bool(_region_of(text, (), "region")[0]) for text in texts])
    if n_regions > len(texts) / 2:
        return "region"
    if sum(bool(regions_by_name(text, kind="country")) for text in texts) > len(texts) / 2:
        return "country"
    if "code" in head.stubs.values():
        return "activity"
    n_activities = sum(named(text, edition) is not None for text in texts) if edition else 0
    return "activity" if n_activities > len(texts) / 2 and n_activities > 1 else "category"


def _outer(grid: Grid, block: Block, row: int) -> tuple[str, ...]:
    """The label of the block that a row lies in; "в том числе" alone is none."""
    above = [label for label in block.labels if label < row]
    if not above:
        return ()
    return tuple([text for _, value in grid.filled(above[-1]) if (text := lead_off(str(value)))][:1])


def _put_right(years: Sequence[Year | None]) -> list[Year | None]:
    """Years of rows, the spoilt ones as their neighbours say."""
    return [
        Year(inferred(years, place), year.notes, year.left) if year and not year.year else year
        for place, year in enumerate(years)
    ]


def _year_row(label: Label, year: Year, outer: tuple[str, ...]) -> Row:
    stated = str(year.year or "")
    notes = year.notes or label.notes
    return Row(" > ".join((*outer, stated or label.text)), period=stated, indicator=outer, notes=notes)


@lru_cache(maxsize=8192)
def _region_row(text: str, notes: tuple[str, ...], outer: tuple[str, ...], kind: str) -> Row:
    code, text, notes = _region_of(text, notes, kind)
    return Row(" > ".join((*outer, text)) if outer else text, code, text, indicator=outer, notes=notes)


@lru_cache(maxsize=8192)
def _region_of(text: str, notes: tuple[str, ...], kind: str) -> tuple[str, str, tuple[str, ...]]:
    """Code, name and notes of a label; a number that follows a name without a bracket is a note."""
    bare = _BARE_NOTE.match(text)
    if not notes and bare and _regions(bare["text"], kind):
        text, notes = bare["text"].rstrip(), (bare["note"],)
    found = _regions(text, kind)
    return found[0].code if len(found) == 1 else "", text, notes


def _regions(text: str, kind: str) -> tuple[Region, ...]:
    return regions_by_name(text, country="RU") if kind == "region" else regions_by_name(text, kind="country")


def _activity_row(grid: Grid, row: int, label: Label, by: _Codes) -> Row:
    column = next((column for column, kind in by.head.stubs.items() if kind == "code"), None)
    found = coded(grid.rows[row][column] if column is not None else "", label.text, by.edition)
    if found.doubt:
        place = f"sheet `{grid.sheet.name}`, cell {cell_address(row, column or 0)}"
        by.body.problems.append(Problem(place, found.doubt, "the code is kept as written", "warning", "activity"))
    return Row(label.text, activity=found.code, activity_name=label.text, notes=label.notes)


@lru_cache(maxsize=8192)
def _category_row(text: str, notes: tuple[str, ...], outer: tuple[str, ...]) -> Row:
    found = measured(text)
    path = (*outer, found.text) if found.text else outer
    return Row(" > ".join((*outer, text)), indicator=path, unit=found.unit, basis=found.basis, notes=notes)


def unknown(body: Body) -> list[tuple[int, Row]]:
    """Rows of a table of regions that are no region of Russia, with their numbers."""
    rows = zip(body.numbers, body.rows, strict=True)
    return [(number, row) for number, row in rows if not row.region] if body.kind == "region" else []


def strangers(body: Body) -> list[str]:
    """Labels that look like regions, in a table whose rows are no regions of Russia."""
    if body.kind != "category":
        return []
    found = [row.label for row in body.rows if _PLACE.search(row.label) or is_elsewhere(row.label)]
    return found if len(found) > len(body.rows) / 2 and len(found) > 1 else []


def is_elsewhere(label: str) -> bool:
    """Whether a label names a region or country that is not Russia."""
    found = regions_by_name(label)
    return bool(found) and all(one.country != "RU" for one in found)
