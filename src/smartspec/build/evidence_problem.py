"""Where a problem lies: its place in words, as the readers write it, read back into an address."""

import re
from dataclasses import dataclass

_SHEET = re.compile(r"^sheet `(?P<sheet>.*?)`,? (?:cell (?P<cell>[A-Z]+\d+)|row (?P<row>\d+))", re.DOTALL)
_CELL = re.compile(r"^cell (?P<cell>[A-Z]+\d+)")
_PATH = re.compile(r"^`(?P<cell>/.*)`", re.DOTALL)
_LINE = re.compile(r"(?:^|, )line (?P<line>\d+)")


@dataclass(frozen=True, slots=True)
class ProblemPlace:
    """A cell (in a sheet), or a line; neither where a problem is one of the whole file.

    Attributes
    ----------
    line : line of a text, from 1; 0 where none is named.
    """

    sheet: str = ""
    cell: str = ""
    line: int = 0


def problem_place(place: str) -> ProblemPlace:
    """The address that a place in words names.

    Examples
    --------
    >>> problem_place("sheet `2`, cell C12")
    ProblemPlace(sheet='2', cell='C12', line=0)
    >>> problem_place("record 3, line 40").line, problem_place("`/a/b/1`").cell, problem_place("file")
    (40, '/a/b/1', ProblemPlace(sheet='', cell='', line=0))
    """
    if found := _SHEET.match(place):
        return ProblemPlace(found["sheet"], found["cell"] or f"A{found['row']}")
    if found := _CELL.match(place) or _PATH.match(place):
        return ProblemPlace(cell=found["cell"])
    if found := _LINE.search(place):
        return ProblemPlace(line=int(found["line"]))
    return ProblemPlace()
