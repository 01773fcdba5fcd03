"""The server: routes that carry what views return; loopback only unless asked otherwise."""

import html
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from smartspec import __version__
from smartspec.build import check_project
from smartspec.build.evidence import evidence_of
from smartspec.build.planning import load_project
from smartspec.errors import ConfigError, SmartspecError, nearest
from smartspec.project import Project
from smartspec.schema import TABLES
from smartspec.store import Snapshot, read_manifest, reading
from smartspec.store.manifest import fingerprint
from smartspec.views import comparison as comparison_view
from smartspec.views import network as network_view
from smartspec.views import overview as overview_view
from smartspec.views.comparison_tables import PUBLICATIONS, READS
from smartspec.views.map_files import with_methods
from smartspec.views.page import bundle
from smartspec.views.table_page import table_page

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="app.css?v={version}">
</head>
<body>
<div id="app"></div>
<script src="app.js?v={version}"></script>
</body>
</html>
"""
TYPES = {"app.js": "text/javascript", "app.css": "text/css"}
Body = Callable[[Project, Request], Any]


@contextmanager
def tables_of(project: Project) -> Iterator[Snapshot]:
    """A snapshot of the project's store; an empty one where nothing was built."""
    with reading(project.tables, memory=project.memory, threads=project.threads) as snapshot:
        yield snapshot


def project_route(project: Project, _: Request) -> dict[str, Any]:
    """Name, maps, sources, problems and staleness of the project."""
    check = check_project(project.folder, deep=False)
    with tables_of(project) as snapshot:
        tables = {name: snapshot.table(name) for name in overview_view.READS}
        n_rows: dict[str, int] = {}
        for part in snapshot.manifest.parts:
            n_rows[part.table] = n_rows.get(part.table, 0) + part.rows
        found = overview_view.overview(tables)
    body = overview_view.project_body(
        found, name=project.name, languages=project.languages, stale=check.stale, n_rows=n_rows
    )
    return {**body, "generated": project.generated, "built": bool(n_rows)}


def network_route(project: Project, request: Request) -> dict[str, Any]:
    """One map with its evidence and methods."""
    with tables_of(project) as snapshot:
        tables = {name: snapshot.table(name) for name in network_view.READS}
        body = network_view.network(tables, name=request.path_params["name"])
    return with_methods(body, generated=project.generated)


def comparison_route(project: Project, request: Request) -> dict[str, Any]:
    """One comparison of regions with its figures, conventions and methods."""
    name = request.path_params["name"]
    with tables_of(project) as snapshot:
        tables = {table: snapshot.table(table) for table in READS}
        body = comparison_view.comparison(tables, name=name)
    return {**body, "generated": project.generated and body["source"] == PUBLICATIONS}


def table_route(project: Project, request: Request) -> dict[str, Any]:
    """One page of a table."""
    name, given = request.path_params["name"], request.query_params
    if name not in TABLES:
        raise ConfigError(f"there is no table `{name}`", hint=nearest(name, TABLES))
    with tables_of(project) as snapshot:
        return table_page(
            {name: snapshot.table(name)},
            name=name,
            sort=given.get("sort", ""),
            descending=given.get("descending", "") in {"1", "true"},
            containing=given.get("filter", ""),
            page=whole_number(given.get("page", "1")),
            size=whole_number(given.get("size", "50")),
        )


def evidence_route(project: Project, request: Request) -> dict[str, Any]:
    """A row, named by the columns of its key, and what it was made from: its cell, record or rows."""
    given = dict(request.query_params)
    around = {f"{name}_around": whole_number(given.pop(name)) for name in ("rows", "columns") if name in given}
    return evidence_of(project, request.path_params["table"], given, **around)


def whole_number(text: str) -> int:
    """A number from the address.

    Raises
    ------
    ConfigError
        If it is none.
    """
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise ConfigError(f"{text!r} is not a whole number")
    return int(text)


#: Answers that depend on files beside the store, which may change without a build: always made anew.
LOOKING_AT_FILES = (project_route, evidence_route)


def json_response(body: Any, *, status: int = 200, etag: str = "") -> Response:  # noqa: ANN401
    """A JSON body; NaN cannot occur in it."""
    text = json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    headers = {"Cache-Control": "no-cache"} | ({"ETag": etag} if etag else {})
    return Response(text, status_code=status, media_type="application/json", headers=headers)


def api(project_folder: Path, body: Body) -> Callable[[Request], Any]:
    """A route that answers with a view's body, 304 if the reader has it, and one shape of error."""

    async def answer(request: Request) -> Response:
        try:
            project = load_project(project_folder)
            tag = f'W/"{fingerprint(read_manifest(project.tables).to_json(), str(request.url), __version__)}"'
            if request.headers.get("if-none-match") == tag and body not in LOOKING_AT_FILES:
                return Response(status_code=304, headers={"ETag": tag, "Cache-Control": "no-cache"})
            found = await run_in_threadpool(body, project, request)
            return json_response(found, etag="" if body in LOOKING_AT_FILES else tag)
        except SmartspecError as error:
            status = 404 if error.problem.startswith("there is no") else 400
            return json_response({"error": error.problem, "where": error.place, "hint": error.hint}, status=status)

    return answer


def static(name: str) -> Callable[[Request], Any]:
    """A file of the built page."""

    async def answer(_: Request) -> Response:
        headers = {"Cache-Control": "no-cache"}
        return Response(await run_in_threadpool(bundle, name), media_type=TYPES[name], headers=headers)

    return answer


def make_app(folder: Path, *, hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]")) -> Starlette:
    """The application that serves one project.

    Parameters
    ----------
    folder : the project folder; its store may be rebuilt while the server runs.
    hosts : names by which a browser may address the server; others are refused.

    Raises
    ------
    ConfigError
        If the folder is no project.
    """
    project = load_project(folder)

    async def index(_: Request) -> Response:
        language = project.languages[0]
        text = PAGE.format(language=language, title=html.escape(project.name), version=__version__)
        return Response(text, media_type="text/html", headers={"Cache-Control": "no-cache"})

    async def missing(request: Request, _: Exception) -> Response:
        body = {"error": "there is no such page", "where": request.url.path, "hint": "start at `/`"}
        return json_response(body, status=404)

    routes = [
        Route("/", index),
        *(Route(f"/{name}", static(name)) for name in TYPES),
        Route("/api/project", api(folder, project_route)),
        Route("/api/network/{name}", api(folder, network_route)),
        Route("/api/comparison/{name}", api(folder, comparison_route)),
        Route("/api/table/{name}", api(folder, table_route)),
        Route("/api/evidence/{table}", api(folder, evidence_route)),
    ]
    middleware = [
        Middleware(SafeHeaders),
        Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False),
    ]
    return Starlette(routes=routes, middleware=middleware, exception_handlers={404: missing})


class SafeHeaders:
    """Puts the security headers on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add the headers to the answer."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                extra = [(k.lower().encode(), v.encode()) for k, v in HEADERS.items()]
                message = {**message, "headers": [*message.get("headers", []), *extra]}
            await send(message)

        await self.app(scope, receive, send_with_headers)
