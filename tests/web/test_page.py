"""The page as a browser shows it: from a single file under its policy, in both languages, on three widths."""

import importlib.util
import itertools
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from smartspec.views.page import single_page


def beside(name: str) -> ModuleType:
    """A module of this folder; tests are no package."""
    specification = importlib.util.spec_from_file_location(f"web_{name}", Path(__file__).with_name(f"{name}.py"))
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    sys.modules[specification.name] = module
    specification.loader.exec_module(module)
    return module


chromium, sample_map = beside("chromium"), beside("sample_map")
DRAWN = "Number(document.querySelector('canvas[data-drawn]')?.dataset.drawn) > 0"
#: Share of pixels that differ from the corner's, and number of different colours among a sample.
INK = """(() => {
  const canvas = document.querySelector('canvas[data-drawn]');
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
  copy.drawImage(canvas, 0, 0);
  const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
  const colours = new Set(); let ink = 0;
  for (let i = 0; i < data.length; i += 28) {
    const colour = data[i] << 16 | data[i + 1] << 8 | data[i + 2];
    if (colour !== (data[0] << 16 | data[1] << 8 | data[2])) ink++;
    colours.add(colour);
  }
  return [ink / (data.length / 28), colours.size];
})()"""
LOADED = "document.querySelector('h1') && !document.querySelector('main [role=status]:only-child')"
OVERFLOW = "document.documentElement.scrollWidth - window.innerWidth"


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    executable = chromium.program()
    if executable is None or sys.platform == "win32":
        pytest.skip("Chromium is absent (set CHROMIUM to its path)")
    running = chromium.Browser(executable, tmp_path_factory.mktemp("profile"))
    yield running
    running.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A page with three maps, one for each kind of evidence."""
    maps = [
        sample_map.network_body(60, name="ключевые слова / keywords"),
        sample_map.network_body(40, name="coupling", kind="shared-references"),
        sample_map.network_body(40, name="citation", kind="citations"),
    ]
    bodies = {"/api/project": sample_map.project_body(maps), "/api/table/problems": sample_map.table_body()}
    bodies |= {f"/api/network/{body['name']}": body for body in maps}
    file = tmp_path_factory.mktemp("page") / "page.html"
    file.write_text(single_page(bodies, title="Sample", language="en"), encoding="utf-8")
    return file.as_uri()


MAP = "#/map/%D0%BA%D0%BB%D1%8E%D1%87%D0%B5%D0%B2%D1%8B%D0%B5%20%D1%81%D0%BB%D0%BE%D0%B2%D0%B0%20%2F%20keywords"
WIDTHS = (360, 768, 1280)


USUAL = [(WIDTHS[0], "light", "ru"), (WIDTHS[-1], "dark", "en")]
OTHERS = [one for one in itertools.product(WIDTHS, ("light", "dark"), ("en", "ru")) if one not in USUAL]


@pytest.mark.parametrize(
    ("width", "scheme", "language"), [*USUAL, *(pytest.param(*one, marks=pytest.mark.slow) for one in OTHERS)]
)
def test_the_map_is_drawn_without_complaint_or_overflow(browser, address, width, scheme, language):
    with chromium.opened(browser, width=width, scheme=scheme, language=language) as page:
        page.open(f"{address}{MAP}", ready=DRAWN)
        ink, colours = page.evaluate(INK)
        assert 0.005 < ink < 0.6
        assert colours > 30
        assert page.evaluate(OVERFLOW) <= 0
        words = {"en": ("60 items", "co-occurrence"), "ru": ("60 элементов", "совместная встречаемость")}
        for word in words[language]:
            assert word in page.text()
        assert "Сгенерированные" in page.text() if language == "ru" else "Generated" in page.text()
        assert page.complaints() == []
        assert {url.split(":")[0] for url in page.requests()} <= {"file", "data", "blob"}


@pytest.mark.parametrize("width", WIDTHS)
def test_every_other_page_fits_its_width_and_has_one_heading(browser, address, width):
    with chromium.opened(browser, width=width, language="ru") as page:
        page.open(f"{address}#/", ready=LOADED)
        for route in ("#/", "#/data", "#/table/problems", "#/map/none", "#/nowhere"):
            page.evaluate(f"location.hash = '{route}'")
            page.wait(f"location.hash === '{route}' && {LOADED}")
            assert page.evaluate(OVERFLOW) <= 0, route
            assert page.evaluate("document.querySelectorAll('h1').length") == 1, route
        assert page.complaints() == []


@pytest.mark.slow
@pytest.mark.parametrize("view", ["overlay", "density", "cluster_density"])
def test_every_view_shows_something_else(browser, address, view):
    with chromium.opened(browser) as page:
        page.open(f"{address}{MAP}", ready=DRAWN)
        network = page.evaluate(INK)
        page.open("about:blank", ready="true")
        query = "item_color=2" if view == "overlay" else f"view={view}"
        page.open(f"{address}{MAP}?v=1&{query}", ready=DRAWN)
        assert page.evaluate(INK) != network
        assert page.evaluate(INK)[1] > 30
        assert page.complaints() == []


def test_the_documents_behind_a_link_are_as_many_as_its_strength(browser, address):
    with chromium.opened(browser, language="en") as page:
        page.open(f"{address}{MAP}?v=1&show_item=1", ready=f"{DRAWN} && document.querySelector('.neighbours')")
        strength = int(page.evaluate("document.querySelector('.neighbours .number').textContent"))
        page.click(".neighbours li:first-child button")
        page.wait("document.querySelector('.evidence h2 button')")
        listed = page.evaluate("document.querySelectorAll('.evidence article').length")
        assert listed == min(strength, 20)
        assert "the strength is the number found below" in page.text()
        assert "savedrecs" in page.text()
        assert page.evaluate("[...document.querySelectorAll('.evidence a')].every((a) => a.rel.includes('noopener'))")


@pytest.mark.slow
@pytest.mark.parametrize(("name", "words"), [("coupling", "shared reference"), ("citation", "cites")])
def test_links_of_other_kinds_show_pairs_of_documents(browser, address, name, words):
    with chromium.opened(browser, language="en") as page:
        page.open(f"{address}#/map/{name}?v=1&show_item=1", ready=f"{DRAWN} && document.querySelector('.neighbours')")
        page.click(".neighbours li:first-child button")
        page.wait("document.querySelector('.evidence ol')")
        assert words in page.text()
        assert page.complaints() == []


def test_markup_in_titles_and_labels_is_text(browser, tmp_path):
    body = sample_map.network_body(30, name="<img src=x onerror=alert(1)>")
    body["items"]["label"][0] = "<script>window.bad = 1</script>"
    body["items"]["description"] = ["<table><td>a</td><td><img src=x onerror='window.bad=2'>b</td></table>"] * 30
    body["documents"]["title"] = ["<svg onload='window.bad = 3'>title</svg>"] * len(body["documents"]["title"])
    bodies = {"/api/project": sample_map.project_body([body]), f"/api/network/{body['name']}": body}
    file = tmp_path / "page.html"
    file.write_text(single_page(bodies, title="x", language="en"), encoding="utf-8")
    with chromium.opened(browser) as page:
        page.open(file.as_uri(), ready=DRAWN)
        page.click("[role=option]")
        page.wait("document.querySelector('.evidence article')")
        assert "<svg onload" in page.text()
        assert page.evaluate("window.bad") is None
        assert page.evaluate("document.querySelectorAll('img').length") == 0
        assert page.complaints() == []


@pytest.mark.parametrize(("language", "meaning"), [("en", "a publication"), ("ru", "публикация")])
def test_tables_are_explained_in_the_language_of_the_page(browser, address, language, meaning):
    with chromium.opened(browser, language=language) as page:
        page.open(f"{address}#/data", ready=LOADED)
        cells = page.evaluate("[...document.querySelectorAll('td[lang]')].map((td) => [td.lang, td.textContent])")
        assert [language, meaning] in cells
        assert len(cells) == len(sample_map.TABLES)


@pytest.mark.slow
def test_two_openings_give_the_same_picture(browser, address):
    pictures = set()
    for _ in range(2):
        with chromium.opened(browser) as page:
            page.open(f"{address}{MAP}", ready=DRAWN)
            page.evaluate("new Promise((done) => setTimeout(done, 300))")
            pictures.add(page.evaluate("document.querySelector('canvas[data-drawn]').toDataURL()"))
    assert len(pictures) == 1


def test_a_project_without_maps_says_what_to_do_next(browser, tmp_path):
    file = tmp_path / "page.html"
    bodies = {"/api/project": sample_map.project_body([], built=False, generated=False)}
    file.write_text(single_page(bodies, title="x", language="ru"), encoding="utf-8")
    with chromium.opened(browser) as page:
        page.open(file.as_uri(), ready="document.querySelector('h1')")
        assert "Ещё ничего не собрано" in page.text()
        assert "smartspec build" in page.text()


def test_a_page_with_one_map_starts_with_it(browser, tmp_path):
    body = sample_map.network_body(30)
    bodies = {"/api/project": sample_map.project_body([body]), f"/api/network/{body['name']}": body}
    file = tmp_path / "page.html"
    file.write_text(single_page(bodies, title="x", language="ru"), encoding="utf-8")
    with chromium.opened(browser) as page:
        page.open(file.as_uri(), ready=DRAWN)
        assert page.evaluate("location.hash").startswith("#/map/")
        assert json.loads(page.evaluate("JSON.stringify(document.documentElement.lang)")) == "ru"
