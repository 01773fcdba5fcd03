"""The values of a tidy table, with the flags and notes beside them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from smartspec.sources.observation import cell_address
from smartspec.sources.publication import Problem
from smartspec.sources.statistics.tidy_grid import Grid, at
from smartspec.sources.statistics.tidy_labels import flag_words, joined_flags, texts
from smartspec.sources.statistics.tidy_roles import Roles
from smartspec.sources.statistics.tidy_values import (
    Decimals,
    Number,
    decimals_of,
    is_blank,
    is_dash,
    numbers_of,
    written,
)

_EMPTY = frozenset({"missing", "suppressed", "not-applicable", "not-covered"})


@dataclass(slots=True)
class TidyBody:
    """Values row by row as columns of `observations`, and what became of their cells.

    Attributes
    ----------
    kept : False where the cell is neither a number nor a mark.
    n_counted_labels : labels that are the thing counted, in a table without a column of values.
    """

    columns: dict[str, Any]
    units: list[str]
    kept: list[bool]
    problems: list[Problem] = field(default_factory=list)
    n_numbers: int = 0
    n_flagged: int = 0
    n_blanks: int = 0
    n_notes: int = 0
    n_problems: int = 0
    n_counted_labels: int = 0


def body_of(grid: Grid, roles: Roles) -> TidyBody:
    """The values of a tidy table; without a column of values each row counts as the constant `value`."""
    if "value" not in roles.columns:
        return _counted(grid, roles)
    place = roles.columns["value"]
    cells = grid.columns[place]
    decimals = decimals_of(cells, delimiter=grid.delimiter, stated=roles.constants.get("decimal", ""))
    numbers = numbers_of(cells, decimals.mark, own=roles.constants)
    problems = list(value_problems(grid, {place: numbers}, decimals))
    problems += dash_notes(grid.sheet, cells, roles)
    raws, addresses = [written(cell) for cell in cells], grid.addresses(place)
    flags = [number.flag for number in numbers]
    n_marks = _beside(grid, roles, flags, raws=raws, addresses=addresses, problems=problems)
    values = [number.value for number in numbers]
    columns = {"value": values, "flag": flags, "raw": raws, "cell": addresses}
    n_notes = _notes(grid, roles, numbers, columns)
    units = ["%" if number.is_percent else "" for number in numbers]
    body = TidyBody(columns, units, [bool(flag) for flag in flags], problems)
    body.n_numbers = sum(value is not None and flag != "zero" for value, flag in zip(values, flags, strict=True))
    body.n_blanks = flags.count("blank")
    body.n_problems = flags.count("")
    body.n_flagged = len(flags) - body.n_numbers - body.n_blanks - body.n_problems
    body.n_notes = n_notes + n_marks
    return body


def _beside(
    grid: Grid, roles: Roles, flags: list[str], *, raws: list[str], addresses: list[str], problems: list[Problem]
) -> int:
    """Join the flags of a column of flags; a flag beside an empty cell is the mark itself. Cells left as notes."""
    if "flag" not in roles.columns:
        return 0
    place = roles.columns["flag"]
    strange: Counter[str] = Counter()
    places = grid.addresses(place)
    n_notes = 0
    for row, text in enumerate(texts(grid.columns[place])):
        if not text:
            continue
        words = flag_words(text)
        if not words and text.lower() not in ("a", "ok", "normal"):
            strange[text] += 1
        if flags[row] == "blank" and _EMPTY & set(words):
            flags[row], addresses[row] = joined_flags("ok", words), places[row]
            raws[row] = written(grid.columns[place][row])
            continue
        n_notes += 1
        if flags[row]:
            flags[row] = joined_flags(flags[row], words)
    where = at(grid.sheet, f"column `{grid.headings[place]}`")
    for text, n in strange.items():
        message = f"flag `{text}` is not known ({n} rows)"
        problems.append(Problem(where, message, "it is kept as a footnote", "note", "flag"))
    return n_notes


def _notes(grid: Grid, roles: Roles, numbers: Sequence[Number], columns: dict[str, Any]) -> int:
    """Fill the footnotes: marks behind numbers, the column of notes, flags that are not known. Cells of notes."""
    parts = [[number.note for number in numbers]]
    n_cells = 0
    if "flag" in roles.columns:
        written_ = texts(grid.columns[roles.columns["flag"]])
        plain = {"a", "ok", "normal", ""}
        parts.append([f"flag {t}" if t.lower() not in plain and not flag_words(t) else "" for t in written_])
    if "footnotes" in roles.columns:
        column = grid.columns[roles.columns["footnotes"]]
        n_cells = sum(not is_blank(cell) for cell in column)
        parts.append(texts(column))
    columns["footnotes"] = [" | ".join(filter(None, row)) for row in zip(*parts, strict=True)]
    return n_cells


def _counted(grid: Grid, roles: Roles) -> TidyBody:
    """Rows that are counted: a pair such as paper and region is one observation of the constant `value`."""
    value = float(roles.constants["value"])
    place = next(roles.columns[role] for role in ("region", "activity", "indicator") if role in roles.columns)
    raws = [written(cell) for cell in grid.columns[place]]
    n_filled = sum(not is_blank(cell) for cell in grid.columns[place])
    flags = ["blank" if is_blank(raw) else "ok" for raw in raws]
    values = [None if flag == "blank" else value for flag in flags]
    columns = {"value": values, "flag": flags, "raw": raws, "cell": grid.addresses(place)}
    body = TidyBody(columns, [""] * grid.n_rows, [True] * grid.n_rows)
    body.n_numbers = body.n_counted_labels = n_filled
    body.n_blanks = grid.n_rows - n_filled
    return body


def value_problems(grid: Grid, numbers: dict[int, list[Number]], decimals: Decimals) -> Iterator[Problem]:
    """Problems of the columns of values: cells that fit nothing, and doubts about the decimal sign."""
    if decimals.mark == "mixed":
        message = "decimal commas and decimal points stand in one table"
        hint = 'numbers such as `1,234` were kept out; write `constants = { decimal = "," }` if they are clear'
        yield Problem(grid.sheet or "file", message, hint, "warning", "value")
    if decimals.assumed:
        sign, other = ("comma", "1.234") if decimals.mark == "comma" else ("point", "1234")
        message = f"numbers such as `1,234` were read as {other}: nothing in the table shows the decimal sign"
        hint = f'write `constants = {{ decimal = "{"." if sign == "comma" else ","}" }}` if that is wrong'
        yield Problem(grid.sheet or "file", message, hint, "warning", "value")
    for column, found in numbers.items():
        unknown = [row for row, number in enumerate(found) if not number.flag]
        for row in unknown:
            shown = written(grid.columns[column][row]).strip()[:60]
            place = at(grid.sheet, f"cell {cell_address(grid.lines[row] - 1, column)}")
            message = f"`{shown}` is neither a number nor a known mark"
            yield Problem(place, message, "", "error", grid.headings[column])


def dash_notes(sheet: str, cells: Sequence[Any], roles: Roles) -> list[Problem]:
    """A note where dashes were read as missing although the user has not said what they mean."""
    n_dashes = sum(map(is_dash, cells))
    if not n_dashes or "dash" in roles.constants:
        return []
    message = f"{n_dashes} cells hold `-` and were read as missing"
    hint = 'write `constants = { dash = "zero" }` if the source prints it where there is nothing to count'
    return [Problem(sheet or "file", message, hint, "note", "value")]
