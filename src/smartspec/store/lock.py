"""Locks on files that the operating system drops when the process dies."""

import os
import sys
from pathlib import Path

if sys.platform == "win32":  # pragma: no cover
    import msvcrt

    def lock_exclusive(descriptor: int) -> None:
        """Take the only lock on an open file, or raise `BlockingIOError` at once."""
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise BlockingIOError from error

    def lock_shared(descriptor: int) -> None:
        """Do nothing: an open file cannot be deleted here, so holding it open is enough."""

else:
    import fcntl

    def lock_exclusive(descriptor: int) -> None:
        """Take the only lock on an open file, or raise `BlockingIOError` at once."""
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def lock_shared(descriptor: int) -> None:
        """Take a lock that many readers may hold together."""
        fcntl.flock(descriptor, fcntl.LOCK_SH)


def sync_folder(folder: Path) -> None:
    """Make a rename inside the folder outlast a crash; folders cannot be synced on Windows."""
    if sys.platform == "win32":  # pragma: no cover
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def put(temporary: Path, target: Path) -> None:
    """Move a finished file into place so that a crash afterwards keeps it."""
    with temporary.open("r+b") as file:
        os.fsync(file.fileno())
    temporary.replace(target)
    sync_folder(target.parent)
