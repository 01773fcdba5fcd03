"""Records of delimited files whose header names the columns."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from smartspec.errors import SourceError
from smartspec.sources.csv_rows import HINT, NO_EDGE, Edge, count_rows, first_rows, rows_of, tidy
from smartspec.sources.fields import at
from smartspec.sources.opening import Head, SourceFile
from smartspec.sources.publication import Problem

_MAX_BANNER = 5

#: Whether cells are the header that a format looks for.
IsHeader = Callable[[list[str]], bool]


@dataclass(frozen=True, slots=True)
class Row:
    """A row below the header: its number from 1, its line, and its filled cells by column."""

    number: int
    line: int
    cells: dict[str, str]


def has_header(head: Head, is_header: IsHeader) -> bool:
    """Whether one of the first rows is the header looked for."""
    return _banner(head, is_header) is not None


def _banner(head: Head, is_header: IsHeader) -> int | None:
    """Number of rows before the header; None without one."""
    rows = first_rows(head)[:_MAX_BANNER]
    return next((place for place, cells in enumerate(rows) if is_header(tidy(cells))), None)


def count_below(file: SourceFile, is_header: IsHeader, *, edge: Edge = NO_EDGE) -> int:
    """Rows below the header; rows before it are a banner."""
    banner = _banner(file.head, is_header)
    if banner is None:
        return 0
    # The first row is no record, be it the banner or the header; of a longer banner each further row is one.
    return max(count_rows(file, edge=edge) - banner, 0)


def rows_below(file: SourceFile, is_header: IsHeader, *, edge: Edge = NO_EDGE) -> Iterator[Row | Problem]:
    """Rows below the header by column; a row that is too long, or too short and not the last, is kept out.

    A header that comes again begins another export in the same file.

    Raises
    ------
    SourceError
        If no row is the header looked for.
    """
    names: list[str] = []
    number, held = 0, None
    for line, cells in rows_of(file, edge=edge):
        if not names or tidy(cells) == names:
            names = tidy(cells) if is_header(tidy(cells)) else []
            continue
        if held:
            yield from _row(names, held, is_last=False)
        number += 1
        held = (number, line, cells)
    if not names:
        raise SourceError("the header was not found", place=f"`{file.name}`", hint=HINT)
    if held:
        yield from _row(names, held, is_last=True)


def _row(names: list[str], held: tuple[int, int, list[str]], *, is_last: bool) -> Iterator[Row | Problem]:
    number, line, cells = held
    while len(cells) > len(names) and not cells[-1].strip():
        cells.pop()
    if len(cells) != len(names):
        message = f"{len(cells)} fields where the header has {len(names)}"
        kept = is_last and len(cells) < len(names)
        yield Problem(at(number, line), message, HINT, "warning" if kept else "error")
        if not kept:
            return
    filled = {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name and cell.strip()}
    yield Row(number, line, filled)
