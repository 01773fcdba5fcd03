"""The body of a map's page: items, links, evidence and what made them, column by column."""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from smartspec.errors import ConfigError, nearest
from smartspec.registry import view
from smartspec.schema import Table
from smartspec.store import rows

#: Name of the weight that counts publications, by unit: VOSviewer's words.
COUNT_NAMES = {"co-occurrence": "Occurrences", "co-citation": "Citations"}
SCORES = {
    "average_year": "Avg. pub. year",
    "average_citations": "Avg. citations",
    "average_norm_citations": "Avg. norm. citations",
}
READS = (
    "maps",
    "map_items",
    "map_links",
    "map_documents",
    "works",
    "authorships",
    "work_references",
    "work_citations",
    "source_files",
)
#: More publications than this are not put into one page.
MAX_DOCUMENTS = 20_000


@view(reads=READS)
def network(tables: Mapping[str, Table], *, name: str) -> dict[str, Any]:
    """One map with the publications behind every item and link.

    Parameters
    ----------
    name : name of the map.

    Returns
    -------
    The body that the page draws; columns are lists, missing values None.

    Raises
    ------
    ConfigError
        If there is no such map.
    """
    head = map_head(tables["maps"], name)
    items, links, behind = (
        rows(tables[table].filter(lambda t: t.map == name).order_by(*order))
        for table, order in (
            ("map_items", ("id",)),
            ("map_links", ("source_id", "target_id")),
            ("map_documents", ("id", "work")),
        )
    )
    keys = sorted(set(behind["work"].to_pylist()))
    embedded = keys[:MAX_DOCUMENTS]
    return {
        "name": name,
        **{key: head[key] for key in ("unit", "link", "counting", "warnings")},
        "parameters": json.loads(head["parameters"]),
        "summary": {
            key: head[key]
            for key in (
                *("n_documents", "n_candidates", "n_items", "n_links", "n_clusters", "n_components"),
                *("total_link_strength", "quality", "objective"),
            )
        },
        "items": item_columns(items, link=head["link"]),
        "links": link_columns(links),
        "evidence": evidence(behind, embedded, head["link"], tables=tables),
        "documents": document_columns(tables["works"], tables["authorships"], embedded),
        "documents_embedded": len(embedded),
        "documents_total": len(keys),
        "sources": rows(tables["source_files"].order_by("file")).to_pylist(),
    }


def map_head(maps: Table, name: str) -> dict[str, Any]:
    """The row of a map in `maps`.

    Raises
    ------
    ConfigError
        If there is no such map; the hint names the nearest.
    """
    found: list[dict[str, Any]] = rows(maps.filter(maps.map == name)).to_pylist()
    if not found:
        known = rows(maps.select("map"))["map"].to_pylist()
        raise ConfigError(f"there is no map `{name}`", hint=nearest(name, known) if known else "build it first")
    return found[0]


def item_columns(items: pa.Table, *, link: str) -> dict[str, Any]:
    """Items by column, with weights and scores under VOSviewer's names; columns without values left out."""
    weights = {
        "Links": items["links"].to_pylist(),
        "Total link strength": items["total_link_strength"].to_pylist(),
        COUNT_NAMES.get(link, "Documents"): [int(n) if n == int(n) else n for n in items["documents"].to_pylist()],
    }
    for column, title in (("citations", "Citations"), ("norm_citations", "Norm. citations")):
        if title not in weights and items[column].null_count < len(items):
            weights[title] = pc.fill_null(items[column], 0.0).to_pylist()
    scores = {
        title: items[column].to_pylist() for column, title in SCORES.items() if items[column].null_count < len(items)
    }
    plain = {key: items[key].to_pylist() for key in ("id", "item", "label", "x", "y", "cluster")}
    if items["description"].null_count < len(items):
        plain["description"] = items["description"].to_pylist()
    return {**plain, "weights": weights, "scores": scores}


def link_columns(links: pa.Table) -> dict[str, list[float]]:
    """Links by column; ends are places in the list of items, from 0."""
    return {
        "source": pc.subtract(links["source_id"], 1).to_pylist(),
        "target": pc.subtract(links["target_id"], 1).to_pylist(),
        "strength": links["strength"].to_pylist(),
    }


def evidence(behind: pa.Table, documents: list[str], link: str, *, tables: Mapping[str, Table]) -> dict[str, Any]:
    """What lies behind items and links, as lists of places in lists of documents and references."""
    place = {work: i for i, work in enumerate(documents)}
    pairs = [
        (i - 1, place[work])
        for i, work in zip(behind["id"].to_pylist(), behind["work"].to_pylist(), strict=True)
        if work in place
    ]
    n_items = max((i for i, _ in pairs), default=-1) + 1
    body: dict[str, Any] = {"kind": "shared-documents"}
    starts, targets = compressed(pairs, n_items)
    body["item_documents"] = {"starts": starts, "documents": targets}
    body["document_links"], body["references"] = {"starts": [0] * (len(documents) + 1), "targets": []}, []
    if link == "bibliographic-coupling":
        body["kind"] = "shared-references"
        body["document_links"], body["references"] = _shared_references(tables["work_references"], place)
    elif link == "citation":
        body["kind"] = "citations"
        cited = rows(tables["work_citations"].select("work", "cited").distinct().order_by("work", "cited")).to_pylist()
        inside = [(place[c["work"]], place[c["cited"]]) for c in cited if c["work"] in place and c["cited"] in place]
        starts, targets = compressed(inside, len(documents))
        body["document_links"] = {"starts": starts, "targets": targets}
    return body


def _shared_references(references: Table, place: Mapping[str, int]) -> tuple[dict[str, Any], list[str]]:
    """Only references that at least two of the documents share: the others link nothing."""
    cited = rows(references.select("work", "reference", "raw").order_by("reference", "work", "raw"))
    by_reference: dict[str, tuple[set[int], str]] = {}
    columns = (cited["work"].to_pylist(), cited["reference"].to_pylist(), cited["raw"].to_pylist())
    for work, reference, raw in zip(*columns, strict=True):
        if work in place:
            by_reference.setdefault(reference, (set(), raw))[0].add(place[work])
    shared = [(places, raw) for places, raw in by_reference.values() if len(places) > 1]
    pairs = sorted((document, number) for number, (places, _) in enumerate(shared) for document in places)
    starts, targets = compressed(pairs, len(place))
    return {"starts": starts, "targets": targets}, [raw for _, raw in shared]


def compressed(pairs: list[tuple[int, int]], n: int) -> tuple[list[int], list[int]]:
    """Pairs sorted by their first member as row starts ((n + 1,)) and second members.

    Examples
    --------
    >>> compressed([(0, 5), (2, 6), (2, 7)], 3)
    ([0, 1, 1, 3], [5, 6, 7])
    """
    counts = np.bincount([first for first, _ in pairs], minlength=n) if pairs else np.zeros(n, dtype=np.int64)
    return [0, *np.cumsum(counts).tolist()], [second for _, second in pairs]


def document_columns(works: Table, authorships: Table, keys: list[str]) -> dict[str, list[Any]]:
    """Publications by column, in the order of `keys`, with up to five authors by name."""
    wanted = set(keys)
    columns = ("work", "title", "year", "source_title", "doi", "file", "record_number", "line")
    table = rows(works.select(*columns).order_by("work"))
    table = table.filter(pc.is_in(table["work"], value_set=pa.array(keys, pa.string())))
    names: dict[str, list[str]] = {}
    written = rows(authorships.select("work", "position", "name").order_by("work", "position"))
    for work, name in zip(written["work"].to_pylist(), written["name"].to_pylist(), strict=True):
        if work in wanted:
            names.setdefault(work, []).append(name)
    short = ["; ".join(names.get(k, [])[:5]) + ("; …" if len(names.get(k, [])) > 5 else "") for k in keys]
    body = {column: table[column].to_pylist() for column in columns}
    return {
        "key": body["work"],
        "title": body["title"],
        "authors": short,
        "year": body["year"],
        "source": body["source_title"],
        "doi": body["doi"],
        "file": body["file"],
        "record": body["record_number"],
        "line": body["line"],
    }
