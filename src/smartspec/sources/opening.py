"""Source files: unpacked, decoded, hashed and cut into numbered lines, the same way for every format."""

import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from smartspec.errors import SourceError
from smartspec.sources.decoding import Decoding, binary_kind, certain_encoding, decide, is_utf8
from smartspec.sources.publication import Problem
from smartspec.sources.unpacking import BlockReader, is_archive, members, unpacked

HEAD = 1 << 16
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Head:
    """The first 64 KiB of a file, unpacked: as bytes, and as text with LF line ends ("" if it is none)."""

    raw: bytes
    text: str

    @property
    def lines(self) -> list[str]:
        """Lines of the text; the last may be cut."""
        return self.text.split("\n")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file ready to be read, or one member of a zip archive.

    Attributes
    ----------
    name : the path as given; for a member, archive and member joined by `!`.
    sha256 : of the unpacked content, so that `a.txt`, `a.txt.gz` and a member of a zip are the same file.
    size : bytes, unpacked.
    encoding : as Python names it; `binary` for what is no text.
    problems : a cut or damaged file, bytes that do not fit into the encoding.
    converted : content to read instead of the file's own, if it had to be converted to text.
    book : the workbook, if the file is one.
    columns, constants : what the user says of the columns of a table of his own: role to heading, role to value.
    """

    path: Path
    name: str
    member: str
    sha256: str
    size: int
    encoding: str
    head: Head
    problems: tuple[Problem, ...] = ()
    converted: bytes = field(default=b"", repr=False)
    book: Any = field(default=None, repr=False, compare=False)
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)

    def blocks(self) -> Iterator[bytes]:
        """The unpacked bytes, block by block."""
        if self.converted:
            return iter((self.converted,))
        return unpacked(self.path, member=self.member, on_cut=_ignore)

    def lines(self) -> Iterator[str]:
        """Lines without their ends, whether CR, LF or CRLF; a byte-order mark at a line's start is left out.

        Raises
        ------
        SourceError
            If the file is no text.
        """
        if self.encoding == "binary":
            raise not_text(self.name, self.head.raw)
        buffered = io.BufferedReader(BlockReader(self.blocks()))
        with io.TextIOWrapper(buffered, encoding=self.encoding, errors="replace", newline=None) as text:
            for line in text:
                yield line.rstrip("\n").lstrip(_BOM)

    def text(self) -> str:
        """The whole file; for formats that cannot be read in pieces."""
        return "\n".join(self.lines())


def _ignore(_: str) -> None:
    """Reasons for a cut are reported once, when the file is opened."""


def not_text(name: str, head: bytes) -> SourceError:
    """The error for a file that cannot be read as text."""
    kind = binary_kind(head)
    hint = "export the records as text or CSV"
    return SourceError(f"is {kind}" if kind else "is not a text file", place=f"`{name}`", hint=hint)


def open_source(path: Path, *, member: str = "", name: str = "") -> SourceFile:
    """Look through a file once: hash, size, encoding, beginning, and whether it is whole.

    Parameters
    ----------
    member : a file inside a zip archive.
    name : what to call it in messages; the path by default.

    Raises
    ------
    SourceError
        If there is no such file, it is empty, or nothing of it can be unpacked.
    """
    name = name or (f"{path}!{member}" if member else str(path))
    if path.is_dir() or not path.exists():
        problem = "is a folder, not a file" if path.is_dir() else "there is no such file"
        raise SourceError(problem, place=f"`{name}`")
    cuts: list[str] = []
    survey = _Survey()
    sound = is_utf8(survey.through(unpacked(path, member=member, on_cut=cuts.append)))
    if not survey.size:
        problem = f"nothing can be unpacked: {cuts[0]}" if cuts else "the file is empty"
        raise SourceError(problem, place=f"`{name}`", hint="export or copy it again")
    head = bytes(survey.head)
    decoding = Decoding(certain_encoding(head) or "utf-8")
    if decoding.encoding == "utf-8" and not sound:
        found = decide(unpacked(path, member=member, on_cut=_ignore))
        decoding = replace(found, encoding=certain_encoding(head) or found.encoding)
    problems = [Problem("end of file", f"the file is cut: {cut}", _CUT, "warning") for cut in cuts]
    if decoding.n_faults:
        problems.append(_faults(decoding))
    opened = (path, name, member, survey.digest.hexdigest(), survey.size, decoding.encoding)
    return SourceFile(*opened, Head(head, _as_text(head, decoding.encoding)), tuple(problems))


class _Survey:
    """Hash, size and beginning of what flows through."""

    def __init__(self) -> None:
        self.digest, self.size, self.head = hashlib.sha256(), 0, bytearray()

    def through(self, blocks: Iterator[bytes]) -> Iterator[bytes]:
        """The blocks, unchanged."""
        for block in blocks:
            self.digest.update(block)
            self.size += len(block)
            if len(self.head) < HEAD:
                self.head += block[: HEAD - len(self.head)]
            yield block


_CUT = "what is whole was read; copy or export the file again for the rest"


def _faults(decoding: Decoding) -> Problem:
    message = f"{decoding.n_faults} bytes are not {decoding.encoding} and were replaced by `\ufffd`"
    place, hint = (
        f"line {decoding.first_fault_line}",
        "the file was damaged or joined from files of different encodings",
    )
    return Problem(place, message, hint, "warning")


def _as_text(head: bytes, encoding: str) -> str:
    if encoding == "binary":
        return ""
    text = head.decode(encoding, "ignore")
    return text.replace("\r\n", "\n").replace("\r", "\n").lstrip(_BOM)


def sources_in(path: Path) -> list[tuple[Path, str]]:
    """Files that a path stands for, as (path, member): itself, a folder's files, a zip archive's members.

    Hidden files are left out; order is by name, so that it is the same everywhere.

    Raises
    ------
    SourceError
        If the path does not exist or an archive is damaged.
    """
    if path.is_dir():
        inside = sorted(p for p in path.rglob("*") if p.is_file() and not _is_hidden(p.relative_to(path)))
        return [found for one in inside for found in _sources_inside(one)]
    if not path.exists():
        raise SourceError("there is no such file or folder", place=f"`{path}`")
    if is_archive(path):
        return [(path, member) for member in members(path)]
    return [(path, "")]


def _sources_inside(path: Path) -> list[tuple[Path, str]]:
    """The same for a file in a folder; a damaged archive is left to whoever opens it."""
    try:
        return sources_in(path)
    except SourceError:
        return [(path, "")]


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)
