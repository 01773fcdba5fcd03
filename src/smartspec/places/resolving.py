"""An affiliation string resolved to country, region, town and organisation, with the rule that decided."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from smartspec.places import evidence, russian_evidence
from smartspec.places.address import Address, split_address
from smartspec.places.evidence import Finding
from smartspec.places.gazetteer import Town, dominant, large_towns
from smartspec.places.organisations import organisation_name, seat_of
from smartspec.places.overrides import Overrides
from smartspec.places.region_levels import DEFAULT_SUBJECTS, subject_codes
from smartspec.places.region_table import known, region
from smartspec.places.spelling import key

ResolvedLevel = Literal["region", "nuts1", "country", "none"]
#: Pairs of regions whose border runs through one agglomeration: the postcode decides between them.
_NEIGHBOURS = ({"RU-MOW", "RU-MOS"}, {"RU-SPE", "RU-LEN"}, {"RU-TYU", "RU-KHM"})
_FEDERAL_CITIES = frozenset({"RU-MOW", "RU-SPE", "UA-40"})


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
    rule : what decided: `override`, `branch`, `region phrase`, `state`, `postcode`, `town`, `town inside`,
        `region inside`, `adjective`, `organisation`, `country`, `none`.
    confidence : 0 to 1, an order of the rules by their measured precision, not a probability.
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


def resolve(
    address: str,
    *,
    country: str | None = None,
    overrides: Overrides | None = None,
    settings: Settings = Settings(),  # noqa: B008  frozen
) -> Resolution:
    """Resolve an affiliation string to country, region, town and organisation, offline.

    Parameters
    ----------
    address : as a database writes it, in Latin or Cyrillic letters.
    country : alpha-2 that the source states; goes before what the text says.
    overrides : the user's own decisions (`read_overrides`); they go before everything.

    Notes
    -----
    Order of evidence: override, branch, region phrase, postcode, town as a whole part, town inside a name,
    adjective, organisation. Evidence that contradicts is named in `reason`; a name that several regions share
    stays a set.

    Examples
    --------
    >>> r = resolve("Saratov NG Chernyshevskii State Univ, Dept Biol, Astrakhanskaya 82, Saratov 410012, Russia")
    >>> r.country, r.region, r.city, r.rule
    ('RU', 'RU-SAR', 'Saratov', 'town')
    >>> resolve("Columbia Univ, Harriman Inst Russian Eurasian, New York, NY 10027 USA").region
    'US-NY'
    >>> resolve("Киров, Россия").regions
    ('RU-KIR', 'RU-KLU')
    """
    chosen = overrides.find(address) if overrides else None
    if chosen:
        return _overridden(address, chosen, settings)
    return _cached(address, country, settings)


def resolve_many(
    addresses: Iterable[str],
    *,
    country: str | None = None,
    overrides: Overrides | None = None,
    settings: Settings = Settings(),  # noqa: B008  frozen
) -> list[Resolution]:
    """Resolve many strings, each distinct one once; the order is kept."""
    seen: dict[str, Resolution] = {}
    found = []
    for address in addresses:
        if address not in seen:
            seen[address] = resolve(address, country=country, overrides=overrides, settings=settings)
        found.append(seen[address])
    return found


def summarise(resolutions: Iterable[Resolution]) -> dict[str, int]:
    """Counts for a report: strings, by level, ambiguous, and by the rule that decided."""
    counts: Counter[str] = Counter()
    for one in resolutions:
        counts["strings"] += 1
        counts[f"level {one.level}"] += 1
        counts["ambiguous"] += len(one.regions) > 1 and one.region is None
        counts[f"rule {one.rule}"] += 1
    return dict(sorted(counts.items()))


@lru_cache(maxsize=65536)
def _cached(address: str, country: str | None, settings: Settings) -> Resolution:
    parts = split_address(address)
    organisation = organisation_name(parts.parts)
    named = country or parts.country
    if named is None and parts.cyrillic and settings.cyrillic_country:
        named = settings.cyrillic_country
    if named is None:
        return _merged(_without_country(parts, organisation), settings)
    if named == "RU":
        findings = _russian(parts)
        if not any(findings.values()) and parts.cyrillic and country is None and parts.country is None:
            away = russian_evidence.abroad(parts)
            if away and (away[1] or not _inner(parts, "RU")):
                return _merged(_resolution(away[1], away[0], organisation, "", settings), settings)
    else:
        findings = _foreign(replace(parts, country=named), named)
    return _merged(_decide(findings, parts, named, organisation, settings), settings)


def _russian(parts: Address) -> dict[str, Finding | None]:
    found: dict[str, Finding | None] = {"postcode": evidence.postcode(parts)}
    if parts.cyrillic:
        towns = russian_evidence.marked_town(parts) or russian_evidence.town_part(parts)
        found["branch"] = russian_evidence.branch(parts)
        found["region phrase"] = russian_evidence.region_phrase(parts)
    else:
        towns = evidence.town_part(parts, "RU")
        found["branch"] = None if towns else evidence.branch_town(parts, "RU")
        found["region phrase"] = evidence.region_phrase(parts, "RU")
    found["town"] = _best_town(towns, found["region phrase"])
    return found


def _foreign(parts: Address, country: str) -> dict[str, Finding | None]:
    state = evidence.state(parts)
    phrase = state or evidence.region_phrase(parts, country)
    return {"region phrase": phrase, "town": _best_town(evidence.town_part(parts, country), phrase)}


def _best_town(towns: tuple[Finding, ...], phrase: Finding | None) -> Finding | None:
    """The rightmost town, or the rightmost one that lies in the region that the text names."""
    if phrase:
        for one in towns:
            if one.regions & phrase.regions:
                return one
    return towns[0] if towns else None


def _decide(
    findings: dict[str, Finding | None], parts: Address, country: str, organisation: str, settings: Settings
) -> Resolution:
    decided, reason = _weigh(findings)
    if decided is None:
        decided, reason = _last_resorts(parts, country, settings)
    elif len(decided.regions) > 1:
        decided = _narrowed(decided, parts, country)
    return _resolution(decided, country, organisation, reason, settings)


def _weigh(findings: dict[str, Finding | None]) -> tuple[Finding | None, str]:
    branch, phrase = findings.get("branch"), findings.get("region phrase")
    post, town = findings.get("postcode"), findings.get("town")
    if branch:
        return branch, ""
    if phrase and town:
        return _with_town(phrase, town)
    if phrase:
        return phrase, ""
    if post and town:
        return _post_and_town(post, town)
    return post or town, ""


def _with_town(phrase: Finding, town: Finding) -> tuple[Finding, str]:
    both = phrase.regions & town.regions
    if both:
        inside = tuple(t for t in town.towns if t.region in both)
        return Finding(both, "town", 0.98, inside), ""
    if town.regions <= _FEDERAL_CITIES and town.regions and town.city in ("Moscow", "Saint Petersburg", "Sevastopol"):
        return Finding(town.regions, "town", 0.85, town.towns), f"the text also names {_list(phrase)}"
    return phrase, f"the town named lies in {_list(town)}" if town.regions else ""


def _post_and_town(post: Finding, town: Finding) -> tuple[Finding, str]:
    if post.regions & town.regions:
        inside = tuple(t for t in town.towns if t.region in post.regions)
        return Finding(post.regions, "town", 0.98, inside), ""
    if any(post.regions | town.regions <= pair for pair in _NEIGHBOURS):
        return replace(post, confidence=0.85), f"the town named lies in {_list(town)}"
    if len(town.regions) == 1 and town.towns[0].size >= 4:
        return replace(town, confidence=0.7), f"the postcode is of {_list(post)}"
    return replace(post, confidence=0.7), f"the town named lies in {_list(town)}"


def _list(finding: Finding) -> str:
    return ", ".join(sorted(finding.regions))


def _inner(parts: Address, country: str) -> list[Finding]:
    """Weak evidence: towns inside names, adjectives, the seat of an organisation."""
    cyrillic = parts.cyrillic and country == "RU"
    found = []
    seat = seat_of(parts.text, country=country)
    inside = russian_evidence.town_inside(parts) if cyrillic else evidence.town_inside(parts, country)
    if seat and seat.region:
        town = Town((seat.city,), seat.country, seat.region, 4)
        found.append(Finding(frozenset({seat.region}), "organisation", 0.65, (town,)))
    if inside and inside.regions:
        found.insert(0 if cyrillic else len(found), inside)
    if cyrillic:
        adjective = russian_evidence.adjectives(parts)
    else:
        adjective = evidence.region_inside(parts) if country == "RU" else None
    if adjective:
        found.append(adjective)
    return found


def _narrowed(decided: Finding, parts: Address, country: str) -> Finding:
    """An ambiguous town decided by what the name of the organisation says, if that is one of its regions.

    Outside Russia a town two classes of size larger than its namesakes is taken (Frankfurt).
    """
    largest = dominant(decided.towns) if country != "RU" and decided.towns else None
    if largest and largest.region:
        return Finding(frozenset({largest.region}), decided.rule, 0.75, (largest,))
    said = [one.regions for one in _inner(parts, country) if not set(one.towns) & set(decided.towns)]
    own = {key(name) for town in decided.towns for name in town.names}
    said += [frozenset({code}) for code in decided.regions if _speaks_of(code, parts.text, own)]
    left = decided.regions
    for one in said:
        left = (left & one) or left
    if len(left) != 1:
        return decided
    return Finding(left, decided.rule, 0.8, tuple(t for t in decided.towns if t.region in left))


def _speaks_of(code: str, text: str, own: set[str]) -> bool:
    """Whether a text holds a name of the region that is not the town's own name (Amur State Univ)."""
    padded = f" {key(text)} "
    return any(f" {key(name)} " in padded for name in region(code).names if key(name) not in own)


def _last_resorts(parts: Address, country: str, settings: Settings) -> tuple[Finding | None, str]:
    found = _inner(parts, country)
    if found:
        return found[0], ""
    seat = seat_of(parts.text, country=country)
    if seat and seat.campuses:
        reason = "the organisation sits in several regions"
        if len(seat.campuses) > 1:
            return Finding(frozenset(seat.campuses), "organisation", 0.3), reason
        if settings.head_seats:
            return Finding(frozenset(seat.campuses), "organisation", 0.3), reason
        return None, f"{reason}; its head is in {seat.campuses[0]}"
    return None, "no town, region or known organisation is named"


def _resolution(
    decided: Finding | None, country: str, organisation: str, reason: str, settings: Settings
) -> Resolution:
    if decided is None or not decided.regions:
        city = decided.city if decided else ""
        rule = decided.rule if decided else "country"
        return Resolution(country, None, (), city, organisation, "country", rule, 0.0, reason=reason)
    allowed = subject_codes(settings.subject_set)
    codes = sorted(c for c in decided.regions if country != "RU" or c in allowed or c == "KZ-BAY")
    candidates = tuple((t.region, t.name) for t in decided.towns) or tuple((c, "") for c in codes)
    if len(codes) == 1:
        one = region(codes[0])
        level: ResolvedLevel = "nuts1" if one.kind == "nuts1" else "region"
        towns = {t.name for t in decided.towns if t.region == codes[0]}
        city = towns.pop() if len(towns) == 1 else ""
        return Resolution(
            country, codes[0], (codes[0],), city, organisation, level, decided.rule, decided.confidence,
            candidates if len(candidates) > 1 else (), reason,
        )  # fmt: skip
    parents = {region(c).parent for c in codes}
    whole = parents.pop() if len(parents) == 1 and codes else ""
    if whole and known(whole) and region(whole).kind == "nuts1":
        return Resolution(
            country, None, tuple(codes), decided.city, organisation, "nuts1", decided.rule, decided.confidence / 2,
            candidates, reason or f"several regions of {whole}",
        )  # fmt: skip
    reason = reason or ("the name is that of places in several regions" if codes else "not in the set of regions")
    return Resolution(
        country, None, tuple(codes), decided.city, organisation, "country", decided.rule, 0.0, candidates, reason
    )


def _without_country(parts: Address, organisation: str) -> Resolution:
    """An address that names no country: a large town that only one country has."""
    for part in reversed(parts.parts):
        name = evidence.without_postcode(part)[0]
        hits = large_towns().get(key(name), ()) if key(name) not in evidence.STOP_WORDS else ()
        if not hits:
            continue
        if len({t.country for t in hits}) == 1:
            town = hits[0]
            found = evidence.of_towns(hits, "town", 0.6)
            return _resolution(found, town.country, organisation, "no country is named", Settings())
        candidates = tuple((t.region, f"{t.name} ({t.country})") for t in hits)
        reason = "no country is named, and the town is in several"
        return Resolution(None, None, (), hits[0].name, organisation, "none", "town", 0.0, candidates, reason)
    seat = seat_of(parts.text, country=None)
    if seat and seat.country:
        town = (Town((seat.city,), seat.country, seat.region, 4),) if seat.region else ()
        found = Finding(frozenset({seat.region} - {""}), "organisation", 0.5, town)
        return _resolution(found, seat.country, organisation, "no country is named", Settings())
    inside = _large_inside(parts)
    if inside:
        found = evidence.of_towns(inside, "town inside", 0.5)
        return _resolution(found, inside[0].country, organisation, "no country is named", Settings())
    return Resolution(None, None, (), "", organisation, "none", "none", 0.0, reason="no country is named")


def _large_inside(parts: Address) -> tuple[Town, ...]:
    """The only large town of the world whose name stands inside the text, longest names first."""
    words = key(parts.text).split()
    for length in (3, 2, 1):
        for i in range(len(words) - length, -1, -1):
            gram = " ".join(words[i : i + length])
            if len(gram) < 4 or gram in evidence.STOP_WORDS or gram in evidence.PERSONS:
                continue
            hits = large_towns().get(gram, ())
            if len({(t.country, t.region) for t in hits}) == 1 and key(hits[0].name) == gram and _long(gram, hits):
                return hits
    return ()


def _long(gram: str, hits: tuple[Town, ...]) -> bool:
    return len(gram) >= 5 or hits[0].size >= 6


def _merged(one: Resolution, settings: Settings) -> Resolution:
    target = dict(settings.merged_countries).get(one.country or "")
    return replace(one, country=target) if target else one


def _overridden(address: str, chosen: tuple[str, str], settings: Settings) -> Resolution:
    code, city = chosen
    organisation = organisation_name(split_address(address).parts)
    one = region(code)
    if one.kind == "country":
        found = Resolution(code, None, (), city, organisation, "country", "override", 1.0)
    else:
        level: ResolvedLevel = "nuts1" if one.kind == "nuts1" else "region"
        found = Resolution(one.country, code, (code,), city, organisation, level, "override", 1.0)
    return _merged(found, settings)
