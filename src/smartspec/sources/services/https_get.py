"""One GET over https: within a time, within a size, and never to another host."""

import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from smartspec.errors import SourceError

if TYPE_CHECKING:
    from urllib.request import OpenerDirector

MAX_SIZE = 1 << 28
MAX_REDIRECTS = 5
#: A whole answer may take as many times the time that its server may be silent.
PATIENCE = 5
_BLOCK = 1 << 16
_GZIP_WINDOW = 31
_REDIRECTS = {301, 302, 303, 307, 308}


@dataclass(frozen=True, slots=True)
class Received:
    """What came back; status 0 if nothing whole came, and then `fault` says why.

    Attributes
    ----------
    headers : names in lower case.
    path : path of the address that answered, below the one of the service.
    lasting : the fault will be the same next time.
    """

    status: int
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    fault: str = ""
    lasting: bool = False


class Door:
    """The way to one host.

    Parameters
    ----------
    address : of the service, checked.
    headers : sent with every request, to this host alone.
    timeout : seconds that the server may be silent.
    """

    def __init__(
        self, address: str, headers: Mapping[str, str], *, timeout: float = 60.0, max_size: int = MAX_SIZE
    ) -> None:
        self.address, self.timeout, self.max_size = address, timeout, max_size
        self._headers = {**headers, "Accept": "application/json", "Accept-Encoding": "gzip"}
        self._opener = _opener(address)

    def get(self, target: str) -> Received:
        """Ask for a target below the address.

        Raises
        ------
        SourceError
            If the service sends on to another host, in a circle, or more than the size allowed.
        """
        import http.client

        url = self.address + target
        for _ in range(MAX_REDIRECTS + 1):
            path = urlsplit(url).path.removeprefix(urlsplit(self.address).path)
            try:
                received = self._once(url, path)
            except (OSError, http.client.HTTPException, zlib.error) as error:
                return _faulty(error, path)
            location = received.headers.get("location", "")
            if received.status not in _REDIRECTS or not location:
                return received
            url = self._followed(url, location)
        raise SourceError("the service sends on in a circle", place=f"`{self.address}`", hint="try again later")

    def _once(self, url: str, path: str) -> Received:
        from urllib.request import Request

        deadline = monotonic() + PATIENCE * self.timeout
        request = Request(url, headers=self._headers)  # noqa: S310  # the scheme was checked
        with closing(self._opener.open(request, timeout=self.timeout)) as response:
            headers = {name.lower(): value for name, value in response.headers.items()}
            body = b"".join(self._unpacked(_blocks(response, deadline), headers))
            return Received(response.status, path, headers, body)

    def _unpacked(self, blocks: Iterator[bytes], headers: Mapping[str, str]) -> Iterator[bytes]:
        """The blocks, unpacked and whole."""
        decoder = zlib.decompressobj(_GZIP_WINDOW) if headers.get("content-encoding", "") == "gzip" else None
        n_packed = size = 0
        for packed in blocks:
            n_packed += len(packed)
            block = decoder.decompress(packed, self.max_size + 1) if decoder else packed
            size += len(block)
            if size > self.max_size:
                problem = f"answers with more than {self.max_size >> 20} MB"
                raise SourceError(problem, place=f"`{self.address}`", hint="this is no answer of such a service")
            yield block
        stated = headers.get("content-length", "")
        if (stated.isdigit() and int(stated) != n_packed) or (decoder and n_packed and not decoder.eof):
            raise ConnectionError("the answer was cut off")

    def _followed(self, url: str, location: str) -> str:
        target = urljoin(url, location)
        here, there = urlsplit(self.address), urlsplit(target)
        if (here.scheme, here.netloc) != (there.scheme, there.netloc):
            hint = "nothing was sent there; if the service has moved, a newer version may know its address"
            raise SourceError(f"sends on to another host, `{there.netloc}`", place=f"`{self.address}`", hint=hint)
        return target


def _opener(address: str) -> "OpenerDirector":
    """What opens addresses of http and https and nothing else; on this machine without a proxy."""
    from urllib import request

    opener = request.OpenerDirector()
    opener.add_handler(request.ProxyHandler(None if address.startswith("https:") else {}))
    opener.add_handler(request.HTTPSHandler() if address.startswith("https:") else request.HTTPHandler())
    opener.add_handler(request.UnknownHandler())
    return opener


def _blocks(response: Any, deadline: float) -> Iterator[bytes]:  # noqa: ANN401  # http.client.HTTPResponse
    while block := response.read1(_BLOCK):
        yield block
        if monotonic() > deadline:
            raise TimeoutError("the answer took too long")


def _faulty(error: Exception, path: str) -> Received:
    """The fault in words: of urllib's wrapper its reason."""
    import ssl

    reason = getattr(error, "reason", None) or error
    if isinstance(reason, TimeoutError):
        return Received(0, path, fault=str(reason) if "took" in str(reason) else "no answer in time")
    lasting = isinstance(reason, ssl.SSLCertVerificationError)
    return Received(0, path, fault=str(reason) or type(reason).__name__, lasting=lasting)
