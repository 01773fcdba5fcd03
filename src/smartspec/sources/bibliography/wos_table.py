"""Web of Science saved by a spreadsheet: workbook or CSV, headed by long names or by tags."""

from collections.abc import Iterator

from smartspec.registry import source
from smartspec.schema import RECORD_TABLES
from smartspec.sources.bibliography.wos_record import LISTS, TAGS, publication, split_addresses
from smartspec.sources.csv_records import count_below, has_header, rows_below
from smartspec.sources.fields import split_list
from smartspec.sources.opening import Head, SourceFile
from smartspec.sources.publication import Problem, Publication

#: Long names of the Excel export to the tags of plain text.
_TAGS = {
    "Publication Type": "PT", "Authors": "AU", "Book Authors": "BA", "Book Editors": "BE",
    "Group Authors": "CA", "Book Group Authors": "GP", "Author Full Names": "AF",
    "Book Author Full Names": "BF", "Article Title": "TI", "Source Title": "SO", "Book Series Title": "SE",
    "Language": "LA", "Document Type": "DT", "Author Keywords": "DE", "Keywords Plus": "ID",
    "Abstract": "AB", "Addresses": "C1", "Affiliations": "C3", "Reprint Addresses": "RP", "ORCIDs": "OI",
    "Funding Orgs": "FU", "Funding Text": "FX", "Cited References": "CR", "Cited Reference Count": "NR",
    "Times Cited, WoS Core": "TC", "Publisher": "PU", "ISSN": "SN", "eISSN": "EI",
    "Journal Abbreviation": "J9", "Journal ISO Abbreviation": "JI", "Publication Date": "PD",
    "Publication Year": "PY", "Volume": "VL", "Issue": "IS", "Start Page": "BP", "End Page": "EP",
    "Article Number": "AR", "DOI": "DI", "Early Access Date": "EA", "WoS Categories": "WC",
    "Open Access Designations": "OA", "UT (Unique WOS ID)": "UT", "UT (Unique ID)": "UT",
}  # fmt: skip


def _is_header(names: list[str]) -> bool:
    long = {"Article Title", "Source Title"} <= set(names) and any(name.startswith("UT (") for name in names)
    return long or ({"PT", "AU", "TI", "SO"} <= set(names) and sum(name in TAGS for name in names) > 6)


def recognise(head: Head) -> float:
    """Sure if the header holds the long names, or the tags between anything but tabs."""
    return 0.9 if has_header(head, _is_header) else 0.0


def count(file: SourceFile) -> int:
    """Rows below the header."""
    return count_below(file, _is_header)


@source(writes=RECORD_TABLES, title="Web of Science, saved by a spreadsheet", version=1)
def read(file: SourceFile) -> Iterator[Publication | Problem]:
    """Yield each row; cells end at 32,767 characters there, so long lists of references may be cut."""
    cut = 0
    for row in rows_below(file, _is_header):
        if isinstance(row, Problem):
            yield row
            continue
        cut += any(len(cell) >= _LONGEST for cell in row.cells.values())
        yield publication(_fields(row.cells), number=row.number, line=row.line)
    if cut:
        message = f"{cut} rows have a cell as long as a spreadsheet allows: what follows was cut off"
        yield Problem("file", message, "export as plain text or tab-delimited instead", "warning")


_LONGEST = 32_759


def _fields(cells: dict[str, str]) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for name, text in cells.items():
        tag = _TAGS.get(name, name if name in TAGS else "")
        if tag == "C1":
            fields[tag] = split_addresses(text)
        elif tag:
            fields[tag] = split_list(text, "; ") if tag in LISTS else [text]
    return fields
