"""The start page: what was built when, what is stale, how many problems, and what there is to open."""

from collections.abc import Iterable, Mapping
from typing import Any

from smartspec import __version__
from smartspec.registry import view
from smartspec.schema import TABLES, Table
from smartspec.store import rows
from smartspec.views.comparison_tables import card_of
from smartspec.views.table_texts import table_meaning_ru

READS = ("maps", "comparisons", "source_files", "problems")


@view(reads=READS)
def overview(tables: Mapping[str, Table]) -> dict[str, Any]:
    """Maps, comparisons, sources and the number of problems by severity."""
    columns = ("map", "unit", "link", "n_documents", "n_items", "n_links", "n_clusters")
    maps = rows(tables["maps"].select(*columns).order_by("map")).to_pylist()
    problems = tables["problems"].group_by("severity").agg(n=lambda t: t.count())
    found = {row["severity"]: row["n"] for row in rows(problems).to_pylist()}
    return {
        "maps": [{"name": row.pop("map"), **row} for row in maps],
        "comparisons": [card_of(row) for row in rows(tables["comparisons"].order_by("comparison")).to_pylist()],
        "sources": rows(tables["source_files"].order_by("file")).to_pylist(),
        "problems": {severity: found.get(severity, 0) for severity in ("error", "warning", "note")},
    }


def project_body(
    found: Mapping[str, Any],
    *,
    name: str,
    languages: Iterable[str],
    stale: Iterable[str],
    n_rows: Mapping[str, int],
) -> dict[str, Any]:
    """The body `/api/project` from the view `overview` and what the store says of itself."""
    return {
        "name": name,
        "version": __version__,
        "languages": list(languages),
        "stale": list(stale),
        **found,
        "tables": [
            {"name": name, "rows": n, "meaning": TABLES[name].meaning, "meaning_ru": table_meaning_ru(name)}
            for name, n in sorted(n_rows.items())
        ],
    }
