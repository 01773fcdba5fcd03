"""Where downloads go, and what is said about them afterwards."""

import dataclasses
from pathlib import Path

import typer

from smartspec.cli.projects import HERE
from smartspec.errors import ConfigError


def say(sentence: str) -> None:
    """Print a sentence on stderr."""
    typer.echo(sentence, err=True)


def folders(to: Path | None, cache: Path | None) -> tuple[Path, Path]:
    """Where files and answers go: into a project, or beside each other into a folder that is none.

    Raises
    ------
    ConfigError
        If the folder of the call is no project and no other is named.
    """
    from smartspec.project import CONFIG

    folder = to or HERE
    if (folder / CONFIG).is_file():
        return folder / "sources", cache or folder / "data" / "cache"
    if to is None:
        hint = "make a project with `smartspec new DIR`, or name a folder with `--to DIR`"
        raise ConfigError(f"there is no `{CONFIG}` here", place="`smartspec fetch`", hint=hint)
    return folder, cache or folder / ".cache"


def next_steps(into: Path, path: Path, *, producer: str, licence: str, alone: str) -> list[str]:
    """What to do with the file: build the project, after lines in its configuration if it does not cover the file.

    Parameters
    ----------
    alone : the next step where the folder is no project.
    """
    from smartspec.project import CONFIG

    project = into.parent
    if into.name != "sources" or not (project / CONFIG).is_file():
        return [f"next: {alone}"]
    lines: list[str] = []
    if not _is_covered(project, path):
        lines = [
            f"`{CONFIG}` does not name this file yet; add these lines:",
            "[[source]]",
            f'path = "sources/{path.name}"',
            f'producer = "{producer}"',
            f'licence = "{licence}"',
        ]
    return [*lines, f"next: `smartspec build {project}`"]


def _is_covered(folder: Path, path: Path) -> bool:
    """Whether a `[[source]]` of the project names the file."""
    from smartspec.build.planning import load_project, source_paths

    try:
        project = load_project(folder)
    except ConfigError as error:
        say(f"warning: {error}")
        return True
    for entry in project.sources:
        try:
            found = source_paths(dataclasses.replace(project, sources=(entry,)))
        except ConfigError:  # a pattern that no file matches yet
            continue
        if path.resolve() in {one.resolve() for one, _ in found}:
            return True
    return False
