"""Tables in the terminal."""

import sys
from collections.abc import Mapping
from typing import Any

WIDTH = 40


def print_table(body: Mapping[str, Any]) -> None:
    """Print rows as aligned columns, long texts cut, missing values empty."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    names = [column["name"] for column in body["columns"]]
    for name in names:
        table.add_column(name, overflow="ellipsis", no_wrap=True, max_width=WIDTH)
    for row in zip(*(body["rows"][name] for name in names), strict=True):
        table.add_row(*(Text(shown(value)) for value in row))
    console = Console(width=None if sys.stdout.isatty() else 240)
    console.print(table)
    n = len(body["rows"][names[0]]) if names else 0
    console.print(f"{n} of {body['total']} rows", highlight=False)


def shown(value: Any) -> str:  # noqa: ANN401
    """A value as text: numbers with at most six significant digits after the point, missing as nothing."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return str(value)
