"""The body of a comparison's page, and its files."""

import base64
import csv
import gzip
import io
import json
import re

import ibis
import pyarrow as pa
import pytest

from smartspec.errors import ConfigError
from smartspec.schema import TABLES
from smartspec.store import Engine, arrow_schema, rows
from smartspec.views.comparison import comparison, comparison_body, figures_of
from smartspec.views.comparison_files import comparison_files, figure_svg
from smartspec.views.comparison_tables import TABLE_NAMES, finite, read_comparison
from smartspec.views.figure import MOST_MARKS, pair
from smartspec.views.overview import overview

STRANGE = "RU-XX"
#: Tables that only further options fill: of publications by period, and of another space of activities.
NOT_ASKED_FOR = {"cooperation", "cross"}


@pytest.fixture(scope="module")
def body(tables):
    return comparison(tables, name="patents")


@pytest.fixture(scope="module")
def files(two_years):
    of_publications = two_years["comparisons"].mutate(source=ibis.literal("publications"))
    tables = two_years | {"comparisons": of_publications}
    return comparison_files(tables, name="patents", generated=True, language="ru")


def test_all_figures_are_there_in_the_order_of_the_page(body):
    names = [figure["name"] for figure in body["figures"]]
    expected = ["choropleth", "ranks", "options", "specialisation", "benchmarks", "peers"]
    expected += ["matrix", "relatedness", "lisa", "flows"]
    assert names == expected


def test_nothing_that_is_not_a_number_reaches_json(body):
    text = json.dumps(body, allow_nan=False, ensure_ascii=False)
    assert not re.search(r"\bNaN\b|\bInfinity\b", text)
    assert finite([float("nan"), float("inf"), -0.0]) == [None, None, 0]


def test_marks_stand_for_rows_of_their_table(body):
    for figure in body["figures"]:
        columns = body[figure["table"]["name"]]
        n = len(columns["period"])
        for key, plan in figure["plans"].items():
            rows = {mark["row"] for mark in plan["marks"] if "row" in mark}
            assert rows, (figure["name"], key)
            assert all(0 <= row < n for row in rows)
            values = next(choice["values"] for choice in figure["choices"] if choice["key"] == key.partition("@")[0])
            for column in set(values) & set(columns):
                assert {columns[column][row] for row in rows} == {values[column]}, (figure["name"], key)


def test_every_region_is_on_the_map_or_named_as_having_no_outline(body):
    figure = body["figures"][0]
    plan = figure["plans"]["eci | 2024"]
    drawn = {body["regions"]["region"][mark["row"]] for mark in plan["marks"] if "row" in mark}
    assert set(body["regions"]["region"]) == drawn | {STRANGE}
    (note,) = [note for note in figure["notes"] if "no outline is known" in note["en"]]
    assert body["names"]["regions"][STRANGE]["en"] in note["en"]
    assert "Область" in note["ru"]


def test_colours_are_names_of_the_palette_and_texts_have_both_languages(body):
    from smartspec.views.plan import palette

    known = {*palette("light"), "hatch-fill"}
    for figure in body["figures"]:
        for plan in figure["plans"].values():
            for mark in plan["marks"]:
                assert {mark[k] for k in ("fill", "stroke") if k in mark} <= known
                assert not isinstance(mark.get("text"), dict), "texts of two languages are numbers"
                if isinstance(mark.get("outline"), int):
                    assert mark["outline"] < len(body["outlines"]["paths"])
    assert all(set(words) == {"en", "ru"} and (words["en"] or words["ru"]) for words in body["words"])


def test_every_column_shown_has_words_in_both_languages(body):
    for name in TABLE_NAMES:
        texts = {column["name"]: column for column in body["columns"][name]}
        assert set(body[name]) <= set(texts)
        for column in texts.values():
            assert column["label"]["ru"]
            assert re.search("[а-яё]", column["about"]["ru"]), column["name"]


def test_figures_stay_within_their_budget(figures):
    for figure in figures.values():
        assert figure.n_marks <= MOST_MARKS or len(figure.plans) == 1


def test_the_same_tables_give_the_same_body(compared, drawn, body):
    again = comparison_body(compared, figures_of(compared, drawn), drawn, sources=[])
    assert again == body


def test_ranks_of_the_table_are_those_drawn(body):
    figure = next(figure for figure in body["figures"] if figure["name"] == "ranks")
    plan = figure["plans"]["2024"]
    regions = body["regions"]
    dots = sorted((m["y"], m["row"]) for m in plan["marks"] if m["t"] == "circle")
    drawn = [regions["eci_rank"][row] for _, row in dots]
    assert drawn == sorted(rank for rank in regions["eci_rank"] if rank is not None)


def test_a_page_with_few_rows_still_holds_those_that_figures_show(compared, drawn, monkeypatch):
    monkeypatch.setattr("smartspec.views.comparison.MOST_ROWS", 10)
    chosen = [figure for figure in figures_of(compared, drawn) if figure.name in {"ranks", "flows"}]
    small = comparison_body(compared, chosen, drawn, sources=[])
    assert small["rows"]["cells"] == [10, len(compared.tables["cells"]["period"])]
    flows = next(figure for figure in small["figures"] if figure["name"] == "flows")
    shown = {m["row"] for plan in flows["plans"].values() for m in plan["marks"] if "row" in m}
    assert max(shown) < len(small["pairs"]["period"]) == small["rows"]["pairs"][0]


def test_a_comparison_that_is_not_there_names_the_nearest(tables):
    with pytest.raises(ConfigError) as error:
        comparison(tables, name="patent")
    assert "`patents`" in error.value.hint


def test_measures_that_were_not_asked_for_leave_their_figures_out(two_years):
    compared = read_comparison(two_years, "patents")
    columns = {"period", "region", "region_name", "region_name_ru", "total"}
    bare = {
        name: {c: v for c, v in t.items() if c in columns or name != "regions"} for name, t in compared.tables.items()
    }
    bare["cells"] = {c: v for c, v in bare["cells"].items() if c not in {"rca", "density"}}
    bare |= {name: {c: bare[name][c] for c in ("period", "region")} for name in ("benchmarks", "peers")}
    left = type(compared)(compared.head, bare)
    assert [figure.name for figure in figures_of(left, None)] == ["relatedness"]


def test_files_are_those_of_the_contract(files):
    tables = {f"{name}.csv" for name in TABLE_NAMES if name not in NOT_ASKED_FOR}
    pictures = {name for name in files if name.startswith("figures/")}
    assert set(files) - pictures == tables | {"conventions.json", "methods.md", "compare.html"}
    assert {name for name in pictures if name.endswith(".svg")} >= {"figures/ranks.svg", "figures/choropleth.svg"} - {
        "figures/ranks.svg"
    }


def test_csv_files_hold_every_row_and_column(files, two_years):
    for name, table in TABLE_NAMES.items():
        if name in NOT_ASKED_FOR:
            continue
        rows = list(csv.DictReader(io.StringIO(files[f"{name}.csv"].decode())))
        assert list(rows[0]) == [c for c in TABLES[table].names if c != "comparison"]
        assert len(rows) == two_years[table].to_pyarrow().num_rows
    cells = list(csv.DictReader(io.StringIO(files["cells.csv"].decode())))
    missing = [row for row in cells if row["flag"] != "ok"]
    assert missing
    assert all(row["value"] == row["rca"] == "" for row in missing)


def test_pictures_say_that_the_data_are_generated_and_are_well_formed(files, elements):
    for name, content in files.items():
        if name.endswith(".svg"):
            texts = [inside for element, _, inside in elements(content.decode()) if element == "text"]
            assert any("Сгенерированные" in text for text in texts), name
            assert any("smartspec" in text for text in texts), name


def test_the_page_is_whole_and_holds_no_markup_of_the_data(files):
    text = files["compare.html"].decode()
    data = re.search(r'<script type="application/json" id="smartspec-data">(.*?)</script>', text, re.DOTALL).group(1)
    bodies = json.loads(data)
    for address in bodies["packed"]:
        (packed,) = re.findall(rf'data-packed="{address}">([^<]*)<', text)
        bodies[address] = json.loads(gzip.decompress(base64.b64decode(packed)))
    assert {one for one in bodies if one.count("/") < 4} == {
        "/api/project",
        "/api/comparison/patents",
        "lang",
        "packed",
    }
    assert bodies["/api/project"]["comparisons"][0]["title"] == "Patents of regions <2024> & more"
    assert "<" not in data
    assert bodies["/api/comparison/patents"]["generated"] is True


def test_names_that_look_like_markup_are_text_in_a_picture(compared, figures, drawn, elements):
    text = figure_svg(compared, figures["ranks"], drawn)
    found = elements(text)
    assert all(name != "script" for name, _, _ in found)
    assert any("<script>alert" in inside for name, _, inside in found if name == "text")
    assert figure_svg(compared, figures["ranks"], drawn) == text


def test_hovers_of_a_picture_tell_name_and_values(compared, figures, drawn, elements):
    titles = [
        inside for name, _, inside in elements(figure_svg(compared, figures["choropleth"], drawn)) if name == "title"
    ]
    told = next(title for title in titles if title.startswith("Republic of Tatarstan"))
    assert re.search(r"ECI: −?\d", told)


def test_the_start_page_lists_comparisons(tables):
    empty = {name: tables["source_files"].limit(0) for name in ("source_files",)}
    import ibis
    import pyarrow as pa

    from smartspec.store import arrow_schema

    for name in ("maps", "problems"):
        empty[name] = ibis.memtable(pa.Table.from_pylist([], schema=arrow_schema(TABLES[name])))
    (card,) = overview({**empty, "comparisons": tables["comparisons"]})["comparisons"]
    assert (card["name"], card["n_regions"], card["periods"]) == ("patents", 80, ["2024"])


def test_a_pair_has_both_languages():
    assert pair("x") == {"en": "x", "ru": "x"}


def test_figures_of_official_statistics_are_not_marked_as_generated(two_years):
    files = comparison_files(two_years, name="patents", generated=True)
    assert "generated" not in files["methods.md"].decode().lower()


def test_csv_files_keep_all_digits(two_years):
    files = comparison_files(two_years, name="patents")
    header, *lines = list(csv.reader(io.StringIO(files["cells.csv"].decode())))
    place = header.index("rca")
    digits = [line[place].lstrip("0.").replace(".", "") for line in lines if line[place]]
    assert max(map(len, digits)) >= 15


def test_a_map_is_drawn_from_the_outlines_that_the_project_brought(two_years):
    square = json.dumps([[[[50, 50], [60, 50], [60, 60], [50, 60], [50, 50]]]])
    codes = sorted(set(rows(two_years["compared_regions"])["region"].to_pylist()))
    own = [{"comparison": "patents", "region": code, "outline": square, "source": "own.geojson"} for code in codes]
    table = pa.Table.from_pylist(own, schema=arrow_schema(TABLES["region_shapes"]))
    with Engine() as engine:
        opened = {name: engine.from_arrow(TABLES[name], rows(one)) for name, one in two_years.items()}
        tables = opened | {"region_shapes": engine.from_arrow(TABLES["region_shapes"], table)}
        body = comparison(tables, name="patents")
    assert "own.geojson" in body["outlines"]["words"]["en"]
