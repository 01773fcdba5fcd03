"""The further choices of figures in parts of their own, which a page reads when one of them is chosen."""

from collections.abc import Iterator, Mapping
from typing import Any

from smartspec.views.figure import NARROW_AT

#: Marks of a figure that the body itself holds beyond the first choice, and marks of a part.
KEPT_MARKS, PART_MARKS = 1_500, 20_000


def in_parts(body: Mapping[str, Any], address: str) -> dict[str, Any]:
    """The body of a comparison with the first choices of its figures, and the drawings of the others, by address.

    Parameters
    ----------
    body : the body with all drawings.
    address : its address; parts have theirs below it: `ADDRESS/FIGURE/NUMBER`.

    Returns
    -------
    Address to body. A choice whose drawings are not in the body itself says in which `part` they are. Drawings of a
    part that are made of the same marks name them by number in one list.
    """
    bodies: dict[str, Any] = {address: {**body, "figures": []}}
    for figure in body["figures"]:
        here, there = _divided(figure)
        for number, plans in there.items():
            bodies[f"{address}/{figure['name']}/{number}"] = shared(plans)
        part_of = {key: number for number, plans in there.items() for key in plans}
        choices = [c | ({"part": part_of[c["key"]]} if c["key"] in part_of else {}) for c in figure["choices"]]
        bodies[address]["figures"].append({**figure, "choices": choices, "plans": here})
    return bodies


def _divided(figure: Mapping[str, Any]) -> tuple[dict[str, Any], dict[int, dict[str, Any]]]:
    """Drawings that stay, and those of each part from 1 on, in the order of the choices."""
    here: dict[str, Any] = {}
    there: dict[int, dict[str, Any]] = {}
    n_here, n_there, number = 0, 0, 1
    for forms in _forms(figure):
        n = sum(len(plan["marks"]) for plan in forms.values())
        if not here or (not there and n_here + n <= KEPT_MARKS):
            here |= forms
            n_here += n
            continue
        if number in there and n_there + n > PART_MARKS:
            number, n_there = number + 1, 0
        there.setdefault(number, {}).update(forms)
        n_there += n
    return here, there


def _forms(figure: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The drawing of each choice with its narrower forms, by key."""
    forms: dict[str, dict[str, Any]] = {choice["key"]: {} for choice in figure["choices"]}
    for key, plan in figure["plans"].items():
        forms[key if key in forms else key.rpartition(NARROW_AT)[0]][key] = plan
    yield from forms.values()


def shared(plans: Mapping[str, Any]) -> dict[str, Any]:
    """Drawings with each different mark once, where that saves half of them or more.

    Examples
    --------
    >>> dot = {"t": "circle"}
    >>> shared({"a": {"marks": [dot, dot]}, "b": {"marks": [dot]}})
    {'marks': [{'t': 'circle'}], 'plans': {'a': {'marks': [0, 0]}, 'b': {'marks': [0]}}}
    """
    numbers: dict[str, int] = {}
    different: list[Any] = []
    found: dict[str, Any] = {}
    for key, plan in plans.items():
        places = []
        for mark in plan["marks"]:
            number = numbers.setdefault(repr(mark), len(different))
            if number == len(different):
                different.append(mark)
            places.append(number)
        found[key] = {**plan, "marks": places}
    n = sum(len(plan["marks"]) for plan in plans.values())
    return {"marks": different, "plans": found} if 2 * len(different) <= n else {"plans": dict(plans)}
