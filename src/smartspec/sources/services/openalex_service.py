"""Works from OpenAlex: by search and filter page by page, by DOI in batches, and whole where a list cuts them."""

import re
from collections.abc import Iterator
from urllib.parse import quote

from smartspec.errors import SourceError
from smartspec.sources.doi import clean_doi
from smartspec.sources.services.fetch_account import Account, Asked, Walk
from smartspec.sources.services.service_client import Client
from smartspec.sources.services.service_requests import Answer, Json, Request, Service, shape_error

PER_PAGE = 100
PER_BATCH = 50
#: Lists show no more authors of a work.
CUT_AUTHORS = 100
_MAX_FILTER = 3000
_ID = re.compile(r"https://openalex\.org/W\d+")
_WORKS = "/works"


def _headers(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"} if secret else {}


SERVICE = Service(
    "openalex",
    "OpenAlex",
    "https://api.openalex.org",
    "OPENALEX_API_KEY",
    _headers,
    lambda _request, _identified: 0.1,
    "a free key from https://openalex.org/settings/api in the environment variable `OPENALEX_API_KEY` allows more",
    "OpenAlex",
    "CC0-1.0",
)


def key_of(work: Json) -> str:
    """The id of a work."""
    return str(work["id"])


def n_requests(asked: Asked, n_works: int) -> int:
    """Requests that it takes, without those for works whose authors are cut."""
    if asked.dois:
        batches, single = _batches(asked.dois)
        return len(batches) + len(single)
    return max(1, -(-min(n_works, asked.limit or n_works) // PER_PAGE))


def count(asked: Asked, client: Client) -> int:
    """Works that the service says there are; asks for the first page, which a download then needs no more."""
    return _page(client.ask(_page_request(_parameters(asked), "*", 1), check=_page))[0]


def works(asked: Asked, client: Client, account: Account) -> Iterator[Json]:
    """Every work once, in the order in which the service gives them.

    Raises
    ------
    SourceError
        If the service refuses, cannot be reached, repeats itself without end, or sends something else.
    """
    if not asked.dois:
        for work in _walk(_parameters(asked), client, account):
            yield _whole(work, asked, client, account)
        return
    batches, single = _batches(asked.dois)
    found: set[str] = set()
    for batch in batches:
        for work in _walk((("filter", f"doi:{'|'.join(batch)}"),), client, account):
            found.add(_note_doi(work, batch, account))
            yield _whole(work, asked, client, account)
    for doi in single:
        answer = client.ask(Request(f"{_WORKS}/doi:{quote(doi, safe='/')}"), accept=(404,), check=_single)
        if answer.status == 200:
            account.walks.append(Walk(1, 1, 1))
            found.add(doi)
            _note_doi(_single(answer), (doi,), account)
            yield answer.body
    account.missing = [doi for doi in asked.dois if doi not in found]


def _parameters(asked: Asked) -> tuple[tuple[str, str], ...]:
    """The parameters of a query; the oldest works come first, so that new ones do not shift the pages."""
    given = (("search", asked.query), ("filter", asked.filter))
    return (*((name, value) for name, value in given if value), ("sort", "publication_date"))


def _page_request(parameters: tuple[tuple[str, str], ...], cursor: str, page: int) -> Request:
    return Request(_WORKS, (*parameters, ("per_page", str(PER_PAGE)), ("cursor", cursor)), page)


def _batches(dois: tuple[str, ...]) -> tuple[list[tuple[str, ...]], list[str]]:
    """DOIs that can be asked for together, and those that would break a filter."""
    single = [doi for doi in dois if "," in doi or "|" in doi]
    batches: list[tuple[str, ...]] = []
    batch: list[str] = []
    for doi in (doi for doi in dois if doi not in set(single)):
        if len(batch) == PER_BATCH or sum(len(quote(one, safe="")) + 3 for one in (*batch, doi)) > _MAX_FILTER:
            batches.append(tuple(batch))
            batch = []
        batch.append(doi)
    return ([*batches, tuple(batch)] if batch else batches), single


def _walk(parameters: tuple[tuple[str, str], ...], client: Client, account: Account) -> Iterator[Json]:
    """Works of all pages, each once."""
    cursor, page, seen, walk = "*", 0, set[str](), Walk(0, 0)
    while cursor:
        page += 1
        request = _page_request(parameters, cursor, page)
        total, found, cursor = _page(client.ask(request, check=_page))
        new = [work for work in found if key_of(work) not in seen]
        if page == 1:
            walk.first = total
            account.walks.append(walk)
        if found and not {key_of(work) for work in new}:
            client.forget(request)
            hint = "call again: it goes on from the page before; if it stays so, report it to the service"
            problem = f"page {page} repeats works that came before, after {len(seen)} of {total}"
            raise SourceError(problem, place=f"{SERVICE.title}, `{_WORKS}`", hint=hint)
        walk.last = total
        for work in found:
            if key_of(work) in seen:
                walk.n_repeated += 1
                continue
            seen.add(key_of(work))
            walk.n_received += 1
            yield work
        if not found or len(seen) >= total:
            return


def _page(answer: Answer) -> tuple[int, list[Json], str]:
    """How many works there are, those of the page, and the cursor of the next ("" if there is none)."""
    meta, results = answer.body.get("meta"), answer.body.get("results")
    total = meta.get("count") if isinstance(meta, dict) else None
    if not isinstance(meta, dict) or not isinstance(total, int) or isinstance(total, bool) or total < 0:
        raise shape_error(SERVICE.title, answer.request, "count of works")
    if not isinstance(results, list):
        raise shape_error(SERVICE.title, answer.request, "list of works")
    cursor = meta.get("next_cursor")
    return total, [_work(one, answer.request) for one in results], cursor if isinstance(cursor, str) else ""


def _single(answer: Answer) -> Json:
    return _work(answer.body, answer.request)


def _work(value: object, request: Request) -> Json:
    if not isinstance(value, dict) or not _ID.fullmatch(str(value.get("id"))):
        raise shape_error(SERVICE.title, request, "id of a work")
    return value


def _whole(work: Json, asked: Asked, client: Client, account: Account) -> Json:
    """The work with all its authors: lists cut them."""
    authors = work.get("authorships")
    is_cut = isinstance(authors, list) and len(authors) == CUT_AUTHORS
    if not (is_cut or work.get("is_authors_truncated") is True):
        return work
    name = key_of(work).rpartition("/")[2]
    if not asked.all_authors:
        account.notes.append(f"{name}: the list of authors may be cut at {CUT_AUTHORS}")
        return work
    answer = client.ask(Request(f"{_WORKS}/{name}"), accept=(404,), check=_single)
    if answer.status != 200:
        account.problems.append(f"{name}: its authors are cut at {CUT_AUTHORS}, and the work itself is not found")
        return work
    whole = _single(answer)
    if key_of(whole) != key_of(work):
        account.moved[name] = key_of(whole).rpartition("/")[2]
    account.n_completed += 1
    return whole


def _note_doi(work: Json, asked: tuple[str, ...], account: Account) -> str:
    """The DOI of a work; noted if it is not one that was asked for."""
    doi = clean_doi(str(work.get("doi") or ""))
    if doi not in asked:
        name = key_of(work).rpartition("/")[2]
        if len(asked) == 1:
            account.moved[asked[0]] = doi or name
        else:
            account.notes.append(f"{name} came, but its DOI `{doi}` was not asked for")
    return doi
