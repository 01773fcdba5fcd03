"""The table `affiliation_places`: where every address of a publication lies."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa

from smartspec.registry import step
from smartspec.schema import WORK, Table, count, number, table, text
from smartspec.store import arrow_schema, rows

SubjectSet = Literal["iso", "rosstat-2014", "law-2022"]
SPEC = table(
    "affiliation_places",
    WORK,
    count("ordinal", "number of the row in `affiliations`", null=False),
    count("choice", "1, or the number of one of several regions that the evidence leaves", null=False),
    text("country", "ISO 3166-1 alpha-2 code"),
    text("region", "NUTS 2 where NUTS covers the country, ISO 3166-2 elsewhere; missing where none was found"),
    text("district", "federal district, or NUTS 1 unit, that holds the region"),
    number("share", "1, or the reciprocal of the number of regions that are possible", null=False),
    text("city", "town by its usual Latin name"),
    text("level", "finest level that was reached", null=False),
    text("rule", "evidence that decided", null=False),
    number("confidence", "0 to 1, an order of the rules by their measured precision", null=False),
    text("reason", "why there is no region, or what speaks against it"),
    key=("work", "ordinal", "choice"),
    meaning="a region in which an address of a publication lies, or may lie",
)


@step(reads=("affiliations",), writes=("affiliation_places",), section="places")
def affiliation_places(
    tables: Mapping[str, Table],
    progress: Callable[[str, float], None] | None = None,
    *,
    subject_set: SubjectSet = "rosstat-2014",
    head_seats: bool = False,
    overrides: Path | None = None,
) -> dict[str, pa.Table]:
    """Find the region of every address, offline, with the evidence that decided.

    Parameters
    ----------
    tables : `affiliations`.
    progress : called with what is being done and the share done.
    subject_set : which federal subjects are regions of Russia: 83 (`iso`), 85 (`rosstat-2014`) or 89 (`law-2022`).
    head_seats : put an organisation that has branches in many regions, named without a place, at its head's seat.
    overrides : file with your own decisions; they go before everything.

    Returns
    -------
    One row per address, or one per possible region where several are left; a row without region where none was found.

    Notes
    -----
    Source: own rules, measured in the reference page on regions.
    """
    found = rows(tables["affiliations"].select("work", "ordinal", "raw", "country").order_by("work", "ordinal"))
    columns = [found[name].to_pylist() for name in ("work", "ordinal", "raw", "country")]
    resolve = _resolver(subject_set=subject_set, head_seats=head_seats, overrides=overrides)
    made: list[dict[str, Any]] = []
    for number_, (work, ordinal, raw, country) in enumerate(zip(*columns, strict=True)):
        if progress and number_ % 1000 == 0:
            progress("resolving addresses", number_ / len(found))
        made += [{"work": work, "ordinal": ordinal, **row} for row in resolve(raw, country)]
    return {"affiliation_places": pa.Table.from_pylist(made, schema=arrow_schema(SPEC))}


def _resolver(
    *, subject_set: SubjectSet, head_seats: bool, overrides: Path | None
) -> Callable[[str, str | None], list[dict[str, Any]]]:
    """A function from an address and its stated country to rows, each distinct address once."""
    from smartspec.places.overrides import read_overrides
    from smartspec.places.resolution import Settings
    from smartspec.places.resolving import resolve

    settings = Settings(subject_set=subject_set, head_seats=head_seats)
    decisions = read_overrides(overrides) if overrides else None
    seen: dict[tuple[str, str | None], list[dict[str, Any]]] = {}

    def look(raw: str, country: str | None) -> list[dict[str, Any]]:
        if (raw, country) not in seen:
            seen[raw, country] = _rows(resolve(raw, country=country, overrides=decisions, settings=settings))
        return seen[raw, country]

    return look


def _rows(found: Any) -> list[dict[str, Any]]:  # noqa: ANN401  # a Resolution, imported where it is used
    from smartspec.places.region_levels import roll_up

    regions = [found.region] if found.region else list(found.regions) or [None]
    return [
        {
            "choice": number_,
            "country": found.country,
            "region": region,
            "district": (roll_up(region, "district") or roll_up(region, "nuts1")) if region else None,
            "share": 1 / len(regions),
            "city": found.city or None,
            "level": found.level,
            "rule": found.rule,
            "confidence": found.confidence,
            "reason": found.reason or None,
        }
        for number_, region in enumerate(regions, 1)
    ]
