"""What all tests share: where the real files are, and how hard hypothesis tries."""

import os
import shutil
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

_QUIET = (HealthCheck.too_slow, HealthCheck.function_scoped_fixture)
settings.register_profile("dev", max_examples=30, deadline=None, suppress_health_check=_QUIET)
settings.register_profile(
    "ci", max_examples=150, deadline=None, derandomize=True, print_blob=True, suppress_health_check=_QUIET
)
settings.load_profile("ci" if os.environ.get("CI") else "dev")

REPOSITORY = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("SMARTSPEC_TEST_DATA", REPOSITORY.parent / "shared" / "data"))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real exports and fixtures, which is not part of the repository."""
    if not DATA.is_dir():
        pytest.skip(f"the folder of real files is absent: {DATA} (set SMARTSPEC_TEST_DATA)")
    return DATA


@pytest.fixture(scope="session")
def built_example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The embedded example, built once for all tests; who changes it takes a copy."""
    from smartspec.build import build_project

    folder = tmp_path_factory.mktemp("example") / "project"
    shutil.copytree(Path(str(files("smartspec.build"))) / "example", folder)
    build_project(folder)
    return folder
