"""The registry reads options and their meanings from signatures and docstrings."""

from typing import Literal

import pytest

from smartspec.errors import ConfigError, nearest
from smartspec.registry import Entry, find, meanings, options_of


def example(tables, *, n_items: int = 3, kind: Literal["full", "half"] = "full", missing: int) -> None:
    """Do nothing.

    Parameters
    ----------
    tables : what is read.
    n_items : how many
        are kept.
    kind : the kind.
    missing : has no default.

    Returns
    -------
    Nothing : at all.
    """


def test_options_are_the_keyword_only_parameters_by_key():
    options = options_of(example)
    assert list(options) == ["n-items", "kind", "missing"]
    assert options["n-items"].meaning == "how many are kept."
    assert options["kind"].choices == ("full", "half")
    assert options["missing"].required
    assert not options["kind"].required


def test_meanings_come_from_the_parameters_section_alone():
    assert set(meanings(example)) == {"tables", "n_items", "kind", "missing"}


def test_an_unknown_name_is_answered_with_the_nearest():
    entries = {"openalex": Entry("source", "openalex", example, "")}
    with pytest.raises(ConfigError, match="unknown source `opnalex`") as caught:
        find(entries, "opnalex")
    assert caught.value.hint == "did you mean `openalex`?"
    assert nearest("zzz", ["a", "b"]) == "known are `a`, `b`"
