"""Recognise a file, read it, and account for every record in it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from smartspec.errors import SourceError
from smartspec.registry import SOURCES, Entry, find, load
from smartspec.schema import RECORD_TABLES
from smartspec.sources.opening import SourceFile, not_text, open_source, sources_in
from smartspec.sources.publication import Problem, Publication
from smartspec.sources.sheets import is_workbook, with_first_sheet
from smartspec.sources.tabulating import Tabulator

#: How sure a reader must be before a file is taken for its format.
SURE = 0.5
_EXPORTS = (
    "export from Web of Science as plain text or tab-delimited, from Scopus as CSV, "
    "from OpenAlex as JSON lines, from others as RIS or BibTeX"
)

#: Called before each file with its number from 1, the number of files, and its name.
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from one file, and what was not.

    Attributes
    ----------
    format, reader_version : name and version of the reader; "" and 0 if the file was not recognised.
    records_in_file : counted by a rule of the format that shares nothing with its parser; always
        `records_read` plus the problems of severity "error".
    columns : column of `records`, or kind of detail, to the number of records in which it is filled.
    tables : the record tables as Arrow tables, by name.
    """

    file: str
    format: str
    title: str
    reader_version: int
    encoding: str
    sha256: str
    records_in_file: int
    records_read: int
    problems: list[Problem]
    columns: dict[str, int] = field(default_factory=dict)
    tables: dict[str, Any] = field(default_factory=dict)

    @property
    def records_kept_out(self) -> int:
        """Records that are listed as problems instead."""
        return sum(problem.severity == "error" for problem in self.problems)


def read_file(path: Path, *, format: str | None = None) -> Reading:  # noqa: A002  # the command's own word
    """Read one bibliographic file (plain, gzip, or a zip archive with one file).

    Parameters
    ----------
    format : name of the reader; recognised by content if None.

    Raises
    ------
    SourceError
        If the file cannot be read, or no reader knows it; the message lists what was tried.
    ConfigError
        If there is no reader of that name.
    """
    found = sources_in(Path(path))
    if len(found) != 1 or Path(path).is_dir():
        problem, hint = f"holds {len(found)} files", "use `read_files`"
        raise SourceError(problem, place=f"`{path}`", hint=hint)
    source = _opened(*found[0])
    return read_source(source, choose_reader(source, format))


def read_files(
    paths: Iterable[Path],
    *,
    format: str | None = None,  # noqa: A002
    progress: Progress | None = None,
) -> list[Reading]:
    """Read files, folders and zip archives; the same files give the same result in whatever order they come.

    Raises
    ------
    SourceError
        If a path does not exist, or a file named by itself is not recognised. In a folder or an archive
        such a file is a problem of its own reading, and the others are read.
    """
    wanted: dict[tuple[Path, str], bool] = {}
    for path in map(Path, paths):
        for found in sources_in(path):
            named = found == (path, "")
            wanted[found] = wanted.get(found, False) or named
    readings: list[Reading] = []
    seen: dict[str, str] = {}
    for number, ((path, member), named) in enumerate(sorted(wanted.items()), 1):
        name = f"{path}!{member}" if member else str(path)
        if progress:
            progress(number, len(wanted), name)
        try:
            source = _opened(path, member)
            if source.sha256 in seen:
                readings.append(_twice(source, seen[source.sha256]))
                continue
            seen[source.sha256] = name
            readings.append(read_source(source, choose_reader(source, format)))
        except SourceError as error:
            if named:
                raise
            readings.append(_unread(name, error))
    return readings


def _opened(path: Path, member: str) -> SourceFile:
    """The file, ready to be read; of a workbook its first sheet as CSV."""
    source = open_source(path, member=member)
    return with_first_sheet(source) if is_workbook(source.head) else source


def choose_reader(source: SourceFile, format: str | None = None) -> Entry:  # noqa: A002
    """The reader of that name, or the one that is surest to know the file.

    Raises
    ------
    SourceError
        If none is sure enough; the message lists what was tried.
    """
    load("sources")
    if format is not None:
        return find(SOURCES, format.replace("-", "_"), place=f"`{source.name}`")
    entries = {name: entry for name, entry in SOURCES.items() if entry.writes == RECORD_TABLES}
    sure = {name: float(entry.module.recognise(source.head)) for name, entry in sorted(entries.items())}
    best = max(sure, key=lambda name: sure[name], default="")
    if best and sure[best] >= SURE:
        return entries[best]
    if source.encoding == "binary":
        raise not_text(source.name, source.head.raw)
    tried = "; ".join(entry.title for _, entry in sorted(entries.items()))
    hint = _EXPORTS
    if best and sure[best] > 0:
        hint = f"the nearest is `{best}` ({entries[best].title}): name it as the format if it is; else {hint}"
    problem = f"is in no known format (tried {tried})"
    raise SourceError(problem, place=f"`{source.name}`", hint=hint)


def read_source(source: SourceFile, entry: Entry) -> Reading:
    """Read a file by a reader; the records of the file are those read plus those listed as errors."""
    tabulator = Tabulator(source.name, source.sha256)
    n_read, problems = 0, list(source.problems)
    for item in entry.func(source):
        if isinstance(item, Publication):
            tabulator.add(item)
            n_read += 1
        else:
            problems.append(item)
    n_kept_out = sum(problem.severity == "error" for problem in problems)
    n_counted = entry.module.count(source)
    problems += _balance(n_counted, n_read + n_kept_out)
    return Reading(
        source.name,
        entry.name,
        entry.title,
        entry.version,
        source.encoding,
        source.sha256,
        max(n_counted, n_read + n_kept_out),
        n_read,
        problems,
        tabulator.columns(),
        tabulator.tables(),
    )


def _balance(n_counted: int, n_accounted: int) -> Iterator[Problem]:
    """Problems that close the account, so that no record is lost without a word."""
    if n_counted < n_accounted:
        message = f"{n_counted} records were counted, but {n_accounted} were found"
        yield Problem("file", message, "a record may be broken in two; look at the other problems", "warning")
    for missing in range(n_accounted + 1, n_counted + 1):
        message = f"{n_counted} records were counted, but only {n_accounted} were found"
        yield Problem(f"record {missing} of {n_counted}", message, "look at the file: a record is not readable")


def _twice(source: SourceFile, first: str) -> Reading:
    message, hint = f"has the same content as `{first}`", "its records were read once"
    return _nothing(source.name, Problem("file", message, hint, "warning"), source)


def _unread(name: str, error: SourceError) -> Reading:
    return _nothing(name, Problem("file", error.problem, error.hint, "warning"))


def _nothing(name: str, problem: Problem, source: SourceFile | None = None) -> Reading:
    encoding, sha256 = (source.encoding, source.sha256) if source else ("", "")
    return Reading(name, "", "", 0, encoding, sha256, 0, 0, [problem])
