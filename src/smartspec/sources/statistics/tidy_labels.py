"""The labels of the rows of a table as columns of `observations`."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from smartspec.sources.observation import FLAGS
from smartspec.sources.publication import Problem
from smartspec.sources.statistics.tidy_activities import activity_of, classification_in
from smartspec.sources.statistics.tidy_grid import Grid, at
from smartspec.sources.statistics.tidy_periods import period_of
from smartspec.sources.statistics.tidy_regions import Regions, find_regions
from smartspec.sources.statistics.tidy_roles import Roles
from smartspec.sources.statistics.tidy_values import is_blank, written

#: Letters by which Eurostat and SDMX flag a value.
_FLAG_OF = {
    "b": "break", "c": "suppressed", "d": "definition-differs", "e": "estimated", "f": "forecast", "p": "provisional",
    "s": "estimated", "z": "not-applicable", "a": "ok", "m": "missing", "o": "missing", "l": "missing",
    "q": "suppressed", ":": "missing", "n": "missing",
    "предварительные данные": "provisional", "предварительно": "provisional", "оценка": "estimated",
    "прогноз": "forecast", "конфиденциально": "suppressed", "нет данных": "missing", "confidential": "suppressed",
    "preliminary": "provisional", "estimate": "estimated", "projection": "forecast", "normal": "ok",
}  # fmt: skip
_TEXTS = ("unit", "classification", "vintage", "variant", "indicator")


def texts(cells: Sequence[Any]) -> list[str]:
    """Cells as texts without blanks at their ends."""
    return [written(cell).strip() for cell in cells]


@dataclass(frozen=True, slots=True)
class Labels:
    """What the labels of each row say, as columns of `observations`, one value a row.

    Attributes
    ----------
    n_cells : cells with a label.
    """

    columns: dict[str, list[str]]
    n_cells: int
    problems: list[Problem]


def labels_of(grid: Grid, roles: Roles, *, skip: Sequence[int] = ()) -> Labels:
    """The labels of every row: region, activity, period and the others by their roles, the rest as dimensions.

    Parameters
    ----------
    skip : places of columns that hold values, flags or notes.
    """
    columns: dict[str, list[str]] = {}
    problems: list[Problem] = []
    n_cells = 0
    used = [place for role, place in roles.columns.items() if role not in ("value", "flag", "footnotes")]
    extra = [place for place in roles.rest if place not in skip]
    for place in [*used, *extra]:
        n_cells += sum(not is_blank(cell) for cell in grid.columns[place])
    for role in _TEXTS:
        columns[role] = _texts_of(grid, roles, role)
    regions = _add_regions(columns, grid, roles)
    problems += regions.problems
    _add_activities(columns, grid, roles)
    problems += _add_periods(columns, grid, roles)
    _add_dimensions(columns, grid, extra)
    names = [texts(grid.columns[place]) for place in sorted(set(used))]
    columns["row_label"] = [" > ".join(filter(None, row)) for row in zip(*names, strict=True)] if names else []
    return Labels({name: column for name, column in columns.items() if column}, n_cells, problems)


def _texts_of(grid: Grid, roles: Roles, role: str) -> list[str]:
    if role in roles.columns:
        return texts(grid.columns[roles.columns[role]])
    return [roles.constants[role]] * grid.n_rows if role in roles.constants else []


def _add_regions(columns: dict[str, list[str]], grid: Grid, roles: Roles) -> Regions:
    names = _texts_of(grid, roles, "region")
    if not names:
        return Regions()
    column = roles.columns.get("region")
    place = at(grid.sheet, f"column `{grid.headings[column]}`") if column is not None else "file"
    regions = find_regions(names, constants=roles.constants, place=place)
    columns["region"] = [regions.codes.get(name, "") for name in names]
    columns["region_name"] = _texts_of(grid, roles, "region_name") or names
    columns["region_classification"] = [regions.schemes.get(name, "") for name in names]
    return regions


def _add_activities(columns: dict[str, list[str]], grid: Grid, roles: Roles) -> None:
    named = _texts_of(grid, roles, "activity_name")
    if roles.has("activity"):
        cells = _texts_of(grid, roles, "activity")
        if "activity" in roles.columns and not columns["classification"]:
            heading = classification_in(grid.headings[roles.columns["activity"]])
            columns["classification"] = [heading] * grid.n_rows
        schemes = columns["classification"] or [""] * grid.n_rows
        found = [activity_of(*pair) if pair[0] else ("", "") for pair in zip(cells, schemes, strict=True)]
        columns["activity"] = [code for code, _ in found]
        columns["activity_name"] = [name for _, name in found]
    if named:
        columns["activity_name"] = named


def _add_periods(columns: dict[str, list[str]], grid: Grid, roles: Roles) -> Iterator[Problem]:
    if "period" not in roles.columns:
        columns["period"] = _texts_of(grid, roles, "period")
        return iter(())
    place = roles.columns["period"]
    cells = grid.columns[place]
    columns["period"] = [period_of(cell) for cell in cells]
    pairs = zip(cells, columns["period"], strict=True)
    strange = Counter(written(cell).strip() for cell, period in pairs if not period and not is_blank(cell))
    where = at(grid.sheet, f"column `{grid.headings[place]}`")
    return iter([_strange_period(text, n, where) for text, n in strange.items()])


def _strange_period(text: str, n: int, where: str) -> Problem:
    message = f"`{text}` is no year, quarter, month or day: {n} rows have no period"
    return Problem(where, message, "the text is kept in the label of the row", "warning", "period")


def _add_dimensions(columns: dict[str, list[str]], grid: Grid, extra: Sequence[int]) -> None:
    if not extra:
        return
    parts = []
    for place in extra:
        name = grid.headings[place] or f"column {place + 1}"
        known: dict[str, str] = {"": ""}
        parts.append([_dimension(name, text, known) for text in texts(grid.columns[place])])
    columns["dimensions"] = ["; ".join(filter(None, row)) for row in zip(*parts, strict=True)]


def _dimension(name: str, text: str, known: dict[str, str]) -> str:
    found = known.get(text)
    if found is None:
        found = known[text] = f"{name}={' '.join(text.split()).replace('; ', ', ')}"
    return found


def flag_words(text: str) -> tuple[str, ...]:
    """Words of `FLAGS` that a written flag stands for; empty if one is not known.

    Examples
    --------
    >>> flag_words("bp"), flag_words("provisional"), flag_words("u"), flag_words("A")
    (('provisional', 'break'), ('provisional',), (), ())
    """
    folded = text.strip().lower()
    words = [folded] if folded in FLAGS else [_FLAG_OF[folded]] if folded in _FLAG_OF else []
    if not words and len(folded) <= 4:
        words = [_FLAG_OF.get(letter, "") for letter in folded if letter.isalpha()]
    if not all(words):
        return ()
    return tuple(word for word in FLAGS if word in words and word != "ok")


def joined_flags(own: str, stated: Sequence[str]) -> str:
    """The flag of a cell and those stated beside it, in the order of `FLAGS`.

    Examples
    --------
    >>> joined_flags("ok", ("provisional", "break")), joined_flags("missing", ("break",))
    ('provisional; break', 'missing; break')
    """
    if not stated:
        return own
    words = {*stated, own} - {"ok"}
    return "; ".join(word for word in FLAGS if word in words) or "ok"


def twins(rows: Sequence[tuple[Any, ...]]) -> Mapping[tuple[Any, ...], list[int]]:
    """Keys that several rows share, with their places."""
    counted = Counter(rows)
    doubled = {key for key, n in counted.items() if n > 1}
    found: dict[tuple[Any, ...], list[int]] = {}
    if doubled:
        for place, key in enumerate(rows):
            if key in doubled:
                found.setdefault(key, []).append(place)
    return found
