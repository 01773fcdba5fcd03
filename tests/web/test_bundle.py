"""The committed bundle is what its sources build, as far as can be told without npm."""

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
FRONTEND = REPOSITORY / "frontend"
DIST = REPOSITORY / "src" / "smartspec" / "web" / "dist"
SINGLE = ("package.json", "package-lock.json", "vite.config.js", "scripts/manifest.mjs")


def fingerprint(path: Path) -> str:
    """SHA-256 of a text; line ends do not count, since a checkout may change them."""
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    if not FRONTEND.is_dir():
        pytest.skip("the sources of the page are not part of this copy")
    return json.loads((DIST / "manifest.json").read_text(encoding="utf-8"))


def test_every_source_of_the_page_is_the_one_that_was_built(manifest):
    sources = [path for path in (FRONTEND / "src").rglob("*") if path.is_file()]
    sources += [FRONTEND / name for name in SINGLE]
    sources.append(DIST.parent / "drawing.json")
    found = {path.relative_to(REPOSITORY).as_posix(): fingerprint(path) for path in sources}
    changed = {name for name, _ in found.items() ^ manifest["sources"].items()}
    assert not changed, "run `npm run build` in frontend/"


def test_the_bundle_is_the_one_that_was_built(manifest):
    assert {name: fingerprint(DIST / name) for name in manifest["outputs"]} == manifest["outputs"]
    assert {path.name for path in DIST.iterdir()} == {"manifest.json", *manifest["outputs"]}


def test_the_bundle_stays_small():
    parts = [(DIST / name).read_bytes() for name in ("app.js", "app.css")]
    assert sum(map(len, parts)) < 500_000
    assert sum(len(gzip.compress(part)) for part in parts) < 150_000


def test_the_bundle_asks_no_other_host_for_anything():
    script = (DIST / "app.js").read_text(encoding="utf-8")
    style = (DIST / "app.css").read_text(encoding="utf-8")
    for call in ("import(", "importScripts", "sendBeacon", "WebSocket", "XMLHttpRequest", "eval(", "new Function"):
        assert call not in script, call
    assert "url(" not in style
    assert "@import" not in style
    assert "</script" not in script.lower()


def test_the_lock_file_names_no_registry():
    lock = json.loads((FRONTEND / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    for name, entry in packages.items():
        assert "resolved" not in entry, name
        assert entry["integrity"].startswith("sha512-"), name
