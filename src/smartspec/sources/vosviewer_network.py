"""VOSviewer's map, network and JSON files, read more tolerantly than VOSviewer writes them."""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from smartspec.errors import SourceError
from smartspec.sources.opening import open_source

_PLAIN = ("id", "label", "x", "y", "cluster")


@dataclass(slots=True)
class GivenNetwork:
    """Items and links as a file gives them.

    Attributes
    ----------
    ids : as written, unique; without items, the ids of the links in the order of their first mention.
    labels, descriptions : one per item; a missing label is the id.
    weights, scores : columns by name; a missing score is None.
    links : (place of one end, place of the other, strength), self links left out, pairs in either direction kept.
    notes : what was left out or repaired.
    """

    ids: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    descriptions: list[str | None] = field(default_factory=list)
    weights: dict[str, list[float]] = field(default_factory=dict)
    scores: dict[str, list[float | None]] = field(default_factory=dict)
    links: list[tuple[int, int, float]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_network(*, network: Path | None = None, items: Path | None = None, whole: Path | None = None) -> GivenNetwork:
    """Read a network file with or without a map file, or a JSON file.

    Parameters
    ----------
    network : lines of two ids and a strength (1 if absent), separated by tabs, commas or semicolons; no header.
    items : map file with the labels, weights and scores of the items.
    whole : JSON file that holds both.

    Raises
    ------
    SourceError
        If a file is not what it is taken for, an id repeats, a link names an id that is no item, or a strength or
        weight is not a number >= 0.
    """
    if whole is not None:
        return _read_json(whole)
    given = _read_items(items) if items is not None else GivenNetwork()
    if network is not None:
        _read_links(network, given, new=items is None)
    return given


def _fail(path: Path, place: str, problem: str, hint: str = "") -> SourceError:
    where = f"`{path.name}`" + (f" {place}" if place else "")
    return SourceError(problem, place=where, hint=hint)


def _number(text: Any, path: Path, place: str) -> float:  # noqa: ANN401
    try:
        value = float(text)
    except (TypeError, ValueError) as error:
        raise _fail(path, place, f"{text!r} is not a number", "decimal points, not commas") from error
    if not 0 <= value < float("inf"):
        raise _fail(path, place, f"{text!r} is not a number >= 0")
    return value


def _table(path: Path) -> list[list[str]]:
    text = open_source(path).text()
    first = text.partition("\n")[0]
    separator = max("\t,;", key=first.count)
    return [row for row in csv.reader(io.StringIO(text), delimiter=separator) if any(cell.strip() for cell in row)]


def _read_items(path: Path) -> GivenNetwork:
    rows = _table(path)
    header = [name.strip() for name in rows[0]] if rows else []
    names = [name.lower() if name.lower() in {*_PLAIN, "description", "url"} else name for name in header]
    if "id" not in names and "label" not in names:
        raise _fail(
            path, "line 1", "is no map file", "its first line must name the columns, `id` or `label` among them"
        )
    given = GivenNetwork()
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(names):
            raise _fail(path, f"line {number}", f"{len(row)} fields where the header has {len(names)}")
        cells = dict(zip(names, (cell.strip() for cell in row), strict=True))
        given.ids.append(cells.get("id") or cells["label"])
        given.labels.append(cells.get("label") or cells["id"])
        given.descriptions.append(cells.get("description") or None)
        for name, cell in cells.items():
            _put_column(given, name, cell, path=path, place=f"line {number}")
    _check_ids(given, path)
    return given


def _put_column(given: GivenNetwork, name: str, cell: str, *, path: Path, place: str) -> None:
    kind, _, title = name.partition("<")
    title = title.rstrip(">") or "Weight"
    if kind.lower() == "weight":
        given.weights.setdefault(title, []).append(_number(cell, path, f"{place}, `{name}`"))
    elif kind.lower() == "score":
        known = cell.lower() not in {"", "nan", "null", "-"}
        given.scores.setdefault(title, []).append(_finite(cell, path, f"{place}, `{name}`") if known else None)


def _finite(text: Any, path: Path, place: str) -> float:  # noqa: ANN401
    try:
        return float(text)
    except (TypeError, ValueError) as error:
        raise _fail(path, place, f"{text!r} is not a number", "decimal points, not commas") from error


def _check_ids(given: GivenNetwork, path: Path) -> None:
    seen: set[str] = set()
    for name in given.ids:
        if name in seen:
            raise _fail(path, "", f"the id `{name}` stands twice")
        seen.add(name)


def _read_links(path: Path, given: GivenNetwork, *, new: bool) -> None:
    place = {name: i for i, name in enumerate(given.ids)}
    n_self = 0
    for number, row in enumerate(_table(path), 1):
        cells = [cell.strip() for cell in row]
        if len(cells) not in {2, 3}:
            hint = "each line holds two ids and a strength"
            raise _fail(path, f"line {number}", f"{len(cells)} fields", hint)
        ends = []
        for name in cells[:2]:
            if name not in place:
                if not new:
                    raise _fail(path, f"line {number}", f"`{name}` is no item of the map file")
                place[name] = len(given.ids)
                given.ids.append(name)
                given.labels.append(name)
                given.descriptions.append(None)
            ends.append(place[name])
        strength = _number(cells[2], path, f"line {number}") if len(cells) == 3 and cells[2] else 1.0
        n_self += ends[0] == ends[1]
        if ends[0] != ends[1] and strength > 0:
            given.links.append((ends[0], ends[1], strength))
    if n_self:
        given.notes.append(f"{n_self} links of an item to itself were left out")


def _read_json(path: Path) -> GivenNetwork:
    try:
        body = json.loads(open_source(path).text())
        network = body["network"]
        items, links = network.get("items") or [], network.get("links") or []
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        hint = 'it must look like {"network": {"items": [...], "links": [...]}}'
        raise _fail(path, "", "is no VOSviewer JSON", hint) from error
    given = GivenNetwork()
    titles = [sorted({name for item in items for name in item.get(kind) or {}}) for kind in ("weights", "scores")]
    for number, item in enumerate(items, 1):
        where = f"item {number}"
        given.ids.append(str(item.get("id", item.get("label", number))))
        given.labels.append(str(item.get("label") or given.ids[-1]))
        given.descriptions.append(item.get("description"))
        for title in titles[0]:
            given.weights.setdefault(title, []).append(_number((item.get("weights") or {}).get(title), path, where))
        for title in titles[1]:
            value = (item.get("scores") or {}).get(title)
            given.scores.setdefault(title, []).append(None if value is None else _finite(value, path, where))
    _check_ids(given, path)
    _json_links(links, given, path, new=not items)
    return given


def _json_links(links: list[Mapping[str, Any]], given: GivenNetwork, path: Path, *, new: bool) -> None:
    place = {name: i for i, name in enumerate(given.ids)}
    n_unclear = 0
    for number, link in enumerate(links, 1):
        ends = []
        for name in (str(link.get("source_id")), str(link.get("target_id"))):
            if name not in place:
                if not new:
                    raise _fail(path, f"link {number}", f"`{name}` is no item")
                place[name] = len(given.ids)
                given.ids.append(name)
                given.labels.append(name)
                given.descriptions.append(None)
            ends.append(place[name])
        strength = link.get("strength")
        if not strength:
            n_unclear += 1
        if ends[0] != ends[1]:
            given.links.append((ends[0], ends[1], _number(strength, path, f"link {number}") if strength else 1.0))
    if n_unclear:
        given.notes.append(f"{n_unclear} links without a strength count as 1, as VOSviewer does")
