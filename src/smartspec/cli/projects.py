"""`new`, `add`, `build`, `check`, `serve`, `demo`: everything about a project folder."""

from pathlib import Path
from typing import Annotated

import typer

from smartspec.cli import app
from smartspec.cli.reporting import print_json, print_readings, progress_bar

Folder = Annotated[Path, typer.Argument(help="The project folder.", metavar="[DIR]")]
HERE = Path()


@app.command()
def new(folder: Annotated[Path, typer.Argument(help="Folder to make.", metavar="DIR")]) -> None:
    """Make a project folder with a commented smartspec.toml."""
    from smartspec.build.beginning import new_project

    typer.echo(f"{new_project(folder)}")
    typer.echo(f"next: add sources with `smartspec add FILE... --to {folder}`, then `smartspec build {folder}`")


@app.command()
def add(
    files: Annotated[list[Path], typer.Argument(help="Files, folders or archives.", metavar="FILE...")],
    *,
    to: Annotated[Path, typer.Option("--to", help="The project folder.", metavar="DIR")] = HERE,
) -> None:
    """Copy sources into a project, recognise their format, say what was read and what was not."""
    from smartspec.build.beginning import add_sources

    with progress_bar() as progress:
        added = add_sources(to, files, progress=progress)
    print_readings(added.readings)
    for path in added.paths:
        typer.echo(f"added {path}")
    typer.echo(f"next: `smartspec build {to}`")


@app.command()
def build(
    folder: Folder = HERE,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")] = False,
) -> None:
    """Run what is stale; what was built before stays usable if a step fails."""
    from smartspec.build import build_project

    with progress_bar() as progress:
        report = build_project(folder, progress=progress)
    if as_json:
        print_json(report.body())
    else:
        for line in report.lines():
            typer.echo(line)
    for failure in report.failures:
        typer.echo(f"error: {failure.step} {failure.part}: {failure.error}", err=True)
    if report.failures:
        raise typer.Exit(1)


@app.command()
def check(
    folder: Folder = HERE,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")] = False,
) -> None:
    """Check configuration, tables, problems and staleness; exit 1 if the store is damaged."""
    from smartspec.build import check_project

    found = check_project(folder)
    if as_json:
        print_json(found.body())
    else:
        for line in found.lines():
            typer.echo(line)
    if not found.sound:
        raise typer.Exit(1)


@app.command()
def serve(
    folder: Folder = HERE,
    *,
    port: Annotated[int, typer.Option("--port", help="Port; a free one if it is taken.", min=0, max=65535)] = 8765,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page.")] = True,
) -> None:
    """Serve the page of a project on this machine alone."""
    from smartspec.web.serving import serve_project

    serve_project(folder, port=port, browser=browser, say=typer.echo)


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(help="Where to put it.", metavar="[DIR]")] = Path("smartspec-demo"),
    *,
    port: Annotated[int, typer.Option("--port", help="Port; a free one if it is taken.", min=0, max=65535)] = 8765,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page.")] = True,
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve the page, or end after building.")] = True,
) -> None:
    """Build the embedded example and open its page."""
    from smartspec.build import build_project
    from smartspec.build.beginning import copy_example

    copy_example(folder)
    with progress_bar() as progress:
        report = build_project(folder, progress=progress)
    for line in report.lines():
        typer.echo(line)
    for failure in report.failures:
        typer.echo(f"error: {failure.step} {failure.part}: {failure.error}", err=True)
    if report.failures:
        raise typer.Exit(1)
    for line in report.findings(folder):
        typer.echo(line)
    if serve:
        from smartspec.web.serving import serve_project

        serve_project(folder, port=port, browser=browser, say=typer.echo)
