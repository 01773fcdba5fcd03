"""A bibliographic record as it stands in its file: tagged lines, a row under its headings, an object."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from smartspec.errors import SourceError
from smartspec.sources.csv_rows import rows_of
from smartspec.sources.evidence_fragment import Fragment, Line, check_size, written_lines
from smartspec.sources.evidence_window import shortened
from smartspec.sources.json_document import Written
from smartspec.sources.json_items import Item, items_of
from smartspec.sources.opening import SourceFile
from smartspec.sources.sheets import is_workbook, with_first_sheet

#: Keys under which a document keeps its records, outermost first.
_LISTS = {"crossref_json": ("message", "items"), "openalex_jsonl": ("results",)}
_TABLES = ("_csv", "_tab", "_table")
_LINES, _LONGEST_LINE, _HEADINGS = 300, 4_000, 6


def record_fragment(
    source: SourceFile, number: int, *, line: int | None, next_line: int | None, reader: str
) -> Fragment:
    """A record as written in its file.

    Parameters
    ----------
    number : number of the record in the file, from 1.
    line : line on which it begins, from 1; None where lines have no meaning.
    next_line : line on which the next record begins; None for the last.
    reader : name of the reader that read the file.

    Raises
    ------
    SourceError
        If the record is not there any more, or the file is damaged or too large.
    """
    check_size(source)
    if is_workbook(source.head):
        source = replace(with_first_sheet(source), book=None)
    language = "text"
    wanted: Iterator[Line]
    if reader in _LISTS:
        language, wanted = "json", _object(source, number, line, _LISTS[reader])
    elif line is None:
        raise SourceError("states no lines, so that the record cannot be shown", place=f"`{source.name}`")
    elif reader.endswith(_TABLES):
        wanted = _row(source, line)
    else:
        wanted = _lines(source, line, next_line)
    found = list(islice(wanted, _LINES + 1))
    if not found:
        raise SourceError(f"there is no record {number}", place=f"`{source.name}`", hint="the file may have changed")
    lines = found[:_LINES] + [Line("…", gap=True)] * (len(found) > _LINES)
    return Fragment(f"record {number}", lines[0].text, language, tuple(lines))


def _lines(source: SourceFile, line: int, next_line: int | None) -> Iterator[Line]:
    """Lines of a record up to the next, blank ones at its end left out."""
    blank: list[Line] = []
    for number, text in enumerate(islice(source.lines(), line - 1, next_line - 1 if next_line else None), line):
        one = Line(shortened(text, _LONGEST_LINE), number)
        if text.strip():
            yield from blank
            yield one
            blank = []
        else:
            blank.append(one)


def _row(source: SourceFile, line: int) -> Iterator[Line]:
    """Cells of a row that are filled, each with its heading."""
    heading: Sequence[str] = ()
    for place, (number, cells) in enumerate(rows_of(source)):
        if number == line:
            names = (" ".join(name.split()).strip('"\ufeff') for name in [*heading, *[""] * len(cells)])
            filled = [pair for pair in zip(names, cells, strict=False) if pair[1].strip()]
            for n_before, (name, cell) in enumerate(filled):
                yield Line(shortened(cell.strip(), _LONGEST_LINE), None if n_before else line, name)
            return
        if number > line:
            return
        if place < _HEADINGS and len(cells) > len(heading):
            heading = cells


def _object(source: SourceFile, number: int, line: int | None, lists: tuple[str, ...]) -> Iterator[Line]:
    """The object of a record, a line for each of its members."""
    value = _on_line(source, line, lists) if line else None
    if value is None:
        items = (one for one in items_of(source, lists=lists) if isinstance(one, Item))
        value = next((one.value for one in items if one.number == number), None)
    if value is not None:
        first, *others = written_lines(value, "")
        yield from (replace(first, number=line), *others)


def _on_line(source: SourceFile, line: int, lists: tuple[str, ...]) -> Any:  # noqa: ANN401
    """The object on a line, numbers as written; None if there is none, or it is a list of records."""
    text = next(islice(source.lines(), line - 1, None), "")
    try:
        value = json.loads(text, parse_float=Written, parse_int=Written, parse_constant=Written)
    except (json.JSONDecodeError, RecursionError):
        return None
    return None if not isinstance(value, dict) or any(name in value for name in lists) else value
