"""Result folders: every file is whole or not there."""

import contextlib
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path

from smartspec.errors import ConfigError
from smartspec.store.lock import put


def writable(folder: Path) -> None:
    """Make sure that a folder can be written, making it if there is none.

    Raises
    ------
    ConfigError
        If it cannot be made or written.
    """
    temporary = folder / f".tmp-{secrets.token_hex(8)}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        temporary.touch()
        temporary.unlink()
    except OSError as error:
        raise _unwritable(folder, error) from error


@contextlib.contextmanager
def results_in(folder: Path) -> Iterator[None]:
    """Make sure that a folder can be written before long work; take it away again if the work fails and it is new.

    Raises
    ------
    ConfigError
        If it cannot be made or written.
    """
    new = not folder.exists()
    writable(folder)
    try:
        yield
    except BaseException:
        if new:
            with contextlib.suppress(OSError):
                folder.rmdir()  # only an empty one goes
        raise


def _unwritable(folder: Path, error: OSError) -> ConfigError:
    hint = "choose a folder that you may write to"
    return ConfigError(f"cannot be written: {error.strerror}", place=f"`{folder}`", hint=hint)


def write_folder(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write files into a folder and folders in it, each by a temporary name and a rename.

    Raises
    ------
    ConfigError
        If the folder cannot be made or written.
    """
    written = []
    temporary = folder / f".tmp-{secrets.token_hex(8)}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).parent.mkdir(exist_ok=True)
            temporary.write_bytes(content)
            put(temporary, folder / name)
            written.append(folder / name)
    except OSError as error:
        raise _unwritable(folder, error) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
    return written
