"""Thesaurus files: labels to be replaced by others, or left out; read, resolved, applied, accounted for."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from smartspec.errors import ConfigError, SourceError, nearest
from smartspec.sources.opening import open_source
from smartspec.sources.publication import Problem

if TYPE_CHECKING:
    import pyarrow as pa

Unit = Literal["terms", "authors", "organisations", "countries", "sources", "references"]

#: Where the labels of a unit stand: table, column with the label, column with the key that is compared.
COLUMNS: dict[Unit, tuple[str, str, str]] = {
    "terms": ("work_terms", "term", "term_key"),
    "authors": ("authorships", "name", "author"),
    "organisations": ("affiliations", "organisation", "organisation"),
    "countries": ("affiliations", "country", "country"),
    "sources": ("works", "source_title", "source_title"),
    "references": ("work_references", "raw", "reference"),
}
_HEADER = ("label", "replace by")


def label_key(label: str) -> str:
    """A label as compared: lower case, blanks collapsed.

    >>> label_key(" Smart  Specialisation ")
    'smart specialisation'
    """
    return " ".join(label.lower().split())


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: the label and what replaces it; an empty replacement leaves the label out."""

    label: str
    replace_by: str
    line: int


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """Entries of one file, resolved.

    Attributes
    ----------
    entries : the lines that were understood.
    replacement : key of a label to its final replacement; "" leaves the label out.
    problems : lines not understood, labels stated twice, cycles (errors), chains (notes).
    n_lines : lines below the header that are not blank; always the entries plus the errors of single lines.
    """

    name: str
    entries: tuple[Entry, ...]
    replacement: Mapping[str, str]
    problems: tuple[Problem, ...]
    n_lines: int


@dataclass(frozen=True, slots=True)
class Applied:
    """What applying a thesaurus did.

    Attributes
    ----------
    n_replaced, n_left_out : cells changed, cells (or rows) left out.
    used : label of the thesaurus to the number of cells it met; labels that met none have 0.
    """

    n_replaced: int
    n_left_out: int
    used: dict[str, int] = field(default_factory=dict)

    @property
    def unused(self) -> tuple[str, ...]:
        """Labels that occur nowhere: often a spelling mistake in the thesaurus."""
        return tuple(label for label, count in self.used.items() if not count)


def read_thesaurus(path: Path) -> Thesaurus:
    """Read a thesaurus in VOSviewer's form: a header `label` and `replace by`, then one label a line.

    Tabs separate the columns; comma and semicolon are understood, too. A line without replacement leaves its
    label out.

    Raises
    ------
    SourceError
        If the first line does not name the two columns.
    """
    text = open_source(Path(path)).text()
    first = text.partition("\n")[0]
    delimiter = next((sign for sign in "\t;," if sign in first), "\t")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    header = [label_key(cell) for cell in next(rows, [])]
    if header[:2] != list(_HEADER):
        hint = "the first line must be `label`, a tab, `replace by`"
        raise SourceError("columns are missing", place=f"`{Path(path).name}` line 1", hint=hint)
    return make_thesaurus(((rows.line_num, row) for row in rows), name=Path(path).name)


def make_thesaurus(rows: Iterable[tuple[int, list[str]]], *, name: str) -> Thesaurus:
    """A thesaurus from numbered rows of one or two cells."""
    entries: dict[str, Entry] = {}
    problems: list[Problem] = []
    n_lines = 0
    for line, cells in rows:
        filled = [cell.strip() for cell in cells]
        if not any(filled):
            continue
        n_lines += 1
        place = f"`{name}` line {line}"
        label, replace_by = (*filled, "")[:2]
        if not label or any(filled[2:]):
            problems.append(Problem(place, "no label" if not label else f"{len(cells)} columns where 2 are expected"))
            continue
        known = entries.setdefault(label_key(label), Entry(label, replace_by, line))
        if known.line != line:
            same = label_key(known.replace_by) == label_key(replace_by)
            message = f"`{label}` stands on line {known.line} already"
            hint = "" if same else f"`{known.replace_by}` is used, `{replace_by}` is not"
            problems.append(Problem(place, message, hint, "error"))
    replacement, more = _resolve(entries, name)
    return Thesaurus(name, tuple(entries.values()), replacement, (*problems, *more), n_lines)


def _resolve(entries: Mapping[str, Entry], name: str) -> tuple[dict[str, str], list[Problem]]:
    """Follow replacements to their end; labels of a cycle are not replaced at all."""
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for key, entry in entries.items():
        path, target = [key], entry.replace_by
        while target and label_key(target) in entries and label_key(target) != path[-1]:
            if label_key(target) in path:
                break
            path.append(label_key(target))
            target = entries[path[-1]].replace_by
        place = f"`{name}` line {entry.line}"
        if target and label_key(target) in path[:-1]:
            steps = " > ".join(f"`{entries[step].label}`" for step in path)
            problems.append(Problem(place, f"replacements go round: {steps}", "the label is not replaced", "warning"))
            continue
        if len(path) > 1:
            message = f"`{entry.label}` ends at `{target}`" if target else f"`{entry.label}` is left out"
            problems.append(Problem(place, f"{message} after {len(path)} steps", "", "note"))
        found[key] = target
    return found, problems


def apply_thesaurus(
    table: "pa.Table", thesaurus: Thesaurus, *, unit: Unit, key: Callable[[str], str] = label_key
) -> "tuple[pa.Table, Applied]":
    """Replace the labels of a unit in its table.

    Parameters
    ----------
    table : the table that holds the unit: `work_terms`, `authorships`, `affiliations`, `works` or
        `work_references`.
    unit : which labels are meant; labels are looked up by their name and by their key.
    key : makes the key of a new label; of the same kind as the keys in the table.

    Returns
    -------
    tuple
        The table, and what was done. Terms, authors and references that are left out lose their row; a
        country, organisation or source becomes missing. What a publication then holds twice stands once.
        Countries may be named or given as codes in the thesaurus.
    """
    if unit not in COLUMNS:
        raise ConfigError(f"unknown unit `{unit}`", hint=nearest(unit, COLUMNS))
    name, label_column, key_column = COLUMNS[unit]
    replacement = _by_code(thesaurus.replacement) if unit == "countries" else thesaurus.replacement
    labels, keys = table[label_column].to_pylist(), table[key_column].to_pylist()
    met: Counter[str] = Counter()
    gone: list[bool] = []
    for at, (label, old) in enumerate(zip(labels, keys, strict=True)):
        hit = _hit(replacement, label, old)
        new = replacement[hit] if hit is not None else ""
        gone.append(hit is not None and not new)
        if hit is not None:
            met[hit] += 1
            labels[at] = new or None
            keys[at] = (key(new) if key_column != label_column else new) or None
    result = _with_columns(table, {key_column: keys, label_column: labels})
    if name in _ROWS_GO:
        result = _each_once(result, gone, [*_ROWS_GO[name], key_column])
    used = {entry.label: met[_key_of(entry.label, unit)] for entry in thesaurus.entries}
    return result, Applied(met.total() - sum(gone), sum(gone), used)


#: Tables whose row goes with its label, and the columns within which a label stands once.
_ROWS_GO = {"work_terms": ("work", "kind"), "authorships": ("work",), "work_references": ("work",)}


def _hit(replacement: Mapping[str, str], *names: str | None) -> str | None:
    """The label of the thesaurus that one of the names of a cell has."""
    return next((found for name in names if name and (found := label_key(name)) in replacement), None)


def _with_columns(table: "pa.Table", columns: "Mapping[str, Sequence[str | None]]") -> "pa.Table":
    import pyarrow as pa

    for name, values in columns.items():
        table = table.set_column(table.schema.get_field_index(name), name, pa.array(values, pa.string()))
    return table


def _each_once(table: "pa.Table", gone: Sequence[bool], columns: list[str]) -> "pa.Table":
    """The rows that are not gone; of those that are equal in some columns, the first."""
    import pyarrow as pa

    rows = zip(*(table[name].to_pylist() for name in columns), strict=True)
    seen: set[tuple[object, ...]] = set()
    kept: list[int] = []
    for at, (row, leaves) in enumerate(zip(rows, gone, strict=True)):
        if not leaves and row not in seen:
            seen.add(row)
            kept.append(at)
    return table.take(pa.array(kept, pa.int64()))


def _key_of(label: str, unit: Unit) -> str:
    """What a label is looked up by; countries stand as codes in the tables."""
    if unit != "countries":
        return label_key(label)
    from smartspec.places import country_of

    return label_key(country_of(label) or label)


def _by_code(replacement: Mapping[str, str]) -> dict[str, str]:
    """Replacements between names of countries as replacements between codes."""
    from smartspec.places import country_of

    return {_key_of(label, "countries"): country_of(new) or new for label, new in replacement.items()}
