"""Observations of an indicator of EMISS, from whichever of its two downloads, and zeros that stand for not covered."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from smartspec.classifications import activity_by_name, find_code
from smartspec.sources.observation import with_columns
from smartspec.sources.statistics.emiss_areas import CLASSIFICATION, Area, not_covered
from smartspec.sources.statistics.emiss_periods import Period

_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_MARKS = {"...": "missing", "..": "missing", "нд": "missing", "н/д": "missing", "-": "zero", "x": "not-applicable"}
_CODE_FIRST = re.compile(
    r"(?:раздел\s+)?(?P<code>[A-Za-zА-Яа-я]{1,2}|\d{2}(?:\.\d{1,2}){0,3})[\s.:–-]+(?P<name>\S.*)", re.IGNORECASE
)
_OKVED2 = re.compile(r"оквэд ?-?2|okved_?2|029-2014|редакция 2", re.IGNORECASE)
_OKVED = re.compile(r"оквэд|okved|экономической деятельности", re.IGNORECASE)
_CHUNK = 120_000
_COLUMNS = (
    "cell", "raw", "value", "flag", "footnotes", "region", "region_name", "region_classification", "variant",
    "period", "unit", "activity", "activity_name", "classification", "dimensions", "row_label", "column_label",
)  # fmt: skip


class NoValueError(ValueError):
    """A cell that is neither a number nor a mark."""


@dataclass(frozen=True, slots=True)
class Context:
    """What the dimensions say of an observation.

    Attributes
    ----------
    dimensions : name of a further dimension and what it is, each.
    """

    area: Area
    has_code: bool
    unit: str
    activity: tuple[str, str, str]
    dimensions: tuple[tuple[str, str], ...]
    row_label: str = ""

    def with_further(self, further: tuple[tuple[str, str], ...]) -> "Context":
        """The same with what stands above a column beside its period."""
        if not further:
            return self
        named = tuple((name or "column", text) for name, text in further)
        return replace(self, dimensions=(*self.dimensions, *named))


def value_of(raw: str) -> tuple[float | None, str]:
    """Value and flag of a cell: decimal comma or point, blanks between thousands, or a mark.

    Raises
    ------
    NoValueError
        If it is neither.

    Examples
    --------
    >>> value_of("1 234,5"), value_of("…"), value_of("-"), value_of("")
    ((1234.5, 'ok'), (None, 'missing'), (0.0, 'zero'), (None, 'blank'))
    """
    text = "".join(raw.split()).replace("…", "...").replace(",", ".").replace("−", "-").lower()
    if not text:
        return None, "blank"
    if _NUMBER.fullmatch(text):
        return float(text), "ok"
    flag = _MARKS.get(text.replace("х", "x").replace("–", "-").replace("—", "-"))
    if flag is None:
        raise NoValueError(f"`{raw.strip()[:40]}` is neither a number nor a known mark")
    return (0.0 if flag == "zero" else None), flag


@cache
def activity_of(dimension: str, label: str) -> tuple[str, str, str] | None:
    """Code, name and classification of an activity; None if the dimension is none of activities.

    Examples
    --------
    >>> activity_of("Вид деятельности по ОКВЭД2", "01.1 Выращивание однолетних культур")
    ('01.1', 'Выращивание однолетних культур', 'OKVED2')
    >>> activity_of("Возраст", "Всего") is None
    True
    """
    if not _OKVED.search(dimension):
        return None
    name, is_new = ("OKVED2", True) if _OKVED2.search(dimension) else ("OKVED", False)
    tree = "okved2" if is_new else "okved-2007"
    found = _CODE_FIRST.fullmatch(" ".join(label.split()))
    by_code = find_code(found["code"], tree) if found else None
    if found and by_code:
        return by_code.code, found["name"], name
    by_name = activity_by_name(label, tree)
    return (by_name.code if by_name else "", label, name)


class EmissRows:
    """Observations of one indicator.

    Parameters
    ----------
    indicator : its name.
    """

    def __init__(self, indicator: str, *, vintage: str = "", sheet: str = "") -> None:
        self.indicator, self.vintage, self.sheet = indicator, vintage, sheet
        self.numbers = self.flagged = self.blanks = 0
        self._columns: dict[str, list[Any]] = {name: [] for name in _COLUMNS}
        self._doubtful: dict[tuple[str, str, object], list[tuple[int, str]]] = {}
        self._recalculated: set[tuple[str, str, object]] = set()

    def add(self, cell: str, raw: str, context: Context, period: Period | None, *, column_label: str = "") -> None:
        """Take an observation in.

        Raises
        ------
        NoValueError
            If its value is neither a number nor a mark, or its period is none; nothing was taken in.
        """
        if period is None:
            raise NoValueError(f"`{raw[:40]}` belongs to no year: `{column_label[:40]}`")
        value, flag = value_of(raw)
        reason = not_covered(context.area.region, period.first, period.last)
        if reason and value is not None:
            series = (context.area.code, context.unit, (context.activity, context.dimensions, period.words))
            if value == 0:
                self._doubtful.setdefault(series, []).append((len(self._columns["cell"]), reason))
            else:
                self._recalculated.add(series)
        further = [*context.dimensions, *([("Период", period.words)] if period.words else [])]
        area = context.area
        found = (
            cell, raw, value, flag, "", area.code, area.name, CLASSIFICATION if context.has_code else "", area.validity,
            period.code, context.unit, *context.activity, "; ".join(f"{name}={text}" for name, text in further),
            context.row_label, column_label,
        )  # fmt: skip
        for name, entry in zip(_COLUMNS, found, strict=True):
            self._columns[name].append(entry)
        self.numbers += flag == "ok"
        self.blanks += flag == "blank"
        self.flagged += flag not in {"ok", "blank"}

    def tables(self, *, file: str) -> Iterator[Any]:
        """The table `observations`, part by part, after zeros were looked through.

        A zero of a time in which a subject did not belong to the tables is `not-covered`, if no other figure of the
        same series from such a time says that it was recalculated.
        """
        for series, rows in self._doubtful.items():
            for row, reason in rows if series not in self._recalculated else ():
                self.numbers -= self._columns["flag"][row] == "ok"
                self.flagged += self._columns["flag"][row] == "ok"
                self._columns["value"][row], self._columns["flag"][row] = None, "not-covered"
                self._columns["footnotes"][row] = reason
        n = len(self._columns["cell"])
        for first in range(0, n, _CHUNK):
            part = {name: column[first : first + _CHUNK] for name, column in self._columns.items()}
            whole = {"indicator": self.indicator, "vintage": self.vintage, "sheet": self.sheet}
            yield with_columns({**part, **whole}, n=min(_CHUNK, n - first), file=file)
