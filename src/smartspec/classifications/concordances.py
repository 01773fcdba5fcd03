"""From one classification to another: which entries are the same, parts, wholes, or have no counterpart."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import Literal

from smartspec.classifications.trees import rows, tree
from smartspec.errors import ConfigError

LinkKind = Literal["same", "part", "whole", "overlap", "none"]


@dataclass(frozen=True, slots=True)
class Link:
    """How an entry of one classification relates to one of another.

    Attributes
    ----------
    target : "" if there is no counterpart (`none`).
    kind : `same`: figures can be moved; `part`: the source lies within the target; `whole`: it holds the target;
        `overlap`: they share something, neither holds the other.
    official : False where the link is our reading of the names and not of a published table.
    """

    source: str
    target: str
    kind: LinkKind
    official: bool = True


_TURNED: dict[LinkKind, LinkKind] = {"part": "whole", "whole": "part"}


def _kind(text: str) -> LinkKind:
    kinds: tuple[LinkKind, ...] = ("same", "part", "whole", "overlap")
    return next(kind for kind in kinds if kind == text)


def _okved2_nace2() -> list[Link]:
    """Equal codes are equal activities, except inside divisions 19, 85 and 92, where Russia went its own way."""
    own = list(rows("okved2_nace2"))
    links = [
        Link(line["okved2"], target, _kind(line["kind"]), official=False)
        for line in own
        for target in line["nace2"].split()
    ]
    read = {link.source for link in links} | {link.target for link in links}
    theirs = tree("nace2").activities
    links += [Link(one.code, one.code, "same") for one in tree("okved2") if one.code in theirs and one.code not in read]
    return links


def _nace21_nace2() -> list[Link]:
    """The official correspondence; the kind follows from how many counterparts each side has at its level."""
    pairs = [(line["nace21"], target) for line in rows("nace21_nace2") for target in line["nace2"].split()]
    forth: dict[str, set[str]] = defaultdict(set)
    back: dict[str, set[str]] = defaultdict(set)
    for new, old in pairs:
        forth[new].add(old)
        back[old].add(new)

    def kind(new: str, old: str) -> LinkKind:
        if len(forth[new]) == len(back[old]) == 1:
            return "same"
        if len(forth[new]) == 1:
            return "part"
        return "whole" if len(back[old]) == 1 else "overlap"

    return [Link(new, old, kind(new, old)) for new, old in pairs]


_LISTS = {("okved2", "nace2"): _okved2_nace2, ("nace21", "nace2"): _nace21_nace2}


@cache
def concordance(from_: str, to: str) -> tuple[Link, ...]:
    """Links from every section, division, group and class of a classification to another, by code.

    There are `okved2` and `nace2`, `nace21` and `nace2`, in both directions. Deeper levels of OKVED2 have no
    counterpart of their own: take their class.

    Raises
    ------
    ConfigError
        If there is no such concordance.

    Notes
    -----
    Equal codes of OKVED2 and NACE Rev. 2: 88 of 88 divisions, 269 of 272 groups, 605 of 623 classes. Some of them
    (85.1 to 85.4, 85.41, 85.42) stand for different activities and are not `same` here. Source for NACE Rev. 2.1:
    correspondence table of Eurostat.

    Examples
    --------
    >>> found = {link.source: link for link in concordance("okved2", "nace2") if link.kind != "overlap"}
    >>> found["62.01"].kind, found["92.1"].target, found["92.1"].kind, found["85.12"].target
    ('same', '92.0', 'part', '85.20')
    >>> [link.source for link in concordance("nace2", "okved2") if link.kind == "none"]
    ['85.6', '85.60']
    """
    if (from_, to) in _LISTS:
        links = _LISTS[from_, to]()
    elif (to, from_) in _LISTS:
        turned = _LISTS[to, from_]()
        links = [Link(one.target, one.source, _TURNED.get(one.kind, one.kind), one.official) for one in turned]
    else:
        hint = f"there are {', '.join(f'`{a}` and `{b}`' for a, b in _LISTS)}"
        raise ConfigError(f"no concordance from `{from_}` to `{to}`", hint=hint)
    linked = {one.source for one in links}
    depth = ("section", "division", "group", "class")
    links += [Link(one.code, "", "none") for one in tree(from_) if one.level in depth and one.code not in linked]
    return tuple(sorted(links, key=lambda one: (one.source, one.target)))
