"""The result files of a comparison: tables, pictures, methods and the page."""

import json
from collections.abc import Mapping
from typing import Any

from smartspec import __version__
from smartspec.registry import view
from smartspec.schema import TABLES, Table
from smartspec.store import rows
from smartspec.views.comparison import comparison_body, csv_bytes, drawn_for, figures_of, sources_of
from smartspec.views.comparison_methods import methods_page, texts, words
from smartspec.views.comparison_tables import PUBLICATIONS, READS, TABLE_NAMES, Compared, card_of, read_comparison
from smartspec.views.figure import FILE_MARKS, Figure, foot_lines, room_for, row_words
from smartspec.views.figure_parts import in_parts
from smartspec.views.outlines import Outlines
from smartspec.views.page import single_page
from smartspec.views.plan import joined
from smartspec.views.plan_png import find_font, font_folders, png_bytes
from smartspec.views.plan_svg import svg_text


def project_of(body: Mapping[str, Any]) -> dict[str, Any]:
    """The project body of a page that holds one comparison alone."""
    return {
        "name": body["name"],
        "version": __version__,
        "languages": ["ru", "en"],
        "generated": bool(body.get("generated")),
        "built": True,
        "stale": [],
        "maps": [],
        "comparisons": [card_of({**body, "comparison": body["name"]})],
        "sources": body["sources"],
        "problems": {"error": 0, "warning": 0, "note": 0},
        "tables": [],
    }


def compare_page(body: Mapping[str, Any], *, language: str = "en") -> str:
    """One comparison as a self-contained page."""
    return single_page(
        {"/api/project": project_of(body), **in_parts(body, f"/api/comparison/{body['name']}")},
        title=f"{body['title']} · smartspec",
        language=language,
    )


def figure_svg(
    compared: Compared,
    figure: Figure,
    drawn: Outlines | None,
    *,
    key: str | None = None,
    language: str = "en",
    generated: bool = False,
) -> str:
    """One drawing of a figure as an SVG file.

    Parameters
    ----------
    compared, figure, drawn : the comparison, its figure, and the outlines that maps name.
    key : which choice; the first if None.
    language : language of the texts.
    generated : whether the data are generated, which the picture then says.
    """
    chosen = next(iter(figure.plans)) if key is None else key
    plan = figure.plans[chosen]
    rows = {mark["row"] for mark in plan.marks if "row" in mark and mark["t"] != "text"}
    marked = [words("words", "generated")] if generated else []
    choice = joined([figure.label(column, figure.chosen[chosen][column]) for column in figure.by], by=", ")
    return svg_text(
        plan.body(),
        title=joined([words("figures", figure.name), ": ", choice]),
        foot=[*marked, *foot_lines(compared, figure, drawn.words if drawn else "")],
        description=figure.summaries.get(chosen, ""),
        outlines=drawn.paths if drawn else (),
        hovers={row: row_words(compared, figure, row) for row in rows},
        language=language,
    )


def tables_as_csv(tables: Mapping[str, Table], name: str) -> dict[str, bytes]:
    """Every table of the comparison as CSV, all rows and columns, numbers with all their digits."""
    found = {}
    for short_name, table in TABLE_NAMES.items():
        key = [column for column in TABLES[table].key if column != "comparison"]
        ordered = rows(tables[table].filter(lambda t: t.comparison == name).order_by(*key))
        names = [column for column in TABLES[table].names if column != "comparison"]
        if len(ordered):
            found[f"{short_name}.csv"] = csv_bytes({one: ordered[one].to_pylist() for one in names}, names)
    return found


def picture_files(
    compared: Compared, figures: list[Figure], drawn: Outlines | None, *, language: str, generated: bool, png: bool
) -> dict[str, bytes]:
    """Every figure as SVG, and PNG if asked for, in its first choice; a text says why where there can be no PNG."""
    files: dict[str, bytes] = {}
    has_font = png and find_font(font_folders()) is not None
    for figure in figures:
        svg = figure_svg(compared, figure, drawn, language=language, generated=generated)
        files[f"figures/{figure.name}.svg"] = svg.encode()
        if has_font:
            files[f"figures/{figure.name}.png"] = png_bytes(svg)
    if png and figures and not has_font:
        files["figures/no-png.txt"] = (texts()["words"]["no-font"][language] + "\n").encode()
    return files


@view(reads=READS, each="comparison")
def comparison_files(
    tables: Mapping[str, Table],
    *,
    name: str,
    generated: bool = False,
    language: str = "en",
    png: bool = False,
) -> dict[str, bytes]:
    """The files of one comparison: tables as CSV, conventions.json, methods.md, compare.html, pictures.

    Parameters
    ----------
    name : name of the comparison.
    generated : whether publications of the project are generated, which every figure of them then says.
    language : language of the pictures, and the one that the page starts in.
    png : whether each picture is written in pixels too, beside its SVG.
    """
    compared = read_comparison(tables, name)
    generated = generated and compared.head["source"] == PUBLICATIONS
    drawn = drawn_for(compared, tables)
    with room_for(FILE_MARKS):
        figures = figures_of(compared, drawn)
    sources = sources_of(tables)
    body = comparison_body(compared, figures, drawn, sources=sources) | {"generated": generated}
    head = compared.head
    record = {key: head[key] for key in ("conventions", "cautions", "parameters")}
    conventions = json.dumps(record, ensure_ascii=False, allow_nan=False, indent=1, sort_keys=True)
    return {
        **tables_as_csv(tables, name),
        "conventions.json": f"{conventions}\n".encode(),
        "methods.md": methods_page(head, sources=sources, generated=generated).encode(),
        "compare.html": compare_page(body, language=language).encode(),
        **picture_files(compared, figures, drawn, language=language, generated=generated, png=png),
    }
