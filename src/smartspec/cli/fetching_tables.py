"""`fetch eurostat` and `fetch sdmx`: tables of official statistics into a project or a folder."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from smartspec.cli.fetched_files import folders, next_steps, say
from smartspec.cli.reporting import print_json, print_readings, readings_body
from smartspec.errors import ConfigError

if TYPE_CHECKING:
    from smartspec.sources.services.service_client import Client
    from smartspec.sources.services.statistics_services import AskedTable

_CALLS = {
    "eurostat": "smartspec fetch eurostat nama_10r_3gdp --filter geo=AT --filter unit=MIO_EUR",
    "sdmx": "smartspec fetch sdmx ecb EXR M.USD.EUR.SP00.A",
}


@dataclass(frozen=True, slots=True)
class TableOptions:
    """Options of the command that are the same for all services."""

    to: Path | None
    cache: Path | None
    max_age: float
    timeout: float
    address: str
    dry_run: bool
    as_json: bool


def asked_table(service: str, words: list[str], filters: list[str]) -> "AskedTable":
    """What the words of a call ask for.

    Raises
    ------
    ConfigError
        If words are missing or too many, or a filter is none.
    """
    from smartspec.sources.services.statistics_services import AskedTable, checked_table, filters_in

    least, most = (1, 1) if service == "eurostat" else (2, 3)
    if not least <= len(words) <= most:
        wanted = "the id of a dataset" if service == "eurostat" else "an endpoint, a dataflow and, if you like, a key"
        raise ConfigError(f"give {wanted}", place=f"`smartspec fetch {service}`", hint=_CALLS[service])
    chosen = filters_in(filters)
    if service == "eurostat":
        return checked_table(AskedTable(service, words[0], filters=chosen))
    return checked_table(AskedTable(service, words[1], words[0], "".join(words[2:]), chosen))


def fetch_statistics(asked: "AskedTable", options: TableOptions) -> None:
    """Download a table, read it back, and say what it holds."""
    from smartspec.sources.reading import read_files
    from smartspec.sources.services.statistics_fetching import fetch_table

    into, kept = folders(options.to, options.cache)
    client = _client(asked, kept, options)
    if options.dry_run:
        address = f"{client.address}{asked.request.target}"
        kept_before = client.holds(asked.request)
        said = "0 requests, the answer is in the cache" if kept_before else "1 request"
        if options.as_json:
            print_json({"address": address, "n_requests": 0 if kept_before else 1})
        else:
            typer.echo(f"{client.service.title}: {said}: {address}")
        return
    fetched = fetch_table(asked, client, into=into)
    repeated = f", {client.n_repeated} requests repeated" if client.n_repeated else ""
    say(f"{client.service.title}: {client.n_asked} requests, {client.n_cached} answers from the cache{repeated}")
    readings = read_files([fetched.path])
    if options.as_json:
        print_json({"request": fetched.body, "path": str(fetched.path), "reading": readings_body(readings)})
    else:
        print_readings(readings)
        typer.echo(f"wrote {fetched.path}")
        typer.echo(f"wrote {fetched.request_path}")
        alone = f"`smartspec add {fetched.path} --to PROJECT`"
        service = client.service
        for line in next_steps(into, fetched.path, producer=service.producer, licence=service.licence, alone=alone):
            typer.echo(line)
    if not sum(reading.records_read for reading in readings):
        say("problem: the table holds no figure")
        raise typer.Exit(1)


def _client(asked: "AskedTable", folder: Path, options: TableOptions) -> "Client":
    from smartspec.sources.services import service_client
    from smartspec.sources.services.request_cache import RequestCache

    manners = service_client.Manners(timeout=options.timeout)
    cache = RequestCache(folder, max_age=options.max_age, now=manners.now)
    return service_client.Client(asked.endpoint[0], cache, address=options.address, manners=manners, say=say)
