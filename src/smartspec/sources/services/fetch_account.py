"""What is asked for, and the account of what came."""

import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from smartspec.errors import ConfigError

_NO_WORD = re.compile(r"[\W_]+")
_MAX_SLUG = 40
_MAX_QUERY = 4000


@dataclass(frozen=True, slots=True)
class Asked:
    """Publications by a query and a filter of the service, or by their DOIs.

    Attributes
    ----------
    query, filter : given to the service as they are.
    dois : cleaned, sorted, each once; instead of query and filter.
    limit : take the first so many; None takes all.
    all_authors : ask singly for a work whose list of authors may be cut.
    """

    service: str
    query: str = ""
    filter: str = ""
    dois: tuple[str, ...] = ()
    limit: int | None = None
    all_authors: bool = True

    def body(self) -> dict[str, Any]:
        """Everything that decides what is asked for, as JSON."""
        asked: dict[str, Any] = {"service": self.service}
        asked |= {"query": self.query} if self.query else {}
        asked |= {"filter": self.filter} if self.filter else {}
        asked |= {"dois": list(self.dois)} if self.dois else {}
        asked |= {"limit": self.limit} if self.limit else {}
        return asked | {"all_authors": self.all_authors}

    @property
    def stem(self) -> str:
        """Name for a file with the answer: readable, and another one for every other request.

        >>> Asked("openalex", query="Smart specialisation!").stem
        'openalex-smart-specialisation-ba5f44fdb0'
        """
        words = "dois" if self.dois else self.query or self.filter
        slug = _NO_WORD.sub("-", unicodedata.normalize("NFC", words).lower())[:_MAX_SLUG].strip("-")
        name = hashlib.sha256(json.dumps(self.body(), sort_keys=True).encode()).hexdigest()[:10]
        return "-".join(part for part in (self.service, slug, name) if part)


def checked(asked: Asked) -> Asked:
    """The same, if it can be asked for.

    Raises
    ------
    ConfigError
        If there is neither query, filter nor DOI, or both, or a limit that is none.
    """
    place = "`smartspec fetch`"
    if bool(asked.query or asked.filter) == bool(asked.dois):
        hint = 'smartspec fetch openalex "smart specialisation", or smartspec fetch openalex --dois FILE'
        raise ConfigError("give a query or filter, or a file of DOIs", place=place, hint=hint)
    if asked.limit is not None and (asked.limit < 1 or asked.dois):
        hint = "shorten the list" if asked.dois else "a limit is 1 or more"
        raise ConfigError(f"`limit` cannot be {asked.limit} here", place=place, hint=hint)
    for name, text in (("query", asked.query), ("filter", asked.filter)):
        if len(text) > _MAX_QUERY or any(unicodedata.category(c) in {"Cc", "Cs"} for c in text):
            raise ConfigError(f"the {name} is too long or holds control characters", place=place)
    return asked


@dataclass(slots=True)
class Walk:
    """One walk through the pages of an answer.

    Attributes
    ----------
    first, last : how many works the service said at first and in the end.
    n_received : different works that came.
    n_repeated : works that came again on another page.
    """

    first: int
    last: int
    n_received: int = 0
    n_repeated: int = 0


@dataclass(slots=True)
class Account:
    """What came of a request.

    Attributes
    ----------
    missing : DOIs that the service does not know.
    moved : id or DOI asked for, to the one that came instead.
    problems : what makes the answer incomplete; `notes` do not.
    """

    walks: list[Walk] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    moved: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    n_completed: int = 0

    @property
    def n_said(self) -> int:
        """Works that the service said there are."""
        return sum(walk.last for walk in self.walks)

    @property
    def n_received(self) -> int:
        """Works that came, before those that had merged were joined."""
        return sum(walk.n_received for walk in self.walks)

    def close(self, limit: int | None) -> None:
        """Compare what was said with what came, and say what does not agree."""
        for walk in self.walks:
            if walk.first != walk.last:
                self.notes.append(f"the service said {walk.first} works at first and {walk.last} in the end")
            if walk.n_repeated:
                self.notes.append(f"{walk.n_repeated} works came on two pages and were taken once")
        expected = self.n_said if limit is None else min(limit, self.n_said)
        if self.n_received != expected:
            self.problems.append(
                f"{self.n_received} works were received where the service said {expected}; its records changed "
                "meanwhile: ask again with `--max-age 0`"
            )
