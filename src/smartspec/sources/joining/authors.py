"""Which authorships are one person: ids first, then full name with evidence; what is unsure is reported."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smartspec.sources.folding import compact
from smartspec.sources.joining.author_clusters import (
    AuthorClusters,
    Mention,
    join_by_full_name,
    join_by_ids,
    join_by_initials,
)
from smartspec.sources.joining.person_names import person_name

if TYPE_CHECKING:
    import pyarrow as pa

#: Author lists up to this length say who works with whom.
LONGEST_LIST = 30


@dataclass(frozen=True, slots=True)
class AmbiguousName:
    """A name, or an ORCID iD, that may stand for several people, or one whose mentions were left apart."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class AuthorIdentities:
    """Persons behind authorships.

    Attributes
    ----------
    keys : for every authorship the key of the person: an id if any mention has one, else the name.
    reasons : why it was joined: `id`, `ORCID iD`, `full name and organisation or co-author`, `full name only`,
        `initials and organisation or co-author`, `initials only`; `alone` if nothing was joined to it.
    ambiguous : names to look at.
    """

    keys: "pa.Array"
    reasons: "pa.Array"
    ambiguous: tuple[AmbiguousName, ...]


def resolve_authors(authorships: "pa.Table", affiliations: "pa.Table") -> AuthorIdentities:
    """Find the persons behind authorships.

    Parameters
    ----------
    authorships, affiliations : tables of that name, or `record_authorships` and `record_affiliations`.

    Returns
    -------
    AuthorIdentities
        The order of the rows does not matter. Different ids of one database, or different ORCID iDs, are never
        joined. Authorships that share nothing but initials keep a common key, as they are written, and say so.

    Notes
    -----
    Full names are compared by surname and first given name, in any order. A full name that one database knows
    under several ids, or that stands for many groups without a common organisation or co-author, is left apart.
    """
    import pyarrow as pa

    work = "work" if "work" in authorships.column_names else "record"
    owner, position = authorships[work].to_pylist(), authorships["position"].to_pylist()
    order = sorted(range(len(owner)), key=lambda row: (owner[row], position[row]))
    rows = authorships.take(pa.array(order, pa.int64()))
    mentions = _mentions(rows)
    evidence = _Evidence(rows, affiliations, mentions, work)
    clusters = AuthorClusters(mentions, evidence.around)
    ambiguous = [AmbiguousName(name, "ORCID iD beside names or ids that differ") for name in join_by_ids(clusters)]
    ambiguous += [AmbiguousName(name, "full name of several people") for name in join_by_full_name(clusters)]
    ambiguous += [AmbiguousName(name, "initials only") for name in join_by_initials(clusters)]
    keys = _keys(clusters, rows["author"].to_pylist())
    place = sorted(range(len(order)), key=order.__getitem__)
    reasons = [reason or "alone" for reason in clusters.reason]
    return AuthorIdentities(
        pa.array([keys[at] for at in place], pa.string()),
        pa.array([reasons[at] for at in place], pa.string()),
        tuple(ambiguous),
    )


def _mentions(rows: "pa.Table") -> list[Mention]:
    """Authorships as mentions; the key of an author with an id is `database:id`."""
    names = ("author", "name", "full_name", "author_id", "orcid")
    columns = (rows[name].to_pylist() for name in names)
    return [
        Mention(author if author_id else "", orcid or "", person_name(name, full_name))
        for author, name, full_name, author_id, orcid in zip(*columns, strict=True)
    ]


class _Evidence:
    """Organisations and co-authors around each authorship."""

    def __init__(self, rows: "pa.Table", affiliations: "pa.Table", mentions: Sequence[Mention], work: str) -> None:
        self.work = rows[work].to_pylist()
        self.position = rows["position"].to_pylist()
        self.mentions = mentions
        self.members: defaultdict[str, list[int]] = defaultdict(list)
        for node, name in enumerate(self.work):
            self.members[name].append(node)
        self.organisations: defaultdict[tuple[str, int], set[str]] = defaultdict(set)
        names = (work, "position", "organisation", "organisation_id")
        for name, position, organisation, id_ in zip(*(affiliations[n].to_pylist() for n in names), strict=True):
            if position is not None and (id_ or organisation):
                self.organisations[name, position].add(id_ or compact(organisation))

    def around(self, node: int) -> frozenset[str]:
        """Organisations of the author, and the co-authors of the publication if they are not too many."""
        found = set(self.organisations.get((self.work[node], self.position[node]), ()))
        others = self.members[self.work[node]]
        if len(others) <= LONGEST_LIST:
            names = (self.mentions[other].name for other in others if other != node)
            found.update(f"{name.surname}, {name.initials[:1]}" for name in names)
        return frozenset(found)


def _keys(clusters: AuthorClusters, author: Sequence[str]) -> list[str]:
    """A key for each mention: the cluster's id of the first database by name, else ORCID iD, else a name."""
    votes: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for node, name in enumerate(author):
        votes[clusters.find(node)][name] += 1
    keys: dict[int, str] = {}
    taken: set[str] = set()
    for root in sorted(votes):
        ids = clusters.ids(root)
        named = min((name for database, name in ids.items() if database != "orcid"), default=ids.get("orcid", ""))
        best = named or min(votes[root], key=lambda name: (-votes[root][name], name))
        numbered = (f"{best} #{copy}" for copy in itertools.count(2))
        keys[root] = next(name for name in itertools.chain((best,), numbered) if name not in taken)
        taken.add(keys[root])
    return [keys[clusters.find(node)] for node in range(len(author))]
