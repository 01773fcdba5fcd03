"""How large self-contained pages are and how soon something is seen in them.

Run: `python benchmarks/bench_self_contained.py PAGE.html...`, with pages that `smartspec map`, `smartspec compare` or
`tests/web/sample_map.py` wrote. Prints the size, what it would be with every body as plain JSON, and milliseconds
(median of runs) from navigation to the frame of the page and to the first picture, in headless Chromium.
"""

import base64
import gzip
import importlib.util
import re
import statistics
import sys
import tempfile
from pathlib import Path

CHROMIUM = Path(__file__).resolve().parents[1] / "tests" / "web" / "chromium.py"
#: Notes when the frame and the first picture are on the screen.
WATCH = """
const note = (name, seen) => {
  const look = () => seen() ? requestAnimationFrame(() => setTimeout(() => { window[name] = performance.now(); }))
    : requestAnimationFrame(look);
  requestAnimationFrame(look);
};
note('frameSeen', () => document.querySelector('nav'));
note('pictureSeen', () => document.querySelector('.frame svg path')
  || Number(document.querySelector('canvas[data-drawn]')?.dataset.drawn) > 0);
"""


def sizes(page):
    """Bytes of a page, and of the same page with plain bodies."""
    text = page.read_text(encoding="utf-8")
    packed = re.findall(r'data-packed="[^"]*">([A-Za-z0-9+/=]*)<', text)
    plain = sum(len(gzip.decompress(base64.b64decode(data))) - len(data) for data in packed)
    return len(text.encode()), len(text.encode()) + plain


def seen(chromium, browser, page):
    """Milliseconds to the frame and to the first picture."""
    with chromium.opened(browser) as tab:
        tab.send("Page.addScriptToEvaluateOnNewDocument", source=WATCH)
        tab.open(page.resolve().as_uri(), ready="window.frameSeen && window.pictureSeen")
        return tab.evaluate("[window.frameSeen, window.pictureSeen]")


def main(pages, *, runs=5):
    """Print the table."""
    specification = importlib.util.spec_from_file_location("chromium", CHROMIUM)
    chromium = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(chromium)
    with tempfile.TemporaryDirectory() as profile:
        browser = chromium.Browser(chromium.program(), Path(profile))
        print(f"{'page':<30}{'kB':>8}{'plain kB':>10}{'frame ms':>10}{'picture ms':>12}")
        for page in pages:
            found = [seen(chromium, browser, page) for _ in range(runs)]
            frame, picture = (statistics.median(run[k] for run in found) for k in (0, 1))
            size, plain = sizes(page)
            print(f"{page.name[-29:]:<30}{size / 1e3:>8.0f}{plain / 1e3:>10.0f}{frame:>10.0f}{picture:>12.0f}")
        browser.close()


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
