"""Lists of publications to keep or to leave out: one id a line."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from smartspec.errors import SourceError
from smartspec.sources.doi import clean_doi
from smartspec.sources.opening import open_source

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class SampleList:
    """Ids as compared: DOIs cleaned, everything in lower case, in the order of the file."""

    name: str
    ids: tuple[str, ...]


def read_sample_list(path: Path) -> SampleList:
    """Read a list of ids of a database, DOIs or works, one a line; empty lines and lines with `#` are passed over.

    Raises
    ------
    SourceError
        If the file holds no id.
    """
    lines = [line.strip().strip('"') for line in open_source(Path(path)).lines()]
    ids = [_folded(line) for line in lines if line and not line.startswith("#")]
    if not ids:
        raise SourceError("holds no id", place=f"`{Path(path).name}`", hint="one DOI or database id a line")
    return SampleList(Path(path).name, tuple(dict.fromkeys(ids)))


def _folded(text: str) -> str:
    return clean_doi(text) or text.lower()


def listed_works(sample: SampleList, tables: "Mapping[str, pa.Table]") -> tuple[set[str], tuple[str, ...]]:
    """Works that a list names, and the ids of the list that name none.

    Parameters
    ----------
    tables : `records` and `work_records`; a work is named by its own id, or by an id, DOI or `database:id` of any of
        its records.
    """
    columns = ("record", "database", "native_id", "doi")
    rows = zip(*(tables["records"][name].to_pylist() for name in columns), strict=True)
    work_of = dict(
        zip(tables["work_records"]["record"].to_pylist(), tables["work_records"]["work"].to_pylist(), strict=True)
    )
    named: dict[str, set[str]] = {}
    for record, database, native_id, doi in rows:
        work = work_of[record]
        ids = {work, record, native_id, f"{database}:{native_id}", doi} - {None}
        for one in ids:
            named.setdefault(_folded(one), set()).add(work)
    found = [named.get(one, set()) for one in sample.ids]
    unknown = tuple(one for one, works in zip(sample.ids, found, strict=True) if not works)
    return set().union(*found), unknown
