"""From one classification to another: which entries are the same, parts, wholes, or have no counterpart."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from smartspec.classifications.activity import Level, Tree
from smartspec.classifications.trees import activity, parents, rows, tree
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


#: How deep a concordance goes; below that nothing is said.
_DEEP: tuple[Level, ...] = ("section", "division", "group", "class")
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


def _by_counting(pairs: Iterable[tuple[str, str]]) -> list[Link]:
    """Links of a published table of one level; the kind follows from how many counterparts each side has."""
    listed = sorted(set(pairs))
    forth: dict[str, set[str]] = defaultdict(set)
    back: dict[str, set[str]] = defaultdict(set)
    for source, target in listed:
        forth[source].add(target)
        back[target].add(source)

    def kind(source: str, target: str) -> LinkKind:
        if len(forth[source]) == len(back[target]) == 1:
            return "same"
        if len(forth[source]) == 1:
            return "part"
        return "whole" if len(back[target]) == 1 else "overlap"

    return [Link(source, target, kind(source, target)) for source, target in listed]


def _nace21_nace2() -> list[Link]:
    """The official correspondence, which lists every level."""
    pairs = [(line["nace21"], target) for line in rows("nace21_nace2") for target in line["nace2"].split()]
    return _by_counting(pairs)


def _nace11_nace2() -> list[Link]:
    """The official correspondence of classes, and what follows from it for the levels above.

    Division 42, where the table names it, stands for its classes. Installation of machinery is named as coming from
    the divisions 28 to 36: that is said of divisions and sections, not of single classes.
    """
    new = tree("nace2")
    listed = [(line["nace11"], target) for line in rows("nace11_nace2") for target in line["nace2"].split()]
    pairs = [(source, target) for source, named in listed for target in _classes_of(named, new)]
    found: list[Link] = []
    for level in _DEEP:
        of_level = [
            (_at(source, level, "nace11"), _at(target, level, "nace2"))
            for source, target in pairs
            if len(source) == 5 or level in _DEEP[:2]
        ]
        found += _by_counting(of_level)
    return found


def _classes_of(code: str, listed: Tree) -> list[str]:
    return [code] if len(code) == 5 else [one.code for one in listed.at_level("class") if one.code.startswith(code)]


@cache
def _at(code: str, level: Level, classification: str) -> str:
    """The entry of a level that holds a class or a division."""
    above = (code, *parents(code, classification))
    return next(one for one in above if activity(one, classification).level == level)


def _okved2007_nace11() -> list[Link]:
    """OKVED of 2007 keeps codes and names of NACE Rev. 1.1 down to classes; the deeper levels are its own."""
    theirs = tree("nace11")
    return [Link(one.code, one.code, "same", official=False) for one in tree("okved-2007") if one.code in theirs]


def _okved2007_okved2() -> list[Link]:
    """Through NACE, for sections and divisions: there both editions of OKVED equal theirs."""
    return [
        Link(link.source, link.target, link.kind, official=False)
        for link in _nace11_nace2()
        if activity(link.source, "nace11").level in _DEEP[:2]
    ]


_LISTS = {
    ("okved2", "nace2"): _okved2_nace2,
    ("nace21", "nace2"): _nace21_nace2,
    ("nace11", "nace2"): _nace11_nace2,
    ("okved-2007", "nace11"): _okved2007_nace11,
    ("okved-2007", "okved2"): _okved2007_okved2,
}
_SHALLOW = {frozenset({"okved-2007", "okved2"}): _DEEP[:2]}
#: Directions in which a shorter list says nothing of what it does not hold.
_PARTIAL = {("nace11", "okved-2007")}


@cache
def concordance(from_: str, to: str) -> tuple[Link, ...]:
    """Links from every section, division, group and class of a classification to another, by code.

    There are `okved2` and `nace2`, `nace21` and `nace2`, `nace11` and `nace2`, `okved-2007` and `nace11`, and, for
    sections and divisions only, `okved-2007` and `okved2`; all in both directions. Deeper levels of OKVED2 have no
    counterpart of their own: take their class.

    Raises
    ------
    ConfigError
        If there is no such concordance.

    Notes
    -----
    Equal codes of OKVED2 and NACE Rev. 2: 88 of 88 divisions, 269 of 272 groups, 605 of 623 classes. Some of them
    (85.1 to 85.4, 85.41, 85.42) stand for different activities and are not `same` here. Source for NACE Rev. 1.1 and
    Rev. 2.1: correspondence tables of Eurostat. Figures that cross 2016/2017 in Russia can be moved for 7 divisions of
    62 alone, research and development (73 to 72) among them. The list of OKVED of 2007 that is here ends with
    divisions and a few groups, so nothing is said from NACE Rev. 1.1 about what it does not hold.

    Examples
    --------
    >>> found = {link.source: link for link in concordance("okved2", "nace2") if link.kind != "overlap"}
    >>> found["62.01"].kind, found["92.1"].target, found["92.1"].kind, found["85.12"].target
    ('same', '92.0', 'part', '85.20')
    >>> [link.source for link in concordance("nace2", "okved2") if link.kind == "none"]
    ['85.6', '85.60']
    >>> [(link.target, link.kind) for link in concordance("okved-2007", "okved2") if link.source in ("73", "66")]
    [('65', 'same'), ('72', 'same')]
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
    depth = () if (from_, to) in _PARTIAL else _SHALLOW.get(frozenset({from_, to}), _DEEP)
    links += [Link(one.code, "", "none") for one in tree(from_) if one.level in depth and one.code not in linked]
    return tuple(sorted(links, key=lambda one: (one.source, one.target)))


@cache
def _same(classification: str, other: str) -> dict[str, str]:
    return {link.source: link.target for link in concordance(classification, other) if link.kind == "same"}


def english_name(code: str, classification: str) -> tuple[str, str]:
    """English name of an entry, and the classification it is taken from; both "" where there is none.

    Russian lists have no official English names: that of NACE is given where the activity is the same, for OKVED2
    from Rev. 2, for OKVED of 2007 from Rev. 1.1.

    Examples
    --------
    >>> english_name("62.01", "okved2"), english_name("73", "okved-2007"), english_name("2.10", "ford")
    (('Computer programming activities', 'nace2'), ('Research and development', 'nace11'), ('Nano-technology', 'ford'))
    >>> english_name("A", "okved2")[0], english_name("85.41", "okved2")
    ('Agriculture, forestry and fishing', ('', ''))
    """
    own = activity(code, classification).name_en
    other = {"okved2": "nace2", "okved-2007": "nace11"}.get(classification, "")
    target = _same(classification, other).get(code, "") if other and not own else ""
    name = own or (activity(target, other).name_en if target else "")
    return (name.capitalize() if name.isupper() else name), (classification if own else other if name else "")
