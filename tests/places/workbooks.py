"""First column of the sheets of an .xlsx file, read with the standard library alone."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def first_columns(path: Path) -> Iterator[tuple[str, list[str]]]:
    """File name of each sheet and the texts of its first column, from the top."""
    with zipfile.ZipFile(path) as book:
        shared = [
            "".join(text.text or "" for text in item.iter(f"{MAIN}t"))
            for item in ET.fromstring(book.read("xl/sharedStrings.xml")).iter(f"{MAIN}si")  # noqa: S314
        ]
        for name in sorted(book.namelist()):
            if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name):
                cells = ET.fromstring(book.read(name)).iter(f"{MAIN}c")  # noqa: S314
                texts = [
                    shared[int(value)]
                    for cell in cells
                    if re.fullmatch(r"A\d+", cell.get("r", ""))
                    and cell.get("t") == "s"
                    and (value := cell.findtext(f"{MAIN}v")) is not None
                ]
                yield name, texts
