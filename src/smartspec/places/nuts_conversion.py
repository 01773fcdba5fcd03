"""Figures from one vintage of NUTS to another: what can be moved, added, or must be refused."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from smartspec.places.nuts_codes import LEVEL_3, NUTS_VINTAGES, checked, fits, is_nuts, nuts_codes, respell
from smartspec.places.nuts_revisions import MEANING, NutsStep, level_3_step, revision


@dataclass(frozen=True, slots=True)
class Refused:
    """A figure that was not converted: its code as given, why, and the units in which its territory is found."""

    code: str
    reason: str
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NutsConversion:
    """Figures of the wanted vintage, how they came about, and what could not be converted.

    Attributes
    ----------
    values : code of the wanted vintage -> figure; None where the source has none.
    sources : code of the wanted vintage -> the given codes whose figures it holds.
    moves : the revisions on the way that touched a given code.
    refused : given codes without a result. Every given code is in `sources` or here, never in both.
    """

    values: dict[str, float | None]
    sources: dict[str, tuple[str, ...]]
    moves: tuple[NutsStep, ...]
    refused: tuple[Refused, ...]


@dataclass(slots=True)
class _Figure:
    value: float | None
    sources: tuple[str, ...]


class _Journey:
    """Figures on their way from vintage to vintage."""

    def __init__(self, *, additive: bool) -> None:
        self.additive = additive
        self.moves: list[NutsStep] = []
        self.refused: list[Refused] = []

    def refuse(self, figure: _Figure, reason: str, candidates: tuple[str, ...] = ()) -> None:
        self.refused += [Refused(code, reason, candidates) for code in figure.sources]

    def start(self, values: Mapping[str, float | None], way: tuple[str, ...]) -> dict[str, dict[str, _Figure]]:
        """Figures by the last vintage of the way that has their code; what belongs to none is refused."""
        found: dict[str, dict[str, _Figure]] = {vintage: {} for vintage in way}
        for given, value in values.items():
            missing = value is None or math.isnan(value)
            figure = _Figure(None if missing else value, (given,))
            written = " ".join(given.split())
            for vintage in reversed(way):
                code = respell(written, vintage)
                if is_nuts(code) and fits(code, vintage):
                    self.join(found[vintage], {code: figure})
                    break
            else:
                self.refuse(figure, f"not a code of NUTS {' or '.join(way)}")
        return found

    def join(self, figures: dict[str, _Figure], more: dict[str, _Figure]) -> None:
        """Add figures; where a code would have two, neither is used."""
        for code, figure in more.items():
            if code in figures:
                both = _Figure(None, (*figures.pop(code).sources, *figure.sources))
                self.refuse(both, f"several figures for `{code}`")
            else:
                figures[code] = figure

    def advance(self, figures: dict[str, _Figure], since: str, until: str) -> dict[str, _Figure]:
        """The figures one revision further on."""
        after: dict[str, _Figure] = {}
        done: set[NutsStep] = set()
        for code, figure in figures.items():
            step = revision(since, until, len(code) - 2).get(code) if len(code) < 5 else None
            if len(code) == 5 and since in LEVEL_3 and not fits(code, since):
                self.refuse(figure, _unlisted(code, since))
                continue
            if len(code) == 5:
                found = level_3_step(code, since, until)
                if found == "unknown":
                    self.refuse(figure, f"changes of NUTS 3 from {since} to {until} are not listed for `{code[:4]}`")
                    continue
                step = found
            if step is None:
                after[code] = figure
            elif step not in done:
                done.add(step)
                self.take(step, figures, after)
        return after

    def take(self, step: NutsStep, figures: dict[str, _Figure], after: dict[str, _Figure]) -> None:
        """One group of units that changed together."""
        self.moves.append(step)
        here = {code: figures[code] for code in step.old if code in figures}
        if step.kind in ("recoded", "adjusted"):
            after[step.new[0]] = here[step.old[0]]
        elif step.kind == "merged" and self.additive:
            gone = [code for code in step.old if code not in here or here[code].value is None]
            if gone:
                for figure in here.values():
                    self.refuse(figure, f"part of `{step.new[0]}`, which lacks {', '.join(gone)}", step.new)
                return
            sources = tuple(code for one in here.values() for code in one.sources)
            after[step.new[0]] = _Figure(math.fsum(one.value or 0.0 for one in here.values()), sources)
        else:
            reason = "merged, and the figure may not be added up" if step.kind == "merged" else MEANING[step.kind]
            if step.kind == "boundary" and len(step.old) > 1:
                reason += f"; only the sum of {', '.join(step.old)} is comparable"
            for figure in here.values():
                self.refuse(figure, f"{step.vintage_from} to {step.vintage_to}: {reason}", step.new)


def _unlisted(code: str, vintage: str) -> str:
    """Why a code ends here: its country is not in the vintage, or nothing is known of it."""
    if code[:2] not in nuts_codes(vintage, 0):
        return f"NUTS {vintage} has no units of {code[:2]}"
    return f"not a code of NUTS {vintage}, and no change of it is listed"


def convert_nuts(values: Mapping[str, float | None], from_: str, to: str, *, additive: bool = True) -> NutsConversion:
    """Figures by codes of one vintage as figures by codes of another, forwards or backwards.

    Recoded units are moved; units that were merged are added up if all of them are there and none is missing;
    everything else is refused with its reason: nothing is divided, nothing is lost in silence. A unit that kept its
    code although less than 1 % of its population changed hands keeps its figure, and `moves` says so (`adjusted`).

    Parameters
    ----------
    values : code of any level -> figure; None or NaN is missing and stays missing where the unit is only recoded.
    from_, to : vintages of `NUTS_VINTAGES`; `nuts_vintage` finds the first one. `mixed` starts with each code at
        the last vintage that has it: for files that mix codes of several vintages, and only forwards.
    additive : False for rates, shares and indices: mergers are refused as well.

    Notes
    -----
    Level 3 is converted between 2021 and 2024 both ways, and from older vintages forwards: units whose level-2 unit
    did not change keep their code if it is still in use in 2021; France, Italy and Greece are led through recodings
    that kept the last character; the rest is refused. 2024 has no units of the United Kingdom.

    Examples
    --------
    >>> found = convert_nuts({"FI13": 2.0, "FI1A": 3.0, "ITD1": 1.0, "UKI1": 9.0}, "2006", "2021")
    >>> found.values, found.sources["FI1D"], [(one.code, one.candidates) for one in found.refused]
    ({'FI1D': 5.0, 'ITH1': 1.0}, ('FI13', 'FI1A'), [('UKI1', ('UKI3', 'UKI4'))])
    >>> convert_nuts({"HU11": 4.0, "HU12": 1.0}, "2021", "2013").values
    {'HU10': 5.0}
    >>> found = convert_nuts({"PT16B": 2.0, "PT170": 1.0, "UKI3": 9.0}, "2021", "2024")
    >>> found.values, [one.candidates for one in found.refused], found.refused[1].reason
    ({'PT1D1': 2.0}, [('PT1A0', 'PT1B0'), ()], 'NUTS 2024 has no units of UK')
    """
    end = NUTS_VINTAGES.index(checked(to))
    start = 0 if from_ == "mixed" else NUTS_VINTAGES.index(checked(from_))
    way = NUTS_VINTAGES[start : end + 1] if start <= end else NUTS_VINTAGES[end : start + 1][::-1]
    journey = _Journey(additive=additive)
    starting = journey.start(values, way if from_ == "mixed" else way[:1])
    figures = starting[way[0]]
    for since, until in pairwise(way):
        figures = journey.advance(figures, since, until)
        journey.join(figures, starting.get(until, {}))
    unsure = [code for code in figures if not fits(code, to) or (len(code) == 5 and to not in (from_, *LEVEL_3))]
    for code in unsure:
        journey.refuse(figures.pop(code), _unlisted(code, to))
    return NutsConversion(
        {code: figures[code].value for code in sorted(figures)},
        {code: figures[code].sources for code in sorted(figures)},
        tuple(journey.moves),
        tuple(sorted(journey.refused, key=lambda one: one.code)),
    )
