"""Works from Crossref: by query and filter page by page, and by DOI one by one."""

from collections.abc import Iterator
from urllib.parse import quote

from smartspec.errors import ConfigError
from smartspec.sources.doi import clean_doi
from smartspec.sources.services.fetch_account import Account, Asked, Walk
from smartspec.sources.services.service_client import Client
from smartspec.sources.services.service_requests import Answer, Json, Request, Service, shape_error

ROWS = 200
#: Pages can be asked for by their offset up to here; beyond, only by a cursor.
MAX_OFFSET = 10_000
#: Seconds after which a cursor may have run out (the service keeps it for five minutes).
CURSOR_LIFE = 240.0
#: Times that a walk by cursor may be begun.
MAX_WALKS = 3
_WORKS = "/works"
_REFUSED = (400, 404)
Parameters = tuple[tuple[str, str], ...]


def _headers(contact: str) -> dict[str, str]:
    from smartspec import __version__

    if contact and "@" not in contact:
        hint = "write an e-mail address, or unset it"
        raise ConfigError("is no e-mail address", place="`SMARTSPEC_MAILTO`", hint=hint)
    return {"User-Agent": f"smartspec/{__version__} (mailto:{contact})"} if contact else {}


def _pause(request: Request, identified: bool) -> float:  # noqa: FBT001  # the signature of every service
    """Seconds between requests: what Crossref allows since December 2025."""
    if request.path == _WORKS:
        return 1 / 3 if identified else 1.0
    return 0.1 if identified else 0.2


SERVICE = Service(
    "crossref",
    "Crossref",
    "https://api.crossref.org",
    "SMARTSPEC_MAILTO",
    _headers,
    _pause,
    "an e-mail address in the environment variable `SMARTSPEC_MAILTO` lets the service answer faster",
    "Crossref",
    "metadata of Crossref may be reused without a licence; abstracts may be under copyright",
)


def key_of(work: Json) -> str:
    """The DOI of a work, in lower case."""
    return str(work["DOI"]).lower()


def n_requests(asked: Asked, n_works: int) -> int:
    """Requests that it takes."""
    if asked.dois:
        return len(asked.dois)
    wanted = min(n_works, asked.limit or n_works)
    return max(1, -(-wanted // ROWS)) + (wanted > MAX_OFFSET)


def count(asked: Asked, client: Client) -> int:
    """Works that the service says there are; asks for the first page, which a download then needs no more."""
    return _page(client.ask(_offset_request(_parameters(asked), 1), check=_page))[0]


def works(asked: Asked, client: Client, account: Account) -> Iterator[Json]:
    """Every work once, in the order in which the service gives them.

    Raises
    ------
    SourceError
        If the service refuses, cannot be reached, repeats itself without end, or sends something else.
    """
    if asked.dois:
        yield from _by_doi(asked, client, account)
        return
    parameters = _parameters(asked)
    total = count(asked, client)
    walk, seen = Walk(total, total), set[str]()
    account.walks.append(walk)
    wanted = min(total, asked.limit or total)
    if wanted <= MAX_OFFSET:
        yield from _unseen(_by_offset(parameters, wanted, client, walk), walk, seen)
    if len(seen) < min(walk.last, asked.limit or walk.last):
        # Pages by offset overlap where many works were registered in one second; a cursor goes over a fixed list.
        if wanted <= MAX_OFFSET:
            account.notes.append(f"{len(seen)} of {walk.last} works came by offset; the rest was asked for by cursor")
        walk.n_repeated = 0
        yield from _by_cursor(parameters, client, walk, seen)


def _by_doi(asked: Asked, client: Client, account: Account) -> Iterator[Json]:
    for doi in asked.dois:
        answer = client.ask(Request(f"{_WORKS}/{quote(doi, safe='')}"), accept=(404,), check=_single)
        if answer.status != 200:
            account.missing.append(doi)
            continue
        work = _single(answer)
        account.walks.append(Walk(1, 1, 1))
        if clean_doi(key_of(work)) != doi:
            account.moved[doi] = key_of(work)
        yield work


def _parameters(asked: Asked) -> Parameters:
    """The parameters of a query; works registered first come first, so that new ones do not shift the pages."""
    given = (("query", asked.query), ("filter", asked.filter))
    named = ((name, value) for name, value in given if value)
    return (*named, ("sort", "created"), ("order", "asc"), ("rows", str(ROWS)))


def _offset_request(parameters: Parameters, page: int) -> Request:
    return Request(_WORKS, (*parameters, ("offset", str((page - 1) * ROWS))), page)


def _by_offset(parameters: Parameters, wanted: int, client: Client, walk: Walk) -> Iterator[Json]:
    """Works page by page. Every request stands for itself, so that a download may be taken up at any time."""
    page = n = 0
    while n < wanted and page * ROWS < MAX_OFFSET:
        page += 1
        walk.last, found, _ = _page(client.ask(_offset_request(parameters, page), check=_page))
        yield from found
        n += len(found)
        if not found:
            return


def _unseen(found: Iterator[Json], walk: Walk, seen: set[str]) -> Iterator[Json]:
    for work in found:
        if key_of(work) in seen:
            walk.n_repeated += 1
        else:
            seen.add(key_of(work))
            walk.n_received += 1
            yield work


def _by_cursor(parameters: Parameters, client: Client, walk: Walk, seen: set[str]) -> Iterator[Json]:
    """Works by cursor, which the service forgets after minutes, and which loses a page with a lost answer.

    A walk that ends too early is begun anew; works that came before are left out.
    """
    for attempt in range(MAX_WALKS):
        n_before = len(seen)
        n_walked = 0
        for work in _one_cursor(parameters, client, walk, fresh=attempt > 0):
            n_walked += 1
            if key_of(work) not in seen:
                seen.add(key_of(work))
                walk.n_received += 1
                yield work
        if len(seen) >= walk.last:
            return
        if attempt and n_walked and len(seen) == n_before:
            break
        client.say(f"{SERVICE.title}: {len(seen)} of {walk.last} works came; beginning anew, for its cursor ran out")


def _one_cursor(parameters: Parameters, client: Client, walk: Walk, *, fresh: bool) -> Iterator[Json]:
    cursor, page, age = "*", 0, 0.0
    n = 0
    while cursor:
        page += 1
        request = Request(_WORKS, (*parameters, ("cursor", cursor)), page)
        if not fresh and age > CURSOR_LIFE and not client.holds(request):
            return
        answer = client.ask(request, accept=_REFUSED if page > 1 else (), check=_page, fresh=fresh)
        if answer.status != 200:
            return
        age = answer.age if answer.cached else 0.0
        walk.last, found, cursor = _page(answer)
        yield from found
        n += len(found)
        if not found or n >= walk.last:
            return


def _page(answer: Answer) -> tuple[int, list[Json], str]:
    """How many works there are, those of the page, and the cursor of the next ("" if there is none)."""
    message = answer.body.get("message")
    total = message.get("total-results") if isinstance(message, dict) else None
    if not isinstance(message, dict) or not isinstance(total, int) or isinstance(total, bool) or total < 0:
        raise shape_error(SERVICE.title, answer.request, "count of works")
    items, cursor = message.get("items"), message.get("next-cursor")
    if not isinstance(items, list):
        raise shape_error(SERVICE.title, answer.request, "list of works")
    return total, [_work(one, answer.request) for one in items], cursor if isinstance(cursor, str) else ""


def _single(answer: Answer) -> Json:
    return _work(answer.body.get("message"), answer.request)


def _work(value: object, request: Request) -> Json:
    if not isinstance(value, dict) or not isinstance(value.get("DOI"), str) or not value["DOI"]:
        raise shape_error(SERVICE.title, request, "DOI of a work")
    return value
