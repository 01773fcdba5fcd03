"""eLibrary (RSCI) XML: Russian and English versions of one author are two elements with one number."""

from collections.abc import Iterator

from smartspec.registry import source
from smartspec.schema import RECORD_TABLES
from smartspec.sources.doi import clean_doi
from smartspec.sources.fields import at, issns_in, page_range, whole_number, year_in
from smartspec.sources.opening import Head, SourceFile
from smartspec.sources.publication import Affiliation, Author, Problem, Publication, Reference
from smartspec.sources.references import parse_reference
from smartspec.sources.xml_records import Element, Fault, count_elements, records_of


def recognise(head: Head) -> float:
    """Sure if an `item` has an id and the elements of eLibrary stand below it."""
    text = head.text
    if not text.lstrip().startswith("<") or "<item" not in text:
        return 0.0
    marks = ("genreId=", "coreCited=", "<authors>", "<lastname>", "<titles>", "RISC=", "<rubric")
    return min(1.0, 0.3 * sum(mark in text for mark in marks))


def count(file: SourceFile) -> int:
    """Opening tags `<item`."""
    return count_elements(file, "item")


@source(writes=RECORD_TABLES, title="eLibrary (RSCI), XML", version=1)
def read(file: SourceFile) -> Iterator[Publication | Problem]:
    """Yield each item; a title, name or abstract in Russian is preferred to its translation."""
    for number, found in enumerate(records_of(file, "item"), 1):
        if isinstance(found, Fault):
            yield Problem(at(number, found.line), f"is not XML ({found.reason})", "export the file again")
        else:
            yield _publication(found[1], number=number, line=found[0])


def _publication(item: Element, *, number: int, line: int) -> Publication:
    found = Publication("elibrary", number, line, item.attributes.get("id", ""))
    found.title, found.abstract = _russian(item, "titles/title"), _russian(item, "abstracts/abstract")
    found.doi = clean_doi(item.first("doi", "codes/doi")) or clean_doi(item.first("link"))
    found.year, found.language = year_in(item.first("year")), item.first("language", "lang")
    found.type = item.first("genre", "type") or item.attributes.get("genreId", "")
    journals = item.all("journal")
    if journals:
        journal = journals[0]
        found.source_title = _russian(journal, "titles/title") or journal.first("title", "name") or journal.text
        found.issn = issns_in(journal.attributes.get("issn", ""), journal.attributes.get("eissn", ""))
        found.publisher = journal.first("publisher", "publishers/publisher")
    found.source_title = found.source_title or item.first("source", "sourceTitle")
    found.volume, found.issue = item.first("volume"), item.first("number", "issue")
    found.page_begin, found.page_end = page_range(item.first("pages"))
    found.times_cited = whole_number(item.attributes.get("cited", ""))
    found.url = item.first("link", "linkurl")
    if not found.url and found.native_id:
        found.url = f"https://elibrary.ru/item.asp?id={found.native_id}"
    _add_authors(found, item)
    keywords = (one.text for one in item.all("keywords/keyword"))
    found.terms = [("author-keyword", term) for term in keywords if term]
    rubrics = (" ".join((one.attributes.get("code", ""), one.text)).strip() for one in item.all("rubrics/rubric"))
    found.terms += [("category", rubric) for rubric in rubrics if rubric]
    found.references = _references(item)
    return found


def _russian(element: Element, path: str) -> str:
    """The text in Russian if there is one, else the first."""
    texts = [(one.attributes.get("lang", "").lower(), one.text) for one in element.all(path)]
    for lang, text in texts:
        if lang.startswith("ru") and text:
            return text
    return next((text for _, text in texts if text), "")


def _add_authors(found: Publication, item: Element) -> None:
    """One author per number: the Russian version gives the name, the other the full name."""
    versions: dict[str, list[Element]] = {}
    for place, element in enumerate(item.all("authors/author")):
        versions.setdefault(element.attributes.get("num") or f"#{place}", []).append(element)
    addresses: dict[tuple[str, str], list[int]] = {}
    for position, elements in enumerate(versions.values(), 1):
        elements.sort(key=lambda one: not one.attributes.get("lang", "").lower().startswith("ru"))
        names = [name for one in elements if (name := _name(one))]
        ids = (one.attributes.get("id", "") or one.attributes.get("authorid", "") for one in elements)
        author_id = next((one for one in ids if one), "")
        found.authors.append(Author(names[0] if names else "?", names[1] if len(names) > 1 else "", author_id))
        for raw, key in _addresses(elements):
            places = addresses.setdefault((raw, key), [])
            if position not in places:
                places.append(position)
    found.affiliations = [
        Affiliation(raw, tuple(places), organisation_id=key) for (raw, key), places in addresses.items()
    ]


def _name(element: Element) -> str:
    surname, initials = element.first("lastname", "surname"), element.first("initials", "firstname")
    return f"{surname}, {initials}" if surname and initials else surname or initials


def _addresses(elements: list[Element]) -> list[tuple[str, str]]:
    """Addresses and ids of organisations in the first version that has any."""
    for element in elements:
        found = element.all("affiliations/affiliation") or element.all("affiliation")
        pairs = [(one.text, one.attributes.get("id", "") or one.attributes.get("orgid", "")) for one in found]
        pairs = [(raw, key) for raw, key in pairs if raw]
        if pairs:
            return pairs
    return []


def _references(item: Element) -> list[Reference]:
    found = item.all("references/reference") or item.all("references/ref") or item.all("refs/ref")
    return [parse_reference(one.text) for one in found if one.text]
