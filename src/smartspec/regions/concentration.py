"""How concentrated a region is on few activities, or an activity in few regions: one value for each."""

import numpy as np

from smartspec.errors import ComputeError
from smartspec.regions.counts import Counts
from smartspec.regions.results import Caution, FloatArray, Result
from smartspec.regions.shares import Comparison, Of, Reference, compared, profiles, ratio


def theil(counts: Counts, *, of: Of = "region") -> Result:
    """Theil divergence of a profile from the whole: Σ_i s_ri ln(s_ri / s_i), or Σ_r q_ri ln(q_ri / p_r).

    Parameters
    ----------
    of : profiles of regions over activities, or of activities over regions.

    Returns
    -------
    `theil`, shape (regions,) or (activities,), in natural units, >= 0; 0 for the profile of the whole. Zeros add
    nothing. Where cells are missing, the whole is confined to what is known for the unit.

    Raises
    ------
    ComputeError
        If `of` is none of the two; so in every function here.

    Notes
    -----
    Source: Theil (1967), Economics and Information Theory, ch. 4.

    Examples
    --------
    >>> from smartspec.regions.counts import as_counts
    >>> theil(as_counts([[80, 20], [60, 90]]))["theil"].round(3)
    array([0.128, 0.052])
    """
    base = compared(counts)
    return base.result({"theil": _theil(*profiles(base, of=of))}, axes=(of,), conventions={"of": of, "log_base": "e"})


def herfindahl(counts: Counts, *, of: Of = "region") -> Result:
    """Herfindahl-Hirschman index: Σ s².

    Returns
    -------
    `hhi` from 1/n to 1, and `hhi_normalised` = (hhi - 1/n) / (1 - 1/n) from 0 to 1, with n the activities (or regions)
    that are known for the unit; NaN for n = 1. Shares are float64, so large whole numbers cannot overflow.

    Notes
    -----
    Source: Hirschman (1964), Am. Econ. Review 54:761.
    """
    base = compared(counts)
    own, _ = profiles(base, of=of)
    hhi, n = (own**2).sum(axis=1), _known_parts(base, of)
    values = {"hhi": hhi, "hhi_normalised": ratio(hhi - 1.0 / n, 1.0 - 1.0 / n)}
    return base.result(values, axes=(of,), conventions={"of": of})


def shannon(counts: Counts, *, of: Of = "region", base: float = 2.0) -> Result:
    """Shannon entropy: -Σ s log s.

    Parameters
    ----------
    base : of the logarithm, above 1; 2 gives bits.

    Returns
    -------
    `entropy` from 0 to log n, and `evenness` = entropy / log n from 0 to 1; NaN for n = 1. Zeros add nothing.

    Raises
    ------
    ComputeError
        If the base is not above 1.

    Notes
    -----
    Source: Shannon (1948), doi:10.1002/j.1538-7305.1948.tb01338.x.
    """
    if not (np.isfinite(base) and base > 1):
        raise ComputeError(f"the base of the logarithm must be above 1, not {base}")
    comparison = compared(counts)
    entropy = entropy_of(profiles(comparison, of=of)[0]) / np.log(base)
    most = np.log(_known_parts(comparison, of)) / np.log(base)
    values = {"entropy": entropy, "evenness": ratio(entropy, most)}
    return comparison.result(values, axes=(of,), conventions={"of": of, "log_base": float(base)})


def krugman(counts: Counts, *, of: Of = "region", reference: Reference = "whole") -> Result:
    """Krugman specialisation: Σ_i |s_ri - s_i|, against the whole or against the rest.

    Parameters
    ----------
    reference : `rest` replaces s_i by (x_i - x_ri) / (X - x_r). The two differ, the more so the larger the region.

    Returns
    -------
    `krugman`, from 0 (same profile) to 2 (nothing in common).

    Notes
    -----
    Source: Krugman (1991), Geography and Trade.

    Examples
    --------
    >>> from smartspec.regions.counts import as_counts
    >>> counts = as_counts([[80, 20], [60, 90]])
    >>> krugman(counts)["krugman"].round(2), krugman(counts, reference="rest")["krugman"].round(2)
    (array([0.48, 0.32]), array([0.8, 0.8]))
    """
    base = compared(counts)
    values = {"krugman": _distance(*profiles(base, of=of, reference=reference))}
    return base.result(
        values, axes=(of,), conventions={"of": of, "reference": reference}, cautions=_alone(values["krugman"])
    )


def hoover(counts: Counts, *, of: Of = "region", reference: Reference = "whole") -> Result:
    """Hoover index: half of Krugman's, the share that would have to move for the profile to equal the reference.

    Returns
    -------
    `hoover`, from 0 to 1.

    Notes
    -----
    Source: Hoover (1936), doi:10.2307/1927875.
    """
    base = compared(counts)
    values = {"hoover": _distance(*profiles(base, of=of, reference=reference)) / 2}
    return base.result(
        values, axes=(of,), conventions={"of": of, "reference": reference}, cautions=_alone(values["hoover"])
    )


def average_lq(counts: Counts, *, of: Of = "region") -> Result:
    """Location quotients averaged with the unit's own shares: Σ_i s_ri RCA_ri = Σ_i s_ri² / s_i.

    Returns
    -------
    `average_lq`, >= 1; 1 for the profile of the whole.

    Notes
    -----
    Source: O'Donoghue, Gleave (2004), Reg. Studies 38:419, on the quotients; the mean as in EconGeo.
    """
    base = compared(counts)
    values = {"average_lq": _average(*profiles(base, of=of))}
    return base.result(values, axes=(of,), conventions={"of": of})


def hachman(counts: Counts, *, of: Of = "region") -> Result:
    """Hachman index of likeness to the whole: 1 / Σ_i s_ri RCA_ri.

    Returns
    -------
    `hachman`, above 0 up to 1 for the profile of the whole; some publish it times 100.

    Notes
    -----
    Source: Hachman index as published by the Kem C. Gardner Policy Institute, University of Utah.
    """
    base = compared(counts)
    values = {"hachman": 1.0 / _average(*profiles(base, of=of))}
    return base.result(values, axes=(of,), conventions={"of": of, "scale": 1})


def concentration(counts: Counts, *, of: Of = "region") -> Result:
    """All measures of this file at once, under the names and conventions of their functions.

    Returns
    -------
    `theil`, `hhi`, `hhi_normalised`, `entropy` (bits), `evenness`, `krugman`, `krugman_rest`, `hoover`, `average_lq`
    and `hachman`, each of shape (regions,), or (activities,) for `of="activity"`.

    Examples
    --------
    >>> from smartspec.regions.counts import as_counts
    >>> found = concentration(as_counts([[80, 20], [60, 90]], regions=["A", "B"]))
    >>> found.axes["region"], found["hachman"].round(3)
    (('A', 'B'), array([0.811, 0.906]))
    """
    base = compared(counts)
    own, whole = profiles(base, of=of)
    _, rest = profiles(base, of=of, reference="rest")
    hhi, n, entropy = (own**2).sum(axis=1), _known_parts(base, of), entropy_of(own) / np.log(2.0)
    distance, average = _distance(own, whole), _average(own, whole)
    values = {
        "theil": _theil(own, whole),
        "hhi": hhi,
        "hhi_normalised": ratio(hhi - 1.0 / n, 1.0 - 1.0 / n),
        "entropy": entropy,
        "evenness": ratio(entropy, np.log(n) / np.log(2.0)),
        "krugman": distance,
        "krugman_rest": _distance(own, rest),
        "hoover": distance / 2,
        "average_lq": average,
        "hachman": 1.0 / average,
    }
    conventions = {"of": of, "log_base": {"theil": "e", "entropy": 2}, "reference": "whole, but `krugman_rest`"}
    return base.result(values, axes=(of,), conventions=conventions, cautions=_alone(values["krugman_rest"]))


def entropy_of(shares: FloatArray) -> FloatArray:
    """Entropy of each row in natural units; zeros add nothing."""
    logs = np.log(shares, out=np.zeros_like(shares), where=shares > 0)
    # the sum of a single share 1 would be minus zero
    return np.asarray(np.abs((shares * logs).sum(axis=1)))


def _theil(own: FloatArray, reference: FloatArray) -> FloatArray:
    logs = np.log(ratio(own, reference), out=np.zeros_like(own), where=own > 0)
    return np.asarray(np.maximum((own * logs).sum(axis=1), 0.0))


def _distance(own: FloatArray, reference: FloatArray) -> FloatArray:
    return np.asarray(np.abs(own - reference).sum(axis=1))


def _average(own: FloatArray, reference: FloatArray) -> FloatArray:
    return np.asarray((own * np.where(own > 0, ratio(own, reference), 0.0)).sum(axis=1))


def _known_parts(base: Comparison, of: Of) -> FloatArray:
    return np.asarray(base.known.sum(axis=1 if of == "region" else 0), dtype=np.float64)


def _alone(values: FloatArray) -> tuple[Caution, ...]:
    n = int(np.isnan(values).sum())
    if not n:
        return ()
    return (
        Caution(
            "no-rest",
            f"{n} units are alone in all that is known of them: without a rest the value is not a number",
            f"единиц, для которых остальных нет ни в одной известной позиции: {n}; показатель не определён",
        ),
    )
