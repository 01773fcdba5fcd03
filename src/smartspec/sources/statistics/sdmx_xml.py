"""SDMX-ML 2.0 and 2.1: generic and structure-specific data, by series or flat; a structure alone is told from data."""

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
from smartspec.sources.statistics.sdmx_rows import SECRECY_NAMES, STATUS_NAMES, CubeRows, NoNumberError, Row
from smartspec.sources.statistics.sdmx_xml_parts import Groups, Header, codelist_of, keyed, parts_of, structures_in
from smartspec.sources.xml_lookup import observations_at
from smartspec.sources.xml_records import Element
from smartspec.sources.xml_stream import Found, elements

_NAMESPACE = re.compile(r"""["']https?://www\.sdmx\.org/resources/sdmxml/schemas/v[23]_\d/message["']""", re.IGNORECASE)
_MESSAGE = re.compile(
    r"<(?:[\w.-]+:)?(?:GenericData|StructureSpecificData|GenericTimeSeriesData|StructureSpecificTimeSeriesData|"
    r"CompactData|Structure|MessageGroup)[\s>]"
)
_OBS = re.compile(r"<(?:[\w.-]+:)?Obs(?=[\s/>])")
_SHOWN = re.compile(
    r"(?:OBS_VALUE|OBS_STATUS|CONF_STATUS)\s*=|<(?:[\w.-]+:)?ObsValue\s[^>]*value\s*=|[\"'](?:OBS|CONF)_STATUS[\"']"
)
_WANTED = ("Header", "KeyFamilyRef", "Attributes", "Group", "Series", "Obs", "Codelist", "CodeList", "Dataflow")
_AGAIN = "download the file again"


def recognise(head: Head) -> float:
    """How sure this is such a file, 0 to 1."""
    text = head.text[:8192]
    return 0.95 if _NAMESPACE.search(text) and _MESSAGE.search(text) else 0.0


def count(file: SourceFile) -> int:
    """Observations that hold a value or say why there is none: stretches from one opening tag to the next."""
    pieces = _OBS.split(file.text())
    return sum(_SHOWN.search(piece) is not None for piece in pieces[1:])


def cell_texts(file: SourceFile) -> Callable[[str, str], str]:
    """Look observations up in the file again by their paths."""
    return observations_at(file)


def cell_text(file: SourceFile, sheet: str, cell: str) -> str:
    """What stands at a path."""
    return cell_texts(file)(sheet, cell)


@source(writes=OBSERVATION_TABLES, title="SDMX-ML 2")
def read(file: SourceFile) -> Iterator[Any]:
    """Yield the observations of each dataset, then the account of the file.

    A message that holds structures alone gives a note that says so, and no observation.

    Raises
    ------
    SourceError
        If the file is not well-formed XML, or declares a DTD.
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
    if not message.datasets:
        structure = message.structure_words()
        hint = "download the data of the dataflow"
        yield Problem("file", f"holds no observations but {structure}", hint, "note")
        account.title, account.description = message.title, f"no observations; {structure}"
    account.cells = account.accounted
    yield account


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
    title: str = ""
    current: str = ""

    def take(self, found: Found) -> Iterator[Row | Problem]:
        """Rows of a series or of one observation; of anything else what it says is kept."""
        element, name = found.element, found.element.name
        if name == "Series":
            yield from self._series(found)
        elif name == "Obs":
            yield self._row(found, found.path, ({}, {}), element)
        elif name == "Header":
            self.header = structures_in(element)
        elif name == "Group":
            self.groups.setdefault(found.parent, Groups()).add(element)
        elif name == "Attributes":
            self.attributes.setdefault(found.parent, {}).update(keyed(element))
        elif name == "KeyFamilyRef":
            self.names[found.parent] = element.text
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

    def _row(self, found: Found, path: str, series: tuple[dict[str, str], dict[str, str]], element: Element) -> Row:
        """One observation with all that holds for it; where it has no value, its status stands for that."""
        self._open(found)
        codes, own = parts_of(element, "ObsKey", at_observation=self.header.at_observation(found.around))
        codes = {**series[0], **codes}
        raw = own.pop("OBS_VALUE", "").strip()
        groups = self.groups.get(found.parent)
        outer = {**self.attributes.get(found.parent, {}), **(groups.of(codes) if groups else {})}
        status = [text for name, text in own.items() if name.lower() in STATUS_NAMES]
        secrecy = [text for name, text in own.items() if name.lower() in SECRECY_NAMES]
        mark = "" if raw else next(filter(None, status + secrecy), "")
        return Row(codes, path, raw, {**outer, **series[1], **own}, mark=mark)

    def _open(self, found: Found) -> None:
        """Make the dataset around an element the current one."""
        self.current = found.parent
        if found.parent in self.datasets:
            return
        agency, name = self.header.flow(found.around)
        labels = {name.removeprefix("CL_"): codes for (name, _), codes in self.codelists.items()}
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
