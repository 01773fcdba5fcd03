"""Parts of an SDMX-ML message: its header, keys and attributes of series and groups, code lists."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from smartspec.sources.statistics.sdmx_rows import ATTRIBUTE_NAMES
from smartspec.sources.xml_records import Element

_URN = re.compile(r"=(?P<agency>[\w.]+):(?P<id>[\w@-]+)\(")
#: Attributes of structure-specific data, where nothing tells an attribute from a dimension; in capital letters.
_ATTRIBUTES = {name.upper() for name in ATTRIBUTE_NAMES} | {
    "OBS_VALUE", "DECIMALS", "TIME_FORMAT", "COLLECTION", "SOURCE_AGENCY", "SOURCE", "PUBL_ECB", "PUBL_MU",
    "PUBL_PUBLIC", "COMPILATION", "COVERAGE", "BREAKS", "DOM_SER_IDS", "UNIT_INDEX_BASE", "AVAILABILITY",
    "TITLE_RU", "DISS_ORG", "DATA_COMP", "LAST_UPDATE", "TIME_PER_COLLECT", "REF_PERIOD_DETAIL", "CURRENCY_PRICE",
    "EMBARGO_TIME", "VALUATION", "TYPE", "CONTACT", "COMMENT_DSET", "REPYEARSTART", "REPYEAREND", "PRE_BREAK_VALUE",
}  # fmt: skip


@dataclass(slots=True)
class Header:
    """Structures that a message names, by the id under which its datasets refer to them.

    Attributes
    ----------
    structures : id to (agency, id of dataflow or structure, dimension at the observations).
    """

    structures: dict[str, tuple[str, str, str]] = field(default_factory=dict)

    def flow(self, dataset: Mapping[str, str]) -> tuple[str, str]:
        """Agency and id of the dataflow of a dataset with these attributes."""
        return self._structure(dataset)[:2]

    def at_observation(self, dataset: Mapping[str, str]) -> str:
        """The dimension that an observation states where it states one alone."""
        found = self._structure(dataset)[2]
        return found if found and found != "AllDimensions" else "TIME_PERIOD"

    def _structure(self, dataset: Mapping[str, str]) -> tuple[str, str, str]:
        only = next(iter(self.structures.values()), ("", "", ""))
        return self.structures.get(dataset.get("structureRef", ""), only)


def structures_in(header: Element) -> Header:
    """The structures that a header names."""
    found = Header()
    for one in header.all("Structure"):
        dimension = one.attributes.get("dimensionAtObservation", "")
        own = one.attributes.get("structureID", "")
        urn = _URN.search(one.text)
        refs = [ref.attributes for kind in ("StructureUsage", "Structure", "ProvisionAgrement") for ref in (
            *one.all(f"{kind}/Ref"), *one.all("Ref"))]  # fmt: skip
        agency, name = urn.group("agency", "id") if urn else ("", own)
        if refs:
            agency, name = refs[0].get("agencyID", ""), refs[0].get("id", own)
        found.structures[own] = (agency, name, dimension)
    return found


def keyed(element: Element) -> dict[str, str]:
    """`Value` elements in an element: id (2.1) or concept (2.0) to value."""
    return {
        one.attributes.get("id", one.attributes.get("concept", "")): one.attributes.get("value", "")
        for one in element.children
        if one.name == "Value"
    }


def parts_of(element: Element, key: str, *, at_observation: str = "") -> tuple[dict[str, str], dict[str, str]]:
    """Codes and attributes of a series, a group or an observation, generic or structure-specific.

    Parameters
    ----------
    key : name of the element with the codes.
    at_observation : dimension of an `ObsDimension` that does not name it.

    Returns
    -------
    Codes by dimension; attributes by id, the value under `OBS_VALUE` with them.
    """
    stated = {name: text for name, text in element.attributes.items() if ":" not in name}
    codes = {name: text for name, text in stated.items() if name.upper() not in _ATTRIBUTES}
    attributes = {name: text for name, text in stated.items() if name not in codes}
    for child in element.children:
        value = child.attributes.get("value", "")
        if child.name == key:
            codes |= keyed(child)
        elif child.name == "Attributes":
            attributes |= keyed(child)
        elif child.name == "ObsDimension":
            codes[child.attributes.get("id", at_observation)] = value
        elif child.name == "Time":
            codes["TIME_PERIOD"] = child.text
        elif child.name == "ObsValue":
            attributes["OBS_VALUE"] = value
    return codes, attributes


@dataclass(slots=True)
class Groups:
    """Attributes of groups of series: names of the key to its codes to attributes."""

    found: dict[tuple[str, ...], dict[tuple[str, ...], dict[str, str]]] = field(default_factory=dict)

    def add(self, group: Element) -> None:
        """Keep the attributes of a group."""
        codes, attributes = parts_of(group, "GroupKey")
        codes = {name: code for name, code in codes.items() if name != "type"}
        self.found.setdefault(tuple(codes), {}).setdefault(tuple(codes.values()), {}).update(attributes)

    def of(self, codes: Mapping[str, str]) -> dict[str, str]:
        """Attributes of the groups that a series with these codes belongs to."""
        merged: dict[str, str] = {}
        for names, groups in self.found.items():
            merged |= groups.get(tuple(codes.get(name, "") for name in names), {})
        return merged


def codelist_of(element: Element) -> tuple[dict[str, str], str]:
    """Codes of a code list with their English or else first names, and the name of the list itself."""
    codes = {
        code.attributes.get("id", code.attributes.get("value", "")): named(code)
        for code in element.children
        if code.name == "Code"
    }
    return codes, named(element)


def named(element: Element) -> str:
    """The name of a thing in English, or else in the first language."""
    names = [one for one in element.children if one.name in {"Name", "Description"}]
    language = "{http://www.w3.org/XML/1998/namespace}lang"
    english = [one for one in names if one.attributes.get("xml:lang", one.attributes.get(language)) == "en"]
    return next((one.text for one in (*english, *names) if one.text), "")
