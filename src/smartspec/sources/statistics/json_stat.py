"""JSON-stat 2.0 and 1.x: values in row-major order over the categories of the dimensions, datasets and collections."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

from smartspec.errors import SourceError
from smartspec.registry import source
from smartspec.schema import OBSERVATION_TABLES
from smartspec.sources.json_document import (
    Document,
    document_of,
    is_object,
    objects,
    pointed,
    text_of,
    values_at,
)
from smartspec.sources.observation import SheetAccount
from smartspec.sources.opening import Head, SourceFile
from smartspec.sources.publication import Problem
from smartspec.sources.statistics.json_stat_axes import Axis, axes_of, texts_of
from smartspec.sources.statistics.json_stat_cells import Cell, cells_of
from smartspec.sources.statistics.sdmx_codes import coded, dataset_id, dataset_in, date_of
from smartspec.sources.statistics.sdmx_cube import Cube, Dimension, cube_table
from smartspec.sources.statistics.sdmx_flags import flag_of
from smartspec.sources.statistics.sdmx_rows import NoNumberError, number_of

_CLASS = re.compile(r'"class"\s*:\s*"(?:dataset|collection|dimension)"')
_SHAPE = re.compile(r'"size"\s*:\s*\[')
#: Version 1 of some offices: all values before anything else.
_VALUES_FIRST = re.compile(
    r'\s*\{\s*"[\w.-]+"\s*:\s*\{(?:\s*"(?:label|source|updated|href|note)"\s*:\s*"[^"]*"\s*,)*'
    r'\s*"value"\s*:\s*(?:\{\s*"\d+"\s*:|\[)\s*(?:-?\d|null)'
)
_CHUNK = 120_000
_AGAIN = "download the file again"


def recognise(head: Head) -> float:
    """How sure this is such a file, 0 to 1."""
    if not head.text.lstrip().startswith("{") or '"dataSets"' in head.text:
        return 0.0
    if _CLASS.search(head.text):
        return 0.95
    if _SHAPE.search(head.text) and '"dimension"' in head.text:
        return 0.8
    return 0.7 if _VALUES_FIRST.match(head.text) else 0.0


def count(file: SourceFile) -> int:
    """Values, nulls included, and flags of values that are not there: counted in the text between the brackets."""
    text = file.text()
    n_values = 0
    for found in re.finditer(r'"value"\s*:\s*([\[{])', text):
        inside = text[found.end() : text.find("]" if found[1] == "[" else "}", found.end())]
        n_values += len(inside.split(",")) if inside.strip() else 0
        if found[1] == "{":
            n_values += _n_marks_alone(text, set(re.findall(r'"(\d+)"\s*:', inside)), found.end())
    return n_values


def _n_marks_alone(text: str, with_value: set[str], place: int) -> int:
    """Flags, in the `status` nearest to a `value`, of places without a value."""
    begin = re.compile(r'"status"\s*:\s*\{').search(text, place)
    if begin is None:
        return 0
    inside = text[begin.end() : text.find("}", begin.end())]
    return len(set(re.findall(r'"(\d+)"\s*:', inside)) - with_value)


def cell_texts(file: SourceFile) -> Callable[[str, str], str]:
    """Look values up in the file again by their JSON pointers."""
    return values_at(file)


def cell_text(file: SourceFile, sheet: str, cell: str) -> str:
    """What stands at a JSON pointer."""
    return cell_texts(file)(sheet, cell)


@source(writes=OBSERVATION_TABLES, title="JSON-stat", version=2)
def read(file: SourceFile) -> Iterator[Any]:
    """Yield the observations of each dataset, then the account of the file.

    Raises
    ------
    SourceError
        If it holds no dataset, or one whose values do not fit its dimensions.
    """
    account = SheetAccount()
    found = list(_datasets(document_of(file), ()))
    for steps, dataset in found:
        if "value" not in dataset:
            hint = "open the address and save what it answers as a file of its own"
            href = text_of(dataset.get("href")) or "without an address"
            yield Problem(f"`{pointed(*steps)}`", f"the dataset is only named, not contained ({href})", hint, "warning")
            continue
        yield from _read_dataset(file, steps, dataset, account)
    if not any("value" in dataset for _, dataset in found):
        hint = "download the dataset itself, not the description of a dimension or a list of links"
        raise SourceError("holds no dataset with values", place=f"`{file.name}`", hint=hint)
    account.cells = account.accounted
    yield account


def _datasets(document: Document, steps: tuple[object, ...]) -> Iterator[tuple[tuple[object, ...], Document]]:
    """Datasets with the way to each: the document itself, those of a collection, or those of a bundle of 1.x."""
    if "value" in document and is_object(document.get("dimension")):
        yield steps, document
    elif document.get("class") == "dimension":
        return
    elif document.get("class") == "collection":
        link = document.get("link")
        items = link.get("item") if is_object(link) else None
        for number, item in enumerate(objects(items)):
            inside = list(_datasets(item, (*steps, "link", "item", number)))
            yield from inside or [((*steps, "link", "item", number), item)]
    else:
        for name, inner in document.items():
            if is_object(inner) and "value" in inner and is_object(inner.get("dimension")):
                yield (*steps, name), inner


def _read_dataset(
    file: SourceFile, steps: tuple[object, ...], dataset: Document, account: SheetAccount
) -> Iterator[Any]:
    """The observations of one dataset."""
    place = f"`{file.name}` {pointed(*steps)}".rstrip()
    axes = axes_of(dataset, place)
    cells = cells_of(dataset, prod(len(axis.codes) for axis in axes), place)
    if not cells:
        hint = "choose other codes, or a period in which there are figures"
        yield Problem(f"`{pointed(*steps)}`", "the dataset holds no value", hint, "warning")
    sound: list[Cell] = []
    values: list[float | None] = []
    for cell in cells:
        try:
            values.append(number_of(cell.raw) if cell.list == "value" else None)
            sound.append(cell)
        except NoNumberError as error:
            account.problems += 1
            yield Problem(f"`{cell.pointer(steps)}`", str(error), _AGAIN)
    about = _about(file, steps, dataset)
    for first in range(0, len(sound), _CHUNK):
        part = slice(first, first + _CHUNK)
        cube = _cube(about, axes, (sound[part], values[part]), steps)
        yield cube_table(cube, file=file.name)
    account.numbers += sum(value is not None for value in values)
    account.flagged += sum(value is None for value in values)
    said = [f"{name}: {text}" for name in ("source", "note") for text in texts_of(dataset.get(name))]
    told = (("title", coded(about.dataset, about.title)), ("vintage", about.vintage), ("description", "; ".join(said)))
    for name, text in told:
        setattr(account, name, "; ".join(filter(None, (getattr(account, name), text))))


@dataclass(frozen=True, slots=True)
class _About:
    """What a dataset is called, whose it is, and of which date."""

    dataset: str
    title: str
    agency: str
    vintage: str


def _about(file: SourceFile, steps: tuple[object, ...], dataset: Document) -> _About:
    found = dataset.get("extension")
    extension: Document = found if is_object(found) else {}
    agency = text_of(extension.get("agencyId"))
    name = _table_id(extension) or (str(steps[0]) if len(steps) == 1 else "")
    name = dataset_in(file) if name in {"", "dataset"} else name
    updated = date_of(text_of(dataset.get("updated")))
    title = text_of(dataset.get("label")).removeprefix(f"{name}: ")
    return _About(dataset_id(name, agency), title, agency, updated)


def _table_id(extension: Document) -> str:
    """The id of a table, as Eurostat, PxStat or PxWeb extend the format; "" if there is none."""
    inside = extension.get("px")
    px: Document = inside if is_object(inside) else {}
    ids = (extension.get("id"), extension.get("matrix"), px.get("tableid"), px.get("matrix"))
    return next(filter(None, map(text_of, ids)), "")


def _cube(
    about: _About, axes: list[Axis], found: tuple[list[Cell], list[float | None]], steps: tuple[object, ...]
) -> Cube:
    """Cells with what their places say."""
    cells, values = found
    size = [len(axis.codes) for axis in axes]
    places = np.unravel_index([cell.place for cell in cells], size) if size else ()
    flags = [
        flag_of(has_value=value is not None, status=cell.mark.strip(": "), agency="ESTAT")
        for cell, value in zip(cells, values, strict=True)
    ]
    dimensions = [
        Dimension(axis.name, axis.codes, at.astype(np.int32), axis.labels, axis.role)
        for axis, at in zip(axes, places, strict=True)
    ]
    return Cube(
        about.dataset,
        dimensions,
        [cell.pointer(steps) for cell in cells],
        [cell.raw for cell in cells],
        values,
        [flag for flag, _ in flags],
        [notes for _, notes in flags],
        title=about.title,
        agency=about.agency,
        vintage=about.vintage,
        unit=_units(axes, dimensions),
    )


def _units(axes: list[Axis], dimensions: list[Dimension]) -> Any:  # noqa: ANN401  # an Arrow array
    """Units that a dimension of indicators states; None where another dimension is that of the unit."""
    if any(dimension.kind == "unit" for dimension in dimensions):
        return None
    for axis, dimension in zip(axes, dimensions, strict=True):
        if any(axis.units.values()):
            return dimension.texts({code: axis.units.get(code, "") for code in axis.codes})
    return None
