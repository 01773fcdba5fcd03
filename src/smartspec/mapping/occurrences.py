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
    "sources",
    "documents",
    "references",
    "cited-authors",
    "cited-sources",
]
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
    """

    works: list[str]
    items: list[str]
    labels: list[str]
    work: NDArray[np.int64]
    item: NDArray[np.int64]

    @property
    def n_documents(self) -> NDArray[np.int64]:
        """(items,) int64: publications in which each item occurs."""
        return np.bincount(self.item, minlength=len(self.items))

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
        )


def occurrence_table(tables: Mapping[str, Table], *, unit: Unit) -> Table:
    """One row per publication and written form of an item: work, item, label; label may repeat per item."""
    if unit in TERM_KINDS:
        terms = tables["work_terms"].filter(lambda t: t.kind.isin(TERM_KINDS[unit]))
        return terms.select("work", item=terms.term_key, label=terms.term_key)
    if unit == "authors":
        authorships = tables["authorships"].filter(lambda t: t.role == "author")
        return authorships.select("work", item=authorships.author, label=authorships.name)
    if unit in {"organisations", "countries"}:
        return _affiliation_items(tables["affiliations"], unit)
    if unit == "sources":
        works = tables["works"].filter(lambda t: t.source_title.notnull())
        return works.select("work", item=works.source_title.lower(), label=works.source_title)
    if unit == "documents":
        return _documents(tables["works"], tables["authorships"])
    return _cited_items(tables["work_references"], unit)


def _affiliation_items(affiliations: Table, unit: str) -> Table:
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


def read_occurrences(tables: Mapping[str, Table], works: Table, *, unit: Unit) -> Occurrences:
    """Items of a unit in the given publications (`works`: an Ibis table with a column `work`)."""
    written = occurrence_table(tables, unit=unit).semi_join(works, "work")
    pairs = rows(written.select("work", "item").distinct().order_by("work", "item"))
    spellings = written.distinct().group_by("item", "label").agg(n=lambda t: t.count())
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
    )


def codes(column: pa.ChunkedArray, values: pa.Array) -> NDArray[np.int64]:
    """(k,) int64: the place of each entry of a column in `values`; every entry must be there."""
    found = pc.index_in(column, value_set=values)
    return np.asarray(found.combine_chunks().to_numpy(zero_copy_only=False), dtype=np.int64)
