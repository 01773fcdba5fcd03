"""Observations of an SDMX-ML file found again by their paths, by reading tags alone, without a parser."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from smartspec.sources.opening import SourceFile

_TAG = re.compile(
    r"<(?P<end>/)?(?:[\w.-]+:)?(?P<name>[A-Za-z][\w.-]*)(?P<inside>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*?)(?P<alone>/)?>"
)
_ATTRIBUTE = re.compile(r"([\w.:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
#: Steps that are numbered even where there is one of them alone.
_NUMBERED = frozenset({"Obs", "Series"})


@dataclass(slots=True)
class _Place:
    path: str = ""
    counts: dict[str, int] = field(default_factory=dict)


def observations_at(file: SourceFile) -> Callable[[str, str], str]:
    """The value of the observation at a path as written or, where it has none, its status."""
    found: dict[str, str] = {}
    status: dict[str, str] = {}
    around, inside = [_Place()], ""
    for tag in _TAG.finditer(file.text()):
        if tag["end"]:
            inside = "" if tag["name"] == "Obs" else inside
            around.pop()
            continue
        outer, name = around[-1], tag["name"]
        outer.counts[name] = outer.counts.get(name, 0) + 1
        is_numbered = outer.counts[name] > 1 or name in _NUMBERED
        place = _Place(f"{outer.path}/{name}[{outer.counts[name]}]" if is_numbered else f"{outer.path}/{name}")
        attributes = {key: one or two for key, one, two in _ATTRIBUTE.findall(tag["inside"])}
        inside = place.path if name == "Obs" else inside
        if inside:
            _note(name, attributes, inside, (found, status))
        if not tag["alone"]:
            around.append(place)
        elif name == "Obs":
            inside = ""

    def text(_sheet: str, cell: str) -> str:
        return found.get(cell) or status.get(cell, "")

    return text


def _note(name: str, attributes: dict[str, str], path: str, target: tuple[dict[str, str], dict[str, str]]) -> None:
    """Keep the value or the status that an element inside an observation holds."""
    found, status = target
    if name == "ObsValue":
        found[path] = attributes.get("value", "")
    elif name == "Obs":
        found.setdefault(path, attributes.get("OBS_VALUE", ""))
        for key in ("OBS_STATUS", "CONF_STATUS"):
            if attributes.get(key):
                status.setdefault(path, attributes[key])
    elif name == "Value":
        key = attributes.get("id", attributes.get("concept", ""))
        if key == "OBS_STATUS" or (key == "CONF_STATUS" and path not in status):
            status[path] = attributes.get("value", "")
