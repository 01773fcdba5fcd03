"""What the tests of readers share: readings of real files, each read once, and their rows."""

import functools
import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from smartspec.sources.reading import Reading, read_file

SAMPLES = Path(__file__).parent / "samples"


@pytest.fixture(scope="session")
def bibliography(shared_data: Path) -> Path:
    """The folder of real bibliographic files."""
    return shared_data / "bibliography"


@pytest.fixture(scope="session")
def reading_of(bibliography: Path) -> Callable[[str], Reading]:
    """A real file, read."""

    @functools.cache
    def read(name: str) -> Reading:
        return read_file(bibliography / name)

    return read


@pytest.fixture(scope="session")
def rows_of(reading_of: Callable[[str], Reading]) -> Callable[[str, str], list[dict[str, Any]]]:
    """Rows of a table of a real file."""

    @functools.cache
    def rows(name: str, table: str) -> list[dict[str, Any]]:
        return reading_of(name).tables[table].to_pylist()

    return rows


@pytest.fixture(scope="session")
def raw_of(bibliography: Path) -> Callable[[str], bytes]:
    """Bytes of a real file, unpacked by another way than the reader's."""

    def raw(name: str) -> bytes:
        content = (bibliography / name).read_bytes()
        return gzip.decompress(content) if name.endswith(".gz") else content

    return raw


@pytest.fixture
def read_text(tmp_path: Path) -> Callable[..., Reading]:
    """Read a text written to a file whose name says nothing."""

    def read(text: str | bytes, *, name: str = "export") -> Reading:
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return read_file(path)

    return read
