"""From a row of a table to what it was read from: the cell in its sheet, the record in its file, the rows behind it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis

from smartspec.build.evidence_files import CHANGED, UNREADABLE, entry_of, opened_again, source_facts
from smartspec.build.evidence_problem import problem_place
from smartspec.build.looking import check_table, look_at
from smartspec.build.planning import load_project
from smartspec.errors import ConfigError, SourceError, nearest
from smartspec.project import Project
from smartspec.schema import TABLES, Table, TableSpec
from smartspec.sources.evidence import surroundings
from smartspec.sources.evidence_fragment import Fragment, line_fragment
from smartspec.sources.evidence_headings import Data
from smartspec.sources.evidence_plane import place_of
from smartspec.sources.evidence_record import record_fragment
from smartspec.sources.evidence_window import Window
from smartspec.sources.opening import SourceFile
from smartspec.store import Snapshot, reading, rows

#: Tables whose rows lead to a file, and tables whose rows lead to rows of those.
READ, MADE = ("observations", "records", "problems"), ("works", "indicators", "compared_cells")
#: Tables of publications, which are what the example generates.
PUBLICATIONS = ("records", "works")
#: Rows behind a row that are listed at most.
MOST_BEHIND = 200
#: What is told of a row that stands behind another one.
_TOLD = {
    "observations": ("region_name", "indicator", "activity", "period", "value", "unit", "flag"),
    "records": ("database", "title", "year", "doi", "record_number", "line"),
}
_LONGEST_NUMBER = 18


def evidence_of(
    project: Project, table: str, key: Mapping[str, str], *, rows_around: int = 8, columns_around: int = 5
) -> dict[str, Any]:
    """A row of a table with what it was made from.

    Parameters
    ----------
    table : `observations`, `records` and `problems` lead to a place in a file; `works`, `indicators` and
        `compared_cells` to rows of the first two.
    key : the columns of the table's key as texts.
    rows_around, columns_around : how much of a sheet is shown on either side of a cell.

    Returns
    -------
    `row`, its `columns`, its `key`; for a row that was read also `source`, `file` (whether it is still the same),
    `surroundings` and `agrees`; for a row that was made `behind`, the rows that it was made from.

    Raises
    ------
    ConfigError
        If there is no such table or row, its rows have no evidence, or a column is no part of its key.
    """
    spec = _spec_of(table)
    with reading(project.tables, memory=project.memory, threads=project.threads) as snapshot:
        row = _row_of(snapshot.table(table), spec, key)
        body: dict[str, Any] = {
            "table": table,
            "key": {name: row[name] for name in spec.key},
            "row": row,
            "columns": [{"name": c.name, "kind": c.kind, "unit": c.unit, "meaning": c.meaning} for c in spec.columns],
        }
        is_counted = table in PUBLICATIONS or ("provenance" in row and not row["provenance"])
        body["generated"] = project.generated and is_counted
        if table in MADE:
            return body | _behind(snapshot, table, row)
        around = (rows_around, columns_around)
        return body | _in_file(project, snapshot, table, row, around=around)


def _spec_of(table: str) -> TableSpec:
    if table not in TABLES:
        raise ConfigError(f"there is no table `{table}`", hint=nearest(table, TABLES))
    if table not in (*READ, *MADE):
        known = ", ".join(f"`{name}`" for name in (*READ, *MADE))
        raise ConfigError(f"rows of `{table}` lead to no file", hint=f"rows of {known} do")
    return TABLES[table]


def _row_of(table: Table, spec: TableSpec, key: Mapping[str, str]) -> dict[str, Any]:
    """The row with that key; a `sheet` that is not named is that of files without sheets."""
    place = f"table `{spec.name}`"
    for name in key:
        if name not in spec.key:
            raise ConfigError(f"`{name}` is no part of the key", place=place, hint=nearest(name, spec.key))
    given = {"sheet": "", **key}
    for name in spec.key:
        if name not in given:
            hint = "the key is " + ", ".join(f"`{one}`" for one in spec.key)
            raise ConfigError(f"`{name}` is missing", place=place, hint=hint)
    values = {name: _value(spec, name, given[name]) for name in spec.key}
    found = rows(table.filter(*(table[name] == value for name, value in values.items()))).to_pylist()
    if not found:
        written = ", ".join(f"{name} `{given[name]}`" for name in spec.key)
        hint = f"`smartspec show {spec.name}` lists the rows"
        raise ConfigError(f"there is no such row in `{spec.name}`", place=written, hint=hint)
    return dict(found[0])


def _value(spec: TableSpec, name: str, text: str) -> str | int:
    """A value of a key from its text."""
    if spec.column(name).kind == "string":
        return text
    if not text.isascii() or not text.isdigit() or len(text) > _LONGEST_NUMBER:
        raise ConfigError(f"`{name}` is a whole number, not {text!r}", place=f"table `{spec.name}`")
    return int(text)


def _in_file(
    project: Project, snapshot: Snapshot, table: str, row: dict[str, Any], *, around: tuple[int, int]
) -> dict[str, Any]:
    """The source file of a row, its state, and the place in it."""
    files = snapshot.table("source_files")
    found = rows(files.filter(files.file == row["file"])).to_pylist()
    if not found:  # a problem that lies between files names none
        return {"source": None, "file": None, "surroundings": None, "agrees": None}
    listed = found[0]
    entry = entry_of(project, listed["file"])
    again = opened_again(project, listed)
    body = {"source": source_facts(listed, entry[2] if entry else None), "surroundings": None, "agrees": None}
    if again.file is None:
        return body | {"file": again.body()}
    try:
        shown = _place_in(again.file, snapshot, row, _Asked(table, listed["format"], *around))
        if table == "observations" and shown is not None:
            body["agrees"] = shown.text.strip() == row["raw"].strip()
        body["surroundings"] = shown.body() if shown is not None else None
    except SourceError as error:
        state = again.body() | {"problem": error.problem, "hint": error.hint}
        return body | {"file": state if again.state == CHANGED else state | {"state": UNREADABLE}}
    return body | {"file": again.body()}


def _data_of(table: Table, file: str, sheet: str) -> Data | None:
    """Rows and columns of a sheet that hold observations; None where there are none."""
    cells = table.filter(table.file == file, table.sheet == sheet).cell
    letters = rows(cells.re_extract(r"^[A-Z]+", 0).name("part").as_table().distinct())["part"].to_pylist()
    numbers = rows(cells.re_extract(r"\d+$", 0).name("part").as_table().distinct())["part"].to_pylist()
    columns = frozenset(place_of(f"{one}1")[1] for one in letters if one)
    data = Data(frozenset(int(one) - 1 for one in numbers if one), columns)
    return data if data.rows else None


@dataclass(frozen=True, slots=True)
class _Asked:
    """Table of the row, reader of the file, and how much of a sheet is wanted."""

    table: str
    reader: str
    n_rows: int
    n_columns: int


def _place_in(file: SourceFile, snapshot: Snapshot, row: dict[str, Any], asked: _Asked) -> Window | Fragment | None:
    """The place of a row in its file; None where the row names none."""
    if asked.table == "records":
        return _record(snapshot.table("records"), file, row, asked.reader)
    sheet, cell = row.get("sheet", ""), row.get("cell", "")
    if asked.table == "problems":
        found = problem_place(row["place"])
        if found.line:
            return line_fragment(file, found.line, around=asked.n_rows)
        sheet, cell = found.sheet, found.cell
    if not cell:
        return None
    data = _data_of(snapshot.table("observations"), row["file"], sheet) if not cell.startswith("/") else None
    return surroundings(file, sheet, cell, reader=asked.reader, data=data, rows=asked.n_rows, columns=asked.n_columns)


def _record(table: Table, file: SourceFile, row: Mapping[str, Any], reader: str) -> Fragment:
    """The text of a record in its file; it ends where the next one begins."""
    following = table.filter(table.file == row["file"], table.line > (row["line"] or 0))
    next_line = rows(following.agg(line=following.line.min()))["line"][0].as_py()
    return record_fragment(file, row["record_number"], line=row["line"], next_line=next_line, reader=reader)


def _behind(snapshot: Snapshot, table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """The rows that a row was made from, each with its key."""
    if table == "works":
        links, records = snapshot.table("work_records"), snapshot.table("records")
        mine = links.filter(links.work == row["work"]).select("record", "reason", "kept")
        found = rows(records.join(mine, "record").order_by(ibis.desc("kept"), "record")).to_pylist()
        return _listed("records", found, wanted=len(found), extra=("reason", "kept"))
    wanted = [part for part in (row["provenance"] or "").split(" | ") if part]
    observations = snapshot.table("observations")
    address = observations.file + "!" + observations.sheet + "!" + observations.cell
    found = rows(observations.filter(address.isin(wanted))).to_pylist() if wanted else []
    order = {part: number for number, part in enumerate(wanted)}
    found.sort(key=lambda one: order[f"{one['file']}!{one['sheet']}!{one['cell']}"])
    return _listed("observations", found, wanted=len(set(wanted)))


def _listed(table: str, found: list[dict[str, Any]], *, wanted: int, extra: tuple[str, ...] = ()) -> dict[str, Any]:
    key, told = TABLES[table].key, (*_TOLD[table], *extra)
    behind = [
        {"key": {name: one[name] for name in key}, "told": {name: one[name] for name in told}}
        for one in found[:MOST_BEHIND]
    ]
    return {"behind": {"table": table, "rows": behind, "total": len(found), "missing": wanted - len(found)}}


def first_evidence(folder: Path, table: str, *, where: tuple[str, ...] = (), **around: int) -> dict[str, Any]:
    """The evidence of the first row of a table that meets the conditions, and how many rows do.

    Parameters
    ----------
    where : conditions such as `region=RU-TOM`, see `smartspec.views.filtering.matching`.
    around : `rows_around`, `columns_around`, as in `evidence_of`.

    Raises
    ------
    ConfigError
        If there is no such project, table or row, or a condition is wrong.
    """
    check_table(table)
    spec = _spec_of(table)
    found = look_at(folder, table, size=1, where=where)
    if not found["total"]:
        place = ", ".join(f"`{condition}`" for condition in where)
        raise ConfigError(f"there is no such row in `{table}`", place=place, hint=f"look with `smartspec show {table}`")
    key = {name: str(found["rows"][name][0]) for name in spec.key}
    return evidence_of(load_project(folder), table, key, **around) | {"matches": found["total"]}
