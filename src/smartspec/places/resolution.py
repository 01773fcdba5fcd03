"""The answer of the resolver, and the conventions it is asked under."""

from dataclasses import dataclass, replace
from typing import Literal

from smartspec.places.evidence import Finding
from smartspec.places.gazetteer import Town
from smartspec.places.region_levels import DEFAULT_SUBJECTS, subject_codes
from smartspec.places.region_table import region

ResolvedLevel = Literal["region", "nuts1", "country", "none"]


@dataclass(frozen=True, slots=True)
class Settings:
    """Conventions of the resolver; every one of them can change a figure.

    Attributes
    ----------
    subject_set : which federal subjects are regions of Russia; see `subject_codes`.
    cyrillic_country : country of an address in Cyrillic letters that names none; "" for none.
    head_seats : whether an organisation with branches in many regions, named without a place, is put at its
        head's seat (confidence 0.3) instead of staying without a region.
    merged_countries : pairs (from, to), for example ("HK", "CN"); applied to the country last.
    """

    subject_set: str = DEFAULT_SUBJECTS
    cyrillic_country: str = "RU"
    head_seats: bool = False
    merged_countries: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Resolution:
    """What an affiliation string says about its place.

    Attributes
    ----------
    country : alpha-2, or None.
    region : code of the only region (NUTS 2 where NUTS covers the country, ISO 3166-2 elsewhere, NUTS 1 where
        a town spans its parts, as London), else None.
    regions : all regions that the evidence leaves, sorted; one if resolved, several if ambiguous.
    city : the town's usual Latin name, or "".
    organisation : name as written, without legal form.
    level : the finest level reached.
    rule : what decided: `override`, `branch`, `region phrase`, `postcode`, `town`, `town inside`, `state`,
        `region inside`, `adjective`, `organisation`, `country`, `none`.
    confidence : 0 to 1, an order of the rules by their precision, not a probability.
    candidates : (region, town) pairs that were considered and not excluded.
    reason : why there is no region, or what speaks against it; "" if nothing does.
    """

    country: str | None
    region: str | None
    regions: tuple[str, ...]
    city: str
    organisation: str
    level: ResolvedLevel
    rule: str
    confidence: float
    candidates: tuple[tuple[str, str], ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """What is known before the region is: the country, the organisation, the conventions."""

    country: str
    organisation: str
    settings: Settings


def answer(decided: Finding | None, case: Case, reason: str = "") -> Resolution:
    """The resolution that a finding leads to: one region, the NUTS 1 unit of several, or an open set."""
    blank = Resolution(case.country, None, (), "", case.organisation, "country", "country", 0.0, reason=reason)
    if decided is None:
        return blank
    found = replace(blank, city=decided.city, rule=decided.rule)
    if not decided.regions:
        return found
    allowed = subject_codes(case.settings.subject_set) | {"KZ-BAY"}
    codes = tuple(sorted(c for c in decided.regions if case.country != "RU" or c in allowed))
    candidates = tuple((t.region, t.name) for t in decided.towns) or tuple((c, "") for c in codes)
    if len(codes) == 1:
        return _single(replace(found, regions=codes, candidates=candidates), decided)
    if not codes:
        return replace(found, candidates=candidates, reason=reason or "not in the set of regions")
    parents = {region(c).parent for c in codes}
    whole = next(iter(parents)) if len(parents) == 1 else ""
    found = replace(found, regions=codes, candidates=candidates)
    if whole and region(whole).kind == "nuts1":
        half, said = decided.confidence / 2, reason or f"several regions of {whole}"
        return replace(found, level="nuts1", confidence=half, reason=said)
    return replace(found, reason=reason or "the name is that of places in several regions")


def _single(found: Resolution, decided: Finding) -> Resolution:
    code = found.regions[0]
    level: ResolvedLevel = "nuts1" if region(code).kind == "nuts1" else "region"
    inside: set[str] = {town.name for town in decided.towns if town.region == code}
    return replace(
        found,
        region=code,
        level=level,
        city=inside.pop() if len(inside) == 1 else "",
        confidence=decided.confidence,
        candidates=found.candidates if len(found.candidates) > 1 else (),
    )


def seat_finding(city: str, country: str, code: str) -> Finding:
    """The finding of an organisation's seat; without a region only the country is known."""
    towns = (Town((city,), country, code, 4),) if code else ()
    return Finding(frozenset({code} - {""}), "organisation", 0.65, towns)
