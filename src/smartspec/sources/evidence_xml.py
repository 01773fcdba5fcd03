"""An element of an XML file found by its path, and the elements around it, by reading tags alone."""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice

from smartspec.errors import SourceError
from smartspec.sources.evidence_fragment import Fragment, Line, check_size
from smartspec.sources.evidence_window import shortened
from smartspec.sources.opening import SourceFile

_TAG = re.compile(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>"
    r"|<(?P<end>/)?(?:[\w.-]+:)?(?P<name>[A-Za-z_][\w.-]*)(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*?(?P<alone>/)?>",
    re.DOTALL,
)
_STEP = re.compile(r"(?:[\w.-]+:)?([\w.-]+)(?:\[(\d+)\])?")
_VALUE = re.compile(r"""<(?:[\w.-]+:)?ObsValue\s[^>]*?\bvalue\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_OWN_VALUE = re.compile(r"""\bOBS_VALUE\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_STATUS = re.compile(
    r"""(?:(?:id|concept)\s*=\s*["'](?:OBS|CONF)_STATUS["']\s*value|\b(?:OBS|CONF)_STATUS)\s*=\s*(?:"([^"]*)"|'([^']*)')"""
)
_LONGEST_LINE, _LINES, _BESIDE, _OTHERS = 400, 40, 2, 3

Step = tuple[str, int]
#: Begin and end of a part of a text.
Span = tuple[int, int]


@dataclass(slots=True)
class _Open:
    """An element that is open: where it begins, where its opening tag ends, and how often names came inside it."""

    begin: int
    inside: int
    counts: dict[str, int] = field(default_factory=dict)


def steps_of(path: str) -> list[Step]:
    """Names and numbers of a path; a step without a number is the first of its name.

    Examples
    --------
    >>> steps_of("/GenericData/DataSet/Series[2]/Obs[1]")
    [('GenericData', 1), ('DataSet', 1), ('Series', 2), ('Obs', 1)]
    """
    found = [_STEP.fullmatch(part) for part in path.split("/")[1:]]
    return [(one[1], int(one[2] or 1)) for one in found if one is not None]


def xml_fragment(source: SourceFile, path: str) -> Fragment:
    """The element at a path, the beginnings of those around it, and its neighbours.

    Raises
    ------
    SourceError
        If the file is no text, too large, or has no such element.
    """
    check_size(source)
    text, wanted = source.text(), steps_of(path)
    outer = _outer(text, wanted)
    if outer is None:
        hint = "the file may have changed since it was read"
        raise SourceError(f"there is no element `{path}`", place=f"`{source.name}`", hint=hint)
    lines = list(_lines(text, outer, wanted))
    begin, end = outer[-1].begin, _end(text, outer[-1])
    return Fragment(path, value_in(text[begin:end]), "xml", tuple(lines))


def _outer(text: str, wanted: list[Step]) -> list[_Open] | None:
    """The elements that lead to the one wanted, the last of them itself; None if it is not there."""
    around = [_Open(0, 0)]
    fits = 0
    for tag in _tags(text, 0):
        depth = len(around) - 1
        if tag["end"]:
            if depth == 0:
                return None
            around.pop()
            fits = min(fits, depth - 1)
            continue
        name, counts = tag["name"], around[-1].counts
        counts[name] = counts.get(name, 0) + 1
        opened = _Open(tag.start(), tag.end())
        if fits == depth and depth < len(wanted) and wanted[depth] == (name, counts[name]):
            if depth + 1 == len(wanted):
                return [*around[1:], opened]
            fits += not tag["alone"]
        if not tag["alone"]:
            around.append(opened)
    return None


def _end(text: str, opened: _Open) -> int:
    """Where an element ends."""
    if text[opened.inside - 2] == "/":
        return opened.inside
    depth = 1
    for tag in _tags(text, opened.inside):
        depth += _change(tag)
        if depth == 0:
            return tag.end()
    return len(text)


def _tags(text: str, begin: int, end: int | None = None) -> Iterator[re.Match[str]]:
    """Tags of elements, without comments and instructions."""
    found = _TAG.finditer(text, begin) if end is None else _TAG.finditer(text, begin, end)
    return (tag for tag in found if tag["name"] is not None)


def _change(tag: re.Match[str]) -> int:
    """By how much a tag changes the depth."""
    return -1 if tag["end"] else 0 if tag["alone"] else 1


def _children(text: str, inside: int) -> Iterator[tuple[str, Span]]:
    """Name and place of each element from a place on to the end of the element around it."""
    depth, begin, name = 0, inside, ""
    for tag in _tags(text, inside):
        if depth == 0:
            if tag["end"]:
                return
            begin, name = tag.start(), tag["name"]
        depth += _change(tag)
        if depth == 0:
            yield name, (begin, tag.end())


def _lines(text: str, outer: list[_Open], wanted: list[Step]) -> Iterator[Line]:
    """Opening tags of the outer elements, the neighbours of the last, itself, and what closes them."""
    *above, own = outer
    depth, end, writer = len(above), _end(text, own), _Writer(text)
    for place, opened in enumerate(above):
        yield writer.line((opened.begin, opened.inside), place)
        if place + 1 < depth:
            yield Line("  " * (place + 1) + "…", gap=True)
    if above:
        yield from _before(writer, above[-1], own, depth)
    for one in writer.lines((own.begin, end), depth):
        yield replace(one, wanted=not one.gap)
    if above:
        yield from _after(writer, end, depth)
    for place in range(depth - 1, -1, -1):
        yield Line("  " * place + f"</{wanted[place][0]}>")


def _before(writer: "_Writer", parent: _Open, own: _Open, depth: int) -> Iterator[Line]:
    """What stands before an element: elements of other names, which say what holds for all, then its neighbours."""
    others: list[Span] = []
    beside: deque[Span] = deque(maxlen=_BESIDE)
    n_before = 0
    name = next(_tags(writer.text, own.begin))["name"]
    for child, span in _children(writer.text, parent.inside):
        if span[0] >= own.begin:
            break
        if child == name:
            beside.append(span)
            n_before += 1
        elif len(others) < _OTHERS:
            others.append(span)
    for span in others:
        yield from writer.lines(span, depth)
    if n_before > len(beside):
        yield Line("  " * depth + f"… {n_before - len(beside)}", gap=True)
    for span in beside:
        yield from writer.lines(span, depth)


def _after(writer: "_Writer", end: int, depth: int) -> Iterator[Line]:
    """The next neighbours of an element."""
    following = _children(writer.text, end)
    for _, span in islice(following, _BESIDE):
        yield from writer.lines(span, depth)
    if next(following, None) is not None:
        yield Line("  " * depth + "…", gap=True)


class _Writer:
    """Writes parts of a text over lines, each with its number in the file."""

    def __init__(self, text: str) -> None:
        self.text, self._place, self._number = text, 0, 1

    def _number_at(self, place: int) -> int:
        if place < self._place:
            self._place, self._number = 0, 1
        self._number += self.text.count("\n", self._place, place)
        self._place = place
        return self._number

    def line(self, span: Span, depth: int) -> Line:
        """A part on one line, blanks and ends of lines inside made one."""
        written = " ".join(self.text[span[0] : span[1]].split())
        return Line("  " * depth + shortened(written, _LONGEST_LINE), self._number_at(span[0]))

    def lines(self, span: Span, depth: int) -> Iterator[Line]:
        """An element over a few lines at most."""
        found = list(islice(self._pretty(span, depth), _LINES + 1))
        yield from found[:_LINES]
        if len(found) > _LINES:
            yield Line("  " * depth + "…", gap=True)

    def _pretty(self, span: Span, depth: int) -> Iterator[Line]:
        """A line for each tag; an element that holds text alone takes one."""
        held: int | None = None
        for tag in _tags(self.text, *span):
            begin, end = tag.span()
            if tag["end"]:
                depth -= 1
                yield self.line((begin if held is None else held, end), depth)
                held = None
                continue
            if held is not None:
                yield self.line((held, begin), depth - 1)
            held = None if tag["alone"] else begin
            if tag["alone"]:
                yield self.line((begin, end), depth)
            depth += _change(tag)


def value_in(element: str) -> str:
    """The value of an observation as written; where there is none, what the file says instead.

    Examples
    --------
    >>> value_in('<Obs><ObsValue value="1.60"/></Obs>'), value_in('<Obs TIME="2020" OBS_STATUS="M"/>')
    ('1.60', 'M')
    """
    for pattern in (_VALUE, _OWN_VALUE, _STATUS):
        found = pattern.search(element)
        if found and (found[1] or found[2]):
            return found[1] or found[2]
    return ""
