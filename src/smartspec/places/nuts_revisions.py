"""Revisions of NUTS: what became of every unit from one vintage to the next, or back."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from smartspec.places.nuts_codes import LEVEL_3, NUTS_VINTAGES, nuts_codes
from smartspec.places.tables import rows

StepKind = Literal["recoded", "merged", "split", "boundary", "reorganised", "gained", "adjusted"]
#: What each kind means for a figure, in words for a page.
MEANING: dict[StepKind, str] = {
    "recoded": "the same territory under another code",
    "merged": "several units became one: their sum is the new one",
    "split": "one unit became several: the figure cannot be divided without weights",
    "boundary": "the boundary moved: a break in the series",
    "reorganised": "several units became several others: only their sum is comparable",
    "gained": "territory was added: a break in the series",
    "adjusted": "the boundary moved by less than 1 % of the population and the code was kept: no new unit by law",
}


@dataclass(frozen=True, slots=True)
class NutsStep:
    """What became of a group of units in one revision: `old` codes of `vintage_from`, `new` codes of `vintage_to`."""

    vintage_from: str
    vintage_to: str
    old: tuple[str, ...]
    new: tuple[str, ...]
    kind: StepKind


def _kind(old: set[str], new: set[str], kinds: set[str]) -> StepKind:
    if len(old) > 1 and len(new) > 1:
        return "boundary" if kinds <= {"boundary", "part"} else "reorganised"
    if len(old) > 1:
        return "merged"
    if len(new) > 1:
        return "split"
    if kinds & {"boundary", "part"}:
        return "boundary"
    return "gained" if "new" in kinds else "adjusted" if "adjusted" in kinds else "recoded"


def links_of(since: str, level: int) -> list[tuple[str, str, str]]:
    """Old code, new code, kind of every change of a level; level 1 follows from the units below it."""
    listed = [(old, new, kind) for start, _, old, new, kind, _ in rows("nuts_changes") if start == since]
    own = {size: [link for link in listed if len(link[1]) == size] for size in (3, 4, 5)}
    if level in (2, 3):
        return own[level + 2]
    if level == 0:
        return [("GR", "EL", "recoded")] if since == "2006" else []
    below = [link for link in own[4] if link[2] != "adjusted"]
    touched = {old[:3] for old, _, _ in below} | {new[:3] for _, new, _ in below}
    until = NUTS_VINTAGES[NUTS_VINTAGES.index(since) + 1]
    kept = (nuts_codes(since, 2) & nuts_codes(until, 2)) - {old for old, _, _ in below}
    links = {(old[:3], new[:3], "recoded") for old, new, _ in below if old}
    links |= {(new[:3], new[:3], "new") for old, new, _ in below if not old}
    links |= {(code[:3], code[:3], "recoded") for code in kept if code[:3] in touched}
    return sorted(links | {*own[3]})


@cache
def _steps(since: str, level: int) -> dict[str, NutsStep]:
    """Old code -> the group of units that changed together, for one revision."""
    groups: list[tuple[set[str], set[str], set[str]]] = []
    for old, new, kind in links_of(since, level):
        joined = ({old} - {""}, {new}, {kind})
        apart = []
        for group in groups:
            if group[0] & joined[0] or group[1] & joined[1]:
                joined = (joined[0] | group[0], joined[1] | group[1], joined[2] | group[2])
            else:
                apart.append(group)
        groups = [*apart, joined]
    until = NUTS_VINTAGES[NUTS_VINTAGES.index(since) + 1]
    found: dict[str, NutsStep] = {}
    for olds, news, kinds in groups:
        step = NutsStep(since, until, tuple(sorted(olds)), tuple(sorted(news)), _kind(olds, news, kinds))
        if step.old != step.new or step.kind != "recoded":
            found |= dict.fromkeys(step.old, step)
    return found


def _backward(step: NutsStep) -> NutsStep:
    turned: dict[StepKind, StepKind] = {"merged": "split", "split": "merged"}
    return NutsStep(step.vintage_to, step.vintage_from, step.new, step.old, turned.get(step.kind, step.kind))


def revision(since: str, until: str, level: int) -> dict[str, NutsStep]:
    """Code of `since` -> its step to the neighbouring vintage `until`, in either direction."""
    if since < until:
        return _steps(since, level)
    turned = {_backward(step) for step in _steps(until, level).values()}
    return {code: step for step in turned for code in step.old}


def level_3_step(code: str, since: str, until: str) -> NutsStep | Literal["unknown"] | None:
    """The step of a level-3 code.

    Between 2021 and 2024 every change is listed. Before, it is known where its level-2 unit is the same, or recoded
    with the last letter kept.
    """
    if since in LEVEL_3 and until in LEVEL_3:
        return revision(since, until, 3).get(code)
    parent = revision(since, until, 2).get(code[:4])
    if parent is None:
        return None
    new = parent.new[0] + code[4]
    if parent.kind == "recoded" and code[:2] in ("FR", "GR", "EL", "IT") and (since, until) != ("2010", "2013"):
        return NutsStep(since, until, (code,), (new,), "recoded")
    return "unknown"
