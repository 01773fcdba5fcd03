"""Which items occur in which publications, for every unit of analysis."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from smartspec.schema import Table
from smartspec.store import rows

Unit = Literal[
    "keywords",
    "author-keywords",
    "index-keywords",
    "topics",
    "authors",
    "organisations",
    "countries",
    "regions",
    "districts",
    "sources",
    "documents",
    "references",
    "cited-authors",
    "cited-sources",
]
Ambiguous = Literal["leave-out", "share"]
#: What a term unit counts, as the `kind` of `work_terms`.
TERM_KINDS = {
    "keywords": ("author-keyword", "index-keyword"),
    "author-keywords": ("author-keyword",),
    "index-keywords": ("index-keyword",),
    "topics": ("topic",),
}


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Items in publications, as integer codes.

    Attributes
    ----------
    works : sorted keys of all publications that were asked about, with or without items.
    items : sorted keys of the items.
    labels : label of each item: its most frequent spelling, ties in alphabetical order.
    work, item : (k,) int64 codes, one pair per occurrence, unique and sorted.
    share : (k,) float64 in (0, 1]; below 1 where a publication may lie in one of several regions.
    """

    works: list[str]
    items: list[str]
    labels: list[str]
    work: NDArray[np.int64]
    item: NDArray[np.int64]
    share: NDArray[np.float64]

    @property
    def n_documents(self) -> NDArray[np.float64]:
        """(items,) float64: publications in which each item occurs, doubtful ones by their share."""
        return np.bincount(self.item, weights=self.share, minlength=len(self.items)).astype(np.float64)

    def keep(self, kept: NDArray[np.bool_]) -> "Occurrences":
        """Only the items where `kept` ((items,) bool) is True; publications stay."""
        new, inside = np.cumsum(kept) - 1, kept[self.item]
        numbers = np.flatnonzero(kept)
        return Occurrences(
            self.works,
            [self.items[i] for i in numbers],
            [self.labels[i] for i in numbers],
            self.work[inside],
            new[self.item[inside]],
            self.share[inside],
        )


def occurrence_table(tables: Mapping[str, Table], *, unit: Unit) -> Table:
    """One row per publication and written form of an item: work, item, label; label may repeat per item."""
    if unit in TERM_KINDS:
        terms = tables["work_terms"].filter(lambda t: t.kind.isin(TERM_KINDS[unit]))
        return terms.select("work", item=terms.term_key, label=terms.term_key)
    if unit == "authors":
        authorships = tables["authorships"].filter(lambda t: t.role == "author")
        return authorships.select("work", item=authorships.author, label=authorships.name)
    if unit in {"organisations", "countries", "regions", "districts"}:
        return _affiliation_items(tables, unit)
    if unit == "sources":
        works = tables["works"].filter(lambda t: t.source_title.notnull())
        return works.select("work", item=works.source_title.lower(), label=works.source_title)
    if unit == "documents":
        return _documents(tables["works"], tables["authorships"])
    return _cited_items(tables["work_references"], unit)


def _affiliation_items(tables: Mapping[str, Table], unit: str) -> Table:
    if unit in {"regions", "districts"}:
        column = unit.removesuffix("s")
        places = tables["affiliation_places"].filter(lambda t: t[column].notnull())
        return places.select("work", item=places[column], label=places[column], share=places.share)
    affiliations = tables["affiliations"]
    if unit == "countries":
        found = affiliations.filter(affiliations.country.notnull())
        return found.select("work", item=found.country, label=found.country)
    found = affiliations.filter(affiliations.organisation.notnull())
    key = found.organisation_id.fill_null(found.organisation.lower())
    return found.select("work", item=key, label=found.organisation)


def _documents(works: Table, authorships: Table) -> Table:
    first = authorships.filter(authorships.position == 1).select("work", first_author="name")
    joined = works.left_join(first, "work").select("work", "year", "title", "first_author")
    who = joined.first_author.fill_null(joined.title.substr(0, 40)).fill_null(joined.work)
    year = joined.year.cast("string").fill_null("n.d.")
    return joined.select("work", item=joined.work, label=who + " (" + year + ")")


def _cited_items(references: Table, unit: str) -> Table:
    if unit == "references":
        return references.select("work", item=references.reference, label=references.raw)
    column = "author" if unit == "cited-authors" else "source"
    found = references.filter(references[column].notnull())
    return found.select("work", item=found[column].lower(), label=found[column])


def read_occurrences(
    tables: Mapping[str, Table], works: Table, *, unit: Unit, ambiguous: Ambiguous = "leave-out"
) -> Occurrences:
    """Items of a unit in the given publications (`works`: an Ibis table with a column `work`).

    An address that may lie in several regions counts for none of them (`leave-out`) or by its share (`share`); a
    publication with several addresses counts at most once for a region.
    """
    written = occurrence_table(tables, unit=unit).semi_join(works, "work")
    if "share" in written.columns:
        if ambiguous == "leave-out":
            written = written.filter(written.share >= 1)
        shared = written.group_by("work", "item").agg(share=lambda t: t.share.sum())
        pairs = rows(shared.order_by("work", "item"))
        share = np.minimum(np.asarray(pairs["share"].to_numpy(), dtype=np.float64), 1.0)
    else:
        pairs = rows(written.select("work", "item").distinct().order_by("work", "item"))
        share = np.ones(len(pairs))
    distinct = written.select("work", "item", "label").distinct()
    spellings = distinct.group_by("item", "label").agg(n=lambda t: t.count())
    labels = rows(spellings.order_by("item", spellings.n.desc(), "label"))
    keys = rows(works.select("work").order_by("work"))["work"].combine_chunks()
    items, first = np.unique(np.asarray(labels["item"].to_pylist(), dtype=object), return_index=True)
    names = labels["label"].to_pylist()
    return Occurrences(
        keys.to_pylist(),
        items.tolist(),
        [names[i] for i in first],
        codes(pairs["work"], keys),
        codes(pairs["item"], pa.array(items.tolist(), pa.string())),
        share,
    )


def codes(column: pa.ChunkedArray, values: pa.Array) -> NDArray[np.int64]:
    """(k,) int64: the place of each entry of a column in `values`; every entry must be there."""
    found = pc.index_in(column, value_set=values)
    return np.asarray(found.combine_chunks().to_numpy(zero_copy_only=False), dtype=np.int64)
