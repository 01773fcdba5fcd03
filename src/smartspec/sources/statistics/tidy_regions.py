"""Written regions of a table as codes: each different name is looked up once, and said once if it is not found."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from smartspec.places import nuts_2021, region_by_code, regions_by_name
from smartspec.places.nuts_codes import is_nuts, nuts_vintage
from smartspec.places.okato import region_of_okato
from smartspec.places.region_table import known
from smartspec.sources.publication import Problem

_OKATO, _OKTMO = re.compile(r"\d{11}"), re.compile(r"\d{8}")
_ISO = re.compile(r"(?:[A-Z]{2}|FD)-[A-Z0-9]{1,4}(?:-0)?")
_COUNTRY = re.compile(r"[A-Z]{2,3}")
_ABSENT = frozenset({"", "na", "n/a", "nan", "null", "none"})
_GIVEN = "region:"


@dataclass(slots=True)
class Regions:
    """What the written regions of a table are.

    Attributes
    ----------
    codes : written region to its code, "" if none was found.
    schemes : written region to the code list of what is written; "" for names.
    problems : one note for each name that was not found.
    """

    codes: dict[str, str] = field(default_factory=dict)
    schemes: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def find_regions(written: Iterable[str], *, constants: Mapping[str, str], place: str) -> Regions:
    """The regions of a table by code (ISO 3166, NUTS, OKATO, OKTMO) or by name, never by guess.

    Parameters
    ----------
    constants : `region:<as written>` to a code overrules everything.
    place : where the names stand, for the notes.
    """
    names = list(dict.fromkeys(name for name in written if name.strip().lower() not in _ABSENT))
    found = Regions(codes=dict.fromkeys(("", *_ABSENT), ""))
    look_ups = _look_ups(names)
    for name in names:
        given = constants.get(f"{_GIVEN}{name}", "")
        code, scheme = (given, "") if given else next(filter(None, (look(name) for look in look_ups)), ("", ""))
        found.codes[name], found.schemes[name] = code, scheme
    _oblast_of_moscow(found, place)
    for name in names:
        if not found.codes[name]:
            found.problems.append(_by_elimination(found, name, place) or _unknown(name, place))
    return found


LookUp = Callable[[str], tuple[str, str] | None]


def _look_ups(names: list[str]) -> list[LookUp]:
    """Codes before names; codes of NUTS only where most of the column has their form and some are known."""
    in_form = [name for name in names if len(name) > 2 and is_nuts(name)]
    if not in_form or 2 * len(in_form) <= len(names):
        return [_of_code, _of_name]
    fit = nuts_vintage(in_form)[0]
    scheme, strangers = f"NUTS {fit.vintage}", set(fit.strangers)

    def of_nuts(name: str) -> tuple[str, str] | None:
        strange = not is_nuts(name) or (name in strangers and not nuts_2021(name).codes)
        return None if strange else (name, scheme)

    return [of_nuts, _of_code, _of_name]


def _of_code(name: str) -> tuple[str, str] | None:
    if _OKATO.fullmatch(name):
        found = region_of_okato(name)
        return (found.code, "OKATO") if found else None
    if _OKTMO.fullmatch(name):
        found = region_by_code(name, "oktmo")
        return (found.code, "OKTMO") if found else None
    if _ISO.fullmatch(name):
        return (name, "ISO 3166-2") if known(name) else None
    if _COUNTRY.fullmatch(name) and len(name) == 2 and known(name):
        return name, "ISO 3166-1"
    return None


def _of_name(name: str) -> tuple[str, str] | None:
    found = regions_by_name(name)
    return (found[0].code, "") if len(found) == 1 else None


def _unknown(name: str, place: str) -> Problem:
    found = regions_by_name(name)
    shown = " ".join(name.split())
    if len(found) > 1:
        message = f"region `{shown}` may be {' or '.join(f'`{one.code}`' for one in found)}: it has no code"
    else:
        message = f"region `{shown}` is not known: it has no code"
    hint = f'write `constants = {{ "{_GIVEN}{shown}" = "…" }}` for this file in `smartspec.toml` if it is a region'
    return Problem(place, message, hint, "note", "region")


def _by_elimination(found: Regions, name: str, place: str) -> Problem | None:
    """Of several regions that a name may mean, the one that no other name of the table means, if it is one."""
    may_be = [one.code for one in regions_by_name(name)]
    left = [code for code in may_be if code not in found.codes.values()]
    if len(may_be) < 2 or len(left) != 1:
        return None
    found.codes[name] = left[0]
    message = f"`{name}` was taken for `{left[0]}`: the table names {', '.join({*may_be} - {*left})} otherwise"
    hint = f'write `constants = {{ "{_GIVEN}{name}" = "…" }}` if it is another region'
    return Problem(place, message, hint, "warning", "region")


def _oblast_of_moscow(found: Regions, place: str) -> None:
    """Lists of the GADM kind call the oblast `Moskva` beside `Moscow City`."""
    city = [name for name, code in found.codes.items() if code == "RU-MOW"]
    plain = [name for name in city if name.strip().lower() in ("moskva", "moscow")]
    if len(city) == 2 and len(plain) == 1 and "RU-MOS" not in found.codes.values():
        found.codes[plain[0]] = "RU-MOS"
        message = f"`{plain[0]}` beside `{next(n for n in city if n != plain[0])}` was taken for Moscow Oblast"
        found.problems.append(Problem(place, message, "say so if it is the city, by `constants`", "warning", "region"))
