"""Answers of services kept on disk: each whole, checked when it is read, and not for ever."""

import contextlib
import gzip
import hashlib
import json
import secrets
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from smartspec.errors import ConfigError
from smartspec.sources.services.service_requests import Request
from smartspec.store.lock import put

DAY = 86_400.0
#: A clock may be set back that far.
_SKEW = 3_600.0
_LEFTOVER_AGE = 3_600.0
_TEMPORARY = ".tmp-"


@dataclass(frozen=True, slots=True)
class Stored:
    """An answer as it was kept; `received` in seconds since 1970."""

    status: int
    path: str
    body: bytes
    received: float


class RequestCache:
    """Answers by request.

    Parameters
    ----------
    folder : made when the first answer is kept.
    max_age : days after which an answer is not used any more; 0 uses none but those kept since the cache was opened.
    now : the clock.
    """

    def __init__(self, folder: Path, *, max_age: float = 30.0, now: Callable[[], float] = time.time) -> None:
        self.folder, self.max_age, self.now = Path(folder), max_age, now
        self.opened, self.n_damaged = self.now(), 0
        clear_leftovers(self.folder, before=self.now() - _LEFTOVER_AGE)

    def find(self, address: str, request: Request) -> Stored | None:
        """The answer to a request at that address, if there is one that is whole and not too old."""
        place = self._place(address, request)
        try:
            content = gzip.decompress(place.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, EOFError, zlib.error):
            self.n_damaged += 1
            return None
        stored = _checked(content, [address, request.target, request.page])
        if stored is None:
            self.n_damaged += 1
            return None
        age = self.now() - stored.received
        is_young = -_SKEW <= age < self.max_age * DAY
        return stored if is_young or stored.received >= self.opened else None

    def keep(self, address: str, request: Request, stored: Stored) -> None:
        """Keep an answer; another one to the same request is replaced.

        Raises
        ------
        ConfigError
            If the folder cannot be written.
        """
        head = {
            "request": [address, request.target, request.page],
            "status": stored.status,
            "path": stored.path,
            "received": stored.received,
            "sha256": hashlib.sha256(stored.body).hexdigest(),
        }
        content = json.dumps(head).encode() + b"\n" + stored.body
        temporary = temporary_beside(self._place(address, request))
        try:
            if not self.folder.is_dir():
                self.folder.mkdir(parents=True, exist_ok=True)
                (self.folder / ".gitignore").write_text("*\n", encoding="utf-8")
            temporary.write_bytes(gzip.compress(content, 6, mtime=0))
            put(temporary, self._place(address, request))
        except OSError as error:
            hint = "name a folder that you may write to with `--cache`"
            raise ConfigError(f"cannot be written: {error.strerror}", place=f"`{self.folder}`", hint=hint) from error
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)

    def forget(self, address: str, request: Request) -> None:
        """Drop the answer to a request, if there is one."""
        self._place(address, request).unlink(missing_ok=True)

    def _place(self, address: str, request: Request) -> Path:
        return self.folder / f"{request.key(address)}.gz"


def _checked(content: bytes, request: list[str | int]) -> Stored | None:
    """What was kept, if it is what was kept and answers that request."""
    line, _, body = content.partition(b"\n")
    try:
        head = json.loads(line)
        if head["request"] != request or head["sha256"] != hashlib.sha256(body).hexdigest():
            return None
        return Stored(int(head["status"]), str(head["path"]), body, float(head["received"]))
    except (ValueError, KeyError, TypeError):
        return None


def temporary_beside(place: Path) -> Path:
    """A hidden name that no other process uses, for a file that is renamed when it is whole."""
    return place.with_name(f"{_TEMPORARY}{secrets.token_hex(8)}")


def clear_leftovers(folder: Path, *, before: float) -> None:
    """Take away temporary files that a killed process left before that time."""
    for path in folder.glob(f"{_TEMPORARY}*"):
        with contextlib.suppress(OSError):
            if path.stat().st_mtime < before:
                path.unlink()
