"""Economic complexity of regions (ECI) and of activities (PCI), with what makes their reading doubtful."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from smartspec.errors import ComputeError, nearest
from smartspec.regions.doubts import disconnected, left_out, small_gap, weak_anchor
from smartspec.regions.presence import Presence, PresenceLike, as_presence
from smartspec.regions.results import BoolArray, Caution, FloatArray, Result
from smartspec.regions.spectrum import Components, Spectrum, components, spectrum

#: |corr(ECI, diversity)| below which the sign of ECI is a convention rather than a finding.
WEAK_ANCHOR = 0.2
#: |correlation| that may be rounding: it decides no sign.
NO_CORRELATION = 1e-9
#: (λ2 - λ3)/λ2 below which the second dimension is hardly told apart from the third (a rule of this package).
SMALL_GAP = 0.25


@dataclass(frozen=True, slots=True)
class Anchor:
    """What decides the sign of ECI and PCI: a region or an activity that shall be above the average."""

    axis: Literal["region", "activity"]
    label: str


def complexity(
    presence: PresenceLike,
    *,
    anchor: Anchor | None = None,
    scope: Literal["largest", "all"] = "largest",
    pci_scale: Literal["eci", "own"] = "eci",
    ddof: int = 0,
) -> Result:
    """ECI and PCI from the second singular vectors of S = D_r^{-1/2} M D_i^{-1/2}.

    With σ2, u, v the second triplet: p = D_i^{-1/2} v, ē_r = (Mp)_r / k_r, ECI = (ē - mean ē)/sd ē and
    PCI = (p - mean ē)/sd ē, so that ECI is the mean PCI of the activities of a region.

    Parameters
    ----------
    presence : M, shape (regions, activities).
    anchor : decides the sign; None takes that for which ECI rises with diversity (then PCI falls with ubiquity,
        then the activity with the largest |PCI| is complex, where the former is undefined).
    scope : `largest` computes in the largest connected component and leaves NaN outside; `all` takes everything,
        which in a disconnected network gives no more than a mark of components.
    pci_scale : `eci` scales PCI by mean and sd of ECI (ecomplexity, ReKS); `own` by its own (economic-complexity).
    ddof : 0 (ecomplexity) or 1 (ReKS, economic-complexity) in the standard deviations.

    Returns
    -------
    Result
        `eci`, `eci_raw` (ē), `diversity`, shape (regions,); `pci`, `pci_raw` (p), `ubiquity`, shape (activities,);
        `eigenvalues`, λ1 = 1, λ2, λ3, λ4 as far as they exist. Regions and activities without any presence, or outside
        the scope, have NaN and are named in a caution. Equal rows of M get equal values.

    Raises
    ------
    ComputeError
        If all regions have the same activities, if fewer than two remain, or if the anchor is unknown, outside the
        scope or average.

    Notes
    -----
    Sources: Hidalgo and Hausmann (2009), doi:10.1073/pnas.0900943106; Mealy, Farmer and Teytelboym (2019),
    doi:10.1126/sciadv.aau1705.

    Examples
    --------
    >>> result = complexity([[1, 0, 0], [1, 1, 0], [1, 1, 1], [1, 1, 1]])
    >>> result["eci"].round(3), result["pci"].round(3)
    (array([-1.555, -0.2  ,  0.878,  0.878]), array([-1.555,  1.155,  3.033]))
    """
    m = as_presence(presence)
    _check("scope", scope, ("largest", "all"))
    _check("pci_scale", pci_scale, ("eci", "own"))
    parts = components(m.values)
    rows, columns = _within(parts, scope)
    inner = m.values if rows.all() and columns.all() else m.values[np.ix_(rows, columns)]
    found = spectrum(inner)
    p = found.activity_vector / np.sqrt(inner.sum(axis=0))
    e = (inner @ p) / inner.sum(axis=1)
    sign, signed_by = _sign(m, rows, columns, e=e, p=p, anchor=anchor)
    p, e = sign * p, sign * e
    eci, pci = _normalised(e, p, pci_scale, ddof)
    diversity, ubiquity = m.diversity, m.ubiquity
    r = {
        "correlation_eci_diversity": _correlation(e, diversity[rows]),
        "correlation_pci_ubiquity": _correlation(p, ubiquity[columns]),
    }
    values = {
        "eci": _spread(eci, rows),
        "pci": _spread(pci, columns),
        "eci_raw": _spread(e, rows),
        "pci_raw": _spread(p, columns),
        "diversity": diversity,
        "ubiquity": ubiquity,
        "eigenvalues": found.eigenvalues,
    }
    scaling = {"pci_scale": pci_scale, "ddof": ddof}
    record = {**m.conventions, **_record(parts, found, scope), "sign_anchor": signed_by, **r, **scaling}
    record |= {"regions_left_out": _names(m.regions, ~rows), "activities_left_out": _names(m.activities, ~columns)}
    return Result(values, m.axes, record, (*m.cautions, *_doubts(record)))


def external_complexity(presence: PresenceLike, pci: FloatArray, *, ddof: int = 0) -> Result:
    """ECI of regions from a PCI computed elsewhere, such as that of countries: ECI_r = mean PCI over M_r.

    Parameters
    ----------
    presence : M, shape (regions, activities).
    pci : shape (activities,), in the order of the columns; NaN where not known: such an activity is left out.
    ddof : of the standard deviation of `eci_standardised`.

    Returns
    -------
    Result
        `eci` in the unit of the PCI given, and `eci_standardised`, shape (regions,); NaN for a region without any
        activity of known PCI, named in a caution.

    Raises
    ------
    ComputeError
        If the PCI does not fit the columns, is infinite, or no region has an activity of known PCI.

    Notes
    -----
    `complexity_subnational` of economic-complexity. For regions of one country, whose own network says more about the
    division of labour than about complexity.

    Examples
    --------
    >>> external_complexity([[1, 1, 0], [0, 1, 1]], np.array([-1.0, 0.5, 2.0]))["eci"]
    array([-0.25,  1.25])
    """
    m = as_presence(presence)
    given = np.asarray(pci, dtype=np.float64)
    if given.shape != (m.shape[1],) or np.isinf(given).any():
        raise ComputeError(f"{m.shape[1]} finite complexities of activities are needed, in the order of the columns")
    known = np.isfinite(given)
    n = m.values[:, known].sum(axis=1)
    if not n.any():
        raise ComputeError("no region has an activity of known complexity", hint="look at the codes of activities")
    eci = np.full(m.shape[0], np.nan)
    np.divide(m.values[:, known] @ given[known], n, out=eci, where=n > 0)
    spread = float(np.nanstd(eci, ddof=ddof)) if (n > 0).sum() > ddof else 0.0
    standardised = (eci - np.nanmean(eci)) / spread if spread > 0 else np.full_like(eci, np.nan)
    outside, unknown = _names(m.regions, n == 0), _names(m.activities, ~known)
    record = {**m.conventions, "pci": "external", "ddof": ddof, "regions_left_out": outside}
    record["activities_left_out"] = unknown
    cautions = (left_out(outside, unknown),) if outside or unknown else ()
    found = {"eci": eci, "eci_standardised": standardised}
    return Result(found, {"region": m.regions}, record, (*m.cautions, *cautions))


def _within(parts: Components, scope: str) -> tuple[BoolArray, BoolArray]:
    if scope == "largest":
        return parts.regions == 0, parts.activities == 0
    return parts.regions >= 0, parts.activities >= 0


def _sign(
    m: Presence, rows: BoolArray, columns: BoolArray, *, e: FloatArray, p: FloatArray, anchor: Anchor | None
) -> tuple[float, str]:
    """+1 or -1, and what decided it."""
    if anchor is not None:
        labels, inside = (m.regions, rows) if anchor.axis == "region" else (m.activities, columns)
        if anchor.label not in labels:
            hint = nearest(anchor.label, labels)
            raise ComputeError(f"the {anchor.axis} `{anchor.label}` that shall decide the sign is unknown", hint=hint)
        place = labels.index(anchor.label)
        values = _spread(e if anchor.axis == "region" else p, inside)
        if not abs(values[place] - e.mean()) > 1e-12:
            raise ComputeError(f"the {anchor.axis} `{anchor.label}` is average or left out and cannot decide the sign")
        return float(np.sign(values[place] - e.mean())), f"{anchor.axis} {anchor.label}"
    with_diversity = _correlation(e, m.diversity[rows])
    if with_diversity is not None and abs(with_diversity) > NO_CORRELATION:
        return float(np.sign(with_diversity)), "diversity"
    with_ubiquity = _correlation(p, m.ubiquity[columns])
    if with_ubiquity is not None and abs(with_ubiquity) > NO_CORRELATION:
        return -float(np.sign(with_ubiquity)), "ubiquity"
    return float(np.sign(p[np.argmax(np.abs(p).round(12))])), "largest |PCI|"


def _normalised(e: FloatArray, p: FloatArray, pci_scale: str, ddof: int) -> tuple[FloatArray, FloatArray]:
    mean, spread = e.mean(), e.std(ddof=ddof)
    if pci_scale == "eci":
        return (e - mean) / spread, (p - mean) / spread
    return (e - mean) / spread, (p - p.mean()) / p.std(ddof=ddof)


def _correlation(x: FloatArray, y: FloatArray) -> float | None:
    """Pearson's r, None where one side does not vary."""
    if np.ptp(x) < 1e-12 or np.ptp(y) < 1e-12:
        return None
    return float(np.corrcoef(x, y)[0, 1])


def _spread(values: FloatArray, inside: BoolArray) -> FloatArray:
    result = np.full(len(inside), np.nan)
    result[inside] = values
    return result


def _names(labels: tuple[str, ...], which: BoolArray) -> list[str]:
    return [name for name, there in zip(labels, which, strict=True) if there]


def _record(parts: Components, found: Spectrum, scope: str) -> dict[str, Any]:
    second = float(found.eigenvalues[1])
    third = float(found.eigenvalues[2]) if len(found.eigenvalues) > 2 else 0.0
    gap = {"lambda_2": second, "lambda_3": third, "gap": second - third, "relative_gap": (second - third) / second}
    return {"n_components": parts.n, "scope": scope, "solver": found.solver, **gap}


def _doubts(record: dict[str, Any]) -> tuple[Caution, ...]:
    cautions = []
    if record["n_components"] > 1:
        cautions.append(disconnected(record["n_components"], record["scope"]))
    if record["regions_left_out"] or record["activities_left_out"]:
        cautions.append(left_out(record["regions_left_out"], record["activities_left_out"]))
    r = record["correlation_eci_diversity"]
    if r is None or abs(r) < WEAK_ANCHOR:
        cautions.append(weak_anchor(r, record["sign_anchor"]))
    if record["relative_gap"] < SMALL_GAP:
        cautions.append(small_gap(record["lambda_2"], record["lambda_3"]))
    return tuple(cautions)


def _check(option: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise ComputeError(f"`{option}` cannot be `{value}`", hint=nearest(value, known))
