"""From records to publications: joined, authors told apart, thesauri applied, citations found, everything counted."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc

from smartspec.schema import TABLES, WORK_TABLES
from smartspec.sources.joining.authors import resolve_authors
from smartspec.sources.joining.citation_links import cited_works
from smartspec.sources.joining.merging import merge_records
from smartspec.sources.joining.record_groups import Policy
from smartspec.sources.joining.sample_lists import listed_works, read_sample_list
from smartspec.sources.joining.term_variants import suggest_variants
from smartspec.sources.joining.thesaurus import COLUMNS, apply_thesaurus, make_thesaurus, read_thesaurus
from smartspec.sources.joining.thesaurus import Unit as ThesaurusUnit
from smartspec.store import arrow_schema

AuthorKeys = Literal["auto", "written", "persons"]
#: What `merged_tables` makes.
JOINED = (
    "works",
    "authorships",
    "affiliations",
    "work_terms",
    "work_references",
    "work_records",
    "work_fields",
    "work_citations",
    "record_flow",
    "merge_doubts",
    "ambiguous_authors",
    "term_variants",
)


@dataclass(frozen=True, slots=True)
class Merging:
    """How records become publications.

    Attributes
    ----------
    policy : `full`, `identifiers` or `none`; under `none` references keep the keys they were read with.
    authors : `written` takes an author's id in the database, else the name as written; `persons` joins ids, ORCID iDs
        and names with evidence of organisation and co-authors; `auto` does so where several databases meet.
    thesauri : files and the units that they are for, applied in this order.
    unify_terms : replace keywords by the commonest of their variants (plural, hyphen, spelling), see `term_variants`.
    only, without : lists of publications to keep, and to leave out, one id a line.
    """

    policy: Policy = "full"
    authors: AuthorKeys = "auto"
    thesauri: tuple[tuple[Path, ThesaurusUnit], ...] = ()
    unify_terms: bool = False
    only: Path | None = None
    without: Path | None = None


def merged_tables(records: Mapping[str, pa.Table], merging: Merging) -> dict[str, pa.Table]:
    """Publications, their details and how they came about, from the records of all sources.

    Raises
    ------
    SourceError
        If a thesaurus file cannot be read.
    """
    matching: Literal["matched", "as read"] = "as read" if merging.policy == "none" else "matched"
    merged = merge_records(records, policy=merging.policy, references=matching)
    made = dict(merged.tables)
    flow = [_line(line) for line in merged.report.flow]
    for path, keep in ((merging.only, True), (merging.without, False)):
        if path is not None:
            flow += _apply_list(made, records, path, keep=keep)
    made["work_citations"] = cited_works({**records, **made})
    made["ambiguous_authors"] = _rows("ambiguous_authors", [])
    if merging.authors == "persons" or (merging.authors == "auto" and _several_databases(records)):
        made |= _persons(made)
    for path, unit in merging.thesauri:
        name = COLUMNS[unit][0]
        made[name], _ = apply_thesaurus(made[name], read_thesaurus(path), unit=unit)
    made["term_variants"] = _variants(made["work_terms"])
    if merging.unify_terms:
        pairs = zip(
            made["term_variants"]["label"].to_pylist(), made["term_variants"]["replace_by"].to_pylist(), strict=True
        )
        unified = make_thesaurus(((n, list(pair)) for n, pair in enumerate(pairs, 1)), name="term_variants")
        made["work_terms"], _ = apply_thesaurus(made["work_terms"], unified, unit="terms")
    made["record_flow"] = _rows("record_flow", flow)
    made["merge_doubts"] = _rows(
        "merge_doubts",
        [
            {"first": doubt.first, "second": doubt.second, "reason": doubt.reason, "joined": doubt.joined}
            for doubt in dict.fromkeys(merged.report.doubts)
        ],
    )
    return made


def _apply_list(
    made: dict[str, pa.Table], records: Mapping[str, pa.Table], path: Path, *, keep: bool
) -> list[dict[str, Any]]:
    """Leave out publications by a list, in every table of theirs; gives lines for the flow."""
    sample = read_sample_list(path)
    listed, unknown = listed_works(sample, {**records, "work_records": made["work_records"]})
    before = len(made["works"])
    for name in (*WORK_TABLES, "work_records", "work_fields"):
        inside = pc.is_in(made[name]["work"], value_set=pa.array(sorted(listed), pa.string()))
        made[name] = made[name].filter(inside if keep else pc.invert(inside))
    words = f"not in `{sample.name}`" if keep else f"in `{sample.name}`"
    lines = [("left out by list", words, before - len(made["works"]))]
    lines += [("listed but not found", f"`{sample.name}`", len(unknown))] if unknown else []
    return [{"stage": stage, "database": "all", "reason": text, "n": n} for stage, text, n in lines]


def _several_databases(records: Mapping[str, pa.Table]) -> bool:
    return len(records["records"]["database"].unique()) > 1


def _persons(made: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """Authorships with the keys of persons, and the names that stay in doubt."""
    authorships = made["authorships"]
    found = resolve_authors(authorships, made["affiliations"])
    place = authorships.schema.get_field_index("author")
    doubts = sorted({(doubt.name, doubt.reason) for doubt in found.ambiguous})
    return {
        "authorships": authorships.set_column(place, "author", found.keys.cast(pa.string())),
        "ambiguous_authors": _rows("ambiguous_authors", [{"name": n, "reason": r} for n, r in doubts]),
    }


def _variants(terms: pa.Table) -> pa.Table:
    """Keywords that seem to be variants of a commoner one; suggestions, to be looked at."""
    counts = Counter(terms["term_key"].to_pylist())
    found = [
        {"label": v.label, "replace_by": v.replace_by, "rule": v.rule, "n": v.n, "n_replace_by": v.n_replace_by}
        for v in suggest_variants(counts)
    ]
    return _rows("term_variants", found)


def _line(line: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"stage": line.stage, "database": line.database, "reason": line.reason, "n": line.n}


def _rows(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=arrow_schema(TABLES[name]))
