"""Strings and tags in the parts of an .xlsx workbook, without entities, DTDs or anything from outside."""

import zipfile
from dataclasses import dataclass, field
from xml.parsers import expat

Place = tuple[int, int]
#: Text and whether it is superscript.
Run = tuple[str, bool]
#: The same before it is settled; None where the font of the cell decides.
LooseRun = tuple[str, bool | None]


@dataclass(slots=True)
class Marked:
    """Cells of a sheet with superscript runs, and cells that hold an error or a formula without a value."""

    superscripts: dict[Place, tuple[Run, ...]] = field(default_factory=dict)
    faults: dict[Place, str] = field(default_factory=dict)


@dataclass(slots=True)
class Strings:
    """Handler of the parser for strings: collects the runs of each `si` or `is`."""

    found: list[list[LooseRun]] = field(default_factory=list)
    raised: bool | None = None
    text: list[str] | None = None
    skipped: int = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take in an opening tag."""
        tag = name.rpartition(":")[2]
        if tag in ("si", "is"):
            self.found.append([])
        elif tag == "r":
            self.raised = None
        elif tag == "rPr":
            self.raised = False
        elif tag == "vertAlign" and self.raised is not None:
            self.raised = attributes.get("val") == "superscript"
        elif tag == "rPh":
            self.skipped += 1
        elif tag == "t" and not self.skipped:
            self.text = []

    def end(self, name: str) -> None:
        """Take in a closing tag."""
        tag = name.rpartition(":")[2]
        if tag == "t" and self.text is not None:
            if self.found:
                self.found[-1].append(("".join(self.text), self.raised))
            self.text = None
        elif tag == "r":
            self.raised = None
        elif tag == "rPh":
            self.skipped -= 1

    def characters(self, text: str) -> None:
        """Take in text."""
        if self.text is not None:
            self.text.append(text)


@dataclass(slots=True)
class Tags:
    """Handler of the parser for small parts: opening tags in order."""

    found: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take in an opening tag, prefixes of namespaces left off."""
        self.found.append((name.rpartition(":")[2], {k.rpartition(":")[2]: v for k, v in attributes.items()}))


def parsed(xml: bytes, handler: Strings | Tags) -> None:
    """Run a part through a handler.

    Raises
    ------
    zipfile.BadZipFile
        If the part is not well-formed, or declares a document type.
    """
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    parser.buffer_text = True
    parser.StartElementHandler = handler.start
    if isinstance(handler, Strings):
        parser.EndElementHandler, parser.CharacterDataHandler = handler.end, handler.characters
    try:
        parser.Parse(xml, True)  # noqa: FBT003  # the library's own parameter
    except expat.ExpatError as error:
        raise zipfile.BadZipFile(f"a part is not well-formed: {error}") from error


def _refuse(name: str, *_: object) -> None:
    raise zipfile.BadZipFile(f"a part declares a document type (`{name}`)")
