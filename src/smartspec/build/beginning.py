"""Project folders: a new one, sources added to it, the embedded example."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

from smartspec.build.collecting import Progress, read_quietly
from smartspec.build.folders import writable
from smartspec.build.planning import load_project
from smartspec.errors import ConfigError
from smartspec.project import CONFIG
from smartspec.sources.readings import Reading
from smartspec.store.lock import put

FOLDERS = ("sources", "data")


def template() -> str:
    """The commented `smartspec.toml` of a new project."""
    return files("smartspec.build").joinpath("template.toml").read_text(encoding="utf-8")


def new_project(folder: Path) -> Path:
    """Make a project folder with a commented configuration; an existing one is left alone.

    Raises
    ------
    ConfigError
        If the folder holds a project already, or cannot be written.
    """
    folder = Path(folder)
    if (folder / CONFIG).exists():
        hint = "edit it, or choose another folder"
        raise ConfigError(f"there is a `{CONFIG}` already", place=f"`{folder}`", hint=hint)
    writable(folder)
    for name in FOLDERS:
        (folder / name).mkdir(exist_ok=True)
    name = folder.resolve().name.replace("\\", "").replace('"', "")
    (folder / CONFIG).write_text(template().replace("{name}", name), encoding="utf-8")
    return folder / CONFIG


@dataclass(frozen=True, slots=True)
class Added:
    """What `add_sources` copied, and what it found in it."""

    readings: tuple[Reading, ...]
    paths: tuple[Path, ...]


def add_sources(folder: Path, paths: Sequence[Path], *, progress: Progress | None = None) -> Added:
    """Copy files into a project after reading them; nothing is copied if one cannot be read.

    Files that are there already with the same content are not copied again; another content under the
    same name gets a number.

    Raises
    ------
    ConfigError
        If the folder is no project, or a file does not exist.
    SourceError
        If a file is in no known format.
    """
    project = load_project(Path(folder))
    readings = read_quietly([Path(path) for path in paths], progress=progress)
    target = project.folder / FOLDERS[0]
    writable(target)
    copied = [_copy(path, target) for path in _files(paths)]
    return Added(tuple(readings), tuple(copied))


def _files(paths: Sequence[Path]) -> list[Path]:
    found: list[Path] = []
    for path in map(Path, paths):
        found += sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
    return found


def _copy(path: Path, target: Path) -> Path:
    content, number = path.read_bytes(), 1
    place = target / path.name
    while place.exists() and place.read_bytes() != content:
        number += 1
        place = target / f"{path.name.removesuffix(''.join(path.suffixes))}-{number}{''.join(path.suffixes)}"
    if not place.exists():
        temporary = target / f".tmp-{place.name}"
        temporary.write_bytes(content)
        put(temporary, place)
    return place


def copy_example(folder: Path) -> None:
    """Put the embedded example into a folder; one that is there already is kept.

    Raises
    ------
    ConfigError
        If the folder holds something else, or cannot be written.
    """
    folder = Path(folder)
    if (folder / CONFIG).exists():
        return
    if folder.exists() and any(folder.iterdir()):
        hint = "name an empty or a new folder: `smartspec demo DIR`"
        raise ConfigError("the folder is not empty and holds no project", place=f"`{folder}`", hint=hint)
    writable(folder)
    with as_file(files("smartspec.build").joinpath("example")) as example:
        shutil.copytree(example, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
