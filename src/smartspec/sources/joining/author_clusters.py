"""Authorships that are one person: joined by ids first, then by name and evidence, never against ids."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from smartspec.sources.joining.person_names import PersonName, same_initials

#: A full name that stands for more groups than this without common evidence is taken for a common name.
MOST_GROUPS_OF_ONE_NAME = 3

BY_ID, BY_ORCID = "id", "ORCID iD"
BY_FULL_NAME, BY_NAME_ONLY = "full name and organisation or co-author", "full name only"
BY_INITIALS, BY_INITIALS_ONLY = "initials and organisation or co-author", "initials only"


@dataclass(frozen=True, slots=True)
class Mention:
    """One authorship: its ids (`database:id`, ORCID iD), "" if not stated, and its name."""

    author_id: str
    orcid: str
    name: PersonName


class AuthorClusters:
    """Union-find over mentions; two ids of one database, or two ORCID iDs, are never joined.

    `evidence` gives the organisations and co-authors that stand around a mention.
    """

    def __init__(self, mentions: Sequence[Mention], evidence: Callable[[int], frozenset[str]]) -> None:
        self.mentions, self.evidence = mentions, evidence
        self.reason = [""] * len(mentions)
        self._parent = list(range(len(mentions)))
        self._ids: dict[int, dict[str, str]] = {}

    def find(self, node: int) -> int:
        """The cluster of a mention: its first member."""
        parent = self._parent
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    def ids(self, node: int) -> dict[str, str]:
        """Ids of a mention's cluster, by database."""
        root = self.find(node)
        if root not in self._ids:
            mention = self.mentions[root]
            stated = {"orcid": mention.orcid, mention.author_id.partition(":")[0]: mention.author_id}
            self._ids[root] = {database: name for database, name in stated.items() if name}
        return self._ids[root]

    def contradict(self, first: int, second: int) -> bool:
        """Whether the clusters of two mentions hold different ids of one database."""
        ours, theirs = self.ids(first), self.ids(second)
        return any(ours.get(database, name) != name for database, name in theirs.items())

    def join(self, first: int, second: int, reason: str) -> bool:
        """Join two clusters unless their ids contradict."""
        a, b = sorted((self.find(first), self.find(second)))
        if a != b:
            if self.contradict(a, b):
                return False
            self._ids[a] = {**self.ids(b), **self.ids(a)}
            self._parent[b] = a
        for node in (first, second):
            self.reason[node] = self.reason[node] or reason
        return True


def join_by_ids(clusters: AuthorClusters) -> list[str]:
    """Join equal ids and equal ORCID iDs; returns the ORCID iDs that stand beside names or ids that differ."""
    first: dict[str, int] = {}
    doubtful: set[str] = set()
    for node, mention in enumerate(clusters.mentions):
        if mention.author_id:
            clusters.join(first.setdefault(mention.author_id, node), node, BY_ID)
    for node, mention in enumerate(clusters.mentions):
        if mention.orcid:
            other = first.setdefault(mention.orcid, node)
            alike = may_be_one(clusters.mentions[other].name, mention.name)
            if not alike or not clusters.join(other, node, BY_ORCID):
                doubtful.add(mention.orcid)
    return sorted(doubtful)


def join_by_full_name(clusters: AuthorClusters) -> list[str]:
    """Join equal full names that share evidence, then those with nothing but the name; returns shared names.

    A full name is shared by several people if one database has several ids for it, or if it stands for many
    groups without common evidence: its mentions are then left apart.
    """
    shared: list[str] = []
    for full, nodes in _grouped(clusters, lambda mention: mention.name.full):
        if len(_roots(clusters, nodes)) > 1:
            first: dict[str, int] = {}
            for node in nodes:
                for token in sorted(clusters.evidence(node)):
                    clusters.join(first.setdefault(token, node), node, BY_FULL_NAME)
        roots = _roots(clusters, nodes)
        apart = any(clusters.contradict(a, b) for at, a in enumerate(roots) for b in roots[at + 1 :])
        if apart or len(roots) > MOST_GROUPS_OF_ONE_NAME:
            shared.append(full)
            continue
        for root in roots[1:]:
            clusters.join(roots[0], root, BY_NAME_ONLY)
    return shared


def join_by_initials(clusters: AuthorClusters) -> list[str]:
    """Join mentions with initials to the one person whom name and evidence fit; returns ambiguous names.

    Mentions with nothing but equal initials are joined with each other only, and say so.
    """
    ambiguous: list[str] = []
    for surname, nodes in _grouped(clusters, lambda mention: mention.name.surname):
        bare = [node for node in nodes if not clusters.mentions[node].name.full and not clusters.ids(node)]
        people = _evidence_of_people(clusters, set(nodes) - set(bare)) if bare else {}
        for initials, same in _by_initials(clusters, bare):
            fitting = {one: found for one, found in people.items() if _fits(clusters, one, initials)}
            left: list[int] = []
            for node in same:
                evidence = clusters.evidence(node)
                found = [one for one, around in fitting.items() if evidence & around]
                if len(found) != 1 or not clusters.join(found[0], node, BY_INITIALS):
                    left.append(node)
            for node in left:
                clusters.join(left[0], node, BY_INITIALS_ONLY)
            if left and len(fitting) + (len(left) > 1):
                ambiguous.append(f"{surname} {initials}")
    return ambiguous


def may_be_one(first: PersonName, second: PersonName) -> bool:
    """Whether two names may be one: a common word of two full names, or equal surnames in any place."""
    ours, theirs = (set(name.full.split()) | {name.surname} for name in (first, second))
    return bool(ours & theirs)


def _evidence_of_people(clusters: AuthorClusters, nodes: Iterable[int]) -> dict[int, frozenset[str]]:
    """Evidence around all mentions of each person."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    for node in sorted(nodes):
        found[clusters.find(node)] |= clusters.evidence(node)
    return {root: frozenset(tokens) for root, tokens in found.items()}


def _fits(clusters: AuthorClusters, person: int, initials: str) -> bool:
    return same_initials(clusters.mentions[person].name.initials, initials)


def _roots(clusters: AuthorClusters, nodes: Iterable[int]) -> list[int]:
    return sorted({clusters.find(node) for node in nodes})


def _grouped(clusters: AuthorClusters, key: Callable[[Mention], str]) -> list[tuple[str, list[int]]]:
    """Mentions with one key, sorted by it; mentions without a key are left out."""
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for node, mention in enumerate(clusters.mentions):
        if name := key(mention):
            groups[name].append(node)
    return sorted(groups.items())


def _by_initials(clusters: AuthorClusters, nodes: Iterable[int]) -> list[tuple[str, list[int]]]:
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for node in nodes:
        groups[clusters.mentions[node].name.initials].append(node)
    return sorted(groups.items())
