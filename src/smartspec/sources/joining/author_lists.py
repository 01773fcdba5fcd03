"""Author lists of the records of one publication: which to take, how their places correspond."""

from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any, Protocol

from smartspec.sources.joining.record_evidence import name_words


class Columns(Protocol):
    """A detail table whose rows are found by record and whose columns are lists."""

    def of(self, row: int) -> range:
        """Places of the rows of one record."""

    def column(self, name: str) -> list[Any]:
        """A column as a list."""


def choose_authors(rows: Sequence[int], lists: Mapping[int, range], authors: Columns) -> tuple[int, str]:
    """The record whose author list is taken: with ids, unless it is clearly shorter than another list.

    `rows` are in order of preference, which decides ties.
    """
    ids, orcids = authors.column("author_id"), authors.column("orcid")
    longest = max(len(places) for places in lists.values())

    def merit(row: int) -> tuple[bool, bool, bool]:
        places = lists[row]
        identified = sum(ids[at] is not None or orcids[at] is not None for at in places)
        return len(places) * 10 >= longest * 9, identified * 2 > len(places), len(places) > 0

    chosen = max(rows, key=merit)
    kind = "with ids" if merit(chosen)[1] else "preferred record" if chosen == rows[0] else "longest"
    lengths = sorted({len(places) for places in lists.values() if places})
    return chosen, kind if len(lengths) < 2 else f"{kind}; lists of {' and '.join(map(str, lengths))}"


def choose_affiliations(rows: Sequence[int], chosen: int, addresses: Columns) -> tuple[int, str]:
    """The record whose addresses are taken: with links to authors, the author list's own record first."""
    position = addresses.column("position")

    def merit(row: int) -> tuple[bool, bool, bool]:
        places = addresses.of(row)
        linked = sum(position[at] is not None for at in places)
        return linked * 2 > len(places), len(places) > 0, row == chosen

    best = max(rows, key=merit)
    return best, "linked to authors" if merit(best)[0] else "addresses without links to authors"


def align_authors(target: range, other: range, authors: Columns) -> dict[int, int]:
    """Position in another list to position in the chosen one, for the authors that correspond.

    Lists of one length whose names agree place by place correspond as they stand; otherwise an author
    corresponds to the only one that shares a word of the name.
    """
    if target == other:
        return {position: position for position in _positions(target, authors)}
    ours, theirs = _names(target, authors), _names(other, authors)
    to, at = _positions(target, authors), _positions(other, authors)
    if len(ours) == len(theirs) and _agreeing(ours, theirs) * 5 >= len(ours) * 3:
        return dict(zip(at, to, strict=True))
    found: dict[int, int] = {}
    for name, position in zip(theirs, at, strict=True):
        same = [place for mine, place in zip(ours, to, strict=True) if mine & name]
        if len(same) == 1:
            found[position] = same[0]
    return found


def fill_authors(target: range, other: range, authors: Columns, filled: MutableMapping[str, dict[int, Any]]) -> None:
    """Note what the chosen list lacks and another list of the same people states: full name, ORCID iD ..."""
    if len(target) != len(other):
        return
    ours, theirs = _names(target, authors), _names(other, authors)
    for place, source, mine, name in zip(target, other, ours, theirs, strict=True):
        if not mine & name:
            continue
        for column, cells in filled.items():
            values = authors.column(column)
            if values[place] is None and values[source] is not None:
                cells.setdefault(place, values[source])


def _names(places: range, authors: Columns) -> list[frozenset[str]]:
    name, full = authors.column("name"), authors.column("full_name")
    return [name_words(name[at], full[at]) for at in places]


def _positions(places: range, authors: Columns) -> list[int]:
    position = authors.column("position")
    return [position[at] for at in places]


def _agreeing(ours: Sequence[frozenset[str]], theirs: Sequence[frozenset[str]]) -> int:
    return sum(bool(mine & name) for mine, name in zip(ours, theirs, strict=True))
