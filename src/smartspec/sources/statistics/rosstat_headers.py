"""Columns of a table: merged headings undone, and each part of a heading taken for what it says."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from smartspec.sources.observation import cell_address
from smartspec.sources.publication import Problem
from smartspec.sources.statistics.rosstat_activities import Named
from smartspec.sources.statistics.rosstat_grid import Grid
from smartspec.sources.statistics.rosstat_layout import Block
from smartspec.sources.statistics.rosstat_periods import Year, inferred, part_of_year
from smartspec.sources.statistics.rosstat_units import measured
from smartspec.sources.workbook import is_empty

_BRIDGE = re.compile(
    r"^(?:в\s+(?:том\s+числе|т\.\s*ч\.)|из\s+(?:них|нее|неё|общего\s+числа|общей\s+численности))\s*:?\s*$",
    re.IGNORECASE,
)
_LEAD = re.compile(r"^(?:в\s+том\s+числе|в\s+т\.\s*ч\.|из\s+них|из\s+нее|из\s+неё)\s*:?\s*", re.IGNORECASE)
_VARIANT = re.compile(r"редакци\w*|по\s+(?:новой|старой|прежней)\s+методологи|по\s+критериям", re.IGNORECASE)
_CODE = re.compile(r"^\s*код\w*\b", re.IGNORECASE)
_UNIT_COLUMN = re.compile(r"^\s*ед(?:\.|иниц\w*)\s*изм", re.IGNORECASE)
#: A column is one of labels if more than this share of its cells are words.
_MOSTLY = 0.6
_NUMBERING = re.compile(r"^\s*№(?:\s*п\s*/\s*п)?\s*$")


@dataclass(frozen=True, slots=True)
class Part:
    """One heading above a column: its cell, text and notes, and its year if it states one."""

    place: tuple[int, int]
    text: str
    notes: tuple[str, ...] = ()
    year: Year | None = None


@dataclass(slots=True)
class Column:
    """What the headings say of one column of values."""

    column: int
    label: str = ""
    period: str = ""
    indicator: tuple[str, ...] = ()
    activity: Named | None = None
    unit: str = ""
    basis: str = ""
    variant: str = ""
    notes: tuple[str, ...] = ()
    begins_variant: bool = False


@dataclass(slots=True)
class Head:
    """The columns of a table by what they are.

    Attributes
    ----------
    values : columns of values; `stubs` columns of labels beside the first, by what they hold: `code`, `unit`,
        `number` or `label`.
    """

    values: list[Column] = field(default_factory=list)
    stubs: dict[int, str] = field(default_factory=dict)
    years: list[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def head_of(grid: Grid, block: Block) -> Head:
    """Read the headings of a table."""
    head, others = Head(), grid.columns[1:]
    paths = _paths(grid, block.headings, others)
    for column in others:
        kind = _stub_kind(grid, block, column, paths[column])
        if kind:
            head.stubs[column] = kind
    head.texts = [part.text for part in (p for path in paths.values() for p in path)]
    columns = [column for column in others if column not in head.stubs]
    paths = _with_years(grid, {column: paths[column] for column in columns}, head)
    head.values = [_column(column, path) for column, path in paths.items() if path or _has_value(grid, block, column)]
    return head


def _paths(grid: Grid, headings: Sequence[int], columns: Sequence[int]) -> dict[int, list[Part]]:
    """Headings above each column from the top down; a merged cell counts once, for all that lies under it."""
    rows = set(headings)
    origin: dict[tuple[int, int], tuple[int, int]] = {}
    for (top, left), (bottom, right) in grid.sheet.merged:
        if top in rows:
            origin |= {(i, j): (top, left) for i in range(top, bottom + 1) for j in range(left, right + 1) if i in rows}
    spread = {row for row, _ in origin}
    found: dict[int, list[Part]] = {}
    parts: dict[tuple[int, int], Part | None] = {}
    for column in columns:
        path: list[Part] = []
        for row in headings:
            place = origin.get((row, column), (row, column))
            if is_empty(grid.rows[place[0]][place[1]]) and row not in spread and row != headings[-1]:
                place = _left_of(grid, row, column)
            if place not in parts:
                parts[place] = _part(grid, place)
            part = parts[place]
            if part is not None and part not in path:
                path.append(part)
        found[column] = path
    return found


def _left_of(grid: Grid, row: int, column: int) -> tuple[int, int]:
    """The nearest filled heading to the left, where a row of headings has lost its merged cells."""
    left = next((j for j in range(column, grid.columns[0], -1) if not is_empty(grid.rows[row][j])), column)
    return row, left


def _part(grid: Grid, place: tuple[int, int]) -> Part | None:
    text, notes, year = grid.label(*place)
    if not text:
        return None
    return Part(place, str(year.year) if year and year.year else text, year.notes if year else notes, year)


def _stub_kind(grid: Grid, block: Block, column: int, path: Sequence[Part]) -> str:
    """What a column beside the labels holds if it holds no values: "" for a column of values."""
    for part in path:
        stated = _stated_kind(part.text)
        if stated:
            return stated
    first = grid.rows[block.body[0]][column]
    if isinstance(first, float):
        return ""
    filled = (row for row in block.body if not is_empty(grid.rows[row][column]))
    first = next(filled, None)
    if first is None or not isinstance(grid.rows[first][column], str) or grid.is_value(first, column):
        return ""
    words = [not grid.is_value(row, column) for row in filled]
    return "label" if sum(words) >= _MOSTLY * len(words) else ""


@lru_cache(maxsize=4096)
def _stated_kind(heading: str) -> str:
    """The kind of a column of codes, units or numbers by its heading."""
    kinds = (("code", _CODE), ("unit", _UNIT_COLUMN), ("number", _NUMBERING))
    return next((kind for kind, pattern in kinds if pattern.search(heading)), "")


def _has_value(grid: Grid, block: Block, column: int) -> bool:
    return any(not is_empty(grid.rows[row][column]) or (row, column) in grid.faults for row in block.body)


def _with_years(grid: Grid, paths: dict[int, list[Part]], head: Head) -> dict[int, list[Part]]:
    """Paths in which spoilt years are put right by their neighbours."""
    right: dict[tuple[int, int], Part] = {}
    if any(part.year is not None and not part.year.year for path in paths.values() for part in path):
        right = _spoilt_years(grid, paths, head)
    found = paths
    if right:
        found = {column: [right.get(part.place, part) for part in path] for column, path in paths.items()}
    head.years += [part.year.year for path in found.values() for part in path if part.year and part.year.year]
    return found


def _spoilt_years(grid: Grid, paths: dict[int, list[Part]], head: Head) -> dict[tuple[int, int], Part]:
    """Headings that should be years by their place, put right."""
    by_row: dict[int, dict[tuple[int, int], Part]] = {}
    for path in paths.values():
        for part in path:
            by_row.setdefault(part.place[0], {})[part.place] = part
    right: dict[tuple[int, int], Part] = {}
    for row in by_row.values():
        years = [part.year for part in row.values()]
        for place, part in enumerate(row.values()):
            if part.year is not None and not part.year.year and sum(y is not None for y in years) > len(years) / 2:
                right[part.place] = _put_right(part, inferred(years, place), grid, head)
    return right


def _put_right(part: Part, year: int, grid: Grid, head: Head) -> Part:
    written = grid.text(*part.place)
    place = f"sheet `{grid.sheet.name}`, cell {cell_address(*part.place)}"
    if not year:
        message = f"the heading `{written}` may be a year, but its neighbours do not tell which"
        head.problems.append(Problem(place, message, "correct the cell; its column has no period", "warning"))
        return replace(part, year=None)
    message = f"the heading `{written}` is no year and is taken as {year}, between its neighbours"
    head.problems.append(Problem(place, message, "a slip of the source; look at the sheet", "warning", "period"))
    notes = part.year.notes if part.year and part.year.notes else _rest(written, str(year))
    return Part(part.place, str(year), notes, Year(year, notes))


def _rest(written: str, year: str) -> tuple[str, ...]:
    """Numbers of notes left of a spoilt heading, where fonts do not tell: what follows the part it shares with it."""
    digits = re.match(r"\s*(\d+)", written)
    if digits is None:
        return ()
    shared = next((n for n in range(min(len(year), len(digits[1])), 0, -1) if digits[1][:n] == year[:n]), 0)
    return (digits[1][shared:],) if digits[1][shared:] else ()


@lru_cache(maxsize=8192)
def _meaning(heading: str) -> tuple[str, str, str, str]:
    """Kind of a heading that is no year, its text, unit and basis."""
    part = part_of_year(heading)
    if part:
        return "part", part, "", ""
    if _VARIANT.search(heading):
        return "variant", heading, "", ""
    piece = measured(heading)
    return "indicator", lead_off(piece.text), piece.unit, piece.basis


def _column(column: int, path: Sequence[Part]) -> Column:
    """What a path says, its parts taken for year, part of a year, method, unit, or part of the indicator."""
    found = Column(column, " > ".join([part.text for part in path]))
    year = part = ""
    indicator: list[str] = []
    notes: list[str] = []
    for one in path:
        notes += one.notes
        if one.year is not None and one.year.year:
            year = str(one.year.year)
            continue
        kind, text, unit, basis = _meaning(one.text)
        found.unit, found.basis = unit or found.unit, basis or found.basis
        if kind == "part":
            part = f"-{text}"
        elif kind == "variant":
            found.variant = text
        elif text:
            indicator.append(text)
    found.period, found.indicator = year + part, tuple(indicator)
    found.notes = tuple(dict.fromkeys(notes))
    return found


def lead_off(text: str) -> str:
    """A label without `в том числе`, `из них` before it; "" if it only leads over to its parts.

    Examples
    --------
    >>> lead_off("в том числе имеют ученую степень:"), lead_off("из них:")
    ('имеют ученую степень', '')
    """
    folded = " ".join(text.split())
    return "" if _BRIDGE.match(folded) else _LEAD.sub("", folded).strip(" :")


def unnamed(columns: Sequence[Column]) -> Iterator[Column]:
    """Columns of values above which nothing stands."""
    return (column for column in columns if not column.label)
