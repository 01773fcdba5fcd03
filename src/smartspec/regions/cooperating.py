"""Cooperation from period to period: how much regions publish together, and which ties come and go."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from smartspec.regions.cooperation import Cooperation, cooperation, incidence
from smartspec.regions.cooperation_time import cooperation_intensity, tie_dynamics
from smartspec.regions.results import Caution, finite_or_none, merged_cautions

Row = dict[str, Any]
Located = Sequence[tuple[str, str]]
_INTENSITY = {
    "documents": "documents",
    "collaborative": "collaborative",
    "collaborative_share": "share",
    "regions_per_document": "regions_per_document",
    "n_ties": "ties",
    "tie_density": "density",
    "links": "links",
    "links_fractional": "fractional",
}
_DYNAMICS = ("entered", "stayed", "left", "entry_rate", "exit_rate", "persistence")


@dataclass(frozen=True, slots=True)
class OverTime:
    """Rows of `cooperation_periods`, columns of regions by period, and of regions by pair of periods."""

    rows: list[Row] = field(default_factory=list)
    shares: Mapping[tuple[str, str], float | None] = field(default_factory=dict)
    partners: Mapping[tuple[str, str, str], Row] = field(default_factory=dict)
    conventions: Mapping[str, Any] = field(default_factory=dict)
    cautions: tuple[Caution, ...] = ()


def cooperation_over(
    located: Mapping[str, Located],
    regions: Iterable[str],
    *,
    pairs: Iterable[tuple[str, str]],
    windows: Mapping[str, tuple[int, int]],
) -> OverTime:
    """Joint publications of the regions compared, period by period.

    Parameters
    ----------
    located : period to its (publication, region), each once.
    regions : codes of the comparison; a subject without its okrugs takes what lies in the subject.
    pairs : earlier and later period between which ties are compared.
    windows : period to its first and last year.
    """
    codes = {code.removesuffix("-0"): code for code in sorted(set(regions))}
    networks = {period: network for period, found in located.items() if (network := _network(found, codes))}
    if not networks:
        return OverTime()
    alone = {period: cooperation_intensity({0: network}) for period, network in networks.items()}
    rows = {
        period: {"period": period, **{column: float(found[name][0]) for column, name in _INTENSITY.items()}}
        for period, found in alone.items()
    }
    shares = {
        (period, region): finite_or_none(found["region_share"][0, k])
        for period, found in alone.items()
        for k, region in enumerate(found.axes["region"])
    }
    partners: dict[tuple[str, str, str], Row] = {}
    moved = {
        pair: tie_dynamics({0: networks[pair[0]], 1: networks[pair[1]]})
        for pair in pairs
        if pair[0] in networks and pair[1] in networks
    }
    for (since, period), found in moved.items():
        rows[period] |= {"since": since, **{name: finite_or_none(found[name][0]) for name in _DYNAMICS}}
        for k, region in enumerate(found.axes["region"]):
            entered, left = (float(found[f"region_{name}"][0, k]) for name in ("entered", "left"))
            partners[since, period, region] = {"partners_entered": entered, "partners_left": left}
    first = next(iter(alone.values()))
    record = {**first.conventions, "tie": "at least one joint publication", "counting": "full"}
    cautions = merged_cautions([*alone.values(), *moved.values()])
    return OverTime(
        list(rows.values()),
        shares,
        partners,
        {"cooperation": record},
        (*cautions, *_uneven({period: windows[period] for period in networks if period in windows})),
    )


def _network(found: Located, codes: Mapping[str, str]) -> Cooperation | None:
    """The network of a period; None where no publication joins two regions."""
    kept = [(work, codes[region]) for work, region in found if region in codes]
    if not kept:
        return None
    works, places = zip(*kept, strict=True)
    network = cooperation(incidence(works, places, order=sorted(codes.values())))
    return network if network.full.nnz else None


def _uneven(windows: Mapping[str, tuple[int, int]]) -> tuple[Caution, ...]:
    lengths = {last - first + 1 for first, last in windows.values()}
    if len(lengths) < 2:
        return ()
    said = ", ".join(str(length) for length in sorted(lengths))
    return (
        Caution(
            "periods-of-different-length",
            f"periods hold {said} years: a longer one has more ties, so their numbers are not comparable",
            f"периоды разной длины ({said} лет): в более длинном связей больше, их числа несопоставимы",
        ),
    )
