"""A methods paragraph for a comparison of regions, ready for a paper, in English and Russian."""

import functools
import json
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

from smartspec import __version__

Record = Mapping[str, Any]


@functools.cache
def sentences(language: str) -> dict[str, Any]:
    """Sentences of one language, from `comparison_paragraph.json` beside this file."""
    text = files("smartspec.views").joinpath("comparison_paragraph.json").read_text(encoding="utf-8")
    return dict(json.loads(text)[language])


def comparison_paragraph(head: Record, *, language: str) -> str:
    """What was done, with the parameters that decide the values; of several periods the last speaks.

    Parameters
    ----------
    head : the row of `comparisons`, JSON columns decoded.
    language : `en` or `ru`.
    """
    last = str(head["periods"]).split("; ")[-1]
    return " ".join(_sentences(head, head["conventions"].get(last, {}), sentences(language), language))


def _sentences(head: Record, found: Record, words: Record, language: str) -> Iterator[str]:
    given = head["parameters"]
    yield words["base"].format(
        n_regions=head["n_regions"],
        n_activities=head["n_activities"],
        indicator=f"“{head['title']}”" if language == "en" else f"«{head['title']}»",
        classification=_named(words, "classification", head["classification"]),
        unit=_named(words, "unit", head["unit"]),
        periods=head["periods"],
        version=__version__,
    )
    missing = found.get("rca", {}).get("missing_cells", 0)
    yield words["presence"].format(
        threshold=_number(given.get("threshold"), language),
        missing=words["missing"].format(n=missing) if missing else "",
    )
    if "shrunk-rca" in found:
        yield words["shrunk"].format(level=_per_cent(given.get("interval", 0.9)))
    yield words["relatedness"].format(
        measure=words["measures"].get(given.get("relatedness"), given.get("relatedness")),
        diagonal=words["diagonal"][str(bool(given.get("diagonal")))],
    )
    yield from _complexity(found, words, language)
    yield words["complementarity"]
    yield from _around(found, words, language)
    yield from _asked(found, words)
    yield from _changes(head, words)
    yield words["end"].format(n=len({one.get("code") for one in head["cautions"]}))


def _complexity(found: Record, words: Record, language: str) -> Iterator[str]:
    if "complexity" in found:
        one = found["complexity"]
        anchor = str(one.get("sign_anchor"))
        yield words["complexity"].format(
            anchor=words["anchors"].get(anchor, anchor),
            correlation=_number(one.get("correlation_eci_diversity"), language),
            lambda_2=_number(one.get("lambda_2"), language),
            lambda_3=_number(one.get("lambda_3"), language),
            n_components=one.get("n_components"),
            parts=words["parts"]["one" if one.get("n_components") == 1 else "many"],
        )
    if "intervals" in found:
        one = found["intervals"]
        scheme = str(one.get("scheme"))
        yield words["intervals"].format(
            level=_per_cent(one.get("level", 0.9)),
            n_samples=one.get("n_samples"),
            scheme=words["schemes"].get(scheme, scheme),
            seed=one.get("seed"),
        )


def _around(found: Record, words: Record, language: str) -> Iterator[str]:
    around = found.get("local-moran", {})
    if "moran" in around:
        variable = str(around.get("variable"))
        yield words["local-moran"].format(
            variable=words["variables"].get(variable, variable),
            permutations=around.get("permutations"),
            seed=around.get("seed"),
            moran=_number(around["moran"], language),
            p=_number(around.get("moran_p_two_sided"), language),
            n=around.get("moran_n"),
        )
    distance = found.get("gravity", {}).get("coefficients", {}).get("log_distance")
    if distance:
        numbers = {name: _number(value, language) for name, value in distance.items()}
        yield words["gravity"].format(**numbers)


def _asked(found: Record, words: Record) -> Iterator[str]:
    """Benchmarking, sophistication and the other space of activities."""
    if "peers" in found:
        one, names = found["peers"], words["peers-by"]
        variables = ", ".join(names.get(name, f"`{name}`") for name in one.get("variables", ()))
        yield words["peers"].format(
            k=one.get("k"), variables=variables, scaled=words["scaled"] if one["scaling"] else ""
        )
    if "sophistication" in found:
        income = found["sophistication"].get("income", {})
        yield words["sophistication"].format(income=income.get("indicator"), period=income.get("period"))
    if "cross-space" in found:
        one = found["cross-space"]
        yield words["cross-space"].format(across=one.get("across"), period=one.get("across_period"))


def _changes(head: Record, words: Record) -> Iterator[str]:
    """What was looked at between periods, and over all of them."""
    pairs = {name: found for name, found in head["conventions"].items() if "activity-dynamics" in found}
    if pairs:
        shares = [found["shift-share"] for found in pairs.values() if "shift-share" in found]
        kind = str(shares[0]["reference"]) if shares else "sum of the regions"
        reference = words["references"][kind].format(name=head["parameters"].get("reference"))
        yield words["changes"].format(pairs="; ".join(pairs), reference=reference)
    for found in head["conventions"].values():
        if "lagged-correlation" in found:
            yield words["lagged-correlation"].format(n=found["lagged-correlation"].get("n_periods"))
        if "cooperation" in found:
            yield words["cooperation"]


def _named(words: Record, kind: str, name: str | None) -> str:
    return str(words[kind]).format(name=name) if name else ""


def _number(value: Any, language: str) -> str:  # noqa: ANN401
    """Three significant digits with the decimal sign of the language; a dash where there is no number."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return "–"
    text = f"{value:.3g}".replace("-", "−")
    return text.replace(".", ",") if language == "ru" else text


def _per_cent(share: float) -> str:
    return f"{100 * share:g}"
