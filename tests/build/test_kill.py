"""A build that is killed leaves a project that is sound, and the next build completes it."""

import shutil
import subprocess
import sys
import time
from importlib.resources import files
from pathlib import Path

import pytest

from smartspec.build import build_project, check_project
from smartspec.store import read_manifest

EXAMPLE = Path(str(files("smartspec.build"))) / "example"


def contents(folder: Path) -> dict[str, bytes]:
    """Manifest, parts and result files of a project."""
    found = [folder / "tables" / "manifest.json", *folder.glob("tables/*.parquet"), *folder.glob("results/**/*.*")]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found if path.is_file()}


def copy_without_comparisons(folder: Path) -> None:
    """The example as far as its maps: what is tested rests on the number of steps, not on what they compute."""
    shutil.copytree(EXAMPLE, folder)
    config = folder / "smartspec.toml"
    kept, _, _ = config.read_text("utf-8").partition("# Indicators are chosen")
    config.write_text(kept, encoding="utf-8")


@pytest.mark.slow
def test_a_build_killed_again_and_again_ends_as_one_that_was_left_alone(tmp_path):
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    for folder in (whole, killed):
        copy_without_comparisons(folder)
    build_project(whole)
    kills = 0
    for attempt in range(30):
        process = subprocess.Popen(
            [sys.executable, "-m", "smartspec", "build", str(killed)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(0.6 + 0.15 * attempt)
        if process.poll() is not None:
            break
        process.kill()
        process.wait()
        kills += 1
        assert check_project(killed).sound, f"kill {kills}"
    assert kills >= 3
    report = build_project(killed)
    assert report.failures == []
    assert check_project(killed).stale == []
    assert contents(killed) == contents(whole)
    assert not list((killed / "tables").glob(".tmp-*"))


@pytest.mark.slow
def test_two_builds_of_the_same_sources_give_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        shutil.copytree(EXAMPLE, tmp_path / name)
        build_project(tmp_path / name)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_a_source_that_is_taken_away_takes_its_rows_along(tmp_path):
    folder = tmp_path / "project"
    copy_without_comparisons(folder)
    config = folder / "smartspec.toml"
    build_project(folder)
    before = sum(part.rows for part in read_manifest(folder / "tables").of("records"))
    block = '[[source]]\npath = "sources/generated.ris"\nproducer = "generated"\nlicence = "CC0-1.0"\n'
    assert block in config.read_text("utf-8")
    config.write_text(config.read_text("utf-8").replace(block, ""), encoding="utf-8")
    build_project(folder)
    after = sum(part.rows for part in read_manifest(folder / "tables").of("records"))
    assert before - after == 20


def test_the_same_file_twice_is_read_once(tmp_path):
    folder = tmp_path / "project"
    copy_without_comparisons(folder)
    shutil.copy(folder / "sources" / "generated.ris", folder / "sources" / "generated-again.ris")
    config = folder / "smartspec.toml"
    text = config.read_text("utf-8").replace('"sources/generated.ris"', '"sources/*.ris"')
    config.write_text(text, encoding="utf-8")
    report = build_project(folder)
    assert report.failures == []
    generated = [row for row in report.sources if "generated" in row["file"]]
    assert sum(row["records_read"] for row in generated) == 400
    assert report.problems["warning"] == 1
