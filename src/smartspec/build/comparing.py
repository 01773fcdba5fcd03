"""A comparison of regions from files in one call."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from smartspec import registry
from smartspec.build.collecting import Collected, Progress, collect_files
from smartspec.build.comparing_beside import Beside, indicators_beside, only_indicator
from smartspec.build.folders import write_folder
from smartspec.errors import ConfigError
from smartspec.mapping.region_profiles import region_profiles
from smartspec.regions.indicator_rows import PUBLICATIONS
from smartspec.regions.region_comparison import region_comparison
from smartspec.regions.statistical_indicators import indicators
from smartspec.schema import TABLES
from smartspec.sources.readings import Headings
from smartspec.store import Engine, arrow_schema
from smartspec.views.comparison import comparison
from smartspec.views.comparison_files import comparison_files

#: Options by which observations are chosen, as in `[[indicator]]`.
CHOOSING = ("file", "sheet", "unit", "variant", "dimensions", "classification", "vintage")


@dataclass(frozen=True, slots=True)
class RegionComparison:
    """A finished comparison.

    Attributes
    ----------
    name : name of the comparison.
    tables : its tables, `source_files`, and what they were made of, as Arrow.
    """

    name: str
    tables: dict[str, pa.Table]

    def body(self) -> dict[str, Any]:
        """What a page shows: regions, activities, cells, relatedness, pairs, figures, conventions, cautions."""
        with Engine() as engine:
            return comparison(self._opened(engine), name=self.name)

    def write(self, folder: Path | str, *, language: str = "en") -> list[Path]:
        """Write the CSV tables, conventions.json, methods.md, pictures and compare.html; nothing half-written is left.

        Raises
        ------
        ConfigError
            If the folder cannot be written.
        """
        with Engine() as engine:
            made = comparison_files(self._opened(engine), name=self.name, language=language, png=True)
        return write_folder(Path(folder), made)

    def cautions(self, language: str = "en") -> list[str]:
        """What a reader must know, in words."""
        said = json.loads(self.tables["comparisons"]["cautions"][0].as_py())
        return list(dict.fromkeys(one[language] for one in said))

    def _opened(self, engine: Engine) -> dict[str, Any]:
        return {name: engine.from_arrow(TABLES[name], table) for name, table in self.tables.items()}


def compare_regions(
    sources: Iterable[Path | str] | Collected,
    *,
    indicator: str = "",
    name: str = "comparison",
    topics: str = "author-keyword",
    add_up: bool = False,
    file_format: str | None = None,
    headings: Headings | None = None,
    progress: Progress | None = None,
    **options: Any,  # noqa: ANN401
) -> RegionComparison:
    """Read files of statistics or of publications and compare regions by them.

    Parameters
    ----------
    sources : files, folders or archives; or what `collect_files` made of them.
    indicator : what is compared, as it is called in the source, `*` for any text; the only one with activities if left
        out. `publications` compares the publications of regions by topic.
    name : name of the comparison.
    topics : what a topic of a publication is: `author-keyword`, `index-keyword`, `topic` or `category`.
    file_format : name of the reader; recognised from the content if None.
    headings : of a table of the user's own.
    progress : called with what is being done and the share done.
    add_up : add several numbers of one region, activity and period, such as those of institutions.
    options : options of the step `region_comparison`, and of `indicators` to choose among observations. What `income`,
        `outcomes`, `peers_by` and `across` name is an indicator in the files, or a file of its own.

    Raises
    ------
    SmartspecError
        If a file cannot be read, several indicators fit, or the values allow no comparison.
    """
    collected = sources
    if not isinstance(collected, Collected):
        collected = collect_files(
            collected, file_format=file_format, headings=headings, references=False, progress=progress
        )
    registry.load("sources", "mapping", "regions")
    choosing = {key: options.pop(key) for key in CHOOSING if key in options}
    with Engine() as engine:

        def opened(table: str, content: pa.Table | None = None) -> Any:  # noqa: ANN401  # an Ibis table
            spec = TABLES[table]
            return engine.from_arrow(spec, arrow_schema(spec).empty_table() if content is None else content)

        tables = {table: opened(table, content) for table, content in collected.tables.items()}
        made: dict[str, pa.Table] = {}
        if _wants_publications(collected, indicator):
            chosen = PUBLICATIONS
        else:
            chosen = indicator or only_indicator(collected.tables["observations"], choosing)
            made |= indicators(tables, name=chosen, indicator=chosen, add_up=add_up, **choosing)
        if PUBLICATIONS in (chosen, options.get("across")):
            made |= region_profiles(tables, kind=topics)  # type: ignore[arg-type]  # checked by the step
        beside = indicators_beside(tables["observations"], options, engine, compared=chosen)
        made["indicators"] = beside.joined(made.get("indicators"))
        for table in ("indicators", "region_profiles"):
            tables[table] = opened(table, made.get(table))
        options |= beside.options | {"title": options.get("title") or chosen}
        made |= region_comparison(tables, progress, name=name, indicator=chosen, **options)
    return RegionComparison(name, made | {"source_files": _sources(collected, beside)})


def _sources(collected: Collected, beside: Beside) -> pa.Table:
    """Every file that was read, each once."""
    known = set(collected.tables["source_files"]["file"].to_pylist())
    further = [table for table in beside.files if not known & set(table["file"].to_pylist())]
    return pa.concat_tables([collected.tables["source_files"], *further])


def _wants_publications(collected: Collected, indicator: str) -> bool:
    observed, published = len(collected.tables["observations"]), len(collected.tables["works"])
    if indicator == PUBLICATIONS and not published:
        raise ConfigError("there are no publications in the files", hint="name bibliographic files")
    return indicator == PUBLICATIONS or not observed
