"""The shared tables: columns, types, keys, units and what they mean."""

from dataclasses import dataclass
from typing import Any, Literal

from smartspec.errors import SchemaError

#: An Ibis table; Ibis has no type marker, so the specs and the tests carry that weight.
Table = Any

Kind = Literal["string", "int32", "int64", "float64", "bool", "strings"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, type, meaning and unit; `null` says whether a value may be missing."""

    name: str
    kind: Kind
    meaning: str
    unit: str = ""
    null: bool = True


@dataclass(frozen=True, slots=True)
class TableSpec:
    """A table: its columns in order, the columns that make a row unique, and what a row is."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    meaning: str

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """The column of that name."""
        for column in self.columns:
            if column.name == name:
                return column
        raise SchemaError(f"table `{self.name}` has no column `{name}`")


TABLES: dict[str, TableSpec] = {}


def table(name: str, *columns: Column, key: tuple[str, ...], meaning: str) -> TableSpec:
    """Declare a table; a second declaration of a name must be equal to the first."""
    spec = TableSpec(name, columns, key, meaning)
    if TABLES.get(name, spec) != spec:
        raise SchemaError(f"table `{name}` is declared twice")
    unknown = set(key) - set(spec.names)
    if unknown:
        raise SchemaError(f"table `{name}`: key column `{min(unknown)}` is not a column")
    TABLES[name] = spec
    return spec


def text(name: str, meaning: str, *, null: bool = True) -> Column:
    """A text column."""
    return Column(name, "string", meaning, null=null)


def count(name: str, meaning: str, *, unit: str = "", null: bool = True) -> Column:
    """A whole-number column."""
    return Column(name, "int64", meaning, unit=unit, null=null)


def number(name: str, meaning: str, *, unit: str = "", null: bool = True) -> Column:
    """A real-number column."""
    return Column(name, "float64", meaning, unit=unit, null=null)


def flag(name: str, meaning: str, *, null: bool = True) -> Column:
    """A yes-or-no column."""
    return Column(name, "bool", meaning, null=null)


RECORD = text("record", "one record of one file: its hash and the record's number in the file", null=False)
WORK = text("work", "one publication, after records of the same publication were joined", null=False)

WORK_COLUMNS = (
    text("database", "database the record came from, e.g. `wos`, `scopus`, `openalex`", null=False),
    text("native_id", "id of the record in its database"),
    text("doi", "digital object identifier, lower case, without resolver prefix"),
    text("title", "title as written, markup removed"),
    text("abstract", "abstract as written"),
    count("year", "year of publication", unit="year"),
    count("year_early_access", "year of early access, if stated", unit="year"),
    text("publication_date", "date of publication as stated"),
    text("type", "document type as stated"),
    text("language", "language as stated"),
    text("source_title", "journal, book or proceedings title as written"),
    text("source_abbreviation", "abbreviated source title"),
    text("issn", "ISSNs, joined by `; `"),
    text("publisher", "publisher as stated"),
    text("volume", "volume"),
    text("issue", "issue"),
    text("page_begin", "first page"),
    text("page_end", "last page"),
    text("article_number", "article number"),
    count("times_cited", "citations as stated by the database on the day of export; missing is not zero"),
    count("n_references_stated", "number of references that the database states", unit="references"),
    text("open_access", "open-access status as stated"),
    text("funding", "funding text"),
    text("url", "address of the record"),
    text("file", "file the record was read from", null=False),
    count("record_number", "number of the record in the file, from 1", null=False),
    count("line", "line on which the record starts, from 1; missing where lines have no meaning"),
)
AUTHORSHIP_COLUMNS = (
    count("position", "place in the author list, from 1", null=False),
    text("author", "key of the author: an id of the database, else the name folded", null=False),
    text("name", "name as written", null=False),
    text("full_name", "full name, if stated"),
    text("author_id", "id in the database, e.g. a Scopus or OpenAlex author id"),
    text("orcid", "ORCID iD, 16 characters with hyphens"),
    text("role", "author, group, editor or inventor"),
    flag("corresponding", "marked as corresponding author; missing where not stated"),
)
AFFILIATION_COLUMNS = (
    count("ordinal", "number of the row within the publication, from 1", null=False),
    count("position", "place in the author list of the author; missing where the link is not stated"),
    count("address", "number of the address within the publication, from 1", null=False),
    text("raw", "address as written", null=False),
    text("organisation", "name of the organisation as written"),
    text("organisation_id", "id of the organisation, e.g. OpenAlex or ROR"),
    text("country", "ISO 3166-1 alpha-2 code; missing where no country was recognised"),
)
TERM_COLUMNS = (
    text("kind", "`author-keyword`, `index-keyword`, `topic` or `category`", null=False),
    count("ordinal", "number within the publication and kind, from 1", null=False),
    text("term", "term as written", null=False),
    text("term_key", "term in lower case with blanks collapsed: what is compared", null=False),
)
REFERENCE_COLUMNS = (
    count("ordinal", "number within the publication, from 1", null=False),
    text("raw", "reference as written, or the id of the cited work", null=False),
    text("reference", "match key: references with equal keys are the same work", null=False),
    text("cited_id", "id of the cited work in the same database, if stated"),
    text("author", "first author as written"),
    text("title", "title, if the style holds one"),
    text("source", "source as written"),
    count("year", "year", unit="year"),
    text("volume", "volume"),
    text("page", "first page or article number"),
    text("doi", "digital object identifier, lower case"),
)

#: What the bibliographic readers write: one row per record, author, address, term, reference as read.
RECORD_TABLES = ("records", "record_authorships", "record_affiliations", "record_terms", "record_references")
#: The same after records of one publication were joined.
WORK_TABLES = ("works", "authorships", "affiliations", "work_terms", "work_references")

_DETAILS = (
    (AUTHORSHIP_COLUMNS, ("position",), "an author of a publication"),
    (AFFILIATION_COLUMNS, ("ordinal",), "an address of an author of a publication"),
    (TERM_COLUMNS, ("kind", "ordinal"), "a keyword of a publication"),
    (REFERENCE_COLUMNS, ("ordinal",), "a reference of a publication"),
)
table("records", RECORD, *WORK_COLUMNS, key=("record",), meaning="a bibliographic record as read")
table("works", WORK, *WORK_COLUMNS, key=("work",), meaning="a publication")
_NAMES = zip(RECORD_TABLES[1:], WORK_TABLES[1:], strict=True)
for (_read, _joined), (_columns, _key, _meaning) in zip(_NAMES, _DETAILS, strict=True):
    table(_read, RECORD, *_columns, key=("record", *_key), meaning=f"{_meaning}, as read")
    table(_joined, WORK, *_columns, key=("work", *_key), meaning=_meaning)

#: What the readers of statistics write: one row per number or mark, and one per sheet.
OBSERVATION_TABLES = ("observations", "source_sheets")

table(
    "observations",
    text("region", "code of the registry, or of the source's own code list; missing where no region was found"),
    text("region_name", "region as written, without note marks"),
    text("indicator", "what is measured", null=False),
    text("activity", "code of the activity; missing where the value is not of one activity"),
    text("period", "year `2024`, quarter `2024-Q1`, month `2024-01` or day `2024-01-31`"),
    number("value", "the number; missing where the flag says why"),
    text("unit", "unit as stated for the sheet, block or cell"),
    text("flag", "`ok` or why the value is missing or special; several joined by `; `", null=False),
    text("footnotes", "notes on the cell, its row or its column: mark and text, joined by ` | `"),
    text("file", "file the cell lies in", null=False),
    text("sheet", "sheet of a workbook; empty text for other files", null=False),
    text("cell", "`C12` in sheets and delimited text, a path in XML and JSON", null=False),
    text("vintage", "edition: date of update or release as stated; two editions are never one series"),
    text("activity_name", "activity as written"),
    text("classification", "classification of the activities with its edition, e.g. `OKVED2`, `NACE Rev. 2`"),
    text("region_classification", "code list of the regions, e.g. `NUTS 2021`, `OKATO`; missing for written names"),
    text("variant", "method or manual under which the value was measured, where a source gives several"),
    text("dimensions", "further dimensions as `name=value`, joined by `; `"),
    text("row_label", "label of the row as written, outer labels first, joined by ` > `"),
    text("column_label", "label of the column as written, outer labels first, joined by ` > `"),
    text("raw", "cell as written", null=False),
    key=("file", "sheet", "cell"),
    meaning="a number of a statistical table, or the mark that stands in its place",
)
table(
    "source_sheets",
    text("file", "source file", null=False),
    text("sheet", "sheet of a workbook; empty text for other files", null=False),
    text("title", "title as written"),
    text("unit", "unit of the sheet, if one holds for all of it"),
    text("classification", "classification of the activities"),
    text("vintage", "date of update or edition as stated"),
    text("description", "method, producer, release calendar and other notes as stated; no personal data"),
    count("cells", "cells that are not empty", unit="cells", null=False),
    count("numbers", "cells that became a value", unit="cells", null=False),
    count("flagged", "cells that hold a mark instead of a number", unit="cells", null=False),
    count("headers", "titles, headings and labels", unit="cells", null=False),
    count("notes", "footnotes and legends", unit="cells", null=False),
    count(
        "left_out", "cells not imported on purpose: links, names and telephones of persons", unit="cells", null=False
    ),
    count("problems", "cells that fit nothing, each listed in `problems`", unit="cells", null=False),
    count("blanks", "empty cells inside the body of the table: rows with the flag `blank`", unit="cells", null=False),
    key=("file", "sheet"),
    meaning="a sheet, and where each of its cells went: the six counts after `cells` add up to it",
)
table(
    "work_records",
    WORK,
    RECORD,
    text("reason", "why the record belongs to the publication", null=False),
    flag("kept", "whether the publication's fields come from this record", null=False),
    key=("record",),
    meaning="which records make which publication",
)
table(
    "work_citations",
    WORK,
    text("cited", "publication of the set that it cites", null=False),
    text("reason", "what the reference and the publication have in common", null=False),
    key=("work", "cited"),
    meaning="a citation between two publications of the set",
)
table(
    "work_fields",
    WORK,
    text("field", "field of `works`, or table of its details", null=False),
    RECORD,
    text("rule", "why this record's value was taken", null=False),
    key=("work", "field", "record"),
    meaning="which record a field of a joined publication comes from",
)
table(
    "record_flow",
    text(
        "stage",
        "`identified`, `duplicate within database`, `duplicate across databases`, `included`, then lists",
        null=False,
    ),
    text("database", "database of the records", null=False),
    text("reason", "why they are duplicates, or where the publication was found", null=False),
    count("n", "records", unit="records", null=False),
    key=("stage", "database", "reason"),
    meaning="how many records became publications, in the order of a PRISMA diagram",
)
table(
    "merge_doubts",
    text("first", "a record", null=False),
    text("second", "another record", null=False),
    text("reason", "why they look like one publication, or differ", null=False),
    flag("joined", "whether they were joined all the same", null=False),
    key=("first", "second", "reason"),
    meaning="two records that may be one publication: for you to decide",
)
table(
    "ambiguous_authors",
    text("name", "name, or ORCID iD", null=False),
    text("reason", "why it may stand for several people, or one person under several names", null=False),
    key=("name", "reason"),
    meaning="an author who could not be told apart, or was left apart",
)
table(
    "term_variants",
    text("label", "keyword in lower case", null=False),
    text("replace_by", "commoner keyword that it seems to be a variant of", null=False),
    text("rule", "what they differ by: plural, hyphen, spelling", null=False),
    count("n", "occurrences of the variant", null=False),
    count("n_replace_by", "occurrences of the commoner one", null=False),
    key=("label",),
    meaning="a keyword that seems to be a variant of another: for you to decide",
)
table(
    "source_files",
    text("file", "path within the project, or as given", null=False),
    text("sha256", "content of the file", null=False),
    text("format", "reader that read it", null=False),
    count("reader_version", "version of the reader", null=False),
    text("encoding", "character encoding that was used", null=False),
    count("records_in_file", "records counted by a rule independent of the reader", null=False),
    count("records_read", "records that became rows", null=False),
    count("records_kept_out", "records listed as problems", null=False),
    text("note", "producer and licence, if stated"),
    key=("file",),
    meaning="a source file and what was read from it",
)
table(
    "source_columns",
    text("file", "source file", null=False),
    text("column", "column of `records`, or kind of detail", null=False),
    count("records_filled", "records in which it is filled", unit="records", null=False),
    count("records_read", "records of the file", unit="records", null=False),
    key=("file", "column"),
    meaning="how far a field is filled in a source: the audit of missing data",
)
table(
    "problems",
    text("severity", "`error` (a record was kept out), `warning` or `note`", null=False),
    text("file", "file or table", null=False),
    count("number", "number within the file, from 1", null=False),
    text("place", "record, line or cell", null=False),
    text("column", "column, if one is meant"),
    text("message", "what is wrong", null=False),
    text("hint", "what to do about it"),
    key=("file", "number"),
    meaning="something that was not read, or read with a doubt",
)
