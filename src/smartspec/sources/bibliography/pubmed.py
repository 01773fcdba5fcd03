"""PubMed and MEDLINE: tags of four characters, `PMID-` begins a record."""

import re
from collections.abc import Iterator

from smartspec.registry import source
from smartspec.schema import RECORD_TABLES
from smartspec.sources.doi import clean_doi
from smartspec.sources.fields import at, issns_in, orcid_in, page_range, year_in
from smartspec.sources.opening import Head, SourceFile
from smartspec.sources.publication import Affiliation, Author, Problem, Publication

_TAG = re.compile(r"([A-Z][A-Z0-9]{1,3}) {0,2}- ?(.*)$")
_FIRST = re.compile(r"^PMID- ?\d", re.MULTILINE)
_MAIL = re.compile(r"\s*(?:Electronic address:\s*)?\S+@\S+\.?\s*$")
_STOP = re.compile(r"\. (?=[A-Z0-9])")
_DOI = re.compile(r"(\S+) \[doi\]")


def recognise(head: Head) -> float:
    """Sure if a line begins with `PMID-` and other tags of MEDLINE follow."""
    if not _FIRST.search(head.text):
        return 0.0
    return 1.0 if re.search(r"^(?:TI  -|OWN -|FAU -|STAT-)", head.text, re.MULTILINE) else 0.6


def count(file: SourceFile) -> int:
    """Lines that begin with `PMID-`."""
    return sum(line.startswith("PMID-") for line in file.lines())


#: Tag and value in the order of the file, because an address belongs to the author before it.
Fields = list[tuple[str, str]]


@source(writes=RECORD_TABLES, title="PubMed, MEDLINE", version=1)
def read(file: SourceFile) -> Iterator[Publication | Problem]:
    """Yield each record; one without its last field (`SO`) was cut and is kept. There are no references."""
    fields: Fields = []
    number = start = 0
    for line_number, line in enumerate(file.lines(), 1):
        tagged = None if line.startswith("      ") else _TAG.match(line)
        if tagged and tagged[1] == "PMID":
            yield from _close(fields, number, start)
            number, start, fields = number + 1, line_number, []
        if tagged and number:
            fields.append((tagged[1], tagged[2].strip()))
        elif line.strip() and fields:
            tag, value = fields[-1]
            fields[-1] = (tag, f"{value} {line.strip()}")
        elif line.strip():
            yield Problem(f"line {line_number}", f"the line belongs to no record: `{line[:60]}`", "", "warning")
    yield from _close(fields, number, start)
    if number:
        yield Problem("file", "this format holds no references", "", "note")


def _close(fields: Fields, number: int, line: int) -> Iterator[Publication | Problem]:
    if not fields:
        return
    yield publication(fields, number=number, line=line)
    if all(tag != "SO" for tag, _ in fields):
        message = "the last field (`SO`) is missing: the record was cut"
        yield Problem(at(number, line), message, "download the file again", "warning")


def publication(fields: Fields, *, number: int, line: int) -> Publication:
    """A publication from the fields of one record."""
    values: dict[str, list[str]] = {}
    for tag, value in fields:
        values.setdefault(tag, []).append(value)

    def text(tag: str) -> str:
        return values.get(tag, [""])[0]

    found = Publication("pubmed", number, line, text("PMID"))
    ids = " ".join((*values.get("LID", ()), *values.get("AID", ())))
    doi = _DOI.search(ids)
    found.doi = clean_doi(doi[1]) if doi else ""
    found.title = text("TI") or text("BTI")
    found.abstract = " ".join(values.get("AB", ()))
    found.year = year_in(text("DP")) or year_in(text("DEP"))
    found.year_early_access = year_in(text("DEP")[:4])
    found.publication_date = text("DP")
    found.type, found.language = "; ".join(values.get("PT", ())), "; ".join(values.get("LA", ()))
    found.source_title, found.source_abbreviation = text("JT") or text("BTI"), text("TA")
    found.issn = issns_in(*values.get("IS", ()))
    found.publisher, found.volume, found.issue = text("PB"), text("VI"), text("IP")
    found.page_begin, end = page_range(text("PG").partition(",")[0])
    found.page_end = _whole_page(found.page_begin, end)
    found.funding = "; ".join(values.get("GR", ()))
    found.url = f"https://pubmed.ncbi.nlm.nih.gov/{found.native_id}/" if found.native_id else ""
    _add_authors(found, fields)
    found.terms = [("author-keyword", term.strip("* ")) for term in values.get("OT", ())]
    found.terms += [("index-keyword", term.replace("*", "")) for term in values.get("MH", ())]
    return found


def _whole_page(begin: str, end: str) -> str:
    """The last page with the digits that MEDLINE leaves out: `466-75` ends at 475."""
    if begin.isdigit() and end.isdigit() and len(end) < len(begin):
        return begin[: len(begin) - len(end)] + end
    return end


def _add_authors(found: Publication, fields: Fields) -> None:
    """Authors and groups in order; `FAU` stands before its `AU`, addresses and ids behind it."""
    full_name = ""
    addresses: dict[str, list[int]] = {}
    for tag, value in fields:
        if tag == "FAU":
            full_name = value
        elif tag in {"AU", "CN"} and value:
            role = "author" if tag == "AU" else "group"
            found.authors.append(Author(value, full_name, role=role))
            full_name = ""
        elif tag == "AUID" and found.authors:
            found.authors[-1].orcid = found.authors[-1].orcid or orcid_in(value)
        elif tag == "AD":
            for address in _addresses(value):
                addresses.setdefault(address, []).append(len(found.authors))
    for raw, places in addresses.items():
        found.affiliations.append(Affiliation(raw, tuple(dict.fromkeys(place for place in places if place))))


def _addresses(value: str) -> list[str]:
    """Addresses in one field, without electronic ones; they are parted by `; ` or by a stop behind a country."""
    from smartspec.places import country_of

    found: list[str] = []
    for piece in value.split("; "):
        begin = 0
        for stop in _STOP.finditer(piece):
            if "," in piece[stop.end() :] and country_of(piece[begin : stop.start()]):
                found.append(piece[begin : stop.start()])
                begin = stop.end()
        found.append(piece[begin:])
    cleaned = (_MAIL.sub("", address).strip(" .,;") for address in found)
    return [address for address in cleaned if address]
