"""Which periods a comparison is made for, and between which of them change is looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from smartspec.errors import ComputeError, nearest
from smartspec.regions.region_values import named

LATEST, EACH = "latest", "each"
#: Stands between the two periods of a pair.
TO = ":"


@dataclass(frozen=True, slots=True)
class Chosen:
    """Periods in order, and pairs of them, earlier first, between which change is looked at."""

    periods: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...] = ()


def chosen_periods(written: str, known: Sequence[str]) -> Chosen:
    """The periods that a text names.

    Parameters
    ----------
    written : `latest`, `each`, or periods joined by `;`. Change is looked at from each to the next, unless pairs are
        named: `2010:2020; 2015:2020`.
    known : periods with values by activity, in order.

    Raises
    ------
    ComputeError
        If there are none, one is not known, or a pair is not of an earlier and a later period.

    Examples
    --------
    >>> chosen_periods("2019:2021; 2020:2021", ["2019", "2020", "2021"]).pairs
    (('2019', '2021'), ('2020', '2021'))
    >>> chosen_periods("2019; 2021", ["2019", "2020", "2021"])
    Chosen(periods=('2019', '2021'), pairs=(('2019', '2021'),))
    """
    if not known:
        raise ComputeError("the indicator has no values by activity", hint="choose one whose table has activities")
    if written == LATEST:
        return Chosen((known[-1],))
    if written == EACH:
        return Chosen(tuple(known), tuple(pairwise(known)))
    items = named(written)
    wanted = {period.strip() for item in items for period in item.split(TO)}
    for period in sorted(wanted - set(known)):
        hint = nearest(period, [LATEST, EACH, *known])
        raise ComputeError(f"there are no values by activity in the period `{period}`", place="`periods`", hint=hint)
    periods = tuple(period for period in known if period in wanted)
    pairs = [_pair(item) for item in items if TO in item]
    return Chosen(periods, tuple(pairs) if pairs else tuple(pairwise(periods)))


def _pair(item: str) -> tuple[str, str]:
    first, _, last = (part.strip() for part in item.partition(TO))
    if TO in last or not first < last:
        hint = "write the earlier period first: 2015:2020"
        raise ComputeError(f"`{item}` is no pair of an earlier and a later period", place="`periods`", hint=hint)
    return first, last


def year_windows(written: str, years: Sequence[int]) -> dict[str, tuple[int, int]]:
    """Periods of publications: all years together, each year, or the windows named, such as `2015/2019`.

    Parameters
    ----------
    written : as for `chosen_periods`.
    years : years that have publications.

    Returns
    -------
    Period to its first and last year, in the order of time; what is no window of years is left out.

    Examples
    --------
    >>> year_windows("2015/2019:2020/2024", [2014, 2015, 2024])
    {'2015/2019': (2015, 2019), '2020/2024': (2020, 2024)}
    """
    if written == LATEST:
        return {f"{min(years)}/{max(years)}": (min(years), max(years))}
    if written == EACH:
        return {str(year): (year, year) for year in sorted(set(years))}
    found = {}
    for item in named(written):
        for period in item.split(TO):
            first, _, last = (part.strip() for part in period.partition("/"))
            if first.isdigit() and (last or first).isdigit():
                found[period.strip()] = (int(first), int(last or first))
    return dict(sorted(found.items(), key=lambda one: one[1]))
