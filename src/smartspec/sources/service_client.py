"""Asks a service: from the cache first, then politely, and again only where that can help."""

import json
import random
import re
import time
from collections.abc import Callable, Container
from dataclasses import dataclass, field

from smartspec import __version__
from smartspec.errors import ConfigError, SmartspecError, SourceError
from smartspec.sources.https_get import MAX_SIZE, Door, Received
from smartspec.sources.request_cache import RequestCache, Stored
from smartspec.sources.service_allowance import Allowance, allowance, retry_after
from smartspec.sources.service_requests import Answer, Json, Request, Service, checked_address, shape_error

SPENT, DENIED = {402, 403, 429}, {401, 403}
#: A key is no shorter, so that it cannot be part of an ordinary answer.
_MIN_SECRET = 8
_SHOWN = 300
_UNPRINTABLE = re.compile(r"[^\w\s!-~«»“”’–—]+")


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
        headers = {"User-Agent": f"smartspec/{__version__}", **service.headers(self._secret)}
        self._door = Door(self.address, headers, timeout=self.manners.timeout, max_size=self.manners.max_size)
        self._last = float("-inf")
        self.allowance = Allowance()
        self.n_asked = self.n_cached = self.n_repeated = 0
        self.spent = 0.0
        self.times: list[float] = []

    def ask(self, request: Request, *, accept: Container[int] = (), fresh: bool = False) -> Answer:
        """The answer to a request.

        Parameters
        ----------
        accept : statuses besides 200 that are answers too; their body is empty.
        fresh : leave the cache aside.

        Raises
        ------
        SourceError
            If the service refuses, cannot be reached, or answers with something else than a JSON object.
        ConfigError
            If it says that the request is wrong.
        """
        stored = None if fresh else self.cache.find(self.address, request)
        if stored is not None and (stored.status == 200 or stored.status in accept):
            self.n_cached += 1
            self._note_time(stored.received)
            age = max(0.0, self.manners.now() - stored.received)
            return Answer(request, stored.status, self._body(stored, request), stored.path, age, cached=True)
        received = self._persist(request)
        if received.status != 200 and received.status not in accept:
            raise self._refusal(received, request)
        stored = Stored(received.status, received.path, self._without_secret(received.body), self.manners.now())
        body = self._body(stored, request)
        self.cache.keep(self.address, request, stored)
        self._note_time(stored.received)
        return Answer(request, received.status, body, received.path)

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
            self.say(f"{self.service.title}: {self._clean(reason)}; trying again in {wait:.0f} s")
            self.manners.sleep(wait)
        return received

    def _wait(self, received: Received, attempt: int) -> float | None:
        """Seconds until the next try; None if there should be none."""
        may_pass = received.status in {0, 429} or received.status >= 500
        if not may_pass or received.lasting or attempt == self.manners.n_tries or self._is_spent(received):
            return None
        usual = min(2.0 ** (attempt - 1), 32.0) * (0.5 + self.manners.jitter())
        asked = retry_after(received.headers, now=self.manners.now())
        return max(usual, asked or 0.0)

    def _is_spent(self, received: Received) -> bool:
        """Whether the allowance is used up, so that waiting for a moment is no use."""
        asked = retry_after(received.headers, now=self.manners.now()) or 0.0
        refused = received.status in SPENT and allowance(received.headers).is_spent
        return refused or received.status == 402 or asked > self.manners.longest_wait

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
        self.times = [min([received, *self.times]), max([received, *self.times])]

    def _body(self, stored: Stored, request: Request) -> Json:
        if stored.status != 200:
            return {}
        try:
            body = json.loads(stored.body, parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            shown = self._clean(stored.body[:60].decode("utf-8", "replace"))
            place = f"{self.service.title}, `{request.path}`"
            hint = "a gateway of the network may have answered instead; try again later"
            raise SourceError(f"the answer is not JSON but `{shown}`", place=place, hint=hint) from error
        if not isinstance(body, dict):
            raise shape_error(self.service.title, request, "JSON object")
        return body

    def _refusal(self, received: Received, request: Request) -> SmartspecError:
        """The error for an answer that is none."""
        place, title = f"{self.service.title}, `{request.path}`", self.service.title
        said = self._message(received.body)
        if not received.status:
            hint = "check the connection; what was received is kept, and the same call goes on from there"
            return SourceError(f"cannot be reached: {self._clean(received.fault)}", place=place, hint=hint)
        if self._is_spent(received):
            return self._spent(received, place)
        if received.status in DENIED:
            sent = "refuses the key or contact" if self._secret else "refuses the request"
            return SourceError(f"{sent} (status {received.status}){said}", place=place, hint=self.service.identified)
        if received.status in {400, 404, 414, 422}:
            hint = f"query and filter are given to {title} as they are; see its documentation"
            return ConfigError(f"does not accept the request (status {received.status}){said}", place=place, hint=hint)
        hint = "what was received is kept; call again later and it goes on from there"
        times = f", {self.manners.n_tries} times" if received.status == 429 or received.status >= 500 else ""
        return SourceError(f"answers with status {received.status}{times}{said}", place=place, hint=hint)

    def _spent(self, received: Received, place: str) -> SourceError:
        found = allowance(received.headers)
        wait = retry_after(received.headers, now=self.manners.now()) or found.reset
        when = f" in {_duration(wait)}" if wait else " later (the allowance of OpenAlex begins anew at midnight UTC)"
        left = f"; {found.words()}" if found.words() else ""
        hint = f"what was received is kept: call again{when} and it goes on from there; {self.service.identified}"
        return SourceError(f"the allowance is spent (status {received.status}){left}", place=place, hint=hint)

    def _message(self, body: bytes) -> str:
        """What the service said about a refusal, shortened, as a further part of a sentence."""
        try:
            found = json.loads(body)
        except (ValueError, RecursionError):
            return ""
        texts = list(_texts(found if isinstance(found, dict) else {}))
        return f": {self._clean(' '.join(texts))}" if texts else ""

    def _clean(self, text: str) -> str:
        """One line of printable text without the secret."""
        shown = text.replace(self._secret, "…") if self._secret else text
        return " ".join(_UNPRINTABLE.sub(" ", shown).split())[:_SHOWN]

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
    if secret and (len(secret) < _MIN_SECRET or not re.fullmatch(r"[!-~]+", secret)):
        hint = "it has at least 8 characters, no blanks and no letters with accents; copy it again, or unset it"
        raise ConfigError("cannot be a key or a contact", place=f"`{service.variable}`", hint=hint)
    return secret


def _no_number(name: str) -> float:
    raise ValueError(f"`{name}` is no number of JSON")


def _texts(body: Json) -> list[str]:
    """Texts of an error, in the ways in which services write them."""
    found = [body[name] for name in ("error", "message", "detail") if isinstance(body.get(name), str)]
    items = body.get("message")
    if isinstance(items, list):
        found += [one["message"] for one in items if isinstance(one, dict) and isinstance(one.get("message"), str)]
    return found


def _duration(seconds: float) -> str:
    minutes = max(1, round(seconds / 60))
    return f"{minutes} min" if minutes < 120 else f"{round(minutes / 60)} h"
