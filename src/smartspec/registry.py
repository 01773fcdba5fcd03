"""What exists: sources, steps and views, read from the functions' own signatures."""

import importlib
import inspect
import pkgutil
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from smartspec.errors import ConfigError, nearest

Function = TypeVar("Function", bound=Callable[..., Any])

NAMES: dict[Any, str] = {
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    str: "text",
    Path: "the name of a file",
    list: "a list",
}
ROOMS = ("sources", "mapping", "regions", "content", "policy", "spaces", "views")


@dataclass(frozen=True, slots=True)
class Option:
    """A keyword-only parameter of a step or view: a configuration key and a command-line option."""

    name: str
    type: Any
    default: Any
    meaning: str

    @property
    def key(self) -> str:
        """The name as written in `smartspec.toml` and on the command line."""
        return self.name.replace("_", "-")

    @property
    def required(self) -> bool:
        """Whether it has no default."""
        return self.default is inspect.Parameter.empty

    @property
    def kinds(self) -> tuple[Any, ...]:
        """The types that a value may have; `X | None` gives X."""
        union = typing.get_origin(self.type) in {typing.Union, types.UnionType}
        parts = typing.get_args(self.type) if union else (self.type,)
        return tuple(part for part in parts if part is not type(None))

    @property
    def choices(self) -> tuple[str, ...]:
        """Allowed words, if the type is a `Literal`."""
        words = [word for kind in self.kinds if is_literal(kind) for word in typing.get_args(kind)]
        return tuple(str(word) for word in words)

    def check(self, value: Any, *, place: str = "") -> Any:
        """The value, if it has the type of the option; whole numbers pass where real ones are asked for.

        Raises
        ------
        ConfigError
            If it has not; the hint names the nearest allowed word.
        """
        if self.choices:
            if value not in self.choices:
                hint = nearest(str(value), self.choices)
                raise ConfigError(f"`{self.key}` cannot be {value!r}", place=place, hint=hint)
            return value
        for kind in self.kinds:
            if kind is float and isinstance(value, int | float) and not isinstance(value, bool):
                return float(value)
            if kind is Path and isinstance(value, str | Path):
                return Path(value)
            if kind in NAMES and isinstance(value, kind) and (kind is bool or not isinstance(value, bool)):
                return value
        names = " or ".join(NAMES[kind] for kind in self.kinds if kind in NAMES)
        raise ConfigError(f"`{self.key}` must be {names}, not {value!r}", place=place)


@dataclass(frozen=True, slots=True)
class Entry:
    """One registered source, step or view.

    `reads` and `writes` name tables. `each` names the array of tables in `smartspec.toml` whose entries run the step
    once each, `section` the table that holds the options of a step run once. `version` is raised by hand whenever the
    output changes.
    """

    kind: str
    name: str
    func: Callable[..., Any]
    title: str
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    version: int = 1
    each: str = ""
    section: str = ""
    options: Mapping[str, Option] = field(default_factory=dict)

    @property
    def module(self) -> types.ModuleType:
        """The module that defines the function."""
        return importlib.import_module(self.func.__module__)


SOURCES: dict[str, Entry] = {}
STEPS: dict[str, Entry] = {}
VIEWS: dict[str, Entry] = {}


def is_literal(annotation: Any) -> bool:
    """Whether an annotation is `Literal[...]`."""
    return typing.get_origin(annotation) is typing.Literal


def meanings(func: Callable[..., Any]) -> dict[str, str]:
    """Parameter name to its sentence in the numpy docstring (`name : sentence`)."""
    found: dict[str, str] = {}
    section = name = ""
    for line in (inspect.getdoc(func) or "").splitlines():
        if line.startswith("---"):
            continue
        if line and not line.startswith(" ") and " : " not in line:
            section, name = line.strip(), ""
        elif section == "Parameters" and " : " in line and not line.startswith(" "):
            name, _, found_text = line.partition(" : ")
            for one in name.split(", "):
                found[one.strip()] = found_text.strip()
        elif section == "Parameters" and name and line.strip():
            for one in name.split(", "):
                found[one.strip()] += " " + line.strip()
    return found


def options_of(func: Callable[..., Any]) -> dict[str, Option]:
    """The keyword-only parameters of a function as options, by key."""
    hints, texts = typing.get_type_hints(func), meanings(func)
    found = {}
    for parameter in inspect.signature(func).parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY:
            name = parameter.name
            option = Option(name, hints.get(name, Any), parameter.default, texts.get(name, ""))
            found[option.key] = option
    return found


def first_sentence(func: Callable[..., Any]) -> str:
    """First line of the docstring without its full stop."""
    return (inspect.getdoc(func) or "").partition("\n")[0].rstrip(".")


def source(*, writes: Iterable[str], title: str, version: int = 1) -> Callable[[Function], Function]:
    """Register the `read` function of a module in `sources/` under the module's name."""

    def register(func: Function) -> Function:
        name = func.__module__.rpartition(".")[2]
        SOURCES[name] = Entry("source", name, func, title, writes=tuple(writes), version=version)
        return func

    return register


def step(
    *, reads: Iterable[str], writes: Iterable[str], version: int = 1, each: str = "", section: str = ""
) -> Callable[[Function], Function]:
    """Register a step: a pure function of tables whose keyword-only options are configuration keys.

    The keys stand in the entries of the array of tables `each`, or once in the table `section`.
    """

    def register(func: Function) -> Function:
        name, title = func.__name__, first_sentence(func)
        STEPS[name] = Entry(
            "step", name, func, title, tuple(reads), tuple(writes), version, each, section, options_of(func)
        )
        return func

    return register


def view(*, reads: Iterable[str], each: str = "") -> Callable[[Function], Function]:
    """Register a view: a function that selects rows of tables for one page or export.

    With `each` it makes the result files of every entry of that array of tables in `smartspec.toml`.
    """

    def register(func: Function) -> Function:
        name, title = func.__name__, first_sentence(func)
        VIEWS[name] = Entry("view", name, func, title, tuple(reads), each=each, options=options_of(func))
        return func

    return register


def load(*rooms: str) -> None:
    """Import every module of the named rooms (all rooms if none is named), so that it registers itself."""
    for room in rooms or ROOMS:
        try:
            package = importlib.import_module(f"smartspec.{room}")
        except ModuleNotFoundError:
            continue
        for module in pkgutil.walk_packages(package.__path__, f"smartspec.{room}."):
            importlib.import_module(module.name)


def find(entries: Mapping[str, Entry], name: str, *, place: str = "") -> Entry:
    """The entry of that name.

    Raises
    ------
    ConfigError
        If there is none; the hint names the nearest.
    """
    if name not in entries:
        kind = next((e.kind for e in entries.values()), "name")
        raise ConfigError(f"unknown {kind} `{name}`", place=place, hint=nearest(name, entries))
    return entries[name]
