"""Names of regions and activities in both languages, their districts and groups."""

from collections.abc import Iterable, Mapping
from typing import Any

#: Classification as written in tables, folded, to the name of the activity tree.
TREES = {
    "okved2": "okved2",
    "оквэд2": "okved2",
    "okved2007": "okved-2007",
    "оквэд2007": "okved-2007",
    "nacerev11": "nace11",
    "nacerev2": "nace2",
    "nace2": "nace2",
    "nacerev21": "nace21",
    "grnti": "grnti",
    "грнти": "grnti",
    "ford": "ford",
}


def tree_of(classification: str | None) -> str | None:
    """Name of the activity tree of a classification as written; None if there is none.

    Examples
    --------
    >>> tree_of("OKVED2"), tree_of("NACE Rev. 2"), tree_of("OKVED 2007"), tree_of("own list")
    ('okved2', 'nace2', 'okved-2007', None)
    """
    folded = "".join(c for c in (classification or "").lower() if c.isalnum())
    return TREES.get(folded)


def region_names(code: str, written: str | None = None) -> tuple[str, str, str | None]:
    """English name, Russian name and district of a region; the written name where the code is not known."""
    from smartspec.places import region, roll_up
    from smartspec.places.region_table import known

    if not known(code):
        name = written or code
        return name, name, None
    one = region(code)
    above = roll_up(code, "district") or roll_up(code, "nuts1") or roll_up(code, "country")
    return one.name, one.name_ru or one.name, above


def activity_names(code: str, classification: str | None, written: str | None = None) -> tuple[str, str]:
    """English and Russian name of an activity; the written name where the code is not in the classification.

    OKVED has no English names of its own: where an activity is the same in NACE, that name is taken.
    """
    from smartspec.classifications import english_name, find_code

    tree = tree_of(classification)
    found = find_code(code, tree) if tree else None
    if found is None or tree is None:
        return written or code, written or code
    english = english_name(found.code, tree)[0]
    return english or found.name_ru or written or code, found.name_ru or written or english or code


def groups_of(codes: Iterable[str], classification: str | None) -> Mapping[str, str]:
    """Activity to the section above it; empty where there is no level above, or no tree."""
    from smartspec.classifications import find_code, section_of

    tree = tree_of(classification)
    if tree is None:
        return {}
    groups: dict[str, str] = {}
    for code in codes:
        found = find_code(code, tree)
        section: Any = section_of(found.code, tree) if found is not None else None
        if section is None:
            return {}
        groups[code] = str(getattr(section, "code", section))
    return {} if all(code == group for code, group in groups.items()) else groups
