"""Bytes of a file as they were before compression, block by block, within limits."""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from smartspec.errors import SourceError

BLOCK = 1 << 20
GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
#: A file that grows beyond both limits is refused: no export of a database is that repetitive.
MAX_RATIO, MAX_UNCHECKED = 250, 1 << 28
MAX_MEMBERS = 20_000
_GZIP_WINDOW = 31
_NOT_SOURCES = ("__MACOSX/", ".DS_Store", "Thumbs.db")

#: Called with the reason when the rest of a file cannot be unpacked.
OnCut = Callable[[str], None]


def is_archive(path: Path) -> bool:
    """Whether the file is a zip archive of files, and not a spreadsheet or document that is one inside."""
    with path.open("rb") as file:
        if file.read(len(ZIP)) != ZIP:
            return False
    with _archive(path) as archive:
        return "[Content_Types].xml" not in archive.namelist() and "mimetype" not in archive.namelist()


def members(path: Path) -> list[str]:
    """Names of the files in a zip archive, sorted; folders and files of operating systems are left out.

    Raises
    ------
    SourceError
        If the archive is damaged, protected by a password, or holds too many files.
    """
    with _archive(path) as archive:
        found = [info for info in archive.infolist() if not info.is_dir() and not _is_foreign(info.filename)]
    if any(info.flag_bits & 1 for info in found):
        raise SourceError("is protected by a password", place=f"`{path.name}`", hint="unpack it first")
    if len(found) > MAX_MEMBERS:
        raise SourceError(f"holds more than {MAX_MEMBERS} files", place=f"`{path.name}`", hint="unpack it")
    return sorted(info.filename for info in found)


def _is_foreign(name: str) -> bool:
    return any(part in name for part in _NOT_SOURCES)


def _archive(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        hint = "copy or download it again: the end of the archive may be missing"
        raise SourceError(f"is not a whole zip archive ({error})", place=f"`{path.name}`", hint=hint) from error


def unpacked(path: Path, *, member: str = "", on_cut: OnCut) -> Iterator[bytes]:
    """Blocks of a file or of a member of a zip archive, after gzip if it is compressed so.

    Parameters
    ----------
    on_cut : called with the reason if the compressed data end early; what came before was given.

    Raises
    ------
    SourceError
        If the file grows beyond all measure when unpacked.
    """
    blocks = _from_archive(path, member, on_cut) if member else _from_file(path)
    first = next(blocks, b"")
    if first.startswith(GZIP):
        blocks = _gunzip(first, blocks, on_cut)
    elif first:
        yield first
    size, limit = 0, max(MAX_UNCHECKED, MAX_RATIO * path.stat().st_size)
    for block in blocks:
        size += len(block)
        if size > limit:
            hint = "unpack it yourself if you trust it"
            problem = f"grows to more than {MAX_RATIO} times its size when unpacked"
            raise SourceError(problem, place=f"`{path.name}`", hint=hint)
        yield block


def _from_file(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block


def _from_archive(path: Path, member: str, on_cut: OnCut) -> Iterator[bytes]:
    with _archive(path) as archive:
        try:
            with archive.open(member) as file:
                while block := file.read(BLOCK):
                    yield block
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            on_cut(f"the archive is damaged here ({error})")


def _gunzip(first: bytes, rest: Iterator[bytes], on_cut: OnCut) -> Iterator[bytes]:
    """Content of one gzip member after another; zeros behind the last are padding."""
    decoder, pending, inside = zlib.decompressobj(_GZIP_WINDOW), first, False
    while pending:
        saved = decoder.copy()
        try:
            data = decoder.decompress(pending, BLOCK)
        except zlib.error as error:
            yield _before_fault(saved, pending)
            on_cut(f"the compressed data are damaged ({error})")
            return
        inside = True
        if data:
            yield data
        pending = decoder.unconsumed_tail
        if decoder.eof:
            pending, inside = decoder.unused_data.lstrip(b"\0"), False
            decoder = zlib.decompressobj(_GZIP_WINDOW)
        pending = pending or next(rest, b"")
        if not inside:
            pending = pending.lstrip(b"\0")
            if pending and not pending.startswith(GZIP[: len(pending)]):
                on_cut("other data follow the compressed data")
                return
    if inside:
        yield decoder.flush()
        on_cut("the compressed data end too early")


def _before_fault(decoder: "zlib._Decompress", pending: bytes) -> bytes:
    """What can still be unpacked of a damaged block, found in ever smaller steps."""
    found = []
    for step in (4096, 64, 1):
        at = 0
        while at < len(pending):
            saved = decoder.copy()
            try:
                found.append(decoder.decompress(pending[at : at + step]))
            except zlib.error:
                decoder = saved
                break
            at += step
        pending = pending[at : at + step]
    return b"".join(found)


class BlockReader(io.RawIOBase):
    """Blocks of bytes as a file, so that the standard library can decode and cut it into lines."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks, self._rest = blocks, memoryview(b"")

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        """Fill the buffer; 0 at the end."""
        while not self._rest:
            block = next(self._blocks, None)
            if block is None:
                return 0
            self._rest = memoryview(block)
        n = min(len(buffer), len(self._rest))
        buffer[:n], self._rest = self._rest[:n], self._rest[n:]
        return n
