"""Files read and joined in memory: the first two steps of every command that needs no project."""

import dataclasses
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from smartspec.build.joining import JOINED, Merging, merged_tables
from smartspec.errors import SourceError
from smartspec.schema import OBSERVATION_TABLES, RECORD_TABLES, TABLES
from smartspec.sources.joining.affiliation_places import affiliation_places
from smartspec.sources.publication import Problem
from smartspec.sources.reading import read_files
from smartspec.sources.readings import Headings, Reading
from smartspec.store import Engine, arrow_schema

JOINED_OR_PLACED = (*JOINED, "affiliation_places")
#: Called with what is being done and the share that is done, 0 to 1.
Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Collected:
    """What was read from some files: publications, joined, and observations.

    Attributes
    ----------
    readings : one per file, with its counts and problems.
    tables : Arrow tables of the house by name: works and their details, observations, `source_files`, `problems`.
    """

    readings: tuple[Reading, ...]
    tables: dict[str, pa.Table]

    def open_in(self, engine: Engine) -> dict[str, Any]:
        """The tables as Ibis tables."""
        return {name: engine.from_arrow(TABLES[name], table) for name, table in self.tables.items()}


def read_quietly(
    paths: Sequence[Path],
    *,
    file_format: str | None = None,
    headings: Headings | None = None,
    progress: Progress | None = None,
) -> list[Reading]:
    """Read files and report each as a share of all."""

    def say(number: int, n: int, name: str) -> None:
        if progress:
            progress(f"reading {Path(name).name}", (number - 1) / n)

    return read_files(paths, format=file_format, headings=headings, progress=say)


def renamed(reading: Reading, name: str) -> Reading:
    """The reading under another file name, in its tables too."""
    tables = dict(reading.tables)
    for table in ("records", *OBSERVATION_TABLES):
        if table in tables:
            column = pa.repeat(pa.scalar(name, pa.string()), len(tables[table]))
            place = tables[table].schema.get_field_index("file")
            tables[table] = tables[table].set_column(place, "file", column)
    return dataclasses.replace(reading, file=name, tables=tables)


def without_records(reading: Reading, reason: str) -> Reading:
    """The reading without its records, which another reading holds; a warning says so."""
    problem = Problem("file", reason, "its records were read once", "warning")
    return dataclasses.replace(reading, records_in_file=0, records_read=0, problems=[problem], columns={}, tables={})


def short_names(names: Sequence[str]) -> dict[str, str]:
    """Names without the folders that all of them share, so that results do not tell where they were made.

    Examples
    --------
    >>> short_names(["/home/me/a/x.txt", "/home/me/b/x.txt"])
    {'/home/me/a/x.txt': 'a/x.txt', '/home/me/b/x.txt': 'b/x.txt'}
    >>> short_names(["/home/me/x.txt"])
    {'/home/me/x.txt': 'x.txt'}
    """
    absolute = [os.path.abspath(name) for name in names]  # noqa: PTH100  # a member of an archive is no path
    common = os.path.commonpath([os.path.dirname(name) for name in absolute]) if names else ""  # noqa: PTH120
    return {name: Path(os.path.relpath(a, common)).as_posix() for name, a in zip(names, absolute, strict=True)}


def source_file_rows(readings: Iterable[Reading], *, note: str = "") -> pa.Table:
    """The table `source_files` of some readings."""
    found = [
        {
            "file": reading.file,
            "sha256": reading.sha256,
            "format": reading.format,
            "reader_version": reading.reader_version,
            "encoding": reading.encoding,
            "records_in_file": reading.records_in_file,
            "records_read": reading.records_read,
            "records_kept_out": reading.records_kept_out,
            "note": note or None,
        }
        for reading in readings
    ]
    return pa.Table.from_pylist(found, schema=arrow_schema(TABLES["source_files"]))


def problem_rows(readings: Iterable[Reading]) -> pa.Table:
    """The table `problems` of some readings."""
    found = [
        {
            "severity": problem.severity,
            "file": reading.file,
            "number": number,
            "place": problem.place,
            "column": problem.column or None,
            "message": problem.message,
            "hint": problem.hint or None,
        }
        for reading in readings
        for number, problem in enumerate(reading.problems, 1)
    ]
    return pa.Table.from_pylist(found, schema=arrow_schema(TABLES["problems"]))


def source_column_rows(readings: Iterable[Reading]) -> pa.Table:
    """The table `source_columns` of some readings."""
    found = [
        {"file": reading.file, "column": column, "records_filled": n, "records_read": reading.records_read}
        for reading in readings
        for column, n in reading.columns.items()
    ]
    return pa.Table.from_pylist(found, schema=arrow_schema(TABLES["source_columns"]))


def read_tables(readings: Sequence[Reading], *, note: str = "") -> dict[str, pa.Table]:
    """What is kept of some readings besides their records: files, filled columns, problems."""
    return {
        "source_files": source_file_rows(readings, note=note),
        "source_columns": source_column_rows(readings),
        "problems": problem_rows(readings),
    }


def filled_tables(tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """Tables without those of the kind of source, publications or observations, that was not there."""
    kinds = ((OBSERVATION_TABLES, "observations"), (JOINED_OR_PLACED, "works"))
    without = {name for names, main in kinds for name in names if not len(tables[main])}
    return {name: table for name, table in tables.items() if name not in without}


def record_tables(readings: Iterable[Reading]) -> dict[str, pa.Table]:
    """The records of some readings, one table for all."""
    return _joined_parts(readings, RECORD_TABLES)


def observation_tables(readings: Iterable[Reading]) -> dict[str, pa.Table]:
    """The observations of some readings, one table for all, and the accounts of their sheets."""
    return _joined_parts(readings, OBSERVATION_TABLES)


def _joined_parts(readings: Iterable[Reading], names: Iterable[str]) -> dict[str, pa.Table]:
    """Tables of the declared types, whatever readers gave texts as: plainly, or as dictionaries of them."""
    parts = [reading.tables for reading in readings]
    found = {}
    for name in names:
        schema = arrow_schema(TABLES[name])
        given = [tables[name].cast(schema) for tables in parts if name in tables]
        found[name] = pa.concat_tables([schema.empty_table(), *given])
    return found


def places_of(affiliations: pa.Table) -> dict[str, pa.Table]:
    """The table `affiliation_places` of some addresses, by the usual settings."""
    if not len(affiliations):
        return {"affiliation_places": arrow_schema(TABLES["affiliation_places"]).empty_table()}
    with Engine() as engine:
        return affiliation_places({"affiliations": engine.from_arrow(TABLES["affiliations"], affiliations)})


def collect_files(
    paths: Iterable[Path | str],
    *,
    file_format: str | None = None,
    headings: Headings | None = None,
    merging: Merging | None = None,
    references: bool = True,
    places: bool = True,
    progress: Progress | None = None,
) -> Collected:
    """Read files and join records of the same publication.

    Parameters
    ----------
    paths : files, folders or archives.
    file_format : name of the reader; recognised from the content if None.
    headings : what is known of the columns of a table of the user's own.
    merging : how records become publications; the usual way if None.
    references : False leaves out cited references, whose matching takes most of the time.
    places : False leaves out the regions of addresses.
    progress : called with what is being done and the share done.

    Raises
    ------
    SourceError
        If a file cannot be read, or none holds a record.
    """
    chosen = [Path(path) for path in paths]
    found = read_quietly(chosen, file_format=file_format, headings=headings, progress=progress)
    names = short_names([reading.file for reading in found])
    readings = tuple(renamed(reading, names[reading.file]) for reading in found)
    if not any(reading.records_read for reading in readings):
        place = ", ".join(f"`{reading.file}`" for reading in readings[:3])
        raise SourceError("no record was read", place=place, hint="`smartspec read FILE` shows the problems")
    records = record_tables(readings)
    if not references:
        records["record_references"] = records["record_references"].slice(0, 0)
    merged = merged_tables(records, merging or Merging())
    merged |= places_of(merged["affiliations"].slice(0, None if places else 0))
    return Collected(readings, {**merged, **observation_tables(readings), **read_tables(readings)})
