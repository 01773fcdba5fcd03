"""Fields of RIS as a publication."""

import re
from collections.abc import Mapping

from smartspec.sources.doi import clean_doi
from smartspec.sources.fields import issns_in, named, page_range, split_list, whole_number, year_in
from smartspec.sources.publication import Affiliation, Author, Publication, Reference
from smartspec.sources.references import parse_reference

#: Tag to its values in order; lines of one value are joined by LF.
Fields = Mapping[str, list[str]]

_EID = re.compile(r"2-s2\.0-\d+")
_CITED = re.compile(r"(?:cited by|times cited[\w\s]*)\s*:\s*(\d+)", re.IGNORECASE)
_N_REFERENCES = re.compile(r"cited references? count\s*:\s*(\d+)", re.IGNORECASE)
_REFERENCES = re.compile(r"References:\s*")


def publication(fields: Fields, *, number: int, line: int | None) -> Publication:
    """A publication from the fields of one record, in whatever dialect."""

    def text(*tags: str) -> str:
        """The first tag that has a value."""
        values = (" ".join(value.split()) for tag in tags for value in fields.get(tag, ()))
        return next((value for value in values if value), "")

    notes = fields.get("N1", [])
    url = text("UR", "L2", "LK")
    native_id, database = _identity(text("AN", "ID"), text("DB", "DP"), url)
    found = Publication(database, number, line, native_id)
    found.doi = next(
        (doi for value in (*fields.get("DO", ()), *fields.get("M3", ()), url) if (doi := clean_doi(value))),
        "",
    )
    found.title, found.abstract = text("TI", "T1", "CT"), text("AB", "N2")
    found.year = year_in(text("PY")) or year_in(text("Y1")) or year_in(text("DA"))
    found.publication_date = text("DA", "Y1") or text("PY")
    kind = text("M3")
    found.type = kind if kind and not clean_doi(kind) else text("TY")
    found.language = text("LA")
    found.source_title = text("T2", "JF", "JO", "BT", "JA", "J2", "T3")
    found.source_abbreviation = text("J9", "J2", "JI", "JA", "J1")
    found.issn = issns_in(*fields.get("SN", ()))
    found.publisher = text("PB", "PU")
    found.volume, found.issue = text("VL", "VO"), text("IS")
    first, last = page_range(text("SP"))
    found.page_begin, found.page_end = first, text("EP") or last
    found.article_number = text("C7", "AR")
    stated = " \n".join(notes)
    found.times_cited = whole_number(text("TC")) if text("TC") else _number(_CITED, stated)
    found.n_references_stated = whole_number(text("NR")) if text("NR") else _number(_N_REFERENCES, stated)
    found.funding, found.url = text("FX", "FU"), url
    found.authors = _authors(fields)
    alone = (1,) if len(found.authors) == 1 else ()
    addresses = [" ".join(value.split()) for value in fields.get("AD", ())]
    found.affiliations = [Affiliation(raw, alone) for raw in dict.fromkeys(addresses) if raw]
    keywords = (one for value in fields.get("KW", ()) for one in re.split(r"[;\n]", value))
    found.terms = [("author-keyword", one.strip()) for one in keywords if one.strip()]
    found.references = _references(fields)
    return found


def _number(pattern: re.Pattern[str], text: str) -> int | None:
    found = pattern.search(text)
    return int(found[1]) if found else None


def _identity(number: str, database: str, url: str) -> tuple[str, str]:
    """Id in the database and the database's name."""
    if eid := _EID.search(number) or _EID.search(url):
        return eid[0], "scopus"
    if number.startswith("WOS:"):
        return number, "wos"
    if "pubmed" in database.lower() or "medline" in database.lower():
        return number, "pubmed"
    return number, "scopus" if database.lower() == "scopus" else "ris"


def _authors(fields: Fields) -> list[Author]:
    """Authors, else editors."""
    names = [name for tag in ("AU", "A1") for name in _names(fields, tag)]
    if names:
        return named(list(names))
    return named([name for tag in ("A2", "ED", "A3") for name in _names(fields, tag)], role="editor")


def _names(fields: Fields, tag: str) -> list[str]:
    return [" ".join(name.split()) for value in fields.get(tag, ()) for name in split_list(value)]


def _references(fields: Fields) -> list[Reference]:
    """References in `N1  - References:`, one per line, or in repeated fields `CR`."""
    found = []
    for note in fields.get("N1", ()):
        if match := _REFERENCES.match(note):
            found += [line.strip().removesuffix(";").strip() for line in note[match.end() :].split("\n")]
    references = [parse_reference(raw, style="scopus") for raw in found if raw]
    return references + [parse_reference(raw) for raw in fields.get("CR", ()) if raw]
