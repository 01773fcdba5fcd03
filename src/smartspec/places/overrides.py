"""The user's own decisions: a string or pattern of an affiliation, and the region it means."""

import csv
import re
from dataclasses import dataclass
from pathlib import Path

from smartspec.errors import SourceError
from smartspec.places.country_table import countries
from smartspec.places.region_table import known
from smartspec.places.spelling import key

HEADER = ("match", "kind", "region", "city", "note")


@dataclass(frozen=True)
class Overrides:
    """Rules in order: whole strings by their key first, then patterns.

    Attributes
    ----------
    exact : key of a string -> (region or country code, city).
    patterns : (compiled pattern, region or country code, city), tried in the order of the file.
    """

    exact: dict[str, tuple[str, str]]
    patterns: tuple[tuple[re.Pattern[str], str, str], ...] = ()

    def find(self, address: str) -> tuple[str, str] | None:
        """The region code and city that the user gave for an address, or None."""
        found = self.exact.get(key(address))
        if found:
            return found
        for pattern, code, city in self.patterns:
            if pattern.search(address):
                return code, city
        return None


def read_overrides(path: Path) -> Overrides:
    """Read a CSV file with the columns `match, kind, region, city, note`.

    Parameters
    ----------
    path : `kind` is `string` (the whole affiliation, compared after normalisation) or `pattern` (a regular
        expression found anywhere, case ignored); `region` is a region or country code; `city` and `note`
        may be empty.

    Raises
    ------
    SourceError
        If a column is missing, a code is unknown or a pattern is not a regular expression; the line is named.
    """
    exact: dict[str, tuple[str, str]] = {}
    patterns = []
    codes = {c.code for c in countries()}
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = csv.DictReader(file)
        missing = {"match", "region"} - set(lines.fieldnames or ())
        if missing:
            raise SourceError(f"column `{min(missing)}` is missing", place=f"`{path.name}` line 1")
        for line in lines:
            place = f"`{path.name}` line {lines.line_num}"
            text, code = (line["match"] or "").strip(), (line["region"] or "").strip()
            city, kind = (line.get("city") or "").strip(), (line.get("kind") or "string").strip()
            if not text:
                continue
            if not known(code) and code not in codes:
                raise SourceError(f"unknown region code `{code}`", place=place)
            if kind == "pattern":
                patterns.append((_compiled(text, place), code, city))
            elif kind == "string":
                exact[key(text)] = (code, city)
            else:
                raise SourceError(f"unknown kind `{kind}`", place=place, hint="use `string` or `pattern`")
    return Overrides(exact, tuple(patterns))


def _compiled(text: str, place: str) -> re.Pattern[str]:
    try:
        return re.compile(text, re.IGNORECASE)
    except re.error as error:
        raise SourceError(f"`{text}` is no regular expression: {error}", place=place) from error
