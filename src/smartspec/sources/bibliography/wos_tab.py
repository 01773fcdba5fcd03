"""Web of Science, tab-delimited: a header of tags, no quoting at all."""

from collections.abc import Iterator

from smartspec.errors import SourceError
from smartspec.registry import source
from smartspec.schema import RECORD_TABLES
from smartspec.sources.bibliography.wos_record import LISTS, TAGS, publication, split_addresses
from smartspec.sources.fields import at, split_list
from smartspec.sources.opening import Head, SourceFile
from smartspec.sources.publication import Problem, Publication

_HINT = "export again as tab-delimited, and do not save the file from a spreadsheet"

_HEADER = "PT\tAU\t"


def recognise(head: Head) -> float:
    """Sure if the first line holds only tags, `PT` and `UT` among them, between tabs."""
    names = _names(head.text.lstrip("\n").partition("\n")[0])
    if len(names) < 3:
        return 0.0
    share = sum(name in TAGS for name in names) / len(names)
    return share if {"AU", "TI"} <= set(names) and share > 0.6 else 0.0


def _names(header: str) -> list[str]:
    return [name.strip() for name in header.split("\t")]


def count(file: SourceFile) -> int:
    """Lines with a tab, without headers."""
    return sum("\t" in line and not line.startswith(_HEADER) for line in file.lines())


@source(writes=RECORD_TABLES, title="Web of Science, tab-delimited", version=1)
def read(file: SourceFile) -> Iterator[Publication | Problem]:
    """Yield each line below the header as a record.

    A trailing tab makes one empty field more than the header has; that is accepted. A line that is
    longer is kept out, a shorter one is read as far as it goes.

    Raises
    ------
    SourceError
        If no header is found.
    """
    names: list[str] = []
    n_records = n_references = 0
    for line_number, line in enumerate(file.lines(), 1):
        if not line.strip():
            continue
        if not names or line.startswith(_HEADER):
            names = _header(file, line, line_number)
        elif "\t" not in line:
            message = f"the line is no record: `{line[:60]}`"
            yield Problem(f"line {line_number}", message, _HINT, "warning")
        else:
            n_records += 1
            for item in _row(names, line, number=n_records, line_number=line_number):
                n_references += len(item.references) if isinstance(item, Publication) else 0
                yield item
    if n_records and not n_references:
        hint = "export `full record and cited references`"
        yield Problem("file", "this export has no references", hint, "note")


def _row(names: list[str], line: str, *, number: int, line_number: int) -> Iterator[Publication | Problem]:
    cells, place = line.split("\t"), at(number, line_number)
    while len(cells) > len(names) and not cells[-1].strip():
        cells.pop()
    message = f"{len(cells)} fields where the header has {len(names)}"
    if len(cells) > len(names):
        yield Problem(place, message, _HINT)
        return
    if len(cells) < len(names):
        yield Problem(place, f"{message}: the rest is empty", _HINT, "warning")
    yield publication(_fields(names, cells), number=number, line=line_number)


def _header(file: SourceFile, line: str, line_number: int) -> list[str]:
    names = _names(line)
    while names and not names[-1]:
        names.pop()
    if not {"AU", "TI"} <= set(names):
        hint = "the first line must hold the tags `PT`, `AU`, `TI`, ... between tabs"
        raise SourceError("the header is missing", place=f"`{file.name}` line {line_number}", hint=hint)
    return names


def _fields(names: list[str], cells: list[str]) -> dict[str, list[str]]:
    fields = {}
    for name, cell in zip(names, cells, strict=False):
        text = cell.strip()
        if text:
            if name == "C1":
                fields[name] = split_addresses(text)
            else:
                fields[name] = split_list(text, "; ") if name in LISTS else [text]
    return fields
