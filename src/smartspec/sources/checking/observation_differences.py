"""Wholes that their parts do not add up to: how far, which come first, and in what words."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from smartspec.sources.checking.observation_closing import Reals
from smartspec.sources.checking.observation_codes import Whole
from smartspec.sources.checking.observation_grid import Grid

#: Differences that are shown; the others are counted.
EXAMPLES = 3


@np.errstate(over="ignore")
def relative_differences(totals: Reals, stated: Reals) -> Reals:
    """Differences relative to what is stated; very large where that is zero.

    Examples
    --------
    >>> relative_differences(np.array([101.0]), np.array([100.0]))
    array([0.01])
    """
    found: Reals = np.abs(totals - stated) / np.maximum(np.abs(stated), 1e-300)
    return found


@dataclass(frozen=True, slots=True)
class Difference:
    """A whole that its parts do not add up to; `about` says what of and when."""

    about: tuple[str, str]
    address: str
    stated: float
    total: float
    relative: float

    def __str__(self) -> str:
        """In words, with the cell."""
        what = " ".join(part for part in self.about if part)
        share = f"{100 * self.relative:.2g} %"
        return f"{what} states {self.stated:.15g}, parts give {self.total:.15g} ({share}, cell {self.address})"


def foremost(
    grid: Grid, rows: Whole, relative: Reals, *, later: npt.NDArray[np.bool_] | None = None
) -> list[tuple[int, str]]:
    """Places and addresses of the few differences to show, the largest first, equal ones by address.

    Parameters
    ----------
    rows : of the observations that state the wholes.
    later : those that come after all others, however large.
    """
    after = np.zeros(len(rows), dtype=np.bool_) if later is None else later
    last = np.lexsort((-relative, after))[:EXAMPLES][-1]
    before = after < after[last]
    places = np.flatnonzero(before | ((after == after[last]) & (relative >= relative[last])))
    keys = zip(after[places].tolist(), (-relative[places]).tolist(), grid.addresses(rows[places]), strict=True)
    ordered = sorted((*key, place) for key, place in zip(keys, places.tolist(), strict=True))
    return [(place, address) for *_, address, place in ordered[:EXAMPLES]]


def and_more(n: int) -> str:
    """How many differences are not shown."""
    return f"; and {n - EXAMPLES} more" if n > EXAMPLES else ""


def in_words(sheet: str, address: str) -> str:
    """Where a finding stands.

    Examples
    --------
    >>> in_words("2", "B7"), in_words("", "")
    ('sheet `2`, cell B7', 'file')
    """
    parts = [f"sheet `{sheet}`" if sheet else "", f"cell {address}" if address else ""]
    return ", ".join(part for part in parts if part) or "file"
