"""What the columns of an SDMX-CSV file hold: by their names, with labels in the names, beside them or not at all."""

import re
from dataclasses import dataclass, field

from smartspec.errors import SourceError
from smartspec.sources.csv_rows import HINT, delimiter_of
from smartspec.sources.opening import SourceFile
from smartspec.sources.statistics.sdmx_codes import dataset_in
from smartspec.sources.statistics.sdmx_rows import (
    ATTRIBUTE_NAMES,
    SECRECY_NAMES,
    STATUS_NAMES,
    UNIT_NAMES,
    UPDATE_NAMES,
)

_ABOUT = frozenset({"dataflow", "structure", "structure_id", "structure_name", "action", "key"})
_VALUES = ("obs_value", "value")
TIME_NAMES = frozenset({"time_period", "time"})
#: An id as agencies write it; a label has small letters or blanks.
_ID = re.compile(r"[A-Z][A-Z0-9_@$.]*")
_BOTH = re.compile(r"[A-Za-z_][\w@$.-]*: ?\S")
#: Several values or languages in the cells of a column: `ATTR_1[]`, `ATTR_1[en;fr]`, `STRUCTURE[;]`.
_SEVERAL = re.compile(r"\[[^\[\]]*\]$")


@dataclass(slots=True)
class Layout:
    """What each column holds; -1 is a column that is not there.

    Attributes
    ----------
    dimensions, attributes : (column, id, column of its labels) each.
    marks : columns that say why there is no value.
    decimal : sign before the decimals.
    dataset : what the file is called where no column names the dataflow.
    has_both : ids and labels stand together in the cells, as `AT: Austria`.
    """

    names: list[str]
    value: int
    dataset: str
    decimal: str = "."
    has_both: bool = False
    is_eurostat: bool = False
    flow: int = -1
    flow_title: int = -1
    action: int = -1
    marks: list[int] = field(default_factory=list)
    dimensions: list[tuple[int, str, int]] = field(default_factory=list)
    attributes: list[tuple[int, str, int]] = field(default_factory=list)


def id_of(name: str) -> str:
    """The id in the name of a column.

    >>> id_of("FREQ: Frequency"), id_of("ATTR_1[en;fr]")
    ('FREQ', 'ATTR_1')
    """
    return _SEVERAL.sub("", name.partition(":")[0].strip())


def is_sdmx(names: set[str]) -> bool:
    """Whether columns of these ids, in small letters, are those of SDMX-CSV."""
    return "obs_value" in names and bool(names & (TIME_NAMES | {"dataflow", "structure"}))


def layout_of(header: list[str], file: SourceFile) -> Layout:
    """What each column holds, by its name and place.

    Raises
    ------
    SourceError
        If no column holds values.
    """
    names = [id_of(name) for name in header]
    low = [name.lower() for name in names]
    value = next((low.index(name) for name in _VALUES if name in low), -1)
    if value < 0:
        raise SourceError("has no column `OBS_VALUE`", place=f"`{file.name}` line 1", hint=_no_value_hint(low))
    layout = Layout(names, value, dataset_in(file), "," if delimiter_of(file.head) == ";" else ".")
    layout.has_both = any(_BOTH.match(name) for name in header)
    layout.is_eurostat = "obs_flag" in low
    layout.flow = next((low.index(name) for name in ("structure_id", "dataflow", "key") if name in low), -1)
    layout.flow_title = low.index("structure_name") if "structure_name" in low else -1
    layout.action = low.index("action") if "action" in low else -1
    in_pairs, told = _is_in_pairs(header, low, value), _labels_of_some(header, low)
    column = 0
    while column < len(low):
        has_label = low[column] not in _ABOUT and column + 1 < len(low) and (
            low[column + 1] == f"{low[column]}_label"
            or column + 1 in told
            or (in_pairs and not (column == value and "flags" in low))
        )  # fmt: skip
        if column != value and low[column] not in _ABOUT:
            _place(layout, column, column + 1 if has_label else -1)
        column += 1 + has_label
    return layout


def _no_value_hint(low: list[str]) -> str:
    """What to do about a file without values."""
    if any("." in name for name in low):
        return "these are reference metadata: download the data of the dataflow"
    return HINT


def _is_in_pairs(header: list[str], low: list[str], value: int) -> bool:
    """Whether a column of labels stands behind each column of codes.

    Told by what follows the time and the value: `TIME_PERIOD,Time period,OBS_VALUE,Observation value`.
    """
    if "flags" in low:
        return True
    time = next((low.index(name) for name in ("time_period", "time") if name in low), value)
    after = [header[place + 1] for place in (time, value) if place + 1 < len(low)]
    return bool(after) and not any(_is_id(name) for name in after)


def _labels_of_some(header: list[str], low: list[str]) -> set[int]:
    """Columns of labels in a file that names no dataflow and labels some columns only: `FREQ;Frequency;DECIMALS`."""
    found = {
        place
        for place in range(1, len(low))
        if _ID.fullmatch(header[place - 1]) and not _is_id(header[place]) and low[place - 1] not in TIME_NAMES
    }
    return found if len(found) > 1 and not _ABOUT & set(low) else set()


def _is_id(name: str) -> bool:
    """Whether the name of a column is an id, not a label; one without any name is a label."""
    low = id_of(name).lower()
    known = low in ATTRIBUTE_NAMES or low in UNIT_NAMES or low in _VALUES or low in _ABOUT
    return known or _ID.fullmatch(id_of(name)) is not None


def _place(layout: Layout, column: int, label: int) -> None:
    """Put a column among the dimensions, which stand before the value, or the attributes."""
    name = layout.names[column].lower()
    is_dimension = column < layout.value and name not in ATTRIBUTE_NAMES | UPDATE_NAMES
    (layout.dimensions if is_dimension else layout.attributes).append((column, layout.names[column], label))
    layout.marks += [column] if name in STATUS_NAMES | SECRECY_NAMES else []
