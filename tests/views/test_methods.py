"""Methods paragraphs and warnings, in both languages."""

import json
import string
from importlib.resources import files

import pytest

from smartspec.views.methods import in_russian, texts

LANGUAGES = ("en", "ru")


def fields(template):
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_both_languages_have_the_same_words_and_placeholders():
    english, russian = (texts()[language] for language in LANGUAGES)
    assert set(english) == set(russian)
    for section, words in english.items():
        if isinstance(words, dict):
            assert set(words) == set(russian[section]), section
            for key, word in words.items():
                assert fields(word) == fields(russian[section][key]), (section, key)
    assert fields(english["paragraph"]) == fields(russian["paragraph"])


def test_every_unit_and_link_has_words():
    from smartspec.mapping.linking import LINKS

    for language in LANGUAGES:
        assert set(LINKS) <= set(texts()[language]["units"])
        assert {link for links in LINKS.values() for link in links} <= set(texts()[language]["links"])


@pytest.mark.parametrize("english", [pair[0] for pair in texts()["warnings"]])
def test_every_warning_is_said_in_russian_with_its_numbers(english):
    values = {name: str(17 + i) for i, name in enumerate(sorted(fields(english)))}
    russian = in_russian(english.format(**values))
    assert russian != english.format(**values)
    assert all(value in russian or name == "fewest" for name, value in values.items())


def test_the_warnings_of_the_code_are_those_that_are_known():
    root = files("smartspec")
    known = [pair[0] for pair in texts()["warnings"]]
    said = {
        "mapping/thresholds.py": "at the usual threshold of",
        "mapping/selecting.py": "items outside the largest connected component",
        "kernels/layout.py": "the layout was still improving",
        "sources/vosviewer_network.py": "links without a strength count as 1",
    }
    for name, words in said.items():
        assert words in root.joinpath(name).read_text(encoding="utf-8")
        assert any(words in text for text in known), words


def test_a_warning_that_is_not_known_stays_as_it_is():
    assert in_russian("something else") == "something else"
    json.dumps(texts())
