"""The tasks of a build: read each source, join records, run each step, write its result files."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from smartspec import registry
from smartspec.build.collecting import (
    Progress,
    observation_tables,
    read_quietly,
    read_tables,
    record_tables,
    renamed,
    without_records,
)
from smartspec.build.folders import write_folder
from smartspec.build.joining import JOINED, merged_tables
from smartspec.build.planning import (
    MERGE,
    MERGE_VERSION,
    READ,
    Task,
    file_hash,
    merging_of,
    reader_versions,
    source_paths,
    step_options,
)
from smartspec.project import Project, SourceEntry
from smartspec.schema import OBSERVATION_TABLES, RECORD_TABLES
from smartspec.sources.readings import Headings
from smartspec.store import Manifest, Writer, rows

READ_TABLES = (*RECORD_TABLES, *OBSERVATION_TABLES, "source_files", "source_columns", "problems")
EXPORT = "export"


def tasks(project: Project, *, progress: Progress | None = None) -> Iterator[Task]:
    """Every task of a project, in the order in which a build does them."""
    paths = source_paths(project)
    seen: dict[str, str] = {}
    for path, entry in paths:
        digest = file_hash(path)
        same_as = seen.setdefault(digest, relative_name(project, path))
        yield _read_task(project, path, entry, digest=digest, same_as=same_as, progress=progress)
    if paths:
        yield _merge_task(project)
    for step in in_order(registry.STEPS.values()):
        for options in step_options(project, step):
            yield _step_task(project, step, options, progress=progress)
            for export in sorted(registry.VIEWS.values(), key=lambda entry: entry.name):
                if export.each and export.each == step.each:
                    yield _export_task(project, export, options["name"])


def in_order(steps: Iterable[registry.Entry]) -> list[registry.Entry]:
    """Steps so that each comes after those whose tables it reads; equals by name."""
    waiting, done = sorted(steps, key=lambda entry: entry.name), list[registry.Entry]()
    while waiting:
        missing = {table for step in waiting for table in step.writes}
        ready = next(step for step in waiting if not missing & set(step.reads) - set(step.writes))
        waiting.remove(ready)
        done.append(ready)
    return done


def relative_name(project: Project, path: Path) -> str:
    """The path as written into tables: within the project if it lies there."""
    if path.is_relative_to(project.folder):
        return path.relative_to(project.folder).as_posix()
    return path.as_posix()


def _read_task(
    project: Project, path: Path, entry: SourceEntry, *, digest: str, same_as: str, progress: Progress | None
) -> Task:
    name = relative_name(project, path)
    note = "; ".join(text for text in (entry.producer, entry.licence) if text)
    options: dict[str, Any] = {"format": entry.format, "note": note, "same-as": "" if same_as == name else same_as}
    options |= {"columns": entry.columns, "constants": entry.constants}

    def inputs(_: Manifest) -> dict[str, str]:
        return {name: digest, "readers": str(reader_versions())}

    def work(writer: Writer) -> dict[str, str]:
        headings = Headings(entry.columns, entry.constants)
        found = read_quietly([path], file_format=entry.format or None, headings=headings, progress=progress)
        readings = [renamed(r, r.file.replace(str(path), name, 1)) for r in found]
        if options["same-as"]:
            readings = [without_records(r, f"has the same content as `{same_as}`") for r in readings]
        made = record_tables(readings) | observation_tables(readings)
        made |= read_tables(readings, note=note)
        for table, content in made.items():
            writer.write(table, content, step=READ, part=name)
        return {}

    return Task(READ, name, 1, options, READ_TABLES, inputs, work)


def _merge_task(project: Project) -> Task:
    merging = merging_of(project)
    thesauri = [[relative_name(project, path), unit, file_hash(path)] for path, unit in merging.thesauri]
    lists = {name: file_hash(path) for name in ("only", "without") if (path := getattr(merging, name))}
    simple = {"policy": merging.policy, "authors": merging.authors, "unify-terms": merging.unify_terms}
    options = {**simple, "thesauri": thesauri, **lists}

    def inputs(manifest: Manifest) -> dict[str, str]:
        return {table: manifest.content(table) for table in RECORD_TABLES}

    def work(writer: Writer) -> dict[str, str]:
        snapshot = writer.snapshot()
        records = {table: rows(snapshot.table(table)) for table in RECORD_TABLES}
        for table, content in merged_tables(records, merging).items():
            writer.write(table, content, step=MERGE)
        return {}

    return Task(MERGE, "", MERGE_VERSION, options, JOINED, inputs, work)


def _step_task(project: Project, step: registry.Entry, options: dict[str, Any], *, progress: Progress | None) -> Task:
    name = options.get("name", "")
    defaults = {option.name: option.default for option in step.options.values() if not option.required}
    given = {key: project.folder / value if isinstance(value, Path) else value for key, value in options.items()}
    stated = {key: [str(options[key]), file_hash(value)] for key, value in given.items() if isinstance(value, Path)}

    def inputs(manifest: Manifest) -> dict[str, str]:
        return {table: manifest.content(table) for table in step.reads}

    def work(writer: Writer) -> dict[str, str]:
        snapshot = writer.snapshot()
        made = step.func({table: snapshot.table(table) for table in step.reads}, progress, **given)
        for table, content in made.items():
            writer.write(table, content, step=step.name, part=name)
        return {}

    return Task(step.name, name, step.version, defaults | options | stated, step.writes, inputs, work)


def _export_task(project: Project, export: registry.Entry, name: str) -> Task:
    options = {"name": name, "generated": project.generated, "language": project.languages[0]}
    folder = project.results / f"{export.each}s" / name

    def inputs(manifest: Manifest) -> dict[str, str]:
        return {table: manifest.content(table, name) for table in export.reads}

    def work(writer: Writer) -> dict[str, str]:
        snapshot = writer.snapshot()
        made = export.func({table: snapshot.table(table) for table in export.reads}, **options)
        paths = write_folder(folder, made)
        return {path.relative_to(project.folder).as_posix(): file_hash(path) for path in paths}

    return Task(f"{EXPORT} {export.name}", name, export.version, options, (), inputs, work)
