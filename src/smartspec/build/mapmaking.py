"""A science map from files in one call."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from smartspec.build.collecting import Collected, Progress, collect_files
from smartspec.build.folders import write_folder
from smartspec.build.joining import AuthorKeys, Merging
from smartspec.errors import ConfigError, nearest
from smartspec.mapping.linking import needs_references
from smartspec.mapping.occurrences import TERM_KINDS, Unit
from smartspec.mapping.science_map import science_map as make_map
from smartspec.schema import TABLES
from smartspec.sources.joining.record_groups import Policy
from smartspec.sources.joining.thesaurus import COLUMNS
from smartspec.sources.joining.thesaurus import Unit as ThesaurusUnit
from smartspec.store import Engine
from smartspec.views.map_files import with_methods, write_map_files
from smartspec.views.network import READS, network


@dataclass(frozen=True, slots=True)
class ScienceMap:
    """A finished map.

    Attributes
    ----------
    body : items, links, evidence, documents, parameters and summary, column by column.
    tables : the map's tables (`maps`, `map_items`, `map_links`, `map_documents`) as Arrow.
    """

    body: dict[str, Any]
    tables: dict[str, pa.Table]

    def write(self, folder: Path | str, *, language: str = "en") -> list[Path]:
        """Write map.txt, network.txt, map.json, map.html and methods.md; nothing half-written is left.

        Raises
        ------
        ConfigError
            If the folder cannot be written.
        """
        return write_folder(Path(folder), write_map_files(self.body, language=language))


def thesaurus_unit(unit: Unit) -> ThesaurusUnit:
    """The unit of a thesaurus that changes the items of a map.

    Raises
    ------
    ConfigError
        If there is none, as for documents.
    """
    name = "terms" if unit in TERM_KINDS else unit
    if name not in COLUMNS:
        raise ConfigError(f"a thesaurus cannot be applied to `{unit}`", hint=nearest(unit, COLUMNS))
    return name


def science_map(
    sources: Iterable[Path | str] | Collected,
    *,
    unit: Unit,
    policy: Policy = "full",
    authors: AuthorKeys = "auto",
    thesaurus: Path | str | None = None,
    unify_terms: bool = False,
    file_format: str | None = None,
    progress: Progress | None = None,
    **options: Any,  # noqa: ANN401
) -> ScienceMap:
    """Read bibliographic files and make a map of them.

    Parameters
    ----------
    sources : files, folders or archives; or what `collect_files` made of them, to draw several maps of one reading.
    unit : unit of analysis, e.g. `keywords`, `authors`, `references`.
    policy : how records of one publication are joined: `full`, `identifiers` or `none`.
    authors : what makes two authorships one author: `written`, `persons` or `auto`, see `Merging`.
    thesaurus : file in VOSviewer's form with labels of the unit and what replaces them.
    unify_terms : replace keywords by the commonest of their variants (plural, hyphen, spelling).
    file_format : name of the reader; recognised from the content if None.
    progress : called with what is being done and the share done.
    options : options of the step `science_map`.

    Raises
    ------
    SmartspecError
        If a file cannot be read, an option is wrong, or too few items are left for a map.
    """
    collected = sources
    if not isinstance(collected, Collected):
        thesauri = ((Path(thesaurus), thesaurus_unit(unit)),) if thesaurus else ()
        collected = collect_files(
            collected,
            file_format=file_format,
            merging=Merging(policy, authors, thesauri, unify_terms),
            references=needs_references(unit, options.get("link")),
            places=unit in {"regions", "districts"},
            progress=progress,
        )
    with Engine() as engine:
        tables: Mapping[str, Any] = collected.open_in(engine)
        made = make_map(tables, progress, unit=unit, **options)
        opened = {name: engine.from_arrow(TABLES[name], table) for name, table in made.items()}
        every = {**tables, **opened}
        body = network({name: every[name] for name in READS}, name=made["maps"]["map"][0].as_py())
    return ScienceMap(with_methods(body), dict(made))
