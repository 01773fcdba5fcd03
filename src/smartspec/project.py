"""`smartspec.toml` read into a frozen Project: every key checked, nothing guessed."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from smartspec.errors import ConfigError, nearest
from smartspec.registry import Option

CONFIG = "smartspec.toml"
LANGUAGES = ("ru", "en")


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """One `[[source]]`: files by path or pattern; the format is recognised unless named.

    `columns` and `constants` describe a table of the user's own: role to heading, role to value.
    """

    path: str
    format: str = ""
    producer: str = ""
    licence: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Project:
    """Everything that decides the result.

    Attributes
    ----------
    folder : where `smartspec.toml` lies.
    period : first and last year, both included; None takes every year.
    generated : True marks every figure as made from generated data.
    steps : for each array of tables such as `map`, its entries as written, keys checked later by the step.
    """

    folder: Path
    name: str
    languages: tuple[str, ...] = LANGUAGES
    period: tuple[int, int] | None = None
    regions: str = ""
    memory: str = "2GB"
    threads: int = 2
    generated: bool = False
    sources: tuple[SourceEntry, ...] = ()
    merge: dict[str, Any] = field(default_factory=dict)
    thesauri: tuple[dict[str, Any], ...] = ()
    steps: dict[str, tuple[dict[str, Any], ...]] = field(default_factory=dict)

    @property
    def tables(self) -> Path:
        """Folder of the store."""
        return self.folder / "tables"

    @property
    def results(self) -> Path:
        """Folder of maps, pictures and reports."""
        return self.folder / "results"


_PROJECT_KEYS = {
    "name": str,
    "languages": list,
    "period": list,
    "regions": str,
    "memory": str,
    "threads": int,
    "generated": bool,
}
_SOURCE_KEYS = {"path": str, "format": str, "producer": str, "licence": str, "columns": dict, "constants": dict}


def open_project(folder: Path, *, arrays: Iterable[str] = ("map",), sections: Iterable[str] = ()) -> Project:
    """Read the configuration of a project folder.

    Parameters
    ----------
    folder : the folder, or the `smartspec.toml` in it.
    arrays, sections : names of the arrays of tables, and of the tables, that steps take their options from.

    Raises
    ------
    ConfigError
        If there is no `smartspec.toml`, it is not TOML, or a key or value is not known.
    """
    path = folder if folder.name == CONFIG else folder / CONFIG
    body = _read_toml(path)
    allowed = {"project": dict, "source": list, "merge": dict, "thesaurus": list, **dict.fromkeys(arrays, list)}
    allowed |= dict.fromkeys(sections, dict)
    _check_keys(body, allowed, place=f"`{CONFIG}`")
    head = body.get("project", {})
    _check_keys(head, _PROJECT_KEYS, place=f"`{CONFIG}`, [project]")
    sources = _entries(body, "source")
    for number, entry in enumerate(sources, 1):
        place = f"`{CONFIG}`, [[source]] number {number}"
        _check_keys(entry, _SOURCE_KEYS, place=place)
        if "path" not in entry:
            raise ConfigError("`path` is missing", place=place, hint='write path = "sources/*.txt"')
        for key in ("columns", "constants"):
            wrong = [name for name, value in entry.get(key, {}).items() if not isinstance(value, str)]
            if wrong:
                raise ConfigError(f"`{key}.{wrong[0]}` must be text", place=place, hint="put it in double quotes")
    return Project(
        path.parent,
        head.get("name", path.parent.resolve().name),
        _languages(head),
        _period(head),
        **{key: head[key] for key in ("regions", "memory", "threads", "generated") if key in head},
        sources=tuple(SourceEntry(**entry) for entry in sources),
        merge=body.get("merge", {}),
        thesauri=tuple(_entries(body, "thesaurus")),
        steps={name: tuple(_entries(body, name)) for name in arrays}
        | {name: (body.get(name, {}),) for name in sections},
    )


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except (FileNotFoundError, NotADirectoryError) as error:
        hint = "make a project with `smartspec new FOLDER`, or name the folder of one"
        raise ConfigError(f"there is no `{CONFIG}`", place=f"`{path.parent}`", hint=hint) from error
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", place=f"`{path}`") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        hint = "text values stand in double quotes; the file is saved as UTF-8"
        raise ConfigError(f"not valid TOML: {error}", place=f"`{CONFIG}`", hint=hint) from error


def _entries(body: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    entries = body.get(name, [])
    if not all(isinstance(entry, dict) for entry in entries):
        raise ConfigError(f"`{name}` must be an array of tables", place=f"`{CONFIG}`", hint=f"write [[{name}]]")
    return list(entries)


def _check_keys(body: Mapping[str, Any], allowed: Mapping[str, type], *, place: str) -> None:
    for key, value in body.items():
        if key not in allowed:
            raise ConfigError(f"unknown option `{key}`", place=place, hint=nearest(key, allowed))
        if not isinstance(value, allowed[key]) or (allowed[key] is int and isinstance(value, bool)):
            kind = {
                str: "text",
                int: "a whole number",
                bool: "true or false",
                list: "a list",
                dict: "a table",
            }
            raise ConfigError(f"`{key}` must be {kind[allowed[key]]}, not {value!r}", place=place)


def _languages(head: Mapping[str, Any]) -> tuple[str, ...]:
    languages = tuple(head.get("languages", LANGUAGES))
    for language in languages:
        if language not in LANGUAGES:
            hint = "known are `ru` and `en`"
            raise ConfigError(f"unknown language {language!r}", place=f"`{CONFIG}`, [project]", hint=hint)
    return languages or LANGUAGES


def _period(head: Mapping[str, Any]) -> tuple[int, int] | None:
    period = head.get("period")
    if period is None:
        return None
    years = [year for year in period if isinstance(year, int) and not isinstance(year, bool)]
    if len(years) != 2 or len(period) != 2 or years[0] > years[1]:
        hint = "write period = [2012, 2024]"
        raise ConfigError("`period` must be a first and a last year", place=f"`{CONFIG}`, [project]", hint=hint)
    return years[0], years[1]


def check_options(given: Mapping[str, Any], options: Mapping[str, Option], *, place: str) -> dict[str, Any]:
    """Values of a step's options by parameter name, after checking keys, types and choices.

    Parameters
    ----------
    given : keys as in the configuration (hyphens) and their values.
    options : the options of the step, by key.
    place : where the values stand, for the message.

    Raises
    ------
    ConfigError
        If a key is unknown, a value has the wrong type, or a required option is missing.
    """
    values = {}
    for key, value in given.items():
        if key not in options:
            raise ConfigError(f"unknown option `{key}`", place=place, hint=nearest(key, options))
        values[options[key].name] = options[key].check(value, place=place)
    for key, option in options.items():
        if option.required and key not in given:
            choices = ", ".join(f"`{choice}`" for choice in option.choices)
            raise ConfigError(f"`{key}` is missing", place=place, hint=f"one of {choices}" if choices else "")
    return values
