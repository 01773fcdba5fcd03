"""The country of an address: a whole comma-token from the right, never a part of a word."""

import re
from functools import lru_cache

from smartspec.places.country_table import spellings
from smartspec.places.spelling import key

_STATES = frozenset(
    [
        "AL",
        "AK",
        "AZ",
        "AR",
        "CA",
        "CO",
        "CT",
        "DE",
        "DC",
        "FL",
        "GA",
        "HI",
        "ID",
        "IL",
        "IN",
        "IA",
        "KS",
        "KY",
        "LA",
        "ME",
        "MD",
        "MA",
        "MI",
        "MN",
        "MS",
        "MO",
        "MT",
        "NE",
        "NV",
        "NH",
        "NJ",
        "NM",
        "NY",
        "NC",
        "ND",
        "OH",
        "OK",
        "OR",
        "PA",
        "RI",
        "SC",
        "SD",
        "TN",
        "TX",
        "UT",
        "VT",
        "VA",
        "WA",
        "WV",
        "WI",
        "WY",
    ]
)
_STATE_NAMES = frozenset(
    [
        "alabama",
        "alaska",
        "arizona",
        "arkansas",
        "california",
        "colorado",
        "connecticut",
        "delaware",
        "florida",
        "hawaii",
        "idaho",
        "illinois",
        "indiana",
        "iowa",
        "kansas",
        "kentucky",
        "louisiana",
        "maine",
        "maryland",
        "massachusetts",
        "michigan",
        "minnesota",
        "mississippi",
        "missouri",
        "montana",
        "nebraska",
        "nevada",
        "new hampshire",
        "new jersey",
        "new mexico",
        "new york",
        "north carolina",
        "north dakota",
        "ohio",
        "oklahoma",
        "oregon",
        "pennsylvania",
        "rhode island",
        "south carolina",
        "south dakota",
        "tennessee",
        "texas",
        "utah",
        "vermont",
        "virginia",
        "washington dc",
        "west virginia",
        "wisconsin",
        "wyoming",
        "d c",
        "district of columbia",
    ]
)
_GEORGIAN_TOWNS = re.compile(
    r"\b(atlanta|athens|augusta|savannah|macon|columbus|statesboro|kennesaw|marietta|decatur|tifton|griffin|"
    r"valdosta|carrollton|milledgeville|dahlonega|georgia (inst|state|tech)|univ(ersity of)? georgia|emory)\b"
)
_MAIL = re.compile(r"\s*(electronic address|e-?mail( address)?)\s*:?.*$|\(?\b\S+@\S+\)?", re.IGNORECASE)
_US_TAIL = re.compile(r"(?:^|.* )([A-Z]{2})? ?(\d{5}(?:-\d{4})?)? ?(?:USA|U\.S\.A|US)$")
_STATE_ZIP = re.compile(r"^([A-Z]{2})[ -]+\d{5}(?:-\d{4})?$")
_PROVINCE_POSTCODE = re.compile(r"^(AB|BC|MB|NB|NL|NS|NT|NU|ON|PE|PQ|QC|SK|YT) [A-Z]\d[A-Z] ?\d[A-Z]\d$")
_DIGITS = re.compile(r"\S*\d\S*")
#: Names that are also towns, states or families elsewhere: only as the very last token.
_LAST_ONLY = frozenset({"GE", "JO", "TD", "JE", "ML", "NE", "LB", "PE", "MX", "CU", "GN", "PA", "SV", "LU", "MC"})


def _tokens(address: str) -> list[str]:
    text = _MAIL.sub("", address) if "@" in address or "lectronic" in address or "mail" in address else address
    parts = (part.strip(" .;:\t\r\n\u00a0") for part in text.replace(";", ",").split(","))
    return [part for part in parts if part]


@lru_cache(maxsize=65536)
def country_of(address: str, *, constituent: bool = False) -> str | None:
    """Alpha-2 code of the country that an address names, or None.

    The last comma-token decides if it is a country as a whole, or a state and zip before "USA"; else the last
    two together ("Iran, Islamic Republic of"), else the one before. A country's name inside a longer name
    ("Georgia Inst Technol", "New Mexico", "Indiana") is no country.

    Parameters
    ----------
    constituent : give `GB-ENG`, `GB-SCT`, `GB-WLS`, `GB-NIR` where the address names England, Scotland, Wales
        or Northern Ireland.

    Notes
    -----
    Withdrawn states keep their code (`SU`, `YU`, `CS`, `AN`) where several states followed them.

    Examples
    --------
    >>> country_of("MIT, Cambridge, MA 02139 USA"), country_of("Univ Leeds, Leeds LS2 9JT, England")
    ('US', 'GB')
    >>> country_of("Columbia Univ, Harriman Inst Russian Eurasian, New York, NY 10027 USA")
    'US'
    """
    found = _find(_tokens(address))
    return found if found is None or constituent else found[:2]


def _find(tokens: list[str]) -> str | None:
    if not tokens:
        return None
    last = tokens[-1]
    found = _token(last)
    if found or len(tokens) == 1:
        return _in_context(found, tokens)
    found = spellings().get(key(f"{tokens[-2]} {last}")) or _american(last)
    if found:
        return found
    found = _token(tokens[-2])
    if found and (found not in _LAST_ONLY or _DIGITS.search(last)):
        return found
    return _cyrillic(tokens)


def _in_context(found: str | None, tokens: list[str]) -> str | None:
    """Hong Kong, Macao and Taiwan before "China" by their own code; the American state of Georgia by its towns."""
    if found == "CN" and len(tokens) > 1:
        before = _token(tokens[-2])
        return before if before in ("HK", "MO", "TW") else found
    if found == "GE" and _GEORGIAN_TOWNS.search(key(" ".join(tokens[:-1]))):
        return "US"
    return found


def _token(token: str) -> str | None:
    known = spellings()
    found = known.get(key(token))
    if found:
        return found
    american = _US_TAIL.match(token)
    if american:
        return "US"
    if _DIGITS.search(token):
        rest = key(_DIGITS.sub(" ", token))
        found = known.get(rest)
        return "US" if found == "GE" and re.search(r"\b3\d{4}\b", token) else found
    return None


def _american(token: str) -> str | None:
    zipped = _STATE_ZIP.match(token)
    if (zipped and zipped.group(1) in _STATES) or key(token) in _STATE_NAMES:
        return "US"
    return "CA" if _PROVINCE_POSTCODE.match(token) else None


def _cyrillic(tokens: list[str]) -> str | None:
    """Russian addresses may name the country first: any whole Cyrillic token counts, from the right."""
    for token in reversed(tokens):
        if "\u0400" <= token[0] <= "\u04ff":
            found = spellings().get(key(token))
            if found:
                return found
    return None
