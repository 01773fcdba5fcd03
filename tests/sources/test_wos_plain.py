"""Web of Science plain text: the facts of the real files, and each of their traps by itself."""

import re

import pytest

POLICY = "wos_plain/SDG-Repository__transformative_innovation_policy_425.txt.gz"
FACTS = {
    "wos_plain/ManyAuthors.isi.gz": {
        "records": 500, "years": 500, "author": 3351, "authors": 500, "affiliations": 459, "addresses": 1431,
        "references": 500, "reference_rows": 40321, "author_keyword": 242, "index_keyword": 423, "doi": 413,
        "abstract": 403,
    },
    POLICY: {
        "records": 425, "years": 425, "author": 1467, "authors": 425, "affiliations": 422, "addresses": 1246,
        "references": 424, "reference_rows": 29241, "author_keyword": 379, "index_keyword": 369, "doi": 413,
        "abstract": 417,
    },
    "wos_plain/SDG-Repository__sdg_a_500.txt.gz": {
        "records": 500, "years": 500, "author": 1215, "authors": 500, "affiliations": 487, "addresses": 941,
        "references": 489, "reference_rows": 22468, "author_keyword": 500, "index_keyword": 274, "doi": 404,
        "abstract": 500,
    },
    "wos_plain/jyoshimi_citations1.txt": {
        "records": 369, "years": 369, "author": 382, "authors": 369, "affiliations": 112,
        "references": 340, "reference_rows": 5498, "author_keyword": 0, "index_keyword": 0, "doi": 248,
        "abstract": 0,
    },
    "wos_plain/jyoshimi_citations2.txt.gz": {
        "records": 500, "years": 500, "author": 520, "authors": 500, "affiliations": 246,
        "references": 485, "reference_rows": 11003, "author_keyword": 31, "index_keyword": 39, "doi": 268,
        "abstract": 172,
    },
    "wos_plain/jyoshimi_citations3.txt.gz": {
        "records": 500, "years": 500, "author": 514, "authors": 500, "affiliations": 386,
        "references": 459, "reference_rows": 9649, "author_keyword": 202, "index_keyword": 40, "doi": 235,
        "abstract": 356,
    },
    "wos_plain/testFile.isi": {
        "records": 34, "years": 34, "author": 75, "authors": 34, "affiliations": 27,
        "references": 34, "reference_rows": 883, "author_keyword": 3, "index_keyword": 12, "doi": 19,
        "abstract": 12,
    },
    "wos_plain/badFile.isi": {
        "records": 32, "years": 32, "author": 66, "authors": 32, "affiliations": 25,
        "references": 32, "reference_rows": 855, "author_keyword": 3, "index_keyword": 10, "doi": 17,
        "abstract": 10,
    },
    "wos_plain/OnePaperNoCites.isi": {
        "records": 1, "years": 1, "author": 2, "authors": 1, "affiliations": 1,
        "references": 0, "reference_rows": 0, "author_keyword": 1, "index_keyword": 1, "doi": 1,
        "abstract": 1,
    },
    "merge_pair/wos.txt": {
        "records": 146, "years": 146, "author": 532, "authors": 146, "affiliations": 141, "addresses": 374,
        "references": 142, "reference_rows": 5050, "author_keyword": 115, "index_keyword": 52, "doi": 131,
        "abstract": 137,
    },
}  # fmt: skip


@pytest.mark.parametrize("name", FACTS)
def test_the_facts_of_a_real_file_are_reproduced(name, reading_of, rows_of):
    reading = reading_of(name)
    addresses = {(row["record"], row["address"]) for row in rows_of(name, "record_affiliations")}
    found = {
        "records": reading.records_read,
        "years": reading.columns["year"],
        "author": sum(row["role"] == "author" for row in rows_of(name, "record_authorships")),
        "reference_rows": len(rows_of(name, "record_references")),
        **{key: reading.columns[key] for key in FACTS[name] if key in reading.columns},
    }
    if "addresses" in FACTS[name]:
        found["addresses"] = len(addresses)
    assert found == FACTS[name]
    assert reading.format == "wos_plain"


@pytest.mark.parametrize("name", FACTS)
def test_records_are_as_many_as_ends_of_record_in_the_bytes(name, reading_of, raw_of):
    reading, ends = reading_of(name), len(re.findall(rb"(?m)^ER\s*$", raw_of(name)))
    assert ends == reading.records_in_file == reading.records_read
    assert reading.records_kept_out == 0


@pytest.mark.parametrize("name", FACTS)
def test_reference_lines_are_kept_as_written(name, raw_of, rows_of):
    lines, inside = [], False
    for line in raw_of(name).decode("utf-8-sig").splitlines():
        inside = line.startswith("CR ") or (inside and line.startswith("   "))
        if inside:
            lines.append(line[3:].strip())
    assert [row["raw"] for row in rows_of(name, "record_references")] == lines


def test_records_behind_junk_are_read_and_the_junk_is_reported(reading_of, rows_of):
    lines = {row["line"] for row in rows_of(POLICY, "records")}
    assert {18690, 34213} <= lines
    notes = [problem.place for problem in reading_of(POLICY).problems if "null" in problem.message]
    assert len(notes) == 2


def test_records_without_a_year_take_it_from_early_access(rows_of, raw_of):
    with_year = len(re.findall(rb"(?m)^PY \d", raw_of(POLICY)))
    records = rows_of(POLICY, "records")
    assert with_year == 409
    assert sum(row["year"] is not None for row in records) == 425
    assert min(row["year"] for row in records) == 1993


def test_bracketed_names_link_every_address_to_authors(rows_of):
    affiliations = rows_of("merge_pair/wos.txt", "record_affiliations")
    linked = {(row["record"], row["address"]) for row in affiliations if row["position"]}
    assert len(linked) == 374
    assert not any("[" in row["raw"] for row in affiliations)


def stated_links(raw: bytes) -> dict[str, list[tuple[str, set[str]]]]:
    """Record id to its addresses with the names in brackets, cut out by regular expressions."""
    found = {}
    for block in re.split(r"(?m)^ER\s*$", raw.decode("utf-8-sig")):
        number = re.search(r"(?m)^UT (\S+)", block)
        lines = re.search(r"(?ms)^C1 (.*?)(?=^[A-Z][A-Z0-9] )", block)
        if number and lines:
            parts = [re.match(r"(?:\[(.*?)\] )?(.*)", line.strip()) for line in lines[1].splitlines()]
            found[number[1]] = [(part[2], set((part[1] or "").split("; ")) - {""}) for part in parts]
    return found


@pytest.mark.parametrize("name", [name for name in FACTS if "test" not in name])
def test_addresses_are_linked_to_the_authors_in_their_brackets(name, rows_of, raw_of):
    ids = {row["record"]: row["native_id"] for row in rows_of(name, "records")}
    names = {(ids[row["record"]], row["position"]): row["full_name"] for row in rows_of(name, "record_authorships")}
    read: dict[str, dict[int, tuple[str, set[str]]]] = {}
    for row in rows_of(name, "record_affiliations"):
        number = ids[row["record"]]
        _, linked = read.setdefault(number, {}).setdefault(row["address"], (row["raw"], set()))
        if row["position"]:
            linked.add(names[number, row["position"]])
    stated = stated_links(raw_of(name))
    assert {key: [raw for raw, _ in value] for key, value in stated.items()} == {
        key: [raw for raw, _ in value.values()] for key, value in read.items()
    }
    n_stated = sum(len(linked) for value in stated.values() for _, linked in value)
    n_read = sum(
        len(linked & known)
        for key, value in stated.items()
        for (_, linked), (_, known) in zip(value, read[key].values(), strict=True)
    )
    assert n_read >= 0.99 * n_stated


def test_distinct_author_strings_are_not_merged_where_only_case_could_part_them(rows_of):
    authorships = rows_of(POLICY, "record_authorships")
    assert len({row["name"] for row in authorships}) == len({row["author"] for row in authorships}) == 1315


def test_a_tag_glued_to_its_value_keeps_the_first_letter(reading_of, rows_of):
    names = [row["name"] for row in rows_of("wos_plain/testFile.isi", "record_authorships")]
    assert "Gilles, H" in names
    assert [p.place for p in reading_of("wos_plain/testFile.isi").problems] == ["record 6, line 416"]


def test_a_file_without_its_last_line_is_said_to_be_cut(reading_of):
    messages = [problem.message for problem in reading_of("wos_plain/badFile.isi").problems]
    assert messages == ["the last line is not `EF`"]


def test_a_book_with_editors_only_names_them_as_editors(rows_of):
    name = "wos_plain/jyoshimi_citations3.txt.gz"
    record = next(r["record"] for r in rows_of(name, "records") if r["native_id"] == "WOS:000269145200012")
    roles = {row["role"] for row in rows_of(name, "record_authorships") if row["record"] == record}
    assert roles == {"editor"}


def test_corporate_authors_follow_the_persons_as_groups(rows_of):
    authorships = rows_of("wos_plain/ManyAuthors.isi.gz", "record_authorships")
    groups = {row["record"] for row in authorships if row["role"] == "group"}
    assert len(groups) == 15


RECORD = """PT J
AU Ivanova, A
   Petrov, B
AF Ivanova, Anna
   Petrov, Boris
TI Regional strengths in
   two lines
SO JOURNAL OF SPACES
DE maps; networks;
   clusters
C1 [Ivanova, Anna; Petrov, Boris] Univ A, Dept B, Kazan, Russia.
   [Petrov, Boris] Inst C, D-10115 Berlin, Germany.
RP Petrov, B (corresponding author), Inst C, D-10115 Berlin, Germany.
OI Petrov, Boris/0000-0002-1825-0097
CR Smith A, 1999, NATURE, V1, P2, DOI [10.1000/XYZ1, DOI 10.1000/xyz2]
PY 2020
UT WOS:1
ER
"""
HEADER, END = "FN Clarivate Analytics Web of Science\nVR 1.0\n", "EF\n"


def test_wrapped_fields_are_joined_and_lists_split(read_text):
    tables = read_text(HEADER + RECORD + END).tables
    assert tables["records"]["title"].to_pylist() == ["Regional strengths in two lines"]
    assert tables["record_terms"]["term"].to_pylist() == ["maps", "networks", "clusters"]


def test_orcid_and_correspondence_belong_to_the_author_they_name(read_text):
    authorships = read_text(HEADER + RECORD + END).tables["record_authorships"].to_pylist()
    assert [row["orcid"] for row in authorships] == [None, "0000-0002-1825-0097"]
    assert [row["corresponding"] for row in authorships] == [False, True]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_byte_order_mark_do_not_matter(read_text, ends, mark):
    plain = read_text(HEADER + RECORD + END).tables
    other = read_text((mark + HEADER + RECORD + END).replace("\n", ends)).tables
    for name in plain:
        assert plain[name].drop_columns("record").drop_columns(["file"] * (name == "records")) == other[
            name
        ].drop_columns("record").drop_columns(["file"] * (name == "records"))


def test_exports_joined_into_one_file_are_all_read(read_text):
    reading = read_text(HEADER + RECORD + END + "\n" + "\ufeff" + HEADER + RECORD + RECORD + END)
    assert (reading.records_in_file, reading.records_read, reading.problems) == (3, 3, [])


def test_a_record_cut_off_by_the_end_of_the_file_is_kept_and_reported(read_text):
    reading = read_text(HEADER + RECORD + RECORD.partition("CR ")[0])
    assert (reading.records_in_file, reading.records_read) == (2, 2)
    assert [p.message for p in reading.problems] == ["the record does not end with `ER`"]


def test_a_record_without_its_first_line_is_kept_and_reported(read_text):
    reading = read_text(HEADER + RECORD + RECORD.removeprefix("PT J\n") + END)
    assert (reading.records_in_file, reading.records_read) == (2, 2)
    assert [p.message for p in reading.problems] == ["the record does not begin with `PT`"]


def test_a_record_without_its_end_does_not_swallow_the_next(read_text):
    reading = read_text(HEADER + RECORD.removesuffix("ER\n") + RECORD + END)
    assert (reading.records_in_file, reading.records_read) == (2, 2)


def test_utf_16_is_read(read_text):
    reading = read_text((HEADER + RECORD + END).encode("utf-16"))
    assert (reading.encoding, reading.records_read) == ("utf-16", 1)
    assert reading.tables["records"]["title"][0].as_py() == "Regional strengths in two lines"
