"""Scopus CSV: columns chosen by the user, headers in the language of the interface."""

from collections.abc import Iterator

from smartspec.errors import SourceError
from smartspec.registry import source
from smartspec.schema import RECORD_TABLES
from smartspec.sources.csv_rows import count_rows, first_rows, rows_of
from smartspec.sources.fields import at
from smartspec.sources.opening import Head, SourceFile
from smartspec.sources.publication import Problem, Publication
from smartspec.sources.scopus_columns import aligned, insertion, name_columns
from smartspec.sources.scopus_record import publication

_SAMPLE = 200
_FIT = 0.9
_HINT = "export again from Scopus, and do not save the file from a spreadsheet"
_COLUMNS = frozenset(
    {"Authors", "Title", "Year", "Source title", "EID", "Link", "Source", "Author(s) ID", "Cited by"}
)


def recognise(head: Head) -> float:
    """Sure if the header names columns that only Scopus has, or the rows lead to Scopus."""
    rows = first_rows(head)
    names = set(name_columns(rows[0], rows[1:-1] or rows[1:])) if rows and len(rows[0]) > 3 else set()
    if {"Title", "Source title"} <= names and names & {"EID", "Link", "Author(s) ID", "Art. No."}:
        return 1.0
    if {"Authors", "Title", "Source title"} <= names:
        return 0.8
    return 0.7 if "www.scopus.com/inward" in head.text and len(names & _COLUMNS) > 3 else 0.0


def count(file: SourceFile) -> int:
    """Rows without the header."""
    return max(count_rows(file) - 1, 0)


@source(writes=RECORD_TABLES, title="Scopus, CSV", version=1)
def read(file: SourceFile) -> Iterator[Publication | Problem]:
    """Yield each row below the header as a record.

    Rows of another width than the header's are taken together by width: exports with different columns
    were glued. Where columns are inserted or missing is decided by columns whose values are unmistakable
    (EID, link, year, DOI, ...); rows for which no place fits are kept out.

    Raises
    ------
    SourceError
        If there is no header.
    """
    rows = list(rows_of(file))
    if not rows:
        raise SourceError("has no header", place=f"`{file.name}`", hint=_HINT)
    header = [text.strip() for text in rows[0][1]]
    body = rows[1:]
    width = len(header)
    names = name_columns(header, [cells for _, cells in body[:_SAMPLE] if len(cells) == width])
    if "Title" not in names and "EID" not in names:
        raise SourceError("no column of a Scopus export was found", place=f"`{file.name}` line 1", hint=_HINT)
    unknown = [f"`{text}`" for text, name in zip(header, names, strict=True) if text and not name]
    if unknown:
        yield Problem("line 1", f"columns that were not understood: {', '.join(unknown)}", "", "note")
    layouts = _layouts(names, [cells for _, cells in body])
    yield from _report(layouts, names)
    for number, (line, cells) in enumerate(body, 1):
        if len(cells) == width:
            yield _record(names, cells, [], number=number, line=line)
            continue
        place, fit = layouts[len(cells)]
        if fit < _FIT:
            message = f"{len(cells)} fields where the header has {width}"
            yield Problem(at(number, line), message, _HINT)
            continue
        fitted, inserted = aligned(cells, place, len(cells) - width)
        yield _record(names, fitted, inserted, number=number, line=line)
    yield from _missing(names)


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
    names: list[str], cells: list[str], inserted: list[str], *, number: int, line: int
) -> Publication:
    values: dict[str, str] = {}
    for name, cell in zip(names, cells, strict=True):
        if name and cell.strip():
            values[name] = cell.strip()
    for at_, cell in enumerate(inserted):
        if cell.strip():
            values[f"Funding Text +{at_}"] = cell.strip()
    return publication(values, number=number, line=line)


def _missing(names: list[str]) -> Iterator[Problem]:
    """What this export can never answer, because its columns were not chosen."""
    for column, what in (("References", "references"), ("Affiliations", "affiliations")):
        if column not in names and not (what == "affiliations" and "Authors with affiliations" in names):
            yield Problem(
                "line 1", f"this export has no {what}", f"choose the column `{column}` in Scopus", "note"
            )
