"""Codes of other NUTS vintages (2006 to 2016, 2024), level 2, and what they are on the map of 2021."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import Literal

from smartspec.places.nuts_codes import NUTS_VINTAGES, REFERENCE, nuts_codes
from smartspec.places.tables import rows

Change = Literal["recoded", "merged", "split", "boundary"]


@dataclass(frozen=True, slots=True)
class NutsMove:
    """Where a code of another vintage is found in 2021.

    Attributes
    ----------
    codes : codes of 2021; empty if the code is unknown.
    exact : True if the territory is the same: values may be moved over as they are.
    changes : kinds of change on the way. `merged`: sums of the old are the new; `split`: needs weights;
        `boundary`: a break in the series.
    """

    code: str
    codes: tuple[str, ...]
    exact: bool
    changes: tuple[Change, ...] = ()


@cache
def _changes() -> dict[tuple[str, str], list[tuple[str, Change]]]:
    found: dict[tuple[str, str], list[tuple[str, Change]]] = defaultdict(list)
    kinds: dict[str, Change] = {"recoded": "recoded", "merged": "merged", "split": "split", "boundary": "boundary"}
    for since, _, old, new, kind, _note in rows("nuts_changes"):
        if kind in kinds and len(new) == 4:  # a small part that left, and new territory, lead to no code
            found[since, old].append((new, kinds[kind]))
    return found


@cache
def _back() -> dict[str, list[tuple[str, Change]]]:
    """Code of 2024 that is not in 2021 -> the codes of 2021 that share its territory."""
    found: dict[str, list[tuple[str, Change]]] = defaultdict(list)
    for (since, old), steps in _changes().items():
        for new, kind in steps:
            if since == REFERENCE:
                found[new].append((old, kind))
    return found


def nuts_2021(code: str) -> NutsMove:
    """The NUTS 2021 units of a level-2 code of any vintage since 2006, 2024 included.

    Notes
    -----
    A code that is still in use stands for itself, with two limits: `HR02` was another unit in 2006 and is never
    exact, and small corrections of boundaries within a kept code are not recorded. None of the level-2 units that
    came with 2024 has exactly the territory of one of 2021.

    Examples
    --------
    >>> nuts_2021("GR11").codes, nuts_2021("FR21").exact, nuts_2021("UKI1").codes, nuts_2021("HU10").exact
    (('EL51',), True, ('UKI3', 'UKI4'), False)
    >>> nuts_2021("PT1D").codes, nuts_2021("PT1D").exact, nuts_2021("UA30").codes
    (('PT16', 'PT18'), False, ())
    """
    code = code.strip()
    now: set[str] = {code}
    changes: list[Change] = []
    if code in _back():
        now, changes = {old for old, _ in _back()[code]}, [kind for _, kind in _back()[code]]
    for vintage in NUTS_VINTAGES[: NUTS_VINTAGES.index(REFERENCE)]:
        after: set[str] = set()
        for one in now:
            steps = _changes().get((vintage, one), [])
            after |= {new for new, _ in steps} or {one}
            changes += [kind for _, kind in steps if kind not in changes]
        now = after
    if not now <= nuts_codes(REFERENCE, 2):
        return NutsMove(code, (), exact=False)
    exact = len(now) == 1 and set(changes) <= {"recoded"}
    return NutsMove(code, tuple(sorted(now)), exact, tuple(dict.fromkeys(changes)))
