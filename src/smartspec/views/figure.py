"""A figure of a comparison: drawings for each choice of region, period and measure, beside the table they show."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from smartspec import __version__
from smartspec.views.comparison_methods import value_words, words
from smartspec.views.comparison_tables import Compared
from smartspec.views.plan import LANGUAGES, Plan, Words, both, joined, number_words, said

#: A body that a server sends whole stays small: choices beyond so many marks are left to the tables.
MOST_MARKS = 14_000
#: A file, whose further choices are compressed and read when they are asked for, holds so many.
FILE_MARKS = 60_000
SEPARATOR = " | "
#: Between the key of a choice and the width of a narrower form of its drawing.
NARROW_AT = "@"
Choice = Mapping[str, str]
_room: ContextVar[int] = ContextVar("marks of a figure", default=MOST_MARKS)


@contextmanager
def room_for(n_marks: int) -> Iterator[None]:
    """Let figures that are made inside hold so many marks each; what makes them takes no options of the page."""
    token = _room.set(n_marks)
    try:
        yield
    finally:
        _room.reset(token)


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
    left_out : choices for which there was no room.
    most : marks that it may hold.
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
    most: int = field(default_factory=_room.get)
    _n_marks: int = 0

    def add(self, choice: Choice, plan: Plan, summary: Words = "") -> None:
        """Keep a drawing unless the figure already holds as many marks as a page should."""
        if self.plans and self.n_marks + len(plan.marks) > self.most:
            self.left_out += 1
            return
        key = SEPARATOR.join(choice[column] for column in self.by)
        self.plans[key], self.summaries[key], self.chosen[key] = plan, summary, choice
        self._n_marks += len(plan.marks)

    @property
    def n_marks(self) -> int:
        """Marks of all drawings, their narrower forms not counted."""
        return self._n_marks

    @property
    def full(self) -> bool:
        """Whether a further drawing of the usual size would not be kept."""
        return bool(self.plans) and self.n_marks * (1 + 1 / len(self.plans)) > self.most

    def label(self, column: str, value: str) -> Words:
        """The words for a value of a choice."""
        return self.labels.get(column, {}).get(value, value)

    def body(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """The figure as it goes into JSON."""
        notes = [words("about", self.name), *self.notes, *([self._beyond()] if self.left_out else [])]
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
            }
            | {narrow_key(key, form): form.body() for key, plan in self.plans.items() for form in plan.narrow},
        }

    def _beyond(self) -> Words:
        """What is not in the page, and how to get it."""
        n, most = number_words(self.left_out, digits=9), number_words(self.most, digits=9)
        english = (
            f"{said(n, 'en')} further choices (older periods, then smaller regions) are not in this page, which holds "
            f"{said(most, 'en')} marks of a figure. Their rows are in the tables; "
        )
        russian = (
            f"На этой странице нет ещё {said(n, 'ru')} вариантов (прежние периоды, затем меньшие регионы): она вмещает "
            f"{said(most, 'ru')} элементов рисунка. Их строки есть в таблицах; "
        )
        if self.most < FILE_MARKS:
            english += "the file `compare.html` of the results holds more of them."
            russian += "в файле `compare.html` среди результатов их больше."
        else:
            english += "`smartspec compare --only-period` draws a period of its own."
            russian += "`smartspec compare --only-period` рисует отдельный период."
        return both(english, russian)


def narrow_key(key: str, form: Plan) -> str:
    """Under what a narrower form of a drawing stands among the plans of a figure.

    Examples
    --------
    >>> narrow_key("eci | 2024", Plan(300.0, 200.0))
    'eci | 2024@300'
    """
    return f"{key}{NARROW_AT}{form.width:.0f}"


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
    """What a row of a table is about: the names of its regions, activities and measure."""
    columns, parts = compared.tables[table], list[Words]()
    for names, those in (
        (compared.region_names, ("region", "region_a", "region_b", "peer")),
        (compared.activity_names, ("activity", "activity_a", "activity_b")),
    ):
        codes = [str(columns[column][row]) for column in those if column in columns]
        parts += [names.get(code) or code for code in codes]
    if "measure" in columns:
        parts.append(words("columns", str(columns["measure"][row])))
    return joined(parts, by=" – " if table in {"pairs", "peers", "relatedness"} else ": ")


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
