"""A methods paragraph for a map, in English and Russian, with every parameter and convention."""

import functools
import json
import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from smartspec import __version__


@functools.cache
def texts() -> dict[str, Any]:
    """Words and sentences by language, from `methods.json` beside this file."""
    text = files("smartspec.views").joinpath("methods.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def in_russian(warning: str) -> str:
    """A warning of a map in Russian; one that is not known stays as it is.

    Examples
    --------
    >>> in_russian("the layout was still improving after 2000 iterations")
    'после 2000 итераций укладка ещё улучшалась'
    """
    for english, russian in texts()["warnings"]:
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+?)", re.escape(english))
        found = re.fullmatch(pattern, warning)
        if found:
            return str(russian.format(**found.groupdict()))
    return warning


def methods_text(body: Mapping[str, Any], *, language: str) -> str:
    """One paragraph in the language (`en` or `ru`) that a paper can take over.

    Parameters
    ----------
    body : what the view `network` returns.
    """
    words = texts()[language]
    given, found = body["parameters"], body["summary"]
    fraction = words["fractions"].get(body["link"], words["fractions"]["co"])
    limits = [words["thresholds"][key].format(given[key]) for key in words["thresholds"] if given.get(key)]
    numbers = {key.replace("-", "_"): value for key, value in [*given.items(), *found.items()]}
    fields = {
        **numbers,
        "version": __version__,
        "n_records": sum(source["records_read"] for source in body["sources"]),
        "n_files": len(body["sources"]),
        "unit": words["units"][body["unit"]],
        "link": words["links"][body["link"]],
        "counting": words["counting"][body["counting"]].format(fraction=fraction),
        "thresholds": "; ".join(limits) or words["thresholds"]["no-threshold"],
        "normalisation": words["normalisations"][given["normalisation"]],
        "strength": f"{found['total_link_strength']:.10g}",
        "quality": f"{found['quality']:.6f}",
        "objective": f"{found['objective']:.8g}",
    }
    return str(words["paragraph"].format(**fields))


def methods_page(body: Mapping[str, Any]) -> str:
    """The file `methods.md`: the paragraph in both languages, parameters, sources, warnings, references."""
    lines = [f"# {body['name']}", "", "## Methods", "", methods_text(body, language="en"), ""]
    lines += ["## Методы", "", methods_text(body, language="ru"), ""]
    if body.get("generated"):
        lines += ["**The data are generated. Данные сгенерированы.**", ""]
    lines += ["## Parameters · Параметры", "", "| key | value |", "|---|---|"]
    lines += [f"| `{key}` | {'' if value is None else value} |" for key, value in sorted(body["parameters"].items())]
    lines += [
        "",
        "## Sources · Источники",
        "",
        "| file | format | records in file | read | kept out | sha256 |",
    ]
    lines += ["|---|---|---|---|---|---|"]
    for source in body["sources"]:
        numbers = [source[key] for key in ("records_in_file", "records_read", "records_kept_out")]
        file = str(source["file"]).replace("|", "\\|")
        cells = [file, source["format"], *map(str, numbers), f"`{source['sha256'][:16]}`"]
        lines.append(f"| {' | '.join(cells)} |")
    if body["warnings"]:
        lines += ["", "## Warnings · Предупреждения", "", *(f"- {w} · {in_russian(w)}" for w in body["warnings"])]
    return "\n".join([*lines, "", "## References · Литература", "", *texts()["references"], ""])
