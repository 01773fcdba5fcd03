"""The manifest: which parts make which table, and what made them."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from smartspec.errors import SchemaError

VERSION = 1


@dataclass(frozen=True, slots=True)
class Part:
    """One immutable file of a table; its name ends in the hash of its bytes."""

    table: str
    step: str
    part: str
    file: str
    rows: int


@dataclass(frozen=True, slots=True)
class Run:
    """What made some parts and result files: enough to tell whether they are stale."""

    step: str
    part: str
    version: int
    options: dict[str, Any]
    inputs: dict[str, str]
    fingerprint: str
    results: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything a store holds at one moment; replaced as a whole."""

    parts: tuple[Part, ...] = ()
    runs: tuple[Run, ...] = ()

    def of(self, table: str) -> tuple[Part, ...]:
        """The parts of a table, in order of their part names."""
        return tuple(part for part in self.parts if part.table == table)

    def run(self, step: str, part: str = "") -> Run | None:
        """The run of a step, if it was published."""
        return next((run for run in self.runs if (run.step, run.part) == (step, part)), None)

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the tables that have at least one part."""
        return tuple(sorted({part.table for part in self.parts}))

    def content(self, table: str, part: str = "") -> str:
        """A hash of what a table holds: equal content, equal text.

        Where the table has a part of that name, only this part counts.
        """
        found = self.of(table)
        own = [p for p in found if part and p.part == part]
        return fingerprint([[p.step, p.part, p.file] for p in own or found])

    def with_run(self, run: Run, parts: Iterable[Part]) -> "Manifest":
        """The manifest in which this run and its parts replace what the same run made before."""
        rest = self.without([(run.step, run.part)])
        return Manifest(
            tuple(sorted([*rest.parts, *parts], key=lambda p: (p.table, p.step, p.part))),
            tuple(sorted([*rest.runs, run], key=lambda r: (r.step, r.part))),
        )

    def without(self, runs: Iterable[tuple[str, str]]) -> "Manifest":
        """The manifest without some runs, named (step, part), and the parts that they made."""
        gone = set(runs)
        return Manifest(
            tuple(p for p in self.parts if (p.step, p.part) not in gone),
            tuple(r for r in self.runs if (r.step, r.part) not in gone),
        )

    def to_json(self) -> str:
        """Canonical text: the same manifest gives the same bytes."""
        body = {
            "version": VERSION,
            "parts": [asdict(p) for p in self.parts],
            "runs": [asdict(r) for r in self.runs],
        }
        return json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True) + "\n"

    @classmethod
    def from_json(cls, text: str, *, place: str) -> "Manifest":
        """Read the text of a manifest.

        Raises
        ------
        SchemaError
            If it is not a manifest of this version.
        """
        hint = "delete the folder `tables` and build again; sources and data are not touched by that"
        try:
            body: Mapping[str, Any] = json.loads(text)
            if body["version"] != VERSION:
                raise SchemaError(f"manifest has version {body['version']}, not {VERSION}", place=place, hint=hint)
            return cls(tuple(Part(**p) for p in body["parts"]), tuple(Run(**r) for r in body["runs"]))
        except (ValueError, KeyError, TypeError) as error:
            raise SchemaError("not a manifest", place=place, hint=hint) from error


def fingerprint(*values: Any) -> str:  # noqa: ANN401
    """Hash of canonical JSON of the values; tuples count as lists."""
    text = json.dumps(values, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
