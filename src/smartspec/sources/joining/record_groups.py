"""Which records are one publication: candidate pairs by id, DOI and title, joined without contradiction."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from smartspec.sources.joining.record_evidence import (
    RecordFacts,
    Verdict,
    alike_titles,
    by_doi,
    by_title,
    same_kind,
)

Policy = Literal["none", "identifiers", "full"]

#: Databases whose ids name one record for ever.
DATABASES_WITH_IDS = frozenset(("wos", "scopus", "openalex", "pubmed", "lens", "dimensions", "crossref", "elibrary"))
#: A bucket of records with one DOI or title up to this size is compared pair by pair.
LARGEST_BUCKET = 60


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two records that look like one publication but were left apart, or were joined despite a difference."""

    first: int
    second: int
    reason: str
    joined: bool


@dataclass(slots=True)
class Grouping:
    """Groups of rows, the reason that brought each row to its group, and the doubtful pairs."""

    group: list[int]
    reason: list[str]
    doubts: list[Doubt] = field(default_factory=list)


class _Groups:
    """Union-find that refuses a union if two members contradict each other."""

    def __init__(self, facts: Sequence[RecordFacts], *, collapse_versions: bool) -> None:
        self.facts = facts
        self.collapse = collapse_versions
        self.group = list(range(len(facts)))
        self.members = [[row] for row in range(len(facts))]
        self.reason = [""] * len(facts)
        self.apart: set[tuple[int, int]] = set()
        self.doubts: dict[tuple[int, int], Doubt] = {}

    def join(self, first: int, second: int, reason: str, *, checked: bool = True) -> bool:
        """Join the groups of two rows, unless a pair of their members contradicts it."""
        a, b = self.group[first], self.group[second]
        if a == b:
            return True
        if checked and self._contradiction(a, b, {first, second}):
            self.doubt(first, second, f"{reason}, but other records of the group contradict")
            return False
        if len(self.members[a]) < len(self.members[b]):
            a, b = b, a
        for row in self.members[b]:
            self.group[row] = a
        self.members[a].extend(self.members[b])
        self.members[b] = []
        for row in (first, second):
            self.reason[row] = self.reason[row] or reason
        return True

    def doubt(self, first: int, second: int, reason: str, *, joined: bool = False) -> None:
        """Note a doubtful pair once."""
        pair = (min(first, second), max(first, second))
        self.doubts.setdefault(pair, Doubt(*pair, reason, joined))

    def _contradiction(self, a: int, b: int, asked: set[int]) -> bool:
        """Whether any two members of two groups must stay apart; copies of one record count once."""
        for p in self._different(a):
            for q in self._different(b):
                pair = (min(p, q), max(p, q))
                if pair in self.apart or (set(pair) != asked and self._contradict(p, q)):
                    return True
        return False

    def _different(self, group: int) -> list[int]:
        """Members of a group, one for each record of a database."""
        if len(self.members[group]) == 1:
            return self.members[group]
        found: dict[tuple[str, str], int] = {}
        for row in self.members[group]:
            fact = self.facts[row]
            found.setdefault((fact.database, fact.native_id or str(row)), row)
        return list(found.values())

    def _contradict(self, first: int, second: int) -> bool:
        a, b = self.facts[first], self.facts[second]
        if a.doi and a.doi == b.doi:
            return by_doi(a, b).decision != "join"
        if (a.doi and b.doi) or a.same_source_record(b) is False:
            return a.title != b.title or by_title(a, b, collapse_versions=self.collapse).decision != "join"
        return not same_kind(a, b, collapse_versions=self.collapse)


def group_records(
    facts: Sequence[RecordFacts],
    *,
    policy: Policy,
    collapse_versions: bool = False,
    together: Collection[tuple[int, int]] = (),
    apart: Collection[tuple[int, int]] = (),
) -> Grouping:
    """Group the records of one publication.

    Parameters
    ----------
    facts : the records, in an order that decides ties and does not depend on the order of files.
    policy : `none` joins nothing, `identifiers` joins by database id and DOI, `full` also by title.
    collapse_versions : join a preprint or data set with the document of the same title and author.
    together, apart : pairs of places in `facts` that the user joined or kept apart.
    """
    groups = _Groups(facts, collapse_versions=collapse_versions)
    groups.apart = {(min(pair), max(pair)) for pair in apart}
    for first, second in sorted(together):
        groups.join(first, second, "decision of the user", checked=False)
    if policy != "none":
        _join_by_native_id(groups)
        for first, second in _pairs(facts, "doi"):
            _settle(groups, first, second, by_doi(facts[first], facts[second]))
    if policy == "full":
        for first, second in _pairs(facts, "title"):
            if groups.group[first] != groups.group[second]:
                verdict = by_title(facts[first], facts[second], collapse_versions=collapse_versions)
                _settle(groups, first, second, verdict)
    return Grouping(groups.group, groups.reason, [groups.doubts[pair] for pair in sorted(groups.doubts)])


def _settle(groups: _Groups, first: int, second: int, verdict: Verdict) -> None:
    """Join a pair or note the doubt."""
    reason = verdict.reason
    if verdict.decision == "join":
        joined = groups.join(first, second, reason)
        if joined and reason.endswith("DOIs differ"):
            groups.doubt(first, second, reason, joined=True)
    elif verdict.decision == "doubt" and groups.group[first] != groups.group[second]:
        groups.doubt(first, second, reason)


def _join_by_native_id(groups: _Groups) -> None:
    """Join copies of one record; keys of a reference manager may be used twice, so titles must agree there."""
    first: dict[tuple[str, str], int] = {}
    for row, fact in enumerate(groups.facts):
        if fact.native_id:
            other = first.setdefault((fact.database, fact.native_id), row)
            if other == row:
                continue
            if fact.database in DATABASES_WITH_IDS or alike_titles(groups.facts[other], fact):
                groups.join(other, row, "id of the database", checked=bool(groups.apart))
            else:
                groups.doubt(other, row, "one id, different titles")


def _pairs(facts: Sequence[RecordFacts], by: Literal["doi", "title"]) -> Iterator[tuple[int, int]]:
    """Pairs of rows with one DOI or title, in order; a large bucket is compared with its first row only."""
    buckets: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for row, fact in enumerate(facts):
        key = fact.doi if by == "doi" else fact.title
        if key and by == "title" and fact.generic:
            buckets[key, fact.compared.volume, *sorted(fact.compared.pages)[:1]].append(row)
        elif key:
            buckets[(key,)].append(row)
    for bucket in buckets.values():
        for at, first in enumerate(bucket):
            if at and len(bucket) > LARGEST_BUCKET:
                break
            for second in bucket[at + 1 :]:
                yield first, second
