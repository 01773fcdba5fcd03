"""Benchmarking: the regions of like structure, and how a region does beside them in every measure."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from smartspec.errors import ComputeError, nearest
from smartspec.regions.additions import Addition
from smartspec.regions.comparing import Compared
from smartspec.regions.peers import Peers, beside_peers, distance_by, nearest_peers
from smartspec.regions.region_values import RegionValues
from smartspec.regions.results import Caution, FloatArray, finite_or_none, merged_cautions

Row = dict[str, Any]
#: What peers may be chosen by beside variables: shares of activities, and advantages in them.
STRUCTURE, SPECIALISATION = "structure", "specialisation"
#: Measures that follow from the structure, so that peers by structure are alike in them.
OF_STRUCTURE = ("diversity", "krugman", "hhi", "entropy", "hachman", "related_variety", "unrelated_variety")
#: Columns of `compared_regions` that are set beside those of the peers.
MEASURES = ("total", "eci", "fitness", "genepy", "coi", "income", "expy", *OF_STRUCTURE)
BESIDE = ("above", "gap", "high", "low", "median", "rank")
_COLUMNS = {"above": "above_share", "high": "peers_high", "low": "peers_low", "median": "peers_median"}


def known_words(variable: str) -> bool:
    """Whether a word is one that peers can be chosen by without an indicator of that name.

    Examples
    --------
    >>> known_words("structure"), known_words("total"), known_words("staff")
    (True, True, False)
    """
    return variable in (STRUCTURE, SPECIALISATION, *MEASURES)


def benchmarks(
    compared: Compared,
    regions: Sequence[Row],
    *,
    k: int,
    by: Sequence[str],
    indicators: Mapping[str, RegionValues],
    outcomes: Sequence[str] = (),
) -> Addition:
    """Peers of every region and its place among them.

    Parameters
    ----------
    regions : rows of `compared_regions`, for the measures.
    k : number of peers; all the others if there are fewer.
    by : `structure`, `specialisation`, columns of `compared_regions` or indicators.
    indicators : values of what is no column.
    outcomes : indicators that are set beside those of the peers as well.

    Raises
    ------
    ComputeError
        If nothing is known of a variable, or it is the same everywhere.
    """
    alike = {STRUCTURE: "structure", SPECIALISATION: "similarity"}
    names = compared.results["structure"].axes["region"]
    rows = {row["region"]: row for row in regions}
    values = {name: _column(rows, names, name) for name in MEASURES}
    values |= {name: found.of(names) for name, found in indicators.items() if name not in values}
    _check(values, by, "peers-by")
    _check(values, outcomes, "outcomes")
    # half the Krugman distance, and half of one less the correlation: both from 0 to 1
    parts = {name: 1.0 - compared.results[alike[name]]["similarity"] for name in by if name in alike}
    parts = {name: part if name == STRUCTURE else part / 2 for name, part in parts.items()}
    away = distance_by({name: values[name] for name in by if name not in alike}, parts, names)
    peers = nearest_peers(away["distance"], names, k=min(k, len(names) - 1))
    told = [name for name in (*MEASURES, *outcomes) if np.isfinite(values[name]).any()]
    # where fitness vanishes only its order means something, so that no gap can be read from it
    told = [name for name in told if name != "fitness" or not _vanishes(compared)]
    used = {name: indicators[name].record for name in dict.fromkeys((*by, *outcomes)) if name in indicators}
    cautions = [caution for found in indicators.values() for caution in found.cautions]
    said = _cautions(by, told, k=k, n=len(names))
    record = {**away.conventions, **peers.conventions, **({"indicators": used} if used else {})}
    if {STRUCTURE, SPECIALISATION} & set(by):
        record["alike_by_construction"] = [name for name in told if name in OF_STRUCTURE]
    return Addition(
        tables={
            "region_peers": _peer_rows(peers),
            "region_benchmarks": [row for name in told for row in _rows(name, values[name], peers)],
        },
        conventions={"peers": record},
        cautions=tuple(dict.fromkeys((*cautions, *merged_cautions([away]), *peers.cautions, *said))),
    )


def _vanishes(compared: Compared) -> bool:
    found = compared.results.get("fitness")
    return found is not None and bool({said.code for said in found.cautions} & {"vanishing-fitness", "order-only"})


def _check(values: Mapping[str, FloatArray], names: Sequence[str], option: str) -> None:
    for name in names:
        if name not in (STRUCTURE, SPECIALISATION) and not np.isfinite(values[name]).any():
            known = [STRUCTURE, SPECIALISATION, *(one for one, found in values.items() if np.isfinite(found).any())]
            raise ComputeError(f"`{name}` is known of no region", place=f"`{option}`", hint=nearest(name, known))


def _column(rows: Mapping[str, Row], names: Sequence[str], column: str) -> FloatArray:
    found = [rows[name].get(column) for name in names]
    return np.array([np.nan if value is None else value for value in found], dtype=np.float64)


def _peer_rows(peers: Peers) -> list[Row]:
    return [
        {
            "region": region,
            "peer": peers.regions[place],
            "peer_rank": rank,
            "peer_distance": finite_or_none(peers.distance[r, rank - 1]),
        }
        for r, region in enumerate(peers.regions)
        for rank, place in enumerate(peers.places[r].tolist(), 1)
        if place >= 0
    ]


def _rows(measure: str, values: FloatArray, peers: Peers) -> list[Row]:
    found = beside_peers(values, peers)
    return [
        {
            "region": region,
            "measure": measure,
            "value": finite_or_none(values[r]),
            "n_peers": int(found["n_peers"][r]),
            "rank_among_peers": finite_or_none(found["rank"][r]),
            **{_COLUMNS.get(name, name): finite_or_none(found[name][r]) for name in BESIDE if name != "rank"},
        }
        for r, region in enumerate(peers.regions)
        if peers.has[r] and np.isfinite(values[r])
    ]


def _cautions(by: Sequence[str], told: Sequence[str], *, k: int, n: int) -> list[Caution]:
    found = []
    if 2 * k > n - 1:
        shown = min(k, n - 1)
        english = f"{shown} peers among {n} regions: a region is compared with most of the others, alike or not"
        russian = f"ближайших регионов {shown} при {n} регионах: сравнение идёт с большинством, похожим или нет"
        found.append(Caution("most-are-peers", english, russian))
    own = [name for name in told if name in by]
    if own:
        listed = ", ".join(own)
        english = (
            f"peers are alike by construction in what they were chosen by; little can be read from gaps in {listed}"
        )
        russian = f"ближайшие регионы похожи по построению, разрывы мало о чём говорят для показателей: {listed}"
        found.append(Caution("alike-by-construction", english, russian))
    return found
