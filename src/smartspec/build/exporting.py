"""Tables as files: CSV, Parquet, XLSX, JSON."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

from smartspec.build.folders import writable
from smartspec.errors import ConfigError
from smartspec.schema import TABLES
from smartspec.store.lock import put

#: What a cell of a spreadsheet can hold.
CELL = 32_767
SHEET_ROWS = 1_048_576


def export_tables(
    tables: Mapping[str, pa.Table], folder: Path, *, table_format: str = "csv", sources: pa.Table | None = None
) -> Iterator[tuple[Path, int]]:
    """Write tables into a folder, one file each, rows in the order of their key; yields path and rows.

    CSV is UTF-8 with commas, a header of column names, and empty fields for missing values.

    Parameters
    ----------
    sources : rows of `source_files`, which a workbook carries on a sheet of its own.

    Raises
    ------
    ConfigError
        If the folder cannot be written, or a table is too long for a spreadsheet.
    """
    writable(folder)
    for name, table in sorted(tables.items()):
        ordered = table.select(list(TABLES[name].names)).sort_by([(k, "ascending") for k in TABLES[name].key])
        path, temporary = folder / f"{name}.{table_format}", folder / f".tmp-{name}.{table_format}"
        try:
            if table_format == "xlsx":
                _write_xlsx(ordered, temporary, name, sources=sources)
            else:
                WRITERS[table_format](ordered, temporary, name)
            put(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
        yield path, len(ordered)


def _write_csv(table: pa.Table, path: Path, _: str) -> None:
    flat = table
    for place, column in enumerate(table.schema):
        if pa.types.is_list(column.type):
            joined = pc.binary_join(table[column.name].combine_chunks(), "; ")
            flat = flat.set_column(place, column.name, joined)
    with path.open("wb") as file:
        header = ",".join(flat.column_names) + "\n"
        file.write(header.encode())
        options = pa.csv.WriteOptions(include_header=False, quoting_style="needed")
        pa.csv.write_csv(flat, file, options)


def _write_parquet(table: pa.Table, path: Path, _: str) -> None:
    pa.parquet.write_table(table, path, compression="zstd", row_group_size=122_880)


def _write_json(table: pa.Table, path: Path, name: str) -> None:
    spec = TABLES[name]
    columns = [{"name": c.name, "kind": c.kind, "unit": c.unit, "meaning": c.meaning} for c in spec.columns]
    body = {"table": name, "meaning": spec.meaning, "columns": columns, "rows": table.to_pylist()}
    path.write_text(json.dumps(body, ensure_ascii=False, allow_nan=False, indent=1) + "\n", encoding="utf-8")


def _write_xlsx(table: pa.Table, path: Path, name: str, *, sources: pa.Table | None = None) -> None:
    import datetime as dt

    import xlsxwriter

    if len(table) >= SHEET_ROWS:
        hint = "export it as csv or parquet"
        raise ConfigError(f"{len(table)} rows do not fit into a sheet", place=f"table `{name}`", hint=hint)
    options = {"constant_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"created": dt.datetime(2000, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)})
        _write_sheet(book, table, name)
        if sources is not None and name != "source_files":
            _write_sheet(book, sources, "sources")
        meanings = book.add_worksheet("columns")
        for number, column in enumerate(TABLES[name].columns):
            for place, text in enumerate((column.name, column.unit, column.meaning)):
                meanings.write_string(number, place, text)


def _write_sheet(book: Any, table: pa.Table, name: str) -> None:  # noqa: ANN401  # xlsxwriter has no type marker
    bold, sheet = book.add_format({"bold": True}), book.add_worksheet(name[:31])
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(table.column_names):
        sheet.write_string(0, place, column, bold)
    for number, row in enumerate(table.to_pylist(), 1):
        for place, value in enumerate(row.values()):
            _write_cell(sheet, number, place, value)


def _write_cell(sheet: Any, row: int, column: int, value: Any) -> None:  # noqa: ANN401
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    elif value is not None:
        text = "; ".join(value) if isinstance(value, list) else str(value)
        sheet.write_string(row, column, text if len(text) <= CELL else text[: CELL - 1] + "…")


WRITERS: dict[str, Callable[[pa.Table, Path, str], None]] = {
    "csv": _write_csv,
    "parquet": _write_parquet,
    "json": _write_json,
}
