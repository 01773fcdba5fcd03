"""The result files of a map: VOSviewer's formats, the page, the methods."""

from collections.abc import Mapping
from typing import Any

from smartspec import __version__
from smartspec.registry import view
from smartspec.schema import Table
from smartspec.views.methods import in_russian, methods_page, methods_text
from smartspec.views.network import READS, network
from smartspec.views.page import single_page
from smartspec.views.vosviewer import json_text, map_text, network_text


def map_page(body: Mapping[str, Any], *, language: str = "en") -> str:
    """One map as a self-contained page."""
    return single_page(
        {"/api/project": project_of(body), f"/api/network/{body['name']}": body},
        title=f"{body['name']} · smartspec",
        language=language,
    )


def project_of(body: Mapping[str, Any]) -> dict[str, Any]:
    """The project body of a page that holds one map alone."""
    counts = ("n_documents", "n_items", "n_links", "n_clusters")
    one = {key: body[key] for key in ("name", "unit", "link")} | {key: body["summary"][key] for key in counts}
    return {
        "name": body["name"],
        "version": __version__,
        "languages": ["ru", "en"],
        "generated": bool(body.get("generated")),
        "built": True,
        "stale": [],
        "maps": [one],
        "comparisons": [],
        "sources": body["sources"],
        "problems": {"error": 0, "warning": 0, "note": 0},
        "tables": [],
    }


def with_methods(body: Mapping[str, Any], *, generated: bool = False) -> dict[str, Any]:
    """The body of a map with its methods paragraph in both languages and the mark of generated data."""
    methods = {language: methods_text(body, language=language) for language in ("ru", "en")}
    russian = [in_russian(warning) for warning in body["warnings"]]
    return {**body, "generated": generated, "methods": methods, "warnings_ru": russian}


def write_map_files(body: Mapping[str, Any], *, language: str = "en") -> dict[str, bytes]:
    """Result files by name, from the body of a map."""
    texts = {
        "map.txt": map_text(body),
        "network.txt": network_text(body),
        "map.json": json_text(body, description=body["methods"][language]),
        "map.html": map_page(body, language=language),
        "methods.md": methods_page(body),
    }
    return {name: text.encode() for name, text in texts.items()}


@view(reads=READS, each="map")
def map_files(
    tables: Mapping[str, Table], *, name: str, generated: bool = False, language: str = "en"
) -> dict[str, bytes]:
    """The files of one map: map.txt, network.txt, map.json, map.html, methods.md.

    Parameters
    ----------
    name : name of the map.
    generated : whether the data are generated, which every figure then says.
    language : language that the page starts in.
    """
    return write_map_files(with_methods(network(tables, name=name), generated=generated), language=language)
