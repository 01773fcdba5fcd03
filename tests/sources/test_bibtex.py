"""BibTeX of Scopus, Web of Science and Russian libraries; faults of one entry leave the others alone."""

import re

import pytest

from smartspec.sources.bibliography.bibtex_entries import entries_of
from smartspec.sources.bibliography.latex_text import plain
from smartspec.sources.opening import open_source

SCOPUS, WOS = "scopus_bib/scopus.bib.gz", "wos_bib/pyBibX_wos.bib.gz"
GOST, HARRIX = "russian/author.bib", "russian/biblioHarrix.bib"


@pytest.mark.parametrize(
    ("name", "format_", "n"),
    [(SCOPUS, "scopus_bib", 263), (WOS, "wos_bib", 236), (GOST, "bibtex", 18), (HARRIX, "bibtex", 29)],
)
def test_every_entry_is_a_record(name, format_, n, reading_of, raw_of):
    reading = reading_of(name)
    assert reading.format == format_
    assert len(re.findall(rb"(?m)^@\w+\{", raw_of(name))) == n == reading.records_read == reading.records_in_file
    assert reading.problems == []


@pytest.mark.parametrize(
    ("name", "column", "n"),
    [(SCOPUS, "affiliations", 257), (SCOPUS, "references", 255), (SCOPUS, "author_keyword", 229),
     (SCOPUS, "index_keyword", 177), (SCOPUS, "doi", 236), (SCOPUS, "native_id", 263), (WOS, "references", 236),
     (WOS, "author_keyword", 221), (WOS, "index_keyword", 197), (WOS, "doi", 198), (WOS, "year", 233),
     (WOS, "native_id", 236)],
)  # fmt: skip
def test_fields_are_filled_as_often_as_in_the_file(name, column, n, reading_of):
    assert reading_of(name).columns[column] == n


def test_kinds_of_entries_are_as_written(bibliography):
    kinds = [entry.kind for entry in entries_of(open_source(bibliography / SCOPUS))]
    assert (kinds.count("article"), kinds.count("conference"), kinds.count("book")) == (205, 50, 8)


def test_entries_with_repeated_fields_and_keys_are_all_there(bibliography, raw_of):
    entries = list(entries_of(open_source(bibliography / SCOPUS)))
    repeated = [entry for entry in entries if len(entry.all("funding_details")) > 1]
    assert len(repeated) == 36
    assert sum(entry.key == "Viana2020857" for entry in entries) == 2
    fields = len(re.findall(rb"(?m)^[a-z_]+[^=\n{]{0,4}=\{", raw_of(SCOPUS)))
    assert sum(len(entry.fields) for entry in entries) == fields


def test_every_line_of_cited_references_is_a_reference(rows_of):
    rows = rows_of(WOS, "record_references")
    assert len(rows) == 9581
    assert not any(row["raw"].endswith(".") and "{" in row["raw"] for row in rows)
    assert any(row["raw"].startswith("[Anonymous]") for row in rows)


def test_addresses_of_web_of_science_are_linked_to_the_authors_before_them(rows_of):
    rows = rows_of(WOS, "record_affiliations")
    assert not any("orresponding" in row["raw"] for row in rows)
    assert sum(row["position"] is not None for row in rows) > 0.9 * len(rows)
    first = [row for row in rows if row["record"] == rows[0]["record"]]
    assert [(row["position"], row["organisation"]) for row in first] == [
        (2, "Univ Catania"),
        (3, "Univ Paris 09"),
        (1, "Univ Lisbon"),
        (2, "Univ Portsmouth"),
    ]


def test_cyrillic_survives(rows_of, raw_of):
    names = {row["name"] for row in rows_of(GOST, "record_authorships")}
    assert {"Фамилия, И. О.", "Фамилия2, И. О."} <= names
    titles = [row["title"] for row in rows_of(HARRIX, "records")]
    assert titles[0] == "Генетический алгоритм. Стандарт"
    assert {row["name"] for row in rows_of(HARRIX, "record_authorships")} == {"Сергиенко, А. Б."}


def test_an_unclosed_brace_does_not_swallow_the_next_entry(read_text):
    broken = "@article{a,\n title = {Open {brace},\n year = {2001},\n}\n\n"
    reading = read_text(broken + "@book{b,\n title = {Next},\n year = 2002\n}\n")
    records = reading.tables["records"].to_pylist()
    assert [(row["title"], row["year"]) for row in records] == [("Open brace", 2001), ("Next", 2002)]
    assert [problem.severity for problem in reading.problems] == ["warning"]


def test_an_entry_cut_by_the_end_of_the_file_is_kept(read_text):
    reading = read_text("@article{a,\n title = {Whole},\n year = {2001}\n}\n@book{b,\n title = {Cut off in the")
    assert reading.records_read == reading.records_in_file == 2
    assert reading.tables["records"]["title"].to_pylist() == ["Whole", "Cut off in the"]


def test_macros_numbers_and_joined_strings_are_resolved(read_text):
    macro = '@string{j = "Journal of " # {Maps}}\n'
    entry = '@article{a, title="A {"}quoted{"}", journal=j, year=1999, month=mar}'
    row = read_text(macro + entry).tables["records"].to_pylist()[0]
    assert (row["source_title"], row["year"], row["title"]) == ("Journal of Maps", 1999, 'A "quoted"')
    assert row["publication_date"] == "mar 1999"


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"G{\"o}del and M{\'a}rquez", "Gödel and Márquez"),
        (r"\c{C}ağla \v{Z}i\v{z}ek", "Çağla Žižek"),
        (r"na\"{\i}ve", "naïve"),
        (r"Stra{\ss}e, \O rsted, \AA rhus", "Straße, Ørsted, Århus"),
        (r"50\% of R\&D in \$", "50% of R&D in $"),
        (r"$\alpha$-helix", "α-helix"),
        ("plain text (2 < 3)", "plain text (2 < 3)"),
        (r"\emph{italic} \textbf{bold}", "italic bold"),
    ],
)
def test_latex_becomes_text(latex, text):
    assert plain(latex) == text
