"""Authorships that are one person: joined by ids first, then by name and evidence, never against ids."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from smartspec.sources.person_names import PersonName, same_initials


@dataclass(frozen=True, slots=True)
class Mention:
    """One authorship: its ids, its name, and the evidence that stands around it.

    Attributes
    ----------
    author_id : with its database in front, e.g. `scopus:7`; "" if not stated.
    evidence : organisations and co-authors of the same publication.
    """

    author_id: str
    orcid: str
    name: PersonName
    evidence: frozenset[str]


class AuthorClusters:
    """Union-find over mentions; two ids of one database, or two ORCID iDs, are never joined."""

    def __init__(self, mentions: Sequence[Mention]) -> None:
        self.mentions = mentions
        self.reason = [""] * len(mentions)
        self._parent = list(range(len(mentions)))
        self._ids: list[dict[str, str]] = [
            {name.partition(":")[0] if ":" in name else "orcid": name for name in (one.author_id, one.orcid) if name}
            for one in mentions
        ]

    def find(self, node: int) -> int:
        """The cluster of a mention."""
        parent = self._parent
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    def ids(self, node: int) -> dict[str, str]:
        """Ids of a mention's cluster by database."""
        return self._ids[self.find(node)]

    def join(self, first: int, second: int, reason: str) -> bool:
        """Join two clusters unless their ids contradict."""
        a, b = self.find(first), self.find(second)
        if a != b:
            ours, theirs = self._ids[a], self._ids[b]
            if any(ours[database] != name for database, name in theirs.items() if database in ours):
                return False
            a, b = min(a, b), max(a, b)
            self._parent[b] = a
            self._ids[a] = {**ours, **theirs}
        for node in (first, second):
            self.reason[node] = self.reason[node] or reason
        return True


def join_by_ids(clusters: AuthorClusters) -> list[str]:
    """Join equal ids and equal ORCID iDs; returns the ORCID iDs that stand beside different names."""
    first: dict[str, int] = {}
    doubtful: set[str] = set()
    for node, mention in enumerate(clusters.mentions):
        if mention.author_id:
            clusters.join(first.setdefault(mention.author_id, node), node, "id")
    for node, mention in enumerate(clusters.mentions):
        if mention.orcid:
            other = first.setdefault(mention.orcid, node)
            if not _alike(clusters.mentions[other].name, mention.name):
                doubtful.add(mention.orcid)
            elif not clusters.join(other, node, "ORCID iD"):
                doubtful.add(mention.orcid)
    return sorted(doubtful)


def join_by_full_name(clusters: AuthorClusters) -> list[str]:
    """Join equal full names that share evidence, then those that only share the name; returns shared names.

    A full name that stands for several ids of one database is shared by several people: without evidence its
    mentions are left apart.
    """
    shared: list[str] = []
    for full, nodes in _grouped(clusters, lambda mention: mention.name.full):
        _join_by_evidence(clusters, nodes, "full name and organisation or co-author")
        if any(not clusters.join(nodes[0], node, "full name only") for node in nodes[1:]) or _several(clusters, nodes):
            shared.append(full)
    return shared


def join_by_initials(clusters: AuthorClusters) -> list[str]:
    """Join mentions with initials to the one person whom name and evidence fit; returns ambiguous names.

    Mentions with nothing but equal initials are joined with each other only, and marked so.
    """
    ambiguous: list[str] = []
    for surname, nodes in _grouped(clusters, lambda mention: mention.name.surname):
        bare = [node for node in nodes if not clusters.mentions[node].name.full and not clusters.ids(node)]
        people = sorted({clusters.find(node) for node in nodes if node not in set(bare)})
        for initials, same in _by_initials(clusters, bare):
            fitting = [one for one in people if same_initials(clusters.mentions[one].name.initials, initials)]
            for node in same:
                evidence = clusters.mentions[node].evidence
                found = [one for one in fitting if evidence & clusters.mentions[one].evidence]
                if len(found) == 1:
                    clusters.join(found[0], node, "initials and organisation or co-author")
            left = [node for node in same if not clusters.reason[node]]
            for node in left:
                clusters.join(left[0], node, "initials only")
            if left and (len(fitting) > 1 or len(left) > 1):
                ambiguous.append(f"{surname} {initials}")
    return ambiguous


def _grouped(clusters: AuthorClusters, key: "Callable[[Mention], str]") -> Iterable[tuple[str, list[int]]]:
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for node, mention in enumerate(clusters.mentions):
        if name := key(mention):
            groups[name].append(node)
    return sorted(groups.items())


def _by_initials(clusters: AuthorClusters, nodes: Iterable[int]) -> Iterable[tuple[str, list[int]]]:
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for node in nodes:
        groups[clusters.mentions[node].name.initials].append(node)
    return sorted(groups.items())


def _join_by_evidence(clusters: AuthorClusters, nodes: Sequence[int], reason: str) -> None:
    first: dict[str, int] = {}
    for node in nodes:
        for token in sorted(clusters.mentions[node].evidence):
            clusters.join(first.setdefault(token, node), node, reason) if token in first else first.update({token: node})


def _several(clusters: AuthorClusters, nodes: Sequence[int]) -> bool:
    return len({clusters.find(node) for node in nodes}) > 1


def _alike(first: PersonName, second: PersonName) -> bool:
    """Whether two names may be one: a common word of two full names, or equal surnames."""
    common = set(first.full.split()) & set(second.full.split())
    return bool(common) or first.surname == second.surname or first.surname in second.full.split() or second.surname in first.full.split()
