"""`compare`: from files to a comparison of regions in one go."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from smartspec.cli import app
from smartspec.cli.mapping import option
from smartspec.cli.reading import Columns, Constants, Files, FormatName, headings_of
from smartspec.cli.reporting import progress_bar


class Language(StrEnum):
    """Languages of pages and pictures."""

    en = "en"
    ru = "ru"


@app.command("compare")
def compare(  # noqa: PLR0913  # every option of the step is an option of the command
    files: Files,
    *,
    out: Annotated[Path, option("--out", text="Folder for the comparison.")],
    indicator: Annotated[str, option("--indicator", text="What is compared; * stands for any text.")] = "",
    name: Annotated[str, option("--name", text="Name of the comparison.")] = "comparison",
    title: Annotated[str, option("--title", text="Title on the page.")] = "",
    region: Annotated[str, option("--region", text="Heading of the column of regions.")] = "",
    activity: Annotated[str, option("--activity", text="Heading of the column of activities.")] = "",
    value: Annotated[str, option("--value", text="Heading of the column of values.")] = "",
    period: Annotated[str, option("--period", text="Heading of the column of periods.")] = "",
    sheet: Annotated[str, option("--sheet", text="Take this sheet; * stands for any text.")] = "",
    unit: Annotated[str, option("--unit", text="Take values in this unit.")] = "",
    variant: Annotated[str, option("--variant", text="Take values by this method.")] = "",
    dimensions: Annotated[str, option("--dimensions", text="Take these further dimensions.")] = "",
    classification: Annotated[str, option("--classification", text="Take this classification.")] = "",
    vintage: Annotated[str, option("--vintage", text="Take this edition; latest: the last of several.")] = "",
    add_up: Annotated[
        bool, option("--add-up/--no-add-up", text="Add several numbers of a region, activity and period.")
    ] = False,
    only_period: Annotated[str, option("--only-period", text="Compare this period, e.g. 2024.")] = "",
    periods: Annotated[
        str, option("--periods", text="latest, each, or named: 2015; 2020, or pairs: 2010:2020; 2015:2020.")
    ] = "latest",
    level: Annotated[
        str,
        option(
            "--level",
            text="auto, subjects, located, subject-totals, districts, nuts1, nuts2, nuts3, countries or as-they-are.",
        ),
    ] = "auto",
    absent: Annotated[str, option("--absent", text="A combination without a row is: auto, missing or zero.")] = "auto",
    counted: Annotated[str, option("--counted", text="Values count things: auto, yes or no.")] = "auto",
    threshold: Annotated[float, option("--threshold", text="RCA from which an activity is present.")] = 1.0,
    relatedness: Annotated[
        str, option("--relatedness", text="proximity, association_strength, steijn_index, … for density.")
    ] = "proximity",
    diagonal: Annotated[
        bool, option("--diagonal/--no-diagonal", text="Let the activity itself count in density.")
    ] = False,
    anchor_region: Annotated[str, option("--anchor-region", text="A region whose ECI is positive.")] = "",
    anchor_activity: Annotated[str, option("--anchor-activity", text="An activity whose PCI is positive.")] = "",
    n_candidates: Annotated[int, option("--n-candidates", text="Activities a region with partners named.")] = 10,
    peers: Annotated[int, option("--peers", text="Regions of like structure to benchmark against; 0: none.")] = 5,
    peers_by: Annotated[
        str, option("--peers-by", text="structure, specialisation, or measures and indicators joined by ;.")
    ] = "structure",
    outcomes: Annotated[
        str, option("--outcomes", text="Indicators, or files, set beside those of the peers, joined by ;.")
    ] = "",
    income: Annotated[str, option("--income", text="Indicator or file of income per head, for PRODY and EXPY.")] = "",
    reference: Annotated[str, option("--reference", text="Row of the country that shift-share compares with.")] = "",
    across: Annotated[
        str, option("--across", text="Another indicator by activity, a file of one, or publications.")
    ] = "",
    n_samples: Annotated[int, option("--n-samples", text="Samples of the intervals; 0 leaves them out.")] = 500,
    interval: Annotated[float, option("--interval", text="Share of samples inside an interval.")] = 0.9,
    mapped: Annotated[str, option("--mapped", text="Measure whose clusters on the map are looked for.")] = "eci",
    shapes: Annotated[Path | None, option("--shapes", text="GeoJSON or GeoPackage with outlines.")] = None,
    permutations: Annotated[int, option("--permutations", text="Draws behind the p-values on the map.")] = 999,
    seed: Annotated[int, option("--seed", text="The same seed gives the same intervals.")] = 0,
    topics: Annotated[str, option("--topics", text="Of publications: author-keyword, topic, category …")] = (
        "author-keyword"
    ),
    language: Annotated[
        Language, option("--language", text="Language of the pictures, and the one that the page starts in.")
    ] = Language.en,
    file_format: FormatName = None,
    columns: Columns = None,
    constants: Constants = None,
) -> None:
    """Compare regions: specialisation, relatedness, complexity, complementarity, with tables, pictures and a page."""
    given = dict(locals())
    from smartspec.build.comparing import CHOOSING, compare_regions
    from smartspec.build.folders import results_in

    own = {"region": region, "activity": activity, "value": value, "period": period}
    pairs = [*(columns or ()), *(f"{role}={heading}" for role, heading in own.items() if heading)]
    options = _step_options(given) | {key: given[key] for key in CHOOSING if given.get(key)}
    with results_in(out), progress_bar() as progress:
        made = compare_regions(
            files,
            indicator=indicator,
            topics=topics,
            add_up=add_up,
            file_format=file_format,
            headings=headings_of(pairs, constants),
            progress=progress,
            **options,
        )
        paths = made.write(out, language=language.value)
    about = made.tables["comparisons"].to_pylist()[0]
    typer.echo(f"{about['n_regions']} regions, {about['n_activities']} activities, periods {about['periods']}")
    for caution in made.cautions(language.value):
        typer.echo(f"caution: {caution}", err=True)
    for path in paths:
        typer.echo(str(path))


def _step_options(given: dict[str, Any]) -> dict[str, Any]:
    """The options of the step, checked."""
    from smartspec import registry
    from smartspec.project import check_options

    registry.load("regions")
    options = {o.key: o for o in registry.STEPS["region_comparison"].options.values() if o.name != "indicator"}
    stated = {key: given[option.name] for key, option in options.items() if given[option.name] is not None}
    return check_options(stated, options, place="`smartspec compare`")
