"""Countries: ISO 3166-1 with names, and the spellings in which databases write them."""

from dataclasses import dataclass
from functools import cache

from smartspec.errors import ConfigError, nearest
from smartspec.places.spelling import key
from smartspec.places.tables import rows

#: Codes of Eurostat that differ from ISO 3166-1.
EUROSTAT = {"EL": "GR", "UK": "GB"}


@dataclass(frozen=True, slots=True)
class Country:
    """A country or territory of ISO 3166-1, or a state withdrawn from it.

    Attributes
    ----------
    code, alpha3, numeric : ISO 3166-1; `XK` (Kosovo) is a user-assigned code.
    valid_to : last year of a withdrawn state, else None.
    successors : codes of the states that followed a withdrawn one.
    """

    code: str
    alpha3: str
    numeric: str
    name: str
    name_ru: str
    valid_to: int | None = None
    successors: tuple[str, ...] = ()


@cache
def _table() -> dict[str, Country]:
    table = {}
    for code, alpha3, numeric, name, name_ru, end, successors, _ in rows("countries"):
        until = int(end) if end else None
        table[code] = Country(code, alpha3, numeric, name, name_ru, until, tuple(successors.split()))
    return table


@cache
def _codes() -> dict[str, str]:
    table = _table()
    codes = {c.alpha3: c.code for c in table.values()} | {c.numeric: c.code for c in table.values() if c.numeric}
    return codes | EUROSTAT | {code: code for code in table}


@cache
def spellings() -> dict[str, str]:
    """Comparison key of every known spelling -> alpha-2, or `GB-ENG` and the like for a constituent country."""
    found = {}
    for country in _table().values():
        found[key(country.name)] = country.code
        found[key(country.name_ru)] = country.code
    for code, constituent, names in rows("country_aliases"):
        for name in names.split("|"):
            found[key(name)] = constituent or code
    return found


def country(code: str) -> Country:
    """The country of an alpha-2, alpha-3, numeric or Eurostat code (`EL`, `UK`).

    Raises
    ------
    ConfigError
        If no country has the code.

    Examples
    --------
    >>> country("EL").name, country("RUS").code, country("SU").successors[:3]
    ('Greece', 'RU', ('AM', 'AZ', 'BY'))
    """
    found = _codes().get(code.upper())
    if found is None:
        raise ConfigError(f"unknown country code `{code}`", hint=nearest(code.upper(), _table()))
    return _table()[found]


def countries(*, withdrawn: bool = False) -> tuple[Country, ...]:
    """All countries by code; with `withdrawn` also the states that are no more."""
    return tuple(c for _, c in sorted(_table().items()) if withdrawn or c.valid_to is None)


def country_name(code: str, *, language: str = "en") -> str | None:
    """The name of a country in English (`en`) or Russian (`ru`), or None if the code is unknown.

    Examples
    --------
    >>> country_name("RU"), country_name("CN", language="ru"), country_name("??")
    ('Russia', 'Китай', None)
    """
    found = _codes().get(code.upper())
    if found is None:
        return None
    return _table()[found].name_ru if language == "ru" else _table()[found].name


def country_by_name(name: str) -> str | None:
    """Alpha-2 of a country's written name, exact after normalisation; None if no country is called so.

    Examples
    --------
    >>> country_by_name("Peoples R China"), country_by_name("Россия"), country_by_name("Indiana")
    ('CN', 'RU', None)
    """
    found = spellings().get(key(name))
    return found[:2] if found else None
