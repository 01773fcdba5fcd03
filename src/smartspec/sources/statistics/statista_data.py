"""Workbooks of one statistic of Statista: a sheet `Overview` that describes it and a sheet `Data` with its table."""

from collections.abc import Iterator

from smartspec.errors import SourceError
from smartspec.places.country_table import country_by_name
from smartspec.registry import source
from smartspec.schema import OBSERVATION_TABLES
from smartspec.sources.observation import Observation, SheetAccount
from smartspec.sources.opening import SourceFile
from smartspec.sources.publication import Problem
from smartspec.sources.statistics.statista_labels import day_of, plain
from smartspec.sources.statistics.statista_table import Statistic, layout_of, table_observations
from smartspec.sources.statistics.tidy_account import cell_texts, filled_cells
from smartspec.sources.statistics.tidy_grid import with_faults
from smartspec.sources.statistics.tidy_values import is_blank, written
from smartspec.sources.workbook import Book, Sheet

__all__ = ["cell_texts", "count", "read", "recognise_book"]

_OVERVIEW = ("overview", "überblick", "übersicht")
_DATA = ("data", "daten")
_REGION = ("region", "ort", "land")
_PUBLISHED = ("publication date", "release date", "veröffentlichungsdatum", "veröffentlichung")


def recognise_book(book: Book) -> float:
    """0.95 if there are a sheet of data and an overview that names Statista, else 0."""
    overview, data = _sheets(book)
    if not (overview and data):
        return 0.0
    named = any("statista" in written(cell).lower() for cells in book.sheet(overview).rows for cell in cells)
    return 0.95 if named else 0.0


def _sheets(book: Book) -> tuple[str, str]:
    """Names of the overview and of the sheet of data, "" where there is none."""
    names = {name.strip().lower(): name for name in book.sheet_names}
    overview = next((names[one] for one in _OVERVIEW if one in names), "")
    return overview, next((names[one] for one in _DATA if one in names), "")


def count(file: SourceFile) -> int:
    """Cells that are not empty, all sheets together."""
    return filled_cells(file)


@source(writes=OBSERVATION_TABLES, title="Statista, one statistic with overview (XLSX)")
def read(file: SourceFile) -> Iterator[Observation | SheetAccount | Problem]:
    """Yield each value of the sheet of data, an account of each sheet, and problems.

    Title, region and day of publication come from the overview; other sheets are left out.

    Raises
    ------
    SourceError
        If the sheet of data holds no labels with numbers beside them.
    """
    book: Book = file.book
    overview, data = _sheets(book)
    stated = _stated(book.sheet(overview)) if overview else {}
    sheet = with_faults(book.sheet(data))
    table = layout_of(list(enumerate(sheet.rows, 1)))
    if table is None or not table.values:
        hint = "a table has labels in its first column and numbers beside them"
        raise SourceError(f"sheet `{data}` holds no table", place=f"`{file.name}`", hint=hint)
    region = next((stated[key] for key in _REGION if key in stated), "")
    published = next((stated[key] for key in _PUBLISHED if key in stated), "")
    day = day_of(published)
    title = max(table.titles[:2], key=len, default="") or stated.get("title", "") or sheet.name
    vintage = day.isoformat() if day else published
    statistic = Statistic(title, country_by_name(region) or "", region, vintage, sheet.name)
    account = SheetAccount(sheet=sheet.name)
    yield from table_observations(table, statistic, account=account)
    account.cells = sheet.n_filled
    yield account
    for other in map(with_faults, book.sheets()):
        if other.name != data:
            yield _described(other, is_overview=other.name == overview)


def _stated(sheet: Sheet) -> dict[str, str]:
    """What the overview says: the label in lower case to the text beside it."""
    found: dict[str, str] = {}
    for cells in sheet.rows:
        texts = [plain(written(cell)) for cell in cells if not is_blank(cell)]
        if len(texts) >= 2:
            found.setdefault(texts[0].lower().rstrip(":"), " ".join(texts[1:]))
    return found


def _described(sheet: Sheet, *, is_overview: bool) -> SheetAccount:
    account = SheetAccount(sheet=sheet.name, cells=sheet.n_filled)
    texts = [plain(written(cell)) for cells in sheet.rows for cell in cells if not is_blank(cell)]
    if is_overview:
        told = [text for text in texts if "@" not in text and "tel" not in text.lower()[:5]]
        account.headers, account.left_out = len(told), len(texts) - len(told)
        account.description = " ".join(told)
    else:
        account.left_out = len(texts)
    return account
