"""`read` and `convert`: files in, a report or tidy tables out, without a project."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from smartspec.cli import app
from smartspec.cli.reporting import print_json, print_readings, progress_bar, readings_body

Files = Annotated[list[Path], typer.Argument(help="Files, folders or archives.", metavar="FILE...")]
FormatName = Annotated[str | None, typer.Option("--from", help="Name of the reader; recognised if left out.")]
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


@app.command()
def read(files: Files, *, file_format: FormatName = None, as_json: AsJson = False) -> None:
    """Recognise and read files, and report what was read and what was not; writes nothing."""
    from smartspec.sources.reading import read_files

    with progress_bar() as progress:

        def say(number: int, n: int, name: str) -> None:
            if progress:
                progress(f"reading {name}", (number - 1) / n)

        readings = read_files(files, format=file_format, progress=say)
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
    policy: Annotated[
        Policy, typer.Option("--policy", help="Join records of one publication: none, identifiers or full.")
    ] = Policy.none,
) -> None:
    """Read files and write them as tidy tables with their provenance."""
    from smartspec.build import collect_files
    from smartspec.build.exporting import export_tables
    from smartspec.build.folders import results_in
    from smartspec.build.joining import Merging

    with results_in(out):
        with progress_bar() as progress:
            merging = Merging(policy.value)
            collected = collect_files(files, file_format=file_format, merging=merging, progress=progress)
        for path, n in export_tables(collected.tables, out, table_format=table_format.value):
            typer.echo(f"{path}  {n} rows")
