"""Conventions by name and the methods paragraph, in both languages."""

import re

import pytest

from smartspec.schema import TABLES
from smartspec.views.comparison_methods import conventions_shown, methods_page, records, texts
from smartspec.views.comparison_paragraph import comparison_paragraph
from smartspec.views.comparison_tables import TABLE_NAMES

LANGUAGES = ("en", "ru")
#: The same in both languages: names of indices.
NAMES = {"RCA", "RSCA", "ECI", "PCI", "GENEPY", "e", "2"}


def test_both_languages_are_complete():
    for section, found in texts().items():
        for key, words in found.items():
            assert words["en"], (section, key)
            assert words["ru"], (section, key)
            assert not re.search("[а-яё]", words["en"]), (section, key)
            assert re.search("[а-яё]", words["ru"]) or words["ru"] in NAMES, (section, key)


def test_every_column_of_the_tables_has_words():
    for table in TABLE_NAMES.values():
        assert {column for column in TABLES[table].names if column != "comparison"} <= set(texts()["columns"])


def test_every_convention_of_a_real_comparison_has_words(compared):
    lacking = set()
    for path, record in records(compared.head["conventions"]):
        for key in record:
            if key.replace("-", "_") not in texts()["conventions"]:
                lacking.add(f"convention {'/'.join(path)}/{key}")
        for name in path[1:]:
            if name.replace("-", "_") not in texts()["measures"] and name not in texts()["measures"]:
                lacking.add(f"measure {name}")
    assert lacking == set()


def test_every_parameter_of_the_step_has_words(compared):
    assert {key.replace("-", "_") for key in compared.head["parameters"]} <= set(texts()["parameters"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_methods_md_holds_the_paragraph_every_convention_and_every_caution(compared, language):
    page = methods_page(compared.head, sources=[])
    assert comparison_paragraph(compared.head, language=language).replace("<", "&lt;") in page
    for group in conventions_shown(compared.head["conventions"]):
        for item in group["items"]:
            label = item["label"] if isinstance(item["label"], str) else item["label"][language]
            assert label in page
            assert f"`{item['name']}`" in page
    for caution in compared.head["cautions"]:
        assert caution[language].replace("<", "&lt;") in page


def test_what_all_measures_share_stands_once():
    given = {"a": {"x": 1, "y": 1}, "b": {"x": 1, "y": 2}, "c": {"x": 1, "y": 3}, "d": {"x": 2}}
    found = {g["name"]: {i["name"]: i["value"] for i in g["items"]} for g in conventions_shown(given)}
    assert found == {"common": {"x": "1"}, "a": {"y": "1"}, "b": {"y": "2"}, "c": {"y": "3"}, "d": {"x": "2"}}


def test_unknown_names_stay_as_they_are_and_deep_records_are_found():
    given = {"2024": {"new-measure": {"new_rule": [1, True, None], "inside": {"a": 0.5}}}}
    found = conventions_shown(given)
    assert [group["measure"] for group in found] == ["2024 · new-measure", "2024 · new-measure · inside"]
    assert found[0]["items"][0]["label"] == "new rule"
    assert found[0]["items"][0]["value"] == {"en": "1, yes, none", "ru": "1, да, нет"}


def test_methods_md_lets_no_markup_through(compared):
    page = methods_page(compared.head, sources=[{"file": "<b>|x", "format": "f", "sha256": "0" * 64}], generated=True)
    assert "<2024>" not in page
    assert "&lt;b>\\|x" in page
    assert page.startswith("# Patents of regions &lt;2024> & more")
    for heading in ("## Methods", "## Методы", "## Conventions", "## Cautions"):
        assert heading in page
