"""How pieces of evidence are weighed against each other when they agree, contradict or leave several regions."""

from dataclasses import dataclass, replace

from smartspec.places import evidence, russian_evidence
from smartspec.places.address import Address
from smartspec.places.evidence import Finding
from smartspec.places.gazetteer import dominant
from smartspec.places.organisations import seat_of
from smartspec.places.region_table import region
from smartspec.places.resolution import Settings, seat_finding
from smartspec.places.spelling import key

#: Pairs of regions whose border runs through one agglomeration: the postcode decides between them.
_NEIGHBOURS = ({"RU-MOW", "RU-MOS"}, {"RU-SPE", "RU-LEN"}, {"RU-TYU", "RU-KHM"})
_FEDERAL_CITIES = ("Moscow", "Saint Petersburg", "Sevastopol")


@dataclass(frozen=True, slots=True)
class Findings:
    """Strong evidence of an address, by kind."""

    branch: Finding | None = None
    phrase: Finding | None = None
    post: Finding | None = None
    town: Finding | None = None

    def any(self) -> bool:
        """Whether there is any."""
        return bool(self.branch or self.phrase or self.post or self.town)


def findings_in_russia(parts: Address) -> Findings:
    """Branch, region phrase, postcode and town of a Russian address in either script."""
    if parts.cyrillic:
        towns = russian_evidence.marked_town(parts) or russian_evidence.town_part(parts)
        branch = russian_evidence.branch(parts)
        phrase = russian_evidence.region_phrase(parts)
    else:
        towns = evidence.town_part(parts, "RU")
        branch = None if towns else evidence.branch_town(parts, "RU")
        phrase = evidence.region_phrase(parts, "RU")
    return Findings(branch, phrase, evidence.postcode(parts), _best_town(towns, phrase))


def findings_elsewhere(parts: Address, country: str) -> Findings:
    """State or region phrase, and town of an address in any other country."""
    phrase = evidence.state(parts) or evidence.region_phrase(parts, country)
    return Findings(phrase=phrase, town=_best_town(evidence.town_part(parts, country), phrase))


def _best_town(towns: tuple[Finding, ...], phrase: Finding | None) -> Finding | None:
    """The rightmost town, or the rightmost one that lies in the region that the text names."""
    for one in towns if phrase else ():
        if phrase and one.regions & phrase.regions:
            return one
    return towns[0] if towns else None


def decide(found: Findings, parts: Address, country: str, settings: Settings) -> tuple[Finding | None, str]:
    """The finding that counts, and what speaks against it or why there is none."""
    decided, reason = _weigh(found)
    if decided is None:
        return _last_resorts(parts, country, settings)
    return (narrowed(decided, parts, country) if len(decided.regions) > 1 else decided), reason


def _weigh(found: Findings) -> tuple[Finding | None, str]:
    if found.branch:
        return found.branch, ""
    if found.phrase and found.town:
        return _with_town(found.phrase, found.town)
    if found.post and found.town and not found.phrase:
        return _post_and_town(found.post, found.town)
    return found.phrase or found.post or found.town, ""


def _with_town(phrase: Finding, town: Finding) -> tuple[Finding, str]:
    both = phrase.regions & town.regions
    if both:
        inside = tuple(t for t in town.towns if t.region in both)
        return Finding(both, "town", 0.98, inside), ""
    if town.city in _FEDERAL_CITIES and len(town.regions) == 1:
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


def weak_findings(parts: Address, country: str) -> list[Finding]:
    """Weak evidence, best first: seat of an organisation, town inside a name, region inside a name, adjective."""
    cyrillic = parts.cyrillic and country == "RU"
    inside = russian_evidence.town_inside(parts) if cyrillic else evidence.town_inside(parts, country)
    seat = seat_of(parts.raw, country=country)
    found = [seat_finding(seat.city, seat.country, seat.region)] if seat and seat.region else []
    if inside and inside.regions:
        found.insert(0 if cyrillic else len(found), inside)
    if cyrillic:
        named = russian_evidence.adjectives(parts)
    else:
        named = evidence.region_inside(parts) if country == "RU" else None
    return [*found, named] if named else found


def narrowed(decided: Finding, parts: Address, country: str) -> Finding:
    """An ambiguous town decided by what the name of the organisation says, if that is one of its regions.

    Outside Russia a town two classes of size larger than its namesakes is taken (Frankfurt).
    """
    largest = dominant(decided.towns) if country != "RU" and decided.towns else None
    if largest and largest.region:
        return Finding(frozenset({largest.region}), decided.rule, 0.75, (largest,))
    said = [one.regions for one in weak_findings(parts, country) if not set(one.towns) & set(decided.towns)]
    own = {key(name) for town in decided.towns for name in town.names}
    said += [frozenset({code}) for code in sorted(decided.regions) if _speaks_of(code, parts.text, own)]
    left = decided.regions
    for one in said:
        left = (left & one) or left
    if len(left) != 1:
        return decided
    return Finding(left, decided.rule, 0.8, tuple(t for t in decided.towns if t.region in left))


def _speaks_of(code: str, text: str, own: set[str]) -> bool:
    """Whether a text holds a name of the region that is not the town's own name (Amur State Univ)."""
    padded = f" {key(text)} "
    return any(f" {key(name)} " in padded for name in (region(code).name, *region(code).names) if key(name) not in own)


def _last_resorts(parts: Address, country: str, settings: Settings) -> tuple[Finding | None, str]:
    own = russian_evidence.own_part_of_branch(parts) if parts.cyrillic else parts
    found = weak_findings(own, country)
    if found:
        return found[0], ""
    if own is not parts:
        head = weak_findings(parts, country)
        return (
            None,
            f"a branch without a place; its head is in {_list(head[0])}" if head else "a branch without a place",
        )
    seat = seat_of(parts.raw, country=country)
    if seat is None or not seat.campuses:
        return None, "no town, region or known organisation is named"
    reason = "the organisation sits in several regions"
    if len(seat.campuses) > 1 or settings.head_seats:
        return Finding(frozenset(seat.campuses), "organisation", 0.3), reason
    return None, f"{reason}; its head is in {seat.campuses[0]}"
