"""Values of a JSON-stat dataset with their flags, each with its place in the order of the dimensions."""

from dataclasses import dataclass
from typing import Any

from smartspec.errors import SourceError
from smartspec.sources.json_document import Document, is_object, pointed, text_of

_AGAIN = "download the file again"


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """A value, or the flag of a place without one: the list it stands in, its place, as written, its flag."""

    list: str
    place: int
    raw: str
    mark: str

    def pointer(self, steps: tuple[object, ...]) -> str:
        """Where it stands in the document."""
        return pointed(*steps, self.list, self.place)


def cells_of(dataset: Document, size: int, place: str) -> list[Cell]:
    """Values, then flags of places that have none.

    Raises
    ------
    SourceError
        If there are more or fewer values than places, or a value is numbered with something else.
    """
    values, status = dataset["value"], dataset.get("status")
    numbered = dict(enumerate(values)) if isinstance(values, list) else _numbered(values, place)
    if (isinstance(values, list) and len(values) != size) or any(number >= size for number in numbered):
        n = len(values) if isinstance(values, list) else max(numbered) + 1
        raise SourceError(f"has values for {n} places where its dimensions make {size}", place=place, hint=_AGAIN)
    whole = {} if status is None or isinstance(status, str) else status
    marks = dict(enumerate(whole)) if isinstance(whole, list) else _numbered(whole, place)
    cells = []
    for number, value in sorted(numbered.items()):
        raw = "null" if value is None else str(value)
        mark = status if isinstance(status, str) else marks.get(number)
        cells.append(Cell("value", number, raw, text_of(mark)))
    alone = sorted(number for number, mark in marks.items() if number not in numbered and mark and number < size)
    return cells + [Cell("status", number, text_of(marks[number]), text_of(marks[number])) for number in alone]


def _numbered(found: object, place: str) -> dict[int, Any]:
    """Entries of an object whose names are whole numbers."""
    if not is_object(found) or not all(name.isascii() and name.isdigit() for name in found):
        hint = "values and their status are lists, or objects whose names are whole numbers"
        raise SourceError("has values that stand at no place", place=place, hint=hint)
    return {int(name): value for name, value in found.items()}
