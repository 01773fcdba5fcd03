"""OpenAlex works as JSON: one work per line, or one page of the API."""

from collections.abc import Iterator

from smartspec.registry import source
from smartspec.schema import RECORD_TABLES
from smartspec.sources.bibliography.openalex_work import publication
from smartspec.sources.json_items import count_items, items_of
from smartspec.sources.opening import Head, SourceFile
from smartspec.sources.publication import Problem, Publication

_WORK = '"https://openalex.org/W'


def recognise(head: Head) -> float:
    """Sure if JSON begins and names works of OpenAlex with the fields of a work."""
    if not head.text.lstrip("\n ").startswith(("{", "[")):
        return 0.0
    if _WORK not in head.text:
        return 0.0
    return 1.0 if '"authorships"' in head.text or '"abstract_inverted_index"' in head.text else 0.7


def count(file: SourceFile) -> int:
    """Lines that are not empty; in a page of the API, works by their field `id`."""
    return count_items(file, field="id", starts="https://openalex.org/W")


@source(writes=RECORD_TABLES, title="OpenAlex works, JSON", version=1)
def read(file: SourceFile) -> Iterator[Publication | Problem]:
    """Yield each work; a line that is no JSON object is kept out."""
    for item in items_of(file, lists=("results",)):
        if isinstance(item, Problem):
            yield item
        else:
            yield publication(item.value, number=item.number, line=item.line)
