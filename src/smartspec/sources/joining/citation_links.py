"""Which publications of a set cite each other."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from smartspec.sources.joining.reference_clusters import candidate_keys
from smartspec.sources.joining.reference_evidence import CitedFacts, Strength, weigh
from smartspec.sources.publication import Reference

if TYPE_CHECKING:
    import pyarrow as pa

_REASONS = ("id", "DOI", "parts")
_PARTS = ("raw", "cited_id", "author", "title", "source", "year", "volume", "page", "doi")


def cited_works(tables: "Mapping[str, pa.Table]") -> "pa.Table":
    """Links from publications to the publications of the same set that they cite.

    Parameters
    ----------
    tables : `works`, `authorships`, `work_references`, and if present `work_records` and `records`, so that
        ids and DOIs of all joined records count.

    Returns
    -------
    pyarrow.Table
        `work, cited, reason`, each link once, sorted; `reason` is `id`, `DOI` or `parts`. References with one
        key cite one work if any of them is found, unless they disagree. A work that cites itself by id or DOI
        is kept; by parts it is another version of it, and left out.
    """
    import pyarrow as pa

    references = tables["work_references"]
    citing, keys = references["work"].to_pylist(), references["reference"].to_pylist()
    found = _find_all(_Finder(tables), references)
    by_key: defaultdict[str, set[str]] = defaultdict(set)
    for key, link in zip(keys, found, strict=True):
        if link:
            by_key[key].add(link.work)
    reasons: dict[tuple[str, str], str] = {}
    for work, key, link in zip(citing, keys, found, strict=True):
        works = by_key.get(key, ())
        one = link or (_Link(next(iter(works)), "parts") if len(works) == 1 else None)
        if one and (one.work != work or one.reason != "parts"):
            before = reasons.get((work, one.work), one.reason)
            reasons[work, one.work] = min(before, one.reason, key=_REASONS.index)
    ordered = sorted(reasons)
    return pa.table(
        {
            "work": pa.array([work for work, _ in ordered], pa.string()),
            "cited": pa.array([cited for _, cited in ordered], pa.string()),
            "reason": pa.array([reasons[pair] for pair in ordered], pa.string()),
        }
    )


class _Link(NamedTuple):
    work: str
    reason: str


def _find_all(finder: "_Finder", references: "pa.Table") -> list[_Link | None]:
    """For every reference the publication that it cites; each distinct reference is looked up once."""
    columns = [references[name].to_pylist() for name in _PARTS]
    known: dict[tuple[Any, ...], _Link | None] = {}
    found: list[_Link | None] = []
    for parts in zip(*columns, strict=True):
        if parts not in known:
            known[parts] = finder.find(_reference(parts))
        found.append(known[parts])
    return found


class _Finder:
    """Publications by id, by DOI, and by the parts that a reference states."""

    def __init__(self, tables: "Mapping[str, pa.Table]") -> None:
        self.ids: dict[str, str] = {}
        self.dois: dict[str, str] = {}
        for work, database, native_id, doi in _identifiers(tables):
            for name in filter(None, (native_id, native_id and f"{database}:{native_id}")):
                self.ids.setdefault(name, work)
            if doi:
                self.dois.setdefault(doi, work)
        self.buckets: defaultdict[tuple[str, ...], list[tuple[str, CitedFacts]]] = defaultdict(list)
        for work, reference in _as_references(tables["works"], tables["authorships"]):
            facts = CitedFacts(reference)
            for key in candidate_keys(facts):
                self.buckets[key].append((work, facts))

    def find(self, reference: Reference) -> _Link | None:
        """The publication that a reference cites, and by what it was found."""
        if reference.cited_id and reference.cited_id in self.ids:
            return _Link(self.ids[reference.cited_id], "id")
        if reference.doi and reference.doi in self.dois:
            return _Link(self.dois[reference.doi], "DOI")
        if not reference.author and not reference.title and not reference.source:
            return None
        facts = CitedFacts(reference)
        best: dict[str, Strength] = {}
        for key in candidate_keys(facts):
            for work, other in self.buckets.get(key, ()):
                if not (facts.doi and other.doi):
                    best[work] = max(best.get(work, Strength.NONE), weigh(facts, other))
        strongest = max(best.values(), default=Strength.NONE)
        works = [work for work, strength in best.items() if strength == strongest]
        return _Link(works[0], "parts") if strongest > Strength.WEAK and len(works) == 1 else None


def _identifiers(tables: "Mapping[str, pa.Table]") -> Iterator[tuple[str, str, str | None, str | None]]:
    """Publication, database, native id and DOI of every record, in the order of publications."""
    names = ("database", "native_id", "doi")
    works = tables["works"]
    yield from zip(*(works[name].to_pylist() for name in ("work", *names)), strict=True)
    if "records" in tables and "work_records" in tables:
        records = tables["records"]
        stated = dict(
            zip(
                records["record"].to_pylist(),
                zip(*(records[name].to_pylist() for name in names), strict=True),
                strict=True,
            )
        )
        members = tables["work_records"]
        for work, record in zip(members["work"].to_pylist(), members["record"].to_pylist(), strict=True):
            if record in stated:
                yield (work, *stated[record])


def _as_references(works: "pa.Table", authorships: "pa.Table") -> Iterator[tuple[str, Reference]]:
    """Every publication as others would cite it."""
    import pyarrow.compute as pc

    first = authorships.filter(pc.equal(authorships["position"], 1))
    author = dict(zip(first["work"].to_pylist(), first["name"].to_pylist(), strict=True))
    names = ("work", "title", "source_title", "year", "volume", "page_begin", "article_number", "doi")
    columns = [works[name].to_pylist() for name in names]
    for work, title, source, year, volume, page, number, doi in zip(*columns, strict=True):
        yield work, _reference(("", "", author.get(work), title, source, year, volume, page or number, doi))


def _reference(parts: Sequence[Any]) -> Reference:
    """A reference from the values of `_PARTS`, missing ones empty."""
    stated = {name: value for name, value in zip(_PARTS, parts, strict=True) if value}
    return Reference(stated.pop("raw", ""), **stated)
