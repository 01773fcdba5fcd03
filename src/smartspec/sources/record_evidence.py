"""What two bibliographic records have in common, and whether that makes them one publication."""

import re
from dataclasses import dataclass
from typing import Literal, NamedTuple

from smartspec.sources.folding import compact, fold, strip_markup, words


class Verdict(NamedTuple):
    """Whether two records are one publication, and why."""

    decision: Literal["join", "doubt", "apart"]
    reason: str


#: Titles that many documents share; they need volume and pages to be joined.
GENERIC_TITLES = frozenset(
    compact(title)
    for title in (
        "acknowledgements",
        "announcements",
        "author index",
        "book reviews",
        "calendar of events",
        "conclusions",
        "conference report",
        "editorial introduction",
        "editorial note",
        "foreword to the special issue",
        "from the editors",
        "guest editorial",
        "guest editors introduction",
        "in this issue",
        "introduction to the special issue",
        "letter from the editor",
        "letter to the editor",
        "message from the editors",
        "news and notes",
        "notes on contributors",
        "preface to the special issue",
        "special issue editorial",
        "table of contents",
        "от редакции",
        "содержание",
        "предисловие",
        "вступительное слово",
    )
)
SHORTEST_TITLE = 25
#: What begins the title of a notice whatever the type says: a colon, a quote or "notice" gives it away.
_NOTICE = re.compile(
    r"(?:(?:author |publisher'?s? )?(?:correction|retraction|withdrawal|expression of concern)"
    r"(?: (?:notice|note)(?: to| for| of| on)?(?=\W|$)|(?: to| for| of)?(?=\s*[:'\"“«]|$))"
    r"|(?:corrigend[ua]m?|erratum|errata|addendum)(?: notice| note)?(?: to| for| of| on)?(?=\W|$))"
    r"[\s:.'\"“«-]*"
)
#: Words that papers about corrections begin with, too: a notice only if the type does not say otherwise.
_BARE_NOTICE = re.compile(r"(?:corrections? (?:to|for)|retraction (?:to|of)) ")
_RETRACTED = re.compile(r"(?:retracted|withdrawn)(?: article| paper| chapter)?\s*[:.\-]\s*")
_OF_VOLUME = re.compile(r"\s*\((?:vol|v\.?)\s*\d+.*\)\s*$|\s*\([^()]*,\s*\(?(?:19|20)\d\d\)?,.*\)\s*$")
_NOTICE_TYPES = {
    "correction": "correction",
    "correction, addition": "correction",
    "corrigendum": "correction",
    "erratum": "correction",
    "retraction": "retraction",
    "retraction notice": "retraction",
}
_NOTICES = frozenset({"", "correction", "retraction"})
_OTHER_KINDS = frozenset({"preprint", "dataset", "dissertation", "book review", "peer-review", "software"})
_VERSIONS = frozenset({"preprint", "dataset", "document"})
_SAME_KIND = {"posted-content": "preprint", "data set": "dataset", "thesis": "dissertation"}
_PREPRINT_DOI = re.compile(
    r"10\.(?:1101/\d|(?:48550|2139|21203|20944|26434|36227|31219|31234|31235|35542|22541|33774)/)"
)


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


def title_and_kind(title: str, type_: str, doi: str) -> tuple[str, str]:
    """What is compared of a title, and the kind of record: document, correction, retraction, preprint ...

    Notices ("Correction to: X", "X (vol 1, 109)") and retracted papers ("RETRACTED: X") are compared by X.

    >>> title_and_kind("Correction to: Smart regions (Reg. Stud., (2021), 1, 109)", "Erratum", "")
    ('smartregions', 'correction')
    """
    kind = fold(type_).strip()
    kind = _NOTICE_TYPES.get(kind, _SAME_KIND.get(kind, kind))
    text = fold(strip_markup(title)).strip(" \"'“«[")
    found = _NOTICE.match(text) or (_BARE_NOTICE.match(text) if kind in _NOTICES else None)
    if found:
        kind = "retraction" if text.startswith(("retraction", "withdrawal")) else "correction"
        text = text[found.end() :] or text
    elif found := _RETRACTED.match(text):
        text = text[found.end() :] or text
    if kind in {"correction", "retraction"} or " (vol " in text:
        short = _OF_VOLUME.sub("", text)
        if short != text and kind not in {"correction", "retraction"}:
            kind = "correction"
        text = short or text
    if kind not in _OTHER_KINDS and kind not in {"correction", "retraction"}:
        kind = "document"
    if kind == "document" and doi:
        kind = "preprint" if _PREPRINT_DOI.match(doi) else kind
    return compact(text), kind


def is_generic(title: str) -> bool:
    """Whether a compared title is too short or too common to tell documents apart."""
    return len(title) < SHORTEST_TITLE or title in GENERIC_TITLES


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
