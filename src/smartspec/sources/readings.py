"""What comes of reading a file, and what the user may say of it beforehand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from smartspec.sources.publication import Problem


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from one file, and what was not.

    Attributes
    ----------
    format, reader_version : name and version of the reader; "" and 0 if the file was not recognised.
    records_in_file : publications, or cells with data, counted by a rule of the format that shares nothing with its
        parser; always `records_read` plus the problems of severity "error".
    columns : column of `records` or `observations`, or kind of detail, to the number of records in which it is filled.
    tables : the record tables, or the tables of observations, as Arrow tables, by name.
    """

    file: str
    format: str
    title: str
    reader_version: int
    encoding: str
    sha256: str
    records_in_file: int
    records_read: int
    problems: list[Problem]
    columns: dict[str, int] = field(default_factory=dict)
    tables: dict[str, Any] = field(default_factory=dict)

    @property
    def records_kept_out(self) -> int:
        """Records that are listed as problems instead."""
        return sum(problem.severity == "error" for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Headings:
    """What the user says of a table of his own.

    Attributes
    ----------
    columns : role (`region`, `activity`, `indicator`, `period`, `value`, `unit`, …) to the heading of its column.
    constants : role to the one value that holds for the whole table.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
