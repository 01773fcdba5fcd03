"""Write the reference pages that follow from the code: tables and columns, steps and their options.

Run from the repository root: `python tools/make_reference.py`. A test compares the pages with what this gives.
"""

from pathlib import Path

from smartspec import registry
from smartspec.schema import TABLES

TARGET = Path("docs/reference")


def tables_page() -> str:
    """Every table of the house: what a row is, its key, its columns."""
    lines = [
        "# Tables",
        "",
        "`smartspec list tables` names them; `smartspec show TABLE` looks at one. In bold: the key.",
        "",
    ]
    for name, spec in sorted(TABLES.items()):
        lines += [
            f"## {name}",
            "",
            f"A row is {spec.meaning}.",
            "",
            "| column | type | unit | meaning |",
            "|---|---|---|---|",
        ]
        for column in spec.columns:
            title = f"**`{column.name}`**" if column.name in spec.key else f"`{column.name}`"
            missing = "" if column.null else ", never missing"
            meaning = column.meaning.replace("|", "\\|")
            lines.append(f"| {title} | {column.kind}{missing} | {column.unit} | {meaning} |")
        lines.append("")
    return "\n".join(lines)


def options_page() -> str:
    """Every step: where its options stand in `smartspec.toml`, and what they mean."""
    registry.load()
    lines = [
        "# Steps and their options",
        "",
        "The keys of `smartspec.toml`; those of `[[map]]` are the options of `smartspec map`.",
    ]
    for name, entry in sorted(registry.STEPS.items()):
        where = f"`[[{entry.each}]]`, once for each" if entry.each else f"`[{entry.section}]`"
        reads, writes = (", ".join(f"`{table}`" for table in tables) for tables in (entry.reads, entry.writes))
        lines += [
            "",
            f"## {name}",
            "",
            f"{entry.title}.",
            "",
            f"Options in {where}. Reads {reads}; writes {writes}.",
            "",
        ]
        lines += ["| key | default | choices | meaning |", "|---|---|---|---|"]
        for key, option in entry.options.items():
            default = "needed" if option.required else "" if option.default in (None, "") else f"`{option.default}`"
            choices = ", ".join(f"`{choice}`" for choice in option.choices)
            lines.append(f"| `{key}` | {default} | {choices} | {option.meaning} |")
    return "\n".join([*lines, ""])


PAGES = {"tables.md": tables_page, "steps.md": options_page}


def main() -> None:
    """Write the pages."""
    registry.load()
    for name, make in PAGES.items():
        (TARGET / name).write_text(make(), encoding="utf-8")


if __name__ == "__main__":
    main()
