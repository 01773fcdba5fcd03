"""Source files of a project, opened again to show where a row came from: only those that the project itself read."""

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from smartspec import registry
from smartspec.build.planning import source_paths
from smartspec.build.tasks import relative_name
from smartspec.errors import ConfigError, SourceError
from smartspec.project import Project, SourceEntry
from smartspec.sources.opening import SourceFile, open_source

#: States of a source file since the build: the same content, another, not there, there but not readable.
SAME, CHANGED, GONE, UNREADABLE = "same", "changed", "gone", "unreadable"


@dataclass(frozen=True, slots=True)
class OpenedAgain:
    """A source file as it is now.

    Attributes
    ----------
    state : `same`, `changed`, `gone` or `unreadable`.
    file : the file, opened; None where it cannot be.
    sha256 : of its content now; "" where there is none.
    problem, hint : why it cannot be opened.
    """

    state: str
    file: SourceFile | None = None
    sha256: str = ""
    problem: str = ""
    hint: str = ""

    def body(self) -> dict[str, Any]:
        """The state as JSON."""
        return {"state": self.state, "sha256": self.sha256, "problem": self.problem, "hint": self.hint}


def named_files(project: Project) -> Iterator[tuple[str, Path, SourceEntry]]:
    """Files that `smartspec.toml` names and that are there: name as in the tables, path, entry."""
    for entry in project.sources:
        try:
            found = source_paths(dataclasses.replace(project, sources=(entry,)))
        except ConfigError:
            continue  # nothing matches this entry any more; the others may still be there
        for path, _ in found:
            yield relative_name(project, path), path, entry


def entry_of(project: Project, file: str) -> tuple[Path, str, SourceEntry] | None:
    """Path, member of an archive, and entry of a file that was read; None if the project has it no more."""
    for name, path, entry in named_files(project):
        if file == name:
            return path, "", entry
        if file.startswith(f"{name}!"):
            return path, file[len(name) + 1 :], entry
    return None


def opened_again(project: Project, listed: Mapping[str, Any]) -> OpenedAgain:
    """A file that the table `source_files` lists, opened again and compared with what was read.

    The path comes from the configuration of the project, never from a request.

    Parameters
    ----------
    listed : the row of `source_files`.
    """
    found = entry_of(project, listed["file"])
    if found is None:
        problem, hint = "the file is not there any more", "put it back, or build again without it"
        return OpenedAgain(GONE, problem=problem, hint=hint)
    path, member, _ = found
    try:
        file = open_source(path, member=member, name=listed["file"])
    except (SourceError, OSError, KeyError) as error:
        problem = error.problem if isinstance(error, SourceError) else "the file cannot be opened"
        hint = error.hint if isinstance(error, SourceError) else "look whether it is there and may be read"
        return OpenedAgain(GONE if not path.exists() else UNREADABLE, problem=problem, hint=hint)
    state = SAME if file.sha256 == listed["sha256"] else CHANGED
    return OpenedAgain(state, file, file.sha256)


def source_facts(listed: Mapping[str, Any], entry: SourceEntry | None) -> dict[str, Any]:
    """What is known of a source file: its row in `source_files`, its reader in words, producer and licence."""
    reader = registry.SOURCES.get(listed["format"])
    return {
        **listed,
        "title": reader.title if reader else "",
        "producer": entry.producer if entry else "",
        "licence": entry.licence if entry else "",
    }
