"""Objects of a JSON file: one per line, or one document with a list of them."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from smartspec.errors import SourceError
from smartspec.sources.fields import at
from smartspec.sources.opening import SourceFile
from smartspec.sources.publication import Problem

_HINT = "the file may be cut: download it again"
_BLANKS = re.compile(r"[\s,]*")


@dataclass(frozen=True, slots=True)
class Item:
    """One object: its value, its number from 1, and its line where each object has its own."""

    value: dict[str, Any]
    number: int
    line: int | None


def items_of(file: SourceFile, *, lists: Sequence[str]) -> Iterator[Item | Problem]:
    """Objects of the file; `lists` are the keys under which a document keeps them, outermost first.

    Raises
    ------
    SourceError
        If the file is one document and its list of objects cannot be found.
    """
    values = _by_line(file, lists) if _has_lines(file) else _in_document(file, lists)
    for number, (line, value) in enumerate(values, 1):
        if isinstance(value, dict):
            yield Item(value, number, line)
        elif isinstance(value, json.JSONDecodeError | RecursionError):
            yield Problem(at(number, line), f"is not JSON ({value})", _HINT)
        else:
            yield Problem(at(number, line), f"is not a JSON object but `{str(value)[:40]}`")


def count_items(file: SourceFile, *, field: str, beside: Sequence[str] = (), starts: str = "") -> int:
    """Lines that are not empty if each is an object; in documents and pages, objects that have a field.

    Parameters
    ----------
    field : a name that every object looked for has once.
    beside : names of which an object must have one too; without any, each occurrence counts.
    starts : how the value of the field begins.
    """
    if not _has_lines(file):
        return _count_in(file.text(), field, beside, starts)
    lines = (line for line in file.lines() if line.strip())
    return sum(_count_in(line, field, beside, starts) if _is_page(line) else 1 for line in lines)


def _count_in(text: str, field: str, beside: Sequence[str], starts: str) -> int:
    counts = [len(re.findall(rf'"{name}"\s*:', text)) for name in beside]
    found = len(re.findall(rf'"{field}"\s*:\s*"{re.escape(starts)}', text))
    return min(found, max(counts)) if any(counts) else found


def _is_page(line: str) -> bool:
    """Whether a line is an answer of an API with a list of objects in it."""
    return re.match(r'\s*\{\s*"(?:meta|status|message|results)"\s*:', line) is not None


def _has_lines(file: SourceFile) -> bool:
    """Whether each line is an object of its own: the first is, or it is broken and the second is."""
    lines = list(islice((line for line in file.lines() if line.strip()), 2))
    whole = [_is_object(line) for line in lines]
    return whole[:1] == [True] or (whole[1:] == [True] and lines[0].lstrip().startswith("{"))


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (json.JSONDecodeError, RecursionError):
        return False


def _by_line(file: SourceFile, lists: Sequence[str]) -> Iterator[tuple[int | None, Any]]:
    for line_number, line in enumerate(file.lines(), 1):
        if line.strip():
            try:
                value = json.loads(line)
            except (json.JSONDecodeError, RecursionError) as error:
                yield line_number, error
            else:
                for inside in _inside(value, lists) if _is_page(line) else [value]:
                    yield line_number, inside


def _in_document(file: SourceFile, lists: Sequence[str]) -> Iterator[tuple[int | None, Any]]:
    """Objects of the list in a document, one after another, so that a cut end loses only what is missing."""
    text = file.text()
    begin = re.search(rf'"{lists[-1]}"\s*:\s*\[', text) or re.match(r"\s*\[", text)
    if begin is None:
        try:
            document = json.loads(text)
        except (json.JSONDecodeError, RecursionError) as error:
            raise SourceError(f"is not JSON ({error})", place=f"`{file.name}`", hint=_HINT) from error
        yield from ((None, value) for value in _inside(document, lists))
        return
    decoder, place = json.JSONDecoder(), begin.end()
    while (place := _BLANKS.match(text, place).end()) < len(text) and text[place] != "]":  # type: ignore[union-attr]
        try:
            value, place = decoder.raw_decode(text, place)
        except (json.JSONDecodeError, RecursionError) as error:
            yield None, error
            return
        yield None, value


def _inside(document: Any, lists: Sequence[str]) -> list[Any]:  # noqa: ANN401  # any JSON value
    """The list of objects in a document: under one of the keys, or the document as the only one."""
    if isinstance(document, dict):
        for key in lists:
            inner = document.get(key)
            if isinstance(inner, list):
                return inner
            if isinstance(inner, dict):
                return _inside(inner, lists)
    return [document]
