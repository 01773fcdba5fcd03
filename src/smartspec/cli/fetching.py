"""`fetch`: records from a public service into a project or a folder."""

import dataclasses
import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from smartspec.cli import app
from smartspec.cli.projects import HERE
from smartspec.cli.reporting import SHOWN, print_json, print_readings, progress_bar, readings_body
from smartspec.errors import ConfigError

if TYPE_CHECKING:
    from smartspec.sources.fetch_account import Account, Asked
    from smartspec.sources.fetching import Fetched
    from smartspec.sources.service_client import Client


class ServiceName(StrEnum):
    """Services that can be asked."""

    openalex = "openalex"
    crossref = "crossref"


def _option(*names: str, text: str, **more: Any) -> Any:  # noqa: ANN401
    return typer.Option(*names, help=text, **more)


@app.command()
def fetch(  # noqa: PLR0913  # each is an option of the command
    service: Annotated[ServiceName, typer.Argument(help="openalex or crossref.", metavar="SERVICE")],
    query: Annotated[str, typer.Argument(help="Words to search for.", metavar="[QUERY]")] = "",
    *,
    dois: Annotated[Path | None, _option("--dois", text="File with DOIs, one a line, instead.", metavar="FILE")] = None,
    search_filter: Annotated[str, _option("--filter", text="Filter in the service's own words.")] = "",
    to: Annotated[Path | None, _option("--to", text="The project folder, or another folder.", metavar="DIR")] = None,
    limit: Annotated[int | None, _option("--limit", text="Only the first so many works.", min=1)] = None,
    dry_run: Annotated[bool, _option("--dry-run", text="Only say how many works and requests.")] = False,
    all_authors: Annotated[
        bool, _option("--all-authors/--cut-authors", text="Ask singly for works whose authors OpenAlex cuts at 100.")
    ] = True,
    cache: Annotated[Path | None, _option("--cache", text="Folder for answers.", metavar="DIR")] = None,
    max_age: Annotated[float, _option("--max-age", text="Days after which an answer is asked anew.", min=0)] = 30.0,
    timeout: Annotated[float, _option("--timeout", text="Seconds that the service may be silent.", min=0.1)] = 60.0,
    address: Annotated[str, _option("--address", text="Another address, for tests.", hidden=True)] = "",
    as_json: Annotated[bool, _option("--json", text="Print one JSON object on stdout.")] = False,
) -> None:
    """Download records of publications; what was received before is not asked for again."""
    from smartspec.sources.fetch_account import Asked, checked
    from smartspec.sources.fetching import preview, read_dois

    found, notes = read_dois(dois) if dois else ((), [])
    for note in notes[:SHOWN]:
        _say(f"warning: `{dois}` {note}")
    if len(notes) > SHOWN:
        _say(f"warning: `{dois}`: {len(notes) - SHOWN} more lines hold no DOI")
    asked = checked(Asked(service.value, query.strip(), search_filter.strip(), found, limit, all_authors))
    into, kept = _folders(to, cache)
    client = _client(asked, kept, max_age=max_age, timeout=timeout, address=address)
    if not dry_run:
        _download(asked, client, into, as_json=as_json)
        return
    outlook = preview(asked, client)
    if as_json:
        print_json(dataclasses.asdict(outlook))
    else:
        typer.echo(outlook.words())
        if client.allowance.words():
            typer.echo(client.allowance.words())


def _say(sentence: str) -> None:
    typer.echo(sentence, err=True)


def _folders(to: Path | None, cache: Path | None) -> tuple[Path, Path]:
    """Where works and answers go: into a project, or beside each other into a folder that is none.

    Raises
    ------
    ConfigError
        If the folder of the call is no project and no other is named.
    """
    from smartspec.project import CONFIG

    folder = to or HERE
    if (folder / CONFIG).is_file():
        return folder / "sources", cache or folder / "data" / "cache"
    if to is None:
        hint = "make a project with `smartspec new DIR`, or name a folder with `--to DIR`"
        raise ConfigError(f"there is no `{CONFIG}` here", place="`smartspec fetch`", hint=hint)
    return folder, cache or folder / ".cache"


def _client(asked: "Asked", folder: Path, *, max_age: float, timeout: float, address: str) -> "Client":
    """What asks the service, with the key or contact of the environment."""
    from smartspec.sources import service_client
    from smartspec.sources.fetching import service_of
    from smartspec.sources.request_cache import RequestCache

    service = service_of(asked.service)
    secret = os.environ.get(service.variable, "")
    if not secret.strip():
        _say(f"note: {service.identified}")
    manners = service_client.Manners(timeout=timeout)
    cache = RequestCache(folder, max_age=max_age, now=manners.now)
    return service_client.Client(service, cache, address=address, secret=secret, manners=manners, say=_say)


def _download(asked: "Asked", client: "Client", into: Path, *, as_json: bool) -> None:
    from smartspec.sources.fetching import fetch as fetch_works
    from smartspec.sources.reading import read_files

    try:
        with progress_bar() as progress:
            fetched = fetch_works(asked, client, into=into, progress=progress)
    except KeyboardInterrupt:
        _say("interrupted; what was received is kept, and the same call goes on from there")
        raise typer.Exit(130) from None
    _say(_summary(client, fetched))
    _report(fetched.account)
    readings = read_files([fetched.path])
    if as_json:
        print_json({"request": fetched.body, "path": str(fetched.path), "reading": readings_body(readings)})
    else:
        print_readings(readings)
        typer.echo(f"wrote {fetched.path}")
        typer.echo(f"wrote {fetched.request_path}")
        for line in _next_steps(into, fetched.path, client):
            typer.echo(line)
    n_read = sum(reading.records_read for reading in readings)
    if n_read != fetched.n_works:
        _say(f"problem: {n_read} of {fetched.n_works} works were read back")
    if not fetched.is_complete or n_read != fetched.n_works:
        raise typer.Exit(1)


def _summary(client: "Client", fetched: "Fetched") -> str:
    """How many works came, and what it took."""
    account = fetched.account
    asked = f"{client.n_asked} requests, {client.n_cached} answers from the cache"
    repeated = f", {client.n_repeated} requests repeated" if client.n_repeated else ""
    damaged = f", {client.cache.n_damaged} damaged answers not used" if client.cache.n_damaged else ""
    cost = f"; cost {client.spent:.4f} US dollars" if client.spent else ""
    left = f"; {client.allowance.words()}" if client.allowance.words() else ""
    said = f"{account.n_received} of {account.n_said} works"
    return f"{client.service.title}: {said}; {asked}{repeated}{damaged}{cost}{left}"


def _report(account: "Account") -> None:
    """Everything that a user should know about the answer."""
    if account.n_completed:
        _say(f"note: {account.n_completed} works were asked for singly, for lists cut their authors")
    for old, new in sorted(account.moved.items())[:SHOWN]:
        _say(f"note: {old} is now {new}")
    if len(account.moved) > SHOWN:
        _say(f"note: {len(account.moved) - SHOWN} more have moved; the request file lists all")
    for note in account.notes[:SHOWN]:
        _say(f"note: {note}")
    if account.missing:
        shown = ", ".join(account.missing[:SHOWN])
        more = f" and {len(account.missing) - SHOWN} more" if len(account.missing) > SHOWN else ""
        _say(f"warning: the service does not know {len(account.missing)} DOIs: {shown}{more}")
    for problem in account.problems:
        _say(f"problem: {problem}")


def _next_steps(into: Path, path: Path, client: "Client") -> list[str]:
    """What to do with the file: build the project, after lines in its configuration if it does not cover the file."""
    from smartspec.project import CONFIG

    project = into.parent
    if into.name != "sources" or not (project / CONFIG).is_file():
        return [f"next: `smartspec map {path} --unit keywords --out DIR`, or `smartspec add {path} --to PROJECT`"]
    lines: list[str] = []
    service = client.service
    if not _is_covered(project, path):
        lines = [
            f"`{CONFIG}` does not name this file yet; add these lines:",
            "[[source]]",
            f'path = "sources/{path.name}"',
            f'producer = "{service.producer}"',
            f'licence = "{service.licence}"',
        ]
    return [*lines, f"next: `smartspec build {project}`"]


def _is_covered(folder: Path, path: Path) -> bool:
    """Whether a `[[source]]` of the project names the file."""
    from smartspec.build.planning import load_project, source_paths

    try:
        project = load_project(folder)
    except ConfigError as error:
        _say(f"warning: {error}")
        return True
    for entry in project.sources:
        try:
            found = source_paths(dataclasses.replace(project, sources=(entry,)))
        except ConfigError:  # a pattern that no file matches yet
            continue
        if path.resolve() in {one.resolve() for one, _ in found}:
            return True
    return False
