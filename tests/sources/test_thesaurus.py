"""Thesaurus files: read with accounting, chains and cycles followed, applied to every unit; suggestions by rule."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartspec.errors import ConfigError, SourceError
from smartspec.schema import TABLES
from smartspec.sources.joining.term_variants import suggest_variants, write_thesaurus
from smartspec.sources.joining.thesaurus import COLUMNS, apply_thesaurus, label_key, make_thesaurus, read_thesaurus
from smartspec.store import arrow_schema


@pytest.fixture
def thesaurus_of(tmp_path):
    """A thesaurus from the text of a file."""

    def read(text, *, encoding="utf-8"):
        path = tmp_path / "thesaurus.txt"
        path.write_bytes(text.encode(encoding))
        return read_thesaurus(path)

    return read


def terms(*found):
    """Rows of `work_terms` from (work, term)."""
    rows = [
        {"work": work, "kind": "author-keyword", "ordinal": n, "term": term, "term_key": term.lower()}
        for n, (work, term) in enumerate(found, 1)
    ]
    return pa.Table.from_pylist(rows, schema=arrow_schema(TABLES["work_terms"]))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", ["\t", ",", ";"])
def test_a_thesaurus_is_read_in_any_encoding_and_separator(thesaurus_of, encoding, separator):
    text = "label\treplace by\r\nS3\tsmart specialisation\r\nmethod\t\r\nрегионы\tрегион\r\n".replace("\t", separator)
    found = thesaurus_of(text, encoding=encoding)
    assert found.replacement == {"s3": "smart specialisation", "method": "", "регионы": "регион"}
    assert found.n_lines == len(found.entries) == 3
    assert not found.problems


def test_a_file_without_the_two_columns_is_refused(thesaurus_of):
    with pytest.raises(SourceError, match="columns are missing"):
        thesaurus_of("term\tcount\nx\t1\n")


def test_every_line_is_an_entry_or_a_problem(thesaurus_of):
    found = thesaurus_of("label\treplace by\na\tb\n\n\tc\nA\td\ne\tf\tg\nlonely\n")
    assert found.n_lines == 5
    errors = [problem for problem in found.problems if problem.severity == "error"]
    assert len(found.entries) + len(errors) == found.n_lines
    assert [problem.place[-6:] for problem in errors] == ["line 4", "line 5", "line 6"]
    assert found.replacement == {"a": "b", "lonely": ""}


def test_a_chain_is_followed_to_its_end_and_reported():
    found = make_thesaurus([(2, ["a", "B"]), (3, ["b", "c"]), (4, ["x", "a"]), (5, ["c", ""])], name="t")
    assert found.replacement == {"a": "", "b": "", "x": "", "c": ""}
    assert {problem.severity for problem in found.problems} == {"note"}


def test_labels_of_a_cycle_are_not_replaced():
    found = make_thesaurus([(2, ["a", "b"]), (3, ["b", "a"]), (4, ["x", "a"]), (5, ["k", "K"])], name="t")
    assert found.replacement == {"k": "K"}
    assert [problem.severity for problem in found.problems] == ["warning"] * 3


def test_terms_are_replaced_left_out_and_stand_once():
    thesaurus = make_thesaurus([(2, ["s3", "Smart specialisation"]), (3, ["method", ""]), (4, ["typo", "x"])], name="t")
    table = terms(("w1", "S3"), ("w1", "smart specialisation"), ("w1", "Method"), ("w2", "S3"), ("w2", "region"))
    result, applied = apply_thesaurus(table, thesaurus, unit="terms")
    assert [(row["work"], row["term"], row["term_key"]) for row in result.to_pylist()] == [
        ("w1", "Smart specialisation", "smart specialisation"),
        ("w2", "Smart specialisation", "smart specialisation"),
        ("w2", "region", "region"),
    ]
    assert (applied.n_replaced, applied.n_left_out) == (2, 1)
    assert applied.used == {"s3": 2, "method": 1, "typo": 0}
    assert applied.unused == ("typo",)


def test_countries_may_be_named_or_given_as_codes():
    rows = [
        {"work": "w", "ordinal": n, "address": n, "raw": "x", "country": code}
        for n, code in enumerate(["HK", "CN", "GB", None], 1)
    ]
    table = pa.Table.from_pylist(rows, schema=arrow_schema(TABLES["affiliations"]))
    thesaurus = make_thesaurus([(2, ["Hong Kong", "China"]), (3, ["GB", ""])], name="t")
    result, applied = apply_thesaurus(table, thesaurus, unit="countries")
    assert result["country"].to_pylist() == ["CN", "CN", None, None]
    assert result.num_rows == 4
    assert applied.used == {"Hong Kong": 1, "GB": 1}


@pytest.mark.parametrize("unit", COLUMNS)
def test_every_unit_keeps_the_columns_of_its_table(unit):
    name, label, key = COLUMNS[unit]
    schema = arrow_schema(TABLES[name])
    row = {field.name: (1 if field.type == "int64" else False if field.type == "bool" else "old") for field in schema}
    table = pa.Table.from_pylist([{**row, key: "fr" if unit == "countries" else "old"}], schema=schema)
    thesaurus = make_thesaurus([(2, ["fr" if unit == "countries" else "old", "new"])], name="t")
    result, applied = apply_thesaurus(table, thesaurus, unit=unit)
    assert result.schema.equals(schema)
    assert result[label].to_pylist() == ["new"]
    assert applied.n_replaced == 1


def test_an_unknown_unit_names_the_nearest():
    with pytest.raises(ConfigError, match="did you mean `terms`"):
        apply_thesaurus(terms(), make_thesaurus([], name="t"), unit="term")


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from(["", *"abcdef"])), max_size=8))
def test_replacing_twice_changes_nothing_more(pairs):
    thesaurus = make_thesaurus([(n, list(pair)) for n, pair in enumerate(pairs, 2)], name="t")
    table = terms(*(("w", letter) for letter in "abcdef"))
    once, _ = apply_thesaurus(table, thesaurus, unit="terms")
    twice, applied = apply_thesaurus(once, thesaurus, unit="terms")
    assert twice["term_key"].to_pylist() == once["term_key"].to_pylist()
    assert applied.n_left_out == 0
    assert thesaurus.n_lines == len(thesaurus.entries) + sum(p.severity == "error" for p in thesaurus.problems)


@pytest.mark.parametrize(
    ("label", "better", "rule"),
    [
        ("e-learning", "e learning", "hyphen"),
        ("policies", "policy", "plural"),
        ("regional innovation systems", "regional innovation system", "plural"),
        ("smart specialization", "smart specialisation", "spelling"),
        ("labor market", "labour market", "spelling"),
        ("internet of things (iot)", "internet of things", "brackets"),
        ("кластеры", "кластер", "Russian ending"),
        ("инновация", "инновации", "Russian ending"),
    ],
)
def test_the_commoner_spelling_is_suggested(label, better, rule):
    (found,) = suggest_variants({label: 1, better: 4})
    assert (found.label, found.replace_by, found.rule) == (label, better, rule)


@pytest.mark.parametrize(
    "pair",
    [
        ("physics", "physic"),
        ("crisis", "crises"),
        ("new", "news"),
        ("innovation", "innovative"),
        ("кластер", "кластеризация"),
    ],
)
def test_other_words_are_not_suggested(pair):
    assert suggest_variants(dict.fromkeys(pair, 2)) == []


@given(st.dictionaries(st.text(alphabet="abes -", min_size=1, max_size=8), st.integers(1, 5), max_size=8))
def test_suggestions_make_a_thesaurus_without_cycles(counts):
    rows = [line.split("\t") for line in write_thesaurus(suggest_variants(counts)).splitlines()[1:]]
    found = make_thesaurus(((n, row) for n, row in enumerate(rows, 2)), name="t")
    assert not [problem for problem in found.problems if "go round" in problem.message]


def test_a_label_is_compared_without_case_and_double_blanks():
    assert label_key("  Smart\t Specialisation ") == "smart specialisation"
