"""Looking at what is there: rows of tables, one SELECT, the registry."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from smartspec import registry
from smartspec.build.planning import ROOMS, load_project
from smartspec.errors import ConfigError, nearest
from smartspec.schema import TABLES
from smartspec.store import read_manifest, reading, rows
from smartspec.views.filtering import matching
from smartspec.views.table_page import table_page


def check_table(name: str) -> None:
    """Raise ConfigError if there is no table of that name."""
    registry.load(*ROOMS)
    if name not in TABLES:
        raise ConfigError(f"there is no table `{name}`", hint=nearest(name, TABLES))


def look_at(folder: Path, name: str, *, size: int = 20, **asked: Any) -> dict[str, Any]:  # noqa: ANN401
    """The first rows of a table of a project.

    Parameters
    ----------
    size : number of rows.
    asked : conditions and order, as the view `table_page` takes them.

    Raises
    ------
    ConfigError
        If there is no such project, table or column.
    """
    check_table(name)
    project = load_project(folder)
    with reading(project.tables, memory=project.memory, threads=project.threads) as snapshot:
        return table_page({name: snapshot.table(name)}, name=name, size=size, **asked)


def with_columns(body: dict[str, Any], names: str) -> dict[str, Any]:
    """The rows of a table with the columns named, joined by commas, in that order; all if none is named.

    Raises
    ------
    ConfigError
        If there is no such column.
    """
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    if not wanted:
        return body
    known = {column["name"]: column for column in body["columns"]}
    for name in wanted:
        if name not in known:
            raise ConfigError(f"there is no column `{name}`", hint=nearest(name, known))
    rows_of = {name: body["rows"][name] for name in wanted}
    return {**body, "columns": [known[name] for name in wanted], "rows": rows_of}


def whole_table(folder: Path, name: str, *, where: Iterable[str] = ()) -> pa.Table:
    """Every row of a table of a project that meets the conditions, as Arrow."""
    check_table(name)
    project = load_project(folder)
    with reading(project.tables, memory=project.memory, threads=project.threads) as snapshot:
        return rows(matching(snapshot.table(name), TABLES[name], where))


def run_query(folder: Path, query: str) -> dict[str, Any]:
    """The rows of one SELECT statement over the tables of a project.

    Nothing can be changed by it, and no file outside the store be read.

    Raises
    ------
    ConfigError
        If it is not one SELECT statement, or DuckDB refuses it.
    """
    project = load_project(folder)
    manifest = read_manifest(project.tables)
    connection = duckdb.connect(config={"memory_limit": project.memory, "threads": project.threads})
    for table in manifest.tables:
        paths = [str((project.tables / part.file).resolve()) for part in manifest.of(table)]
        relation = connection.read_parquet(paths)
        relation.create_view(table)
    try:
        statements = duckdb.extract_statements(query)
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            hint = 'write one statement, such as "SELECT year, count(*) FROM works GROUP BY year"'
            raise ConfigError("only one SELECT statement is run", place="`smartspec sql`", hint=hint)
        connection.execute("SET allowed_directories = [$folder]", {"folder": str(project.tables.resolve())})
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        found = connection.execute(statements[0]).to_arrow_table()
    except duckdb.Error as error:
        message = str(error).strip().partition("\n")[0]
        hint = "`smartspec list tables` names the tables; text stands in single quotes"
        raise ConfigError(message, place="`smartspec sql`", hint=hint) from error
    finally:
        connection.close()
    columns = [{"name": name, "kind": "", "unit": "", "meaning": ""} for name in found.column_names]
    return {
        "name": "query",
        "total": len(found),
        "columns": columns,
        "rows": {name: found[name].to_pylist() for name in found.column_names},
    }


def listing(what: str) -> list[dict[str, Any]]:
    """Names and titles of the registered `sources`, `steps`, `views`, or of the `tables`."""
    registry.load()
    if what == "tables":
        return [{"name": spec.name, "title": spec.meaning} for _, spec in sorted(TABLES.items())]
    entries = {"sources": registry.SOURCES, "steps": registry.STEPS, "views": registry.VIEWS}[what]
    return [
        {
            "name": entry.name,
            "title": entry.title,
            "version": entry.version,
            "reads": list(entry.reads),
            "writes": list(entry.writes),
            "options": {
                option.key: {"meaning": option.meaning, "choices": list(option.choices)}
                for option in entry.options.values()
            },
        }
        for _, entry in sorted(entries.items())
    ]
