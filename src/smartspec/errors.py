"""Every error the package raises on purpose.

::

    SmartspecError
    ├── ConfigError    smartspec.toml, an option or a call is wrong
    ├── SourceError    a file cannot be read as what it is taken for
    ├── SchemaError    a table does not have the columns, types or key of its spec
    └── ComputeError   the numbers given to a method do not allow an answer
"""

import difflib
from collections.abc import Iterable


class SmartspecError(Exception):
    """What is wrong, where, and what to do about it."""

    def __init__(self, problem: str, *, place: str = "", hint: str = "") -> None:
        super().__init__(problem)
        self.problem, self.place, self.hint = problem, place, hint

    def __str__(self) -> str:
        """One line, and a second one if there is a hint."""
        place = f"{self.place}: " if self.place else ""
        hint = f"\nhint: {self.hint}" if self.hint else ""
        return f"{place}{self.problem}{hint}"


class ConfigError(SmartspecError):
    """The configuration or a call is wrong; nothing was computed."""


class SourceError(SmartspecError):
    """A file cannot be read as what it is taken for."""


class SchemaError(SmartspecError):
    """A table does not match its spec."""


class ComputeError(SmartspecError):
    """The numbers given to a method do not allow an answer."""


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint that names the known word closest to `word`, or lists them all."""
    names = sorted(known)
    close = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    if close:
        return f"did you mean `{close[0]}`?"
    return "known are " + ", ".join(f"`{name}`" for name in names)
