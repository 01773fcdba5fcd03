"""One id space for cited references of several styles."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from smartspec.sources.joining.reference_clusters import cluster_references, join_lists
from smartspec.sources.joining.reference_evidence import CitedFacts
from smartspec.sources.publication import Reference

if TYPE_CHECKING:
    import pyarrow as pa

_PARTS = ("raw", "author", "title", "source", "year", "volume", "page", "doi")


def match_references(references: "pa.Table", work: "pa.Array | None" = None) -> "pa.Array":
    """The key of every reference: equal keys are one work, whatever style it is cited in.

    Parameters
    ----------
    references : rows of `record_references`; `reference` is the key from the parts of each.
    work : for every row the publication that cites, if records of one publication were joined. Their lists
        hold the same works, so an author and year that each holds once and left unmatched is one work.

    Returns
    -------
    pyarrow.Array
        For every row the key of its group: the commonest `reference` of its members. The order of the rows
        does not matter. A reference that is only an id of a cited work keeps its key.

    Notes
    -----
    Candidates share a DOI, volume and page, the beginning of a title, or surname and year. Groups with
    contradicting years, DOIs, pages or titles are not chained.
    """
    import pyarrow as pa

    codes, facts, names = _distinct(references)
    clusters = cluster_references(facts)
    if work is not None:
        for first, second in _paired_lists(codes, references["record"].to_pylist(), work.to_pylist()):
            join_lists(clusters, first, second)
    cluster = np.array([clusters.find(node) for node in range(len(facts))], dtype=np.int64)
    keys = name_clusters(cluster, names, np.bincount(codes[codes >= 0], minlength=len(facts)))
    found = references["reference"].to_pylist()
    for row in np.flatnonzero(codes >= 0):
        found[row] = keys[cluster[codes[row]]]
    return pa.array(found, pa.string())


def _distinct(references: "pa.Table") -> tuple[NDArray[np.int64], list[CitedFacts], list[str]]:
    """Number of the distinct reference of each row (-1 for a bare id), and facts and key of each, sorted."""
    import pyarrow.compute as pc

    stated = [references[name].is_valid() for name in ("author", "title", "source", "doi")]
    bare = pc.and_(references["cited_id"].is_valid(), pc.invert(pc.or_(pc.or_(*stated[:2]), pc.or_(*stated[2:]))))
    text = pc.binary_join_element_wise(references["raw"], references["reference"], "\x1f").combine_chunks()
    text = text.dictionary_encode()
    place = np.asarray(pc.rank(text.dictionary, tiebreaker="first").to_numpy(), dtype=np.int64) - 1
    codes = place[text.indices.to_numpy()]
    codes[bare.to_numpy(zero_copy_only=False)] = -1
    used, first = np.unique(codes, return_index=True)
    used, first = used[used >= 0], first[used >= 0]
    codes = np.where(codes >= 0, np.searchsorted(used, codes), -1)
    rows = references.take(first)
    columns = [rows[name].to_pylist() for name in _PARTS]
    facts = [CitedFacts(_reference(*parts)) for parts in zip(*columns, strict=True)]
    return codes, facts, rows["reference"].to_pylist()


def _reference(raw: str, *parts: str | int | None) -> Reference:
    author, title, source, year, volume, page, doi = (part or "" for part in parts)
    return Reference(
        raw,
        "",
        str(author),
        str(title),
        str(source),
        int(year) if year else None,
        str(volume),
        str(page),
        str(doi),
    )


def _paired_lists(
    codes: NDArray[np.int64], record: Sequence[str], work: Sequence[str | None]
) -> Iterator[tuple[list[int], list[int]]]:
    """Reference lists of records that are one publication, two by two, in a fixed order."""
    lists: defaultdict[str, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for code, owner, citing in zip(codes.tolist(), record, work, strict=True):
        if code >= 0 and citing is not None:
            lists[citing][owner].append(code)
    for citing in sorted(lists):
        for a, b in itertools.combinations(sorted(lists[citing]), 2):
            yield sorted(lists[citing][a]), sorted(lists[citing][b])


def name_clusters(cluster: NDArray[np.int64], names: Sequence[str], counts: NDArray[np.int64]) -> dict[int, str]:
    """A key for each cluster: the commonest of its members' keys that no larger cluster has taken."""
    members: defaultdict[int, list[int]] = defaultdict(list)
    for node, number in enumerate(cluster.tolist()):
        members[number].append(node)
    weight = counts.tolist()
    ranked: list[tuple[int, list[str], int]] = []
    for number, nodes in members.items():
        if len(nodes) == 1:
            ranked.append((-weight[nodes[0]], [names[nodes[0]]], number))
            continue
        votes: Counter[str] = Counter()
        for node in nodes:
            votes[names[node]] += weight[node]
        found = sorted(votes, key=lambda name: (-votes[name], name))
        ranked.append((-votes.total(), found, number))
    keys: dict[int, str] = {}
    taken: set[str] = set()
    for _, found, number in sorted(ranked):
        free = (name for name in found if name not in taken)
        numbered = (f"{found[0]} #{copy}" for copy in itertools.count(2))
        keys[number] = next(name for name in itertools.chain(free, numbered) if name not in taken)
        taken.add(keys[number])
    return keys
