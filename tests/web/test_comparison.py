"""Comparisons on the server and in a browser."""

import importlib.util
import itertools
import sys
from pathlib import Path
from types import ModuleType

import pytest
from starlette.testclient import TestClient

from smartspec.store import Run, writing
from smartspec.views.comparison import comparison
from smartspec.views.comparison_files import compare_page
from smartspec.web.app import make_app


def at(path: str) -> ModuleType:
    """A module of the tests; tests are no package."""
    file = Path(__file__).parents[1] / path
    specification = importlib.util.spec_from_file_location(f"web_{file.stem}", file)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    sys.modules[specification.name] = module
    specification.loader.exec_module(module)
    return module


chromium, sample = at("web/chromium.py"), at("views/sample_comparison.py")
READY = "document.querySelector('#figure-flows svg path')"
OVERFLOW = "document.documentElement.scrollWidth - window.innerWidth"


@pytest.fixture(scope="module")
def tables():
    return sample.with_stranger(sample.sample_tables("divisions", n_regions=30, n_samples=20))


@pytest.fixture(scope="module")
def client(tables, tmp_path_factory):
    """A project whose store holds one comparison."""
    folder = tmp_path_factory.mktemp("served") / "project"
    folder.mkdir()
    (folder / "smartspec.toml").write_text('[project]\nname = "Regions"\n', encoding="utf-8")
    with writing(folder / "tables") as writer:
        for name, content in tables.items():
            writer.write(name, content.to_pyarrow(), step="region_comparison", part="patents")
        writer.publish(Run("region_comparison", "patents", 1, {}, {}, "x"))
    with TestClient(make_app(folder), base_url="http://127.0.0.1:8765") as found:
        yield found


def test_the_project_lists_its_comparisons(client):
    (card,) = client.get("/api/project").json()["comparisons"]
    assert (card["name"], card["unit"], card["periods"]) == ("patents", "patents", ["2024"])


@pytest.mark.slow
def test_a_comparison_is_served_as_the_view_gives_it(client, tables):
    answer = client.get("/api/comparison/patents")
    assert answer.status_code == 200
    assert answer.json() == comparison(tables, name="patents")
    again = client.get("/api/comparison/patents", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_comparison_that_is_not_there_is_not_found_and_names_the_nearest(client):
    answer = client.get("/api/comparison/patent")
    assert answer.status_code == 404
    assert answer.json()["hint"] == "did you mean `patents`?"


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    executable = chromium.program()
    if executable is None or sys.platform == "win32":
        pytest.skip("Chromium is absent (set CHROMIUM to its path)")
    running = chromium.Browser(executable, tmp_path_factory.mktemp("profile"))
    yield running
    running.close()


@pytest.fixture(scope="module")
def address(tables, tmp_path_factory):
    body = {**comparison(tables, name="patents"), "generated": True}
    file = tmp_path_factory.mktemp("page") / "compare.html"
    file.write_text(compare_page(body), encoding="utf-8")
    return file.as_uri()


@pytest.mark.parametrize(
    ("width", "scheme", "language"),
    [
        (360, "light", "ru"),
        (1280, "dark", "en"),
        *(
            pytest.param(*one, marks=pytest.mark.slow)
            for one in itertools.product((360, 768, 1280), ("light", "dark"), ("en", "ru"))
            if one not in {(360, "light", "ru"), (1280, "dark", "en")}
        ),
    ],
)
def test_all_figures_are_drawn_without_complaint_or_overflow(browser, address, width, scheme, language):
    with chromium.opened(browser, width=width, scheme=scheme, language=language) as page:
        page.open(address, ready=READY)
        assert page.evaluate("location.hash") == "#/comparison/patents"
        assert page.evaluate(OVERFLOW) <= 0
        assert page.evaluate("document.querySelectorAll('h1').length") == 1
        drawn = page.evaluate("[...document.querySelectorAll('.frame svg[role=img]')].map((s) => s.children.length)")
        assert len(drawn) == page.evaluate("document.querySelectorAll('section[id^=figure-]').length") >= 8
        assert min(drawn) > 20
        words = {"en": ("Regions on the map", "cautions"), "ru": ("Регионы на карте", "предостережени")}
        assert all(word in page.text() for word in words[language])
        assert page.complaints() == []
        assert {url.split(":")[0] for url in page.requests()} <= {"file", "data", "blob"}


def test_no_colour_is_lost_between_the_plan_and_the_page(browser, address):
    with chromium.opened(browser) as page:
        page.open(address, ready=READY)
        elements = "[...document.querySelectorAll('.frame svg *')]"
        for name in ("fill", "stroke", "d", "r", "x"):
            lost = page.evaluate(
                f"{elements}.filter((e) => /undefined|NaN/.test(e.getAttribute('{name}') ?? '')).length"
            )
            assert lost == 0, name


def test_a_region_chosen_on_the_map_is_shown_by_the_figures_of_one_region(browser, address):
    with chromium.opened(browser, language="ru") as page:
        page.open(address, ready=READY)
        row = page.evaluate("document.querySelector('#figure-ranks circle[data-row]').dataset.row")
        page.evaluate(
            f"document.querySelector('#figure-choropleth [data-row=\"{row}\"]')"
            ".dispatchEvent(new MouseEvent('click', {bubbles: true}))"
        )
        page.wait("document.querySelector('#figure-choropleth tr.chosen th')")
        chosen = page.evaluate("document.querySelector('#figure-choropleth tr.chosen th').innerText")
        for figure in ("options", "specialisation", "relatedness"):
            shown = f"document.querySelector('#figure-{figure} select').selectedOptions[0].text"
            page.wait(f"{shown} === {chosen!r}")
        assert page.complaints() == []


def test_names_that_look_like_markup_stay_text(browser, address):
    with chromium.opened(browser, language="en") as page:
        page.open(address, ready=READY)
        assert "<script>alert" in page.text()
        assert page.evaluate("[...document.scripts].every((s) => !s.textContent.startsWith('alert'))")
