"""Addresses from a list or a column, resolved to regions, without a project."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from smartspec.errors import ConfigError, SourceError, nearest
from smartspec.places.country_table import country_name
from smartspec.places.overrides import read_overrides
from smartspec.places.region_table import region
from smartspec.places.resolution import Resolution, Settings
from smartspec.places.resolving import resolve_many, summarise
from smartspec.sources.opening import open_source

HEADER = (
    "line",
    "address",
    "country",
    "country_name",
    "region",
    "region_name",
    "region_name_ru",
    "regions",
    "city",
    "organisation",
    "level",
    "rule",
    "confidence",
    "candidates",
    "reason",
)


@dataclass(frozen=True, slots=True)
class ResolvedAddresses:
    """Addresses in the order of their file, and what they were resolved to.

    Attributes
    ----------
    lines : line of each address in the file, from 1.
    counts : strings, by level, ambiguous, and by the rule that decided.
    """

    lines: tuple[int, ...]
    addresses: tuple[str, ...]
    resolutions: tuple[Resolution, ...]
    counts: dict[str, int]

    def rows(self) -> Iterator[list[str]]:
        """Rows below `HEADER`, missing values empty."""
        for line, address, found in zip(self.lines, self.addresses, self.resolutions, strict=True):
            one = region(found.region) if found.region else None
            yield [
                str(line),
                address,
                found.country or "",
                (country_name(found.country) or "") if found.country else "",
                found.region or "",
                one.name if one else "",
                one.name_ru if one else "",
                "; ".join(found.regions),
                found.city,
                found.organisation,
                found.level,
                found.rule,
                f"{found.confidence:g}",
                "; ".join(f"{code} {town}".strip() for code, town in found.candidates),
                found.reason,
            ]

    def csv_text(self) -> str:
        """The rows as CSV with a header."""
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(self.rows())
        return text.getvalue()


def resolve_addresses(
    path: Path, *, column: str = "", overrides: Path | None = None, settings: Settings | None = None
) -> ResolvedAddresses:
    """Resolve every address of a file.

    Parameters
    ----------
    path : text with one address a line, or a table in CSV (comma, semicolon or tab) with a header.
    column : name of the column with the addresses; without it every line is one address.
    overrides : your own decisions, which go before everything.
    settings : conventions of the resolver.

    Raises
    ------
    SourceError
        If the file cannot be read or holds no address.
    ConfigError
        If there is no such column.
    """
    text = open_source(Path(path)).text()
    numbered = list(_column(text, column, place=f"`{Path(path).name}`") if column else _lines(text))
    if not numbered:
        raise SourceError("holds no address", place=f"`{Path(path).name}`", hint="one address a line, or name a column")
    lines, addresses = zip(*numbered, strict=True)
    decisions = read_overrides(overrides) if overrides else None
    found = tuple(resolve_many(addresses, overrides=decisions, settings=settings or Settings()))
    return ResolvedAddresses(lines, addresses, found, summarise(found))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            yield number, line.strip()


def _column(text: str, column: str, *, place: str) -> Iterator[tuple[int, str]]:
    first = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max("\t,;", key=first.count))
    header = [name.strip() for name in next(rows, [])]
    if column not in header:
        raise ConfigError(f"there is no column `{column}`", place=place, hint=nearest(column, header))
    at = header.index(column)
    for row in rows:
        if len(row) > at and row[at].strip():
            yield rows.line_num, row[at].strip()
