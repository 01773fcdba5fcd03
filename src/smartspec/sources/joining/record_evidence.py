"""What two bibliographic records have in common, and whether that makes them one publication."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from smartspec.sources.folding import fold, words
from smartspec.sources.joining.record_titles import SHORTEST_TITLE


class Verdict(NamedTuple):
    """Whether two records are one publication, and why."""

    decision: Literal["join", "doubt", "apart"]
    reason: str


_VERSIONS = frozenset({"preprint", "dataset", "document"})


@dataclass(slots=True)
class RecordFacts:
    """The facts of one record that are compared; empty or None is missing.

    `stated` holds what is needed only beside a candidate: volume, pages, source title, ISSNs, name of the first
    author; their comparison forms are made when first asked for, because most records never meet a candidate.
    """

    database: str
    native_id: str
    doi: str
    title: str
    kind: str
    years: tuple[int, ...]
    generic: bool
    stated: tuple[str | None, ...]
    _compared: "Compared | None" = None

    @property
    def compared(self) -> "Compared":
        """Comparison forms of what is stated."""
        if self._compared is None:
            self._compared = Compared.of(*self.stated)
        return self._compared

    def same_source_record(self, other: "RecordFacts") -> bool | None:
        """Whether both are one record of one database; None between databases or without ids."""
        if self.database != other.database or not self.native_id or not other.native_id:
            return None
        return self.native_id == other.native_id


@dataclass(frozen=True, slots=True)
class Compared:
    """Volume, first pages (or article number), words of the source and of the first author, ISSNs."""

    volume: str
    pages: frozenset[str]
    source: frozenset[str]
    serials: frozenset[str]
    author: frozenset[str]

    @classmethod
    def of(cls, *stated: str | None) -> "Compared":
        """The comparison forms of volume, first page, article number, source title, ISSNs and first author."""
        volume, page, number, source, issn, name, full_name = (text or "" for text in stated)
        return cls(
            fold(volume).strip(),
            frozenset(fold(one).strip().lstrip("0") for one in (page, number) if one),
            frozenset(word for word in words(source) if len(word) > 2),
            frozenset(filter(None, issn.replace("-", "").lower().split("; "))),
            name_words(name, full_name),
        )


def name_words(name: str, full_name: str | None) -> frozenset[str]:
    """Words of a name that are longer than an initial, in any order, since databases differ in it."""
    return frozenset(word for word in words(f"{name} {full_name or ''}") if len(word) > 1)


def _agree(first: frozenset[str], second: frozenset[str]) -> bool | None:
    """Whether two sets share a member; None if one is empty."""
    return bool(first & second) if first and second else None


def same_source(first: Compared, second: Compared) -> bool | None:
    """Whether two records stand in the same journal or book; None if that cannot be told."""
    if first.serials & second.serials:
        return True
    if not first.source or not second.source:
        return None
    share = len(first.source & second.source) / len(first.source | second.source)
    return True if share >= 0.5 else False if share == 0 else None


def same_place(first: Compared, second: Compared) -> bool | None:
    """Whether first page (or article number) agree, and volumes do not contradict; None if not stated."""
    if first.volume and second.volume and first.volume != second.volume:
        return False if first.pages and second.pages else None
    return _agree(first.pages, second.pages)


def year_gap(first: RecordFacts, second: RecordFacts) -> int | None:
    """Smallest difference of the years of publication or early access; None if not stated."""
    if not first.years or not second.years:
        return None
    return min(abs(a - b) for a in first.years for b in second.years)


def alike_titles(first: RecordFacts, second: RecordFacts) -> bool:
    """Whether compared titles are equal, one begins with the other, or one is missing."""
    a, b = sorted((first.title, second.title), key=len)
    return not a or a == b or (len(a) >= SHORTEST_TITLE and b.startswith(a))


def same_kind(first: RecordFacts, second: RecordFacts, *, collapse_versions: bool) -> bool:
    """Whether both are documents, corrections ...; collapsed, a preprint or data set counts as a document."""
    if first.kind == second.kind:
        return True
    return collapse_versions and first.kind in _VERSIONS and second.kind in _VERSIONS


def by_doi(first: RecordFacts, second: RecordFacts) -> Verdict:
    """Verdict on two records with one DOI, which beats a difference of titles between databases only."""
    notices = {"correction", "retraction"}
    if first.kind != second.kind and (first.kind in notices or second.kind in notices):
        return Verdict("doubt", "a notice has the DOI of the paper")
    if alike_titles(first, second) or same_place(first.compared, second.compared):
        return Verdict("join", "DOI")
    if first.database == second.database:
        return Verdict("doubt", "one DOI, different titles within a database")
    if _agree(first.compared.author, second.compared.author) is False and (year_gap(first, second) or 0) > 1:
        return Verdict("doubt", "one DOI, but title, author and year differ")
    return Verdict("join", "DOI")


@dataclass(frozen=True, slots=True)
class _Agreement:
    """What two records with one title share; None where one of them does not state it."""

    gap: int | None
    author: bool | None
    place: bool | None
    source: bool | None
    volume: bool
    two_dois: bool


def by_title(first: RecordFacts, second: RecordFacts, *, collapse_versions: bool) -> Verdict:
    """Verdict on two records with one compared title."""
    if not same_kind(first, second, collapse_versions=collapse_versions):
        return Verdict("apart", "different kinds of document")
    collapsed = collapse_versions and first.kind in _VERSIONS
    ours, theirs = first.compared, second.compared
    shared = _Agreement(
        year_gap(first, second),
        _agree(ours.author, theirs.author),
        same_place(ours, theirs),
        same_source(ours, theirs),
        bool(ours.volume) and ours.volume == theirs.volume,
        bool(first.doi and second.doi) and first.doi != second.doi,
    )
    if shared.gap is not None and shared.gap > (2 if collapsed else 1):
        return Verdict("apart", "years differ")
    if first.generic or second.generic:
        sure = shared.place is True and shared.volume and shared.gap == 0 and shared.author is not False
        return Verdict("join", "title, volume and pages") if sure else Verdict("apart", "title is generic")
    if collapsed:
        joined = Verdict("join", "title and author, versions")
        return joined if shared.author else Verdict("doubt", "versions, authors not equal")
    if first.database == second.database and (shared.two_dois or first.same_source_record(second) is False):
        return _within_database(shared)
    return _with_two_dois(shared) if shared.two_dois else _across(shared)


def _within_database(shared: _Agreement) -> Verdict:
    """Verdict on two records that one database keeps apart."""
    if shared.two_dois:
        if shared.author and shared.source and shared.place and shared.volume:
            return Verdict("join", "title, source, volume and pages, DOIs differ")
        return Verdict("doubt", "title, but DOIs differ within a database")
    if shared.author is not False and (shared.place or (shared.source and shared.place is not False)):
        return Verdict("join", "title, source and pages")
    return Verdict("doubt", "title, but the database has two records")


def _with_two_dois(shared: _Agreement) -> Verdict:
    """Verdict if both state a DOI and they differ: first author, year and pages or source must agree."""
    place = shared.place or (shared.place is None and shared.source is not False)
    if shared.author is True and shared.gap is not None and place:
        return Verdict("join", "title, year and author, DOIs differ")
    return Verdict("doubt", "title, but DOIs differ")


def _across(shared: _Agreement) -> Verdict:
    """Verdict on records of two databases (or without ids): nothing may contradict the title."""
    if shared.author is False and not shared.place:
        return Verdict("doubt", "title, but first authors differ")
    if shared.place is False and shared.source is False:
        return Verdict("doubt", "title, but source and pages differ")
    if (shared.gap is None or shared.author is None) and not (shared.place or shared.source):
        return Verdict("doubt", "title, but year or author is not stated")
    return Verdict("join", "title, year and author")
