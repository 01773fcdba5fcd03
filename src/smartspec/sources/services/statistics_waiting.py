"""Tables that Eurostat makes ready for later: asked for, waited for, and taken when they are there."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from smartspec.errors import SourceError
from smartspec.sources.services.https_get import Received
from smartspec.sources.services.request_cache import Stored
from smartspec.sources.services.service_client import Client
from smartspec.sources.services.service_requests import Answer, Request
from smartspec.sources.services.statistics_services import AskedTable, table_in

#: The version of SDMX in the address of the endpoint; the addresses of the queue lie beside it.
_VERSION = "/sdmx/2.1"
_STATUS, _DATA = "/1.0/async/status", "/1.0/async/data"
_QUEUED = re.compile(rb"<(?:[\w.-]+:)?queued[\s>].*?<(?:[\w.-]+:)?id[^>]*>\s*([\w-]{1,80})\s*<", re.DOTALL)
_STATE = re.compile(rb"<(?:[\w.-]+:)?status[^>]*>\s*([A-Z_]{3,40})\s*<")
_WAITING = frozenset({"SUBMITTED", "PROCESSING"})
_GONE = frozenset({"EXPIRED", "UNKNOWN_REQUEST"})
_LATER = "ASYNCHRONOUS"
_GOES_ON = "call again: it goes on waiting for the same table; or narrow it by `--filter` or a KEY"


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a table is waited for.

    Attributes
    ----------
    first, longest : seconds between two looks; each wait is half as long again as the one before.
    limit : seconds in all.
    """

    first: float = 5.0
    longest: float = 60.0
    limit: float = 1800.0


@dataclass(slots=True)
class _Watch:
    """Waits between two looks, and says so."""

    client: Client
    patience: Patience
    waited: float = 0.0
    n_looks: int = 0
    pause: float = field(default=0.0)

    def wait(self, state: str) -> None:
        """Wait for a while.

        Raises
        ------
        SourceError
            If that was all the patience there is.
        """
        self.n_looks += 1
        self.pause = min(self.pause * 1.5 or self.patience.first, self.patience.longest)
        title = self.client.service.title
        if self.waited + self.pause > self.patience.limit:
            problem = f"the table is not ready after {self.waited / 60:.0f} min ({state})"
            raise SourceError(problem, place=title, hint=_GOES_ON)
        self.client.say(
            f"{title} makes the table ready ({state}, look {self.n_looks}); next look in {self.pause:.0f} s"
        )
        self.client.manners.sleep(self.pause)
        self.waited += self.pause


class _Asker(Client):
    """Asks for answers that are no JSON, below the address that data and queue have in common."""

    def __init__(self, client: Client) -> None:
        root = client.address.removesuffix(_VERSION)
        super().__init__(client.service, client.cache, address=root, manners=client.manners, say=client.say)
        self._of, self._prefix = client, client.address.removeprefix(root)

    def received(self, request: Request, *, of_data: bool = False) -> Received:
        """What comes back.

        Raises
        ------
        ConfigError, SourceError
            If the service refuses or cannot be reached.
        """
        target = replace(request, path=f"{self._prefix}{request.path}") if of_data else request
        received = self._persist(target)
        self._of.n_asked += self.n_asked
        self._of.n_repeated += self.n_repeated
        self.n_asked = self.n_repeated = 0
        if not 200 <= received.status < 300:
            raise self._words.refusal(received, request, now=self.manners.now())
        return received


def have_table(asked: AskedTable, client: Client, *, patience: Patience) -> None:
    """See to it that the answer to a request is in the cache, at once or after some waiting.

    Eurostat makes large tables ready for later. Its JSON-stat interface then wants the same question again; its SDMX
    interface gives the key of a queue, which is kept, so that an interrupted call goes on with the same table.

    Raises
    ------
    ConfigError
        If the service does not accept the request.
    SourceError
        If it refuses, does not answer, sends no table, fails at making it ready, or takes longer than the patience.
    """
    if asked.is_queued:
        _from_queue(asked, client, _Watch(client, patience))
        return
    watch = _Watch(client, patience)
    while True:
        try:
            client.ask(asked.request, check=table_in)
        except SourceError as error:
            if _LATER not in error.problem.upper() or client.service.name != "eurostat":
                raise
            watch.wait("asynchronous response")
        else:
            return


def _from_queue(asked: AskedTable, client: Client, watch: _Watch) -> None:
    """The table at once, or out of the queue into which the service puts it."""
    request = asked.request
    kept = client.cache.find(client.address, request)
    if kept is not None and _is_table(kept.body, request):
        client.ask(request, check=table_in)
        return
    asker, ticket = _Asker(client), replace(request, page=0)
    place = client.cache.find(client.address, ticket)
    key, is_resumed = _queue_key(place.body) if place else "", place is not None
    if not key:
        received = asker.received(request, of_data=True)
        key = _queue_key(received.body)
        if not key:
            _keep(client, request, received)
            return
        _keep_as(client, ticket, received)
    state = _await_state(asker, key, watch.wait)
    if state == "AVAILABLE":
        _keep(client, request, asker.received(Request(f"{_DATA}/{key}")))
    client.cache.forget(client.address, ticket)
    if state == "AVAILABLE":
        return
    if state in _GONE and is_resumed:
        client.say(f"{client.service.title}: the table of the earlier call is gone ({state}); asking anew")
        _from_queue(asked, client, watch)
        return
    hint = "call again, with a narrower choice: add a KEY, or `--filter startPeriod=2015`"
    raise SourceError(f"the table could not be made ready ({state})", place=client.service.title, hint=hint)


def _await_state(asker: _Asker, key: str, wait: Callable[[str], None]) -> str:
    """The state of a table in the queue that will not change any more."""
    while True:
        received = asker.received(Request(f"{_STATUS}/{key}"))
        found = _STATE.search(received.body)
        state = found[1].decode() if found else "no status"
        if state not in _WAITING:
            return state
        wait(state)


def _queue_key(body: bytes) -> str:
    """The key in an answer that says that the table comes later; "" in any other."""
    found = _QUEUED.search(body[: 1 << 16])
    return found[1].decode() if found else ""


def _is_table(body: bytes, request: Request) -> bool:
    try:
        _check(body, request)
    except SourceError:
        return False
    return True


def _check(body: bytes, request: Request) -> None:
    """Nothing, if a body is a table.

    Raises
    ------
    SourceError
        If it is none.
    """
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        shown = " ".join(body[:60].decode("utf-8", "replace").split())
        hint = "try again later; a narrower choice is answered at once"
        raise SourceError(f"the answer is not JSON but `{shown}`", place=f"`{request.path}`", hint=hint) from error
    table_in(Answer(request, 200, found if isinstance(found, dict) else {}, request.path))


def _keep(client: Client, request: Request, received: Received) -> None:
    """Keep a table as the answer to a request."""
    _check(received.body, request)
    _keep_as(client, request, received)


def _keep_as(client: Client, request: Request, received: Received) -> None:
    client.cache.keep(client.address, request, Stored(200, received.path, received.body, client.manners.now()))
