"""What a merge did: the flow of records, and the pairs in doubt."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from smartspec.sources.joining.record_evidence import RecordFacts
from smartspec.sources.joining.record_groups import Grouping


@dataclass(frozen=True, slots=True)
class FlowLine:
    """One line of the flow: so many records of a database at a stage, for a reason."""

    stage: str
    database: str
    reason: str
    n: int


@dataclass(frozen=True, slots=True)
class DoubtfulPair:
    """Two records that look like one publication but were left apart, or were joined despite a difference."""

    first: str
    second: str
    reason: str
    joined: bool


@dataclass(frozen=True, slots=True)
class MergeReport:
    """The flow of records in the order of a PRISMA diagram, and what is in doubt.

    Attributes
    ----------
    n_records, n_works : records read, publications made.
    flow : `identified`, `duplicate within database`, `duplicate across databases`, `included`; the records
        identified are the duplicates and the included ones.
    doubts : pairs of record ids to look at.
    unknown : names in the user's decisions that no record has.
    """

    n_records: int
    n_works: int
    flow: tuple[FlowLine, ...]
    doubts: tuple[DoubtfulPair, ...]
    unknown: tuple[str, ...] = ()


def describe_merge(
    facts: Sequence[RecordFacts], groups: Sequence[Sequence[int]], grouping: Grouping, record: Sequence[str]
) -> MergeReport:
    """The report of a merge; groups hold rows of records, the preferred one first."""
    counts: defaultdict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for rows in groups:
        databases = [facts[row].database for row in rows]
        for at, (row, database) in enumerate(zip(rows, databases, strict=True)):
            counts["identified"][database, ""] += 1
            if at:
                stage = "within database" if database in databases[:at] else "across databases"
                counts[f"duplicate {stage}"][database, grouping.reason[row]] += 1
            else:
                several = len(set(databases)) > 1
                counts["included"][database, "in several databases" if several else "in one database"] += 1
    stages = ("identified", "duplicate within database", "duplicate across databases", "included")
    flow = tuple(
        FlowLine(stage, database, reason, n)
        for stage in stages
        for (database, reason), n in sorted(counts[stage].items())
    )
    doubts = tuple(
        DoubtfulPair(record[doubt.first], record[doubt.second], doubt.reason, doubt.joined) for doubt in grouping.doubts
    )
    return MergeReport(len(facts), len(groups), flow, doubts)
