"""The rules of the house, as tests."""

import ast
import importlib
import inspect
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import smartspec
from smartspec import registry
from smartspec.schema import TABLES

ROOT = Path(smartspec.__file__).parent
FILES = sorted(path for path in ROOT.rglob("*.py"))
BANNED_NAMES = {"utils", "util", "common", "helpers", "helper", "core", "misc"}
HEAVY = {"numpy", "scipy", "numba", "pyarrow", "duckdb", "ibis", "rich", "starlette", "uvicorn", "networkx"}
MAX_LINES, MAX_KERNEL_LINES = 260, 400
#: Compiled loops stay whole: cutting one up costs time at every start.
MAX_BODY, MAX_KERNEL_BODY = 45, 80
#: Longer than the rule, each with its reason.
LONG_FILES = {"schema.py": 340}  # the list of the shared tables, all in one place
LONG_FUNCTIONS = {
    "mapping/science_map.py:science_map": 75,  # one option a line, twice: the signature and the record of parameters
    "mapping/selecting.py:select": 60,
}

registry.load()
ENTRIES = [*registry.SOURCES.values(), *registry.STEPS.values(), *registry.VIEWS.values()]


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def body_lines(function: ast.FunctionDef) -> int:
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


@pytest.mark.parametrize("path", FILES, ids=relative)
def test_files_and_functions_are_small(path):
    lines = path.read_text(encoding="utf-8").count("\n")
    kernel = "kernels" in path.parts
    limit, longest = (MAX_KERNEL_LINES, MAX_KERNEL_BODY) if kernel else (MAX_LINES, MAX_BODY)
    assert lines <= LONG_FILES.get(relative(path), limit)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            allowed = LONG_FUNCTIONS.get(f"{relative(path)}:{node.name}", longest)
            assert body_lines(node) <= allowed, f"{node.name}: {body_lines(node)} lines"


@pytest.mark.parametrize("path", FILES, ids=relative)
def test_files_have_names_that_say_something(path):
    assert path.stem not in BANNED_NAMES
    assert path.parent.name not in BANNED_NAMES


@pytest.mark.parametrize("path", FILES, ids=relative)
def test_numba_stays_in_the_kernels_and_prints_in_the_commands(path):
    text = path.read_text(encoding="utf-8")
    names = {
        alias.name.split(".")[0]
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import)
        for alias in node.names
    } | {(node.module or "").split(".")[0] for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom)}
    assert "kernels" in path.parts or "numba" not in names
    assert not names & {"pickle", "pandas", "marshal", "shelve"}


def test_every_public_name_is_described():
    missing = []
    for path in FILES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                text = ast.get_docstring(node) or ""
                if len(text.split()) < 3:
                    missing.append(f"{relative(path)}:{node.name}")
    assert missing == []


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: f"{e.kind} {e.name}")
def test_registered_functions_follow_their_kind(entry):
    parameters = list(inspect.signature(entry.func).parameters.values())
    if entry.kind == "source":
        assert entry.func.__name__ == "read"
        found = set(vars(entry.module))
        assert "count" in found, "a source counts the records of its files"
        assert found & {"recognise", "recognise_book"}, "a source recognises its files"
    else:
        assert parameters[0].name == "tables"
    if entry.kind == "step":
        assert set(entry.writes) <= set(TABLES)
        for part in ("Parameters", "Returns", "Source: "):
            assert part in inspect.getdoc(entry.func), f"docstring lacks {part}"
    for option in entry.options.values():
        assert option.meaning, f"`{option.key}` is not described"
    assert set(entry.reads) <= set(TABLES)


def test_every_table_read_is_written():
    from smartspec.build.joining import JOINED
    from smartspec.build.tasks import READ_TABLES

    written = {table for entry in registry.STEPS.values() for table in entry.writes}
    written |= {*READ_TABLES, *JOINED}
    assert {table for entry in ENTRIES for table in entry.reads} <= written <= set(TABLES)


def test_every_column_of_every_table_says_what_it_means():
    for spec in TABLES.values():
        assert spec.meaning
        for column in spec.columns:
            assert len(column.meaning.split()) >= 1, f"{spec.name}.{column.name}"


@pytest.mark.parametrize("module", ["smartspec", "smartspec.cli", "smartspec.errors", "smartspec.registry"])
def test_start_is_light(module):
    code = f"import sys, {module}; print(*sorted({HEAVY!r} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == []


def test_public_names_are_complete_sorted_and_no_module_names():
    assert smartspec.__all__ == sorted(smartspec.__all__)
    modules = {module.name for module in pkgutil.iter_modules([str(ROOT)])}
    for name in smartspec.__all__:
        assert getattr(smartspec, name) is not None
        assert name not in modules
    assert len(smartspec.__all__) <= 12


def test_the_options_of_the_map_command_are_those_of_the_step():
    from smartspec.cli.mapping import make_map

    step = registry.STEPS["science_map"].options
    command = inspect.signature(make_map).parameters
    for option in step.values():
        assert option.name in command, f"`{option.key}` is no option of `smartspec map`"
        if not option.required:
            assert command[option.name].default == option.default, option.key


def test_every_module_imports():
    for path in FILES:
        name = ".".join(("smartspec", *path.relative_to(ROOT).with_suffix("").parts)).removesuffix(".__init__")
        if not name.endswith("__main__"):
            importlib.import_module(name)
