"""The file of what was downloaded: one work a line, sorted, the same bytes for the same works."""

import contextlib
import gzip
import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from smartspec.errors import ConfigError
from smartspec.sources.services.request_cache import temporary_beside
from smartspec.sources.services.service_requests import Json
from smartspec.store.lock import put


class SortedWorks:
    """Works by key, each once; they wait on disk, not in memory."""

    def __init__(self) -> None:
        import sqlite3

        self._database = sqlite3.connect("")
        self._database.execute("CREATE TABLE works (key TEXT PRIMARY KEY, line BLOB) WITHOUT ROWID")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    def add(self, key: str, work: Json) -> bool:
        """Add a work; False if there was one with that key, which stays."""
        added = self._database.execute("INSERT OR IGNORE INTO works VALUES (?, ?)", (key, line_of(work)))
        return added.rowcount == 1

    def lines(self) -> Iterator[bytes]:
        """One line a work, in order of the keys."""
        for (line,) in self._database.execute("SELECT line FROM works ORDER BY key"):
            yield line


def line_of(work: Json) -> bytes:
    """A work as a line of JSON, its fields in the order of the service."""
    text = json.dumps(work, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    try:
        return text.encode() + b"\n"
    except UnicodeEncodeError:  # half a surrogate pair, which UTF-8 cannot hold
        return json.dumps(work, separators=(",", ":"), allow_nan=False).encode() + b"\n"


def write_works(lines: Iterator[bytes], place: Path) -> dict[str, Any]:
    """Write lines as a gzip file without name and time; a file with the same content is left alone.

    Returns
    -------
    Name, SHA-256 and size of the file, SHA-256 of its unpacked content.

    Raises
    ------
    ConfigError
        If it cannot be written.
    """
    content = hashlib.sha256()
    with _writing(place) as temporary:
        with temporary.open("wb") as raw, _packed(raw) as file:
            for line in lines:
                content.update(line)
                file.write(line)
        sha256, size = _hash(temporary), temporary.stat().st_size
        if not place.is_file() or _hash(place) != sha256:
            put(temporary, place)
    return {"name": place.name, "sha256": sha256, "bytes": size, "content_sha256": content.hexdigest()}


def write_request(body: Mapping[str, Any], place: Path) -> None:
    """Write what was asked and what came as JSON.

    Raises
    ------
    ConfigError
        If it cannot be written.
    """
    with _writing(place) as temporary:
        temporary.write_text(json.dumps(body, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        put(temporary, place)


@contextlib.contextmanager
def _writing(place: Path) -> Iterator[Path]:
    """A temporary file beside a place, in a folder that is made if there is none."""
    temporary = temporary_beside(place)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        yield temporary
    except OSError as error:
        hint = "choose a folder that you may write to"
        raise ConfigError(f"cannot be written: {error.strerror}", place=f"`{place.parent}`", hint=hint) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def _packed(raw: BinaryIO) -> gzip.GzipFile:
    return gzip.GzipFile(filename="", mode="wb", fileobj=raw, compresslevel=6, mtime=0)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
