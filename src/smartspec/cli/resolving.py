"""`resolve`: affiliation strings to country, region, town and organisation."""

from pathlib import Path
from typing import Annotated

import typer

from smartspec.cli import app


@app.command()
def resolve(
    file: Annotated[Path, typer.Argument(help="One address a line, or a table.", metavar="FILE")],
    *,
    out: Annotated[Path | None, typer.Option("--out", help="CSV file; standard output if left out.")] = None,
    column: Annotated[str, typer.Option("--column", help="Column of the table that holds the addresses.")] = "",
    overrides: Annotated[Path | None, typer.Option("--overrides", help="Your own decisions.")] = None,
) -> None:
    """Find country, region, town and organisation of affiliation strings, with the rule that decided."""
    from smartspec.build.addresses import resolve_addresses
    from smartspec.build.folders import write_folder

    found = resolve_addresses(file, column=column, overrides=overrides)
    if out is None:
        typer.echo(found.csv_text(), nl=False)
    else:
        write_folder(out.parent, {out.name: found.csv_text().encode()})
    for name, n in found.counts.items():
        typer.echo(f"{n:>8}  {name}", err=True)
