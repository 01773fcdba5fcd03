"""Scopus CSV: the facts of the real files, all three author styles, glued exports, headers in Chinese."""

import csv
import io
import re

import pytest

from smartspec.sources.bibliography.scopus_record import authors, split_names

AGRI, GLUED = "scopus_csv/AgriPublicPolicies_658.csv.gz", "scopus_csv/litstudy_58.csv"
CHINESE, TOBLER = "scopus_csv/RRonCChen_chinese_headers_234.csv", "scopus_csv/bibliotobler_81.csv"
PAIR = "merge_pair/scopus.csv.gz"
FACTS = {
    AGRI: {"records": 658, "ids": 3119, "links": 3319, "affiliations": 652, "author_keyword": 544,
           "index_keyword": 568, "doi": 644, "references": 0, "times_cited": 561},
    TOBLER: {"records": 81, "ids": 127, "links": 210, "affiliations": 56, "author_keyword": 16, "doi": 75,
             "references": 50},
    # 182 ids, and the placeholder "[No author id available]" in nine rows
    GLUED: {"records": 58, "ids": 182, "authors": 49, "native_id": 58, "references": 48},
    "scopus_csv/metaknowledge_220.csv.gz": {"records": 220, "ids": 0, "authors": 217, "affiliations": 207,
                                            "references": 175, "author_keyword": 55, "doi": 160},
    "scopus_csv/opencollab_104.csv": {"records": 104, "ids": 530, "links": 568, "authors": 72, "doi": 66,
                                      "affiliations": 0, "references": 0, "times_cited": 0, "native_id": 104},
    "scopus_csv/tethne_20.csv": {"records": 20, "references": 20, "ids": 0},
    CHINESE: {"records": 234, "doi": 200, "year": 234, "authors": 234, "native_id": 234},
    PAIR: {"records": 318, "ids": 916, "links": 1125, "authors": 310, "affiliations": 302, "references": 303,
           "doi": 288, "author_keyword": 265},
}  # fmt: skip


def raw_rows(raw: bytes) -> list[dict[str, str]]:
    csv.field_size_limit(1 << 27)
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("name", FACTS)
def test_the_facts_of_a_real_file_are_reproduced(name, reading_of, rows_of):
    reading = reading_of(name)
    ids = [row["author_id"] for row in rows_of(name, "record_authorships") if row["author_id"]]
    found = {"records": reading.records_read, "ids": len(set(ids)), "links": len(ids), **reading.columns}
    assert {key: found[key] for key in FACTS[name]} == FACTS[name]
    assert reading.format == "scopus_csv"
    assert reading.records_in_file == reading.records_read


@pytest.mark.parametrize("name", [name for name in FACTS if name not in {CHINESE, GLUED}])
def test_columns_of_the_csv_module_are_the_columns_read(name, rows_of, raw_of):
    written, read = raw_rows(raw_of(name)), rows_of(name, "records")
    assert [row["year"] for row in read] == [int(row["Year"]) for row in written]
    for column, theirs in (("volume", "Volume"), ("issue", "Issue"), ("source_title", "Source title")):
        expected = [row[theirs].strip().replace("&amp;", "&") or None for row in written]
        assert [row[column] for row in read] == expected


def test_records_state_the_same_eid_as_their_column(rows_of, raw_of):
    eids = [row["EID"] for row in raw_rows(raw_of(PAIR))]
    assert [row["native_id"] for row in rows_of(PAIR, "records")] == eids


def test_missing_citations_stay_missing_and_zero_stays_zero(rows_of):
    agri = [row["times_cited"] for row in rows_of(AGRI, "records")]
    assert sum(value is None for value in agri) == 658 - 561
    assert 0 in [row["times_cited"] for row in rows_of(PAIR, "records")]


def test_document_types_are_as_stated(rows_of):
    types = [row["type"] for row in rows_of(AGRI, "records")]
    assert (types.count("Article"), types.count("Review")) == (625, 33)
    types = [row["type"] for row in rows_of(CHINESE, "records")]
    assert (types.count("Conference Paper"), types.count("Article")) == (141, 82)


@pytest.mark.parametrize("name", [AGRI, PAIR, "scopus_csv/opencollab_104.csv"])
def test_every_id_stands_beside_the_name_in_the_same_place(name, rows_of, raw_of):
    ids = [re.findall(r"\d+", row["Author(s) ID"]) for row in raw_rows(raw_of(name))]
    read: dict[str, list[str]] = {row["record"]: [] for row in rows_of(name, "records")}
    for row in rows_of(name, "record_authorships"):
        if row["author_id"]:
            read[row["record"]].append(row["author_id"])
    assert list(read.values()) == ids


def test_full_names_agree_with_the_names_they_belong_to(rows_of):
    rows = [row for row in rows_of(PAIR, "record_authorships") if row["full_name"]]
    assert len(rows) == 1125
    same = sum(row["full_name"][:2].casefold() == row["name"][:2].casefold() for row in rows)
    assert same >= 1115


def test_names_of_groups_with_commas_are_one_author_without_an_id(rows_of):
    groups = [row["name"] for row in rows_of(AGRI, "record_authorships") if row["role"] == "group"]
    assert len(groups) == 2
    assert groups[0].startswith("Global Burden of Diseases, Injuries, and Risk Factors")


@pytest.mark.parametrize("name", [AGRI, PAIR])
def test_affiliations_are_those_listed_and_all_are_linked(name, rows_of, raw_of):
    listed = [
        sorted(set(filter(None, map(str.strip, row["Affiliations"].split(";"))))) for row in raw_rows(raw_of(name))
    ]
    read: dict[str, set[str]] = {row["record"]: set() for row in rows_of(name, "records")}
    for row in rows_of(name, "record_affiliations"):
        read[row["record"]].add(row["raw"])
    assert [sorted(found) for found in read.values()] == listed
    assert all(row["position"] for row in rows_of(name, "record_affiliations"))


def test_authors_are_linked_to_the_addresses_behind_their_names(rows_of, raw_of):
    names = {(r["record"], r["position"]): r["name"] for r in rows_of(PAIR, "record_authorships")}
    entries = {
        record["record"]: row["Authors with affiliations"].split("; ")
        for record, row in zip(rows_of(PAIR, "records"), raw_rows(raw_of(PAIR)), strict=True)
    }
    for row in rows_of(PAIR, "record_affiliations"):
        name = names[row["record"], row["position"]]
        assert any(e.startswith(name) and row["raw"] in e for e in entries[row["record"]]), row


def test_a_glued_export_is_repaired_by_what_its_values_are(reading_of, rows_of):
    records = rows_of(GLUED, "records")
    assert all(re.fullmatch(r"2-s2\.0-\d+", row["native_id"]) for row in records)
    assert {row["language"] for row in records} <= {"English", "Chinese", "German", "English; German"}
    assert all(row["type"] and row["url"].startswith("https://www.scopus.com") for row in records)
    assert [problem.severity for problem in reading_of(GLUED).problems] == ["warning"]


def test_references_of_a_glued_export_are_in_their_column(rows_of):
    references = rows_of(GLUED, "record_references")
    assert sum(row["year"] is not None for row in references) > 0.95 * len(references)


def test_chinese_headers_are_named_by_the_values_below_them(rows_of):
    records = rows_of(CHINESE, "records")
    assert all(1990 <= row["year"] <= 2017 for row in records)
    assert {row["source_title"] for row in records} >= {"IEEE Pacific Visualization Symposium"}
    first = [row["name"] for row in rows_of(CHINESE, "record_authorships")][:3]
    assert first == ["Sauer F.", "Xie J.", "Ma K.-L."]


@pytest.mark.parametrize(
    ("text", "n", "names"),
    [
        ("Xue J., Wang Q.", 0, ["Xue J.", "Wang Q."]),
        ("Flood E.L.; Chen-Lim M.-L.", 0, ["Flood E.L.", "Chen-Lim M.-L."]),
        ("Pan, Y., De la Cruz, M.J.", 0, ["Pan, Y.", "De la Cruz, M.J."]),
        ("Wesseh P.K., Jr., Lin B.", 2, ["Wesseh P.K., Jr.", "Lin B."]),
        ("Menendez H.M., III, Gates R.", 0, ["Menendez H.M., III", "Gates R."]),
        ("Tobler W.", 0, ["Tobler W."]),
        ("Tobler, W.", 1, ["Tobler, W."]),
        ("Sukarno, Hartono", 2, ["Sukarno", "Hartono"]),
        ("", 0, []),
    ],
)
def test_author_lists_are_split_in_every_style(text, n, names):
    assert split_names(text, n=n) == names


def test_ids_are_not_given_to_the_wrong_authors_when_their_number_differs():
    assert [author.author_id for author in authors("A B., C D.", ids="1;2;3")] == ["", ""]


HEADER = "Authors,Author(s) ID,Title,Year,Source title,Cited by,Link,References,Document Type,Source,EID"
ROW = 'A B.,11111111;,"A ""title""\nin two lines",2020,J,,https://www.scopus.com/x,,Article,Scopus,2-s2.0-1'


def test_line_ends_inside_quotes_are_part_of_the_value(read_text):
    reading = read_text(f"{HEADER}\r\n{ROW}\r\n{ROW}\r\n")
    assert reading.records_read == reading.records_in_file == 2
    assert reading.tables["records"]["line"].to_pylist() == [2, 4]


def test_rows_whose_width_cannot_be_explained_are_kept_out_and_counted(read_text):
    reading = read_text(f"{HEADER}\n{ROW}\nx,y,z,12,13\n")
    assert (reading.records_in_file, reading.records_read, reading.records_kept_out) == (2, 1, 1)


def test_a_year_of_zero_is_missing(read_text):
    tables = read_text(f"{HEADER}\n{ROW.replace('2020', '0')}\n").tables
    assert tables["records"]["year"].to_pylist() == [None]


def test_placeholders_for_missing_values_are_missing(read_text):
    row = ROW.replace("A B.,11111111;", "[No author name available],[No author id available]")
    assert read_text(f"{HEADER}\n{row}\n").tables["record_authorships"].num_rows == 0


def test_an_export_saved_by_excel_in_windows_1252_is_read(read_text):
    reading = read_text(f"{HEADER}\n{ROW.replace('title', 'Müller–Äpfel')}\n".encode("cp1252"))
    assert (reading.encoding, reading.records_read) == ("cp1252", 1)
    assert "Müller–Äpfel" in reading.tables["records"]["title"][0].as_py()


def test_headers_in_russian_are_understood(read_text):
    header = "Авторы,Название,Год,Название источника,Том,Ссылка,Тип документа,EID"
    row = "Иванов И.,Карты,2021,Пространство,3,https://www.scopus.com/x,Article,2-s2.0-5"
    record = read_text(f"{header}\n{row}\n").tables["records"].to_pylist()[0]
    assert (record["title"], record["year"], record["volume"]) == ("Карты", 2021, "3")


def test_a_quote_that_is_never_closed_costs_one_row_only(read_text):
    broken = ROW.replace('"A ""title""\nin two lines"', '"never closed')
    reading = read_text("\n".join([HEADER, ROW, broken, ROW, ROW]) + "\n")
    assert (reading.records_in_file, reading.records_read, reading.records_kept_out) == (4, 3, 1)
    assert [p.place for p in reading.problems if p.severity == "error"] == ["record 2, line 4"]


def test_a_further_header_begins_another_export(read_text):
    short, row = "Authors,Title,Year,Source title,EID", "C D.,Other,2021,K,2-s2.0-7"
    reading = read_text("\n".join([HEADER, ROW, "\ufeff" + HEADER, ROW, short, row]) + "\n")
    assert (reading.records_in_file, reading.records_read) == (3, 3)
    assert reading.tables["records"]["source_title"].to_pylist() == ["J", "J", "K"]


def test_an_export_saved_with_semicolons_is_read(read_text):
    import csv as module

    rows = list(module.reader(io.StringIO(f"{HEADER}\n{ROW}\n")))
    text = io.StringIO()
    module.writer(text, delimiter=";", lineterminator="\n").writerows(rows)
    reading = read_text(text.getvalue())
    assert (reading.format, reading.records_read, reading.columns["native_id"]) == ("scopus_csv", 1, 1)
