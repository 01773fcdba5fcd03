"""What a row of each table is, in Russian beside the English of the schema."""

import functools
import json
from importlib.resources import files


@functools.cache
def _russian() -> dict[str, str]:
    text = files("smartspec.views").joinpath("table_texts.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def table_meaning_ru(table: str) -> str:
    """What a row of the table is, in Russian; empty where the table has no text yet.

    Examples
    --------
    >>> table_meaning_ru("works")
    'публикация'
    """
    return _russian().get(table, "")
