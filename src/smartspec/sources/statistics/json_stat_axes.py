"""Dimensions of a JSON-stat dataset: their categories in the order of the values, labels, units and roles."""

from dataclasses import dataclass
from math import prod

from smartspec.errors import SourceError
from smartspec.sources.json_document import Document, is_object, text_of
from smartspec.sources.statistics.sdmx_codes import Role, coded, multiplied

_ROLES: dict[str, Role] = {"time": "time", "geo": "region", "metric": "indicator"}
_AGAIN = "download the file again"


@dataclass(frozen=True, slots=True)
class Axis:
    """A dimension: codes in the order of their places, what they mean, units by code, and the role stated for it."""

    name: str
    codes: list[str]
    labels: dict[str, str]
    units: dict[str, str]
    role: Role | None


def axes_of(dataset: Document, place: str) -> list[Axis]:
    """The dimensions in the order of the values.

    Where `size` is shorter than `id`, as the Office for National Statistics once wrote it, the categories tell it if
    there is a value for each place.
    """
    dimension = dataset["dimension"]
    names, sizes = (dataset.get(name, dimension.get(name)) for name in ("id", "size"))
    if not isinstance(names, list) or not isinstance(sizes, list) or len(names) < len(sizes):
        raise SourceError("`id` and `size` are not lists of one length", place=place, hint=_AGAIN)
    role = dataset.get("role", dimension.get("role"))
    roles = (
        {name: word for kind, word in _ROLES.items() for name in texts_of(role.get(kind))} if is_object(role) else {}
    )
    axes = [_axis(str(name), dimension.get(str(name)), roles, place) for name in names]
    values = dataset["value"]
    n_values = len(values) if isinstance(values, list | dict) else 0
    if len(sizes) < len(names) and n_values != prod(len(axis.codes) for axis in axes):
        raise SourceError("`id` and `size` are not lists of one length", place=place, hint=_AGAIN)
    for axis, size in zip(axes, sizes if len(sizes) == len(names) else (), strict=False):
        if str(size) != str(len(axis.codes)):
            problem = f"dimension `{axis.name}` has {len(axis.codes)} categories where `size` says {size}"
            raise SourceError(problem, place=place, hint=_AGAIN)
    return axes


def _axis(name: str, dimension: object, roles: dict[str, Role], place: str) -> Axis:
    category = dimension.get("category") if is_object(dimension) else None
    if not is_object(category):
        raise SourceError(f"dimension `{name}` has no categories", place=place, hint=_AGAIN)
    labels = _object(category.get("label"))
    index = category.get("index", list(labels))
    if is_object(index):
        codes = sorted(index, key=lambda code: int(index[code]) if str(index[code]).isdigit() else -1)
        sound = [str(index[code]) for code in codes] == [str(number) for number in range(len(codes))]
    else:
        codes = [str(code) for code in index] if isinstance(index, list) else []
        sound = bool(codes) and len(set(codes)) == len(codes)
    if not sound:
        problem = f"the categories of dimension `{name}` are not numbered from 0 without gaps"
        raise SourceError(problem, place=place, hint=_AGAIN)
    said = ((code, _object(one)) for code, one in _object(category.get("unit")).items())
    units = {code: unit_of(one) for code, one in said}
    return Axis(name, codes, {code: text_of(labels.get(code)) for code in codes}, units, roles.get(name))


def unit_of(stated: Document) -> str:
    """A unit in words: what is counted, with its multiple where the words do not say it.

    A multiplier is a power of ten, but for `1`, with which an office says that there is none.

    >>> unit_of({"label": "million", "symbol": "$", "multiplier": "6"}), unit_of({"base": "Person", "multiplier": "3"})
    ('million $', 'thousand Person')
    >>> unit_of({"symbol": "%", "multiplier": "0"}), unit_of({"label": "All usual residents", "base": "Person"})
    ('%', 'Person (All usual residents)')
    """
    label, base, symbol = (text_of(stated.get(name)).strip() for name in ("label", "base", "symbol"))
    multiplier = text_of(stated.get("multiplier"))
    power = multiplied("", multiplier) if multiplier != "1" else ""
    if power and label.lower().startswith(power):
        return f"{label} {base or symbol}".strip()
    words = coded(base, label) if base else label or symbol
    return f"{power} {words}".strip()


def texts_of(value: object) -> list[str]:
    """A text, or the texts of a list."""
    return [text for one in (value if isinstance(value, list) else [value]) if (text := text_of(one))]


def _object(value: object) -> Document:
    """The object that a value is; of anything else an empty one."""
    return value if is_object(value) else {}
