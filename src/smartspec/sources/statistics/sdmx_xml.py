"""SDMX-ML 2.0, 2.1 and 3.0: generic and structure-specific data, by series or flat; structures are told from data."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from smartspec.registry import source
from smartspec.schema import OBSERVATION_TABLES
from smartspec.sources.observation import SheetAccount
from smartspec.sources.opening import Head, SourceFile
from smartspec.sources.publication import Problem
from smartspec.sources.statistics.sdmx_codes import dataset_in
from smartspec.sources.statistics.sdmx_rows import CubeRows, NoNumberError, Row
from smartspec.sources.statistics.sdmx_xml_answers import ANSWERS, answered, is_answer
from smartspec.sources.statistics.sdmx_xml_parts import (
    Groups,
    Header,
    codelist_of,
    keyed,
    of_dataset,
    parts_of,
    structures_in,
)
from smartspec.sources.xml_lookup import observations_at
from smartspec.sources.xml_records import Element
from smartspec.sources.xml_stream import Found, elements

_NAMESPACE = re.compile(r"""["']https?://www\.sdmx\.org/resources/sdmxml/schemas/v[23]_\d/message["']""", re.IGNORECASE)
_MESSAGE = re.compile(
    r"<(?:[\w.-]+:)?(?:GenericData|StructureSpecificData|GenericTimeSeriesData|StructureSpecificTimeSeriesData|"
    r"CompactData|Structure|MessageGroup|Error)[\s>]"
)
_OBS = re.compile(r"<(?:[\w.-]+:)?Obs(?=[\s/>])")
_AFTER = re.compile(r"</?(?:[\w.-]+:)?(?:Series|Group|DataSet)\b")
_SHOWN = re.compile(
    r"(?:OBS_VALUE|OBS_STATUS|OBS_FLAG|CONF_STATUS(?:_OBS)?|OBS_CONF)\s*=\s*[\"'][^\"']|"
    r"<(?:[\w.-]+:)?ObsValue\s[^>]*value\s*=\s*[\"'][^\"']|[\"'](?:OBS_STATUS|OBS_FLAG|CONF_STATUS|OBS_CONF)[\"']"
)
_WANTED = (
    "Header", "KeyFamilyRef", "Attributes", "Group", "Atts", "Series", "Obs", "Codelist", "CodeList", "Dataflow",
    "Footer", "ErrorMessage", "queued", "faultstring",
)  # fmt: skip
_MARKS = ("OBS_STATUS", "CONF_STATUS")
_AGAIN = "download the file again"


def recognise(head: Head) -> float:
    """How sure this is such a file, 0 to 1."""
    text = head.text[:8192]
    if is_answer(text):
        return 0.95
    return 0.95 if _NAMESPACE.search(text) and _MESSAGE.search(text) else 0.0


def count(file: SourceFile) -> int:
    """Observations that hold a value or say why there is none: stretches from one opening tag to the next."""
    pieces = _OBS.split(file.text())
    return sum(_SHOWN.search(_AFTER.split(piece, maxsplit=1)[0]) is not None for piece in pieces[1:])


def cell_texts(file: SourceFile) -> Callable[[str, str], str]:
    """Look observations up in the file again by their paths."""
    return observations_at(file)


def cell_text(file: SourceFile, sheet: str, cell: str) -> str:
    """What stands at a path."""
    return cell_texts(file)(sheet, cell)


@source(writes=OBSERVATION_TABLES, title="SDMX-ML 2 and 3", version=2)
def read(file: SourceFile) -> Iterator[Any]:
    """Yield the observations of each dataset, then the account of the file.

    A message that holds structures alone gives a note that says so, and no observation.

    Raises
    ------
    SourceError
        If the file is not well-formed XML, declares a DTD, or is what a service answered in the place of data.
    """
    message = _Message(file)
    account = SheetAccount()
    for found in elements(file, _WANTED):
        for item in message.take(found):
            problem = item if isinstance(item, Problem) else message.add(item)
            if problem is not None:
                account.problems += problem.severity == "error"
                yield problem
    for rows in message.datasets.values():
        yield from rows.tables(file=file.name)
        rows.close(account)
    if not message.datasets and message.answers:
        raise answered(message.answers, place=f"`{file.name}`")
    if not message.datasets:
        structure = message.structure_words()
        hint = "download the data of the dataflow"
        yield Problem("file", f"holds no observations but {structure}", hint, "note")
        account.title, account.description = message.title, f"no observations; {structure}"
    account.cells = account.accounted
    yield account


#: Codes by dimension, and attributes by id.
_Parts = tuple[dict[str, str], dict[str, str]]


@dataclass(slots=True)
class _Message:
    """What is known of a message so far."""

    file: SourceFile
    header: Header = field(default_factory=Header)
    groups: dict[str, Groups] = field(default_factory=dict)
    attributes: dict[str, dict[str, str]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    codelists: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    datasets: dict[str, CubeRows] = field(default_factory=dict)
    answers: list[Element] = field(default_factory=list)
    title: str = ""
    current: str = ""

    def take(self, found: Found) -> Iterator[Row | Problem]:
        """Rows of a series or of one observation; of anything else what it says is kept."""
        element, name = found.element, found.element.name
        if name == "Series":
            yield from self._series(found)
        elif name == "Obs":
            yield self._row(found, found.path, None, element)
        else:
            self._keep(found.parent, element)

    def _keep(self, parent: str, element: Element) -> None:
        """Keep what an element says of the observations."""
        name = element.name
        if name == "Header":
            self.header = structures_in(element)
        elif name in ANSWERS:
            self.answers.append(element)
        elif name in {"Group", "Atts"}:
            self.groups.setdefault(parent, Groups()).add(element)
        elif name == "Attributes":
            self.attributes.setdefault(parent, {}).update(keyed(element))
        elif name == "KeyFamilyRef":
            self.names[parent] = element.text
        elif name == "Dataflow":
            self.title = f"{element.attributes.get('id', '')} {codelist_of(element)[1]}".strip()
        else:
            key = (element.attributes.get("id", ""), element.attributes.get("version", ""))
            self.codelists[key] = codelist_of(element)[0]

    def add(self, row: Row) -> Problem | None:
        """Take a row into its dataset; the problem if its value is no number."""
        try:
            self.datasets[self.current].add(row)
        except NoNumberError as error:
            return Problem(f"`{row.cell}`", str(error), _AGAIN)
        return None

    def _series(self, found: Found) -> Iterator[Row]:
        codes, attributes = parts_of(found.element, "SeriesKey")
        number = 0
        for child in found.element.children:
            if child.name == "Obs":
                number += 1
                yield self._row(found, f"{found.path}/Obs[{number}]", (codes, attributes), child)

    def _row(self, found: Found, path: str, series: _Parts | None, element: Element) -> Row:
        """One observation with all that holds for it; where it has no value, its status stands for that."""
        self._open(found)
        own_dimension = self.header.at_observation(found.around) if series else ""
        codes, own = parts_of(element, "ObsKey", at_observation=own_dimension)
        outer_codes, outer = series or ({}, {})
        codes = {**outer_codes, **codes}
        raw = own.pop("OBS_VALUE", "").strip()
        groups = self.groups.get(found.parent)
        outer = {**self.attributes.get(found.parent, {}), **(groups.of(codes) if groups else {}), **outer}
        said = {} if raw else {name.upper(): text for name, text in (*element.attributes.items(), *own.items())}
        mark = next(filter(None, (said.get(name, "") for name in _MARKS)), "") if self._is_stated(element) else ""
        return Row(codes, path, raw, {**outer, **own}, mark=mark)

    @staticmethod
    def _is_stated(element: Element) -> bool:
        """Whether an observation states its status in one place, where it can be found again."""
        return all(child.name != "Comp" for child in element.children)

    def _open(self, found: Found) -> None:
        """Make the dataset around an element the current one."""
        self.current = found.parent
        if found.parent in self.datasets:
            return
        agency, name = self.header.flow(found.around)
        labels = {name.removeprefix("CL_"): codes for (name, _), codes in self.codelists.items()}
        known = self.attributes.setdefault(found.parent, {})
        self.attributes[found.parent] = {**of_dataset(found.around), **known}
        self.datasets[found.parent] = CubeRows(
            self.names.get(found.parent) or name or dataset_in(self.file),
            agency=agency,
            vintage=found.around.get("validFromDate", "")[:10],
            labels=labels,
        )

    def structure_words(self) -> str:
        """What a message without data holds."""
        lists = ", ".join(f"{name} {version} ({len(codes)})" for (name, version), codes in self.codelists.items())
        return f"{len(self.codelists)} code lists: {lists}" if lists else "no code lists either"
