"""`fetch`: records from a public service into a project or a folder."""

import dataclasses
import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from smartspec.cli import app
from smartspec.cli.fetched_files import folders, next_steps, say
from smartspec.cli.fetching_tables import TableOptions, asked_table, fetch_statistics
from smartspec.cli.reporting import SHOWN, print_json, print_readings, progress_bar, readings_body
from smartspec.errors import ConfigError

if TYPE_CHECKING:
    from smartspec.sources.services.fetch_account import Account, Asked
    from smartspec.sources.services.fetching import Fetched
    from smartspec.sources.services.service_client import Client


_WORDS = "Words to search for; the id of a dataset; or endpoint, dataflow and key."


class ServiceName(StrEnum):
    """Services that can be asked."""

    openalex = "openalex"
    crossref = "crossref"
    eurostat = "eurostat"
    sdmx = "sdmx"


def _option(*names: str, text: str, **more: Any) -> Any:  # noqa: ANN401
    return typer.Option(*names, help=text, **more)


@app.command()
def fetch(  # noqa: PLR0913  # each is an option of the command
    service: Annotated[ServiceName, typer.Argument(help="openalex, crossref, eurostat or sdmx.", metavar="SERVICE")],
    words: Annotated[
        list[str] | None, typer.Argument(help=_WORDS, metavar="[QUERY | DATASET | ENDPOINT FLOW [KEY]]")
    ] = None,
    *,
    dois: Annotated[Path | None, _option("--dois", text="File with DOIs, one a line, instead.", metavar="FILE")] = None,
    filters: Annotated[list[str] | None, _option("--filter", text="Filter in the service's own words.")] = None,
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
    """Download publications or tables of statistics; what was received before is not asked for again."""
    words, filters = words or [], [text.strip() for text in filters or [] if text.strip()]
    if service in {ServiceName.eurostat, ServiceName.sdmx}:
        if dois or limit:
            raise ConfigError("`--dois` and `--limit` are for publications", place="`smartspec fetch`")
        options = TableOptions(to, cache, max_age, timeout, address, dry_run, as_json)
        fetch_statistics(asked_table(service.value, words, filters), options)
        return
    from smartspec.sources.services.fetch_account import Asked, checked
    from smartspec.sources.services.fetching import read_dois

    if len(words) > 1:
        hint = f'smartspec fetch {service.value} "{" ".join(words)[:60]}"'
        raise ConfigError("the query is one text: put it in quotation marks", place="`smartspec fetch`", hint=hint)
    found, notes = read_dois(dois) if dois else ((), [])
    for note in notes[:SHOWN]:
        say(f"warning: `{dois}` {note}")
    if len(notes) > SHOWN:
        say(f"warning: `{dois}`: {len(notes) - SHOWN} more lines hold no DOI")
    asked = checked(Asked(service.value, "".join(words).strip(), ",".join(filters), found, limit, all_authors))
    into, kept = folders(to, cache)
    client = _client(asked, kept, max_age=max_age, timeout=timeout, address=address)
    if dry_run:
        _look_ahead(asked, client, as_json=as_json)
    else:
        _download(asked, client, into, as_json=as_json)


def _look_ahead(asked: "Asked", client: "Client", *, as_json: bool) -> None:
    """Say what the download will take."""
    from smartspec.sources.services.fetching import preview

    outlook = preview(asked, client)
    if as_json:
        print_json(dataclasses.asdict(outlook))
        return
    typer.echo(outlook.words())
    if client.allowance.words():
        typer.echo(client.allowance.words())


def _client(asked: "Asked", folder: Path, *, max_age: float, timeout: float, address: str) -> "Client":
    """What asks the service, with the key or contact of the environment."""
    from smartspec.sources.services import service_client
    from smartspec.sources.services.fetching import service_of
    from smartspec.sources.services.request_cache import RequestCache

    service = service_of(asked.service)
    secret = os.environ.get(service.variable, "")
    if not secret.strip():
        say(f"note: {service.identified}")
    manners = service_client.Manners(timeout=timeout)
    cache = RequestCache(folder, max_age=max_age, now=manners.now)
    return service_client.Client(service, cache, address=address, secret=secret, manners=manners, say=say)


def _download(asked: "Asked", client: "Client", into: Path, *, as_json: bool) -> None:
    from smartspec.sources.reading import read_files
    from smartspec.sources.services.fetching import fetch as fetch_works

    try:
        with progress_bar() as progress:
            fetched = fetch_works(asked, client, into=into, progress=progress)
    except KeyboardInterrupt:
        say("interrupted; what was received is kept, and the same call goes on from there")
        raise typer.Exit(130) from None
    say(_summary(client, fetched))
    _report(fetched.account)
    readings = read_files([fetched.path])
    if as_json:
        print_json({"request": fetched.body, "path": str(fetched.path), "reading": readings_body(readings)})
    else:
        print_readings(readings)
        typer.echo(f"wrote {fetched.path}")
        typer.echo(f"wrote {fetched.request_path}")
        producer, licence = client.service.producer, client.service.licence
        alone = (
            f"`smartspec map {fetched.path} --unit keywords --out DIR`, or `smartspec add {fetched.path} --to PROJECT`"
        )
        for line in next_steps(into, fetched.path, producer=producer, licence=licence, alone=alone):
            typer.echo(line)
    n_read = sum(reading.records_read for reading in readings)
    if n_read != fetched.n_works:
        say(f"problem: {n_read} of {fetched.n_works} works were read back")
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
        say(f"note: {account.n_completed} works were asked for singly, for lists cut their authors")
    for old, new in sorted(account.moved.items())[:SHOWN]:
        say(f"note: {old} is now {new}")
    if len(account.moved) > SHOWN:
        say(f"note: {len(account.moved) - SHOWN} more have moved; the request file lists all")
    for note in account.notes[:SHOWN]:
        say(f"note: {note}")
    if account.missing:
        shown = ", ".join(account.missing[:SHOWN])
        more = f" and {len(account.missing) - SHOWN} more" if len(account.missing) > SHOWN else ""
        say(f"warning: the service does not know {len(account.missing)} DOIs: {shown}{more}")
    for problem in account.problems:
        say(f"problem: {problem}")
