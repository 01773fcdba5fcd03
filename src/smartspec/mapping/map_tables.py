"""The tables of a finished map: items numbered in the order of their labels."""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from smartspec.mapping.selecting import Selection
from smartspec.mapping.tables import MAP_DOCUMENTS, MAP_ITEMS, MAP_LINKS, MAPS
from smartspec.network import Clustering, Layout
from smartspec.places import country_name
from smartspec.places.region_table import region
from smartspec.schema import Table, TableSpec
from smartspec.store import arrow_schema, rows

_SCORES = ("citations", "norm_citations", "average_year", "average_citations", "average_norm_citations")


def map_tables(
    selection: Selection,
    clustering: Clustering,
    layout: Layout,
    *,
    head: Mapping[str, str],
    parameters: Mapping[str, Any],
    tables: Mapping[str, Table],
) -> dict[str, pa.Table]:
    """`maps`, `map_items`, `map_links` and `map_documents` of one map.

    Parameters
    ----------
    head : `map`, `unit`, `link` and `counting`.
    parameters : every parameter of the map, by configuration key.
    tables : `works`, for the titles of documents.
    """
    name, found, network = head["map"], selection.found, selection.network
    language = str(parameters.get("label-language", "en"))
    labels = place_names(found.items, head["unit"], language=language) or found.labels
    order = sorted(range(len(labels)), key=lambda i: (labels[i].casefold(), labels[i], found.items[i]))
    number = np.empty(len(order), dtype=np.int64)  # number of the item at each place
    number[order] = np.arange(1, len(order) + 1)
    titles = _titles(tables["works"]) if head["unit"] == "documents" else {}
    values = selection.values
    items = {
        "map": [name] * len(order),
        "id": range(1, len(order) + 1),
        "item": [found.items[i] for i in order],
        "label": [labels[i] for i in order],
        "description": [titles.get(found.items[i]) for i in order],
        "x": layout.coordinates[order, 0],
        "y": layout.coordinates[order, 1],
        "cluster": [int(c) or None for c in clustering.labels[order]],
        "links": network.degrees[order],
        "total_link_strength": network.strengths[order],
        "documents": found.n_documents[order],
        **{column: _missing(getattr(values, column)[order]) for column in _SCORES},
    }
    first, second, strength = network.links()
    ends = np.sort(np.stack([number[first], number[second]]), axis=0)
    links = {"map": [name] * len(strength), "source_id": ends[0], "target_id": ends[1], "strength": strength}
    behind = {
        "map": [name] * len(found.work),
        "id": number[found.item],
        "work": [found.works[i] for i in found.work],
    }
    return {
        "maps": _head(selection, clustering, layout, head=head, parameters=parameters),
        "map_items": _table(MAP_ITEMS, items),
        "map_links": _table(MAP_LINKS, links),
        "map_documents": _table(MAP_DOCUMENTS, behind),
    }


def _head(
    selection: Selection,
    clustering: Clustering,
    layout: Layout,
    *,
    head: Mapping[str, str],
    parameters: Mapping[str, Any],
) -> pa.Table:
    one = {
        **head,
        "n_documents": len(selection.found.works),
        "n_candidates": selection.n_candidates,
        "n_items": selection.network.n_nodes,
        "n_links": selection.network.n_links,
        "n_clusters": clustering.n_clusters,
        "n_components": selection.n_components,
        "total_link_strength": selection.network.total_weight,
        "quality": clustering.quality,
        "objective": layout.objective,
        "parameters": json.dumps(parameters, ensure_ascii=False),
        "warnings": [*selection.warnings, *layout.warnings],
    }
    return _table(MAPS, {key: [value] for key, value in one.items()})


def place_names(items: list[str], unit: str, *, language: str = "en") -> list[str]:
    """Names of countries, regions and districts; empty for other units. A name that repeats gets its code.

    Examples
    --------
    >>> place_names(["RU-PNZ", "RU-TA"], "regions", language="ru")
    ['Пензенская область', 'Республика Татарстан']
    """
    if unit == "countries":
        return [country_name(code, language="ru" if language == "ru" else "en") or code for code in items]
    if unit not in {"regions", "districts"}:
        return []
    units = [region(code) for code in items]
    names = [(one.name_ru if language == "ru" else "") or one.name for one in units]
    return [f"{name} ({code})" if names.count(name) > 1 else name for name, code in zip(names, items, strict=True)]


def _titles(works: Table) -> dict[str, str | None]:
    table = rows(works.select("work", "title"))
    return dict(zip(table["work"].to_pylist(), table["title"].to_pylist(), strict=True))


def _missing(values: NDArray[np.float64]) -> list[float | None]:
    return [None if np.isnan(value) else float(value) for value in values]


def _table(spec: TableSpec, columns: Mapping[str, Any]) -> pa.Table:
    schema = arrow_schema(spec)
    arrays = [pa.array(columns[column], type=schema.field(column).type) for column in spec.names]
    return pa.Table.from_arrays(arrays, schema=schema)
