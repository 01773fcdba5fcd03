"""Recognise a file, read it, and account for every record in it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from smartspec.errors import SourceError
from smartspec.registry import SOURCES, Entry, find, load
from smartspec.sources.observing import filled_columns, read_observations, reads_observations
from smartspec.sources.opening import SourceFile, not_text, open_source, sources_in
from smartspec.sources.publication import Problem, Publication
from smartspec.sources.readings import Headings, Reading
from smartspec.sources.sheets import is_workbook, with_first_sheet
from smartspec.sources.tabulating import Tabulator
from smartspec.sources.workbook import Book

#: How sure a reader must be before a file is taken for its format, and when no other can be surer.
SURE, CERTAIN = 0.5, 1.0
#: Where the readers are; what else lies in the room opens the store, which takes longer than reading a small file.
READERS = ("sources.bibliography", "sources.statistics")
_EXPORTS = (
    "export from Web of Science as plain text or tab-delimited, from Scopus as CSV, "
    "from OpenAlex as JSON lines, from others as RIS or BibTeX; statistics as the workbooks of Rosstat, "
    "files of Eurostat, SDMX, or a table with the columns region, period, value"
)

#: Called before each file with its number from 1, the number of files, and its name.
Progress = Callable[[int, int, str], None]


def read_file(
    path: Path,
    *,
    format: str | None = None,  # noqa: A002  # the command's own word
    headings: Headings | None = None,
) -> Reading:
    """Read one file (plain, gzip, or a zip archive with one file).

    Parameters
    ----------
    format : name of the reader; recognised by content if None.
    headings : of a table of the user's own.

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
    return read_opened(open_source(found[0][0], member=found[0][1]), format, headings)


def read_files(
    paths: Iterable[Path],
    *,
    format: str | None = None,  # noqa: A002
    headings: Headings | None = None,
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
            source = open_source(path, member=member)
            if source.sha256 in seen:
                readings.append(_twice(source, seen[source.sha256]))
                continue
            seen[source.sha256] = name
            readings.append(read_opened(source, format, headings))
        except SourceError as error:
            if named:
                raise
            readings.append(_unread(name, error))
    return readings


def read_opened(source: SourceFile, name: str | None = None, headings: Headings | None = None) -> Reading:
    """Read an opened file by the reader of that name, or by the one that is surest to know it.

    A workbook is shown whole to the readers of statistics, and to the others its first sheet as CSV.

    Raises
    ------
    SourceError
        If no reader is sure enough; the message lists what was tried.
    """
    load(*READERS)
    if headings:
        source = replace(source, columns=headings.columns, constants=headings.constants)
    if is_workbook(source.head):
        source = replace(source, book=Book(source))
    entry = _named(source, name) if name else _surest(source)
    if source.book is not None and not (entry and reads_observations(entry)):
        source = replace(with_first_sheet(source), book=None)
        entry = entry or _surest(source)
    if entry is None:
        raise _unknown(source)
    return observed(source, entry) if reads_observations(entry) else read_source(source, entry)


def _named(source: SourceFile, name: str) -> Entry:
    return find(SOURCES, name.replace("-", "_"), place=f"`{source.name}`")


def _surest(source: SourceFile) -> Entry | None:
    """The reader that is surest to know the file, of equally sure ones the first by name."""
    best, found = SURE, None
    for name, sureness in _sureness(source):
        if sureness > best or (sureness == best and found is None):
            best, found = sureness, SOURCES[name]
        if best >= CERTAIN:
            break
    is_own = found.name == "wide" if found else source.encoding != "binary"
    # who names a column of values says that there is one value a row, whatever the headings look like
    if is_own and "value" in source.columns and "headings" not in source.columns:
        return SOURCES["tidy"]
    return found


def _sureness(source: SourceFile) -> Iterator[tuple[str, float]]:
    """How sure each reader is to know the file; of a workbook only those that read workbooks are asked."""
    for name, entry in sorted(SOURCES.items()):
        module = entry.module
        if source.book is not None and hasattr(module, "recognise_book"):
            yield name, float(module.recognise_book(source.book))
        elif source.book is None and hasattr(module, "recognise"):
            yield name, float(module.recognise(source.head))


def _unknown(source: SourceFile) -> SourceError:
    """The error for a file that no reader is sure to know."""
    if source.encoding == "binary":
        return not_text(source.name, source.head.raw)
    sure = dict(_sureness(source))
    best = max(sure, key=lambda name: sure[name], default="")
    tried = "; ".join(entry.title for _, entry in sorted(SOURCES.items()))
    hint = _EXPORTS
    if best and sure[best] > 0:
        hint = f"the nearest is `{best}` ({SOURCES[best].title}): name it as the format if it is; else {hint}"
    return SourceError(f"is in no known format (tried {tried})", place=f"`{source.name}`", hint=hint)


def observed(source: SourceFile, entry: Entry) -> Reading:
    """Read a file of statistics by a reader; the cells of the file are those read plus those listed as errors."""
    found = read_observations(source, entry)
    return Reading(
        source.name,
        entry.name,
        entry.title,
        entry.version,
        source.encoding,
        source.sha256,
        found.n_cells,
        found.n_read,
        found.problems,
        filled_columns(found.observations),
        {"observations": found.observations, "source_sheets": found.sheets},
    )


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
