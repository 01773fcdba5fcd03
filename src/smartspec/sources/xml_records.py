"""Records of an XML file, each parsed by itself, without entities, DTDs or anything from outside."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from smartspec.sources.opening import SourceFile

_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,31};)")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(slots=True)
class Element:
    """An element: its name, attributes, children in order, and the text directly in it."""

    name: str
    attributes: dict[str, str]
    children: list["Element"] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text inside, that of children included, blanks made one."""
        return " ".join(" ".join(self.texts()).split())

    def texts(self) -> Iterator[str]:
        """Texts of this element and of those inside it."""
        yield "".join(self.pieces)
        for child in self.children:
            yield from child.texts()

    def all(self, path: str) -> list["Element"]:
        """Elements at a path of names."""
        found = [self]
        for name in path.split("/"):
            found = [child for one in found for child in one.children if child.name == name]
        return found

    def first(self, *paths: str) -> str:
        """Text of the first element with text at the first path that has one."""
        return next((text for path in paths for one in self.all(path) if (text := one.text)), "")


@dataclass(frozen=True, slots=True)
class Fault:
    """A record that is not well-formed XML: its line in the file and the parser's reason."""

    line: int
    reason: str


def count_elements(file: SourceFile, name: str) -> int:
    """Opening tags of that name."""
    opening = re.compile(rf"<{name}[\s>]")
    return sum(len(opening.findall(f"{line} ")) for line in file.lines())


def records_of(file: SourceFile, name: str) -> Iterator[tuple[int, Element] | Fault]:
    """Line and element of each record; a fault in one record leaves the others alone.

    A record ends at its closing tag, at the next opening one, or with the file.
    """
    text = file.text()
    starts = list(re.finditer(rf"<{name}(?=[\s>])", text))
    line, last = 1, 0
    for number, start in enumerate(starts):
        line, last = line + text.count("\n", last, start.start()), start.start()
        end = starts[number + 1].start() if number + 1 < len(starts) else len(text)
        closing = text.find(f"</{name}>", start.start(), end)
        whole = text[start.start() : closing + len(name) + 3 if closing >= 0 else end]
        try:
            yield line, _parsed(whole)
        except expat.ExpatError as error:
            yield Fault(line, expat.ErrorString(error.code))


def _parsed(text: str) -> Element:
    """The element that a text is."""
    parser = expat.ParserCreate("utf-8")
    root = Element("", {})
    path = [root]

    def start(name: str, attributes: dict[str, str]) -> None:
        element = Element(name.rpartition(":")[2], attributes)
        path[-1].children.append(element)
        path.append(element)

    def end(_: str) -> None:
        path.pop()

    def data(text: str) -> None:
        path[-1].pieces.append(text)

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, data
    resolved = _NAMED.sub(lambda found: html.unescape(found[0]).replace("&", "&amp;"), text)
    parser.Parse(_NOT_XML.sub(" ", resolved).encode("utf-8", "replace"), True)  # noqa: FBT003  # the library's own
    return root.children[0]
