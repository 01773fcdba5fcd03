"""A value in a text that is no table: the lines around it, what is left out between them, and their places."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any

from smartspec.errors import SourceError
from smartspec.sources.evidence_plane import MOST_BYTES
from smartspec.sources.evidence_window import shortened
from smartspec.sources.json_document import Written, document_of
from smartspec.sources.opening import SourceFile

_LONGEST_LINE, _SHORT_LINE, _BESIDE, _INSIDE, _LINES, _DEEPEST = 600, 100, 3, 24, 60, 9
_MOST_STEPS = 40


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a fragment.

    Attributes
    ----------
    number : line of the file, from 1; None where lines of the file have no meaning.
    name : heading of the column that a value stands in, in records of delimited text.
    wanted : whether it is what was looked for.
    gap : whether it stands for lines left out; the text says how many, if that is known.
    """

    text: str
    number: int | None = None
    name: str = ""
    wanted: bool = False
    gap: bool = False


@dataclass(frozen=True, slots=True)
class Fragment:
    """A part of a text file with what was looked for in it.

    Attributes
    ----------
    cell, text : the path looked for, and the value as written there.
    language : `xml`, `json` or `text`.
    """

    cell: str
    text: str
    language: str
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()

    def body(self) -> dict[str, Any]:
        """The fragment as JSON."""
        return {"kind": "fragment", **asdict(self)}


def check_size(source: SourceFile) -> None:
    """Raise SourceError if a file is too large to be taken apart for one value."""
    if source.size > MOST_BYTES:
        hint = "open it with a program for large files"
        raise SourceError(f"is larger than {MOST_BYTES >> 20} MB", place=f"`{source.name}`", hint=hint)


def line_fragment(source: SourceFile, line: int, *, around: int = 8) -> Fragment:
    """A line of a text among the lines around it.

    Parameters
    ----------
    line : number of the line, from 1.

    Raises
    ------
    SourceError
        If the file is no text, or has no such line.
    """
    check_size(source)
    first = max(1, line - around)
    texts = islice(source.lines(), first - 1, line + around)
    found = [
        Line(shortened(text, _LONGEST_LINE), number, wanted=number == line) for number, text in enumerate(texts, first)
    ]
    wanted = [one.text for one in found if one.wanted]
    if not wanted:
        raise SourceError(f"there is no line {line}", place=f"`{source.name}`", hint="the file may have changed")
    return Fragment(f"line {line}", wanted[0], "text", tuple(found))


def json_fragment(source: SourceFile, pointer: str) -> Fragment:
    """The value at a JSON pointer, with the members before and after it at every level above.

    Raises
    ------
    SourceError
        If the file is no JSON object, or nothing stands at the pointer.
    """
    check_size(source)
    found: Any = document_of(source)
    levels: list[tuple[Any, str | int]] = []
    steps = pointer.split("/")[1:]
    if len(steps) > _MOST_STEPS:
        raise SourceError("lies deeper than any value of a table", place=f"`{source.name}`")
    for step in steps:
        name = step.replace("~1", "/").replace("~0", "~")
        try:
            key: str | int = int(name) if isinstance(found, list) else name
            levels.append((found, key))
            found = found[key]
        except (LookupError, TypeError, ValueError) as error:
            raise SourceError(f"there is nothing at `{pointer}`", place=f"`{source.name}`") from error
    lines = list(_around(levels, 0, found)) if levels else list(islice(written_lines(found, ""), _LINES))
    return Fragment(pointer, scalar(found), "json", tuple(lines))


def _around(levels: Sequence[tuple[Any, str | int]], depth: int, value: Any) -> Iterator[Line]:  # noqa: ANN401
    """Lines of a level: its neighbours, and inside the member that leads on the next level, or the value."""
    if depth == len(levels):
        return
    container, key = levels[depth]
    indent, is_list = "  " * depth, isinstance(container, list)
    keys = list(range(len(container))) if is_list else list(container)
    at = keys.index(key)
    first, last = max(0, at - _BESIDE), min(len(keys), at + _BESIDE + 1)
    yield Line(f"{indent}{'[' if is_list else '{'}") if depth == 0 else Line("", gap=True)
    if first:
        yield Line(f"{indent}  … {first}", gap=True)
    for one in keys[first:last]:
        label = f"{indent}  " + ("" if is_list else f"{quoted(one)}: ")
        inner = container[one]
        if one != key:
            yield Line(label + shortened(summary(inner), _LONGEST_LINE))
        elif depth + 1 < len(levels):
            yield Line(label + ("[" if isinstance(inner, list) else "{"))
            yield from (line for line in _around(levels, depth + 1, value) if line.text)
            yield Line(f"{indent}  " + ("]" if isinstance(inner, list) else "}"))
        else:
            yield from (Line(line.text, wanted=True) for line in islice(written_lines(value, label), _LINES))
    if last < len(keys):
        yield Line(f"{indent}  … {len(keys) - last}", gap=True)
    if depth == 0:
        yield Line(f"{indent}{']' if is_list else '}'}")


def written_lines(value: Any, label: str, *, depth: int = _DEEPEST) -> Iterator[Line]:  # noqa: ANN401
    """A value over as many lines as it needs: one for what is short or a single value, one for each member else.

    Parameters
    ----------
    label : what stands before it on its first line.
    depth : levels of nesting that are written out; what lies deeper is told by its number of members.
    """
    one_line = summary(value, depth=depth)
    if depth == 0 or not isinstance(value, dict | list) or not value or len(label + one_line) <= _SHORT_LINE:
        yield Line(label + shortened(one_line, _LONGEST_LINE))
        return
    indent = " " * (len(label) - len(label.lstrip()))
    signs, members = "[]", [("", inner) for inner in value]
    if isinstance(value, dict):
        signs, members = "{}", [(f"{quoted(name)}: ", inner) for name, inner in value.items()]
    yield Line(label + signs[0])
    for name, inner in members:
        yield from written_lines(inner, f"{indent}  {name}", depth=depth - 1)
    yield Line(indent + signs[1])


def scalar(value: Any) -> str:  # noqa: ANN401
    """A single value as it is written, a text without quotes; of an object or a list how many members it has.

    Examples
    --------
    >>> scalar(None), scalar(True), scalar(0.5), scalar("a"), scalar([1, 2])
    ('null', 'true', '0.5', 'a', '[ … 2 ]')
    """
    if isinstance(value, str):
        return str(value)
    return summary(value, depth=0) if isinstance(value, dict | list) else json.dumps(value)


def summary(value: Any, depth: int = 1) -> str:  # noqa: ANN401
    """A value on one line: numbers as written, texts in quotes, what is nested by its number of members.

    Examples
    --------
    >>> summary(["a", None, {"b": [1, 2]}])
    '["a", null, { … 1 }]'
    """
    if isinstance(value, dict | list):
        open_sign, close_sign = "[]" if isinstance(value, list) else "{}"
        if not value:
            return open_sign + close_sign
        if depth == 0 or (depth == 1 and len(value) > _INSIDE):
            return f"{open_sign} … {len(value)} {close_sign}"
        inner = (
            [summary(one, depth - 1) for one in value]
            if isinstance(value, list)
            else [f"{quoted(name)}: {summary(one, depth - 1)}" for name, one in value.items()]
        )
        return open_sign + ", ".join(inner) + close_sign
    return scalar(value) if isinstance(value, Written) or not isinstance(value, str) else quoted(value)


def quoted(text: Any) -> str:  # noqa: ANN401
    """A text in the quotes of JSON."""
    return json.dumps(str(text), ensure_ascii=False)
