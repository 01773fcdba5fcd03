"""Regions coloured by the class of a value, with what is missing hatched and what is not compared left plain."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from smartspec.views.fitting import fitted
from smartspec.views.outlines import BOX_HEIGHT, Move, Outlines
from smartspec.views.plan import PHONE, Plan, Words, both, joined, lines_of, number_words, shortened, text_width

LINE, SWATCH, SIZE = 22.0, 22.0, 12
#: Narrower forms of a map, for a tablet and a phone.
NARROW = (620.0, PHONE)
#: Regions of so many square pixels have room for a mark although they are enlarged in a box.
ROOMY = 400.0
MISSING = both("not known", "нет данных")
NOT_COMPARED = both("not compared", "не сравнивается")


@dataclass(frozen=True, slots=True)
class Paint:
    """Colour of a region, its row of the table, and a short mark that says the class without colour."""

    fill: str
    row: int | None = None
    mark: Words = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a legend: a colour and what it means."""

    fill: str
    words: Words


@dataclass(frozen=True, slots=True)
class Classes:
    """Classes of values.

    Attributes
    ----------
    breaks : ends between classes, ascending; a value on an end belongs to the class above.
    fills : names of colours, one more than breaks.
    """

    breaks: tuple[float, ...]
    fills: tuple[str, ...]

    def fill(self, value: float) -> str:
        """Colour of a value."""
        return self.fills[int(np.searchsorted(self.breaks, value, side="right"))]

    def words(self) -> list[Words]:
        """What each class holds."""
        ends = [number_words(value) for value in self.breaks]
        if not ends:
            return [both("all", "все")]
        inner = [joined([low, high], by=" … ") for low, high in itertools.pairwise(ends)]
        return [joined(["< ", ends[0]]), *inner, joined(["≥ ", ends[-1]])]


def classes(values: Sequence[float | None], *, centre: float | None = None) -> Classes:
    """Five classes of equal numbers of values, or five about a centre where one has a meaning.

    Parameters
    ----------
    values : of all periods, so that a colour means the same in each; None is left out.
    centre : value in the middle of the middle class; the ends lie 0.5 and 1.5 standard deviations away.

    Examples
    --------
    >>> classes([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]).breaks
    (2.8, 4.6, 6.4, 8.2)
    """
    known = np.array([value for value in values if value is not None], dtype=np.float64)
    if not len(known) or np.ptp(known) == 0:
        return Classes((), ("seq-4",))
    if centre is not None:
        spread = float(np.sqrt(np.mean((known - centre) ** 2)))
        found = [centre + _rounded(spread * k) for k in (-1.5, -0.5, 0.5, 1.5)]
        return Classes(tuple(found), ("div-0", "div-2", "div-4", "div-6", "div-8"))
    ends = sorted({_rounded(float(v)) for v in np.quantile(known, (0.2, 0.4, 0.6, 0.8))})
    ends = [end for end in ends if known.min() < end <= known.max()]
    fills = {4: (0, 2, 4, 6, 8), 3: (0, 3, 5, 8), 2: (1, 4, 7), 1: (2, 6), 0: (4,)}[len(ends)]
    return Classes(tuple(ends), tuple(f"seq-{k}" for k in fills))


def _rounded(value: float) -> float:
    return float(f"{value:.3g}")


def choropleth_plan(
    outlines: Outlines, values: Mapping[str, float | None], rows: Mapping[str, int], found: Classes, *, axis: Words
) -> Plan:
    """Every region of the map in the colour of its class.

    Parameters
    ----------
    outlines : the map.
    values : code to value; None is hatched. Regions of the map that are not named are left plain.
    rows : code to its row of the table.
    found : classes of the values.
    axis : what the values are, with unit and period.
    """
    paints = {
        code: Paint("hatch-fill" if value is None else found.fill(value), rows.get(code))
        for code, value in values.items()
    }
    shown = [value for code, value in values.items() if value is not None and code in outlines.centres]
    n = [sum(found.fill(value) == fill for value in shown) for fill in found.fills]
    legend = [
        Entry(fill, joined([words, f" ({count})"]))
        for fill, words, count in zip(found.fills, found.words(), n, strict=True)
    ]
    return painted_map(outlines, paints, legend, axis=axis)


def painted_map(
    outlines: Outlines, paints: Mapping[str, Paint], legend: Sequence[Entry], *, axis: Words, plain: str = "ground"
) -> Plan:
    """A map in given colours with its legend below."""
    entries = [*legend, *_further(outlines, paints, plain)]
    made = []
    for form in (outlines, *(fitted(outlines, width) for width in NARROW)):
        made.append(bare_map(form, paints, plain=plain))
        write_legend(made[-1], entries, axis=axis)
    made[0].narrow = made[1:]
    return made[0]


def bare_map(outlines: Outlines, paints: Mapping[str, Paint], *, plain: str = "land") -> Plan:
    """A map in given colours, small regions marked by discs, boxes beside it."""
    plan, left = Plan(outlines.width, outlines.height), Paint(plain)
    for code, number in outlines.regions.items():
        _region(plan, number, paints.get(code, left), outlines.move)
    for code in sorted(outlines.small & set(paints)):
        x, y = outlines.centres[code]
        plan.circle(x, y, 5, fill=paints[code].fill, stroke="ink", line=1, row=paints[code].row)
    for box in outlines.boxes:
        plan.text(box.x, box.y - 10, shortened(box.words, SIZE, box.width), size=SIZE, fill="muted")
        plan.rect(box.x, box.y, box.width, BOX_HEIGHT * box.times, stroke="grid", line=1)
        for code, number in box.paths.items():
            _region(plan, number, paints.get(code, left), box.move)
    _write_marks(plan, outlines, paints)
    return plan


def _region(plan: Plan, number: int, paint: Paint, move: Move | None) -> None:
    times = move[2] if move else 1.0
    look = {"stroke": "edge", "line": round(0.6 / times, 1), "join": "round"}
    plan.path(number, fill=paint.fill, **look, row=paint.row, move=list(move) if move else None)


def _write_marks(plan: Plan, outlines: Outlines, paints: Mapping[str, Paint]) -> None:
    """Marks in regions that have room for them, on the map and in the boxes."""
    boxed = {code: centre for box in outlines.boxes for code, centre in box.centres.items()}
    for code, paint in paints.items():
        on_map = outlines.areas.get(code, 0.0) > ROOMY or (code in outlines.regions and code not in boxed)
        places = [outlines.centres[code]] if on_map else []
        for x, y in [*places, *([boxed[code]] if code in boxed else [])]:
            plan.text(x, y, paint.mark, size=SIZE, anchor="middle", bold=True, halo=True, row=paint.row)


def _further(outlines: Outlines, paints: Mapping[str, Paint], plain: str) -> list[Entry]:
    """Entries for what is hatched or left plain, where there is any."""
    hatched = sum(paint.fill == "hatch-fill" for code, paint in paints.items() if code in outlines.centres)
    others = sum(code not in paints for code in outlines.regions)
    found = [Entry("hatch-fill", joined([MISSING, f" ({hatched})"]))] if hatched else []
    return [*found, Entry(plain, joined([NOT_COMPARED, f" ({others})"]))] if others else found


def write_legend(plan: Plan, entries: Sequence[Entry], *, axis: Words) -> None:
    """A title and the entries below the drawing, in as many lines as they need; the plan grows."""
    y = plan.height + 9
    for words in lines_of(axis, size=SIZE, room=plan.width, bold=True):
        y += 17
        plan.text(0, y, words, size=SIZE, bold=True)
    y += LINE + 2
    x = 0.0
    for entry in entries:
        words = shortened(entry.words, SIZE, plan.width - SWATCH - 8)
        wide = SWATCH + 8 + text_width(words, SIZE) + 18
        if x + wide - 18 > plan.width and x > 0:
            x, y = 0.0, y + LINE
        plan.rect(x, y - 7, SWATCH, 14, fill=entry.fill, stroke="edge", line=0.8)
        plan.text(x + SWATCH + 8, y, words, size=SIZE)
        x += wide
    plan.height = y + 14


def without_shape(outlines: Outlines | None, codes: Sequence[str]) -> list[str]:
    """Codes of the comparison that no outline exists for."""
    known = outlines.centres if outlines else {}
    return [code for code in codes if code not in known]
