"""EMISS (fedstat.ru) as SDMX-ML 1.0: code lists, the passport of the indicator, and one series an observation."""

import html
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from smartspec.errors import SourceError
from smartspec.registry import source
from smartspec.schema import OBSERVATION_TABLES
from smartspec.sources.observation import SheetAccount
from smartspec.sources.opening import Head, SourceFile
from smartspec.sources.publication import Problem
from smartspec.sources.statistics.emiss_areas import Area, area_of
from smartspec.sources.statistics.emiss_passport import without_contacts
from smartspec.sources.statistics.emiss_periods import period_of
from smartspec.sources.statistics.emiss_rows import Context, EmissRows, NoValueError, activity_of
from smartspec.sources.statistics.sdmx_xml_parts import keyed
from smartspec.sources.xml_lookup import observations_at
from smartspec.sources.xml_records import Element
from smartspec.sources.xml_stream import Found, elements

_NAMESPACE = "http://www.SDMX.org/resources/SDMXML/schemas/v1_0/message"
_OBS = re.compile(r"<(?:[\w.-]+:)?ObsValue\s[^>]*value\s*=\s*[\"']\s*[^\"'\s]")
_PERSONAL = re.compile(r"<Responsible>(.*?)</Responsible>", re.DOTALL)
_FILLED = re.compile(r">\s*[^<\s]")
_WANTED = ("CodeList", "Indicator", "Series")
_AREA, _UNIT, _PERIOD = "s_OKATO", "EI", "PERIOD"
#: Offices beside the statistical one list areas under codes of their own, told by the name and title of the list.
_AREA_TITLE = re.compile(r"окато|октмо|регион|субъект\w* российской|территори|федеральны\w+ округ", re.IGNORECASE)
_INCLUDING = re.compile(r"(?:в том числе|из них)\s*:?\s*", re.IGNORECASE)
_TOLD = ("Methodology", "Organization", "Department", "Comment")
_AGAIN = "download it again: on the page of the indicator, SDMX"


def recognise(head: Head) -> float:
    """How sure this is such a file, 0 to 1."""
    text = head.text[:8192]
    return 0.95 if _NAMESPACE.lower() in text.lower() and re.search(r"<(?:\w+:)?GenericData[\s>]", text) else 0.0


def count(file: SourceFile) -> int:
    """Values that are not empty, and names and contacts of persons, which are left out."""
    text = file.text()
    return len(_OBS.findall(text)) + sum(len(_FILLED.findall(found)) for found in _PERSONAL.findall(text))


def cell_texts(file: SourceFile) -> Callable[[str, str], str]:
    """Look observations up in the file again by their paths."""
    return observations_at(file)


def cell_text(file: SourceFile, sheet: str, cell: str) -> str:
    """What stands at a path."""
    return cell_texts(file)(sheet, cell)


@source(writes=OBSERVATION_TABLES, title="EMISS (fedstat.ru), SDMX", version=2)
def read(file: SourceFile) -> Iterator[Any]:
    """Yield the observations, many at a time, then the account of the file.

    Raises
    ------
    SourceError
        If it is not well-formed XML, declares a DTD, or holds no series.
    """
    passport, account = Passport(), SheetAccount()
    rows: EmissRows | None = None
    for found in elements(file, _WANTED):
        if found.element.name != "Series":
            passport.take(found.element)
            continue
        rows = rows or EmissRows(passport.name, vintage=passport.vintage)
        for problem in _series(found, passport, rows):
            account.problems += 1
            yield problem
    if rows is None:
        hint = "choose years and areas on the page of the indicator before the download"
        raise SourceError("holds no series", place=f"`{file.name}`", hint=hint)
    yield from rows.tables(file=file.name)
    account.title, account.unit, account.vintage = passport.title, passport.unit, passport.vintage
    account.description = passport.description
    account.numbers, account.flagged, account.blanks = rows.numbers, rows.flagged, rows.blanks
    account.left_out = passport.n_personal
    account.cells = account.accounted
    yield account


def _series(found: Found, passport: "Passport", rows: EmissRows) -> Iterator[Problem]:
    """Take the observations of a series in; the problems of those that are none."""
    key: dict[str, str] = {}
    for child in found.element.children:
        key |= keyed(child) if child.name in {"SeriesKey", "Attributes"} else {}
    context = passport.context(tuple(key.items()))
    number = 0
    for child in found.element.children:
        if child.name != "Obs":
            continue
        number += 1
        time = child.first("Time")
        raw = "".join(one.attributes.get("value", "") for one in child.all("ObsValue")).strip()
        cell, period = f"{found.path}/Obs[{number}]", period_of(time, key.get(_PERIOD, ""))
        try:
            rows.add(cell, raw, context, period, column_label=time)
        except NoValueError as error:
            yield Problem(f"`{cell}`", str(error), _AGAIN)


@dataclass(slots=True)
class Passport:
    """Code lists and description of an indicator.

    Attributes
    ----------
    n_personal : names and contacts of persons, which are left out.
    """

    lists: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)
    id: str = ""
    name: str = ""
    unit: str = ""
    vintage: str = ""
    description: str = ""
    n_personal: int = 0
    _contexts: dict[tuple[tuple[str, str], ...], Context] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """Number and name of the indicator."""
        return f"{self.id} {self.name}".strip()

    def take(self, element: Element) -> None:
        """Keep a code list, or the description of the indicator without persons."""
        if element.name == "CodeList":
            codes = {one.attributes.get("value", ""): one.first("Description") for one in element.all("Code")}
            self.lists[element.attributes.get("id", "")] = (element.first("Name"), _told_apart(codes))
            return
        self.id, self.name = element.attributes.get("id", ""), _plain(element.attributes.get("name", ""))
        self.unit = "; ".join(one.attributes.get("value", "") for one in element.all("Units/Unit"))
        self.vintage = "".join(one.attributes.get("value", "") for one in element.all("LastUpdate"))[:10]
        persons = [inner for one in element.all("Responsible") for inner in one.children]
        self.n_personal = sum(bool(one.text) for one in persons)
        parts = [f"{name}: {_plain(one.attributes['value'])}" for name in _TOLD for one in element.all(name)
                 if one.attributes.get("value")]  # fmt: skip
        for one in element.all("Periodicities/Periodicity"):
            known = (("", "value"), ("released ", "releases"), ("next ", "next-release"))
            said = [f"{word}{one.attributes[name]}" for word, name in known if one.attributes.get(name)]
            parts.append(f"Periodicity: {', '.join(said)}")
        ranges = (one.attributes for one in element.all("DataRange"))
        parts += [f"DataRange: {one.get('start', '')} to {one.get('end', '')}" for one in ranges]
        self.description = "; ".join(parts)

    def context(self, key: tuple[tuple[str, str], ...]) -> Context:
        """What the codes of a series say."""
        if key not in self._contexts:
            self._contexts[key] = self._context(dict(key))
        return self._contexts[key]

    def _context(self, key: dict[str, str]) -> Context:
        area, activity = Area("", "", "", None), ("", "", "")
        dimensions, labels = [], []
        areas = self._list_of_areas(key)
        for name, code in key.items():
            title, codes = self.lists.get(name, ("", {}))
            label = codes.get(code) or code
            if name == areas:
                area = area_of(code, label) if name == _AREA else area_of("", _INCLUDING.sub("", label, count=1))
                labels.append(f"{code} {label}")
            elif name not in {_UNIT, _PERIOD}:
                found = activity_of(f"{name} {title}", label)
                activity = found or activity
                dimensions += [] if found else [(title or name, label)]
                labels.append(label)
        return Context(
            area, bool(key.get(_AREA)), key.get(_UNIT, self.unit), activity, tuple(dimensions), " > ".join(labels)
        )

    def _list_of_areas(self, key: dict[str, str]) -> str:
        """The code list of areas among those of a key; "" if there is none."""
        if _AREA in key:
            return _AREA
        listed = ((name, *self.lists[name]) for name in key if name in self.lists)
        titled = ((name, codes) for name, title, codes in listed if _AREA_TITLE.search(f"{name} {title}"))
        return next((name for name, codes in titled if _are_areas(codes.values())), "")


def _are_areas(labels: Collection[str]) -> bool:
    """Whether most labels are names of areas."""
    known = (area_of("", _INCLUDING.sub("", label, count=1)).region for label in labels)
    return 2 * sum(one is not None for one in known) > len(labels)


def _told_apart(codes: dict[str, str]) -> dict[str, str]:
    """Labels by code; where two codes have one label, the code is part of it."""
    labels = list(codes.values())
    return {code: f"{label} [{code}]" if labels.count(label) > 1 else label for code, label in codes.items()}


def _plain(text: str) -> str:
    """A text without signs of HTML that were quoted twice, and without addresses and telephone numbers."""
    return without_contacts(html.unescape(text))
