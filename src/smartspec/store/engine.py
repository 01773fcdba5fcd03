"""DuckDB behind Ibis: tables in, rows out, parts written in the order of their key."""

import concurrent.futures
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Self, TypeVar

import duckdb
import ibis
import pyarrow as pa

from smartspec.errors import SchemaError
from smartspec.schema import Table, TableSpec

Result = TypeVar("Result")

SQL_TYPES = {
    "string": "VARCHAR",
    "int32": "INTEGER",
    "int64": "BIGINT",
    "float64": "DOUBLE",
    "bool": "BOOLEAN",
    "strings": "VARCHAR[]",
}
ARROW_TYPES = {
    "string": pa.string(),
    "int32": pa.int32(),
    "int64": pa.int64(),
    "float64": pa.float64(),
    "bool": pa.bool_(),
    "strings": pa.list_(pa.string()),
}


def arrow_schema(spec: TableSpec) -> pa.Schema:
    """The Arrow schema of a table of the house."""
    return pa.schema([pa.field(c.name, ARROW_TYPES[c.kind]) for c in spec.columns])


class Engine:
    """A connection with bounded memory that opens tables and writes them.

    Parameters
    ----------
    memory : limit as DuckDB writes it, e.g. "2GB"; the process takes some hundred MB more.
    threads : number of threads; results do not depend on it.
    spill : folder for what does not fit into memory; without one, such a query fails.
    """

    def __init__(self, *, memory: str = "2GB", threads: int = 2, spill: Path | None = None) -> None:
        self.backend = ibis.duckdb.connect(memory_limit=memory, threads=threads)
        self.connection: duckdb.DuckDBPyConnection = self.backend.con
        self.connection.execute("SET enable_progress_bar = false")
        self.connection.execute("SET temp_directory = ?", [str(spill) if spill else ""])
        self._n_names = 0

    def close(self) -> None:
        """Give back memory and files."""
        self.backend.disconnect()

    def __enter__(self) -> Self:
        """Use as a context manager."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def open_parts(self, spec: TableSpec, paths: Iterable[Path]) -> Table:
        """The table that lies in these parts, as an Ibis table; without parts it has no rows."""
        files = [str(path) for path in paths]
        if not files:
            return self.from_arrow(spec, arrow_schema(spec).empty_table())
        table = self.backend.read_parquet(files, table_name=self._name(spec.name))
        if set(table.columns) != set(spec.names):
            hint = "run `smartspec build` again"
            raise SchemaError("was built by another version", place=f"table `{spec.name}`", hint=hint)
        return table.select(list(spec.names))

    def from_arrow(self, spec: TableSpec, table: pa.Table) -> Table:
        """An Arrow table with the columns of the spec as an Ibis table."""
        check_columns(spec, table.column_names)
        name = self._name(spec.name)
        self.connection.register(name, table.select(list(spec.names)).cast(arrow_schema(spec)))
        return self.backend.table(name)

    def write(self, spec: TableSpec, table: Table, path: Path) -> int:
        """Write a table (Ibis or Arrow) in the order of its key; returns the number of rows.

        Raises
        ------
        SchemaError
            If columns are missing or too many, a key repeats, a value that must be there is missing,
            or a number is NaN or infinite.
        """
        if isinstance(table, pa.Table):
            table = self.from_arrow(spec, table)
        check_columns(spec, table.columns)
        self.backend._run_pre_execute_hooks(table)  # noqa: SLF001
        names = ", ".join(f'CAST("{c.name}" AS {SQL_TYPES[c.kind]}) AS "{c.name}"' for c in spec.columns)
        order = ", ".join(f'"{name}"' for name in spec.key)
        query = f"SELECT {names} FROM ({self.backend.compile(table)}) ORDER BY {order}"  # noqa: S608  # own names
        copy = f"COPY ({query}) TO $path (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"
        _run(self.connection, lambda: self.connection.execute(copy, {"path": str(path)}))
        return self._check_rows(spec, path)

    def _check_rows(self, spec: TableSpec, path: Path) -> int:
        key = ", ".join(f'"{name}"' for name in spec.key)
        tests = [f"count(DISTINCT ({key}))"]
        needed = [c for c in spec.columns if not c.null or c.name in spec.key]
        tests += [f'count(*) FILTER ("{c.name}" IS NULL)' for c in needed]
        numbers = [c for c in spec.columns if c.kind == "float64"]
        tests += [f'count(*) FILTER (NOT isfinite("{c.name}"))' for c in numbers]
        query = f"SELECT count(*), {', '.join(tests)} FROM read_parquet(?)"  # noqa: S608  # own names
        found = self.connection.execute(query, [str(path)]).fetchone() or ()
        total, distinct, rest = found[0], found[1], found[2:]
        place = f"table `{spec.name}`"
        if distinct != total:
            raise SchemaError(f"{total - distinct} rows repeat the key ({', '.join(spec.key)})", place=place)
        for column, n in zip([*needed, *numbers], rest, strict=True):
            if n:
                kind = "not a finite number" if column in numbers else "missing"
                raise SchemaError(f"`{column.name}` is {kind} in {n} rows", place=place)
        return int(total)

    def _name(self, stem: str) -> str:
        self._n_names += 1
        return f"{stem}_{self._n_names}"


def check_columns(spec: TableSpec, names: Iterable[str]) -> None:
    """Raise SchemaError unless the names are exactly the columns of the spec, in any order."""
    given, wanted = set(names), set(spec.names)
    for word, columns in (("lacks", wanted - given), ("has an unknown", given - wanted)):
        if columns:
            raise SchemaError(f"{word} column `{min(columns)}`", place=f"table `{spec.name}`")


def rows(table: Table) -> pa.Table:
    """The rows of an Ibis table as Arrow, fetched from its own engine without a detour through pandas."""
    backend = table.get_backend()
    backend._run_pre_execute_hooks(table)  # noqa: SLF001  # registers in-memory tables
    query = backend.compile(table)
    if backend.name == "duckdb":
        found = _run(backend.con, lambda: backend.con.execute(query).to_arrow_table())
    else:
        found = backend._session.sql(query).toArrow()  # noqa: SLF001
    return found.cast(table.schema().to_pyarrow())


def _run(connection: duckdb.DuckDBPyConnection, query: Callable[[], Result]) -> Result:
    """Run a query so that Ctrl-C stops it and leaves the connection usable."""
    with concurrent.futures.ThreadPoolExecutor(max_workers=1) as worker:
        future = worker.submit(query)
        while True:
            try:
                return future.result(timeout=0.2)
            except concurrent.futures.TimeoutError:
                continue
            except KeyboardInterrupt:
                connection.interrupt()
                raise
