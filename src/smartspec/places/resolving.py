"""An affiliation string resolved to country, region, town and organisation, with the rule that decided."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from smartspec.places import evidence, russian_evidence
from smartspec.places.address import Address, split_address, without_postcode
from smartspec.places.country_table import country as known_state
from smartspec.places.gazetteer import Town, large_towns, towns_named
from smartspec.places.organisations import organisation_name, seat_of
from smartspec.places.overrides import Overrides
from smartspec.places.region_table import region
from smartspec.places.resolution import Case, Resolution, ResolvedLevel, Settings, answer, seat_finding
from smartspec.places.spelling import key
from smartspec.places.weighing import decide, findings_elsewhere, findings_in_russia, weak_findings

_DEFAULT = Settings()


def resolve(
    address: str,
    *,
    country: str | None = None,
    overrides: Overrides | None = None,
    settings: Settings = _DEFAULT,
) -> Resolution:
    """Resolve an affiliation string to country, region, town and organisation, offline.

    Parameters
    ----------
    address : as a database writes it, in Latin or Cyrillic letters.
    country : alpha-2 that the source states; goes before what the text says.
    overrides : the user's own decisions (`read_overrides`); they go before everything.

    Notes
    -----
    Order of evidence: override, branch, region phrase, postcode, town as a whole part, seat of an
    organisation, town inside a name, adjective. What contradicts is named in `reason`; a name that several
    regions share stays a set unless the organisation's name decides.

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
        return _merged(_overridden(address, *chosen), settings)
    return _cached(address, country, settings)


def resolve_many(
    addresses: Iterable[str],
    *,
    country: str | None = None,
    overrides: Overrides | None = None,
    settings: Settings = _DEFAULT,
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
    counts: Counter[str] = Counter({"strings": 0, "ambiguous": 0})
    for one in resolutions:
        counts["strings"] += 1
        counts[f"level {one.level}"] += 1
        counts["ambiguous"] += len(one.regions) > 1
        counts[f"rule {one.rule}"] += 1
    return dict(sorted(counts.items()))


@lru_cache(maxsize=65536)
def _cached(address: str, country: str | None, settings: Settings) -> Resolution:
    parts = split_address(address)
    organisation = organisation_name(parts.parts)
    stated = country or parts.country
    if stated and country is None and known_state(stated).successors:
        stated = _successor(parts, stated)
    if stated:
        return _merged(_within(parts, Case(stated, organisation, settings)), settings)
    if not (parts.cyrillic and settings.cyrillic_country):
        return _merged(_nowhere(parts, organisation, settings), settings)
    case = Case(settings.cyrillic_country, organisation, settings)
    return _merged(_abroad(parts, case) or _within(parts, case), settings)


def _within(parts: Address, case: Case) -> Resolution:
    here = replace(parts, country=case.country)
    in_russia = case.country == "RU"
    found = findings_in_russia(here) if in_russia else findings_elsewhere(here, case.country)
    decided, reason = decide(found, here, case.country, case.settings)
    return answer(decided, case, reason)


def _successor(parts: Address, code: str) -> str:
    """The country of today in which the town of an address of a withdrawn state lies, else that state's code."""
    for part in reversed(parts.parts):
        name = without_postcode(part)[0]
        hits = [t for c in known_state(code).successors for t in towns_named(name, country=c)[0] if t.size >= 4]
        largest = {t.country for t in hits if t.size == max(h.size for h in hits)}
        if len(largest) == 1:
            return largest.pop()
    return code


def _abroad(parts: Address, case: Case) -> Resolution | None:
    """A Cyrillic address without a country that names a place abroad and none in Russia."""
    if case.country != "RU" or findings_in_russia(parts).any():
        return None
    away = russian_evidence.abroad(parts)
    if away is None or (away[1] is None and weak_findings(parts, "RU")):
        return None
    return answer(away[1], replace(case, country=away[0]))


def _nowhere(parts: Address, organisation: str, settings: Settings) -> Resolution:
    """An address that names no country: a large town that only one country has, or a known organisation."""
    reason = "no country is named"
    for part in reversed(parts.parts):
        name = without_postcode(part)[0]
        hits = large_towns().get(key(name), ()) if key(name) not in evidence.STOP_WORDS else ()
        if hits and len({t.country for t in hits}) == 1:
            case = Case(hits[0].country, organisation, settings)
            return answer(evidence.of_towns(hits, "town", 0.6), case, reason)
        if hits:
            candidates = tuple((t.region, f"{t.name} ({t.country})") for t in hits)
            reason += ", and the town is in several"
            return Resolution(None, None, (), hits[0].name, organisation, "none", "town", 0.0, candidates, reason)
    seat = seat_of(parts.text, country=None)
    if seat and seat.country:
        found = replace(seat_finding(seat.city, seat.country, seat.region), confidence=0.5)
        return answer(found, Case(seat.country, organisation, settings), reason)
    inside = _large_inside(parts)
    if inside:
        found = evidence.of_towns(inside, "town inside", 0.5)
        return answer(found, Case(inside[0].country, organisation, settings), reason)
    return Resolution(None, None, (), "", organisation, "none", "none", 0.0, reason=reason)


def _large_inside(parts: Address) -> tuple[Town, ...]:
    """The only large town of the world whose name stands inside the text, longest names first."""
    split = key(parts.text).split()
    for length in (3, 2, 1):
        for i in range(len(split) - length, -1, -1):
            gram = " ".join(split[i : i + length])
            if len(gram) < 4 or gram in evidence.STOP_WORDS or gram in evidence.PERSONS:
                continue
            hits = large_towns().get(gram, ())
            alone = len({(t.country, t.region) for t in hits}) == 1 and key(hits[0].name) == gram
            if alone and (len(gram) >= 5 or hits[0].size >= 6):
                return hits
    return ()


def _merged(one: Resolution, settings: Settings) -> Resolution:
    target = dict(settings.merged_countries).get(one.country or "")
    return replace(one, country=target) if target else one


def _overridden(address: str, code: str, city: str) -> Resolution:
    organisation = organisation_name(split_address(address).parts)
    one = region(code)
    if one.kind == "country":
        return Resolution(code, None, (), city, organisation, "country", "override", 1.0)
    level: ResolvedLevel = "nuts1" if one.kind == "nuts1" else "region"
    return Resolution(one.country, code, (code,), city, organisation, level, "override", 1.0)
