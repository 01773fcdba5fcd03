"""What is asked of a public service, and what comes back: never with the key or the contact."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from smartspec.errors import ConfigError, SourceError

#: A JSON object; anything may be missing or null.
Json = dict[str, Any]

_LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Request:
    """One request for something of a service.

    Attributes
    ----------
    path : below the address of the service, quoted where it must be.
    page : number from 1 in a walk through pages. It is not sent, but tells requests with one and the same cursor apart.
    """

    path: str
    parameters: tuple[tuple[str, str], ...] = ()
    page: int = 1

    @property
    def target(self) -> str:
        """Path and parameters as they are sent.

        >>> Request("/works", (("search", "smart & open"), ("cursor", "a+b="))).target
        '/works?search=smart+%26+open&cursor=a%2Bb%3D'
        """
        return f"{self.path}?{urlencode(self.parameters)}" if self.parameters else self.path

    def key(self, address: str) -> str:
        """The name of the request at that address: the same request, the same name."""
        return hashlib.sha256(json.dumps([address, self.target, self.page]).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a request.

    Attributes
    ----------
    body : the JSON object; empty if the status is not 200.
    path : where the answer lay in the end; another than the one asked for if the service sent on.
    age : seconds since it was received; 0 if that was now.
    """

    request: Request
    status: int
    body: Json
    path: str
    age: float = 0.0
    cached: bool = False


@dataclass(frozen=True, slots=True)
class Service:
    """A public service with records of publications.

    Attributes
    ----------
    variable : the environment variable with the key or contact, "" if there is none.
    headers : what is sent along, given the key or contact ("" if there is none).
    pause : seconds between two requests, given the next one and whether a key or contact is sent.
    identified : what to do for a higher allowance.
    producer, licence : of its records.
    """

    name: str
    title: str
    address: str
    variable: str
    headers: Callable[[str], dict[str, str]]
    pause: Callable[[Request, bool], float]
    identified: str
    producer: str
    licence: str


def checked_address(address: str) -> str:
    """The address of a service, without a slash at its end.

    Raises
    ------
    ConfigError
        If it is not https; plain http is allowed for this machine alone (127.0.0.1).
    """
    parts = urlsplit(address)
    plain = parts.scheme == "http" and parts.hostname == _LOOPBACK
    if not (plain or parts.scheme == "https") or not parts.hostname:
        hint = "an address begins with `https://`"
        raise ConfigError("records are asked for over https only", place=f"`{address}`", hint=hint)
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ConfigError("the address must be host and path alone", place=f"`{parts.hostname}`")
    return address.rstrip("/")


def shape_error(service: str, request: Request, what: str) -> SourceError:
    """The error for an answer that is not what the service is known to send."""
    hint = "the service may have changed or be out of order; try again later, and report it if it stays so"
    return SourceError(f"the answer has no {what}", place=f"{service}, `{request.path}`", hint=hint)
