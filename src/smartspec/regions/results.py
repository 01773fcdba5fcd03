"""What every measure returns: values with names, the conventions they were computed under, and cautions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Caution:
    """Something that a reader of the values must know, in both languages.

    Attributes
    ----------
    code : short name in lower case with hyphens, the same for every occurrence, e.g. `weak-sign-anchor`.
    """

    code: str
    en: str
    ru: str

    def __str__(self) -> str:
        return self.en


@dataclass(frozen=True, slots=True)
class Result:
    """Values of one measure, or of several that are computed together.

    Attributes
    ----------
    values : name to array; the docstring of the function that made it states shapes and units.
    axes : name of an axis (`region`, `activity`, `period`) to its labels in the order of the arrays.
    conventions : everything that decides the values: threshold, sign anchor, diagonal, ddof, counting, dropped rows
        and columns, components, seed; only text, numbers, true or false, None, and lists or mappings of these.
    cautions : what a reader must know.
    """

    values: Mapping[str, FloatArray]
    axes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    conventions: Mapping[str, Any] = field(default_factory=dict)
    cautions: tuple[Caution, ...] = ()

    def __getitem__(self, name: str) -> FloatArray:
        return self.values[name]


def merged_cautions(results: Iterable[Result]) -> tuple[Caution, ...]:
    """The cautions of several results, each once, in the order of their first appearance."""
    return tuple(dict.fromkeys(caution for result in results for caution in result.cautions))


def finite_or_none(value: Any) -> float | None:  # noqa: ANN401  # a number of numpy
    """A number as tables hold it: None where it is not finite.

    Examples
    --------
    >>> finite_or_none(1), finite_or_none(float("nan"))
    (1.0, None)
    """
    return float(value) if np.isfinite(value) else None
