"""What a bibliographic reader yields: one publication as read, or the problem that kept it out."""

from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning", "note"]
TermKind = Literal["author-keyword", "index-keyword", "topic", "category"]


@dataclass(slots=True)
class Problem:
    """Something not read, or read with a doubt.

    `severity` is "error" exactly when one record was kept out; a "warning" or a "note" leaves its record in.
    """

    place: str
    message: str
    hint: str = ""
    severity: Severity = "error"
    column: str = ""


@dataclass(slots=True)
class Author:
    """One entry of an author list, as written; ids and full name where the format states them."""

    name: str
    full_name: str = ""
    author_id: str = ""
    orcid: str = ""
    role: str = "author"
    corresponding: bool | None = None


@dataclass(slots=True)
class Affiliation:
    """One address as written; `authors` are places in the author list (from 1), empty if not stated.

    `organisation`, `organisation_id` and `country` (alpha-2) are filled where the format states them as
    fields of their own; otherwise they stay empty and are found from `raw` later.
    """

    raw: str
    authors: tuple[int, ...] = ()
    organisation: str = ""
    organisation_id: str = ""
    country: str = ""


@dataclass(slots=True)
class Reference:
    """One cited reference: as written, and its parts where the style holds them."""

    raw: str
    cited_id: str = ""
    author: str = ""
    title: str = ""
    source: str = ""
    year: int | None = None
    volume: str = ""
    page: str = ""
    doi: str = ""


@dataclass(slots=True)
class Publication:
    """One record of a bibliographic file; an empty string or None is missing."""

    database: str
    number: int
    line: int | None = None
    native_id: str = ""
    doi: str = ""
    title: str = ""
    abstract: str = ""
    year: int | None = None
    year_early_access: int | None = None
    publication_date: str = ""
    type: str = ""
    language: str = ""
    source_title: str = ""
    source_abbreviation: str = ""
    issn: tuple[str, ...] = ()
    publisher: str = ""
    volume: str = ""
    issue: str = ""
    page_begin: str = ""
    page_end: str = ""
    article_number: str = ""
    times_cited: int | None = None
    n_references_stated: int | None = None
    open_access: str = ""
    funding: str = ""
    url: str = ""
    authors: list[Author] = field(default_factory=list)
    affiliations: list[Affiliation] = field(default_factory=list)
    terms: list[tuple[TermKind, str]] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
