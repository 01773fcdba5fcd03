"""Observations gathered one by one, whatever message they come from, and handed on as tables and an account."""

import re
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from smartspec.sources.observation import SheetAccount
from smartspec.sources.statistics.sdmx_codes import Role, coded, dataset_id, date_of, multiplied, role_of
from smartspec.sources.statistics.sdmx_cube import Cube, Dimension, cube_table
from smartspec.sources.statistics.sdmx_flags import UNEXPLAINED, flag_of

_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?")
_MISSING = frozenset({"", "nan", "null", "none", ":", "..", "...", "…"})
_CHUNK = 120_000

#: Attributes by what they say, in small letters; all others are told in the description of the file.
STATUS_NAMES = frozenset(
    ("obs_status", "obs_status_2", "obs_status_3", "obs_status_4", "obs_flag", "flag codes", "status")
)
SECRECY_NAMES = frozenset({"conf_status", "conf_status_obs", "obs_conf"})
UNIT_NAMES = frozenset({"unit", "unit_measure", "unit code", "unit_measure_code", "bbk_unit"})
POWER_NAMES = frozenset(
    {"unit_mult", "unit_multiplier", "powercode", "powercode code", "unitmultiplier", "bbk_unit_mult"}
)
NOTE_NAMES = frozenset({"obs_com", "comment_obs", "obs_note", "comment_ts", "obs_comment", "obs_pre_break"})
LABEL_NAMES = frozenset({"title", "title_compl", "title_en", "title_ts", "bbk_title"})
BASE_NAMES = frozenset({"base_per", "ref_year_price", "reference period code", "base_year"})
UPDATE_NAMES = frozenset({"last update", "last_update", "update", "updated", "update_date"})
#: Names that are those of attributes wherever they stand; a unit may be a dimension as well.
ATTRIBUTE_NAMES = frozenset({"unit code", "decimals", "time_format"}).union(
    STATUS_NAMES, SECRECY_NAMES, POWER_NAMES, NOTE_NAMES, LABEL_NAMES, BASE_NAMES, UPDATE_NAMES
)


@dataclass(slots=True)
class Row:
    """One observation.

    Attributes
    ----------
    codes : dimension to code.
    attributes : attribute to code or text, those of its series and of the dataset included.
    notes : what the file says beside attributes.
    mark : what stands in the place of the value where that is empty.
    """

    codes: Mapping[str, str]
    cell: str
    raw: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    notes: str = ""
    mark: str = ""


class NoNumberError(ValueError):
    """A value that is neither a number nor a mark for a missing one."""


def number_of(text: str) -> float | None:
    """The number that a text is, None for a mark that stands for a missing one.

    Raises
    ------
    NoNumberError
        If it is neither.

    Examples
    --------
    >>> number_of("1.5e3"), number_of("NaN"), number_of(":")
    (1500.0, None, None)
    """
    if _NUMBER.fullmatch(text):
        return float(text)
    if text.strip().lower() in _MISSING:
        return None
    raise NoNumberError(f"`{text[:40]}` is no number")


class CubeRows:
    """Observations of one dataset.

    Parameters
    ----------
    labels : dimension or attribute to code to what it means.
    roles : of dimensions whose ids do not tell theirs.
    """

    def __init__(
        self,
        dataset: str,
        *,
        title: str = "",
        agency: str = "",
        vintage: str = "",
        labels: dict[str, dict[str, str]] | None = None,
        roles: Mapping[str, Role] | None = None,
        decimal: str = ".",
    ) -> None:
        dataset = dataset_id(dataset, agency)
        self.dataset, self.title, self.agency, self.vintage = dataset, title, agency, vintage
        self._roles = roles or {}
        self.labels: dict[str, dict[str, str]] = labels or {}
        self.account = SheetAccount(title=coded(dataset, title), vintage=vintage)
        self._decimal = decimal
        self._codes: dict[str, dict[str, int]] = {}
        self._at: dict[str, array[int]] = {}
        self._columns: dict[str, list[Any]] = {name: [] for name in _COLUMNS}
        self._told: dict[str, set[str]] = {}

    def add(self, row: Row) -> None:
        """Take an observation in.

        Raises
        ------
        NoNumberError
            If its value is none; nothing was taken in.
        """
        value, said = number_of(row.raw.replace(self._decimal, ".")), _Said.of(row.attributes)
        if value is None and not row.raw and not said.status and not said.secrecy:
            flag, notes = "blank", ""
        else:
            state, known = (said.status, said.secrecy), value is not None
            flag, notes = flag_of(has_value=known, status=state[0], confidentiality=state[1], agency=self.agency)
            notes = self._explained(notes)
        n = len(self._columns["cell"])
        for name, code in {**row.codes, **said.bases}.items():
            codes = self._codes.setdefault(name, {"": 0})
            at = self._at.setdefault(name, array("i"))
            at.extend([0] * (n - len(at)))
            at.append(codes.setdefault(code, len(codes)))
        notes = " | ".join(part for part in (notes, said.notes, row.notes) if part)
        vintage = date_of(said.updated) or self.vintage
        found = (row.cell, row.raw or row.mark, value, flag, notes, self._unit(row.codes, said), said.label, vintage)
        for name, entry in zip(_COLUMNS, found, strict=True):
            self._columns[name].append(entry)
        for name, text in said.others:
            self._told.setdefault(name, set()).add(text)
        self.account.numbers += value is not None
        self.account.blanks += flag == "blank"
        self.account.flagged += value is None and flag != "blank"

    def __len__(self) -> int:
        return len(self._columns["cell"])

    def _explained(self, notes: str) -> str:
        """Notes on codes of a status that only the file itself explains, with its words."""
        if UNEXPLAINED not in notes:
            return notes
        for name in filter(lambda name: name.lower() in STATUS_NAMES, self.labels):
            for code, label in self.labels[name].items():
                notes = notes.replace(f"{code} {UNEXPLAINED}", f"{code} {label}") if label else notes
        return notes

    def _unit(self, codes: Mapping[str, str], said: "_Said") -> str:
        """The unit in words, in its multiple."""
        name = next((name for name in codes if (self._roles.get(name) or role_of(name)) == "unit"), "")
        code = codes.get(name, "") or said.unit
        labels = self.labels.get(name or said.unit_name, {})
        return multiplied(coded(code, labels.get(code, "")), said.power)

    def tables(self, *, file: str) -> Iterator[Any]:
        """The table `observations`, part by part."""
        n = len(self)
        at = {name: np.array(found.tolist() + [0] * (n - len(found)), np.int32) for name, found in self._at.items()}
        has_label = any(self._columns["label"])
        for first in range(0, n, _CHUNK):
            part = slice(first, first + _CHUNK)
            dimensions = [
                Dimension(name, list(codes), at[name][part], self.labels.get(name, {}), self._roles.get(name))
                for name, codes in self._codes.items()
            ]
            column = {name: found[part] for name, found in self._columns.items()}
            cube = Cube(
                self.dataset,
                dimensions,
                **{name: column[name] for name in ("cell", "raw", "value", "flag", "footnotes", "unit", "vintage")},
                title=self.title,
                agency=self.agency,
                row_label=column["label"] if has_label else None,
            )
            yield cube_table(cube, file=file)

    def close(self, account: SheetAccount) -> None:
        """Add what was taken in to the account of the file."""
        own = self.account
        account.numbers += own.numbers
        account.flagged += own.flagged
        account.blanks += own.blanks
        dates = set(self._columns["vintage"]) - {""} or {own.vintage}
        vintage = " to ".join(dict.fromkeys((min(dates), max(dates))))
        for name, text in (("title", own.title), ("vintage", vintage), ("description", self._description())):
            parts = [part for part in (getattr(account, name), text) if part]
            setattr(account, name, "; ".join(dict.fromkeys(parts)))

    def _description(self) -> str:
        """Attributes that no column holds: their value if there is one for all, else only that they vary."""
        parts = [
            f"{name}={next(iter(texts))}" if len(texts) == 1 else f"{name} ({len(texts)} different)"
            for name, texts in sorted(self._told.items())
        ]
        return f"attributes not imported: {'; '.join(parts)}" if parts else ""


_COLUMNS = ("cell", "raw", "value", "flag", "footnotes", "unit", "label", "vintage")


@dataclass(frozen=True, slots=True)
class _Said:
    """What the attributes of an observation say."""

    status: str = ""
    secrecy: str = ""
    unit: str = ""
    unit_name: str = ""
    power: str = ""
    updated: str = ""
    label: str = ""
    notes: str = ""
    bases: Mapping[str, str] = field(default_factory=dict)
    others: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, attributes: Mapping[str, str]) -> "_Said":
        """Sort attributes by their names."""
        found: dict[str, Any] = {}
        kept: dict[str, list[tuple[str, str]]] = {"notes": [], "labels": [], "bases": [], "others": []}
        for name, text in attributes.items():
            low = name.lower()
            if low in _SINGLE and text:
                kind = _SINGLE[low]
                found[kind] = f"{found[kind]};{text}" if kind == "status" and kind in found else text
                found |= {"unit_name": name} if kind == "unit" else {}
            elif text:
                kept[_KEPT.get(low, "others")].append((name, text))
        return cls(
            **found,
            label=" > ".join(dict.fromkeys(text.strip() for _, text in kept["labels"])),
            notes=" | ".join(f"{name} {text}" for name, text in kept["notes"]),
            bases=dict(kept["bases"]),
            others=tuple(kept["others"]),
        )


_KEPT = {
    **dict.fromkeys(NOTE_NAMES, "notes"),
    **dict.fromkeys(LABEL_NAMES, "labels"),
    **dict.fromkeys(BASE_NAMES, "bases"),
}
_SINGLE = {
    **dict.fromkeys(STATUS_NAMES, "status"),
    **dict.fromkeys(SECRECY_NAMES, "secrecy"),
    **dict.fromkeys(UNIT_NAMES, "unit"),
    **dict.fromkeys(POWER_NAMES, "power"),
    **dict.fromkeys(UPDATE_NAMES, "updated"),
}
