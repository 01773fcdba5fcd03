"""The table `region_profiles`: what each region publishes about, year by year."""

from collections.abc import Callable, Mapping
from typing import Literal

import ibis
import pyarrow as pa

from smartspec.registry import step
from smartspec.schema import Table, count, number, table, text
from smartspec.store import rows

Kind = Literal["author-keyword", "index-keyword", "topic", "category"]
SHARE = "decimal(18, 12)"

table(
    "region_profiles",
    text("region", "region, as in `affiliation_places`", null=False),
    text("term", "topic in lower case", null=False),
    count("year", "year of publication; publications without one have no row", unit="year", null=False),
    count("documents", "publications with an address in the region (full counting)", unit="publications", null=False),
    number(
        "documents_fractional",
        "the same, each publication divided over its addresses that lie in a region",
        unit="publications",
        null=False,
    ),
    key=("region", "term", "year"),
    meaning="how many publications of a year a region has on a topic",
)


@step(
    reads=("works", "work_terms", "affiliation_places"),
    writes=("region_profiles",),
    section="profiles",
)
def region_profiles(
    tables: Mapping[str, Table],
    progress: Callable[[str, float], None] | None = None,  # noqa: ARG001  # quick
    *,
    kind: Kind = "author-keyword",
    min_n_documents: int = 2,
) -> dict[str, pa.Table]:
    """Count the publications of every region by topic and year, full and fractional.

    Parameters
    ----------
    tables : the tables named in `reads`.
    progress : not used.
    kind : what counts as a topic.
    min_n_documents : topics with fewer publications in the whole set are left out; equality stays.

    Returns
    -------
    `region_profiles`; an address that may lie in several regions counts for each by its share in fractional counting,
    and not at all in full counting; a combination without publications has no row.

    Notes
    -----
    Source: Gauffriau, Larsen, Maye, Roulin-Perriard, von Ins (2007), doi:10.1007/s11192-007-1934-2, on complete and
    fractional counting.
    """
    terms = tables["work_terms"].filter(lambda t: t.kind == kind).select("work", "term_key").distinct()
    counted = terms.group_by("term_key").agg(n=lambda t: t.count())
    terms = terms.semi_join(counted.filter(counted.n >= min_n_documents), "term_key")
    shares = _region_shares(tables["affiliation_places"])
    years = tables["works"].filter(lambda t: t.year.notnull()).select("work", "year")
    joined = terms.inner_join(shares, "work").inner_join(years, "work")
    made = joined.group_by("region", "term_key", "year").agg(
        documents=joined.certain.cast("int64").sum(),
        documents_fractional=joined.fraction.cast(SHARE).sum(),
    )
    made = made.select(
        made.region,
        made.year,
        made.documents,
        term=made.term_key,
        documents_fractional=made.documents_fractional.cast("float64"),
    )
    return {"region_profiles": rows(made.order_by("region", "term", "year"))}


def _region_shares(places: Table) -> Table:
    """Work, region, the region's fraction of the work, and whether some address lies there for certain."""
    found = places.filter(places.region.notnull())
    by_region = found.group_by("work", "region").agg(
        share=found.share.cast(SHARE).sum(),
        certain=ibis.ifelse(found.share >= 1, 1, 0).max(),
    )
    totals = by_region.group_by("work").agg(total=lambda t: t.share.sum())
    joined = by_region.inner_join(totals, "work")
    fraction = joined.share.cast("float64") / joined.total.cast("float64")
    return joined.select("work", "region", "certain", fraction=fraction)
