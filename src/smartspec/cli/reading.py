"""`read` and `convert`: files in, a report or tidy tables out, without a project."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from smartspec.cli import app
from smartspec.cli.reporting import print_json, print_readings, progress_bar, readings_body
from smartspec.errors import ConfigError

if TYPE_CHECKING:
    from smartspec.sources.readings import Headings

Files = Annotated[list[Path], typer.Argument(help="Files, folders or archives.", metavar="FILE...")]
FormatName = Annotated[str | None, typer.Option("--from", help="Name of the reader; recognised if left out.")]
Columns = Annotated[
    list[str] | None,
    typer.Option("--column", help="Of a table of your own: role=heading, e.g. region=Регион; repeatable."),
]
Constants = Annotated[
    list[str] | None,
    typer.Option("--constant", help="What holds for the whole table: role=value, e.g. unit=persons; repeatable."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")]


class TableFormat(StrEnum):
    """What a table can be written as."""

    csv = "csv"
    parquet = "parquet"
    xlsx = "xlsx"
    json = "json"


class Policy(StrEnum):
    """How records of one publication are joined."""

    full = "full"
    identifiers = "identifiers"
    none = "none"


def headings_of(columns: list[str] | None, constants: list[str] | None) -> "Headings":
    """What the command line says of the columns of a table.

    Raises
    ------
    ConfigError
        If a pair is not written `role=text`.
    """
    from smartspec.sources.readings import Headings

    return Headings(_pairs(columns, "--column"), _pairs(constants, "--constant"))


def _pairs(written: list[str] | None, option: str) -> dict[str, str]:
    found = {}
    for one in written or ():
        role, sign, text = one.partition("=")
        if not sign or not role.strip():
            raise ConfigError(f"`{one}` is not a pair", place=f"`{option}`", hint="write region=Регион")
        found[role.strip()] = text
    return found


@app.command()
def read(
    files: Files,
    *,
    file_format: FormatName = None,
    columns: Columns = None,
    constants: Constants = None,
    as_json: AsJson = False,
) -> None:
    """Recognise and read files, and report what was read and what was not; writes nothing."""
    from smartspec.sources.reading import read_files

    with progress_bar() as progress:

        def say(number: int, n: int, name: str) -> None:
            if progress:
                progress(f"reading {name}", (number - 1) / n)

        readings = read_files(files, format=file_format, headings=headings_of(columns, constants), progress=say)
    if as_json:
        print_json(readings_body(readings))
    else:
        print_readings(readings)
    if not any(reading.records_read for reading in readings):
        raise typer.Exit(1)


@app.command()
def convert(
    files: Files,
    *,
    out: Annotated[Path, typer.Option("--out", help="Folder for the tables.", metavar="DIR")],
    table_format: Annotated[TableFormat, typer.Option("--format", help="Kind of file.")] = TableFormat.csv,
    file_format: FormatName = None,
    columns: Columns = None,
    constants: Constants = None,
    policy: Annotated[
        Policy, typer.Option("--policy", help="Join records of one publication: none, identifiers or full.")
    ] = Policy.none,
) -> None:
    """Read files and write them as tidy tables with their provenance."""
    from smartspec.build import collect_files
    from smartspec.build.collecting import filled_tables
    from smartspec.build.exporting import export_tables
    from smartspec.build.folders import results_in
    from smartspec.build.joining import Merging

    with results_in(out):
        with progress_bar() as progress:
            merging = Merging(policy.value)
            headings = headings_of(columns, constants)
            collected = collect_files(
                files, file_format=file_format, headings=headings, merging=merging, progress=progress
            )
        tables, sources = filled_tables(collected.tables), collected.tables["source_files"]
        for path, n in export_tables(tables, out, table_format=table_format.value, sources=sources):
            typer.echo(f"{path}  {n} rows")
