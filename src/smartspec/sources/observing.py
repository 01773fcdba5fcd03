"""Files of statistics read by their readers, every cell of every sheet accounted for."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from smartspec.registry import Entry
from smartspec.schema import OBSERVATION_TABLES, TABLES
from smartspec.sources.checking.observation_checks import check_observations
from smartspec.sources.observation import Observation, SheetAccount, observation_table
from smartspec.sources.opening import SourceFile
from smartspec.sources.publication import Problem

_CHUNK = 20_000
_ACCOUNT = tuple(one.name for one in fields(SheetAccount))


def reads_observations(entry: Entry) -> bool:
    """Whether a reader gives observations, not publications."""
    return entry.writes == OBSERVATION_TABLES


@dataclass(slots=True)
class Observed:
    """What a reader of statistics gave.

    Attributes
    ----------
    observations, sheets : Arrow tables `observations` and `source_sheets`.
    problems : as the reader gave them, and what closes the account.
    n_cells : cells that hold data: those read and those that fit nothing.
    n_read : cells that became a number or a mark.
    """

    observations: Any
    sheets: Any
    problems: list[Problem]
    n_cells: int
    n_read: int


@dataclass(slots=True)
class _Gathered:
    file: str
    parts: list[Any] = field(default_factory=list)
    waiting: list[Observation] = field(default_factory=list)
    accounts: list[SheetAccount] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def add(self, item: Any) -> None:  # noqa: ANN401  # an Arrow table has no type marker
        if isinstance(item, Observation):
            self.waiting.append(item)
            if len(self.waiting) >= _CHUNK:
                self.flush()
        elif isinstance(item, SheetAccount):
            self.accounts.append(item)
        elif isinstance(item, Problem):
            self.problems.append(item)
        else:
            self.parts.append(item)

    def flush(self) -> None:
        self.parts.append(observation_table(self.waiting, file=self.file))
        self.waiting = []


def read_observations(source: SourceFile, entry: Entry) -> Observed:
    """Read a file by a reader of statistics; what is not accounted for is a problem."""
    gathered = _Gathered(source.name, problems=list(source.problems))
    for item in entry.func(source):
        gathered.add(item)
    gathered.flush()
    observations = _concatenated(gathered.parts)
    accounts = gathered.accounts
    problems = gathered.problems + list(_balance(entry.module.count(source), accounts, observations))
    problems += check_observations(observations)
    n_read = sum(one.numbers + one.flagged for one in accounts)
    n_kept_out = sum(problem.severity == "error" for problem in problems)
    return Observed(observations, _sheets(accounts, source.name), problems, n_read + n_kept_out, n_read)


def _concatenated(parts: list[Any]) -> Any:  # noqa: ANN401
    """One table of all parts; a column that is a dictionary of texts in one of them is one in all of them."""
    import pyarrow as pa

    coded = {field.name: field.type for part in parts for field in part.schema if pa.types.is_dictionary(field.type)}
    schema = pa.schema([pa.field(field.name, coded.get(field.name, field.type)) for field in parts[0].schema])
    alike = [part if part.schema.equals(schema) else part.cast(schema) for part in parts]
    return pa.concat_tables(alike).unify_dictionaries()


def _sheets(accounts: list[SheetAccount], file: str) -> Any:  # noqa: ANN401
    import pyarrow as pa

    types = {"string": pa.string(), "int64": pa.int64()}
    columns = TABLES["source_sheets"].columns
    schema = pa.schema([pa.field(column.name, types[column.kind]) for column in columns])
    rows = [
        {"file": file, **{name: value for name, value in asdict(one).items() if value != ""}, "sheet": one.sheet}
        for one in accounts
    ]
    return pa.Table.from_pylist(rows, schema=schema)


def _balance(n_cells: int, accounts: list[SheetAccount], observations: Any) -> Iterator[Problem]:  # noqa: ANN401
    """Problems where cells were counted that went nowhere, or rows do not fit the account."""
    import pyarrow.compute as pc

    hint = "look at the file: a part of it was not understood"
    n_accounted = sum(account.accounted for account in accounts)
    if n_cells != n_accounted:
        message = f"{n_cells} cells are not empty, but {n_accounted} are accounted for"
        yield Problem("file", message, hint, "error" if n_cells > n_accounted else "warning")
    n_stated = sum(account.numbers + account.flagged for account in accounts)
    n_rows = len(observations) - (pc.sum(pc.equal(observations["flag"], "blank")).as_py() or 0)
    if n_stated != n_rows:
        message = f"{n_stated} cells hold a number or a mark, but {n_rows} observations were made"
        yield Problem("file", message, hint, "warning")


def filled_columns(observations: Any) -> dict[str, int]:  # noqa: ANN401
    """In how many observations each column is filled."""
    return {
        column.name: len(observations) - observations[column.name].null_count
        for column in TABLES["observations"].columns
        if column.name not in {"file", "cell", "raw", "flag"}
    }
