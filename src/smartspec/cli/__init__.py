"""The commands: each a few lines over a public function."""

import sys
from typing import Annotated

import typer

from smartspec import __version__
from smartspec.errors import ConfigError, SmartspecError

#: What typer raises for a wrong call, by way of its public subclass: versions keep it in different places.
CallError: type[Exception] = typer.BadParameter.__mro__[2]

#: Exit code after Ctrl-C, by the custom of shells.
INTERRUPTED = 130

app = typer.Typer(
    name="smartspec",
    help="From bibliographic exports and official figures to a checked, traceable picture of regions.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def show_version(value: bool) -> None:  # noqa: FBT001  # the signature that typer calls
    """Print the version and end."""
    if value:
        typer.echo(f"smartspec {__version__}")
        raise typer.Exit


@app.callback()
def options(
    *,
    _version: Annotated[
        bool,
        typer.Option("--version", callback=show_version, is_eager=True, help="Print the version and end."),
    ] = False,
) -> None:
    """From bibliographic exports and official figures to a checked, traceable picture of regions."""


def add_commands() -> None:
    """Let every module of commands add its own, in the order in which the help lists them."""
    from smartspec.cli import reading, resolving, mapping, comparing, fetching, projects, looking, evidencing  # noqa: F401, I001


def main(arguments: list[str] | None = None) -> None:
    """Run a command and end the process: 0 done, 1 the work failed, 2 the call is wrong."""
    add_commands()
    try:
        code = app(arguments, standalone_mode=False)
    except SmartspecError as error:
        typer.echo(f"error: {error}", err=True)
        code = 2 if isinstance(error, ConfigError) else 1
    except CallError as error:
        typer.echo(f"error: {call_message(error)}", err=True)
        code = 2
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        code = 1
    if code == INTERRUPTED:
        typer.echo("interrupted; what was finished is kept", err=True)
    sys.exit(code if isinstance(code, int) else 0)


def call_message(error: Exception) -> str:
    """What is wrong with a call, in the words of the house."""
    text = str(getattr(error, "message", "") or error).strip().rstrip(".")
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "smartspec"
    missing = getattr(error, "param", None)
    if not text and missing is not None:
        text = f"missing {missing.param_type_name} `{missing.name}`"
    possible = list(getattr(error, "possibilities", None) or [])
    hint = f"did you mean `{possible[0]}`?" if possible else f"see `{path} --help`"
    return f"{text}\nhint: {hint}"
