"""Russian meanings of tables: one for each table of the house, none for what is not there."""

import json
import re
from importlib.resources import files

import pytest

from smartspec import registry
from smartspec.schema import TABLES
from smartspec.views.table_texts import table_meaning_ru

registry.load("sources", "mapping", "regions")


@pytest.fixture(scope="module")
def texts():
    return json.loads(files("smartspec.views").joinpath("table_texts.json").read_text(encoding="utf-8"))


def test_every_table_has_a_meaning_in_russian_and_no_text_is_left_over(texts):
    public = {name for name, spec in TABLES.items() if spec.meaning}
    assert public - set(texts) == set(), "add the table to views/table_texts.json"
    assert set(texts) - set(TABLES) == set()


def test_meanings_are_russian_phrases_in_the_form_of_the_english_ones(texts):
    for name, text in texts.items():
        assert re.search("[а-яё]{3}", text), name
        assert not text.endswith("."), name
        assert text[0].islower(), name
        assert TABLES[name].meaning.count("`") == text.count("`"), f"{name}: names of columns stay"


def test_a_table_without_a_text_has_none():
    assert table_meaning_ru("no_such_table") == ""
