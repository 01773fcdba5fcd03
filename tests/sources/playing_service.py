"""Plays OpenAlex and Crossref on 127.0.0.1: their paging, their errors, and what they were asked."""

import contextlib
import gzip
import itertools
import json
import socket
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

Json = dict[str, Any]
LOOPBACK = "127.0.0.1"


def openalex_work(number: int, *, n_authors: int = 1, doi: str | None = None) -> Json:
    """An invented work in the layout of OpenAlex."""
    authors = [
        {
            "author": {"id": f"https://openalex.org/A{9000000 + i}", "display_name": f"Author {i}"},
            "institutions": [
                {"id": f"https://openalex.org/I{i}", "display_name": f"Invented {i}", "country_code": code}
            ],
            "raw_author_name": f"Author {i}",
        }
        for i, code in zip(range(n_authors), itertools.cycle(("RU", "KZ", "BY")), strict=False)
    ]
    return {
        "id": f"https://openalex.org/W{number}",
        "doi": f"https://doi.org/{doi or f'10.9999/w.{number}'}",
        "title": f"Invented work {number}: специализация",
        "publication_year": 1990 + number % 30,
        "publication_date": f"{1990 + number % 30}-01-01",
        "authorships": authors,
        "abstract_inverted_index": {"An": [0], "abstract": [1]},
        "keywords": [{"display_name": f"keyword {number % k}"} for k in (2, 3, 5)],
        "referenced_works": [],
        "referenced_works_count": 0,
        "cited_by_count": number,
    }


def crossref_work(number: int) -> Json:
    """An invented work in the layout of Crossref."""
    return {
        "indexed": {"timestamp": number},
        "DOI": f"10.9999/C.{number}",
        "title": [f"Invented work {number}"],
        "issued": {"date-parts": [[1990 + number % 30]]},
        "created": {"timestamp": number // 3},
        "container-title": ["Journal of Invented Spaces"],
        "is-referenced-by-count": number,
        "reference-count": 0,
        "author": [{"family": "Author", "given": str(number)}],
    }


@dataclass
class Fault:
    """What comes instead of an answer."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False
    wait: float = 0.0
    drop: bool = False
    drip: float = 0.0


@dataclass
class Seen:
    """One request as it arrived."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]


class Stage:
    """State of a played service; a test changes it as it likes."""

    def __init__(self) -> None:
        self.works: list[Json] = []
        self.moved: dict[str, str] = {}
        self.faults: list[Fault | None] = []
        self.seen: list[Seen] = []
        self.before: Callable[[int], None] = lambda _: None
        self.headers: dict[str, str] = {}
        self.packed = False
        self.cursor_stands_still = False
        self.overlap = 0
        self.walks: dict[str, tuple[list[Json], int]] = {}
        self.lock = threading.Lock()
        self.address = ""

    def paths(self) -> list[str]:
        """Targets in the order in which they arrived."""
        return [one.path for one in self.seen]

    def answer(self, seen: Seen) -> Fault:
        """The answer to a request."""
        raise NotImplementedError

    def respond(self, path: str, headers: dict[str, str]) -> Fault:
        """Record a request and answer it."""
        parts = urlsplit(path)
        query = {name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        with self.lock:
            self.before(len(self.seen) + 1)
            seen = Seen(unquote(parts.path), query, headers)
            self.seen.append(seen)
            fault = self.faults.pop(0) if self.faults else None
            if fault is not None and not (fault.cut or fault.wait):
                return fault
            found = self.answer(seen)
            if fault is not None:
                found.cut, found.wait = fault.cut, fault.wait
            found.headers = {**self.headers, **found.headers}
            return found


def ok(body: Json, **headers: str) -> Fault:
    """An answer in JSON."""
    return Fault(200, json.dumps(body, ensure_ascii=False).encode(), headers)


class OpenAlexStage(Stage):
    """Cursors carry the last date and id, so that each page stands for itself."""

    def answer(self, seen: Seen) -> Fault:
        """The answer of OpenAlex."""
        if seen.path != "/works":
            return self._single(seen.path.removeprefix("/works/"))
        if seen.query.get("filter", "").startswith("bad"):
            return Fault(400, b'{"error": "Invalid query parameters error.", "message": "bad is no valid field"}')
        found = sorted(self._matching(seen.query), key=place)
        start = 0
        if seen.query["cursor"] != "*" and not self.cursor_stands_still:
            after = json.loads(seen.query["cursor"])
            start = sum(place(work) <= after for work in found)
        per_page = int(seen.query["per_page"])
        page = found[start : start + per_page]
        cursor = json.dumps(place(page[-1])) if page else None
        results = [{**work, "authorships": work["authorships"][:100]} for work in page]
        return ok({"meta": {"count": len(found), "per_page": per_page, "next_cursor": cursor}, "results": results})

    def _matching(self, query: dict[str, str]) -> list[Json]:
        words = query.get("filter", "")
        if not words.startswith("doi:"):
            return self.works
        dois = {f"https://doi.org/{doi}" for doi in words.removeprefix("doi:").split("|")}
        return [work for work in self.works if work["doi"] in dois]

    def _single(self, name: str) -> Fault:
        if name in self.moved:
            return Fault(301, b"", {"Location": f"/works/{self.moved[name]}"})
        for work in self.works:
            if work["id"].endswith(f"/{name}") or work["doi"] == f"https://doi.org/{name.removeprefix('doi:')}":
                return ok(work)
        return Fault(404, b'{"error": "not found"}')


def place(work: Json) -> list[str]:
    """What works are sorted by."""
    return [work["publication_date"], work["id"]]


class CrossrefStage(Stage):
    """The cursor is one and the same for a walk; where the walk stands, the service keeps for itself."""

    def answer(self, seen: Seen) -> Fault:
        """The answer of Crossref."""
        if seen.path != "/works":
            doi = seen.path.removeprefix("/works/").lower()
            doi = self.moved.get(doi, doi)
            for work in self.works:
                if work["DOI"].lower() == doi:
                    return ok({"status": "ok", "message-type": "work", "message": work})
            return Fault(404, b"Resource not found.", {"Content-Type": "text/plain"})
        if seen.query.get("filter", "").startswith("bad"):
            message = [{"type": "filter-not-available", "value": "bad", "message": "Filter bad: no such filter"}]
            return Fault(400, json.dumps({"status": "failed", "message": message}).encode())
        return self._by_cursor(seen) if "cursor" in seen.query else self._by_offset(seen)

    def _by_offset(self, seen: Seen) -> Fault:
        found = sorted(self.works, key=lambda work: (work["created"]["timestamp"], work["DOI"]))
        start, rows = int(seen.query["offset"]), int(seen.query["rows"])
        assert start + rows <= 10_000, "the service refuses larger offsets"
        start -= self.overlap if start == rows else 0
        return self._page(found[start : start + rows], None)

    def _by_cursor(self, seen: Seen) -> Fault:
        cursor, rows = seen.query["cursor"], int(seen.query["rows"])
        assert "offset" not in seen.query
        if cursor == "*":
            cursor = f"walk+{len(self.walks)}=="
            self.walks[cursor] = (list(self.works), 0)
        if cursor not in self.walks:
            return Fault(404, b"Resource not found.", {"Content-Type": "text/plain"})
        found, start = self.walks[cursor]
        self.walks[cursor] = (found, start + rows)
        return self._page(found[start : start + rows], cursor)

    def _page(self, items: list[Json], cursor: str | None) -> Fault:
        message = {"total-results": len(self.works), "items": items}
        message |= {"next-cursor": cursor} if cursor else {}
        return ok({"status": "ok", "message-type": "work-list", "message": message})


def handler_of(stage: Stage) -> type[BaseHTTPRequestHandler]:
    """A handler that answers as the stage says."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            found = stage.respond(self.path, {name.lower(): value for name, value in self.headers.items()})
            if found.drop:
                self.connection.shutdown(socket.SHUT_RDWR)
                self.close_connection = True
                return
            body = gzip.compress(found.body) if stage.packed else found.body
            headers = {"Content-Type": "application/json", **found.headers}
            headers |= {"Content-Encoding": "gzip"} if stage.packed else {}
            self.send_response(found.status)
            for name, value in {**headers, "Content-Length": str(len(body)), "Connection": "close"}.items():
                self.send_header(name, value)
            self.end_headers()
            with contextlib.suppress(OSError):
                self.write(body, found)
            self.close_connection = True

        def write(self, body: bytes, found: Fault) -> None:
            """Write slowly, half, or all at once."""
            half = len(body) // 2 if found.cut or found.wait else len(body)
            for place in range(len(body) if found.drip else 0):
                self.wfile.write(body[place : place + 1])
                time.sleep(found.drip)
            self.wfile.write(body[:half])
            time.sleep(found.wait)
            if not found.cut:
                self.wfile.write(body[half:])

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


class QuietServer(ThreadingHTTPServer):
    """Says nothing of connections that a client gave up."""

    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def playing(stage: Stage):
    """The address of a server that plays the stage."""
    server = QuietServer((LOOPBACK, 0), handler_of(stage))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    stage.address = f"http://{LOOPBACK}:{server.server_address[1]}"
    try:
        yield stage
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Clock:
    """A time that passes only when someone sleeps or a test says so."""

    def __init__(self):
        self.time, self.slept = 1_800_000_000.0, []

    def now(self):
        return self.time

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.time += seconds


def lines(path):
    return [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]


def everything(folder):
    """Bytes of all files below a folder, those of gzip files unpacked, and the names."""
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            yield path.name.encode() + b"\n" + (gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content)


@contextmanager
def watched(monkeypatch):
    """Hosts that were looked up or connected to: none but this machine, although proxies are named."""
    hosts: list[str] = []
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def watched_connect(self, address):
        hosts.append(address[0])
        return connect(self, address)

    def watched_look_up(host, *more, **options):
        hosts.append(host)
        return look_up(host, *more, **options)

    monkeypatch.setattr(socket.socket, "connect", watched_connect)
    monkeypatch.setattr(socket, "getaddrinfo", watched_look_up)
    for name in ("http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://proxy.invalid:1")
    yield hosts
    assert set(hosts) <= {LOOPBACK}
