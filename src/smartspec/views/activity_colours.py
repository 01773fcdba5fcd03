"""Colours of activities: by the group above them in their classification, else by their complexity."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from smartspec.views.chart_choropleth import Entry, classes
from smartspec.views.comparison_methods import words
from smartspec.views.comparison_tables import Compared
from smartspec.views.plan import Words, both, joined, shortened

N_COLOURS = 9
#: How classifications are written, folded, and the name of their tree.
TREES = {
    "okved2": "okved2",
    "оквэд2": "okved2",
    "okved2007": "okved-2007",
    "оквэд2007": "okved-2007",
    "nace2": "nace2",
    "nacerev11": "nace11",
    "nacerev2": "nace2",
    "nacerev21": "nace21",
    "grnti": "grnti",
    "грнти": "grnti",
    "ford": "ford",
}


@dataclass(frozen=True, slots=True)
class Colours:
    """Colour by row of the table of activities, and what the colours mean."""

    fill: Mapping[int, str]
    legend: tuple[Entry, ...] = ()


def activity_colours(compared: Compared, rows: Sequence[int]) -> Colours:
    """Colours of the activities in some rows.

    Groups are told apart by colour where they are fewer than the activities; else complexity is shown, where known.
    """
    codes = [compared.column("activities", "activity")[row] for row in rows]
    groups = groups_of(codes, compared.head["classification"])
    if groups and 1 < len({name for name, _ in groups.values()}) < len(codes):
        return _by_group(rows, [groups[code] for code in codes])
    return _by_complexity(compared, rows)


def groups_of(codes: Sequence[str], classification: str | None) -> dict[str, tuple[str, Words]]:
    """Code to code and name of the section above it; by the letters or digits before the first point without a tree.

    Examples
    --------
    >>> groups_of(["62.01"], "OKVED2")["62.01"][0], groups_of(["62.01", "x"], None)
    ('J', {'62.01': ('62', '62'), 'x': ('x', 'x')})
    """
    from smartspec.classifications import activity, find_code, section_of

    tree = TREES.get("".join(c for c in (classification or "").lower() if c.isalnum()))
    found: dict[str, tuple[str, Words]] = {}
    for code in codes:
        own = find_code(code, tree) if tree else None
        above = section_of(own.code, tree) if own and tree else None
        if above is None:
            head = code.partition(".")[0]
            found[code] = (head, head)
        else:
            section = activity(above, tree or "")
            found[code] = (above, joined([above, " ", both(section.name_en or section.name_ru, section.name_ru)]))
    return found


def _by_group(rows: Sequence[int], groups: Sequence[tuple[str, Words]]) -> Colours:
    """A colour for each of the largest groups, one grey for the rest; ties by code."""
    codes = [code for code, _ in groups]
    names = dict(groups)
    order = sorted(names, key=lambda code: (-codes.count(code), code))
    fill = {code: f"cat-{min(k, N_COLOURS)}" for k, code in enumerate(order)}
    legend = [Entry(fill[code], shortened(names[code], 12, 260)) for code in order[:N_COLOURS]]
    if len(order) > N_COLOURS:
        legend.append(Entry(f"cat-{N_COLOURS}", both("other groups", "другие группы")))
    return Colours({row: fill[code] for row, code in zip(rows, codes, strict=True)}, tuple(legend))


def _by_complexity(compared: Compared, rows: Sequence[int]) -> Colours:
    values = compared.column("activities", "pci")
    if not any(values[row] is not None for row in rows):
        return Colours(dict.fromkeys(rows, "accent"))
    found = classes([values[row] for row in rows], centre=0.0)
    fill = {row: "missing" if values[row] is None else found.fill(values[row]) for row in rows}
    label = words("columns", "pci")
    legend = [Entry(k, joined([label, " ", w])) for k, w in zip(found.fills, found.words(), strict=True)]
    if "missing" in fill.values():
        legend.append(Entry("missing", both("not known", "нет данных")))
    return Colours(fill, tuple(legend))
