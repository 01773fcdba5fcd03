"""Services of official statistics that answer requests of SDMX or JSON-stat: where they are and what they are asked."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from smartspec.errors import ConfigError, SmartspecError, SourceError
from smartspec.sources.json_document import objects
from smartspec.sources.services.service_requests import Answer, Json, Request, Service, shape_error

_NAMED_HINT = "a narrower choice is answered at once: add `--filter`, or a KEY for `fetch sdmx`"
_ID = re.compile(r"[\w@.,-]+")
_KEY = re.compile(r"[\w+.@*-]*")


def _no_headers(_secret: str) -> dict[str, str]:
    return {}


def _service(name: str, title: str, address: str, licence: str) -> Service:
    """A service that wants no key, asked at most twice a second."""
    identified = "it wants no key; it may refuse a machine that asks much: wait an hour"
    return Service(name, title, address, "", _no_headers, lambda *_: 0.5, identified, title, licence)


EUROSTAT = _service(
    "eurostat", "Eurostat", "https://ec.europa.eu/eurostat/api/dissemination/statistics/1.0", "CC-BY-4.0"
)
#: Endpoints of SDMX 2.1 that can be called by name; the format in which each gives its data as JSON.
AGENCIES: Mapping[str, tuple[Service, str]] = {
    "ecb": (
        _service("ecb", "European Central Bank", "https://data-api.ecb.europa.eu/service", "reuse with attribution"),
        "jsondata",
    ),
    "eurostat": (
        _service("eurostat", "Eurostat", "https://ec.europa.eu/eurostat/api/dissemination/sdmx/2.1", "CC-BY-4.0"),
        "JSON",
    ),
    "oecd": (_service("oecd", "OECD", "https://sdmx.oecd.org/public/rest", "CC-BY-4.0"), "jsondata"),
}


@dataclass(frozen=True, slots=True)
class AskedTable:
    """A dataset of Eurostat, or a dataflow of a service of SDMX.

    Attributes
    ----------
    service : `eurostat` or `sdmx`.
    flow : id of the dataset or dataflow; `AGENCY,ID,VERSION` where the service wants it.
    agency : name or address of the endpoint of SDMX.
    key : codes in the order of the dimensions, joined by points; empty takes all.
    filters : (name, value) each; several values of one name are several pairs.
    """

    service: str
    flow: str
    agency: str = ""
    key: str = ""
    filters: tuple[tuple[str, str], ...] = ()

    def body(self) -> Json:
        """Everything that decides what is asked for, as JSON."""
        asked: Json = {"service": self.service, "flow": self.flow}
        asked |= {"agency": self.agency} if self.agency else {}
        asked |= {"key": self.key} if self.key else {}
        return asked | ({"filters": [list(one) for one in self.filters]} if self.filters else {})

    @property
    def endpoint(self) -> tuple[Service, str]:
        """The service that is asked, and the format it is asked for."""
        if self.service == "eurostat":
            return EUROSTAT, "JSON"
        if self.agency.lower() in AGENCIES:
            return AGENCIES[self.agency.lower()]
        host = self.agency.partition("//")[2].partition("/")[0]
        return _service("sdmx", host, self.agency, "as the service states it"), "jsondata"

    @property
    def is_queued(self) -> bool:
        """Whether a large table is put into a queue: by the endpoint of Eurostat for SDMX."""
        return self.service == "sdmx" and self.endpoint[0].name == "eurostat"

    @property
    def request(self) -> Request:
        """The request for the data."""
        form = self.endpoint[1]
        if self.service == "eurostat":
            fixed: tuple[tuple[str, str], ...] = (("format", form), ("lang", "en"))
            return Request(f"/data/{quote(self.flow)}", (*fixed, *self.filters))
        key = f"/{quote(self.key, safe='+.@*-')}" if self.key else ""
        return Request(f"/data/{quote(self.flow, safe=',@')}{key}", (("format", form), *self.filters))


def filters_in(texts: list[str]) -> tuple[tuple[str, str], ...]:
    """Filters such as `geo=AT,BE` or `startPeriod=2015`, value by value.

    Raises
    ------
    ConfigError
        If one has no name or no value.

    Examples
    --------
    >>> filters_in(["geo=AT,BE", "unit=MIO_EUR"])
    (('geo', 'AT'), ('geo', 'BE'), ('unit', 'MIO_EUR'))
    """
    return tuple(pair for text in texts for pair in _pairs(text))


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    name, sign, values = text.partition("=")
    found = [value.strip() for value in re.split(r"[,+]", values) if value.strip()]
    if not re.fullmatch(r"\w+", name.strip()) or not sign or not found:
        hint = "write the dimension and its codes: `--filter geo=AT,BE --filter unit=MIO_EUR`"
        raise ConfigError(f"`{text[:60]}` is no filter", place="`smartspec fetch`", hint=hint)
    yield from ((name.strip(), value) for value in found)


def checked_table(asked: AskedTable) -> AskedTable:
    """The same, if it can be asked for.

    Raises
    ------
    ConfigError
        If dataset, dataflow, key or endpoint cannot be one.
    """
    place = "`smartspec fetch`"
    if not _ID.fullmatch(asked.flow):
        example = "nama_10r_3gdp" if asked.service == "eurostat" else "EXR"
        hint = f"it is letters and digits, such as `{example}`; the page of the table names it"
        raise ConfigError(f"`{asked.flow[:60]}` is no id of a dataset or dataflow", place=place, hint=hint)
    if not _KEY.fullmatch(asked.key):
        hint = "codes in the order of the dimensions, joined by points: `M.USD.EUR.SP00.A`"
        raise ConfigError(f"`{asked.key[:60]}` is no key", place=place, hint=hint)
    if asked.service == "sdmx" and asked.agency.lower() not in AGENCIES and "://" not in asked.agency:
        hint = f"known are {', '.join(f'`{name}`' for name in sorted(AGENCIES))}; or give an address with `https://`"
        raise ConfigError(f"unknown endpoint `{asked.agency[:60]}`", place=place, hint=hint)
    return asked


def hinted(error: SmartspecError, asked: AskedTable) -> SmartspecError:
    """A refusal of the service with what to do about it: a name that it does not know, a choice without figures."""
    problem = error.problem
    if "EXTRACTION_TOO_BIG" in problem:
        hint = _NAMED_HINT
    elif re.search(r"no ?records|no[ _]?results", problem, re.IGNORECASE):
        hint = "there are no figures for this choice: leave a filter or a code of the KEY out"
    elif not re.search(r"status 404|NOT_FOUND", problem):
        return error
    elif asked.service == "eurostat" or asked.is_queued:
        hint = f"is `{asked.flow}` the code beside the title in the data browser, such as `nama_10r_3gdp`?"
    else:
        hint = f"is `{asked.flow}` the id of a dataflow there? some want `AGENCY,ID,VERSION`"
    return type(error)(problem, place=error.place, hint=hint)


def table_in(answer: Answer) -> None:
    """Nothing, if the answer holds a table.

    Raises
    ------
    SourceError
        If it holds none; with the reason that the service gives.
    """
    body = answer.body
    data = body.get("data", body)
    if isinstance(data, dict) and (objects(data.get("dataSets")) or ("value" in data and "dimension" in data)):
        return
    said = [str(one.get("label") or one.get("title") or one.get("message") or "") for one in _reasons(body)]
    place = f"`{answer.request.path}`"
    if any("asynchronous" in text.lower() for text in (*said, str(body.get("warning", "")))):
        problem = "the table is too large to be answered at once: asynchronous response"
        raise SourceError(problem, place=place, hint=_NAMED_HINT)
    if any(said):
        raise SourceError(f"sent no table: {' '.join(filter(None, said))[:300]}", place=place, hint=_NAMED_HINT)
    raise shape_error("the service", answer.request, "table")


def _reasons(body: Json) -> list[Json]:
    """Errors and warnings of an answer, in the ways in which services write them."""
    found: list[Json] = []
    for name in ("error", "errors", "warning", "warnings"):
        entry = body.get(name)
        found += [entry] if isinstance(entry, dict) else objects(entry)
    return found
