"""The page of a comparison: its tables, figures, conventions and cautions as one body."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from smartspec import __version__
from smartspec.registry import view
from smartspec.schema import TABLES, Table
from smartspec.store import rows
from smartspec.views.comparison_figures import matrix, options, ranks, relatedness, specialisation
from smartspec.views.comparison_maps import map_figures
from smartspec.views.comparison_methods import conventions_shown, texts, words
from smartspec.views.comparison_paragraph import comparison_paragraph
from smartspec.views.comparison_peers import benchmarks, peers
from smartspec.views.comparison_tables import READS, TABLE_NAMES, Columns, Compared, finite, read_comparison
from smartspec.views.figure import Figure, foot_lines, pair
from smartspec.views.outlines import Outlines, Shapes, outlines
from smartspec.views.plan import Words, both

#: Rows of a table that a page holds beside those that its figures show.
MOST_ROWS = 20_000
#: Figures in the order of a page.
ORDER = (
    *("choropleth", "ranks", "options", "specialisation", "benchmarks", "peers"),
    *("matrix", "relatedness", "lisa", "flows"),
)


@dataclass(frozen=True, slots=True)
class OwnShapes:
    """Outlines that the project brought, as the table `region_shapes` keeps them."""

    polygons: Mapping[str, Any]
    vintage: str
    source: str
    licence: str


def shapes_for(compared: Compared, tables: Mapping[str, Table]) -> Shapes | None:
    """Outlines of the regions: those of the project, else those of the package; None where there are none."""
    from smartspec import places

    own = rows(tables["region_shapes"].filter(lambda t: t.comparison == compared.name)).to_pylist()
    if own:
        polygons = {row["region"]: json.loads(row["outline"]) for row in own}
        return OwnShapes(polygons, own[0]["vintage"] or "", own[0]["source"], own[0]["licence"] or "")
    if any(code.startswith("RU-") for code in compared.region_names):
        shipped: Shapes = places.shapes("ru-subjects")
        return shipped
    return None


def drawn_for(compared: Compared, tables: Mapping[str, Table]) -> Outlines | None:
    """The map of the regions, where their outlines are known."""
    found = shapes_for(compared, tables)
    return outlines(found, compared.region_names) if found else None


def figures_of(compared: Compared, drawn: Outlines | None) -> list[Figure]:
    """Every figure that the tables allow, in the order of the page."""
    made = [ranks(compared), options(compared), specialisation(compared), benchmarks(compared), peers(compared)]
    made += [matrix(compared), relatedness(compared)]
    made = [figure for figure in made if figure.plans] + map_figures(compared, drawn)
    return sorted(made, key=lambda figure: ORDER.index(figure.name))


def comparison_body(
    compared: Compared, figures: Sequence[Figure], drawn: Outlines | None, *, sources: list[dict[str, Any]]
) -> dict[str, Any]:
    """The body that the page draws.

    Parameters
    ----------
    compared : the comparison.
    figures : its figures.
    drawn : the outlines that their maps name.
    sources : rows of `source_files`.
    """
    head = compared.head
    said_of = drawn.words if drawn else ""
    bodies = [
        {**figure.body(head["parameters"]), "foot": [pair(line) for line in foot_lines(compared, figure, said_of)]}
        for figure in figures
    ]
    kept = {name: embedded(columns, shown_rows(bodies, name)) for name, columns in compared.tables.items()}
    renumber(bodies, {name: places for name, (_, places) in kept.items()})
    dictionary = Dictionary()
    for body in bodies:
        for plan in body["plans"].values():
            plan["marks"] = [dictionary.shortened(mark) for mark in plan["marks"]]
    keys = ("title", "indicator", "unit", "source", "classification", "n_regions", "n_activities")
    return {
        "name": compared.name,
        **{key: head[key] for key in keys},
        "version": __version__,
        "periods": compared.periods,
        "generated": False,
        "parameters": head["parameters"],
        "conventions": head["conventions"],
        "conventions_shown": [_plain(group) for group in conventions_shown(head["conventions"])],
        "cautions": head["cautions"],
        "names": {
            "regions": {code: pair(name) for code, name in compared.region_names.items()},
            "activities": {code: pair(name) for code, name in compared.activity_names.items()},
            "districts": district_names(compared),
            "measures": {
                name: pair(words("columns", name)) for name in sorted(set(compared.column("benchmarks", "measure")))
            },
        },
        **{name: columns for name, (columns, _) in kept.items()},
        "rows": {name: [len(c["period"]), len(compared.tables[name]["period"])] for name, (c, _) in kept.items()},
        "columns": {name: column_texts(name, columns) for name, columns in compared.tables.items()},
        "tables": {name: pair(words("tables", name)) for name in TABLE_NAMES},
        "sources": sources,
        "methods": {language: comparison_paragraph(head, language=language) for language in ("en", "ru")},
        "figures": bodies,
        "no_map": None if drawn else pair(words("about", "no-shapes")),
        "outlines": {"paths": list(drawn.paths), "words": pair(drawn.words)} if drawn else None,
        "words": dictionary.words,
    }


def _plain(group: Mapping[str, Any]) -> dict[str, Any]:
    items = [{"name": i["name"], "label": pair(i["label"]), "value": pair(i["value"])} for i in group["items"]]
    return {"name": group["name"], "measure": pair(group["measure"]), "items": items}


def column_texts(name: str, columns: Columns) -> list[dict[str, Any]]:
    """Columns of a table: name, kind, label and meaning in both languages."""
    spec, known = TABLES[TABLE_NAMES[name]], texts()["columns"]
    found = []
    for column in spec.columns:
        if column.name in columns:
            own = known.get(column.name, {"en": column.name, "ru": column.name, "about": column.meaning})
            about = both(column.meaning, own["about"])
            label = both(own["en"], own["ru"])
            found.append({"name": column.name, "kind": column.kind, "label": pair(label), "about": pair(about)})
    return found


def district_names(compared: Compared) -> dict[str, dict[str, str]]:
    """Names of the districts of the regions, where the registry knows them."""
    from smartspec.places import region
    from smartspec.places.region_table import known

    codes = sorted({code for code in compared.column("regions", "district") if code and known(code)})
    return {code: pair(both(region(code).name, region(code).name_ru or region(code).name)) for code in codes}


def shown_rows(figures: Iterable[Mapping[str, Any]], table: str) -> set[int]:
    """Rows of a table that marks of its figures stand for."""
    return {
        mark["row"]
        for figure in figures
        if figure["table"]["name"] == table
        for plan in figure["plans"].values()
        for mark in plan["marks"]
        if "row" in mark
    }


def embedded(columns: Columns, shown: set[int]) -> tuple[Columns, dict[int, int]]:
    """The rows of a table that a page holds: those shown, then from the last period on; and their new numbers."""
    n = len(columns["period"])
    room = max(0, MOST_ROWS - len(shown))
    others = [row for row in range(n - 1, -1, -1) if row not in shown][:room]
    kept = sorted([*shown, *others])
    left = {name: [values[row] for row in kept] for name, values in columns.items()}
    return left, {row: number for number, row in enumerate(kept)}


def renumber(figures: Iterable[Mapping[str, Any]], numbers: Mapping[str, Mapping[int, int]]) -> None:
    """Give the marks of figures the numbers that their rows have on the page."""
    for figure in figures:
        own = numbers[figure["table"]["name"]]
        for plan in figure["plans"].values():
            plan["marks"] = [{**m, "row": own[m["row"]]} if "row" in m else m for m in plan["marks"]]


class Dictionary:
    """Texts in two languages, each once; marks name them by number."""

    def __init__(self) -> None:
        self.words: list[dict[str, str]] = []
        self._numbers: dict[tuple[str, str], int] = {}

    def shortened(self, mark: Mapping[str, Any]) -> dict[str, Any]:
        """The mark with numbers in place of its texts in two languages."""
        return {key: self._number(value) if isinstance(value, Mapping) else value for key, value in mark.items()}

    def _number(self, given: Words) -> int:
        told = pair(given)
        key = (told["en"], told["ru"])
        if key not in self._numbers:
            self._numbers[key] = len(self.words)
            self.words.append(told)
        return self._numbers[key]


def sources_of(tables: Mapping[str, Table]) -> list[dict[str, Any]]:
    """Source files of the project, by name."""
    found: list[dict[str, Any]] = finite(rows(tables["source_files"].order_by("file")).to_pylist())
    return found


@view(reads=READS)
def comparison(tables: Mapping[str, Table], *, name: str) -> dict[str, Any]:
    """One comparison of regions: tables, figures, conventions, cautions, methods.

    Parameters
    ----------
    name : name of the comparison.

    Returns
    -------
    The body that the page draws; columns are lists, missing values None, marks are names of colours and numbers.

    Raises
    ------
    ConfigError
        If there is no such comparison.
    """
    compared = read_comparison(tables, name)
    drawn = drawn_for(compared, tables)
    return comparison_body(compared, figures_of(compared, drawn), drawn, sources=sources_of(tables))


def csv_bytes(columns: Columns, names: Sequence[str]) -> bytes:
    r"""A table as CSV: UTF-8, commas, field names first, missing values empty.

    Examples
    --------
    >>> csv_bytes({"a": [1, None], "b": ["x, y", True]}, ["a", "b"])
    b'a,b\n1,"x, y"\n,true\n'
    """
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(names)
    n = len(next(iter(columns.values()), []))
    empty: list[Any] = [None] * n
    for values in zip(*(columns.get(name, empty) for name in names), strict=True):
        writer.writerow([json.dumps(v) if isinstance(v, bool) else "" if v is None else v for v in values])
    return file.getvalue().encode()
