"""An activity or field of a classification, and what a classification is."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Level = Literal[
    "section", "subsection", "division", "group", "class", "subclass", "kind", "field", "subfield", "rubric 1",
    "rubric 2", "rubric 3",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Activity:
    """One entry of a classification.

    Attributes
    ----------
    code : text; `2.10` and `2.1` are two codes.
    parent : code of the entry above; "" at the top.
    name_ru, name_en : official wording; "" where the list has none in that language.
    valid_from, valid_to : days on which the classification came into force and went out; None is not known or open.
    other : further names, of older editions or of usage; they find an entry but are not its official name.
    """

    code: str
    classification: str
    level: Level
    parent: str
    name_ru: str
    name_en: str
    valid_from: date | None = None
    valid_to: date | None = None
    other: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The official name, in English where there is one."""
        return self.name_en or self.name_ru


@dataclass(frozen=True, slots=True)
class Tree:
    """A classification: its entries by code, in the order of the list, and where they come from."""

    name: str
    title: str
    edition: str
    source: str
    licence: str
    activities: dict[str, Activity] = field(repr=False)
    below: dict[str, tuple[str, ...]] = field(repr=False)

    def __contains__(self, code: object) -> bool:
        return code in self.activities

    def __iter__(self) -> Iterator[Activity]:
        return iter(self.activities.values())

    def __len__(self) -> int:
        return len(self.activities)

    def at_level(self, level: Level) -> tuple[Activity, ...]:
        """All entries of a level, in the order of the list."""
        return tuple(one for one in self if one.level == level)
