"""The documentation names every command, and every command it shows exists with those options."""

import importlib.util
import re
import shlex
from pathlib import Path

import pytest
import typer.main

from smartspec import registry
from smartspec.cli import add_commands, app

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
COMMAND = re.compile(r"^(?:\S*/)?smartspec .*$", re.MULTILINE)


def commands():
    add_commands()
    return typer.main.get_command(app).commands


def shown(path):
    text = path.read_text(encoding="utf-8")
    for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL):
        for line in block.splitlines():
            for piece in line.split("&&"):
                words = piece.split("#")[0].strip()
                if re.match(r"(\S*/)?smartspec ", words):
                    yield words


LINES = sorted({(path.name, line) for path in PAGES for line in shown(path)})


@pytest.mark.parametrize(("page", "line"), LINES, ids=lambda value: str(value)[:60])
def test_a_command_that_is_shown_can_be_parsed(page, line):
    known, words = commands(), shlex.split(line)[1:]
    assert words[0] in known, f"{page}: `{words[0]}` is no command"
    command = known[words[0]]
    command.make_context(words[0], words[1:], resilient_parsing=True)
    options = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
    for word in words[1:]:
        if word.startswith("--"):
            assert word in options | {"--help"}, f"{page}: `{words[0]}` has no option `{word}`"


def test_every_command_is_shown():
    named = {shlex.split(line)[1] for _, line in LINES}
    assert set(commands()) <= named


def test_the_readme_is_short_and_names_no_machine():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert text.count("\n") < 100
    for path in PAGES:
        assert "/home/" not in path.read_text(encoding="utf-8"), path


def test_every_link_within_the_repository_leads_somewhere():
    for path in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


@pytest.mark.parametrize("name", ["tables.md", "steps.md"])
def test_the_reference_says_what_the_code_says(name):
    spec = importlib.util.spec_from_file_location("make_reference", ROOT / "tools" / "make_reference.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    registry.load()
    made = module.PAGES[name]()
    hint = "run `python tools/make_reference.py`"
    assert (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8") == made, hint
