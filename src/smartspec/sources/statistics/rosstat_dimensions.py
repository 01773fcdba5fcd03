"""Headings that are dimensions of their own: activities, and the methods under which one year is given twice."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from smartspec.sources.statistics.rosstat_activities import Named, is_whole, named
from smartspec.sources.statistics.rosstat_headers import Column


def take_activities(columns: Sequence[Column], edition: str) -> None:
    """Take headings that name activities out of the indicator, where at least two different ones are named."""
    found = {text: named(text, edition) for text in dict.fromkeys(t for c in columns for t in c.indicator)}
    if len({one.code for one in found.values() if one}) < 2:
        return
    depths = Counter(c.indicator.index(t) for c in columns for t in c.indicator if found[t])
    depth = depths.most_common(1)[0][0]
    for column in columns:
        _take_activity(column, depth, found)


def _take_activity(column: Column, depth: int, found: dict[str, Named | None]) -> None:
    text = column.indicator[depth] if depth < len(column.indicator) else ""
    activity = found.get(text) or (Named("", text) if is_whole(text) else None)
    if activity:
        column.activity = activity
        column.indicator = column.indicator[:depth] + column.indicator[depth + 1 :]


def take_variants(columns: Sequence[Column]) -> str:
    """Give columns their method where one year is given under two; the year, or "" if none is.

    Where exactly one year stands twice, the columns before it belong to the first method and those after it to the
    second, which is how a series is spliced; the first column of the second method is where it breaks.
    """
    stated = [column for column in columns if column.variant]
    names = list(dict.fromkeys(column.variant for column in stated))
    periods = {column.period for column in stated}
    in_order = all(before.period <= after.period for before, after in pairwise(columns))
    if len(names) != 2 or len(periods) != 1 or len(stated) != 2 or not in_order:
        return ""
    year = periods.pop()
    for column in columns:
        column.begins_variant = column.variant == names[1]
        column.variant = column.variant or (names[0] if column.period < year else names[1])
    return year
