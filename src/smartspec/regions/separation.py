"""Observations that a Poisson regression cannot use: zeros whose fitted value runs off to zero."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from smartspec.errors import ComputeError
from smartspec.regions.effects import Effects, absorb, encode_effects
from smartspec.regions.results import BoolArray, Caution, FloatArray, IntArray

#: Below this, relative to its column, a number is rounding.
_ROUNDING = 1e-9
#: Most levels for which the shared constants of three or more effects are looked for.
_MAX_LEVELS = 3_000


@dataclass(frozen=True, slots=True)
class Separation:
    """Which observations are separated, and by what.

    Attributes
    ----------
    kept : (n,) True where an observation has a finite fitted value.
    by : name of an effect to (n,) True where a row fell because that level has only zeros (a row may fall by two);
        `pattern` to True where a combination of effects and regressors separates.
    levels : name of an effect to its levels with only zeros.
    passes : rounds of looking for levels with only zeros; the last one found none.
    certificate : regressor to its coefficient in the combination that is 0 where y > 0 and positive on the rows of
        `pattern`; empty if effects alone, or nothing, separate.
    cautions : in words.
    """

    kept: BoolArray
    by: Mapping[str, BoolArray]
    levels: Mapping[str, tuple[str, ...]]
    passes: int
    certificate: Mapping[str, float]
    cautions: tuple[Caution, ...]


def find_separation(
    y: npt.ArrayLike,
    regressors: Mapping[str, npt.ArrayLike],
    *,
    effects: Mapping[str, Sequence[Hashable] | npt.NDArray[Any]] | None = None,
) -> Separation:
    """Find the zeros for which the Poisson likelihood has no maximum.

    If some z = Xγ is 0 where y > 0 and not negative where y = 0, then fitted values run to 0 where z > 0, and these
    rows say nothing about the coefficients. First fall levels with only zeros, until none is left; then, if the
    columns are collinear on y > 0 beyond the constants that effects share, a linear programme finds the z with the
    largest support.

    Parameters
    ----------
    y : (n,) not negative, some positive.
    regressors : name to (n,) values; a constant belongs to every model and is added if there are no effects.
    effects : name to the level of every observation, such as `origin` and `destination`.

    Returns
    -------
    Separation
        An observation with y > 0 is never separated. A level with one observation is kept: it changes n only.

    Raises
    ------
    ComputeError
        If y or a regressor is not finite, y is negative or all zero, lengths differ, or three or more effects have
        over 3,000 levels together.

    Notes
    -----
    Source: Correia, Guimarães, Zylkin (2019), doi:10.48550/arXiv.1903.01633.

    Examples
    --------
    >>> found = find_separation([0, 0, 2, 3], {"x": [1, 0, 0, 0]})
    >>> found.kept, found.certificate
    (array([False,  True,  True,  True]), {'x': 1.0})
    """
    counts, columns = checked_columns(y, regressors)
    groups = encode_effects(effects or {}, n=len(counts))
    kept = np.ones(len(counts), dtype=np.bool_)
    by: dict[str, BoolArray] = {}
    levels: dict[str, tuple[str, ...]] = {}
    passes = 0
    if groups is not None:
        kept, by, levels, passes = _levels_with_only_zeros(counts, groups)
    if groups is None:
        columns = np.column_stack([np.ones(len(counts)), columns])
    z, gamma = _largest_support(counts[kept], columns[kept], None if groups is None else groups.rows(kept))
    pattern = np.zeros(len(counts), dtype=np.bool_)
    pattern[np.flatnonzero(kept)[z]] = True
    named = gamma[1:] if groups is None else gamma
    certificate = {name: float(g) for name, g in zip(regressors, named, strict=True) if g != 0 and z.any()}
    by["pattern"] = pattern
    cautions = _cautions(by, levels, certificate)
    return Separation(kept & ~pattern, by, levels, passes, certificate, cautions)


def checked_columns(y: npt.ArrayLike, regressors: Mapping[str, npt.ArrayLike]) -> tuple[FloatArray, FloatArray]:
    """Y as (n,) and regressors as (n, k), finite and of equal length; raises `ComputeError` otherwise."""
    counts = np.array(y, dtype=np.float64)
    if counts.ndim != 1 or not np.isfinite(counts).all() or (counts < 0).any() or not counts.any():
        raise ComputeError("y must be one-dimensional, finite, not negative and not all zero")
    columns = np.empty((len(counts), len(regressors)))
    for k, (name, values) in enumerate(regressors.items()):
        column = np.asarray(values, dtype=np.float64)
        if column.shape != counts.shape:
            raise ComputeError(f"the regressor `{name}` has the shape {column.shape}, y {counts.shape}")
        if not np.isfinite(column).all():
            n = int((~np.isfinite(column)).sum())
            hint = "leave pairs without the value out, and say so; the logarithm of 0 is none"
            raise ComputeError(f"{n} values of the regressor `{name}` are not finite", hint=hint)
        columns[:, k] = column
    return counts, columns


def _levels_with_only_zeros(
    y: FloatArray, effects: Effects
) -> tuple[BoolArray, dict[str, BoolArray], dict[str, tuple[str, ...]], int]:
    kept = np.ones(len(y), dtype=np.bool_)
    by = {name: np.zeros(len(y), dtype=np.bool_) for name in effects.names}
    gone: dict[str, set[int]] = {name: set() for name in effects.names}
    passes = 0
    while True:
        passes += 1
        found = np.zeros(len(y), dtype=np.bool_)
        for name, code, labels in zip(effects.names, effects.codes, effects.levels, strict=True):
            present = np.bincount(code[kept], minlength=len(labels)) > 0
            zero = present & (np.bincount(code[kept], weights=y[kept], minlength=len(labels)) == 0)
            falls = kept & zero[code]
            gone[name] |= set(np.flatnonzero(zero).tolist())
            by[name] |= falls
            found |= falls
        if not found.any():
            break
        kept &= ~found
    levels = {
        n: tuple(labels[k] for k in sorted(gone[n])) for n, labels in zip(effects.names, effects.levels, strict=True)
    }
    return kept, by, levels, passes


def _largest_support(y: FloatArray, columns: FloatArray, effects: Effects | None) -> tuple[BoolArray, FloatArray]:
    """Rows separated by a combination of effects and columns, and the coefficients of the columns."""
    positive = y > 0
    scale = np.maximum(np.abs(columns).max(axis=0, initial=0.0), np.finfo(float).tiny)
    columns = columns / scale
    none = np.zeros(len(y), dtype=np.bool_)
    own = np.empty((len(y), 0))
    if effects is not None:
        membership = effects.membership()
        own = _patterns_of_effects(effects, positive)
        if columns.shape[1]:
            part = absorb(membership[positive], columns[positive], np.ones(int(positive.sum())))
            columns = columns - membership @ part.coefficients
    null = _null_space(columns[positive])
    z = np.column_stack([own, columns @ null])[~positive]
    z[np.abs(z) < _ROUNDING * np.maximum(1.0, np.abs(z).max(axis=0, initial=0.0))] = 0.0
    if not z.any():
        return none, np.zeros(columns.shape[1])
    weight = _linear_programme(z)
    support = z @ weight > 0.5
    none[np.flatnonzero(~positive)[support]] = True
    gamma = null @ weight[own.shape[1] :] / scale
    largest = np.abs(gamma * scale).max(initial=0.0)
    gamma[np.abs(gamma * scale) < _ROUNDING * largest] = 0.0
    return none, gamma


def _null_space(matrix: FloatArray) -> FloatArray:
    """Basis (k, m) of the combinations of columns, each scaled to at most 1, that vanish on all rows."""
    if not matrix.shape[1]:
        return np.empty((0, 0))
    root = np.linalg.qr(matrix, mode="r") if len(matrix) > matrix.shape[1] else matrix
    _, values, right = np.linalg.svd(root)
    rank = int((values > _ROUNDING * max(1.0, np.sqrt(len(matrix)))).sum())
    return np.asarray(right[rank:].T, dtype=np.float64)


def _patterns_of_effects(effects: Effects, positive: BoolArray) -> FloatArray:
    """(n, m): combinations of effects alone that vanish where y > 0, but not everywhere."""
    on_positive, everywhere = effects.rows(positive).membership(), effects.membership()
    if len(effects.codes) == 1:
        return np.empty((len(positive), 0))
    if len(effects.codes) == 2:
        from scipy.sparse.csgraph import connected_components

        _, label = connected_components(on_positive.T @ on_positive, directed=False)
        first, second = effects.codes
        a, b = label[first], label[len(effects.levels[0]) + second]
        apart: IntArray = np.unique(np.concatenate([a[a != b], b[a != b]]))
        return np.asarray((a[:, None] == apart).astype(np.float64) - (b[:, None] == apart), dtype=np.float64)
    if effects.n_levels > _MAX_LEVELS:
        raise ComputeError(f"three or more effects with {effects.n_levels} levels, more than {_MAX_LEVELS}")
    values, vectors = np.linalg.eigh((on_positive.T @ on_positive).toarray())
    return np.asarray(everywhere @ vectors[:, values < _ROUNDING * values.max()], dtype=np.float64)


def _linear_programme(z: FloatArray) -> FloatArray:
    """Weights g that make as many rows of z g as possible positive, none negative, and those at least 1."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_array, eye_array, hstack

    rows, repeats = np.unique(z, axis=0, return_counts=True)
    n, m = rows.shape
    constraint = hstack([csr_array(-rows), eye_array(n)], format="csr")
    cost = np.concatenate([np.zeros(m), -repeats.astype(np.float64)])
    bounds = [(None, None)] * m + [(0.0, 1.0)] * n
    answer = linprog(cost, A_ub=constraint, b_ub=np.zeros(n), bounds=bounds, method="highs")
    if answer.status != 0:
        raise ComputeError(f"the linear programme for separation failed: {answer.message}")
    return np.asarray(answer.x[:m], dtype=np.float64)


def _cautions(
    by: Mapping[str, BoolArray], levels: Mapping[str, tuple[str, ...]], certificate: Mapping[str, float]
) -> tuple[Caution, ...]:
    found = []
    for name, labels in levels.items():
        if labels:
            listed, n = ", ".join(labels), int(by[name].sum())
            en = f"{len(labels)} levels of `{name}` have only zeros, {n} observations were left out: {listed}"
            ru = f"уровни эффекта «{name}» с одними нулями ({len(labels)}), не учтено наблюдений {n}: {listed}"
            found.append(Caution("zero-levels", en, ru))
    n = int(by["pattern"].sum())
    if n:
        names = ", ".join(certificate) or "-"
        en = f"{n} zeros are separated by a combination of effects and regressors ({names}) and were left out"
        found.append(
            Caution("separated", en, f"не учтены нули, отделимые сочетанием эффектов и регрессоров ({names}): {n}")
        )
    return tuple(found)
