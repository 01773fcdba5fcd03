"""Asks a service: from the cache first, then politely, and again only where that can help."""

import json
import random
import re
import time
from collections.abc import Callable, Container
from dataclasses import dataclass, field

from smartspec import __version__
from smartspec.errors import ConfigError, SourceError
from smartspec.sources.services.https_get import MAX_SIZE, Door, Received
from smartspec.sources.services.request_cache import RequestCache, Stored
from smartspec.sources.services.service_allowance import Allowance, allowance, retry_after
from smartspec.sources.services.service_refusal import Refusals, is_spent
from smartspec.sources.services.service_requests import Answer, Json, Request, Service, checked_address, shape_error

#: A key is no shorter, so that it cannot be part of an ordinary answer.
_MIN_SECRET = 8


@dataclass(frozen=True, slots=True)
class Manners:
    """How patiently a service is asked.

    Attributes
    ----------
    timeout : seconds that the server may be silent.
    n_tries : for one request, if it is refused for the moment or the network fails.
    longest_wait : seconds; a service that asks for a longer wait is left in peace.
    sleep, now, jitter : waits, tells the time in seconds since 1970, gives a number between 0 and 1.
    """

    timeout: float = 60.0
    n_tries: int = 5
    longest_wait: float = 120.0
    max_size: int = MAX_SIZE
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], float] = time.time
    jitter: Callable[[], float] = field(default_factory=lambda: random.SystemRandom().random)


class Client:
    """Asks one service, one request after another.

    Parameters
    ----------
    address : another one than the service's, for tests.
    secret : key or contact; sent to the service and shown, kept or written nowhere.
    say : called with a sentence whenever something takes longer than expected.

    Raises
    ------
    ConfigError
        If the address is not https, or the secret cannot be one.
    """

    def __init__(
        self,
        service: Service,
        cache: RequestCache,
        *,
        address: str = "",
        secret: str = "",
        manners: Manners | None = None,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.service, self.cache, self.say = service, cache, say
        self.manners = manners or Manners()
        self.address = checked_address(address or service.address)
        self._secret = checked_secret(secret, service)
        self._words = Refusals(service, self._secret, longest_wait=self.manners.longest_wait)
        headers = {"User-Agent": f"smartspec/{__version__}", **service.headers(self._secret)}
        self._door = Door(self.address, headers, timeout=self.manners.timeout, max_size=self.manners.max_size)
        self._last = float("-inf")
        self.allowance = Allowance()
        self.n_asked = self.n_repeated = 0
        self._old: set[str] = set()
        self.spent = 0.0
        self.times: tuple[float, float] | None = None

    def ask(
        self,
        request: Request,
        *,
        accept: Container[int] = (),
        check: Callable[[Answer], object] = lambda _: None,
        fresh: bool = False,
    ) -> Answer:
        """The answer to a request.

        Parameters
        ----------
        accept : statuses besides 200 that are answers too; their body is empty.
        check : raises `SourceError` if an answer is not what it should be; such a one is not kept.
        fresh : leave the cache aside.

        Raises
        ------
        SourceError
            If the service refuses, cannot be reached, or answers with something else than a JSON object.
        ConfigError
            If it says that the request is wrong.
        """
        kept = None if fresh else self._kept(request, accept, check)
        if kept is not None:
            return kept
        received = self._persist(request)
        if received.status != 200 and received.status not in accept:
            raise self._words.refusal(received, request, now=self.manners.now())
        stored = Stored(received.status, received.path, self._without_secret(received.body), self.manners.now())
        answer = Answer(request, stored.status, self._body(stored, request), stored.path)
        if answer.status == 200:
            check(answer)
        self.cache.keep(self.address, request, stored)
        self._note_time(stored.received)
        return answer

    def _kept(self, request: Request, accept: Container[int], check: Callable[[Answer], object]) -> Answer | None:
        """The answer in the cache, if there is one of use."""
        stored = self.cache.find(self.address, request)
        if stored is None or (stored.status != 200 and stored.status not in accept):
            return None
        is_old = stored.received < self.cache.opened
        age = max(0.0, self.manners.now() - stored.received)
        try:
            answer = Answer(request, stored.status, self._body(stored, request), stored.path, age, cached=is_old)
            if answer.status == 200:
                check(answer)
        except SourceError:
            return None
        if is_old:
            self._old.add(request.key(self.address))
        self._note_time(stored.received)
        return answer

    @property
    def n_cached(self) -> int:
        """Requests that were answered by what was kept before."""
        return len(self._old)

    def holds(self, request: Request) -> bool:
        """Whether the answer to a request is in the cache and not too old."""
        return self.cache.find(self.address, request) is not None

    def forget(self, request: Request) -> None:
        """Drop an answer that turned out to be of no use."""
        self.cache.forget(self.address, request)

    def _persist(self, request: Request) -> Received:
        """What came back in the end, after as many tries as are allowed."""
        for attempt in range(1, self.manners.n_tries + 1):
            self._pause(request)
            received = self._door.get(request.target)
            self.n_asked += 1
            if received.status:
                self._note_allowance(received)
            wait = self._wait(received, attempt)
            if wait is None:
                return received
            self.n_repeated += 1
            reason = received.fault or f"status {received.status}"
            self.say(f"{self.service.title}: {self._words.clean(reason)}; trying again in {wait:.0f} s")
            self.manners.sleep(wait)
        return received

    def _wait(self, received: Received, attempt: int) -> float | None:
        """Seconds until the next try; None if there should be none."""
        may_pass = received.status in {0, 429} or received.status >= 500
        if not may_pass or received.lasting or attempt == self.manners.n_tries or is_spent(received):
            return None
        usual = min(2.0 ** (attempt - 1), 32.0) * (0.5 + self.manners.jitter())
        asked = self._asked_wait(received)
        return None if asked > self.manners.longest_wait else max(usual, asked)

    def _asked_wait(self, received: Received) -> float:
        """Seconds to wait that the service asks for; 0 if it asks for none."""
        return retry_after(received.headers, now=self.manners.now()) or 0.0

    def _pause(self, request: Request) -> None:
        pause = max(self.service.pause(request, bool(self._secret)), self.allowance.pause)
        due = self._last + pause - self.manners.now()
        if due > 0:
            self.manners.sleep(min(due, pause))
        self._last = self.manners.now()

    def _note_allowance(self, received: Received) -> None:
        found = allowance(received.headers)
        self.spent += found.cost or 0.0 if received.status == 200 else 0.0
        if found != Allowance():
            self.allowance = found

    def _note_time(self, received: float) -> None:
        first, last = self.times or (received, received)
        self.times = min(first, received), max(last, received)

    def _body(self, stored: Stored, request: Request) -> Json:
        if stored.status != 200:
            return {}
        try:
            body = json.loads(stored.body, parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            shown = self._words.clean(stored.body[:60].decode("utf-8", "replace"))
            place = f"{self.service.title}, `{request.path}`"
            hint = "a gateway of the network may have answered instead; try again later"
            raise SourceError(f"the answer is not JSON but `{shown}`", place=place, hint=hint) from error
        if not isinstance(body, dict):
            raise shape_error(self.service.title, request, "JSON object")
        return body

    def _without_secret(self, body: bytes) -> bytes:
        """The body, should a service repeat the key in it; a contact may be part of a record."""
        if not self._secret or "@" in self._secret:
            return body
        return body.replace(self._secret.encode(), b"-")


def checked_secret(secret: str, service: Service) -> str:
    """The key or contact without blanks around it.

    Raises
    ------
    ConfigError
        If it cannot be one; it is not shown.
    """
    secret = secret.strip()
    is_short = len(secret) < _MIN_SECRET and "@" not in secret
    if secret and (is_short or not re.fullmatch(r"[!-~]+", secret)):
        hint = "it has at least 8 characters, no blanks and no letters beyond a to z; copy it again, or unset it"
        raise ConfigError("cannot be a key or a contact", place=f"`{service.variable}`", hint=hint)
    return secret


def _no_number(name: str) -> float:
    raise ValueError(f"`{name}` is no number of JSON")
