"""`evidence`: the cell, record or rows that a number comes from, in context."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from smartspec.cli import app
from smartspec.cli.looking import HERE, In, Where
from smartspec.cli.reporting import print_json

if TYPE_CHECKING:
    from rich.console import RenderableType

#: State of a source file to what the reader should know.
STATES = {
    "changed": "the file has changed since it was read: what is shown is the file as it is now",
    "gone": "the file is not there any more: only what was stored is shown",
    "unreadable": "the place cannot be shown: only what was stored is shown",
}
MARK = "black on yellow"


@app.command()
def evidence(  # noqa: PLR0913  # one option each
    what: Annotated[str, typer.Argument(help="A table (observations, records, problems, works, …) or a file.")],
    *,
    folder: In = HERE,
    where: Where = None,
    sheet: Annotated[str, typer.Option("--sheet", help="Of a file: name or number of the sheet.")] = "",
    cell: Annotated[str, typer.Option("--cell", help="Of a file: address such as C12, or a path.")] = "",
    file_format: Annotated[str | None, typer.Option("--from", help="Of a file: its format.")] = None,
    rows: Annotated[int, typer.Option("--rows", "-n", help="Rows before and after.", min=0, max=60)] = 4,
    columns: Annotated[int, typer.Option("--columns", help="Columns on either side.", min=0, max=20)] = 2,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")] = False,
) -> None:
    """Show where a number comes from: its cell in the sheet, its record in the file, the rows behind it."""
    around = {"rows_around": rows, "columns_around": columns}
    if cell:
        from smartspec.build.evidence_alone import file_evidence

        body = file_evidence(Path(what), cell=cell, sheet=sheet, file_format=file_format, **around)
    else:
        body = of_table(what, folder, tuple(where or ()), around)
    if as_json:
        print_json(body)
    else:
        print_evidence(body)


def of_table(table: str, folder: Path, where: tuple[str, ...], around: dict[str, int]) -> dict[str, Any]:
    """The evidence of the first row of a table; a file without a cell is a wrong call."""
    from smartspec.build.evidence import first_evidence
    from smartspec.errors import ConfigError
    from smartspec.schema import TABLES

    if table not in TABLES and Path(table).is_file():
        raise ConfigError(
            "a file needs a cell", place=f"`{table}`", hint="add `--cell C12`, and `--sheet` of a workbook"
        )
    return first_evidence(folder, table, where=where, **around)


def print_evidence(body: dict[str, Any]) -> None:
    """The row in words, its source, and what stands around it."""
    import sys

    from rich.console import Console

    console = Console(width=None if sys.stdout.isatty() else 160, highlight=False)
    told = facts(body)
    width = max(len(name) for name, _ in told) + 2
    for name, value in told:
        console.print(f"{name:<{width}}{value}", markup=False, soft_wrap=True)
    state = body.get("file") or {}
    if state.get("state") in STATES:
        typer.echo(f"warning: {STATES[state['state']]}", err=True)
        if state["problem"]:
            typer.echo(f"hint: {state['problem']}; {state['hint']}", err=True)
    if body.get("agrees") is False:
        typer.echo("warning: the text at this place is not what was read", err=True)
    if body.get("surroundings"):
        console.print()
        console.print(picture(body["surroundings"], is_plain=not console.is_terminal))
    if "behind" in body:
        print_behind(body["behind"])
    if body.get("matches", 1) > 1:
        console.print(f"first of {body['matches']} rows; `--where` chooses another", markup=False)


def facts(body: dict[str, Any]) -> list[tuple[str, str]]:
    """What is known of the row and its source, by name."""
    from smartspec.cli.tabular import shown

    row, source = body["row"] or body["key"], body.get("source") or {}
    found = [(name, shown(value)) for name, value in row.items() if value not in (None, "")]
    names = {"title": "reader", "sha256": "sha256", "producer": "producer", "licence": "licence"}
    found += [(word, source[name]) for name, word in names.items() if source.get(name)]
    return [(name, value.replace("\n", " ")) for name, value in found if name not in {"abstract", "funding"}]


def picture(shown: dict[str, Any], *, is_plain: bool = False) -> "RenderableType":
    """A part of a sheet as a table, or the lines around a value; what was looked for is marked.

    Parameters
    ----------
    is_plain : marked by signs instead of colour, for files and pipes.
    """
    return sheet_table(shown, is_plain=is_plain) if shown["kind"] == "window" else lines_text(shown, is_plain=is_plain)


def lines_text(shown: dict[str, Any], *, is_plain: bool) -> "RenderableType":
    """Lines with their numbers."""
    from rich.text import Text

    found = Text(no_wrap=False)
    for line in shown["lines"]:
        number = "" if line["number"] is None else str(line["number"])
        if is_plain and line["wanted"]:
            number = f"> {number}"
        found.append(f"{number:>7}  ", style="dim")
        found.append(f"{line['name']}: " if line["name"] else "", style="dim")
        found.append(line["text"], style=MARK if line["wanted"] else "dim" if line["gap"] else "")
        found.append("\n")
    found.rstrip()
    return found


def sheet_table(shown: dict[str, Any], *, is_plain: bool) -> "RenderableType":
    """Rows and columns with their numbers and letters; `…` stands for those left out."""
    from rich.table import Table
    from rich.text import Text

    cells = {(cell["row"], cell["column"]): cell for cell in shown["cells"]}
    table = Table(box=None, pad_edge=False, title=f"sheet {shown['sheet']}" if shown["sheet"] else None)
    table.add_column("", style="dim", justify="right")
    places = with_gaps(shown["columns"])
    letters = dict(zip(shown["columns"], shown["letters"], strict=True))
    for column in places:
        wide = 28 if column in shown["labels"] else 16
        table.add_column(letters.get(column, "…"), max_width=wide, overflow="ellipsis", header_style="dim")
    for row in with_gaps(shown["rows"]):
        found = [(cells.get((row, column)), f"{letters.get(column)}{row}" == shown["cell"]) for column in places]
        texts = [cell_text(cell, is_wanted=wanted, is_plain=is_plain) for cell, wanted in found]
        table.add_row(Text("…" if row is None else str(row)), *texts)
    return table


def with_gaps(numbers: list[int]) -> list[int | None]:
    """Numbers in order, None where some are left out between two.

    Examples
    --------
    >>> with_gaps([1, 2, 5])
    [1, 2, None, 5]
    """
    found: list[int | None] = []
    for number in numbers:
        if found and found[-1] != number - 1:
            found.append(None)
        found.append(number)
    return found


def cell_text(cell: dict[str, Any] | None, *, is_wanted: bool, is_plain: bool) -> "RenderableType":
    """A cell on one line, raised runs as such, the cell looked for marked."""
    from rich.text import Text

    found = Text(style=MARK if is_wanted else "", no_wrap=True)
    for text, raised in (cell["runs"] or [(cell["text"], False)]) if cell else []:
        found.append(f"^{text.strip()}" if raised else " ".join(text.split()), style="italic" if raised else "")
    if is_wanted and is_plain:
        found = Text("»") + found + Text("«")
    if cell and cell["kind"] == "number":
        found.justify = "right"
    return found


def print_behind(behind: dict[str, Any]) -> None:
    """The rows that a row was made from, each with its key."""
    from smartspec.cli.tabular import print_table

    found = [row["told"] | row["key"] for row in behind["rows"]]
    if not found:
        typer.echo("\nno row is stated that it was made from")
        return
    typer.echo(f"\nmade from these rows of `{behind['table']}`:")
    values = {name: [row[name] for row in found] for name in found[0]}
    print_table({"columns": [{"name": name} for name in values], "rows": values, "total": behind["total"]})
