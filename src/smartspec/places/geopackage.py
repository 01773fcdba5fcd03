"""GeoPackage files: tables of polygons in SQLite, opened for reading only."""

import sqlite3
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from smartspec.errors import SourceError, nearest

#: Bytes of the envelope by its indicator in the flags of the header (OGC 12-128r18, 2.1.3).
_ENVELOPE = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
_POLYGON, _MULTI_POLYGON = 3, 6
#: Numbers of the spatial reference system that mean degrees on WGS 84, or nothing.
_DEGREES = {4326, 4258, 4979}


class _Binary:
    """Well-known binary, read from front to end."""

    def __init__(self, data: bytes, start: int) -> None:
        self.data, self.at, self.order = data, start, "<"

    def take(self, form: str) -> tuple[Any, ...]:
        found = struct.unpack_from(self.order + form, self.data, self.at)
        self.at += struct.calcsize(self.order + form)
        return found

    def count(self, size: int) -> int:
        (number,) = self.take("I")
        if number * size > len(self.data) - self.at:
            raise ValueError("the shape ends too early")
        return int(number)

    def head(self) -> tuple[int, int]:
        """Kind of geometry and numbers in a position; ISO and EWKB marks of height and measure."""
        (order,) = self.take("B")
        if order not in (0, 1):
            raise ValueError("not well-known binary")
        self.order = "<" if order else ">"
        (kind,) = self.take("I")
        more = (kind >> 31 & 1) + (kind >> 30 & 1)
        if kind >> 29 & 1:
            self.take("I")
        plain = kind & 0x1FFFFFFF
        return plain % 1000, 2 + more + (0, 1, 1, 2)[min(plain // 1000, 3)]

    def polygon(self, width: int) -> list[list[Any]]:
        rings = []
        for _ in range(self.count(4)):
            n = self.count(8 * width)
            numbers = self.take(f"{n * width}d")
            rings.append(list(zip(numbers[::width], numbers[1::width], strict=True)))
        return rings

    def polygons(self) -> list[list[list[Any]]] | None:
        kind, width = self.head()
        if kind == _POLYGON:
            return [self.polygon(width)]
        if kind != _MULTI_POLYGON:
            return None
        found = []
        for _ in range(self.count(9)):
            kind, width = self.head()
            if kind != _POLYGON:
                raise ValueError("a part is no polygon")
            found.append(self.polygon(width))
        return found


def polygons_of(data: bytes) -> list[list[list[Any]]] | None:
    """Polygons of a geometry of a GeoPackage; None if it is empty or of another kind.

    Raises
    ------
    ValueError
        If the bytes are no geometry.
    """
    if data[:2] != b"GP" or len(data) < 8:
        raise ValueError("not a geometry of a GeoPackage")
    flags = data[3]
    if flags >> 1 & 7 not in _ENVELOPE:
        raise ValueError("unknown kind of envelope")
    if flags >> 4 & 1:
        return None
    try:
        return _Binary(data, 8 + _ENVELOPE[flags >> 1 & 7]).polygons()
    except struct.error as error:
        raise ValueError("the shape ends too early") from error


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _layer(connection: sqlite3.Connection, path: Path, layer: str | None) -> tuple[str, str, int]:
    listed = connection.execute(
        "SELECT c.table_name, g.column_name, g.srs_id FROM gpkg_contents c JOIN gpkg_geometry_columns g "
        "ON g.table_name = c.table_name WHERE c.data_type = 'features' ORDER BY c.table_name"
    ).fetchall()
    names = [name for name, _, _ in listed]
    if layer is None and len(names) != 1:
        problem = f"{len(names)} layers: {', '.join(names)}" if names else "no layer with shapes"
        raise SourceError(problem, place=f"`{path}`", hint="name one of them with `layer`" if names else "")
    if layer is not None and layer not in names:
        raise SourceError(f"no layer `{layer}`", place=f"`{path}`", hint=nearest(layer, names))
    found = next(line for line in listed if layer in (None, line[0]))
    return str(found[0]), str(found[1]), int(found[2])


def _system(connection: sqlite3.Connection, number: int) -> int:
    """The EPSG number of a spatial reference system of the file."""
    query = "SELECT organization_coordsys_id FROM gpkg_spatial_ref_sys WHERE srs_id = ?"
    found = connection.execute(query, (number,)).fetchone()
    return int(found[0]) if found else number


def read_geopackage(
    path: Path, *, layer: str | None = None
) -> tuple[str, list[tuple[Mapping[str, Any], list[list[list[Any]]]]]]:
    """Name of the layer, and its shapes with their properties; shapes that are no polygons are left out.

    The file is opened read-only and immutable, views and triggers of it cannot call functions.

    Raises
    ------
    SourceError
        If the file is damaged, not in degrees, or the layer is not there or not named among several.
    """
    journal = path.with_name(f"{path.name}-wal")
    if journal.exists() and journal.stat().st_size:
        raise SourceError("changes wait to be written", place=f"`{path}`", hint="close it in the other program first")
    uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    try:
        connection = sqlite3.connect(uri, uri=True)
        try:
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA query_only = ON")
            name, column, system = _layer(connection, path, layer)
            number = _system(connection, system)
            if number not in _DEGREES and number > 0:
                raise SourceError(f"not in degrees: EPSG:{number}", place=f"`{path}`", hint="export in EPSG:4326")
            cursor = connection.execute(f"SELECT * FROM {_quoted(name)}")  # noqa: S608 - the name is quoted
            names = [one[0] for one in cursor.description]
            return name, _features(cursor, names, column, path)
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise SourceError(f"not a GeoPackage: {error}", place=f"`{path}`") from error


def _features(
    cursor: sqlite3.Cursor, names: list[str], column: str, path: Path
) -> list[tuple[Mapping[str, Any], list[list[list[Any]]]]]:
    found: list[tuple[Mapping[str, Any], list[list[list[Any]]]]] = []
    for number, row in enumerate(cursor, 1):
        properties = dict(zip(names, row, strict=True))
        data = properties.pop(column, None)
        if not isinstance(data, bytes):
            continue
        try:
            polygons = polygons_of(data)
        except ValueError as error:
            raise SourceError(f"shape {number} is damaged: {error}", place=f"`{path}`") from error
        if polygons:
            found.append((properties, polygons))
    return found
