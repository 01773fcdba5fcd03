"""`show`, `sql`, `export`, `list`: looking at what is there."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from smartspec.cli import app
from smartspec.cli.reading import TableFormat
from smartspec.cli.reporting import print_json

In = Annotated[Path, typer.Option("--in", help="The project folder.", metavar="DIR")]
Where = Annotated[
    list[str] | None,
    typer.Option("--where", help="Condition such as region=RU-TOM, period>=2015, indicator~staff; repeatable."),
]
HERE = Path()


class Listing(StrEnum):
    """What can be listed."""

    sources = "sources"
    steps = "steps"
    views = "views"
    tables = "tables"


@app.command()
def show(  # noqa: PLR0913  # one option of the view each
    table: Annotated[str, typer.Argument(help="Name of a table; `smartspec list tables` names them.")],
    *,
    folder: In = HERE,
    where: Where = None,
    columns: Annotated[str, typer.Option("--columns", help="Columns to show, joined by commas.")] = "",
    containing: Annotated[str, typer.Option("--filter", help="Only rows with this text.")] = "",
    sort: Annotated[str, typer.Option("--sort", help="Column to sort by.")] = "",
    descending: Annotated[bool, typer.Option("--descending", help="Largest first.")] = False,
    n: Annotated[int, typer.Option("--rows", "-n", help="Rows to show.", min=1, max=1000)] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")] = False,
) -> None:
    """Show rows of a table of a project."""
    from smartspec.build.looking import look_at, with_columns
    from smartspec.cli.tabular import print_table

    asked = {"where": where or (), "containing": containing, "sort": sort, "descending": descending}
    body = with_columns(look_at(folder, table, size=n, **asked), columns)
    if as_json:
        print_json(body)
    else:
        print_table(body)


@app.command()
def sql(
    query: Annotated[str, typer.Argument(help="One SELECT statement over the tables of the project.")],
    *,
    folder: In = HERE,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")] = False,
) -> None:
    """Run one SELECT statement; nothing can be changed by it, and no other file be read."""
    from smartspec.build.looking import run_query
    from smartspec.cli.tabular import print_table

    body = run_query(folder, query)
    if as_json:
        print_json(body)
    else:
        print_table(body)


@app.command()
def export(
    table: Annotated[str, typer.Argument(help="Name of a table.")],
    *,
    folder: In = HERE,
    where: Where = None,
    table_format: Annotated[TableFormat, typer.Option("--format", help="Kind of file.")] = TableFormat.csv,
    out: Annotated[Path, typer.Option("--out", help="Folder for the file.", metavar="DIR")] = Path("export"),
) -> None:
    """Write a table as a file; a workbook also gets the meaning of its columns and a sheet of sources."""
    from smartspec.build.exporting import export_tables
    from smartspec.build.looking import whole_table

    tables = {table: whole_table(folder, table, where=where or ())}
    sources = whole_table(folder, "source_files")
    for path, n in export_tables(tables, out, table_format=table_format.value, sources=sources):
        typer.echo(f"{path}  {n} rows")


@app.command("list")
def list_entries(
    what: Annotated[Listing, typer.Argument(help="What to list.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")] = False,
) -> None:
    """List what exists: sources, steps, views or tables."""
    from smartspec.build.looking import listing

    found = listing(what.value)
    if as_json:
        print_json({what.value: found})
        return
    width = max((len(entry["name"]) for entry in found), default=0)
    for entry in found:
        typer.echo(f"{entry['name']:<{width}}  {entry['title']}")
