"""Classifications as trees: entries by code, above, below, section."""

import re
from collections.abc import Collection, Iterator
from functools import cache
from importlib.resources import files

from smartspec.classifications.activity import Activity, Level, Tree
from smartspec.classifications.editions import EDITIONS, Edition
from smartspec.errors import ConfigError, nearest

#: Forms of codes of economic activities, outermost first.
_ECONOMIC: tuple[tuple[Level, re.Pattern[str]], ...] = (
    ("section", re.compile(r"[A-Z]")),
    ("subsection", re.compile(r"[A-Z]{2}")),
    ("division", re.compile(r"\d\d")),
    ("group", re.compile(r"\d\d\.\d")),
    ("class", re.compile(r"\d\d\.\d\d")),
    ("subclass", re.compile(r"\d\d\.\d\d\.\d")),
    ("kind", re.compile(r"\d\d\.\d\d\.\d\d")),
)
_BY_DOTS: dict[str, tuple[Level, ...]] = {
    "ford": ("field", "subfield"),
    "grnti": ("rubric 1", "rubric 2", "rubric 3"),
}


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of `data/<name>.tsv` as mappings of text; an empty cell is missing."""
    text = (files("smartspec.classifications") / "data" / f"{name}.tsv").read_text(encoding="utf-8")
    lines = iter(text.splitlines())
    header = next(lines).split("\t")
    for line in lines:
        yield dict(zip(header, line.split("\t"), strict=True))


def _level(code: str, classification: str) -> tuple[int, Level]:
    if classification in _BY_DOTS:
        depth = code.count(".")
        return depth, _BY_DOTS[classification][depth]
    return next((rank, level) for rank, (level, form) in enumerate(_ECONOMIC) if form.fullmatch(code))


def _lines(classification: str, edition: Edition) -> list[dict[str, str]]:
    """The rows of a classification; an older edition is the newer one with its changes taken back."""
    lines = list(rows(edition.file))
    if not classification.startswith("okved2"):
        return lines
    changes = list(rows("okved2_2014"))
    if classification == "okved2":
        older = {line["code"]: line["name_ru"] for line in changes if line["change"] == "renamed"}
        return [line | {"other": older.get(line["code"], "")} for line in lines]
    later = {line["code"] for line in changes if line["change"] == "later"}
    names = {line["code"]: line["name_ru"] for line in changes if line["name_ru"]}
    lines = [
        line | {"name_ru": names.pop(line["code"], line["name_ru"])} for line in lines if line["code"] not in later
    ]
    for code, name in names.items():
        after = max(number for number, line in enumerate(lines) if line["code"][0].isdigit() and line["code"] < code)
        lines.insert(after + 1, {"code": code, "name_ru": name})
    return lines


def _above(code: str, classification: str, codes: Collection[str]) -> str:
    """The longest code of the list that a dotted code goes on from; lists are not always in order of their codes."""
    while "." in code:
        code = code.rpartition(".")[0] if classification in _BY_DOTS else code[:-1].rstrip(".")
        if code in codes:
            return code
    return ""


@cache
def tree(name: str) -> Tree:
    """A classification: `okved2`, `okved2-2014`, `okved-2007`, `nace11`, `nace2`, `nace21`, `grnti`, `ford`.

    Raises
    ------
    ConfigError
        If there is no such classification.

    Examples
    --------
    >>> okved2 = tree("okved2")
    >>> len(okved2), len(okved2.at_level("division")), okved2.activities["62.01"].parent, "2.10" in tree("ford")
    (2899, 88, '62.0', True)
    """
    if name not in EDITIONS:
        raise ConfigError(f"unknown classification `{name}`", hint=nearest(name, EDITIONS))
    edition = EDITIONS[name]
    lines = _lines(name, edition)
    codes = {line["code"] for line in lines}
    found: dict[str, Activity] = {}
    below: dict[str, list[str]] = {}
    heads: list[tuple[int, str]] = []
    for line in lines:
        code = line["code"]
        rank, level = _level(code, name)
        parent = _above(code, name, codes)
        if "." not in code:
            heads = [(above, head) for above, head in heads if above < rank]
            parent = heads[-1][1] if heads else ""
            heads.append((rank, code))
        other = tuple(text for text in line.get("other", "").split("|") if text)
        names = line.get("name_ru", ""), line.get("name_en", "")
        found[code] = Activity(code, name, level, parent, *names, edition.valid_from, edition.valid_to, other)
        below.setdefault(parent, []).append(code)
    listed = {code: tuple(codes) for code, codes in below.items()}
    return Tree(name, edition.title, edition.edition, edition.source, edition.licence, found, listed)


def activity(code: str, classification: str) -> Activity:
    """The entry of a code, exactly as the list writes it; see `find_code` for codes as tables write them.

    Raises
    ------
    ConfigError
        If the classification has no such code.

    Examples
    --------
    >>> activity("M", "okved2").name_ru, activity("2.10", "ford").name_en, activity("CA", "okved-2007").level
    ('Деятельность профессиональная, научная и техническая', 'Nano-technology', 'subsection')
    """
    found = tree(classification).activities.get(code)
    if found is None:
        hint = nearest(code, tree(classification).activities)
        raise ConfigError(f"`{code}` is no code of {EDITIONS[classification].title}", hint=hint)
    return found


def parents(code: str, classification: str) -> tuple[str, ...]:
    """Codes of all entries above one, the nearest first.

    Examples
    --------
    >>> parents("62.01", "okved2"), parents("28", "okved-2007")
    (('62.0', '62', 'J'), ('DJ', 'D'))
    """
    found = []
    above = activity(code, classification).parent
    while above:
        found.append(above)
        above = activity(above, classification).parent
    return tuple(found)


def children(code: str, classification: str) -> tuple[str, ...]:
    """Codes of the entries directly below one, in the order of the list; "" gives those at the top.

    Examples
    --------
    >>> children("D", "okved2"), len(children("", "okved-2007"))
    (('35',), 17)
    """
    if code:
        activity(code, classification)
    return tree(classification).below.get(code, ())


def section_of(code: str, classification: str) -> str:
    """The code at the top of the branch of an entry: its section, field or first rubric.

    Examples
    --------
    >>> section_of("62.01", "okved2"), section_of("2.10", "ford"), section_of("06.61.33", "grnti")
    ('J', '2', '06')
    """
    return (code, *parents(code, classification))[-1]
