"""Networks as fixtures: the test folders are no packages."""

import importlib.util
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def networks():
    """The module `networks.py` beside this file."""
    spec = importlib.util.spec_from_file_location("kernel_networks", Path(__file__).with_name("networks.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
