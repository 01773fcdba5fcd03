"""One record of a format in which every field begins with a tag."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class TaggedRecord:
    """Fields of a record as they come: tag to values in order, and the tag that a next line goes on with."""

    number: int
    line: int
    fields: dict[str, list[str]] = field(default_factory=dict)
    tag: str = ""

    def begin(self, tag: str, value: str) -> None:
        """Take the first line of a value."""
        self.tag = tag
        self.fields.setdefault(tag, []).append(value.strip())

    def add(self, value: str) -> None:
        """Take a further value of the same tag."""
        if value.strip():
            self.fields.setdefault(self.tag, []).append(value.strip())

    def go_on(self, value: str, *, separator: str = " ") -> None:
        """Take a further line of the same value."""
        values = self.fields.setdefault(self.tag, [""])
        values[-1] = f"{values[-1]}{separator}{value.strip()}" if values[-1] else value.strip()
