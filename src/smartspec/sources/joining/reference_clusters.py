"""Groups of references that are one work, found by candidate keys and joined without contradiction."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from smartspec.sources.joining.reference_evidence import (
    SHORT_TITLE,
    CitedFacts,
    Strength,
    same_author,
    weigh,
)
from smartspec.sources.joining.shortened_words import share_of_words

Words = tuple[str, ...]

#: A bucket of candidates up to this size is compared pair by pair, a larger one with its neighbours.
LARGEST_BUCKET = 40
NEIGHBOURS = 5


class ReferenceClusters:
    """Union-find over references that refuses to chain works that contradict each other."""

    def __init__(self, facts: Sequence[CitedFacts]) -> None:
        self.facts = facts
        self._parent = list(range(len(facts)))
        self._members: dict[int, list[int]] = {}

    def find(self, node: int) -> int:
        """The cluster of a reference."""
        parent = self._parent
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    def join(self, first: int, second: int, strength: Strength) -> None:
        """Join two clusters, unless their members contradict and the evidence is not sure."""
        a, b = self.find(first), self.find(second)
        if a == b:
            return
        ours, theirs = self._members.get(a, [a]), self._members.get(b, [b])
        if strength < Strength.SURE and self._contradict(ours, theirs, strength):
            return
        if len(ours) < len(theirs):
            a, b, ours, theirs = b, a, theirs, ours
        self._parent[b] = a
        ours.extend(theirs)
        self._members[a] = ours
        self._members.pop(b, None)

    def _contradict(self, ours: Sequence[int], theirs: Sequence[int], strength: Strength) -> bool:
        """Whether years, DOIs, places or titles of two clusters have nothing in common."""
        a, b = ([self.facts[node] for node in nodes] for nodes in (ours, theirs))
        years, other_years = ({fact.year for fact in facts if fact.year} for facts in (a, b))
        if years and other_years and min(abs(x - y) for x in years for y in other_years) > 1:
            return True
        if strength < Strength.STRONG and (_dois_differ(a, b) or _places_differ(a, b, strength)):
            return True
        return _titles_differ(a, b)


def _dois_differ(ours: Sequence[CitedFacts], theirs: Sequence[CitedFacts]) -> bool:
    """Whether both clusters state DOIs and share none."""
    a, b = ({fact.doi for fact in facts if fact.doi} for facts in (ours, theirs))
    return bool(a and b) and not a & b


def _places_differ(ours: Sequence[CitedFacts], theirs: Sequence[CitedFacts], strength: Strength) -> bool:
    """Whether both clusters state volume and page and share none (no volume, if titles are alike)."""
    a, b = ({(fact.volume, fact.page) for fact in facts if fact.volume and fact.page} for facts in (ours, theirs))
    if not a or not b or a & b:
        return False
    return strength == Strength.WEAK or not {volume for volume, _ in a} & {volume for volume, _ in b}


def _titles_differ(ours: Sequence[CitedFacts], theirs: Sequence[CitedFacts]) -> bool:
    """Whether both clusters state titles and no two of them share half of their words."""
    a, b = ({(fact.title, fact.source) for fact in facts if len(fact.title) > 1} for facts in (ours, theirs))
    return bool(a and b) and not any(_share(x, y) >= 0.5 for x in a for y in b)


def _share(first: tuple[Words, Words], second: tuple[Words, Words]) -> float:
    """Common words of two titles; part of a title may have been taken for the source."""
    (title, source), (other, other_source) = first, second
    return max(share_of_words(title, other + other_source), share_of_words(title + source, other))


def cluster_references(facts: Sequence[CitedFacts]) -> ReferenceClusters:
    """Clusters of references; the order of `facts` decides ties, so it must not depend on the input."""
    seen: set[tuple[int, int]] = set()
    found: defaultdict[Strength, list[tuple[int, int]]] = defaultdict(list)
    for bucket in _buckets(facts):
        for pair in _pairs(bucket):
            if pair not in seen:
                seen.add(pair)
                if strength := weigh(facts[pair[0]], facts[pair[1]]):
                    found[strength].append(pair)
    clusters = ReferenceClusters(facts)
    for strength in (Strength.SURE, Strength.STRONG, Strength.FAIR):
        for first, second in sorted(found[strength]):
            clusters.join(first, second, strength)
    _join_weak(clusters, found[Strength.WEAK])
    return clusters


def _join_weak(clusters: ReferenceClusters, pairs: Iterable[tuple[int, int]]) -> None:
    """Join clusters on weak evidence only if all that hang together could be joined to each other.

    A short form that fits two works, which do not fit each other, is left alone.
    """
    partners: defaultdict[int, set[int]] = defaultdict(set)
    for first, second in pairs:
        a, b = clusters.find(first), clusters.find(second)
        if a != b:
            partners[a].add(b)
            partners[b].add(a)
    for a in sorted(partners):
        together = {a, *partners[a]}
        if a == min(together) and all({b, *partners[b]} == together for b in partners[a]):
            for b in sorted(partners[a]):
                clusters.join(a, b, Strength.WEAK)


def join_lists(clusters: ReferenceClusters, first: Sequence[int], second: Sequence[int]) -> None:
    """Join what two reference lists of one publication must share.

    Both lists hold the same works: an author and year that each holds once among what it does not yet share
    with the other is one work, unless its pages, volume or titles contradict.
    """
    ours, theirs = ({clusters.find(node): node for node in nodes} for nodes in (first, second))
    left = [[node for at, node in mine.items() if at not in other] for mine, other in ((ours, theirs), (theirs, ours))]
    facts = clusters.facts
    by_year: tuple[defaultdict[int, list[int]], ...] = (defaultdict(list), defaultdict(list))
    for found, nodes in zip(by_year, left, strict=True):
        for node in nodes:
            if facts[node].year and facts[node].surname:
                found[facts[node].year or 0].append(node)
    for year, nodes in by_year[0].items():
        others = by_year[1].get(year, [])
        partners = {a: [b for b in others if same_author(facts[a], facts[b])] for a in nodes}
        for a, fitting in partners.items():
            if len(fitting) == 1 and sum(fitting[0] in found for found in partners.values()) == 1:
                _join_unless_pages_differ(clusters, a, fitting[0])


def _join_unless_pages_differ(clusters: ReferenceClusters, first: int, second: int) -> None:
    a, b = clusters.facts[first], clusters.facts[second]
    pages = bool(a.page and b.page) and a.page != b.page
    volumes = bool(a.volume and b.volume) and a.volume != b.volume
    if not (pages or volumes):
        clusters.join(first, second, Strength.FAIR)


def _buckets(facts: Sequence[CitedFacts]) -> Iterator[list[int]]:
    """Groups of references that may be the same work, by several keys."""
    found: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for node, fact in enumerate(facts):
        for key in candidate_keys(fact):
            found[key].append(node)
    return (bucket for bucket in found.values() if len(bucket) > 1)


def candidate_keys(fact: CitedFacts) -> Iterator[tuple[str, ...]]:
    """The keys by which a reference is found; years one apart share a key."""
    if fact.doi:
        yield "doi", fact.doi
    if fact.volume and fact.page:
        for year in (fact.year, fact.year + 1) if fact.year else (None,):
            yield "place", fact.volume, fact.page, str(year)
    if len(fact.letters) >= SHORT_TITLE:
        yield "title", fact.letters[: SHORT_TITLE * 2]
    if fact.surname and fact.year:
        if fact.page:
            yield "page", fact.surname[:4], str(fact.year), fact.page
        yield "who", fact.surname[:4], str(fact.year)
    elif fact.title and fact.year:
        yield "who", fact.title[0][:4], str(fact.year)


def _pairs(bucket: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Pairs of a bucket; of a large one only neighbours."""
    reach = len(bucket) if len(bucket) <= LARGEST_BUCKET else NEIGHBOURS
    for at, first in enumerate(bucket):
        for second in bucket[at + 1 : at + 1 + reach]:
            yield first, second
