"""EndNote XML: `record` elements with styled text."""

from collections.abc import Iterator

from smartspec.registry import source
from smartspec.schema import RECORD_TABLES
from smartspec.sources.doi import clean_doi
from smartspec.sources.fields import at, issns_in, named, page_range, split_list, year_in
from smartspec.sources.opening import Head, SourceFile
from smartspec.sources.publication import Affiliation, Problem, Publication
from smartspec.sources.xml_records import Element, Fault, count_elements, records_of


def recognise(head: Head) -> float:
    """Sure if records have a `ref-type`."""
    text = head.text
    if not text.lstrip().startswith("<") or "<record" not in text:
        return 0.0
    return 1.0 if "<ref-type" in text else 0.7 if "<contributors" in text else 0.0


def count(file: SourceFile) -> int:
    """Opening tags `<record`."""
    return count_elements(file, "record")


@source(writes=RECORD_TABLES, title="EndNote, XML", version=1)
def read(file: SourceFile) -> Iterator[Publication | Problem]:
    """Yield each record; a record that is not well-formed is kept out."""
    for number, found in enumerate(records_of(file, "record"), 1):
        if isinstance(found, Fault):
            yield Problem(at(number, found.line), f"is not XML ({found.reason})", "export the file again")
        else:
            yield _publication(found[1], number=number, line=found[0])


def _publication(record: Element, *, number: int, line: int) -> Publication:
    text = record.first
    found = Publication("endnote", number, line, text("accession-num"))
    if found.native_id.startswith("WOS:"):
        found.database = "wos"
    found.doi = clean_doi(text("electronic-resource-num")) or clean_doi(text("urls/related-urls/url"))
    found.title, found.abstract = text("titles/title"), text("abstract")
    found.year = year_in(text("dates/year"))
    found.publication_date = text("dates/pub-dates/date") or text("dates/year")
    types = record.all("ref-type")
    found.type = text("work-type") or (types[0].attributes.get("name", "") if types else "")
    found.language = text("language")
    found.source_title = text("titles/secondary-title", "periodical/full-title", "titles/alt-title")
    found.source_abbreviation = text("periodical/abbr-1", "alt-periodical/abbr-1", "titles/alt-title")
    found.issn, found.publisher = issns_in(text("isbn")), text("publisher")
    found.volume, found.issue = text("volume"), text("number", "issue")
    found.page_begin, found.page_end = page_range(text("pages"))
    found.url = text("urls/related-urls/url", "urls/web-urls/url", "urls/pdf-urls/url")
    names = [one.text for one in record.all("contributors/authors/author") if one.text]
    editors = [one.text for one in record.all("contributors/secondary-authors/author") if one.text]
    found.authors = named(names) or named(editors, role="editor")
    alone = (1,) if len(found.authors) == 1 else ()
    addresses = [raw for one in record.all("auth-address") for raw in split_list(one.text, "; ")]
    found.affiliations = [Affiliation(raw, alone) for raw in dict.fromkeys(addresses)]
    keywords = (term for one in record.all("keywords/keyword") for term in split_list(one.text))
    found.terms = [("author-keyword", term) for term in keywords]
    return found
