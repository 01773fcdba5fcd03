"""Maps in VOSviewer's formats: map file, network file and JSON, by the strict rules of its readers."""

import html
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>")
_NEEDS_QUOTES = re.compile(r'[\t,;"\r\n]')
#: Map options that VOSviewer Online knows under the same name.
_PARAMETERS = ("attraction", "repulsion", "resolution", "min-cluster-size", "merge-small-clusters")
_ITEM_WORDS = {
    "authors": ("author", "authors"),
    "organisations": ("organisation", "organisations"),
    "countries": ("country", "countries"),
    "sources": ("source", "sources"),
    "documents": ("document", "documents"),
    "references": ("cited reference", "cited references"),
    "cited-authors": ("cited author", "cited authors"),
    "cited-sources": ("cited source", "cited sources"),
    "topics": ("topic", "topics"),
}


def plain_label(text: str, *, fallback: str) -> str:
    """A label that VOSviewer Online shows as it stands: no markup, no word that it takes for missing.

    Examples
    --------
    >>> plain_label("CO<sub>2</sub> & R&D", fallback="7"), plain_label("null", fallback="7")
    ('CO2 & R&D', '7')
    >>> plain_label("a<b", fallback="7")
    'a&lt;b'
    """
    cleaned = " ".join(_MARKUP.sub("", text).replace("<", "&lt;").split())
    return fallback if cleaned.lower() in {"", "null", "nan"} else cleaned


def rounded(value: float) -> float | int:
    """Four decimals, more only where four would leave nothing; whole numbers without a point.

    Examples
    --------
    >>> rounded(3.0), rounded(0.123456), rounded(0.0000123456)
    (3, 0.1235, 1.23456e-05)
    """
    number = round(value, 4) or float(f"{value:.6g}")
    return int(number) if number == int(number) else number


def quoted(text: str) -> str:
    """A field of a map file, in quotes where its readers need them."""
    return '"' + text.replace('"', '""') + '"' if _NEEDS_QUOTES.search(text) else text


def map_text(body: Mapping[str, Any]) -> str:
    """The map file: one line per item below a header; a missing score or cluster is an empty field.

    Parameters
    ----------
    body : what the view `network` returns.
    """
    items = body["items"]
    header = ["id", "label", "x", "y", "cluster"]
    header += [f"weight<{name}>" for name in items["weights"]] + [f"score<{name}>" for name in items["scores"]]
    lines = ["\t".join(header)]
    columns = [*items["weights"].values(), *items["scores"].values()]
    for i, number in enumerate(items["id"]):
        label = quoted(plain_label(items["label"][i], fallback=str(number)))
        cluster = "" if items["cluster"][i] is None else str(items["cluster"][i])
        values = ["" if column[i] is None else str(rounded(column[i])) for column in columns]
        place = [str(round(items[axis][i], 4) + 0.0) for axis in ("x", "y")]
        lines.append("\t".join([str(number), label, *place, cluster, *values]))
    return "\n".join(lines) + "\n"


def network_text(body: Mapping[str, Any]) -> str:
    """The network file: no header, two item numbers and the strength, smaller number first, sorted."""
    return "".join(f"{first}\t{second}\t{strength}\n" for first, second, strength in _links(body))


def _links(body: Mapping[str, Any]) -> Iterator[tuple[int, int, float | int]]:
    numbers, links = body["items"]["id"], body["links"]
    for first, second, strength in zip(links["source"], links["target"], links["strength"], strict=True):
        yield numbers[first], numbers[second], rounded(strength)


def json_text(body: Mapping[str, Any], *, description: str) -> str:
    """The map as VOSviewer JSON, with coordinates, clusters, weights, scores and terminology.

    Parameters
    ----------
    body : what the view `network` returns.
    description : plain text for VOSviewer Online's information panel.
    """
    links = [{"source_id": s, "target_id": t, "strength": w} for s, t, w in _links(body)]
    clusters = sorted({c for c in body["items"]["cluster"] if c is not None})
    network = {
        "items": [_json_item(body["items"], i) for i in range(len(body["items"]["id"]))],
        "links": links,
        "clusters": [{"cluster": c, "label": f"Cluster {c}"} for c in clusters],
    }
    given = body["parameters"]
    parameters = {key.replace("-", "_"): given[key] for key in _PARAMETERS if given.get(key) is not None}
    title = plain_label(str(body["name"]), fallback="map")
    whole = {
        "network": network,
        "config": {"parameters": {"item_color": 1, **parameters}, "terminology": terminology(body["unit"])},
        "info": {"title": html.escape(title), "description": html.escape(description)},
    }
    return json.dumps(whole, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n"


def _json_item(items: Mapping[str, Any], i: int) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "id": items["id"][i],
        "label": plain_label(items["label"][i], fallback=str(items["id"][i])),
        "x": round(items["x"][i], 4) + 0.0,
        "y": round(items["y"][i], 4) + 0.0,
    }
    if items["cluster"][i] is not None:
        entry["cluster"] = items["cluster"][i]
    description = items["description"][i] if "description" in items else None
    if description:
        entry["description"] = html.escape(description)
    entry["weights"] = {name: rounded(column[i]) for name, column in items["weights"].items()}
    scores = {name: rounded(c[i]) for name, c in items["scores"].items() if c[i] is not None}
    return {**entry, "scores": scores} if scores else entry


def terminology(unit: str) -> dict[str, str]:
    """VOSviewer Online's words for items of a unit."""
    one, many = _ITEM_WORDS.get(unit, ("keyword", "keywords"))
    return {
        "item": one.capitalize(),
        "items": many.capitalize(),
        "link": "Link",
        "links": "Links",
        "link_strength": "Link strength",
        "total_link_strength": "Total link strength",
        "cluster": "Cluster",
        "clusters": "Clusters",
    }
