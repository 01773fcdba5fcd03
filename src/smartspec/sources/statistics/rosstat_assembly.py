"""The tables of a workbook, gathered as numbers of texts, and built into one Arrow table at the end."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smartspec.sources.observation import column_letters, with_columns
from smartspec.sources.sheets import as_text
from smartspec.sources.statistics.rosstat_cells import FITS_NOTHING, Cells

#: Numbers of texts, of a shape that spreads over the rows and columns of a table: (n, 1), (1, m), (n, m) or (1, 1).
Codes = NDArray[np.int32]
#: So many words there are for each flag: three qualities, with a new method or without, and two unused.
WORDS_OF_FLAGS = 8
#: Numbers of this size are written by Arrow as by Python; others are not.
_LEAST, _MOST = 1e-4, 1e10


@dataclass(slots=True)
class Part:
    """One table: its cells, the rows and columns of the sheet that they lie in, and the numbers of their texts.

    Attributes
    ----------
    special : for each cell, what its notes add to its flag; None if nothing anywhere.
    """

    cells: Cells
    rows: Sequence[int]
    columns: Sequence[int]
    codes: dict[str, Codes] = field(default_factory=dict)
    special: Codes | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """Number of rows and of columns."""
        return len(self.rows), len(self.columns)


class Assembly:
    """The tables of one workbook; texts that always come together are numbered together, and each is held once.

    Parameters
    ----------
    groups : name of a group to the columns of `observations` whose texts it numbers.
    """

    def __init__(self, groups: Mapping[str, tuple[str, ...]]) -> None:
        self.parts: list[Part] = []
        self._groups = groups
        self._texts: dict[str, dict[tuple[str, ...], int]] = {group: {} for group in groups}

    def number(self, group: str, texts: tuple[str, ...]) -> int:
        """The number of some texts, one for each column of a group."""
        known = self._texts[group]
        return known.setdefault(texts, len(known))

    def numbers(self, group: str, found: Iterable[tuple[str, ...]]) -> NDArray[np.int32]:
        """The number of each of several texts in a group."""
        known = self._texts[group]
        return np.array([known.setdefault(texts, len(known)) for texts in found], np.int32)

    def table(
        self,
        *,
        file: str,
        vintage: str,
        flags: Sequence[str],
        settled: Mapping[tuple[str, str], str],
    ) -> Any:  # noqa: ANN401  # Arrow has no type marker
        """The observations of all tables; cells that fit nothing are left out.

        Parameters
        ----------
        flags : words of flags by number.
        settled : column and a text that stood for another to that other.
        """
        import pyarrow as pa

        flag = np.concatenate([part.cells.flags for part in self.parts])
        values = np.concatenate([part.cells.values for part in self.parts])
        # makes 0 of -0, whose sign a table does not mean
        values += 0.0
        spelling = _Spelling(len(flag))
        found: dict[str, Any] = {
            "cell": _addresses(self.parts),
            "raw": _written(self.parts, values),
            "value": pa.array(values, mask=np.isnan(values)),
            "flag": spelling.spelt(self._flags(flag), flags),
            "file": spelling.spelt(None, [file]),
            "vintage": spelling.spelt(None, [vintage]),
        }
        for group, columns in self._groups.items():
            known = self._texts[group]
            codes = _spread(self.parts, [p.codes[group] for p in self.parts], np.int32) if len(known) > 1 else None
            for place, column in enumerate(columns):
                texts = [settled.get((column, one[place]), one[place]) for one in known]
                found[column] = spelling.spelt(codes, texts)
        table = with_columns(found, n=len(flag), file=file)
        is_kept = flag != FITS_NOTHING
        return table if is_kept.all() else table.filter(pa.array(is_kept))

    def _flags(self, flag: NDArray[np.int8]) -> Codes:
        """Numbers of the words of all flags, with what notes add to them."""
        codes = flag.astype(np.int32)
        np.maximum(codes, 0, out=codes)
        codes *= WORDS_OF_FLAGS
        if any(part.special is not None for part in self.parts):
            nothing = np.zeros((1, 1), np.int32)
            found = [nothing if part.special is None else part.special.reshape(part.shape) for part in self.parts]
            codes += _spread(self.parts, found, np.int32)
        return codes


def _spread(parts: Sequence[Part], found: Sequence[NDArray[Any]], kind: type[np.generic]) -> NDArray[Any]:
    """What was found for each table, spread over its cells, one after the other."""
    if all(one.size == 1 for one in found):
        each = np.concatenate(found, dtype=kind).ravel()
        return np.repeat(each, [len(part.cells.flags) for part in parts])
    whole = np.empty(sum(len(part.cells.flags) for part in parts), kind)
    start = 0
    for part, one in zip(parts, found, strict=True):
        end = start + len(part.cells.flags)
        whole[start:end].reshape(part.shape)[:] = one
        start = end
    return whole


class _Spelling:
    """Writes texts by their numbers, each held once; columns that are the same all the way share their numbers."""

    def __init__(self, n: int) -> None:
        self._first = np.zeros(n, np.int32)

    def spelt(self, codes: Codes | None, texts: Sequence[str]) -> Any:  # noqa: ANN401
        """Texts by their numbers, the first if there are none; some may be the same; an empty one is missing."""
        import pyarrow as pa

        different = list(dict.fromkeys(texts))
        if codes is None or len(different) == 1:
            return pa.DictionaryArray.from_arrays(self._first, different[:1]) if different[0] else None
        if len(different) < len(texts):
            numbers = {text: number for number, text in enumerate(different)}
            codes = np.array([numbers[text] for text in texts], np.int32)[codes]
        missing = codes == different.index("") if "" in different else None
        return pa.DictionaryArray.from_arrays(pa.array(codes, mask=missing), pa.array(different, pa.string()))


def _addresses(parts: Sequence[Part]) -> Any:  # noqa: ANN401
    """Addresses of the cells, each different one written once."""
    import pyarrow as pa
    import pyarrow.compute as pc

    width = max(max(part.columns) for part in parts) + 1
    down = [np.array(part.rows, np.int32)[:, None] * width for part in parts]
    across = [np.array(part.columns, np.int32) for part in parts]
    places = _spread(parts, [one + other for one, other in zip(down, across, strict=True)], np.int32)
    found = pa.array(places).dictionary_encode()
    row, column = np.divmod(found.dictionary.to_numpy(), width)
    letters = pa.array([column_letters(j) for j in range(width)]).take(pa.array(column))
    addresses = pc.binary_join_element_wise(letters, pc.cast(pa.array(row + 1), pa.string()), "")
    return pa.DictionaryArray.from_arrays(found.indices, addresses)


def _written(parts: Sequence[Part], values: NDArray[np.float64]) -> Any:  # noqa: ANN401
    """The cells as written: numbers as `as_text` writes each of them, and texts as they stand."""
    import pyarrow as pa
    import pyarrow.compute as pc

    is_text = np.zeros(len(values), np.bool_)
    start = 0
    for part in parts:
        is_text[[start + place for place in part.cells.places]] = True
        start += len(part.cells.flags)
    written = pc.cast(pa.array(values), pa.string())
    if np.fmin.reduce(values) < _LEAST or np.fmax.reduce(values) >= _MOST:
        size = np.abs(values)
        unusual = ~(((size >= _LEAST) & (size < _MOST)) | (size == 0) | is_text)
        spelt = pa.array([as_text(value) for value in values[unusual].tolist()], pa.string())
        written = pc.replace_with_mask(written, pa.array(unusual), spelt) if len(spelt) else written
    texts = pa.array([text for part in parts for text in part.cells.texts], pa.string())
    return pc.replace_with_mask(written, pa.array(is_text), texts) if len(texts) else written
