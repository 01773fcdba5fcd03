"""The structure of an SDMX-JSON message: which dimensions and attributes there are, and their codes by place."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from smartspec.errors import SourceError
from smartspec.sources.json_document import Document, Written, is_object, objects, text_of
from smartspec.sources.statistics.sdmx_codes import Role, role_of

_URN = re.compile(r"Dataflow=(?P<agency>[\w.]+):(?P<id>[\w@-]+)\(")
_URN_OF_STRUCTURE = re.compile(r"DataStructure=(?P<agency>[\w.]+):(?P<id>[\w@-]+)\(")
#: Types of annotations that say how to show the data.
_SETTING = re.compile(r"[A-Z][A-Z0-9_]+|NonProductionDataflow")
_HREF = re.compile(r"/dataflow/(?P<first>[\w.@-]+)/(?P<second>[\w.@-]+)(?:/(?P<third>[\w.+-]+))?")
_LAST = 1 << 30


@dataclass(frozen=True, slots=True)
class Component:
    """A dimension or attribute: its codes (or texts, where it has no codes) and what they mean, by place."""

    name: str
    position: int
    codes: tuple[str, ...]
    meanings: tuple[str, ...]
    is_time: bool = False
    title: str = ""

    def code(self, place: str) -> str | None:
        """The code at a place; None if there is no such place.

        >>> Component("GEO", 0, ("AT", "BE"), ("", "")).code("1")
        'BE'
        """
        return self.codes[int(place)] if place.isdigit() and int(place) < len(self.codes) else None

    def code_or_text(self, place: object) -> str:
        """The code at a place; where the message gives the text itself, that; several of them joined."""
        if isinstance(place, list):
            return "; ".join(filter(None, map(self.code_or_text, place)))
        if is_object(place):
            return text_of(place.get("en")) or next(map(text_of, place.values()), "")
        if isinstance(place, Written) and self.codes:
            return self.code(place) or ""
        return text_of(place)


@dataclass(frozen=True, slots=True)
class Structure:
    """Everything that a key in a dataset refers to."""

    dataset: str
    title: str
    agency: str
    dataset_dimensions: tuple[Component, ...]
    series_dimensions: tuple[Component, ...]
    observation_dimensions: tuple[Component, ...]
    dataset_attributes: tuple[Component, ...]
    series_attributes: tuple[Component, ...]
    observation_attributes: tuple[Component, ...]
    group_attributes: tuple[Component, ...]
    measures: tuple[str, ...]
    annotations: tuple[str, ...]

    @property
    def dimensions(self) -> tuple[Component, ...]:
        """All dimensions in the order of the key."""
        found = (*self.dataset_dimensions, *self.series_dimensions, *self.observation_dimensions)
        return tuple(sorted(found, key=lambda one: one.position))

    def codes(self, dimensions: Sequence[Component], key: str) -> dict[str, str] | None:
        """Codes that a key such as `0:3` leads to; None if it leads nowhere."""
        places = key.split(":")
        if len(places) != len(dimensions):
            return None
        found = {one.name: one.code(place) for one, place in zip(dimensions, places, strict=True)}
        codes = {name: code for name, code in found.items() if code is not None}
        return codes if len(codes) == len(found) else None

    def ordered(self, codes: dict[str, str]) -> dict[str, str]:
        """Codes in the order of the key."""
        return {one.name: codes[one.name] for one in self.dimensions if one.name in codes}

    def labels(self) -> dict[str, dict[str, str]]:
        """What codes mean, by dimension and attribute."""
        outer = (*self.dataset_attributes, *self.group_attributes, *self.series_attributes)
        attributes = (*outer, *self.observation_attributes)
        return {
            one.name: {code: text for code, text in zip(one.codes, one.meanings, strict=True) if text}
            for one in (*self.dimensions, *attributes)
        }

    def roles(self) -> dict[str, Role]:
        """Roles of dimensions that the message states and the id does not tell."""
        found: dict[str, Role] = {one.name: "time" for one in self.dimensions if one.is_time}
        industries = (one.name for one in self.dimensions if role_of(one.name) == "indicator" and _is_industry(one))
        return {**found, **dict.fromkeys(industries, "activity")}


def structure_of(inner: Document, dataset: Document, document: Document, *, place: str) -> Structure:
    """The structure that a dataset refers to.

    Parameters
    ----------
    inner : the part of the document that holds datasets and structures.

    Raises
    ------
    SourceError
        If there is none.
    """
    found = inner.get("structure")
    if "structures" in inner:
        several, number = objects(inner["structures"]), str(dataset.get("structure", "0"))
        found = several[int(number)] if number.isdigit() and int(number) < len(several) else None
    if not is_object(found) or not is_object(found.get("dimensions")):
        hint = "download the data with their structure: without `detail=dataonly`"
        raise SourceError("says nothing of the dimensions of its values", place=place, hint=hint)
    dimensions, attributes = found["dimensions"], found.get("attributes")
    attributes = attributes if is_object(attributes) else {}
    measures = found.get("measures")
    named = objects(measures.get("observation")) if is_object(measures) else []
    agency, name = _flow(found, dataset, document)
    said = tuple(_annotation(one) for one in objects(found.get("annotations")))
    return Structure(
        name,
        _name(found),
        agency,
        dataset_dimensions=_components(dimensions, "dataSet") or _components(dimensions, "dataset"),
        series_dimensions=_components(dimensions, "series"),
        observation_dimensions=_components(dimensions, "observation"),
        dataset_attributes=_components(attributes, "dataSet") or _components(attributes, "dataset"),
        series_attributes=_components(attributes, "series"),
        observation_attributes=_components(attributes, "observation"),
        group_attributes=_components(attributes, "dimensionGroup"),
        measures=tuple(text_of(one.get("id")) for one in named),
        annotations=said,
    )


def _components(found: Document, level: str) -> tuple[Component, ...]:
    return tuple(_component(one) for one in objects(found.get(level)))


def _component(found: Document) -> Component:
    values = found.get("values")
    entries = [one if is_object(one) else {"value": one} for one in values] if isinstance(values, list) else []
    codes = tuple(text_of(one.get("id")) or text_of(one.get("value")) or _name(one) for one in entries)
    position = str(found.get("keyPosition", _LAST))
    roles = found.get("role", found.get("roles"))
    is_time = "TIME_PERIOD" in (roles if isinstance(roles, list) else [roles])
    return Component(
        text_of(found.get("id")),
        int(position) if position.isdigit() and not is_time else _LAST,
        codes,
        tuple(_name(one) for one in entries),
        is_time,
        _name(found),
    )


def _is_industry(component: Component) -> bool:
    """Whether a dimension whose id says little (`IND`) is called one of industries."""
    return component.title.lower().startswith(("industr", "economic activit", "branch"))


def _name(found: Document) -> str:
    """The name of a thing: as a text, or the English or else the first in a choice of languages."""
    name = found.get("name")
    if is_object(name):
        return text_of(name.get("en")) or next(map(text_of, name.values()), "")
    names = found.get("names")
    if not text_of(name) and is_object(names):
        return text_of(names.get("en")) or next(map(text_of, names.values()), "")
    return text_of(name)


def _annotation(found: Document) -> str:
    """The words of an annotation; "" if it is a setting of a data browser, which a type in capital letters tells."""
    if _SETTING.fullmatch(text_of(found.get("type"))):
        return ""
    return text_of(found.get("text")) or text_of(found.get("title"))


def _flow(structure: Document, dataset: Document, document: Document) -> tuple[str, str]:
    """Agency and id of the dataflow, or else of the data structure, from the links of the structure or the dataset."""
    header = next((found for name in ("header", "meta") if is_object(found := document.get(name))), {})
    sender = header.get("sender")
    agency = text_of(sender.get("id")) if is_object(sender) else ""
    links = [*objects(structure.get("links")), *objects(dataset.get("links"))]
    urns = [text_of(link.get("urn")) for link in links]
    for pattern in (_URN, _URN_OF_STRUCTURE):
        for urn in filter(None, map(pattern.search, urns)):
            return urn["agency"], urn["id"]
    for link in links:
        href = _HREF.search(text_of(link.get("href")))
        if href:
            return (href["first"], href["second"]) if href["third"] else (agency, href["first"])
    return agency, ""
