"""Whether a project is sound: configuration, every part of the store, staleness, problems."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from smartspec.build.planning import file_hash, load_project
from smartspec.build.tasks import tasks
from smartspec.errors import ConfigError, SchemaError
from smartspec.project import Project
from smartspec.store import Manifest, read_manifest


@dataclass(slots=True)
class Check:
    """What was found.

    Attributes
    ----------
    sound : True if the store holds what its manifest says, whole and with the right columns.
    damage : what is wrong with it, if anything.
    stale : tasks that a build would run, or that wait for a source that is missing.
    problems : number of problems by severity, as of the last build.
    tables : table to number of rows.
    """

    sound: bool = True
    damage: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    problems: dict[str, int] = field(default_factory=dict)
    tables: dict[str, int] = field(default_factory=dict)

    def body(self) -> dict[str, Any]:
        """The findings as one JSON object."""
        return {
            "sound": self.sound,
            "damage": self.damage,
            "stale": self.stale,
            "problems": self.problems,
            "tables": self.tables,
        }

    def lines(self) -> Iterator[str]:
        """The findings as text."""
        yield "sound" if self.sound else "damaged"
        yield from (f"  {text}" for text in self.damage)
        yield f"{len(self.stale)} tasks are stale" + (": run `smartspec build`" if self.stale else "")
        yield from (f"  {text}" for text in self.stale)
        yield (
            ", ".join(f"{n} {severity}s" for severity, n in self.problems.items()) + ": see `smartspec show problems`"
        )
        yield from (f"  {name}  {n} rows" for name, n in self.tables.items())


def check_project(folder: Path, *, deep: bool = True) -> Check:
    """Check a project without changing it.

    Parameters
    ----------
    folder : the project folder.
    deep : whether to hash every part; False only looks whether it is there.

    Raises
    ------
    ConfigError
        If the configuration is wrong.
    """
    project = load_project(Path(folder))
    found = Check()
    try:
        manifest = read_manifest(project.tables)
    except SchemaError as error:
        return Check(sound=False, damage=[str(error)])
    found.damage = list(_damage(project, manifest, deep=deep))
    found.sound = not found.damage
    for part in manifest.parts:
        found.tables[part.table] = found.tables.get(part.table, 0) + part.rows
    found.stale = list(stale_tasks(project, manifest))
    if found.sound:
        found.problems = _count_problems(project, manifest)
    return found


def stale_tasks(project: Project, manifest: Manifest) -> Iterator[str]:
    """Names of the tasks that a build would run; a missing source is named as it stands."""
    try:
        for task in tasks(project):
            if not task.is_fresh(manifest, project.folder):
                yield f"{task.step} {task.part}".rstrip()
    except ConfigError as error:
        yield f"{error.place}: {error.problem}"


def _damage(project: Project, manifest: Manifest, *, deep: bool) -> Iterator[str]:
    for part in manifest.parts:
        path = project.tables / part.file
        if not path.exists():
            yield f"part `{part.file}` is missing"
        elif deep and file_hash(path)[:16] != path.stem.rpartition("-")[2]:
            yield f"part `{part.file}` was changed"


def _count_problems(project: Project, manifest: Manifest) -> dict[str, int]:
    paths = [str(project.tables / part.file) for part in manifest.of("problems")]
    counted = dict.fromkeys(("error", "warning", "note"), 0)
    if paths:
        query = "SELECT severity, count(*) FROM read_parquet(?) GROUP BY severity"
        counted |= dict(duckdb.connect().execute(query, [paths]).fetchall())
    return counted
