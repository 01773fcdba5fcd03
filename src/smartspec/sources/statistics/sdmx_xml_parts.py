"""Parts of an SDMX-ML message: its header, keys and attributes of series and groups, code lists."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from smartspec.sources.statistics.sdmx_rows import ATTRIBUTE_NAMES
from smartspec.sources.xml_records import Element

_URN = re.compile(r"=(?P<agency>[\w.]+):(?P<id>[\w@-]+)\(")
#: Attributes of structure-specific data, where nothing tells an attribute from a dimension; in capital letters.
_ATTRIBUTES = {name.upper() for name in ATTRIBUTE_NAMES} | {
    "OBS_VALUE", "DECIMALS", "TIME_FORMAT", "COLLECTION", "COLL_METHOD", "SOURCE_AGENCY", "SOURCE", "SOURCE_REF",
    "SOURCE_PUB", "PUBL_ECB", "PUBL_MU", "PUBL_PUBLIC", "PUB_WEBSITE", "COMPILATION", "COVERAGE", "BREAKS",
    "DOM_SER_IDS", "UNIT_INDEX_BASE", "AVAILABILITY", "TITLE_RU", "TITLE_FR", "DISS_ORG", "DATA_COMP",
    "TIME_PER_COLLECT", "REF_PERIOD_DETAIL", "CURRENCY_PRICE", "EMBARGO_TIME", "VALUATION", "TYPE", "CONTACT",
    "COMMENT_DSET", "REPYEARSTART", "REPYEAREND", "PRE_BREAK_VALUE", "SCALE", "OVERLAP", "IFS_FLAG", "METHODOLOGY",
    "DERIVATION_TYPE", "ACCESS_SHARING_LEVEL", "SECURITY_CLASSIFICATION", "SUPP_INFO_BREAKS",
}  # fmt: skip
#: Attributes of the element `DataSet` that are said of the message, not of the figures.
_OF_MESSAGE = frozenset(
    {"action", "structureref", "datascope", "type", "setid", "validfromdate", "validtodate", "publicationyear",
     "publicationperiod", "reportingbegindate", "reportingenddate", "datasetid", "keyfamilyuri", "language",
     "publisher", "contact_point", "department", "topic_dataset", "publication_date"}
)  # fmt: skip
#: A code as SDMX allows it; anything else, such as `Bank of Japan`, is a text and so an attribute.
_CODE = re.compile(r"[\w@$.+-]*")
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(slots=True)
class Header:
    """Structures that a message names, by the id under which its datasets refer to them.

    Attributes
    ----------
    structures : id to (agency, id of dataflow or structure, dimension at the observations).
    sender : who sent the message.
    """

    structures: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    sender: str = ""

    def flow(self, dataset: Mapping[str, str]) -> tuple[str, str]:
        """Agency and id of the dataflow of a dataset with these attributes."""
        return self._structure(dataset)[:2]

    def at_observation(self, dataset: Mapping[str, str]) -> str:
        """The dimension that an observation states where it states one alone."""
        found = self._structure(dataset)[2]
        return found if found and found != "AllDimensions" else "TIME_PERIOD"

    def _structure(self, dataset: Mapping[str, str]) -> tuple[str, str, str]:
        only = next(iter(self.structures.values()), (self.sender, "", ""))
        return self.structures.get(dataset.get("structureRef", ""), only)


def structures_in(header: Element) -> Header:
    """The structures that a header names."""
    found = Header(sender="".join(one.attributes.get("id", "") for one in header.all("Sender")[:1]))
    for one in header.all("Structure"):
        dimension = one.attributes.get("dimensionAtObservation", "")
        own = one.attributes.get("structureID", "")
        urn = _URN.search(one.text) or _URN.search(one.attributes.get("namespace", ""))
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
    at_observation : dimension of an `ObsDimension` that does not name it, or the one that an observation states beside
        its attributes where the others stand at its series.

    Returns
    -------
    Codes by dimension; attributes by id, the value under `OBS_VALUE` with them.
    """
    stated = {name: text for name, text in element.attributes.items() if ":" not in name}
    dimensions = {at_observation} if at_observation in stated else None
    codes = {name: text for name, text in stated.items() if _is_code(name, text, dimensions)}
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
        elif child.name == "Comp":
            attributes[child.attributes.get("id", "")] = _complex(child)
    return codes, attributes


def _is_code(name: str, text: str, dimensions: set[str] | None) -> bool:
    """Whether an attribute of XML is the code of a dimension."""
    if dimensions is not None:
        return name in dimensions
    return name.upper() not in _ATTRIBUTES and bool(text) and _CODE.fullmatch(text) is not None


def _complex(element: Element) -> str:
    """The values of an attribute that has several, or texts in several languages."""
    values = [one for one in element.children if one.name == "Value"]
    return "; ".join(filter(None, (_text_in(one) or one.text for one in values)))


def _text_in(value: Element) -> str:
    """The English or else the first of the texts in a value."""
    texts = [one for one in value.children if one.name == "Text"]
    english = [one for one in texts if one.attributes.get("xml:lang", one.attributes.get(_LANGUAGE, "en")) == "en"]
    return next((one.text for one in (*english, *texts) if one.text), "")


def of_dataset(stated: Mapping[str, str]) -> dict[str, str]:
    """Attributes of the figures that the element `DataSet` of structure-specific data states, such as their unit."""
    return {name: text for name, text in stated.items() if name.lower() not in _OF_MESSAGE and text}


@dataclass(slots=True)
class Groups:
    """Attributes of groups of series.

    Structure-specific data do not say which of what a group states is its key: it is what its series state too.
    """

    stated: list[tuple[dict[str, str], dict[str, str]]] = field(default_factory=list)
    _index: dict[tuple[str, ...], list[tuple[tuple[str, ...], dict[tuple[str, ...], dict[str, str]]]]] = field(
        default_factory=dict
    )

    def add(self, group: Element) -> None:
        """Keep what a group states."""
        codes, attributes = parts_of(group, "GroupKey")
        codes.pop("type", None)
        self.stated.append((codes, attributes))
        self._index.clear()

    def of(self, codes: Mapping[str, str]) -> dict[str, str]:
        """Attributes of the groups that a series with these codes belongs to."""
        names = tuple(codes)
        if names not in self._index:
            self._index[names] = self._indexed(names)
        merged: dict[str, str] = {}
        for shared, groups in self._index[names]:
            merged |= groups.get(tuple(codes[name] for name in shared), {})
        return merged

    def _indexed(self, names: tuple[str, ...]) -> list[tuple[tuple[str, ...], dict[tuple[str, ...], dict[str, str]]]]:
        """Groups by the names that they share with such series, then by their codes of these."""
        found: dict[tuple[str, ...], dict[tuple[str, ...], dict[str, str]]] = {}
        for codes, attributes in self.stated:
            shared = tuple(name for name in codes if name in names)
            own = {name: text for name, text in codes.items() if name not in names}
            if shared:
                place = found.setdefault(shared, {}).setdefault(tuple(codes[name] for name in shared), {})
                place.update(own | attributes)
        return list(found.items())


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
    english = [one for one in names if one.attributes.get("xml:lang", one.attributes.get(_LANGUAGE)) == "en"]
    return next((one.text for one in (*english, *names) if one.text), "")
