"""What commands say: counts and problems of readings, progress, JSON."""

import contextlib
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from smartspec.sources.readings import Reading

#: Called with what is being done and the share that is done, 0 to 1.
Say = Callable[[str, float], None]
SHOWN = 20


def print_json(body: Any) -> None:  # noqa: ANN401
    """One JSON object on stdout."""
    typer.echo(json.dumps(body, ensure_ascii=False, indent=2, allow_nan=False))


@contextlib.contextmanager
def progress_bar() -> Iterator[Say | None]:
    """A progress bar on stderr where a person looks at it; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=1.0)

        def show(what: str, share: float) -> None:
            bar.update(task, description=what[-60:], completed=min(max(share, 0.0), 1.0))

        yield show


def reading_body(reading: "Reading") -> dict[str, Any]:
    """One file as `smartspec read --json` reports it."""
    return {
        "file": reading.file,
        "format": reading.format,
        "records_in_file": reading.records_in_file,
        "records_read": reading.records_read,
        "encoding": reading.encoding,
        "sha256": reading.sha256,
        "problems": [
            {
                "severity": problem.severity,
                "place": problem.place,
                "column": problem.column or None,
                "message": problem.message,
                "hint": problem.hint or None,
            }
            for problem in reading.problems
        ],
        "columns": dict(reading.columns),
    }


def readings_body(readings: Iterable["Reading"]) -> dict[str, Any]:
    """Every file and the totals."""
    found = list(readings)
    return {
        "files": [reading_body(reading) for reading in found],
        "records_in_file": sum(reading.records_in_file for reading in found),
        "records_read": sum(reading.records_read for reading in found),
        "problems": sum(len(reading.problems) for reading in found),
    }


def print_readings(readings: Iterable["Reading"]) -> None:
    """A few lines a file: what it is, how many records, what is filled, what was not read."""
    for reading in readings:
        kept_out = sum(problem.severity == "error" for problem in reading.problems)
        typer.echo(f"{reading.file}")
        typer.echo(f"  format           {reading.format} ({reading.encoding})")
        typer.echo(f"  records in file  {reading.records_in_file}")
        typer.echo(f"  records read     {reading.records_read}")
        typer.echo(f"  kept out         {kept_out}")
        filled = ", ".join(f"{name} {n}" for name, n in reading.columns.items() if n)
        typer.echo(f"  filled           {filled}")
        for problem in reading.problems[:SHOWN]:
            column = f", `{problem.column}`" if problem.column else ""
            typer.echo(f"  {problem.severity}: {problem.place}{column}: {problem.message}")
            if problem.hint:
                typer.echo(f"    hint: {problem.hint}")
        if len(reading.problems) > SHOWN:
            typer.echo(f"  … {len(reading.problems) - SHOWN} more; `--json` lists all")
