"""The data files of the package: tab-separated, UTF-8, one header line."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files


def rows(name: str) -> Iterator[list[str]]:
    """The rows of `data/<name>.tsv` below the header, as lists of text; an empty cell is missing."""
    text = (files("smartspec.places") / "data" / f"{name}.tsv").read_text(encoding="utf-8")
    lines = iter(text.splitlines())
    next(lines)
    for line in lines:
        yield line.split("\t")


@cache
def words(name: str) -> frozenset[str]:
    """A set of words of `data/words.tsv`, as written."""
    for title, listed, _ in rows("words"):
        if title == name:
            return frozenset(listed.split())
    raise KeyError(name)
