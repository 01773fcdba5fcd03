"""Suggestions for a thesaurus: labels that look like spellings of one term, by stated rules."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from smartspec.sources.folding import fold

_BRACKETS = re.compile(r"\s*\([^()]*\)\s*$")
_JOINTS = re.compile(r"[\s\-/_.,'’]+")
_RUSSIAN = re.compile(r"[а-яё]")
_RUSSIAN_ENDING = re.compile(r"(?:ами|ями|ах|ях|ов|ев|ей|ой|ый|ий|ая|яя|ое|ее|ые|ие|ам|ям|ом|ем|ия|ии|[аяыиоеуюйь])$")
_NO_PLURAL = frozenset(("atlas", "bias", "gas", "lens", "means", "news", "series", "species"))
_SPELLINGS = (
    (re.compile(r"is(e[ds]?|ing|ation|ations|er|ers)$"), r"iz\1"),
    (re.compile(r"yse([ds]?)$"), r"yze\1"),
    (re.compile(r"(.{2,})our(s|al|ed|ing|hood)?$"), r"\1or\2"),
    (re.compile(r"(.{3,})tre(s?)$"), r"\1ter\2"),
    (re.compile(r"ogue(s?)$"), r"og\1"),
    (re.compile(r"ll(ing|ed|er)$"), r"l\1"),
)


@dataclass(frozen=True, slots=True)
class Variant:
    """A label that may be replaced by a commoner one.

    Attributes
    ----------
    rule : `hyphen`, `plural`, `spelling`, `brackets` or `Russian ending`.
    n, n_replace_by : how often each of the two stands.
    """

    label: str
    replace_by: str
    rule: str
    n: int
    n_replace_by: int


def suggest_variants(counts: Mapping[str, int]) -> list[Variant]:
    """Labels that differ from a commoner one by hyphens, plural, British or American spelling, or an ending.

    Parameters
    ----------
    counts : label to number of occurrences; labels in lower case, as `term_key` holds them.

    Returns
    -------
    list
        Commonest first. They are suggestions to be looked at; nothing is replaced here.

    Examples
    --------
    >>> found = suggest_variants({"e-learning": 5, "elearning": 2, "regions": 1, "region": 9})
    >>> [(variant.label, variant.replace_by, variant.rule) for variant in found]
    [('regions', 'region', 'plural'), ('elearning', 'e-learning', 'hyphen')]
    """
    found: dict[str, Variant] = {}
    for rule, form in _RULES.items():
        groups: defaultdict[str, list[str]] = defaultdict(list)
        for label in counts:
            if key := form(label):
                groups[key].append(label)
        for labels in groups.values():
            best = min(labels, key=lambda label: (-counts[label], len(label), label))
            for label in labels:
                if label != best and label not in found and not _goes_round(found, label, best):
                    found[label] = Variant(label, best, rule, counts[label], counts[best])
    return sorted(found.values(), key=lambda v: (-v.n_replace_by, -v.n, v.label))


def write_thesaurus(variants: Iterable[Variant]) -> str:
    """Suggestions as the text of a thesaurus file."""
    lines = [f"{variant.label}\t{variant.replace_by}" for variant in variants]
    return "\n".join(["label\treplace by", *lines]) + "\n"


def _goes_round(found: Mapping[str, Variant], label: str, target: str) -> bool:
    """Whether replacing a label would lead back to it."""
    while target in found:
        target = found[target].replace_by
    return target == label


def _hyphen(label: str) -> str:
    return _JOINTS.sub("", fold(label))


def _plural(label: str) -> str:
    """Every word in the singular."""
    return "".join(_singular(word) for word in _JOINTS.split(fold(label)))


def _singular(word: str) -> str:
    if len(word) < 4 or not word.endswith("s") or word in _NO_PLURAL or word.endswith(("ss", "us", "is", "ics")):
        return word
    if word.endswith("ies") and len(word) > 5:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes", "zzes")):
        return word[:-2]
    return word[:-1]


def _spelling(label: str) -> str:
    found = []
    for word in _JOINTS.split(fold(label)):
        single = _singular(word)
        for pattern, american in _SPELLINGS:
            single = pattern.sub(american, single) if len(single) > 4 else single
        found.append(single)
    return "".join(found)


def _brackets(label: str) -> str:
    return _plural(_BRACKETS.sub("", label))


def _russian(label: str) -> str:
    """Russian words without their endings; "" for other labels."""
    if not _RUSSIAN.search(label):
        return ""
    return "".join(_stem(word) for word in _JOINTS.split(fold(label)))


def _stem(word: str) -> str:
    return _RUSSIAN_ENDING.sub("", word) if len(word) > 5 else word


_RULES: dict[str, Callable[[str], str]] = {
    "hyphen": _hyphen,
    "plural": _plural,
    "spelling": _spelling,
    "brackets": _brackets,
    "Russian ending": _russian,
}
