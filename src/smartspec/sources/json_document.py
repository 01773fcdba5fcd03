"""A JSON document whole, with numbers as they are written, and values in it found by their pointers."""

import json
from collections.abc import Callable
from typing import Any, TypeGuard

from smartspec.errors import SourceError
from smartspec.sources.opening import SourceFile

Document = dict[str, Any]


class Written(str):
    """A number as it is written in the file, so that `40.3000` does not become 40.3."""

    __slots__ = ()


def document_of(file: SourceFile) -> Document:
    """The object that a file is; its numbers are of the type `Written`.

    Raises
    ------
    SourceError
        If it is no JSON or no object.
    """
    place, hint = f"`{file.name}`", "the file may be cut: download it again"
    try:
        found = json.loads(file.text(), parse_float=Written, parse_int=Written, parse_constant=Written)
    except json.JSONDecodeError as error:
        raise SourceError(f"is not JSON: {error.msg}", place=f"{place} line {error.lineno}", hint=hint) from error
    except RecursionError as error:
        raise SourceError("is nested deeper than any table is", place=place, hint=hint) from error
    if not isinstance(found, dict):
        raise SourceError("is no JSON object", place=place, hint=hint)
    return found


def values_at(file: SourceFile) -> Callable[[str, str], str]:
    """Look values up in the file again by their JSON pointers (RFC 6901): numbers and texts as written, or `null`."""
    document = json.loads(file.text(), parse_float=str, parse_int=str, parse_constant=str)

    def text(_sheet: str, pointer: str) -> str:
        found = document
        for step in pointer.split("/")[1:]:
            name = step.replace("~1", "/").replace("~0", "~")
            found = found[int(name)] if isinstance(found, list) else found[name]
        return "null" if found is None else str(found)

    return text


def pointed(*steps: object) -> str:
    """A JSON pointer.

    >>> pointed("dataSets", 0, "a/b")
    '/dataSets/0/a~1b'
    """
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def is_object(value: object) -> TypeGuard[Document]:
    """Whether a value is a JSON object."""
    return isinstance(value, dict)


def objects(value: object) -> list[Document]:
    """The objects in a list; of anything else none.

    >>> objects([{"id": "A"}, None]), objects(None)
    ([{'id': 'A'}], [])
    """
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def text_of(value: object) -> str:
    """A text or number; "" for anything else."""
    return str(value) if isinstance(value, str) else ""
