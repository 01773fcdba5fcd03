"""Download records of publications from a public service into a file that a reader understands."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from smartspec import __version__
from smartspec.errors import ConfigError, SourceError, nearest
from smartspec.sources.doi import clean_doi
from smartspec.sources.services import crossref_service, openalex_service
from smartspec.sources.services.fetch_account import Account, Asked, checked
from smartspec.sources.services.fetched_file import SortedWorks, write_request, write_works
from smartspec.sources.services.request_cache import clear_leftovers
from smartspec.sources.services.service_client import Client
from smartspec.sources.services.service_requests import Json, Service

_LEFTOVER_AGE = 3600.0
_PIECES = re.compile(r"[\s;|]+|,(?=\s|https?:|doi:|10\.\d{4})", re.IGNORECASE)

#: Called with what is being done and the share that is done, 0 to 1.
Progress = Callable[[str, float], None]


class ServiceModule(Protocol):
    """What a module of a service offers."""

    SERVICE: Service

    def key_of(self, work: Json) -> str:
        """What a work is known by."""

    def n_requests(self, asked: Asked, n_works: int) -> int:
        """Requests that it takes."""

    def count(self, asked: Asked, client: Client) -> int:
        """Works that the service says there are."""

    def works(self, asked: Asked, client: Client, account: Account) -> Iterator[Json]:
        """Every work once."""


_SERVICES: Mapping[str, ServiceModule] = {"crossref": crossref_service, "openalex": openalex_service}
SERVICES = tuple(_SERVICES)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a download will take.

    Attributes
    ----------
    n_works : as the service says; for DOIs their number.
    n_wanted : not more than the limit.
    cost : of all requests together in US dollars, if the service states what one costs.
    """

    n_works: int
    n_wanted: int
    n_requests: int
    cost: float | None = None

    def words(self) -> str:
        """One sentence."""
        wanted = "" if self.n_wanted == self.n_works else f", of which {self.n_wanted} are wanted"
        cost = "" if self.cost is None else f", about {self.cost:.4f} US dollars of the day's allowance"
        return f"{self.n_works} works{wanted}; {self.n_requests} requests{cost}"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was downloaded.

    Attributes
    ----------
    path : the file with one work a line.
    request_path : hidden file beside it that says what was asked, when, and what came.
    """

    path: Path
    request_path: Path
    n_works: int
    account: Account
    body: dict[str, Any]

    @property
    def is_complete(self) -> bool:
        """Whether everything came that the service said there is."""
        return not self.account.problems


def service_of(name: str) -> Service:
    """The service of that name.

    Raises
    ------
    ConfigError
        If there is none; the hint names the nearest.
    """
    if name not in _SERVICES:
        raise ConfigError(f"unknown service `{name}`", place="`smartspec fetch`", hint=nearest(name, _SERVICES))
    return _SERVICES[name].SERVICE


def preview(asked: Asked, client: Client) -> Outlook:
    """How many works there are and how many requests they take, after one request, or none for DOIs.

    Raises
    ------
    ConfigError, SourceError
        If this cannot be asked for, or the service does not answer.
    """
    module = _SERVICES[client.service.name]
    n_works = len(checked(asked).dois) or module.count(asked, client)
    n_wanted = min(n_works, asked.limit or n_works)
    n_requests = module.n_requests(asked, n_works)
    cost = client.allowance.cost
    return Outlook(n_works, n_wanted, n_requests, None if cost is None else cost * n_requests)


def fetch(asked: Asked, client: Client, *, into: Path, progress: Progress | None = None) -> Fetched:
    """Download everything asked for into a folder; answers that are in the cache are not asked for again.

    Parameters
    ----------
    into : gets `NAME.jsonl.gz` and `.NAME.request.json`.

    Raises
    ------
    ConfigError
        If this cannot be asked for, or the folder cannot be written.
    SourceError
        If the service refuses or does not answer, or knows no such work. What was received stays in the cache.
    """
    into, account = Path(into), Account()
    outlook = preview(asked, client)
    client.say(f"{client.service.title}: {outlook.words()}")
    _say_allowance(client, outlook)
    clear_leftovers(into, before=client.manners.now() - _LEFTOVER_AGE)
    with SortedWorks() as store:
        n_works = _collect(asked, client, account, (store, outlook.n_wanted, progress))
        account.close(asked.limit)
        if not n_works:
            hint = "; ".join(account.problems) or "try other words, or look at the filter"
            raise SourceError("knows no such works", place=client.service.title, hint=hint)
        path = into / f"{asked.stem}.jsonl.gz"
        file = write_works(store.lines(), path)
    body = _request_body(asked, client, account) | {"works_in_file": n_works, "file": file}
    request_path = into / f".{asked.stem}.request.json"
    write_request(body, request_path)
    return Fetched(path, request_path, n_works, account, body)


def _collect(asked: Asked, client: Client, account: Account, target: tuple[SortedWorks, int, Progress | None]) -> int:
    """Number of works that came into the store."""
    store, n_wanted, progress = target
    module = _SERVICES[client.service.name]
    n_works = n_seen = 0
    try:
        for work in module.works(asked, client, account):
            n_seen += 1
            n_works += store.add(module.key_of(work), work)
            if progress:
                progress(f"{n_seen} of {n_wanted} works", n_seen / max(n_wanted, n_seen))
            if n_seen == asked.limit:
                break
    except SourceError as error:
        hint = f"{error.hint}; {n_seen} of {n_wanted} works are in the cache" if n_seen else error.hint
        raise SourceError(error.problem, place=error.place, hint=hint) from error
    return n_works


def _say_allowance(client: Client, outlook: Outlook) -> None:
    """What is left, and whether it is enough."""
    found = client.allowance
    if found.words():
        client.say(f"{client.service.title}: {found.words()}")
    if found.left is not None and outlook.cost is not None and found.cost and outlook.cost > found.left + found.cost:
        n = int(found.left / found.cost)
        client.say(
            f"{client.service.title}: the allowance is enough for about {n} more requests; "
            "the same call goes on from there when it begins anew"
        )


def _request_body(asked: Asked, client: Client, account: Account) -> dict[str, Any]:
    """What was asked and what came, for the file beside the works; the only place with a date."""
    times = client.times or (client.manners.now(),) * 2
    first, last = (datetime.fromtimestamp(time, UTC).isoformat(timespec="seconds") for time in times)
    return {
        "asked": asked.body(),
        "address": client.address,
        "answers_received": {"first": first, "last": last},
        "producer": client.service.producer,
        "licence": client.service.licence,
        "smartspec": __version__,
        "works_said": account.n_said,
        "works_received": account.n_received,
        "works_with_authors_completed": account.n_completed,
        "missing": account.missing,
        "moved": dict(sorted(account.moved.items())),
        "notes": account.notes,
        "problems": account.problems,
    }


def read_dois(path: Path) -> tuple[tuple[str, ...], list[str]]:
    """DOIs of a text file, sorted, each once, and a note for each line that holds none.

    A line may hold several, and other things beside them; empty lines, and lines that begin with `#`, are left out.

    Raises
    ------
    ConfigError
        If the file cannot be read or holds no DOI.
    """
    place = f"`{path}`"
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", place=place, hint="name a text file") from error
    except UnicodeDecodeError as error:
        raise ConfigError("is no text in UTF-8", place=place, hint="save it as text, one DOI a line") from error
    found: set[str] = set()
    notes = []
    for number, line in enumerate(text.splitlines(), 1):
        dois = {doi for piece in _PIECES.split(line) if (doi := clean_doi(piece))}
        found |= dois
        is_header = number == 1 and len(line) < 200 and "doi" in line.lower()
        if line.strip() and not dois and not line.startswith("#") and not is_header:
            notes.append(f"line {number} holds no DOI: {line.strip()[:60]!r}")
    if not found:
        raise ConfigError("holds no DOI", place=place, hint="write one DOI a line, such as 10.1000/182")
    return tuple(sorted(found)), notes
