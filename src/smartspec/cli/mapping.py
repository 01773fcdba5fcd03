"""`map`: from files to a science map in one go."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from smartspec.cli import app
from smartspec.cli.reading import FormatName, Policy
from smartspec.cli.reporting import Say, progress_bar
from smartspec.errors import ConfigError

if TYPE_CHECKING:
    from smartspec.build import ScienceMap


class AuthorKeys(StrEnum):
    """What makes two authorships one author."""

    auto = "auto"
    written = "written"
    persons = "persons"


def option(*names: str, text: str) -> Any:  # noqa: ANN401
    """An option with its names and its sentence."""
    return typer.Option(*names, help=text)


@app.command("map")
def make_map(  # noqa: PLR0913  # every option of the step is an option of the command
    files: Annotated[list[Path] | None, typer.Argument(help="Bibliographic files.", metavar="FILE...")] = None,
    *,
    out: Annotated[Path, option("--out", text="Folder for the map.")],
    unit: Annotated[str | None, option("--unit", text="What is mapped: keywords, authors, references, …")] = None,
    link: Annotated[str | None, option("--link", text="What links two items; the usual one if left out.")] = None,
    name: Annotated[str, option("--name", text="Name of the map; the unit if left out.")] = "",
    counting_method: Annotated[
        str,
        option("--counting-method", "--counting", text="full, or fractional: every document counts the same."),
    ] = "full",
    min_n_occurrences: Annotated[int | None, option("--min-n-occurrences", text="For terms; 5 if left out.")] = None,
    min_n_documents: Annotated[
        int | None, option("--min-n-documents", text="For authors, organisations, sources; 2 if left out.")
    ] = None,
    min_n_citations: Annotated[int | None, option("--min-n-citations", text="For cited items; 5 if left out.")] = None,
    n_items: Annotated[int | None, option("--n-items", text="Keep the items with the strongest links.")] = None,
    max_n_authors: Annotated[
        int | None, option("--max-n-authors", text="Leave out documents with more authors.")
    ] = None,
    first_year: Annotated[int | None, option("--first-year", text="Leave out earlier documents.")] = None,
    last_year: Annotated[int | None, option("--last-year", text="Leave out later documents.")] = None,
    document_types: Annotated[
        str | None, option("--document-types", text='Keep these, e.g. "article, review".')
    ] = None,
    ambiguous_regions: Annotated[
        str, option("--ambiguous-regions", text="leave-out, or share: by the reciprocal of the possible regions.")
    ] = "leave-out",
    label_language: Annotated[str, option("--label-language", text="en or ru, for names of places.")] = "en",
    normalisation: Annotated[
        str,
        option("--normalisation", text="association-strength, fractionalisation, lin-log-modularity or none."),
    ] = "association-strength",
    attraction: Annotated[float | None, option("--attraction", text="Power; VOSviewer's if left out.")] = None,
    repulsion: Annotated[float | None, option("--repulsion", text="Power; VOSviewer's if left out.")] = None,
    resolution: Annotated[float, option("--resolution", text="Higher gives more clusters.")] = 1.0,
    min_cluster_size: Annotated[int, option("--min-cluster-size", text="Smaller clusters are merged.")] = 1,
    merge_small_clusters: Annotated[
        bool,
        option("--merge-small-clusters/--no-merge-small-clusters", text="Or leave them without a cluster."),
    ] = True,
    largest_component: Annotated[
        bool,
        option("--largest-component/--no-largest-component", text="Keep only the largest connected part."),
    ] = False,
    n_layout_starts: Annotated[int, option("--n-layout-starts", text="The best layout is kept.")] = 5,
    n_cluster_starts: Annotated[int, option("--n-cluster-starts", text="The best clustering is kept.")] = 10,
    seed: Annotated[int, option("--seed", text="The same seed gives the same map.")] = 0,
    policy: Annotated[Policy, option("--policy", text="How records of one publication are joined.")] = Policy.full,
    authors: Annotated[AuthorKeys, option("--authors", text="What makes one author.")] = AuthorKeys.auto,
    thesaurus: Annotated[Path | None, option("--thesaurus", text="Labels to replace or leave out.")] = None,
    unify_terms: Annotated[
        bool, option("--unify-terms/--no-unify-terms", text="Join plural, hyphen and spelling variants of keywords.")
    ] = False,
    file_format: FormatName = None,
    network_file: Annotated[Path | None, option("--network", text="Lay out this VOSviewer network instead.")] = None,
    map_file: Annotated[Path | None, option("--map", text="Map file with the labels of its items.")] = None,
    json_file: Annotated[Path | None, option("--json", text="Lay out this VOSviewer JSON file instead.")] = None,
) -> None:
    """Draw a science map: map.txt, network.txt, map.json (VOSviewer formats), map.html, methods.md."""
    options = dict(locals())
    from smartspec.build.folders import results_in

    given = network_file or map_file or json_file
    if bool(files) == bool(given):
        hint = "smartspec map FILE... --unit keywords --out DIR, or smartspec map --network FILE --out DIR"
        raise ConfigError("name bibliographic files, or a network", place="`smartspec map`", hint=hint)
    with results_in(out), progress_bar() as progress:
        made = _from_network(options, progress) if given else _from_records(options, progress)
        paths = made.write(out)
    found = made.body["summary"]
    typer.echo(
        f"{found['n_items']} of {found['n_candidates']} items, {found['n_links']} links,"
        f" {found['n_clusters']} clusters from {found['n_documents']} documents"
    )
    for warning in made.body["warnings"]:
        typer.echo(f"warning: {warning}", err=True)
    for path in paths:
        typer.echo(str(path))


def _from_records(options: dict[str, Any], progress: Say | None) -> "ScienceMap":
    from smartspec import registry
    from smartspec.build import science_map
    from smartspec.project import check_options

    registry.load("mapping")
    step = registry.STEPS["science_map"]
    given = {o.key: options[o.name] for o in step.options.values() if options[o.name] is not None}
    checked = check_options(given, step.options, place="`smartspec map`")
    checked |= {name: options[name].value for name in ("policy", "authors")}
    checked |= {name: options[name] for name in ("file_format", "thesaurus", "unify_terms")}
    return science_map(options["files"], progress=progress, **checked)


def _from_network(options: dict[str, Any], progress: Say | None) -> "ScienceMap":
    from smartspec.build.givenmap import map_of_network
    from smartspec.mapping.placing import Placing

    usual = {"attraction": 2.0, "repulsion": 1.0}
    fields: dict[str, Any] = {name: options[name] for name in Placing.__dataclass_fields__}
    fields |= {name: power for name, power in usual.items() if options[name] is None}
    return map_of_network(
        network=options["network_file"],
        items=options["map_file"],
        whole=options["json_file"],
        name=options["name"],
        only_largest_component=options["largest_component"],
        placing=Placing(**fields),
        progress=progress,
    )
