"""Observations over coded dimensions, as SDMX and JSON-stat give them, and the table `observations` made of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smartspec.sources.observation import with_columns
from smartspec.sources.statistics.sdmx_codes import (
    Role,
    activity_code,
    classification_of,
    coded,
    known_period,
    role_of,
)
from smartspec.sources.statistics.sdmx_regions import areas_of
from smartspec.sources.statistics.tidy_periods import period_of as written_period

Texts = Sequence[str]


@dataclass(slots=True)
class Dimension:
    """One dimension: its codes, and which of them each observation has.

    Attributes
    ----------
    at : (n,) place of each observation's code in `codes`.
    labels : code to what it means, as far as the file says.
    role : what the dimension says; by its id if empty.
    """

    name: str
    codes: Texts
    at: NDArray[np.int32]
    labels: Mapping[str, str] = field(default_factory=dict)
    role: Role | None = None

    @property
    def kind(self) -> Role:
        """The role, given or by the id."""
        return self.role or role_of(self.name)

    def texts(self, of_code: Mapping[str, str] | None = None) -> Any:  # noqa: ANN401  # an Arrow array
        """The code of each observation, or what a mapping makes of it."""
        import pyarrow as pa

        texts = [of_code[code] for code in self.codes] if of_code is not None else list(self.codes)
        return pa.array(texts, pa.string()).take(pa.array(self.at))


@dataclass(slots=True)
class Cube:
    """Observations of one dataset; arrays and lists have one entry an observation.

    Attributes
    ----------
    dataset : id, and `title` its name if the file gives one.
    value : NaN nowhere: None, or null in an Arrow array, is missing.
    vintage : one for all, or of each observation.
    unit : unit of each observation, or one for all; from the dimension of that role if None.
    row_label : instead of the labels of the dimensions.
    """

    dataset: str
    dimensions: list[Dimension]
    cell: Any
    raw: Any
    value: Any
    flag: Any
    footnotes: Any = None
    title: str = ""
    agency: str = ""
    vintage: Any = ""
    unit: Any = None
    row_label: Any = None
    column_label: Any = None


#: Codes of SDMX for a dimension that says nothing of any observation.
_WITHOUT = frozenset({"", "_Z"})


def cube_table(cube: Cube, *, file: str) -> Any:  # noqa: ANN401  # Arrow has no type marker
    """The table `observations` of a cube.

    Region, activity, period and unit come from the first dimension of that role that applies; the indicator is the
    dataset with its dimensions of that role; all others stand in `dimensions` as `id=code`, in the order of the file.
    """
    chosen: dict[Role, Dimension] = {}
    others: list[Dimension] = []
    for dimension in cube.dimensions:
        kind = dimension.kind
        if kind in ("other", "indicator"):
            others.append(dimension)
        elif kind in chosen or (kind != "time" and set(dimension.codes) <= _WITHOUT):
            others.append(Dimension(dimension.name, dimension.codes, dimension.at, dimension.labels, "other"))
        else:
            chosen[kind] = dimension
    indicators = [one for one in others if one.kind == "indicator"]
    further = [one for one in others if one.kind == "other"]
    columns: dict[str, Any] = {
        "cell": cube.cell,
        "raw": cube.raw,
        "value": cube.value,
        "flag": cube.flag,
        "footnotes": cube.footnotes,
        "vintage": cube.vintage,
        "indicator": _indicator(cube, indicators),
        "dimensions": _joined(further),
        "column_label": cube.column_label,
        "row_label": cube.row_label if cube.row_label is not None else _labels(cube.dimensions),
        **_region(chosen.get("region"), cube.agency),
        **_activity(chosen.get("activity")),
    }
    if "time" in chosen:
        time = chosen["time"]
        columns["period"] = time.texts({code: _period(code, time.labels.get(code, "")) for code in time.codes})
    columns["unit"] = cube.unit
    if cube.unit is None and "unit" in chosen:
        unit = chosen["unit"]
        columns["unit"] = unit.texts({code: coded(code, unit.labels.get(code, "")) for code in unit.codes})
    return with_columns(columns, n=len(cube.flag), file=file)


def _indicator(cube: Cube, indicators: list[Dimension]) -> Any:  # noqa: ANN401
    """Id and name of the dataset, with the indicators inside it."""
    dataset = coded(cube.dataset, cube.title) if cube.dataset else cube.title
    if not indicators:
        return dataset
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = [one.texts({c: coded(c, one.labels.get(c, "")) for c in one.codes}) for one in indicators]
    if not dataset:
        return pc.binary_join_element_wise(*texts, ", ")
    named = pc.binary_join_element_wise(*texts, ", ")
    return pc.binary_join_element_wise(pa.scalar(dataset), named, ": ")


def _period(code: str, label: str) -> str:
    """The period of a code; where codes are only numbered, that of the label, or the label itself."""
    return known_period(code.strip()) or known_period(label.strip()) or written_period(label) or label or code.strip()


def _joined(dimensions: list[Dimension]) -> Any:  # noqa: ANN401
    """`id=code` of dimensions, joined by `; `; codes that are empty are left out."""
    if not dimensions:
        return None
    import pyarrow.compute as pc

    texts = [one.texts({code: f"; {one.name}={code}" if code else "" for code in one.codes}) for one in dimensions]
    return pc.utf8_slice_codeunits(pc.binary_join_element_wise(*texts, ""), 2)


def _labels(dimensions: list[Dimension]) -> Any:  # noqa: ANN401
    """What the codes mean, joined; nothing if the file does not say it."""
    import pyarrow.compute as pc

    named = [one for one in dimensions if one.kind != "time" and any(one.labels.get(code) for code in one.codes)]
    if not named:
        return None
    return pc.binary_join_element_wise(
        *(one.texts({code: one.labels.get(code) or code for code in one.codes}) for one in named), " > "
    )


def _region(dimension: Dimension | None, agency: str) -> dict[str, Any]:
    if dimension is None:
        return {}
    areas = areas_of(dimension.codes, dimension.name, agency=agency)
    return {
        "region": dimension.texts({code: area.code for code, area in areas.items()}),
        "region_name": dimension.texts({code: dimension.labels.get(code) or code for code in dimension.codes}),
        "region_classification": dimension.texts({code: area.classification for code, area in areas.items()}),
    }


def _activity(dimension: Dimension | None) -> dict[str, Any]:
    """Code and name of the activity; a code for all activities together is a name without a code."""
    if dimension is None:
        return {}
    classification = classification_of(dimension.name)
    return {
        "activity": dimension.texts({code: activity_code(code, classification) for code in dimension.codes}),
        "activity_name": dimension.texts({code: dimension.labels.get(code) or code for code in dimension.codes}),
        "classification": classification,
    }


def encoded(texts: Sequence[str]) -> tuple[list[str], NDArray[np.int32]]:
    """Distinct texts in order of appearance, and the place of each text among them.

    >>> encoded(["b", "a", "b"])
    (['b', 'a'], array([0, 1, 0], dtype=int32))
    """
    places: dict[str, int] = {}
    at = np.fromiter((places.setdefault(text, len(places)) for text in texts), np.int32, len(texts))
    return list(places), at
