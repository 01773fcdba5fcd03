"""Chosen elements of a large XML file, one after another, without entities, DTDs or anything from outside."""

import html
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import NoReturn
from xml.parsers import expat

from smartspec.errors import SourceError
from smartspec.sources.opening import SourceFile
from smartspec.sources.xml_records import Element

_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,31};)")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
#: Far deeper than any table; a file that is deeper is made to do harm.
_DEEPEST = 200
#: Bytes parsed at a time: whole files may stand in one line.
_PIECE = 1 << 16


@dataclass(slots=True)
class Found:
    """An element with all that is in it.

    Attributes
    ----------
    path : names of the elements around it and its own, each with its number among those of the same name beside it,
        such as `/GenericData/DataSet/Series[12]`; 1 is not written but for the element itself.
    around : attributes of the element around it, names without prefix.
    """

    path: str
    around: dict[str, str]
    element: Element

    @property
    def parent(self) -> str:
        """The path of the element around it."""
        return self.path.rpartition("/")[0]


def elements(file: SourceFile, names: Collection[str]) -> Iterator[Found]:
    """Elements of these names (without prefix) that lie in no other one of them, in the order of the file.

    What lies outside of them is not kept, so that memory holds one of them at a time. Names of HTML such as `&nbsp;`
    are understood, and control characters become blanks.

    Raises
    ------
    SourceError
        If the file is not well-formed, declares entities or a DTD, or is nested deeper than any table.
    """
    parser, watcher = expat.ParserCreate("utf-8"), _Watcher(names, file.name)
    parser.StartElementHandler, parser.EndElementHandler = watcher.start, watcher.end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = watcher.data, watcher.doctype
    parser.buffer_text = True
    try:
        for line in file.lines():
            clean = _NOT_XML.sub(" ", _NAMED.sub(_resolved, line) if "&" in line else line)
            content = f"{clean}\n".encode("utf-8", "replace")
            for begin in range(0, len(content), _PIECE):
                parser.Parse(content[begin : begin + _PIECE], False)  # noqa: FBT003  # the library's own
                yield from watcher.handed_over()
        parser.Parse(b"", True)  # noqa: FBT003
    except expat.ExpatError as error:
        hint = "the file may be cut: download it again"
        place = f"`{file.name}` line {error.lineno}"
        raise SourceError(f"is not XML: {expat.ErrorString(error.code)}", place=place, hint=hint) from error
    yield from watcher.handed_over()


def _resolved(found: re.Match[str]) -> str:
    return html.unescape(found[0]).replace("&", "&amp;")


class _Watcher:
    """What the parser tells, and the elements that are whole."""

    def __init__(self, names: Collection[str], file: str) -> None:
        self._names, self._file = names, file
        self._attributes: list[dict[str, str]] = [{}]
        self._steps: list[str] = []
        self._numbers: list[dict[str, int]] = [{}]
        self._inside: list[Element] = []
        self._ready: list[Found] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        name = name.rpartition(":")[2]
        if self._inside:
            element = Element(name, attributes)
            self._inside[-1].children.append(element)
            self._inside.append(element)
            self._check_depth(len(self._inside))
            return
        number = self._numbers[-1].get(name, 0) + 1
        self._numbers[-1][name] = number
        self._attributes.append({key.rpartition(":")[2]: text for key, text in attributes.items()})
        is_numbered = number > 1 or name in self._names
        self._steps.append(f"{name}[{number}]" if is_numbered else name)
        self._numbers.append({})
        self._check_depth(len(self._steps))
        if name in self._names:
            self._inside.append(Element(name, attributes))

    def end(self, _: str) -> None:
        """An element ends; if it is the outermost of those that are wanted, it is ready."""
        if self._inside:
            element = self._inside.pop()
            if self._inside:
                return
            path = "/" + "/".join(self._steps)
            self._ready.append(Found(path, self._attributes[-2], element))
        self._numbers.pop()
        self._steps.pop()
        self._attributes.pop()

    def data(self, text: str) -> None:
        """Text inside the current element."""
        if self._inside:
            self._inside[-1].pieces.append(text)

    def doctype(self, *_: object) -> NoReturn:
        """Declarations could name files, or grow without end."""
        hint = "a file of statistics needs none; download it again from the office itself"
        raise SourceError("declares a DTD or entities, which are not read", place=f"`{self._file}`", hint=hint)

    def _check_depth(self, depth: int) -> None:
        if depth > _DEEPEST:
            hint = "download it again from the office itself"
            raise SourceError("is nested deeper than any table is", place=f"`{self._file}`", hint=hint)

    def handed_over(self) -> list[Found]:
        """Elements that became whole since the last call."""
        ready, self._ready = self._ready, []
        return ready
