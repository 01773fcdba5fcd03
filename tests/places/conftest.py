"""Modules beside the tests as fixtures: the test folders are no packages."""

import importlib.util
from pathlib import Path

import pytest


def _module(name):
    spec = importlib.util.spec_from_file_location(f"places_{name}", Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def labels():
    """The module `labels.py`: our judgement of real strings."""
    return _module("labels")


@pytest.fixture(scope="session")
def workbooks():
    """The module `workbooks.py`: first columns of .xlsx files."""
    return _module("workbooks")
