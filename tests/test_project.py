"""`smartspec.toml`: every key checked, every mistake named with its place and the nearest right word."""

import pytest

from smartspec.errors import ConfigError
from smartspec.project import open_project
from smartspec.registry import Option


def project(tmp_path, text):
    (tmp_path / "smartspec.toml").write_text(text, encoding="utf-8")
    return open_project(tmp_path)


def test_what_is_written_is_read(tmp_path):
    found = project(
        tmp_path,
        '[project]\nname = "Поволжье"\nlanguages = ["en"]\nperiod = [2012, 2024]\n'
        '[[source]]\npath = "a/*.txt"\nformat = "wos_plain"\n[[map]]\nunit = "keywords"\n',
    )
    assert (found.name, found.languages, found.period) == ("Поволжье", ("en",), (2012, 2024))
    assert found.sources[0].path == "a/*.txt"
    assert found.steps["map"] == ({"unit": "keywords"},)
    assert found.tables == tmp_path / "tables"


def test_an_empty_file_is_a_project_named_after_its_folder(tmp_path):
    assert project(tmp_path, "").name == tmp_path.name


@pytest.mark.parametrize(
    ("text", "place", "hint"),
    [
        ('[projekt]\nname = "x"', "`smartspec.toml`", "did you mean `project`?"),
        ('[project]\nnmae = "x"', "`smartspec.toml`, [project]", "did you mean `name`?"),
        ('[[source]]\npaht = "x"', "`smartspec.toml`, [[source]] number 1", "did you mean `path`?"),
        ('[[source]]\nformat = "ris"', "`smartspec.toml`, [[source]] number 1", "path ="),
        ("[project]\nname = 3", "`smartspec.toml`, [project]", ""),
        ("[project]\nthreads = true", "`smartspec.toml`, [project]", ""),
        ('[project]\nlanguages = ["fr"]', "`smartspec.toml`, [project]", "`ru` and `en`"),
        ("[project]\nperiod = [2024, 2012]", "`smartspec.toml`, [project]", "period ="),
        ('[source]\npath = "x"', "`smartspec.toml`", ""),
        ("name = = 3", "`smartspec.toml`", "double quotes"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_a_hint(tmp_path, text, place, hint):
    with pytest.raises(ConfigError) as caught:
        project(tmp_path, text)
    assert caught.value.place == place
    assert hint in caught.value.hint


def test_a_folder_without_configuration_is_no_project(tmp_path):
    with pytest.raises(ConfigError, match=r"there is no `smartspec\.toml`"):
        open_project(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("kind", "value", "good"),
    [
        (int, 3, True),
        (int, 3.5, False),
        (int, True, False),
        (float, 3, True),
        (float, "3", False),
        (bool, True, True),
        (bool, 1, False),
        (str, "x", True),
        (int | None, 4, True),
    ],
)
def test_an_option_takes_only_values_of_its_type(kind, value, good):
    option = Option("n_items", kind, None, "")
    if good:
        assert option.check(value) == value
    else:
        with pytest.raises(ConfigError, match="`n-items` must be"):
            option.check(value)
