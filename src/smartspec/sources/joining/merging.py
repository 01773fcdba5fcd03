"""Records of several files and databases become publications: joined, traced, counted."""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from smartspec.schema import RECORD_TABLES
from smartspec.sources.joining.merge_report import MergeReport, describe_merge
from smartspec.sources.joining.record_evidence import RecordFacts
from smartspec.sources.joining.record_facts import describe_records, stable_order
from smartspec.sources.joining.record_groups import Grouping, Policy, group_records
from smartspec.sources.joining.reference_matching import match_references
from smartspec.sources.joining.work_details import build_authorships, build_references, build_terms
from smartspec.sources.joining.work_fields import build_works, tabulate_choices
from smartspec.sources.joining.work_groups import DetailRows, WorkGroups, name_groups

if TYPE_CHECKING:
    import pyarrow as pa

ReferenceKeys = Literal["matched", "as read"]

_ORDER = {
    "record_authorships": ("position",),
    "record_affiliations": ("ordinal",),
    "record_terms": ("kind", "ordinal"),
    "record_references": ("ordinal",),
}


@dataclass(frozen=True, slots=True)
class Merged:
    """Publications made from records.

    Attributes
    ----------
    tables : `works`, `authorships`, `affiliations`, `work_terms`, `work_references`, `work_records`, and
        `work_fields(work, field, record, rule)`: which record each field of a joined publication comes from.
    report : how many records were found, joined and why, and the pairs that are in doubt.
    """

    tables: "dict[str, pa.Table]"
    report: MergeReport


def merge_records(
    tables: "Mapping[str, pa.Table]",
    *,
    policy: Policy = "full",
    prefer: Sequence[str] = (),
    references: ReferenceKeys = "matched",
    collapse_versions: bool = False,
    joined: Iterable[tuple[str, str]] = (),
    apart: Iterable[tuple[str, str]] = (),
) -> Merged:
    """Join the records of one publication within and across databases.

    Parameters
    ----------
    tables : the five tables of `RECORD_TABLES`, as read; details of records that are not among the records
        are left out.
    policy : `none` makes one publication of every record; `identifiers` joins equal ids of a database and
        equal DOIs; `full` also equal titles if year, first author, source or pages support it.
    prefer : databases whose records are preferred; the others follow in a fixed order.
    references : `matched` gives references of all styles and databases one key if they are one work;
        `as read` keeps the key made from the parts of each.
    collapse_versions : join preprints and data sets with the document of the same title and author.
    joined, apart : pairs decided by the user; a record is named by its id, `database:native_id` or DOI.

    Returns
    -------
    Merged
        The same whatever the order of the rows. A publication is named `database:native_id` of its preferred
        record, or by a hash of its content if the record has no id.

    Notes
    -----
    Corrections, errata and retractions are other documents than the paper. Titles that many documents share
    ("Editorial") need volume and pages. Times cited are taken from the preferred record and never added up;
    the counts of the other databases stay in `records`.
    """
    records, facts = _in_stable_order(tables, prefer)
    record = records["record"].combine_chunks()
    joined, apart = list(joined), list(apart)
    names = _Names(facts, record.to_pylist(), wanted=bool(joined or apart))
    grouping = group_records(
        facts,
        policy=policy,
        collapse_versions=collapse_versions,
        together=names.pairs(joined),
        apart=names.pairs(apart),
    )
    groups = name_groups(grouping.group, facts)
    tables = {
        **tables,
        "record_references": _with_keys(tables["record_references"], groups, record, references),
    }
    details = {name: DetailRows(tables[name], record, *_ORDER[name]) for name in RECORD_TABLES[1:]}
    works, choices = build_works(records, groups)
    authorships, affiliations, more = build_authorships(
        details["record_authorships"], details["record_affiliations"], groups
    )
    found = {
        "works": works,
        "authorships": authorships,
        "affiliations": affiliations,
        "work_terms": build_terms(details["record_terms"], groups),
        "work_references": build_references(details["record_references"], groups),
        "work_records": _work_records(groups, grouping, record),
        "work_fields": tabulate_choices([*choices, *more], groups, record),
    }
    report = describe_merge(facts, groups.rows, grouping, record.to_pylist())
    return Merged(found, replace(report, unknown=tuple(dict.fromkeys(names.unknown))))


def _in_stable_order(tables: "Mapping[str, pa.Table]", prefer: Sequence[str]) -> "tuple[pa.Table, list[RecordFacts]]":
    """Records by preference, with their facts; the same whatever the order of the input."""
    import pyarrow as pa

    records = tables["records"].combine_chunks()
    facts = describe_records(records, tables["record_authorships"])
    order = stable_order(records, facts, prefer)
    return records.take(pa.array(order, pa.int64())), [facts[row] for row in order]


class _Names:
    """Rows of records by their id, `database:native_id` or DOI."""

    def __init__(self, facts: Sequence[RecordFacts], record: Sequence[str], *, wanted: bool) -> None:
        self.rows: defaultdict[str, list[int]] = defaultdict(list)
        self.unknown: list[str] = []
        for row, fact in enumerate(facts if wanted else ()):
            for name in (record[row], f"{fact.database}:{fact.native_id}", fact.doi):
                if name and not name.endswith(":"):
                    self.rows[name].append(row)

    def pairs(self, named: Iterable[tuple[str, str]]) -> list[tuple[int, int]]:
        """Pairs of rows; a name without a record is noted as unknown."""
        found: list[tuple[int, int]] = []
        for first, second in named:
            self.unknown += [name for name in (first, second) if name not in self.rows]
            product = itertools.product(self.rows.get(first, ()), self.rows.get(second, ()))
            found += [(a, b) for a, b in product if a != b]
        return found


def _with_keys(references: "pa.Table", groups: WorkGroups, record: "pa.Array", keys: ReferenceKeys) -> "pa.Table":
    """The references with the key of the group that they were matched to."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if keys == "as read" or not references.num_rows:
        return references
    owner = pc.index_in(references["record"].combine_chunks(), value_set=record)
    work = pa.array(groups.work_of, pa.int64()).take(owner)
    place = references.schema.get_field_index("reference")
    return references.set_column(place, "reference", match_references(references, work))


def _work_records(groups: WorkGroups, grouping: Grouping, record: "pa.Array") -> "pa.Table":
    """Table `work_records`."""
    import pyarrow as pa

    members = [(work, row, row == rows[0]) for work, rows in enumerate(groups.rows) for row in rows]
    reasons = [grouping.reason[row] or "only record" for _, row, _ in members]
    return pa.table(
        {
            "work": pa.array([groups.ids[work] for work, _, _ in members], pa.string()),
            "record": record.take(pa.array([row for _, row, _ in members], pa.int64())),
            "reason": pa.array(reasons, pa.string()),
            "kept": pa.array([kept for _, _, kept in members], pa.bool_()),
        }
    )
