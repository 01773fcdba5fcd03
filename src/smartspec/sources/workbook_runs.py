"""What the library for values leaves out of a sheet: superscript runs, errors, formulas without a value."""

import io
import re
import zipfile
import zlib
from functools import cached_property

from smartspec.sources.workbook_safety import check_area
from smartspec.sources.workbook_strings import LooseRun, Marked, Place, Run, Strings, Tags, parsed

_WORKSHEET = "worksheet"
_STRING = re.compile(rb"""t=["']s["'][^>]*>\s*<(?:\w+:)?v>\s*(\d+)\s*<""")
_INLINE = re.compile(rb"""t=["']inlineStr["'][^>]*>(.*?)</(?:\w+:)?c>""", re.DOTALL)
_ERROR = re.compile(rb"""t=["']e["'][^>]*>(?:[^<]|<(?!/?(?:\w+:)?c[\s>]))*?<(?:\w+:)?v>([^<]*)<""")
_FORMULA = re.compile(
    rb"""<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*(<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"""
)
_REFERENCE = re.compile(rb"""\br=["']([A-Z]+)(\d+)["']""")
_STYLE = re.compile(rb"""\bs=["'](\d+)["']""")
_SHARED = re.compile(rb"""\bt=["']s["']""")
_TEXT_TYPE = re.compile(rb"""\bt=["']str["']""")
#: So many strings are looked for by their numbers, more by looking at all.
_FEW_STRINGS = 64
NO_VALUE = "formula without a value"


class Package:
    """The parts of an .xlsx workbook beside the values."""

    def __init__(self, content: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(content))
        self._names = {name.lower(): name for name in self._archive.namelist()}

    def _part(self, name: str) -> bytes:
        """Bytes of a part; empty if there is none."""
        stored = self._names.get(name.lower())
        try:
            return self._archive.read(stored) if stored else b""
        except (zlib.error, EOFError, NotImplementedError) as error:
            raise zipfile.BadZipFile(f"part `{name}` is damaged: {error}") from error

    def _tags(self, name: str) -> list[tuple[str, dict[str, str]]]:
        handler, xml = Tags(), self._part(name)
        if xml:
            parsed(xml, handler)
        return handler.found

    @cached_property
    def _main(self) -> str:
        """Name of the part that lists the sheets."""
        links = (a for tag, a in self._tags("_rels/.rels") if tag == "Relationship")
        target = next((a["Target"] for a in links if a.get("Type", "").endswith("/officeDocument")), "xl/workbook.xml")
        return target.lstrip("/")

    @cached_property
    def sheets(self) -> dict[str, str]:
        """Name of a worksheet to its part."""
        folder, _, file = self._main.rpartition("/")
        links = {
            a["Id"]: a["Target"]
            for tag, a in self._tags(f"{folder}/_rels/{file}.rels")
            if tag == "Relationship" and _WORKSHEET in a.get("Type", "")
        }
        found = {}
        for tag, a in self._tags(self._main):
            target = links.get(a.get("id", "")) if tag == "sheet" else None
            if target:
                found[a.get("name", "")] = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
        return found

    @cached_property
    def is_1904(self) -> bool:
        """Whether days are counted from 1904."""
        return any(tag == "workbookPr" and a.get("date1904") in ("1", "true") for tag, a in self._tags(self._main))

    @cached_property
    def _raised_styles(self) -> frozenset[bytes]:
        """Numbers of the cell styles whose font is superscript."""
        if b"superscript" not in self._part("xl/styles.xml"):
            return frozenset()
        fonts: list[bool] = []
        styles: list[bool] = []
        area = ""
        for tag, a in self._tags("xl/styles.xml"):
            area = tag if tag in ("fonts", "fills", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs") else area
            if area == "fonts" and tag == "font":
                fonts.append(False)
            elif area == "fonts" and tag == "vertAlign":
                fonts[-1] = a.get("val") == "superscript"
            elif area == "cellXfs" and tag == "xf":
                number = int(a.get("fontId", "0"))
                styles.append(number < len(fonts) and fonts[number])
        return frozenset(str(i).encode() for i, raised in enumerate(styles) if raised)

    @cached_property
    def _strings(self) -> list[list[LooseRun]]:
        """Runs of every shared string; empty if none can be superscript."""
        xml = self._part("xl/sharedStrings.xml")
        handler = Strings()
        if xml and (b"superscript" in xml or self._raised_styles):
            parsed(xml, handler)
        return handler.found

    @cached_property
    def _wanted(self) -> frozenset[bytes]:
        """Numbers of the shared strings with a superscript run of their own."""
        return frozenset(str(i).encode() for i, runs in enumerate(self._strings) if any(r for _, r in runs))

    def marked(self, name: str) -> Marked:
        """What stands in a sheet beside the values.

        Raises
        ------
        zipfile.BadZipFile
            If the sheet's used area is too large, or a part is damaged.
        """
        xml = self._part(self.sheets.get(name, ""))
        check_area(xml, name)
        found = Marked()
        if self._wanted or self._raised_styles:
            self._find_strings(xml, found)
        if b"inlineStr" in xml:
            self._find_inline(xml, found)
        if b't="e"' in xml or b"t='e'" in xml:
            for match in _ERROR.finditer(xml):
                found.faults[_place(_tag(xml, match.start()))] = match.group(1).decode()
        if b"<f" in xml or b":f" in xml:
            _find_formulas(xml, found)
        return found

    def _find_strings(self, xml: bytes, found: Marked) -> None:
        """Cells with a shared string that has a superscript run, or whose style is superscript."""
        wanted, styles = sorted(self._wanted), sorted(self._raised_styles)
        pattern = _STRING
        if len(wanted) <= _FEW_STRINGS:
            pattern = re.compile(_STRING.pattern.replace(rb"\d+", b"|".join(wanted)))
        tags = (
            [_tag(xml, m.start()) + b"<v>" + m[1] for m in pattern.finditer(xml) if m[1] in self._wanted]
            if wanted
            else []
        )
        if styles:
            raised = re.compile(rb"""s=["'](?:%s)["'][^>]*>\s*<(?:\w+:)?v>\s*(\d+)\s*<""" % b"|".join(styles))
            tags += [_tag(xml, m.start()) + b"<v>" + m[1] for m in raised.finditer(xml)]
        for tag in tags:
            number, style = int(tag.rpartition(b"<v>")[2]), _STYLE.search(tag)
            if _SHARED.search(tag) and number < len(self._strings):
                is_raised = style is not None and style[1] in self._raised_styles
                found.superscripts[_place(tag)] = _settled(self._strings[number], raised=is_raised)

    def _find_inline(self, xml: bytes, found: Marked) -> None:
        for match in _INLINE.finditer(xml):
            tag = _tag(xml, match.start())
            style = _STYLE.search(tag)
            raised = style is not None and style.group(1) in self._raised_styles
            if raised or b"superscript" in match.group(1):
                handler = Strings()
                parsed(match.group(1), handler)
                if handler.found:
                    found.superscripts[_place(tag)] = _settled(handler.found[0], raised=raised)


def _tag(xml: bytes, inside: int) -> bytes:
    """The opening tag around a position."""
    return xml[xml.rfind(b"<", 0, inside) : xml.find(b">", inside) + 1]


def _place(tag: bytes) -> Place:
    """Row and column of a cell, counted from 0."""
    match = _REFERENCE.search(tag)
    if match is None:
        raise zipfile.BadZipFile("a cell does not state its address")
    column = 0
    for letter in match.group(1):
        column = column * 26 + letter - 64
    return int(match.group(2)) - 1, column - 1


def _settled(runs: list[LooseRun], *, raised: bool) -> tuple[Run, ...]:
    """Runs in which the font of the cell has decided where they say nothing; neighbours of a kind are joined."""
    found: list[Run] = []
    for text, own in runs:
        is_raised = raised if own is None else own
        if found and found[-1][1] == is_raised:
            found[-1] = (found[-1][0] + text, is_raised)
        elif text:
            found.append((text, is_raised))
    return tuple(found)


def _find_formulas(xml: bytes, found: Marked) -> None:
    """Formulas whose value was never stored; an empty text is a value."""
    for match in _FORMULA.finditer(xml):
        tag = _tag(xml, xml.rfind(b"<", 0, match.start()) + 1)
        if not (match.group(1) and _TEXT_TYPE.search(tag)):
            found.faults[_place(tag)] = NO_VALUE
