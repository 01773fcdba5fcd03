"""Download a table from a service of official statistics, as it is sent, into a file that a reader understands."""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from smartspec import __version__
from smartspec.errors import SmartspecError, SourceError
from smartspec.sources.services.fetched_file import write_request, write_works
from smartspec.sources.services.request_cache import clear_leftovers
from smartspec.sources.services.service_client import Client
from smartspec.sources.services.statistics_services import AskedTable, checked_table, hinted
from smartspec.sources.services.statistics_waiting import Patience, have_table

_LEFTOVER_AGE = 3600.0
DEFAULT_PATIENCE = Patience()
_NO_WORD = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class FetchedTable:
    """A table that was downloaded.

    Attributes
    ----------
    path : the file, byte for byte what the service sent, packed.
    request_path : hidden file beside it that says what was asked, when, and what came.
    """

    path: Path
    request_path: Path
    body: dict[str, Any]


def stem_of(asked: AskedTable) -> str:
    """Name for the file of a table: readable, and another one for every other request.

    >>> stem_of(AskedTable("eurostat", "nama_10r_3gdp"))
    'eurostat-nama_10r_3gdp-7d2bc53813'
    """
    name = hashlib.sha256(json.dumps(asked.body(), sort_keys=True).encode()).hexdigest()[:10]
    service, _ = asked.endpoint
    return f"{service.name}-{_NO_WORD.sub('-', asked.flow).strip('-')}-{name}"


def fetch_table(
    asked: AskedTable, client: Client, *, into: Path, patience: Patience = DEFAULT_PATIENCE
) -> FetchedTable:
    """Download a table; an answer that is in the cache is not asked for again.

    Parameters
    ----------
    into : gets `NAME.json.gz` and `.NAME.request.json`.
    patience : how long a table is waited for that the service makes ready for later.

    Raises
    ------
    ConfigError
        If this cannot be asked for, the service does not accept it, or the folder cannot be written.
    SourceError
        If the service refuses, does not answer, sends no table, or takes too long to make it ready.
    """
    into, request = Path(into), checked_table(asked).request
    try:
        have_table(asked, client, patience=patience)
    except SmartspecError as error:
        raise hinted(error, asked) from error
    kept = client.cache.find(client.address, request)
    if kept is None:
        hint = "is the folder for answers emptied by something else? call again"
        raise SourceError("the answer is no longer in the cache", place=f"`{client.cache.folder}`", hint=hint)
    clear_leftovers(into, before=client.manners.now() - _LEFTOVER_AGE)
    stem = stem_of(asked)
    path = into / f"{stem}.json.gz"
    file = write_works(iter((kept.body,)), path)
    body = {
        "asked": asked.body(),
        "address": client.address,
        "request": request.target,
        "answer_received": datetime.fromtimestamp(kept.received, UTC).isoformat(timespec="seconds"),
        "producer": client.service.producer,
        "licence": client.service.licence,
        "smartspec": __version__,
        "file": file,
    }
    request_path = into / f".{stem}.request.json"
    write_request(body, request_path)
    return FetchedTable(path, request_path, body)
