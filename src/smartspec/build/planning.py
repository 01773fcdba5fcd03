"""What a build consists of: its tasks in order, and when a task is stale."""

import hashlib
import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from smartspec import registry
from smartspec.build.joining import AuthorKeys, Merging
from smartspec.errors import ConfigError
from smartspec.project import CONFIG, Project, SourceEntry, check_options, open_project
from smartspec.schema import TABLES
from smartspec.sources.joining.record_groups import Policy
from smartspec.sources.joining.thesaurus import Unit as ThesaurusUnit
from smartspec.store import Manifest, Run, Writer
from smartspec.store.manifest import fingerprint

ROOMS = ("sources", "mapping", "regions", "views")
READ, MERGE = "read", "merge"
#: Raised by hand whenever joining the same records gives another result.
MERGE_VERSION = 1
IGNORED = {".DS_Store", "Thumbs.db", "desktop.ini"}


@dataclass(frozen=True, slots=True)
class Task:
    """One step of a build on one part.

    Attributes
    ----------
    inputs : from the manifest as it is then, what the task reads, as name to hash.
    work : does it; returns the result files it wrote, relative to the project, with their hashes.
    """

    step: str
    part: str
    version: int
    options: dict[str, Any]
    writes: tuple[str, ...]
    inputs: Callable[[Manifest], dict[str, str]]
    work: Callable[[Writer], dict[str, str]]

    def run(self, manifest: Manifest, *, results: Mapping[str, str] | None = None) -> Run:
        """The run that the task would be, given what it would read now."""
        inputs = self.inputs(manifest)
        specs = [[c.name, c.kind] for table in self.writes for c in TABLES[table].columns]
        name = fingerprint(self.step, self.part, self.version, self.options, inputs, specs, duckdb.__version__)
        return Run(self.step, self.part, self.version, self.options, inputs, name, dict(results or {}))

    def is_fresh(self, manifest: Manifest, folder: Path) -> bool:
        """Whether it was published with the same inputs and its result files are still there, unchanged."""
        done = manifest.run(self.step, self.part)
        if done is None or done.fingerprint != self.run(manifest).fingerprint:
            return False
        return all(file_hash(folder / name) == value for name, value in done.results.items())


def file_hash(path: Path) -> str:
    """SHA-256 of a file; empty text if there is none."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return ""


def load_project(folder: Path) -> Project:
    """The project of a folder, after checking the options of every step in it.

    Raises
    ------
    ConfigError
        If the configuration names an unknown option, step or value, or two maps have one name.
    """
    registry.load(*ROOMS)
    steps = registry.STEPS.values()
    arrays, sections = ({getattr(entry, name) for entry in steps} - {""} for name in ("each", "section"))
    project = open_project(folder, arrays=sorted(arrays), sections=sorted(sections))
    for entry in project.sources:
        if entry.format:
            registry.find(registry.SOURCES, entry.format, place=f"`{CONFIG}`, [[source]] `{entry.path}`")
    for step in steps:
        for _ in step_options(project, step):
            pass
    merging_of(project)
    return project


def merging_of(project: Project) -> Merging:
    """How records are joined: `[merge]` and `[[thesaurus]]`.

    Raises
    ------
    ConfigError
        If a key or value is not known, or a thesaurus file is not there.
    """
    keys = (
        *(("policy", Policy, "full"), ("authors", AuthorKeys, "auto"), ("unify_terms", bool, False)),
        *(("only", Path, None), ("without", Path, None)),
    )
    found = (registry.Option(name, kind, default, "") for name, kind, default in keys)
    options = {option.key: option for option in found}
    given = check_options(project.merge, options, place=f"`{CONFIG}`, [merge]")
    needed = inspect.Parameter.empty
    columns = {
        "path": registry.Option("path", str, needed, ""),
        "unit": registry.Option("unit", ThesaurusUnit, needed, ""),
    }
    thesauri = []
    for number, entry in enumerate(project.thesauri, 1):
        place = f"`{CONFIG}`, [[thesaurus]] number {number}"
        checked = check_options(entry, columns, place=place)
        path = project.folder / checked["path"]
        if not path.is_file():
            raise ConfigError(f"there is no file `{checked['path']}`", place=place, hint="thesauri lie in `data`")
        thesauri.append((path, checked["unit"]))
    lists = {name: project.folder / given[name] for name in ("only", "without") if name in given}
    for name, path in lists.items():
        if not path.is_file():
            raise ConfigError(f"there is no file `{given[name]}`", place=f"`{CONFIG}`, [merge] `{name}`")
    simple = {name: given[name] for name in ("policy", "authors", "unify_terms") if name in given}
    return Merging(**simple, thesauri=tuple(thesauri), **lists)


def step_options(project: Project, step: registry.Entry) -> Iterator[dict[str, Any]]:
    """The checked options of each entry of the step's array, with a unique name; or those of its section, once."""
    if not step.each:
        given = project.steps[step.section][0] if step.section else {}
        place = f"`{CONFIG}`, [{step.section}]"
        checked = check_options(given, step.options, place=place)
        for key, value in checked.items():
            if isinstance(value, Path) and not (project.folder / value).is_file():
                raise ConfigError(f"there is no file `{value}`", place=f"{place} `{key}`")
        yield checked
        return
    taken = set()
    for number, given in enumerate(project.steps.get(step.each, ()), 1):
        name = given.get("name", "")
        place = f"`{CONFIG}`, [[{step.each}]] {f'`{name}`' if name else f'number {number}'}"
        values = check_options(given, step.options, place=place)
        values.setdefault("name", values.get("unit", str(number)))
        if values["name"] in taken:
            hint = "give each its own `name`"
            raise ConfigError(f"the name `{values['name']}` is taken", place=place, hint=hint)
        if not is_plain(values["name"]):
            hint = "letters, digits, blanks, `-` and `_`; it becomes the name of a folder"
            raise ConfigError("`name` cannot be used", place=place, hint=hint)
        taken.add(values["name"])
        yield values


def is_plain(name: str) -> bool:
    """Whether a name may become the name of a folder on every system."""
    return 0 < len(name) <= 80 and all(c.isalnum() or c in " -_" for c in name) and name == name.strip()


def source_paths(project: Project) -> list[tuple[Path, SourceEntry]]:
    """Every source file once, in order of its path, with the entry that names it.

    Raises
    ------
    ConfigError
        If a path or pattern leads to no file, or out of the project by an absolute path.
    """
    found: dict[Path, SourceEntry] = {}
    for entry in project.sources:
        paths = _matches(project.folder, entry.path)
        if not paths:
            place = f"`{CONFIG}`, [[source]]"
            hint = "paths are relative to the project folder; copy files there with `smartspec add FILE`"
            raise ConfigError(f"no file matches `{entry.path}`", place=place, hint=hint)
        for path in paths:
            found.setdefault(path, entry)
    return sorted(found.items(), key=lambda item: item[0].as_posix())


def _matches(folder: Path, pattern: str) -> list[Path]:
    if Path(pattern).is_absolute():
        matches = [Path(pattern)] if Path(pattern).exists() else []
    else:
        matches = [folder / pattern] if (folder / pattern).exists() else list(folder.glob(pattern))
    files: list[Path] = []
    for match in matches:
        files += [p for p in match.rglob("*") if p.is_file()] if match.is_dir() else [match]
    return [p for p in files if p.name not in IGNORED and not p.name.startswith(".")]


def reader_versions() -> dict[str, int]:
    """Version of every reader: a new one reads its files again."""
    return {name: entry.version for name, entry in sorted(registry.SOURCES.items())}
