"""One id space for cited references of several styles: which of them are the same work."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from smartspec.sources.reference_evidence import (
    CitedFacts,
    Strength,
    describe_reference,
    weigh,
)

if TYPE_CHECKING:
    import pyarrow as pa

#: A bucket of candidates up to this size is compared pair by pair, a larger one with its neighbours.
LARGEST_BUCKET = 40


def match_references(references: "pa.Table") -> "pa.Array":
    """The key of every reference: equal keys are the same work, whatever style it is cited in."""
    import pyarrow as pa
    ...
