"""One file in a browser: compressed data, further choices, small screens, paper, focus."""

import base64
import importlib.util
import itertools
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from smartspec.store import rows
from smartspec.views.comparison_files import comparison_files


def at(path: str) -> ModuleType:
    """A module of the tests; tests are no package."""
    file = Path(__file__).parents[1] / path
    specification = importlib.util.spec_from_file_location(f"single_{file.stem}", file)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    sys.modules[specification.name] = module
    specification.loader.exec_module(module)
    return module


pytestmark = pytest.mark.slow
chromium, sample = at("web/chromium.py"), at("views/sample_comparison.py")
READY = "document.querySelector('#figure-flows svg path')"
OVERFLOW = "document.documentElement.scrollWidth - window.innerWidth"
FIGURES = "[...document.querySelectorAll('section[id^=figure-]')]"
#: Height of the type of every text of every figure in pixels of the screen, and the figure it stands in.
TYPE = """[...document.querySelectorAll('.frame svg text')].map((text) => {
  const { a, b } = text.getCTM();
  return [parseFloat(getComputedStyle(text).fontSize) * Math.hypot(a, b), text.closest('section').id];
})"""
#: Texts that reach beyond their drawing; slanted headings of a matrix may lean over its right edge.
CUT = """[...document.querySelectorAll('.frame svg text:not([transform])')].filter((text) => {
  const own = text.getBoundingClientRect(), all = text.ownerSVGElement.getBoundingClientRect();
  return own.left < all.left - 3 || own.right > all.right + 3 || own.top < all.top - 3 || own.bottom > all.bottom + 3;
}).map((text) => text.closest('section').id + ': ' + text.textContent)"""


@pytest.fixture(scope="module")
def tables():
    return sample.sample_tables("sections", n_samples=20)


@pytest.fixture(scope="module")
def page_file(tables, tmp_path_factory):
    file = tmp_path_factory.mktemp("page") / "compare.html"
    file.write_bytes(comparison_files(tables, name="patents")["compare.html"])
    return file


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    executable = chromium.program()
    if executable is None or sys.platform == "win32":
        pytest.skip("Chromium is absent (set CHROMIUM to its path)")
    running = chromium.Browser(executable, tmp_path_factory.mktemp("profile"))
    yield running
    running.close()


def test_a_region_whose_drawing_lies_in_a_part_is_shown_when_it_is_chosen(browser, page_file, tables):
    regions = sorted(rows(tables["compared_regions"])["region"].to_pylist())
    with chromium.opened(browser, language="en") as page:
        page.open(page_file.as_uri(), ready=READY)
        select = "document.querySelector('#figure-specialisation select')"
        offered = page.evaluate(f"[...{select}.options].map((option) => option.value)")
        assert sorted(offered) == regions, "every region can be chosen"
        picture = "document.querySelector('#figure-specialisation .frame svg').innerHTML"
        before, last = page.evaluate(picture), offered[-1]
        page.evaluate(f"{select}.value = '{last}'; {select}.dispatchEvent(new Event('change', {{bubbles: true}}))")
        page.wait(f"{picture}.length !== {len(before)}")
        assert page.evaluate(f"{select}.value") == last
        assert page.complaints() == []
        assert {url.split(":")[0] for url in page.requests()} <= {"file", "data", "blob"}


def test_without_a_way_to_unpack_the_page_says_what_it_takes(browser, page_file):
    with chromium.opened(browser, language="ru") as page:
        page.send("Page.addScriptToEvaluateOnNewDocument", source="delete globalThis.DecompressionStream")
        page.open(page_file.as_uri(), ready="document.querySelector('.failure')")
        assert "Firefox 113" in page.text()
        assert "smartspec serve" in page.text()


@pytest.mark.parametrize("change", ["cut before", "cut inside", "changed"])
def test_a_file_that_was_cut_off_or_changed_is_told_from_one_that_is_whole(browser, page_file, tmp_path, change):
    text = page_file.read_text(encoding="utf-8")
    start = text.index('<script type="text/plain"')
    broken = {
        "cut before": text[:start],
        "cut inside": text[: start + 20_000],
        "changed": text[: start + 2_000] + "AAAA" * 40 + text[start + 2_160 :],
    }[change]
    file = tmp_path / "broken.html"
    file.write_text(broken, encoding="utf-8")
    with chromium.opened(browser, language="en") as page:
        page.open(file.as_uri(), ready="document.querySelector('.failure')")
        assert "could not be unpacked" in page.text()


@pytest.mark.parametrize(("width", "language"), [*itertools.product((360, 390), ("en", "ru"))])
def test_on_a_phone_no_text_of_a_figure_is_small_or_cut(browser, page_file, width, language):
    with chromium.opened(browser, width=width, language=language) as page:
        page.open(page_file.as_uri(), ready=READY)
        found = page.evaluate(TYPE)
        assert len({figure for _, figure in found}) == page.evaluate(f"{FIGURES}.length") >= 8
        assert min(found)[0] >= 11, min(found)
        assert page.evaluate(CUT) == []
        assert page.evaluate(OVERFLOW) <= 0
        assert page.complaints() == []


def test_names_of_regions_stay_while_a_wide_matrix_is_scrolled_across(browser, page_file):
    with chromium.opened(browser, width=360) as page:
        page.open(page_file.as_uri(), ready=READY)
        scroll = "document.querySelector('#figure-matrix .scroll')"
        assert page.evaluate(f"{scroll}.scrollWidth > {scroll}.clientWidth + 100")
        held = "document.querySelector('#figure-matrix .held').getBoundingClientRect()"
        before = page.evaluate(f"{held}.left")
        page.evaluate(f"{scroll}.scrollLeft = 150")
        assert page.evaluate(f"{held}.left") == before
        assert page.evaluate(f"{scroll}.scrollLeft") == 150


def test_paper_is_light_and_has_each_figure_on_a_page_of_its_own_with_its_source(browser, page_file):
    with chromium.opened(browser, scheme="dark", language="en") as page:
        page.open(page_file.as_uri(), ready=READY)
        dark = page.evaluate("document.querySelector('#figure-ranks svg text').getAttribute('fill')")
        page.evaluate("document.querySelector('#figure-ranks summary').click()")
        page.send(
            "Emulation.setEmulatedMedia", media="print", features=[{"name": "prefers-color-scheme", "value": "dark"}]
        )
        light = "document.querySelector('#figure-ranks svg text').getAttribute('fill')"
        page.wait(f"{light} !== '{dark}'")
        assert page.evaluate("getComputedStyle(document.body).getPropertyValue('--ground').trim()") == "#fff"
        seen = "(e) => e.checkVisibility()"
        for hidden in ("select", ".tools", "header:has(nav)", "main button.button"):
            assert page.evaluate(f"[...document.querySelectorAll('{hidden}')].filter({seen}).length") == 0, hidden
        for told in ("Source:", "Parameters", "cautions", "rows"):
            assert page.evaluate(f"{FIGURES}.every((s) => s.innerText.includes('{told}'))"), told
        assert page.evaluate(f"{FIGURES}.every((s) => getComputedStyle(s).breakBefore === 'page')")
        pdf = base64.b64decode(page.send("Page.printToPDF", paperWidth=8.27, paperHeight=11.69)["data"])
        n_pages = len(re.findall(rb"/Type\s*/Page\b", pdf))
        n_figures = page.evaluate(f"{FIGURES}.length")
        assert n_figures + 2 <= n_pages <= n_figures + 5, "the head, a page for each figure, the methods"


def test_focus_goes_to_the_heading_of_a_page_that_was_opened(browser, page_file):
    with chromium.opened(browser, language="en") as page:
        page.open(page_file.as_uri(), ready=READY)
        assert page.evaluate("document.activeElement === document.body"), "the first page takes no focus"
        for route in ("#/", "#/data", "#/comparison/patents", "#/comparison/none"):
            page.evaluate(f"location.hash = '{route}'")
            page.wait("document.activeElement?.tagName === 'H1'")
            page.wait(
                "/Opened: ./.test([...document.querySelectorAll('[role=status]')].map((e) => e.textContent).join())"
            )


def test_a_figure_is_named_and_described_by_its_summary_and_notes(browser, page_file):
    with chromium.opened(browser, language="en") as page:
        page.open(page_file.as_uri(), ready=READY)
        pictures = "[...document.querySelectorAll('.frame svg[role=img]')]"
        texts = (
            "(svg, of) => svg.getAttribute(of).split(' ').map((id) => document.getElementById(id).textContent.trim())"
        )
        named = page.evaluate(f"{pictures}.map((svg) => ({texts})(svg, 'aria-labelledby').join(' '))")
        described = page.evaluate(f"{pictures}.map((svg) => ({texts})(svg, 'aria-describedby').join(' '))")
        assert len(set(named)) == len(named) == page.evaluate(f"{FIGURES}.length") >= 8
        assert all(len(text) > 40 for text in described)
        assert any("Highest:" in text for text in described)
