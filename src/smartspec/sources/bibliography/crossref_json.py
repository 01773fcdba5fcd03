"""Crossref works as JSON: an answer of the API, a list, or one work per line."""

import re
from collections.abc import Iterator

from smartspec.registry import source
from smartspec.schema import RECORD_TABLES
from smartspec.sources.bibliography.openalex_work import Json, obj, objects, strings, text, whole
from smartspec.sources.doi import clean_doi
from smartspec.sources.fields import orcid_in, page_range, year_in
from smartspec.sources.json_items import count_items, items_of
from smartspec.sources.opening import Head, SourceFile
from smartspec.sources.publication import Affiliation, Author, Problem, Publication, Reference
from smartspec.sources.references import parse_reference

_FIELDS = (
    '"container-title"',
    '"is-referenced-by-count"',
    '"references-count"',
    '"reference-count"',
    '"issued"',
)
_TAGS = re.compile(r"</?[a-z]+:?[a-zA-Z-]*[^<>]*>")


def recognise(head: Head) -> float:
    """Sure if JSON begins and holds fields that only Crossref has."""
    if not head.text.lstrip("\n ").startswith(("{", "[")) or '"DOI"' not in head.text:
        return 0.0
    return min(1.0, 0.4 + 0.3 * sum(field in head.text for field in _FIELDS))


def count(file: SourceFile) -> int:
    """Lines that are not empty; in a document, works by a field that each has once."""
    return count_items(file, field="DOI", beside=("prefix", "member", "deposited", "indexed"))


@source(writes=RECORD_TABLES, title="Crossref works, JSON", version=1)
def read(file: SourceFile) -> Iterator[Publication | Problem]:
    """Yield each work; a line that is no JSON object is kept out."""
    for item in items_of(file, lists=("message", "items")):
        if isinstance(item, Problem):
            yield item
        else:
            yield publication(item.value, number=item.number, line=item.line)


def publication(work: Json, *, number: int, line: int | None) -> Publication:
    """A publication from a work of Crossref."""
    doi = clean_doi(text(work.get("DOI")))
    found = Publication("crossref", number, line, doi, doi)
    found.title = _first(work, "title")
    found.abstract = " ".join(_TAGS.sub(" ", text(work.get("abstract"))).split())
    dates = [_date(work, name) for name in ("published-print", "issued", "published", "published-online")]
    found.publication_date = next((date for date in dates if date), "")
    found.year = year_in(found.publication_date)
    found.type, found.language = text(work.get("type")), text(work.get("language"))
    found.source_title = _first(work, "container-title")
    found.source_abbreviation = _first(work, "short-container-title")
    found.issn = tuple(strings(work.get("ISSN")))
    found.publisher = text(work.get("publisher"))
    found.volume, found.issue = text(work.get("volume")), text(work.get("issue"))
    found.page_begin, found.page_end = page_range(text(work.get("page")))
    found.article_number = text(work.get("article-number"))
    found.times_cited = whole(work.get("is-referenced-by-count"))
    found.n_references_stated = whole(work.get("reference-count"))
    found.funding = "; ".join(name for one in objects(work.get("funder")) if (name := text(one.get("name"))))
    found.url = text(work.get("URL"))
    _add_authors(found, work)
    found.terms = [("category", term) for term in strings(work.get("subject"))]
    found.references = [_reference(one) for one in objects(work.get("reference"))]
    return found


def _first(work: Json, name: str) -> str:
    values = strings(work.get(name)) or [text(work.get(name))]
    return " ".join(values[0].split())


def _date(work: Json, name: str) -> str:
    parts = obj(work.get(name)).get("date-parts")
    first = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], list) else []
    return "-".join(f"{part:02d}" for part in first if isinstance(part, int))


def _add_authors(found: Publication, work: Json) -> None:
    """Authors, else editors, with the addresses that each states."""
    role = "author" if objects(work.get("author")) else "editor"
    addresses: dict[str, list[int]] = {}
    for one in objects(work.get(role)):
        family, given = text(one.get("family")), text(one.get("given"))
        name = f"{family}, {given}" if family and given else family or given or text(one.get("name"))
        if not name:
            continue
        kind = role if family or given else "group"
        found.authors.append(Author(name, name, "", orcid_in(text(one.get("ORCID"))), kind))
        for raw in (text(place.get("name")) for place in objects(one.get("affiliation"))):
            if raw:
                addresses.setdefault(raw, []).append(len(found.authors))
    found.affiliations = [Affiliation(raw, tuple(dict.fromkeys(at))) for raw, at in addresses.items()]


def _reference(one: Json) -> Reference:
    """A reference from its parts, or cut out of its text where only that is given."""
    doi, written = clean_doi(text(one.get("DOI"))), text(one.get("unstructured"))
    names = ("author", "year", "article-title", "journal-title", "volume-title", "volume", "first-page")
    parts = {name: text(one.get(name)) for name in names}
    if written and not parts["author"]:
        found = parse_reference(written)
        found.doi = doi or found.doi
        return found
    raw = written or ", ".join(value for value in (*parts.values(), doi) if value) or text(one.get("key"))
    source_title = parts["journal-title"] or parts["volume-title"]
    year = year_in(parts["year"])
    return Reference(
        raw, "", parts["author"], parts["article-title"], source_title, year, parts["volume"],
        parts["first-page"], doi,
    )  # fmt: skip
