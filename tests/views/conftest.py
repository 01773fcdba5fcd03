"""Comparisons that the tests of this folder share, and what reads a drawing back."""

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.parsers import expat

import pytest

from smartspec import registry
from smartspec.views.comparison import drawn_for, figures_of
from smartspec.views.comparison_tables import read_comparison

registry.load("sources", "mapping", "regions")  # the tables that views read


def _beside(name: str) -> Any:
    specification = importlib.util.spec_from_file_location(f"views_{name}", Path(__file__).with_name(f"{name}.py"))
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def tables() -> dict[str, Any]:
    """All subjects of Russia by sections of OKVED2, one year, with one region of which no outline is known."""
    sample = _beside("sample_comparison")
    return dict(sample.with_stranger(sample.sample_tables(n_samples=25)))


@pytest.fixture(scope="session")
def two_years() -> dict[str, Any]:
    """Twelve regions by divisions of OKVED2, two years."""
    return dict(_beside("sample_comparison").sample_tables("divisions", periods=2, n_regions=12, n_samples=0))


@pytest.fixture(scope="session")
def compared(tables):
    """The larger comparison as views read it."""
    return read_comparison(tables, "patents")


@pytest.fixture(scope="session")
def drawn(compared, tables):
    """Its outlines."""
    return drawn_for(compared, tables)


@pytest.fixture(scope="session")
def figures(compared, drawn):
    """Its figures by name."""
    return {figure.name: figure for figure in figures_of(compared, drawn)}


@pytest.fixture(scope="session")
def elements() -> Callable[[str], list[tuple[str, dict[str, str], str]]]:
    """Elements of an XML text as (name, attributes, text inside), by expat, which refuses what is not well-formed."""

    def read(text: str) -> list[tuple[str, dict[str, str], str]]:
        found: list[list[Any]] = []
        open_ones: list[int] = []
        parser = expat.ParserCreate()

        def start(name: str, attributes: dict[str, str]) -> None:
            open_ones.append(len(found))
            found.append([name, attributes, ""])

        def inside(data: str) -> None:
            found[open_ones[-1]][2] += data

        parser.StartElementHandler = start
        parser.EndElementHandler = lambda _: open_ones.pop()
        parser.CharacterDataHandler = inside
        parser.Parse(text, True)  # noqa: FBT003
        return [tuple(one) for one in found]

    return read
