"""The fields of a publication, each from one of its records, with the rule that chose it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smartspec.schema import TABLES
from smartspec.sources.joining.work_groups import WorkGroups

if TYPE_CHECKING:
    import pyarrow as pa

#: Fields that say which record a publication is shown by; never filled from another record.
IDENTITY = ("database", "native_id", "file", "record_number", "line", "url")
#: Fields that belong together: taken from the first record that states a page or an article number.
PLACE = ("volume", "issue", "page_begin", "page_end", "article_number")


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """One field of one publication: the row of the record it comes from, and why."""

    work: int
    field: str
    row: int
    rule: str


def choose_fields(
    groups: WorkGroups, columns: Mapping[str, Sequence[Any]]
) -> tuple[dict[str, list[int]], list[FieldChoice]]:
    """For every field the record to take for each publication, and the choices of joined publications."""
    fields = [name for name in TABLES["works"].names if name != "work"]
    take = {name: [rows[0] for rows in groups.rows] for name in fields}
    choices: list[FieldChoice] = []
    for work, rows in groups.joined():
        place = _place_row(rows, columns)
        for name in fields:
            row, rule = _choose(name, rows, columns, place)
            take[name][work] = row
            if columns[name][row] is not None:
                choices.append(FieldChoice(work, name, row, rule))
    return take, choices


def _choose(name: str, rows: Sequence[int], columns: Mapping[str, Sequence[Any]], place: int) -> tuple[int, str]:
    """Row and rule for one field."""
    column = columns[name]
    if name in IDENTITY:
        return rows[0], "preferred record"
    if name in PLACE:
        return place, "preferred record" if place == rows[0] else "first record with pages"
    if name == "abstract":
        row = max(rows, key=lambda row: len(column[row] or ""))
        return row, "longest"
    row = next((row for row in rows if column[row] is not None), rows[0])
    return row, "preferred record" if row == rows[0] else "filled: the preferred record has none"


def _place_row(rows: Sequence[int], columns: Mapping[str, Sequence[Any]]) -> int:
    """The first record that states a page or an article number, else a volume, else the preferred one."""
    for names in (("page_begin", "article_number"), ("volume",)):
        for row in rows:
            if any(columns[name][row] for name in names):
                return row
    return rows[0]


def joined_issn(rows: Sequence[int], issn: Sequence[str | None]) -> str | None:
    """ISSNs of all records, each once, in order of preference."""
    found = dict.fromkeys(one for row in rows for one in (issn[row] or "").split("; ") if one)
    return "; ".join(found) or None


def build_works(records: "pa.Table", groups: WorkGroups) -> "tuple[pa.Table, list[FieldChoice]]":
    """Table `works`, and which record its fields come from in joined publications."""
    import pyarrow as pa

    columns = {name: records[name].to_pylist() for name in records.column_names}
    take, choices = choose_fields(groups, columns)
    arrays: dict[str, Any] = {"work": pa.array(groups.ids, pa.string())}
    for name, rows in take.items():
        arrays[name] = records[name].combine_chunks().take(pa.array(rows, pa.int64()))
    issn = [joined_issn(rows, columns["issn"]) for rows in groups.rows]
    arrays["issn"] = pa.array(issn, pa.string())
    return pa.table(arrays).select(list(TABLES["works"].names)), choices


def tabulate_choices(choices: Sequence[FieldChoice], groups: WorkGroups, record: "pa.Array") -> "pa.Table":
    """Table `work_fields`: which record each field of a joined publication comes from, and by which rule."""
    import pyarrow as pa

    ordered = sorted(choices, key=lambda choice: (choice.work, choice.field))
    return pa.table(
        {
            "work": pa.array([groups.ids[choice.work] for choice in ordered], pa.string()),
            "field": pa.array([choice.field for choice in ordered], pa.string()),
            "record": record.take(pa.array([choice.row for choice in ordered], pa.int64())),
            "rule": pa.array([choice.rule for choice in ordered], pa.string()),
        }
    )
