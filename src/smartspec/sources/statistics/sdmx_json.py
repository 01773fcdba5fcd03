"""SDMX-JSON 1.0 and 2.0: observations under keys of places in the lists of their dimensions."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from smartspec.errors import SourceError
from smartspec.registry import source
from smartspec.schema import OBSERVATION_TABLES
from smartspec.sources.json_document import Document, document_of, is_object, objects, pointed, text_of, values_at
from smartspec.sources.observation import SheetAccount
from smartspec.sources.opening import Head, SourceFile
from smartspec.sources.publication import Problem
from smartspec.sources.statistics.sdmx_codes import dataset_in
from smartspec.sources.statistics.sdmx_json_structure import Component, Structure, structure_of
from smartspec.sources.statistics.sdmx_rows import CubeRows, NoNumberError, Row

_AGAIN = "download the file again"
_KEY = re.compile(r'"\d+(?::\d+)*"\s*:\s*\[')


def recognise(head: Head) -> float:
    """How sure this is such a file, 0 to 1."""
    text = head.text
    if not text.lstrip().startswith("{"):
        return 0.0
    if re.search(r'"dataSets"\s*:\s*\[', text) and re.search(r'"(?:observations|structures?|series|action)"\s*:', text):
        return 0.95
    return 0.8 if '"keyPosition"' in text or "sdmx-json" in text else 0.0


def count(file: SourceFile) -> int:
    """Observations: keys of places that lead to a list, in the text inside `observations`, times the measures."""
    text = file.text()
    n_keys = 0
    for found in re.finditer(r'"observations"\s*:\s*\{', text):
        inside = text[found.end() : text.find("}", found.end())]
        n_keys += len(_KEY.findall(inside))
    measures = re.search(r'"measures"\s*:\s*\{\s*"observation"\s*:\s*\[(.*?)\]\s*\}', text, re.DOTALL)
    n_measures = len(re.findall(r'"keyPosition"|"id"\s*:\s*"[^"]+"\s*,\s*"name', measures[1])) if measures else 1
    return n_keys * max(1, n_measures)


def cell_texts(file: SourceFile) -> Callable[[str, str], str]:
    """Look values up in the file again by their JSON pointers."""
    return values_at(file)


def cell_text(file: SourceFile, sheet: str, cell: str) -> str:
    """What stands at a JSON pointer."""
    return cell_texts(file)(sheet, cell)


@source(writes=OBSERVATION_TABLES, title="SDMX-JSON", version=2)
def read(file: SourceFile) -> Iterator[Any]:
    """Yield the observations of each dataset, then the account of the file.

    Raises
    ------
    SourceError
        If it is no JSON, says nothing of its structure, or holds no dataset.
    """
    document = document_of(file)
    inner, steps = (document["data"], ("data",)) if is_object(document.get("data")) else (document, ())
    if "dataSets" not in inner:
        hint = "download the data of the dataflow, not its structure"
        raise SourceError("holds no dataset", place=f"`{file.name}`", hint=hint)
    account = SheetAccount()
    for number, dataset in enumerate(objects(inner["dataSets"])):
        structure = structure_of(inner, dataset, document, place=f"`{file.name}`")
        rows = CubeRows(
            structure.dataset or dataset_in(file),
            title=structure.title,
            agency=structure.agency,
            labels=structure.labels(),
            roles=structure.roles(),
        )
        way = (*steps, "dataSets", number)
        groups = _Groups.of_dataset(structure, dataset.get("dimensionGroupAttributes"))
        for item in _Reader(structure, way, dataset, groups).items():
            problem = item if isinstance(item, Problem) else _add(item, rows)
            if problem is not None:
                account.problems += problem.severity == "error"
                yield problem
        yield from rows.tables(file=file.name)
        rows.close(account)
    prepared = _prepared(document)
    account.description = "; ".join(filter(None, (prepared, account.description)))
    account.cells = account.accounted
    yield account


def _add(row: Row, rows: CubeRows) -> Problem | None:
    """The problem if the value is none."""
    try:
        rows.add(row)
    except NoNumberError as error:
        return Problem(f"`{row.cell}`", str(error), _AGAIN)
    return None


def _prepared(document: Document) -> str:
    """When the message was made, which is no edition of the data."""
    for name in ("header", "meta"):
        found = document.get(name)
        if is_object(found) and text_of(found.get("prepared")):
            return f"prepared {text_of(found['prepared'])}"
    return ""


#: Codes (None if a key leads nowhere), attributes and notes that hold for all observations below.
_Given = tuple[dict[str, str] | None, dict[str, str], str]


@dataclass(frozen=True, slots=True)
class _Reader:
    """Observations of a dataset, each with the codes of the dataset, its series and its own."""

    structure: Structure
    way: tuple[object, ...]
    dataset: Document
    groups: "_Groups"

    def items(self) -> Iterator[Row | Problem]:
        """Every observation, or the problem that kept it out."""
        whole = {one.name: one.code("0") or "" for one in self.structure.dataset_dimensions}
        attributes = _attributes(self.structure.dataset_attributes, self.dataset.get("attributes"))
        notes = self._annotations(self.dataset.get("annotations"))
        yield from self._observations(self.dataset, self.way, (whole, attributes, notes))
        series = self.dataset.get("series")
        for key, one in series.items() if is_object(series) else ():
            way = (*self.way, "series", key)
            if not is_object(one):
                yield Problem(f"`{pointed(*way)}`", "the series is no object", _AGAIN, "warning")
                continue
            codes = self.structure.codes(self.structure.series_dimensions, key)
            own = _attributes(self.structure.series_attributes, one.get("attributes"))
            said = " | ".join(filter(None, (notes, self._annotations(one.get("annotations")))))
            given: _Given = ({**whole, **codes} if codes is not None else None, {**attributes, **own}, said)
            yield from self._observations(one, way, given)

    def _observations(self, holder: Document, way: tuple[object, ...], given: _Given) -> Iterator[Row | Problem]:
        """Observations of the dataset itself, or of a series."""
        outer, attributes, notes = given
        found = holder.get("observations")
        for key, values in found.items() if is_object(found) else ():
            place = (*way, "observations", key)
            codes = self.structure.codes(self.structure.observation_dimensions, key)
            if codes is None or outer is None or not isinstance(values, list) or not values:
                message = "its key or its series leads to no place in the dimensions, or it holds no value"
                yield Problem(f"`{pointed(*place)}`", f"the observation is not readable: {message}", _AGAIN)
                continue
            whole = self.structure.ordered({**outer, **codes})
            yield from self._measures(values, place, (whole, {**self.groups.of(whole), **attributes}, notes))

    def _measures(
        self, values: list[Any], place: tuple[object, ...], given: tuple[dict[str, str], dict[str, str], str]
    ) -> Iterator[Row]:
        """A row for each measure of an observation."""
        codes, attributes, notes = given
        names = self.structure.measures
        n = max(1, len(names))
        own = _attributes(self.structure.observation_attributes, values[n:])
        beyond = values[n + len(self.structure.observation_attributes) :]
        said = " | ".join(filter(None, (notes, self._annotations(beyond))))
        for number, value in enumerate(values[:n]):
            raw = "null" if value is None else str(value)
            more = {"MEASURE": names[number]} if n > 1 else {}
            yield Row({**codes, **more}, pointed(*place, number), raw, {**attributes, **own}, said)

    def _annotations(self, places: object) -> str:
        """Texts of annotations; of a list of their places in the structure."""
        flat = (
            [one for found in places for one in (found if isinstance(found, list) else [found])]
            if isinstance(places, list)
            else []
        )
        texts = self.structure.annotations
        chosen = [int(one) for one in flat if str(one).isdigit() and int(one) < len(texts)]
        return " | ".join(filter(None, (texts[place] for place in chosen)))


@dataclass(frozen=True, slots=True)
class _Groups:
    """Attributes of groups of observations: the dimensions of a group to its codes to attributes."""

    found: dict[tuple[str, ...], dict[tuple[str, ...], dict[str, str]]]

    @classmethod
    def of_dataset(cls, structure: Structure, stated: object) -> "_Groups":
        """From keys such as `:0::`, with a place for each dimension of the group and nothing for the others."""
        found: dict[tuple[str, ...], dict[tuple[str, ...], dict[str, str]]] = {}
        for key, places in stated.items() if is_object(stated) else ():
            pairs = list(zip(structure.dimensions, key.split(":"), strict=False))
            codes = {one.name: one.code(place) for one, place in pairs if place}
            if all(code is not None for code in codes.values()):
                values = tuple(code or "" for code in codes.values())
                found.setdefault(tuple(codes), {})[values] = _attributes(structure.group_attributes, places)
        return cls(found)

    def of(self, codes: dict[str, str]) -> dict[str, str]:
        """Attributes of the groups that an observation with these codes belongs to."""
        merged: dict[str, str] = {}
        for names, groups in self.found.items():
            merged |= groups.get(tuple(codes.get(name, "") for name in names), {})
        return merged


def _attributes(components: tuple[Component, ...], places: object) -> dict[str, str]:
    """Codes or texts of attributes by their places, those that are not given left out."""
    if not isinstance(places, list):
        return {}
    pairs = zip(components, places, strict=False)
    found = {one.name: one.code_or_text(place) for one, place in pairs if place is not None}
    return {name: text for name, text in found.items() if text}
