"""Which observations make an indicator: chosen by explicit words, and refused where the choice is not unique."""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from smartspec.errors import ComputeError, nearest
from smartspec.schema import Table
from smartspec.store import rows

LATEST = "latest"
#: What must be one and the same within an indicator, in the order in which it is asked for.
SINGLE = ("indicator", "unit", "classification", "region_classification", "variant", "dimensions", "sheet", "vintage")
#: Labels under which a file may give one indicator on several sheets without doubt about what it is.
_FREE = {"sheet", "region_classification"}
_COLUMNS = ("region", "region_name", "activity", "activity_name", "period", "value", "flag", "file", "cell", *SINGLE)
#: Names of all activities together.
_ALL = re.compile(r"\s*(всего|итого|total|all activities)\b", re.IGNORECASE)
_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Wanted:
    """The words by which observations are chosen; an empty text asks for nothing.

    Attributes
    ----------
    indicator, file, sheet, unit, variant, dimensions, classification : patterns, `*` stands for any text, upper or
        lower case; the whole text must fit.
    vintage : a pattern, or `latest`: of several editions of one number the last by its text.
    """

    indicator: str = ""
    file: str = ""
    sheet: str = ""
    unit: str = ""
    variant: str = ""
    dimensions: str = ""
    classification: str = ""
    vintage: str = ""


def fits(pattern: str) -> Callable[[str], bool]:
    """Whether a text fits a pattern in which `*` stands for any text.

    Examples
    --------
    >>> fits("основные фонды*")("Основные фонды, млн. руб."), fits("GRP")("grp per head")
    (True, False)
    """
    parts = (re.escape(part) for part in pattern.split("*"))
    regex = re.compile(".*".join(parts), re.IGNORECASE | re.DOTALL)
    return lambda text: regex.fullmatch(text) is not None


def select(observations: Table, wanted: Wanted, *, name: str, add_up: bool = False) -> list[dict[str, Any]]:
    """The observations of one indicator, one for each region, activity and period.

    Rows without a region, and cells that are blank, take no part.

    Parameters
    ----------
    add_up : add numbers of one region, activity and period, such as those of its institutions, whatever their further
        dimensions; a sum with a part that is not known is missing.

    Raises
    ------
    ComputeError
        If nothing fits, or if several units, classifications, variants, dimensions or editions do: they are never
        joined in silence.
    """
    place = f"indicator `{name}`"
    kept = _fitting(observations, wanted, place)
    found: list[dict[str, Any]] = rows(kept.select(*_COLUMNS).order_by("file", "sheet", "cell")).to_pylist()
    found = [row for row in found if (row["region"] or row["region_name"]) and row["flag"] != "blank"]
    if not found:
        raise ComputeError("no observation with a region fits", place=place, hint=_known(observations, wanted))
    if wanted.vintage == LATEST:
        found = _latest(found)
    _refuse_several(found, place, {*_FREE, "dimensions"} if add_up else _FREE)
    if add_up:
        return _summed(found)
    _refuse_repeated(found, place)
    return found


def _fitting(observations: Table, wanted: Wanted, place: str) -> Table:
    """Rows whose texts fit; the distinct texts are matched in Python, the rows chosen in the engine."""
    kept = observations
    for column in Wanted.__dataclass_fields__:
        pattern = getattr(wanted, column)
        if not pattern or (column == "vintage" and pattern == LATEST):
            continue
        known = rows(kept.select(column).distinct())[column].to_pylist()
        fitting = [text for text in known if fits(pattern)(text or "")]
        if not fitting:
            names = sorted({text for text in known if text})
            hint = nearest(pattern, names[:200]) if names else f"no observation has a {column}"
            raise ComputeError(f"no {column} fits `{pattern}`", place=place, hint=hint)
        chosen = kept[column].isin([text for text in fitting if text])
        kept = kept.filter(chosen | kept[column].isnull() if None in fitting else chosen)
    return kept


def _known(observations: Table, wanted: Wanted) -> str:
    names = rows(observations.select("indicator").distinct().order_by("indicator"))["indicator"].to_pylist()
    return nearest(wanted.indicator or "?", names[:200]) if names else "read a file of statistics first"


def activity_of(row: Mapping[str, Any]) -> str:
    """Code of the activity, else its name; empty text where the value is of all activities.

    Examples
    --------
    >>> activity_of({"activity": "C", "activity_name": "Manufacturing"})
    'C'
    >>> activity_of({"activity": None, "activity_name": "museums"})
    'museums'
    >>> activity_of({"activity": None, "activity_name": "Всего по видам деятельности"})
    ''
    """
    name = row["activity_name"] or ""
    return row["activity"] or ("" if _ALL.match(name) else name)


def _key(row: Mapping[str, Any]) -> tuple[str, str, str]:
    return row["region"] or row["region_name"], activity_of(row), row["period"] or ""


def _latest(found: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of several editions of one number the last."""
    best: dict[tuple[str, str, str], dict[str, Any]] = {}
    for row in found:
        before = best.get(_key(row))
        if before is None or (row["vintage"] or "") > (before["vintage"] or ""):
            best[_key(row)] = row
    return list(best.values())


def _summed(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row for each region, activity and period, with every cell that went into it."""
    groups: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for row in found:
        groups.setdefault(_key(row), []).append(row)
    made = []
    for parts in groups.values():
        values = [part["value"] for part in parts]
        known = None not in values
        cells = " | ".join(f"{part['file']}!{part['sheet']}!{part['cell']}" for part in parts)
        flag = "ok" if known else next(part["flag"] for part in parts if part["value"] is None)
        made.append({**parts[0], "value": math.fsum(values) if known else None, "flag": flag, "cells": cells})
    return made


def _refuse_several(found: list[dict[str, Any]], place: str, free: set[str]) -> None:
    for column in SINGLE:
        several = sorted({row[column] or "" for row in found})
        if len(several) > 1 and column not in free:
            listed = "; ".join(f"`{text}`" for text in several[:_SHOWN])
            more = f" and {len(several) - _SHOWN} more" if len(several) > _SHOWN else ""
            problem = f"observations of {len(several)} different values of `{column}` fit: {listed}{more}"
            raise ComputeError(problem, place=place, hint=f"choose one with `{column.replace('_', '-')}`")


def _refuse_repeated(found: list[dict[str, Any]], place: str) -> None:
    seen: dict[tuple[str, str, str], dict[str, Any]] = {}
    for row in found:
        before = seen.setdefault(_key(row), row)
        if before is not row:
            cells = " and ".join(f"{one['file']}!{one['sheet']}!{one['cell']}" for one in (before, row))
            region, activity, period = _key(row)
            problem = f"two numbers for region `{region}`, activity `{activity}`, period `{period}`: {cells}"
            raise ComputeError(
                problem, place=place, hint="choose one with `file` or `sheet`, or add them up beforehand"
            )
