"""What a comparison was computed under: every convention by name, in both languages; and the file methods.md."""

import functools
import json
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

from smartspec.views.comparison_paragraph import comparison_paragraph
from smartspec.views.plan import LANGUAGES, Words, both, number_words, said


@functools.cache
def texts() -> dict[str, Any]:
    """Words by section, from `comparison_texts.json` beside this file."""
    text = files("smartspec.views").joinpath("comparison_texts.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def words(section: str, name: str) -> Words:
    """The words for a name in a section; a name that is not known stands as it is, `_` as a space.

    Examples
    --------
    >>> words("conventions", "ddof")["en"], words("measures", "shrunk-rca")["en"], words("measures", "a_new_one")
    ('degrees of freedom taken off (ddof)', 'Shrunk RCA', 'a new one')
    """
    known = texts()[section]
    found = known.get(name) or known.get(name.replace("-", "_"))
    return both(found["en"], found["ru"]) if found else name.replace("_", " ")


def value_words(value: Any) -> Words:  # noqa: ANN401
    """A value of a convention in words.

    Examples
    --------
    >>> value_words(True), value_words(0.5), value_words("whole")
    ({'en': 'yes', 'ru': 'да'}, {'en': '0.5', 'ru': '0,5'}, {'en': 'the whole', 'ru': 'целое'})
    """
    if value is None:
        return words("words", "none")
    if isinstance(value, bool):
        return words("words", "yes" if value else "no")
    if isinstance(value, int | float):
        return number_words(value, digits=6) if isinstance(value, float) or abs(value) > 9999 else str(value)
    if isinstance(value, Mapping):
        pairs = [(_label(str(key)), value_words(inner)) for key, inner in value.items()]
        return _each(lambda language: ", ".join(f"{said(k, language)} {said(v, language)}" for k, v in pairs))
    if isinstance(value, list):
        listed = [value_words(inner) for inner in value]
        return _each(lambda language: ", ".join(said(inner, language) for inner in listed)) if listed else "–"
    known = texts()["values"].get(str(value))
    return both(known["en"], known["ru"]) if known else str(value)


def _each(make: Any) -> Words:  # noqa: ANN401
    english, russian = (make(language) for language in LANGUAGES)
    return both(english, russian)


def _label(name: str) -> Words:
    return words("conventions", name)


def conventions_shown(conventions: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Measures with their conventions by name, in both languages, in the order given.

    What holds under one name and value for at least three measures of a period stands once, before the others.

    Parameters
    ----------
    conventions : measure to its record; records may lie deeper, e.g. below periods.
    """
    found: list[dict[str, Any]] = []
    every = list(records(conventions))
    for parent in dict.fromkeys(path[:-1] for path, _ in every):
        group = [(path, record) for path, record in every if path[:-1] == parent]
        shared = _shared([record for _, record in group])
        if shared:
            found.append(_group((*parent, "common"), shared))
        for path, record in group:
            own = {key: value for key, value in record.items() if shared.get(key, _ABSENT) != value}
            if own:
                found.append(_group(path, own))
    return found


_ABSENT = object()


def _shared(group: list[dict[str, Any]]) -> dict[str, Any]:
    counted: dict[tuple[str, str], list[Any]] = {}
    for record in group:
        for key, value in record.items():
            counted.setdefault((key, json.dumps(value, sort_keys=True)), []).append(value)
    most: dict[str, list[Any]] = {}
    for (key, _), values in counted.items():
        if len(values) >= 3 and len(values) > len(most.get(key, [])):
            most[key] = values
    return {key: values[0] for key, values in most.items()}


def _group(path: tuple[str, ...], record: Mapping[str, Any]) -> dict[str, Any]:
    measure = _each(lambda language: " · ".join(said(words("measures", name), language) for name in path))
    items = [{"name": key, "label": _label(key), "value": value_words(value)} for key, value in record.items()]
    return {"name": "/".join(path), "measure": measure, "items": items}


def records(given: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Records of conventions with the names of what they belong to, outermost first."""
    own = {key: value for key, value in given.items() if not (isinstance(value, Mapping) and value)}
    if own:
        yield path or ("counts",), own
    for key, value in given.items():
        if isinstance(value, Mapping) and value:
            yield from records(value, (*path, str(key)))


def methods_page(head: Mapping[str, Any], *, sources: list[dict[str, Any]], generated: bool = False) -> str:
    """The file `methods.md`: the paragraph in both languages, conventions, cautions, parameters, sources."""
    lines = [f"# {_plain(head['title'])}", "", "## Methods", "", _plain(comparison_paragraph(head, language="en")), ""]
    lines += ["## Методы", "", _plain(comparison_paragraph(head, language="ru")), ""]
    if generated:
        lines += [f"**{said(words('words', 'generated'), language)}**" for language in LANGUAGES] + [""]
    if head["cautions"]:
        lines += ["## Cautions · Предостережения", ""]
        for caution in head["cautions"]:
            period = f" ({caution['period']})" if caution.get("period") else ""
            lines.append(_plain(f"- `{caution.get('code')}`{period}: {caution.get('en')} · {caution.get('ru')}"))
        lines.append("")
    lines += ["## Conventions · Условия расчёта", ""]
    for group in conventions_shown(head["conventions"]):
        lines += [f"### {_both_languages(group['measure'])}", "", "| key | convention · условие | value · значение |"]
        lines += ["|---|---|---|"]
        for item in group["items"]:
            cells = [f"`{item['name']}`", _both_languages(item["label"]), _both_languages(item["value"])]
            lines.append(f"| {' | '.join(_cell(cell) for cell in cells)} |")
        lines.append("")
    lines += ["## Parameters · Параметры", "", "| key | value |", "|---|---|"]
    lines += [f"| `{key}` | {_cell(_written(v))} |" for key, v in sorted(head["parameters"].items())]
    lines += ["", "## Sources · Источники", "", "| file | format | sha256 |", "|---|---|---|"]
    for source in sources:
        lines.append(f"| {_cell(source['file'])} | {source['format']} | `{source['sha256'][:16]}` |")
    return "\n".join([*lines, ""])


def _written(value: Any) -> str:  # noqa: ANN401
    return "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _both_languages(given: Words) -> str:
    return given if isinstance(given, str) else f"{given['en']} · {given['ru']}"


def _plain(text: str) -> str:
    """Text in which no markup language finds a tag."""
    return text.replace("<", "&lt;").replace("\n", " ")


def _cell(text: str) -> str:
    return _plain(text).replace("|", "\\|")
