"""A figure of a comparison: drawings for each choice of region, period and measure, beside the table they show."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from smartspec import __version__
from smartspec.views.comparison_methods import value_words, words
from smartspec.views.comparison_tables import Compared
from smartspec.views.plan import LANGUAGES, Plan, Words, both, joined, number_words, said

#: A page stays small: choices beyond so many marks are left to the tables.
MOST_MARKS = 14_000
SEPARATOR = " | "
Choice = Mapping[str, str]


@dataclass(slots=True)
class Figure:
    """One figure in the making.

    Attributes
    ----------
    name : name of the figure and of its files.
    kind : kind of drawing.
    table, columns : the table beside it, and which of its columns it shows, the first ones first.
    by : columns that a reader chooses: `period`, `region`, `measure`.
    hover : columns told of a mark.
    labels : words for the values of a choice, by column.
    plans : choice, joined by ` | `, to drawing; the first is shown first.
    summaries : the same to a sentence for those who do not see it.
    notes : what must be said below the figure.
    maps : whether marks name outlines.
    """

    name: str
    kind: str
    table: str
    columns: Sequence[str]
    by: Sequence[str]
    hover: Sequence[str]
    labels: Mapping[str, Mapping[str, Words]] = field(default_factory=dict)
    plans: dict[str, Plan] = field(default_factory=dict)
    summaries: dict[str, Words] = field(default_factory=dict)
    chosen: dict[str, Choice] = field(default_factory=dict)
    notes: list[Words] = field(default_factory=list)
    maps: bool = False
    left_out: int = 0

    def add(self, choice: Choice, plan: Plan, summary: Words = "") -> None:
        """Keep a drawing unless the figure already holds as many marks as a page should."""
        if self.plans and self.n_marks + len(plan.marks) > MOST_MARKS:
            self.left_out += 1
            return
        key = SEPARATOR.join(choice[column] for column in self.by)
        self.plans[key], self.summaries[key], self.chosen[key] = plan, summary, choice

    @property
    def n_marks(self) -> int:
        """Marks of all drawings."""
        return sum(len(plan.marks) for plan in self.plans.values())

    @property
    def full(self) -> bool:
        """Whether a further drawing of the usual size would not be kept."""
        return bool(self.plans) and self.n_marks * (1 + 1 / len(self.plans)) > MOST_MARKS

    def label(self, column: str, value: str) -> Words:
        """The words for a value of a choice."""
        return self.labels.get(column, {}).get(value, value)

    def body(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """The figure as it goes into JSON."""
        notes = [words("about", self.name), *self.notes, *([words("about", "budget")] if self.left_out else [])]
        return {
            "name": self.name,
            "kind": self.kind,
            "title": pair(words("figures", self.name)),
            "table": {"name": self.table, "columns": list(self.columns)},
            "by": list(self.by),
            "hover": list(self.hover),
            "parameters": dict(parameters),
            "notes": [pair(note) for note in notes],
            "choices": [
                {
                    "key": key,
                    "values": dict(choice),
                    "label": pair(joined([self.label(c, choice[c]) for c in self.by], by=", ")),
                    "words": {column: pair(self.label(column, choice[column])) for column in self.by},
                }
                for key, choice in self.chosen.items()
            ],
            "maps": self.maps,
            "plans": {
                key: {**plan.body(), "summary": pair(self.summaries.get(key, ""))} for key, plan in self.plans.items()
            },
        }


def pair(given: Words) -> dict[str, str]:
    """A text under both languages."""
    return {language: said(given, language) for language in LANGUAGES}


def extremes(named: Iterable[tuple[Words, float | None]], *, what: Words) -> Words:
    """A sentence about the three highest and the three lowest values.

    Examples
    --------
    >>> extremes([("A", 1.0), ("B", None), ("C", 2.0)], what="ECI")["en"]
    'ECI. Highest: C 2, A 1. Lowest: A 1, C 2. Not known: 1.'
    """
    listed = list(named)
    known = sorted(((n, v) for n, v in listed if v is not None), key=lambda pair_: -pair_[1])

    def told(language: str, chosen: list[tuple[Words, float]]) -> str:
        return ", ".join(f"{said(n, language)} {said(number_words(v), language)}" for n, v in chosen)

    missing = len(listed) - len(known)
    english = f"{said(what, 'en')}. Highest: {told('en', known[:3])}. Lowest: {told('en', known[::-1][:3])}."
    russian = f"{said(what, 'ru')}. Наибольшие: {told('ru', known[:3])}. Наименьшие: {told('ru', known[::-1][:3])}."
    return both(
        english + (f" Not known: {missing}." if missing else ""),
        russian + (f" Нет данных: {missing}." if missing else ""),
    )


def regions_by_size(compared: Compared, period: str) -> list[str]:
    """Regions of a period, the largest total first, ties by code."""
    rows = compared.rows("regions", period)
    totals, codes = compared.column("regions", "total"), compared.column("regions", "region")
    return [codes[row] for row in sorted(rows, key=lambda r: (-(totals[r] or 0.0), codes[r]))]


def foot_lines(compared: Compared, figure: Figure, outlines: Words = "") -> list[Words]:
    """Lines below a picture: what, source, parameters, notes, and of maps the outlines."""
    head = compared.head
    unit = f" ({head['unit']})" if head["unit"] and head["unit"] != head["indicator"] else ""
    source = joined([words("words", "source"), ": ", value_words(head["source"])])
    what = f"{head['title']}: {head['indicator']}{unit}"
    lines = [joined([what, source, f"smartspec {__version__}"], by=" · ")]
    given = [
        joined([words("parameters", key), ": ", value_words(value)])
        for key, value in sorted(head["parameters"].items())
        if value not in (None, "", [], {}) and key not in {"name", "title", "indicator"}
    ]
    if given:
        lines.append(joined([words("words", "parameters"), " — ", joined(given, by="; ")]))
    lines += [words("about", figure.name), *figure.notes]
    return [*lines, outlines] if figure.maps and outlines else lines


def row_name(compared: Compared, table: str, row: int) -> Words:
    """What a row of a table is about: the names of its regions and activities."""
    parts: list[Words] = []
    for column, names in (("region", compared.region_names), ("activity", compared.activity_names)):
        for one in (column, f"{column}_a", f"{column}_b"):
            if one in compared.tables[table]:
                code = str(compared.tables[table][one][row])
                parts.append(names.get(code) or code)
    return joined(parts, by=" – " if table in {"pairs", "relatedness"} else ": ")


def row_words(compared: Compared, figure: Figure, row: int) -> Words:
    """What is said of a mark on hover: the name, and the values of the columns that the figure tells."""
    parts: list[Words] = [row_name(compared, figure.table, row)]
    for column in figure.hover:
        value = compared.column(figure.table, column)[row]
        if value is not None:
            label = words("columns", column)
            told = number_words(value, digits=4) if isinstance(value, int | float) else str(value)
            parts.append(joined([label, ": ", told]))
    return joined(parts, by="\n")
