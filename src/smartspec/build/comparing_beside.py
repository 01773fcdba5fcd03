"""Indicators that stand beside a comparison: income, results, variables of peers, another space of activities."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from smartspec.build.collecting import collect_files
from smartspec.errors import ConfigError, nearest
from smartspec.regions.benchmarking import MEASURES, SPECIALISATION, STRUCTURE, known_words
from smartspec.regions.indicator_rows import PUBLICATIONS
from smartspec.regions.indicator_selection import LATEST, fits
from smartspec.regions.region_values import SEPARATOR, named
from smartspec.regions.statistical_indicators import indicators
from smartspec.schema import TABLES, Table
from smartspec.store import Engine, arrow_schema, rows

#: Options whose words name indicators.
NAMING = ("income", "outcomes", "peers_by", "across")


@dataclass(slots=True)
class Beside:
    """Indicators made for the options of a comparison.

    Attributes
    ----------
    options : the options, files in them replaced by the names of their indicators.
    made : tables `indicators`, one for each name.
    files : tables `source_files` of the files that options named.
    """

    options: dict[str, str] = field(default_factory=dict)
    made: dict[str, pa.Table] = field(default_factory=dict)
    files: list[pa.Table] = field(default_factory=list)

    def joined(self, compared: pa.Table | None) -> pa.Table:
        """The table `indicators` with what is compared."""
        own = [] if compared is None else [compared]
        return pa.concat_tables([arrow_schema(TABLES["indicators"]).empty_table(), *own, *self.made.values()])


def indicators_beside(observations: Table, options: Mapping[str, Any], engine: Engine, *, compared: str) -> Beside:
    """Make every indicator that an option names, from the files given or from a file of its own.

    Parameters
    ----------
    observations : of the files that are compared.
    options : of the step `region_comparison`.
    compared : the indicator compared, which is made already.

    Raises
    ------
    SmartspecError
        If a name fits no indicator, or a file holds none or several.
    """
    found = Beside()
    known = rows(observations.select("indicator").distinct().order_by("indicator"))["indicator"].to_pylist()
    for option in NAMING:
        text = str(options.get(option) or "")
        given = named(text) if option in ("outcomes", "peers_by") else (text,) if text else ()
        names = []
        for name in given:
            if (option == "peers_by" and known_words(name)) or name in (PUBLICATIONS, compared):
                names.append(name)
            elif Path(name).is_file():
                names.append(_of_file(Path(name), engine, found, by_activity=option == "across"))
            else:
                _check(name, known, option)
                if name not in found.made:
                    found.made |= {name: _made({"observations": observations}, name, name)}
                names.append(name)
        if names:
            found.options[option] = f"{SEPARATOR} ".join(names)
    return found


def _check(name: str, known: Sequence[str], option: str) -> None:
    """Refuse a name that fits no indicator; a hint of all words that the option knows."""
    if not any(map(fits(name), known)):
        words: tuple[str, ...] = (STRUCTURE, SPECIALISATION, *MEASURES) if option == "peers_by" else ()
        words = (PUBLICATIONS,) if option == "across" else words
        hint = f"{nearest(name, [*words, *known[:200]])}; or name a file that is there"
        raise ConfigError(f"no indicator fits `{name}`", place=f"`{option.replace('_', '-')}`", hint=hint)


def _made(tables: Mapping[str, Any], name: str, indicator: str) -> pa.Table:
    return indicators(tables, name=name, indicator=indicator)["indicators"]


def _of_file(path: Path, engine: Engine, found: Beside, *, by_activity: bool) -> str:
    """Read a file and make its one indicator; the name it goes by tells both."""
    collected = collect_files([path], references=False)
    observed = collected.tables["observations"]
    indicator = only_indicator(observed, {}, by_activity=by_activity, place=f"`{path.name}`")
    name = f"{indicator} ({path.name})"
    if name not in found.made:
        tables = {"observations": engine.from_arrow(TABLES["observations"], observed)}
        found.made |= {name: _made(tables, name, indicator)}
        found.files.append(collected.tables["source_files"])
    return name


def only_indicator(
    observations: pa.Table, choosing: Mapping[str, str], *, by_activity: bool = True, place: str = ""
) -> str:
    """The one indicator that has values by activity, or without, among the observations chosen.

    Raises
    ------
    ConfigError
        If there is none, or several; the hint names them.
    """
    has = pc.or_(pc.is_valid(observations["activity"]), pc.is_valid(observations["activity_name"]))
    kept = observations.filter(has if by_activity else pc.invert(has))
    for column, pattern in choosing.items():
        if pattern and pattern != LATEST:
            fitting = [fits(pattern)(value or "") for value in kept[column].to_pylist()]
            kept = kept.filter(pa.array(fitting, pa.bool_()))
    names = sorted(set(kept["indicator"].to_pylist()))
    if len(names) == 1:
        return str(names[0])
    words = "by activity" if by_activity else "without activity"
    listed = "; ".join(f"`{name}`" for name in names[:8]) + ("; …" if len(names) > 8 else "")
    if names:
        hint = f"name the file among the others, and the indicator here: {listed}" if place else ""
        hint = hint or f"choose with `--indicator`: {listed}"
        raise ConfigError(f"{len(names)} indicators have values {words}", place=place, hint=hint)
    hint = "the columns of activities may be named with `--activity HEADING`" if by_activity else ""
    raise ConfigError(f"no indicator has values {words}", place=place, hint=hint)
