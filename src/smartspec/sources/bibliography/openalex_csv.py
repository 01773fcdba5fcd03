"""OpenAlex works as CSV: columns named by paths (`authorships.author.id`) or by words, and private joins."""

import re
from collections.abc import Iterator

from smartspec.registry import source
from smartspec.schema import RECORD_TABLES
from smartspec.sources.bibliography.openalex_work import short_id
from smartspec.sources.csv_records import Row, count_below, has_header, rows_below
from smartspec.sources.csv_rows import Edge, first_rows, tidy
from smartspec.sources.doi import clean_doi
from smartspec.sources.fields import issns_in, orcid_in, split_list, whole_number, year_in
from smartspec.sources.opening import Head, SourceFile
from smartspec.sources.publication import Affiliation, Author, Problem, Publication, Reference

#: What a column is called, without signs and in lower case, in one layout or the other.
_COLUMNS = {
    "id": ("id", "oaid", "openalexid", "workid", "idoa"),
    "doi": ("doi", "idsdoi"),
    "title": ("title", "displayname", "oatitle", "worktitle", "titlelocal"),
    "year": ("publicationyear", "year", "oayear", "pubyear"),
    "date": ("publicationdate", "date", "oadate"),
    "type": ("type", "oatype", "worktype"),
    "language": ("language", "oalanguage"),
    "abstract": ("abstract",),
    "source": ("primarylocationsourcedisplayname", "primarylocationdisplayname", "hostvenuedisplayname",
        "source", "sourcename", "journal", "venue", "oasource"),
    "issn": ("primarylocationsourceissn", "primarylocationsourceissnl", "issn", "issnl"),
    "publisher": ("primarylocationsourcehostorganizationname", "publisher", "dcpublisher"),
    "volume": ("bibliovolume", "volume"),
    "issue": ("biblioissue", "issue"),
    "first": ("bibliofirstpage", "firstpage", "pagesstart"),
    "last": ("bibliolastpage", "lastpage", "pagesend"),
    "cited": ("citedbycount", "oacitedby", "citations", "citationcount", "citedby"),
    "n_references": ("referencedworkscount",),
    "open_access": ("openaccessoastatus", "oastatus", "oaisoa", "openaccessisoa"),
    "authors": ("authorshipsauthordisplayname", "authornames", "authors", "oaauthors", "authorslocal"),
    "raw_authors": ("authorshipsrawauthorname",),
    "author_ids": ("authorshipsauthorid", "authorids"),
    "orcids": ("authorshipsauthororcid", "authororcids"),
    "raw_affiliations": ("authorshipsrawaffiliationstrings", "authorshipsrawaffiliationstring",
        "affiliations"),
    "institutions": ("authorshipsinstitutionsdisplayname", "authorinstitutionnames", "institutions",
        "oainstitutions"),
    "institution_ids": ("authorshipsinstitutionsid", "authorinstitutionids"),
    "countries": ("authorshipscountries", "authorshipsinstitutionscountrycode", "countries",
        "oacountries"),
    "topics": ("topicsdisplayname", "primarytopicdisplayname", "topics", "topic"),
    "keywords": ("keywordsdisplayname", "keywordskeyword", "keywords"),
    "concepts": ("conceptsdisplayname", "concepts", "oaconceptstop"),
    "references": ("referencedworks",),
    "url": ("primarylocationlandingpageurl", "landingpageurl", "pdfurl"),
}  # fmt: skip
_FIELD_OF = {name: field for field, names in _COLUMNS.items() for name in names}
_LETTERS = re.compile(r"[^a-z0-9]")
_ID = re.compile(r"https?://openalex\.org/W\d+|W\d{4,}$")

_ROW = Edge(begins=re.compile(r'"?https?://openalex\.org/W\d+"?[,;\t]'))


def _plain(name: str) -> str:
    return _LETTERS.sub("", name.lower())


def _is_header(names: list[str]) -> bool:
    found = {_FIELD_OF.get(_plain(name), "") for name in names}
    return {"id", "title"} <= found and len(names) > 3 and any(_plain(name) in _SURE for name in names)


_SURE = frozenset(
    {"publicationyear", "authorshipsauthorid", "authorshipsauthordisplayname", "oaid", "openalexid", "workid",
     "citedbycount"}
)  # fmt: skip


def recognise(head: Head) -> float:
    """Sure if the header has the columns and an OpenAlex id stands below it."""
    if not has_header(head, _is_header):
        return 0.0
    cells = (cell for row in first_rows(head) for cell in row)
    return 0.95 if any(_ID.match(cell) for cell in cells) else 0.4


def count(file: SourceFile) -> int:
    """Rows below the header."""
    return count_below(file, _is_header, edge=_ROW)


@source(writes=RECORD_TABLES, title="OpenAlex works, CSV", version=1)
def read(file: SourceFile) -> Iterator[Publication | Problem]:
    """Yield each row; several values in a cell are parted by a vertical bar. Columns are mapped by name.

    Authors and their institutions cannot be linked in this layout, unless there is one author.
    """
    header = next((tidy(cells) for cells in first_rows(file.head) if _is_header(tidy(cells))), [])
    unknown = [f"`{name}`" for name in header if name and _plain(name) not in _FIELD_OF]
    if unknown:
        yield Problem("line 1", f"columns that were not read: {', '.join(unknown)}", "", "note")
    columns = {
        field: [column for name in names for column in header if _plain(column) == name]
        for field, names in _COLUMNS.items()
    }
    for row in rows_below(file, _is_header, edge=_ROW):
        yield row if isinstance(row, Problem) else _publication(row, columns)


def _publication(row: Row, columns: dict[str, list[str]]) -> Publication:
    cells = {
        field: next((row.cells[name] for name in names if name in row.cells), "") for field, names in columns.items()
    }

    def many(field: str) -> list[str]:
        return split_list(cells[field], "|")

    found = Publication("openalex", row.number, row.line, short_id(cells["id"]))
    found.doi = clean_doi(cells["doi"])
    found.title, found.abstract = cells["title"], cells["abstract"]
    found.year, found.publication_date = year_in(cells["year"]) or year_in(cells["date"]), cells["date"]
    found.type, found.language = cells["type"], cells["language"]
    found.source_title, found.issn = cells["source"], issns_in(cells["issn"])
    found.publisher, found.volume, found.issue = cells["publisher"], cells["volume"], cells["issue"]
    found.page_begin, found.page_end = cells["first"], cells["last"]
    found.times_cited, found.n_references_stated = (
        whole_number(cells["cited"]),
        whole_number(cells["n_references"]),
    )
    found.open_access, found.url = cells["open_access"], cells["url"] or cells["id"]
    found.authors = _authors(cells)
    found.affiliations = _affiliations(many("raw_affiliations"), cells, n_authors=len(found.authors))
    found.terms = [("topic", term) for term in many("topics")]
    found.terms += [("index-keyword", term) for term in many("keywords") or many("concepts")]
    found.references = [Reference(one, one) for one in map(short_id, many("references")) if one]
    return found


def _authors(cells: dict[str, str]) -> list[Author]:
    """Names, ids and ORCID iDs in the same places; columns of another length are left out."""
    full_names = split_list(cells["authors"], "|")
    if len(full_names) == 1 and not cells["author_ids"]:
        full_names = split_list(cells["authors"], ",")
    names = [part.strip() for part in cells["raw_authors"].split("|")]
    found = [Author(name, name) for name in full_names]
    ids = [part.strip() for part in cells["author_ids"].split("|")]
    orcids = [part.strip() for part in cells["orcids"].split("|")]
    for place, author in enumerate(found):
        if len(names) == len(found) and names[place]:
            author.name = names[place]
        if len(ids) == len(found):
            author.author_id = short_id(ids[place])
        if len(orcids) == len(found):
            author.orcid = orcid_in(orcids[place])
    return found


def _affiliations(raws: list[str], cells: dict[str, str], *, n_authors: int) -> list[Affiliation]:
    """Institutions if there are any, else raw strings; countries where each institution has its own."""
    alone = (1,) if n_authors == 1 else ()
    institutions = split_list(cells["institutions"], "|")
    ids, countries = split_list(cells["institution_ids"], "|"), split_list(cells["countries"], "|")
    if not institutions:
        return [Affiliation(raw, alone) for raw in dict.fromkeys(raws)]
    single = countries[0] if len(set(countries)) == 1 else ""
    found: dict[tuple[str, str], Affiliation] = {}
    for place, name in enumerate(institutions):
        key = short_id(ids[place]) if len(ids) == len(institutions) else ""
        country = countries[place] if len(countries) == len(institutions) else single
        found.setdefault((name, key), Affiliation(name, alone, name, key, country.upper()))
    return list(found.values())
