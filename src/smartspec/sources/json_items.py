"""Objects of a JSON file: one per line, or one document with a list of them."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from smartspec.errors import SourceError
from smartspec.sources.fields import at
from smartspec.sources.opening import SourceFile
from smartspec.sources.publication import Problem


@dataclass(frozen=True, slots=True)
class Item:
    """One object: its value, its number from 1, and its line where each object has its own."""

    value: dict[str, Any]
    number: int
    line: int | None


def has_lines(file: SourceFile) -> bool:
    """Whether each line is an object of its own, judged by the first two lines that are not empty."""
    first, second = "", ""
    for line in file.lines():
        if line.strip():
            if first:
                second = line.strip()
                break
            first = line.strip()
    if not first.startswith("{"):
        return False
    return second.startswith("{") if second else first.endswith("}") and not _is_page(first)


def _is_page(line: str) -> bool:
    return any(mark in line[:2000] for mark in ('"meta"', '"message"', '"results"'))


def items_of(file: SourceFile, *, lists: Sequence[str]) -> Iterator[Item | Problem]:
    """Objects of the file; `lists` are the keys under which a document keeps them, outermost first.

    Raises
    ------
    SourceError
        If the file is one document and cannot be parsed.
    """
    if has_lines(file):
        yield from _by_line(file)
        return
    document = _document(file)
    values = _inside(document, lists)
    for number, value in enumerate(values, 1):
        if isinstance(value, dict):
            yield Item(value, number, None)
        else:
            yield Problem(at(number), f"is not a JSON object but {type(value).__name__}")


def _by_line(file: SourceFile) -> Iterator[Item | Problem]:
    number = 0
    for line_number, line in enumerate(file.lines(), 1):
        text = line.strip()
        if not text:
            continue
        number += 1
        try:
            value = json.loads(text)
        except (json.JSONDecodeError, RecursionError) as error:
            yield Problem(at(number, line_number), f"the line is not JSON ({error})", "the file may be cut")
            continue
        if isinstance(value, dict):
            yield Item(value, number, line_number)
        else:
            yield Problem(at(number, line_number), f"is not a JSON object but {type(value).__name__}")


def _document(file: SourceFile) -> Any:  # noqa: ANN401  # any JSON value
    try:
        return json.loads(file.text())
    except (json.JSONDecodeError, RecursionError) as error:
        hint = "download it again; save one object per line for long lists"
        raise SourceError(f"is not JSON ({error})", place=f"`{file.name}`", hint=hint) from error


def _inside(document: Any, lists: Sequence[str]) -> list[Any]:  # noqa: ANN401  # any JSON value
    """The list of objects in a document: itself, under one of the keys, or the document as the only one."""
    if isinstance(document, list):
        return document
    if isinstance(document, dict):
        for key in lists:
            inner = document.get(key)
            if isinstance(inner, list):
                return inner
            if isinstance(inner, dict):
                return _inside(inner, lists)
    return [document]


def count_items(file: SourceFile, *, field: str, beside: Sequence[str] = (), starts: str = "") -> int:
    """Lines that are not empty if each is an object; else objects that have a field.

    Parameters
    ----------
    field : a name that every object looked for has once.
    beside : names of which an object must have one too; without any, each occurrence counts.
    starts : how the value of the field begins.
    """
    if has_lines(file):
        return sum(bool(line.strip()) for line in file.lines())
    text = file.text()
    counts = [len(re.findall(rf'"{name}"\s*:', text)) for name in beside]
    found = len(re.findall(rf'"{field}"\s*:\s*"{re.escape(starts)}', text))
    return min(found, max(counts)) if any(counts) else found
