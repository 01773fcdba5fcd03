"""What tests of readers of statistics share: a file read by one reader, its account checked, its cells found again."""

import dataclasses
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pyarrow as pa
import pytest

from smartspec import registry
from smartspec.schema import TABLES
from smartspec.sources.observation import FLAGS, Observation, SheetAccount, observation_table
from smartspec.sources.opening import open_source
from smartspec.sources.publication import Problem
from smartspec.sources.sheets import is_workbook
from smartspec.sources.workbook import Book


@pytest.fixture(scope="session")
def statistics(shared_data: Path) -> Path:
    """The folder of real statistical files."""
    return shared_data / "statistics"


def read_by(name: str, path: Path) -> SimpleNamespace:
    """Everything that a reader gives for a file, after a check of its account.

    Cells that are not empty are as many as went somewhere, rows as many as numbers and marks, errors as many as
    cells that fit nothing; flags are words of the list, in its order; no cell has two rows; values are never NaN.
    """
    if name not in registry.SOURCES:
        registry.load("sources")
    entry, file = registry.SOURCES[name], open_source(Path(path))
    if is_workbook(file.head):
        file = dataclasses.replace(file, book=Book(file))
    items = list(entry.func(file))
    given = [item for item in items if isinstance(item, Observation)]
    tables = [item for item in items if isinstance(item, pa.Table)]
    table = pa.concat_tables([*tables, observation_table(given, file=file.name)])
    accounts = [item for item in items if isinstance(item, SheetAccount)]
    problems = [item for item in items if isinstance(item, Problem)]
    rows = table.to_pylist()
    flags = Counter(row["flag"] for row in rows)
    assert sum(one.accounted for one in accounts) == entry.module.count(file)
    assert all(one.cells == one.accounted for one in accounts)
    assert sum(one.numbers + one.flagged for one in accounts) == len(rows) - flags["blank"]
    assert sum(one.blanks for one in accounts) == flags["blank"]
    assert sum(one.problems for one in accounts) == sum(problem.severity == "error" for problem in problems)
    assert len({(row["sheet"], row["cell"]) for row in rows}) == len(rows)
    for flag in flags:
        words = flag.split("; ")
        assert words == [word for word in FLAGS if word in words]
    assert all(row["value"] is None or row["value"] == row["value"] for row in rows)
    required = [one.name for one in TABLES["observations"].columns if not one.null]
    assert all(row[name] is not None for row in rows for name in required)
    return SimpleNamespace(
        file=file, module=entry.module, table=table, rows=rows, flags=flags, accounts=accounts, problems=problems
    )


@pytest.fixture(scope="session")
def read_as():
    """A file read by a reader, its account checked."""
    return read_by


@pytest.fixture
def written(tmp_path, read_as):
    """A text or bytes written to a file of a name, and read by a reader."""

    def read(name: str, content: str | bytes, *, file: str = "export.txt") -> SimpleNamespace:
        path = tmp_path / file
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_as(name, path)

    return read


@pytest.fixture(scope="session")
def found_again():
    """Rows whose cell, looked up in the file again, is not what the row says was written there."""

    def differing(read: SimpleNamespace) -> list[tuple[str, str, str]]:
        text = read.module.cell_texts(read.file)
        pairs = ((row["cell"], row["raw"], text(row["sheet"], row["cell"])) for row in read.rows)
        return [one for one in pairs if one[1] != one[2]]

    return differing
