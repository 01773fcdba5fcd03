"""Scopus CSV: columns chosen by the user, headers in the language of the interface."""

import re
from collections.abc import Iterator

from smartspec.errors import SourceError
from smartspec.registry import source
from smartspec.schema import RECORD_TABLES
from smartspec.sources.bibliography.scopus_columns import aligned, insertion, name_columns
from smartspec.sources.bibliography.scopus_record import publication
from smartspec.sources.csv_rows import HINT, NO_EDGE, Edge, count_rows, first_rows, rows_of, tidy
from smartspec.sources.fields import at
from smartspec.sources.opening import Head, SourceFile
from smartspec.sources.publication import Problem, Publication

_SAMPLE = 200
_FIT = 0.9
_MARK = re.compile(r"www\.scopus\.com/|\b2-s2\.0-\d")
_COLUMNS = frozenset({"Authors", "Title", "Year", "Source title", "EID", "Link", "Source", "Cited by"})

_EDGES = {
    "EID": Edge(ends=re.compile(r'2-s2\.0-\d+"?[,;]*\s*$')),
    "Source": Edge(ends=re.compile(r'[,;]"?Scopus"?[,;]*\s*$')),
}


def recognise(head: Head) -> float:
    """Sure if the header is spelt as Scopus does, or its ids or addresses stand below known columns."""
    rows = first_rows(head)
    if not rows or len(rows[0]) < 4:
        return 0.0
    header = set(tidy(rows[0]))
    if {"Title", "Source title"} <= header:
        return 1.0 if header & {"EID", "Link", "Author(s) ID", "Art. No.", "Authors"} else 0.7
    if not _MARK.search(head.text):
        return 0.0
    names = set(name_columns(rows[0], rows[1:-1] or rows[1:]))
    return 0.9 if len(names & _COLUMNS) > 3 else 0.3


def count(file: SourceFile) -> int:
    """Rows without headers; a header of other columns in the midst of the file is told by its words."""
    first = next((line for line in file.lines() if line.strip()), "")
    others = sum("Source title" in line and _is_header(line) and line != first for line in file.lines())
    return max(count_rows(file, edge=_edge(file)) - others, 0)


def _is_header(line: str) -> bool:
    return {"Title", "Source title"} <= set(tidy(re.split(r"[,;\t]", line)))


def _edge(file: SourceFile) -> Edge:
    """Rows end with the EID or the word Scopus if that is the last column."""
    rows = first_rows(file.head)
    names = name_columns(rows[0], rows[1:-1] or rows[1:]) if rows else []
    return _EDGES.get(names[-1] if names else "", NO_EDGE)


@source(writes=RECORD_TABLES, title="Scopus, CSV", version=1)
def read(file: SourceFile) -> Iterator[Publication | Problem]:
    """Yield each row below the header as a record; a further header begins another export.

    Rows of another width than the header's are taken together by width: exports with different columns
    were glued. Where columns are inserted or missing is decided by columns whose values are unmistakable
    (EID, link, year, DOI, ...); rows for which no place fits are kept out.

    Raises
    ------
    SourceError
        If there is no header.
    """
    parts = list(_parts(file))
    if not parts:
        raise SourceError("has no header", place=f"`{file.name}`", hint=HINT)
    number = 0
    for line, header, body in parts:
        width = len(header)
        names = name_columns(header, [cells for _, cells in body[:_SAMPLE] if len(cells) == width])
        if "Title" not in names and "EID" not in names:
            place = f"`{file.name}` line {line}"
            raise SourceError("no column of a Scopus export was found", place=place, hint=HINT)
        yield from _notes(header, names, line)
        layouts = _layouts(names, [cells for _, cells in body])
        yield from _report(layouts, names)
        for row_line, cells in body:
            number += 1
            yield _record(names, cells, layouts, place=(number, row_line))


#: Header line, header, and rows below it with their lines.
Part = tuple[int, list[str], list[tuple[int, list[str]]]]


def _parts(file: SourceFile) -> Iterator[Part]:
    """Exports in the file: usually one, more if files were joined."""
    part: Part | None = None
    for line, cells in rows_of(file, edge=_edge(file)):
        if part is None or {"Title", "Source title"} <= set(tidy(cells)):
            if part:
                yield part
            part = (line, tidy(cells), [])
        else:
            part[2].append((line, cells))
    if part:
        yield part


def _layouts(names: list[str], body: list[list[str]]) -> dict[int, tuple[int, float]]:
    """Place and fit of the inserted or missing columns, for each width that is not the header's."""
    widths = {len(cells) for cells in body} - {len(names)}
    return {
        width: insertion(names, [cells for cells in body if len(cells) == width][:_SAMPLE], width)
        for width in sorted(widths)
    }


def _report(layouts: dict[int, tuple[int, float]], names: list[str]) -> Iterator[Problem]:
    for width, (place, fit) in layouts.items():
        if fit >= _FIT:
            column = names[place] if place < len(names) else "the end"
            more = "more" if width > len(names) else "fewer"
            message = f"rows with {width} fields, header with {len(names)}: {more} columns before `{column}`"
            hint = "exports with different columns were joined; the rows were read by what their values are"
            yield Problem("rows", message, hint, "warning")


def _record(
    names: list[str],
    cells: list[str],
    layouts: dict[int, tuple[int, float]],
    *,
    place: tuple[int, int],
) -> Publication | Problem:
    inserted: list[str] = []
    if len(cells) != len(names):
        column, fit = layouts[len(cells)]
        if fit < _FIT:
            message = f"{len(cells)} fields where the header has {len(names)}"
            return Problem(at(*place), message, HINT)
        cells, inserted = aligned(cells, column, len(cells) - len(names))
    values = {name: cell.strip() for name, cell in zip(names, cells, strict=True) if name and cell.strip()}
    for number, cell in enumerate(inserted):
        if cell.strip():
            values[f"Funding Text +{number}"] = cell.strip()
    return publication(values, number=place[0], line=place[1])


def _notes(header: list[str], names: list[str], line: int) -> Iterator[Problem]:
    """Columns that were not understood, and what this export can never answer without some."""
    place = f"line {line}"
    unknown = [f"`{text}`" for text, name in zip(header, names, strict=True) if text and not name]
    if unknown:
        yield Problem(place, f"columns that were not understood: {', '.join(unknown)}", "", "note")
    if "References" not in names:
        hint = "choose the column `References` in Scopus"
        yield Problem(place, "this export has no references", hint, "note")
    if not {"Affiliations", "Authors with affiliations"} & set(names):
        hint = "choose the column `Affiliations` in Scopus"
        yield Problem(place, "this export has no affiliations", hint, "note")
