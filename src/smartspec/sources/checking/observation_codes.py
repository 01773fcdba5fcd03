"""Text columns as numbers: what is compared many times is compared once."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Whole = npt.NDArray[np.int64]
Code = npt.NDArray[np.int32]
#: No combination of columns may have more values than fit into a number.
_MOST = 1 << 62


@dataclass(frozen=True, slots=True)
class Coded:
    """A text column: the distinct texts, and which of them each row holds; a missing text is the empty one."""

    at: Code
    texts: list[str]

    def where(self, wanted: Iterable[bool]) -> npt.NDArray[np.bool_]:
        """Rows whose text is wanted, from an answer for each distinct text."""
        return np.fromiter(wanted, np.bool_, len(self.texts))[self.at]

    def of(self, rows: Whole) -> "Coded":
        """The column of some rows alone."""
        return Coded(self.at[rows], self.texts)


def coded(column: Any) -> Coded:  # noqa: ANN401  # Arrow has no type marker
    """A column of Arrow, of texts or a dictionary of texts, as numbers.

    Examples
    --------
    >>> import pyarrow as pa
    >>> coded(pa.chunked_array([["b", None], ["a", "b", ""]]))
    Coded(at=array([0, 2, 1, 0, 2], dtype=int32), texts=['b', 'a', ''])
    """
    import pyarrow as pa

    if column.null_count == len(column):
        return Coded(np.zeros(len(column), dtype=np.int32), [""] if len(column) else [])
    encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    one = encoded.unify_dictionaries().combine_chunks()
    texts, at = one.dictionary.to_pylist(), one.indices
    if at.null_count:
        at = at.fill_null(len(texts))
        texts.append("")
    places = at.to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
    numbers: dict[str, int] = {}
    number_of = [numbers.setdefault(text or "", len(numbers)) for text in texts]
    if len(numbers) < len(texts):
        places = np.array(number_of, dtype=np.int32)[places]
    return Coded(places, list(numbers))


def distinct(numbers: Whole | Code) -> tuple[Code, Whole]:
    """Each number's place among the distinct ones in order of appearance, and where each of these stands first.

    Examples
    --------
    >>> distinct(np.array([7, 3, 7, 5]))
    (array([0, 1, 0, 2], dtype=int32), array([0, 1, 3]))
    """
    import pyarrow as pa

    if not len(numbers):
        return np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int64)
    places: Code = pa.array(numbers).dictionary_encode().indices.to_numpy(zero_copy_only=False)
    highest = np.maximum.accumulate(places)
    return places, np.append(0, np.flatnonzero(highest[1:] > highest[:-1]) + 1)


def combined(columns: Iterable[Coded]) -> tuple[Code, Whole]:
    """Which combination of texts each row holds, numbered in order of appearance, and where each stands first."""
    numbers: Whole | Code | None = None
    size = 1
    for column in columns:
        n = len(column.texts)
        if numbers is None:
            numbers = column.at
        elif n > 1:
            if size * n > _MOST:
                numbers, first = distinct(numbers)
                size = len(first)
            numbers = numbers.astype(np.int64) * n + column.at
        size *= n
    return distinct(np.zeros(0, dtype=np.int64) if numbers is None else numbers)
