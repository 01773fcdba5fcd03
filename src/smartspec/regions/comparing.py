"""Every measure of one period, computed once, with its conventions and cautions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from smartspec.errors import ComputeError, nearest
from smartspec.regions.activity_resampling import resampled_complexity
from smartspec.regions.complementarity import pair_complementarity
from smartspec.regions.complexity import Anchor, complexity
from smartspec.regions.concentration import concentration
from smartspec.regions.cooccurrence import cooccurrence_in_regions
from smartspec.regions.counts import Counts, without_empty
from smartspec.regions.density import density, relative_density
from smartspec.regions.fitness import fitness
from smartspec.regions.genepy import genepy
from smartspec.regions.locational import ellison_glaeser, locational_gini
from smartspec.regions.outlook import opportunity_gain, outlook
from smartspec.regions.potential import Candidate, Quadrants, potential, quadrants
from smartspec.regions.presence import Presence, occurring
from smartspec.regions.relatedness import proximity, relatedness_by
from smartspec.regions.results import Caution, Result, merged_cautions
from smartspec.regions.shrinkage import shrunk_rca
from smartspec.regions.specialisation import rca, specialised
from smartspec.regions.structure import structural_similarity
from smartspec.regions.uncertainty import complexity_intervals
from smartspec.regions.variety import variety

#: Measures of relatedness that the table `relatedness` shows beside each other.
RELATEDNESS = ("proximity", "association_strength", "steijn_index", "cosine_of_occurrences", "jaccard_of_links")


@dataclass(frozen=True, slots=True)
class How:
    """Choices that decide the values of a comparison.

    Attributes
    ----------
    threshold : RCA from which an activity is present; equality counts.
    relatedness : measure on which density, complementarity and potential rest.
    diagonal : whether the activity itself counts in density.
    counts : whether values count things, so that chance makes them vary.
    n_samples, level, seed : of the intervals.
    anchor : what fixes the sign of ECI; diversity if None.
    n_candidates : activities that each region could enter, with partners.
    groups : activity to its group, for related and unrelated variety; none if empty.
    """

    threshold: float = 1.0
    relatedness: str = "proximity"
    diagonal: bool = False
    counts: bool = False
    n_samples: int = 500
    level: float = 0.9
    seed: int = 0
    anchor: Anchor | None = None
    n_candidates: int = 10
    groups: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Compared:
    """What was computed for one period.

    Attributes
    ----------
    results : measure to result; a measure that the values do not allow is absent, and a caution says why.
    """

    counts: Counts
    presence: Presence
    results: Mapping[str, Result]
    quadrants: Quadrants | None
    candidates: tuple[Candidate, ...]
    cautions: tuple[Caution, ...]

    @property
    def conventions(self) -> dict[str, Any]:
        """The record of every measure."""
        found = {name: dict(result.conventions) for name, result in self.results.items()}
        return found | ({"quadrants": dict(self.quadrants.conventions)} if self.quadrants else {})


def compare(given: Counts, how: How) -> Compared:
    """Compute every measure of one period.

    Raises
    ------
    ComputeError
        If fewer than two regions or activities have any value.
    """
    counts, dropped = without_empty(given)
    _check_anchor(counts, how.anchor)
    m = specialised(counts, threshold=how.threshold)
    refused: list[Caution] = []
    results = _specialisation(counts, how, refused)
    results |= _related(m, how)
    results |= _occurring(counts)
    results |= _attempt("complexity", lambda: _complexity(counts, m, how, refused), refused)
    divided: Quadrants | None = None
    candidates: tuple[Candidate, ...] = ()
    if "complexity" in results:
        pci = results["complexity"]["pci"]
        divided = quadrants(m, results["density"]["density"], pci)
        candidates = potential(m, results["used"], pci, n=how.n_candidates)
    cautions = (*dropped, *refused, *merged_cautions(results.values()))
    return Compared(counts, m, results, divided, candidates, tuple(dict.fromkeys(cautions)))


def _attempt(what: str, make: Any, refused: list[Caution]) -> dict[str, Result]:  # noqa: ANN401
    """Results, or none and a caution where the values do not allow them."""
    try:
        return dict(make())
    except ComputeError as error:
        english, russian = f"{what} could not be computed: {error.problem}", f"не вычислено ({what}): {error.problem}"
        refused.append(Caution(f"no-{what}", english, russian))
        return {}


def _check_anchor(counts: Counts, anchor: Anchor | None) -> None:
    """Refuse an anchor that is not compared: a misspelt word must not leave out all complexity."""
    if anchor is not None:
        known = counts.regions if anchor.axis == "region" else counts.activities
        if anchor.label not in known:
            raise ComputeError(
                f"the anchor `{anchor.label}` is no {anchor.axis} compared", hint=nearest(anchor.label, known)
            )


def _specialisation(counts: Counts, how: How, refused: list[Caution]) -> dict[str, Result]:
    found = {
        "rca": rca(counts),
        "region-concentration": concentration(counts, of="region"),
        "activity-concentration": concentration(counts, of="activity"),
        "locational-gini": locational_gini(counts),
        "ellison-glaeser": ellison_glaeser(counts),
        "similarity": structural_similarity(counts),
        "structure": structural_similarity(counts, measure="krugman"),
    }
    if how.counts:
        found |= _attempt("shrunk-rca", lambda: {"shrunk-rca": shrunk_rca(counts, level=how.level)}, refused)
    if how.groups:
        found["variety"] = variety(counts, how.groups)
    return found


def _related(m: Presence, how: How) -> dict[str, Result]:
    together = cooccurrence_in_regions(m)
    found = {name: relatedness_by(name, together) for name in RELATEDNESS}
    used = proximity(together, diagonal=True) if how.diagonal else relatedness_by(how.relatedness, together)
    near = density(m, used, diagonal=how.diagonal)
    links = Result({"cooccurrence": np.asarray(together.links, dtype=np.float64)}, {"activity": m.activities})
    return {
        **found,
        "cooccurrence": links,
        "used": used,
        "density": near,
        "relative-density": relative_density(m, near),
        "complementarity": pair_complementarity(m, used),
    }


def _occurring(counts: Counts) -> dict[str, Result]:
    return {"z_score": relatedness_by("z_score", cooccurrence_in_regions(occurring(counts)))}


def _complexity(counts: Counts, m: Presence, how: How, refused: list[Caution]) -> dict[str, Result]:
    found = complexity(m, anchor=how.anchor)
    together = cooccurrence_in_regions(m)
    made = {
        "complexity": found,
        "fitness": fitness(m),
        "genepy": genepy(m),
        "opportunity-gain": opportunity_gain(m, proximity(together), found["pci"]),
    }
    made |= _attempt("outlook", lambda: {"outlook": outlook(m, proximity(together, diagonal=True), found)}, refused)
    if how.n_samples:
        sampled = complexity_intervals if how.counts else resampled_complexity
        drawn: dict[str, Any] = {
            "n_samples": how.n_samples,
            "level": how.level,
            "seed": how.seed,
            "threshold": how.threshold,
        }
        made["intervals"] = sampled(counts, anchor=how.anchor, **drawn)
    return made
