"""BibTeX and BibLaTeX from any source, Russian styles (GOST) included."""

import re
from collections.abc import Iterator

from smartspec.registry import source
from smartspec.schema import RECORD_TABLES
from smartspec.sources.bibliography.bibtex_entries import Entry, count_entries, entries_of, is_bibtex
from smartspec.sources.bibliography.latex_text import plain
from smartspec.sources.doi import clean_doi
from smartspec.sources.fields import at, issns_in, named, page_range, whole_number, year_in
from smartspec.sources.opening import Head, SourceFile
from smartspec.sources.publication import Author, Problem, Publication

_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_KEYWORDS = re.compile(r"[;,\n]")
_CITED = re.compile(r"cited by:?\s*(\d+)", re.IGNORECASE)
_OTHERS = frozenset({"others", "et al.", "et al", "и др.", "и др"})


def recognise(head: Head) -> float:
    """Rather sure if an entry begins; readers of particular databases are surer of theirs."""
    return 0.7 if is_bibtex(head) else 0.0


count = count_entries


@source(writes=RECORD_TABLES, title="BibTeX", version=1)
def read(file: SourceFile) -> Iterator[Publication | Problem]:
    """Yield each entry; repeated fields and keys lose nothing, faults of one entry leave the others alone."""
    for number, entry in enumerate(entries_of(file), 1):
        yield from faults(entry, number)
        yield publication(entry, number=number)


def faults(entry: Entry, number: int) -> Iterator[Problem]:
    """What is wrong with an entry, as problems that leave it in."""
    for fault in entry.faults:
        hint = "the entry was read as far as it can be understood"
        yield Problem(at(number, entry.line), f"`{entry.key}`: {fault}", hint, "warning")


def names_in(text: str) -> list[str]:
    r"""Names of a list joined by `and`, each as written without LaTeX; braces may hold an `and` together.

    >>> names_in(r'{{Сергиенко}, А. Б.} and {Barnes and Noble} and M{\"u}ller, K. and others')
    ['Сергиенко, А. Б.', 'Barnes and Noble', 'Müller, K.']
    """
    parts, depth, begin = [], 0, 0
    for found in re.finditer(r"[{}]|\s+and\s+", text, re.IGNORECASE):
        if found[0] in "{}":
            depth += 1 if found[0] == "{" else -1
        elif depth <= 0:
            parts.append(text[begin : found.start()])
            begin = found.end()
    names = (" ".join(plain(part).split()) for part in (*parts, text[begin:]))
    return [name for name in names if name and name.lower() not in _OTHERS]


def publication(entry: Entry, *, number: int) -> Publication:
    """A publication from the usual fields of BibTeX and BibLaTeX."""

    def text(*names: str) -> str:
        return " ".join(plain(entry.first(*names)).split())

    found = Publication("bibtex", number, entry.line)
    found.doi = clean_doi(entry.first("doi")) or clean_doi(entry.first("url"))
    subtitle = text("subtitle")
    found.title = f"{text('title')}: {subtitle}" if subtitle else text("title")
    found.abstract = text("abstract")
    found.year = year_in(text("year")) or year_in(text("date"))
    found.publication_date = text("date") or f"{text('month')} {text('year')}".strip()
    found.type, found.language = text("document_type", "type") or entry.kind, text("language", "langid")
    found.source_title = text("journal", "journaltitle", "booktitle", "maintitle", "series")
    found.source_abbreviation = text("shortjournal", "abbrev_source_title", "journal-iso")
    found.issn = issns_in(*entry.all("issn"), *entry.all("eissn"))
    found.publisher = text("publisher", "institution", "school", "organization")
    found.volume, found.issue = text("volume"), text("number", "issue")
    found.page_begin, found.page_end = page_range(text("pages"))
    found.article_number = text("art_number", "article-number", "eid")
    cited = _CITED.search(entry.first("note"))
    found.times_cited = int(cited[1]) if cited else whole_number(text("times-cited", "citations"))
    found.funding, found.url = text("funding", "funding-text"), entry.first("url", "adsurl").strip()
    found.authors = _authors(entry)
    keywords = [plain(part).strip() for value in entry.all("keywords") for part in _KEYWORDS.split(value)]
    found.terms = [("author-keyword", " ".join(one.split())) for one in keywords if one]
    return found


def _authors(entry: Entry) -> list[Author]:
    """Authors, else editors."""
    authors = [name for value in entry.all("author") for name in names_in(value)]
    if authors:
        return named(authors)
    return named([name for value in entry.all("editor") for name in names_in(value)], role="editor")
