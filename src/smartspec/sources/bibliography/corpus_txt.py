"""A corpus in VOSviewer's sense: plain text, one document per line."""

from collections.abc import Iterator

from smartspec.registry import source
from smartspec.schema import RECORD_TABLES
from smartspec.sources.opening import Head, SourceFile
from smartspec.sources.publication import Problem, Publication


def recognise(head: Head) -> float:
    """Never sure: any text has lines. Name the format to read one."""
    lines = [line for line in head.lines if line.strip()]
    return 0.1 if lines and sum(map(len, lines)) > 80 * len(lines) else 0.0


def count(file: SourceFile) -> int:
    """Lines that are not empty."""
    return sum(bool(line.strip()) for line in file.lines())


@source(writes=RECORD_TABLES, title="VOSviewer corpus, one document per line", version=1)
def read(file: SourceFile) -> Iterator[Publication | Problem]:
    """Yield each line as a document whose text stands in the column `abstract`."""
    number = 0
    for line_number, line in enumerate(file.lines(), 1):
        if line.strip():
            number += 1
            yield Publication("corpus", number, line_number, abstract=line.strip())
