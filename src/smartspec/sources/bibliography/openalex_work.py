"""A work of OpenAlex as a publication."""

from collections.abc import Iterator
from typing import Any

from smartspec.sources.doi import clean_doi
from smartspec.sources.fields import orcid_in, year_in
from smartspec.sources.publication import Affiliation, Author, Publication, Reference

#: A JSON object; anything may be missing or null.
Json = dict[str, Any]


def publication(work: Json, *, number: int, line: int | None) -> Publication:
    """A publication from a full work record, or from any part of one."""
    found = Publication("openalex", number, line)
    found.native_id = short_id(work.get("id"))
    found.doi = clean_doi(text(work.get("doi")))
    found.title = text(work.get("title")) or text(work.get("display_name"))
    found.abstract = abstract(work.get("abstract_inverted_index"))
    year = work.get("publication_year")
    found.year = year_in(str(year)) if year else None
    found.publication_date = text(work.get("publication_date"))
    found.type, found.language = text(work.get("type")), text(work.get("language"))
    _add_source(found, obj(work.get("primary_location")) or obj(work.get("host_venue")))
    biblio = obj(work.get("biblio"))
    found.volume, found.issue = text(biblio.get("volume")), text(biblio.get("issue"))
    found.page_begin, found.page_end = text(biblio.get("first_page")), text(biblio.get("last_page"))
    found.times_cited = whole(work.get("cited_by_count"))
    found.n_references_stated = whole(work.get("referenced_works_count"))
    found.open_access = text(obj(work.get("open_access")).get("oa_status"))
    found.funding = "; ".join(dict.fromkeys(_funders(work)))
    found.url = text(work.get("id"))
    authorships = objects(work.get("authorships"))
    found.authors = [_author(one) for one in authorships]
    found.affiliations = _affiliations(authorships)
    found.terms = [("topic", name) for name in _names(work.get("topics"))]
    found.terms += [("index-keyword", name) for name in _names(work.get("keywords"))]
    found.references = [Reference(one, one) for one in map(short_id, strings(work.get("referenced_works"))) if one]
    return found


def short_id(value: Any) -> str:  # noqa: ANN401  # any JSON value
    """The last part of an id that is an address.

    >>> short_id("https://openalex.org/W4399880781")
    'W4399880781'
    """
    return text(value).rstrip("/").rpartition("/")[2]


def text(value: Any) -> str:  # noqa: ANN401  # any JSON value
    """A text or number as text; "" for anything else."""
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def whole(value: Any) -> int | None:  # noqa: ANN401  # any JSON value
    """A whole number, or None."""
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << 62 else None


def obj(value: Any) -> Json:  # noqa: ANN401  # any JSON value
    """An object, empty if the value is none."""
    return value if isinstance(value, dict) else {}


def objects(value: Any) -> list[Json]:  # noqa: ANN401  # any JSON value
    """The objects in a list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def strings(value: Any) -> list[str]:  # noqa: ANN401  # any JSON value
    """The texts in a list."""
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def abstract(index: Any) -> str:  # noqa: ANN401  # any JSON value
    """The text of an index of words and their positions.

    >>> abstract({"maps": [1, 3], "Science": [0], "and": [2]})
    'Science maps and maps'
    """
    placed = [
        (place, word)
        for word, places in obj(index).items()
        if isinstance(places, list)
        for place in places
        if isinstance(place, int)
    ]
    return " ".join(word for _, word in sorted(placed))


def _names(value: Any) -> list[str]:  # noqa: ANN401  # any JSON value
    return [name for one in objects(value) if (name := text(one.get("display_name")) or text(one.get("keyword")))]


def _add_source(found: Publication, location: Json) -> None:
    source = obj(location.get("source")) or location
    found.source_title = text(source.get("display_name")) or text(location.get("raw_source_name"))
    issns = strings(source.get("issn")) or [text(source.get("issn_l"))]
    found.issn = tuple(issn for issn in issns if issn)
    found.publisher = text(source.get("host_organization_name")) or text(source.get("publisher"))


def _funders(work: Json) -> Iterator[str]:
    for one in objects(work.get("grants")) or objects(work.get("awards")) or objects(work.get("funders")):
        name = text(one.get("funder_display_name")) or text(one.get("display_name"))
        award = text(one.get("award_id")) or text(one.get("funder_award_id"))
        if name:
            yield f"{name}: {award}" if award else name


def _author(authorship: Json) -> Author:
    author = obj(authorship.get("author"))
    full_name = text(author.get("display_name"))
    name = text(authorship.get("raw_author_name")) or full_name
    corresponding = authorship.get("is_corresponding")
    return Author(
        name,
        full_name,
        short_id(author.get("id")),
        orcid_in(text(author.get("orcid"))),
        corresponding=corresponding if isinstance(corresponding, bool) else None,
    )


def _affiliations(authorships: list[Json]) -> list[Affiliation]:
    """One address per raw string and institution, with the authors who state it."""
    found: dict[tuple[str, str], Affiliation] = {}
    for place, authorship in enumerate(authorships, 1):
        institutions = {short_id(one.get("id")): one for one in objects(authorship.get("institutions"))}
        for raw, key in _pairs(authorship, institutions):
            one = institutions.get(key, {})
            name = text(one.get("display_name"))
            affiliation = found.get((raw, key))
            if affiliation is None:
                country = text(one.get("country_code")).upper()
                affiliation = Affiliation(raw or name or key, (), name, key, country)
                found[raw, key] = affiliation
            if place not in affiliation.authors:
                affiliation.authors = (*affiliation.authors, place)
    return [one for one in found.values() if one.raw]


def _pairs(authorship: Json, institutions: Json) -> Iterator[tuple[str, str]]:
    """Raw strings and institution ids of an authorship; either may be "" where it has no partner."""
    raws, used = dict.fromkeys(strings(authorship.get("raw_affiliation_strings"))), set()
    for one in objects(authorship.get("affiliations")):
        raw = text(one.get("raw_affiliation_string"))
        keys = [key for key in map(short_id, strings(one.get("institution_ids"))) if key in institutions]
        raws.pop(raw, None)
        used.update(keys)
        yield from ((raw, key) for key in keys or [""])
    yield from (("", key) for key in institutions if key not in used)
    yield from ((raw.strip(), "") for raw in raws)
