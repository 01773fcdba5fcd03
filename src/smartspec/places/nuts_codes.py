"""Which codes a vintage of NUTS holds, and which vintage a column of codes belongs to."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from smartspec.errors import ConfigError, nearest
from smartspec.places.country_table import EUROSTAT
from smartspec.places.tables import rows

#: Years of the classification, oldest first.
NUTS_VINTAGES = ("2006", "2010", "2013", "2016", "2021", "2024")
#: The vintage of the registry's towns and names: what is read where codes do not tell.
REFERENCE = "2021"
#: Vintages with a list of level 3.
LEVEL_3 = ("2021", "2024")
_FORM = re.compile(r"[A-Z]{2}[0-9A-Z]{0,3}")
#: Aggregates of Eurostat that look like codes of countries.
_AGGREGATES = frozenset({"EU", "EA", "EEA", "EFTA"})
_SPELLED = {iso: own for own, iso in EUROSTAT.items()}


@dataclass(frozen=True, slots=True)
class VintageFit:
    """How a set of codes fits one vintage.

    Attributes
    ----------
    fitting : number of distinct codes that the vintage holds.
    strangers : codes of the form of NUTS that the vintage does not hold.
    respelled : codes that fit with `EL` for `GR` or `UK` for `GB`, and are counted as fitting.
    others : what is no code of NUTS at all (`EU27_2020`, `UKI1 (part)`); the same for every vintage.
    equals : other vintages that fit as well; the codes do not tell them apart.
    """

    vintage: str
    fitting: int
    strangers: tuple[str, ...]
    respelled: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    equals: tuple[str, ...] = ()


@cache
def _level_3(vintage: str) -> frozenset[str]:
    if vintage == "2024":
        return frozenset(code for code in _listed_2024() if len(code) == 5)
    return frozenset(parent + last for parent, letters in rows("nuts3_2021") for last in letters)


@cache
def _listed_2024() -> frozenset[str]:
    return frozenset(code for code, _, _, only in rows("nuts_2024") if only != "2021")


@cache
def _level_2(vintage: str) -> frozenset[str]:
    if vintage == "2024":
        return frozenset(code for code in _listed_2024() if len(code) == 4)
    codes = {code for code, _ in rows("nuts2_2021")}
    changes = [line for line in rows("nuts_changes") if len(line[3]) == 4]
    for since in reversed(NUTS_VINTAGES[NUTS_VINTAGES.index(vintage) : NUTS_VINTAGES.index("2021")]):
        steps = [line for line in changes if line[0] == since]
        codes -= {line[3] for line in steps}
        codes |= {line[2] for line in steps if line[2]}
    return frozenset(codes)


def checked(vintage: str) -> str:
    """The vintage, if there is a list of it."""
    if vintage not in NUTS_VINTAGES:
        raise ConfigError(f"unknown vintage of NUTS `{vintage}`", hint=nearest(vintage, NUTS_VINTAGES))
    return vintage


@cache
def nuts_codes(vintage: str, level: int) -> frozenset[str]:
    """All codes of a level (0 to 3) in a vintage, without the extra-regio codes (`..Z`, `..ZZ`, `..ZZZ`).

    Raises
    ------
    ConfigError
        If the vintage is unknown, or the level is 3 and the vintage older than 2021: there is no such list here.

    Notes
    -----
    Statistical regions of countries outside the Union are listed as in 2021 for every older vintage, except those
    of Norway (2016) and Croatia (2006) that changed. The vintage 2024 has no units of the United Kingdom, and has
    Bosnia and Herzegovina (levels 1 and 2), Kosovo and Ukraine. Source: Regulation (EC) 1059/2003 as amended, last
    by Delegated Regulation (EU) 2023/674.

    Examples
    --------
    >>> [len(nuts_codes("2021", level)) for level in range(4)], len(nuts_codes("2010", 2))
    ([37, 125, 334, 1514], 324)
    >>> [len(nuts_codes("2024", level)) for level in range(4)]
    [39, 123, 326, 1483]
    """
    checked(vintage)
    if level == 3:
        if vintage not in LEVEL_3:
            raise ConfigError(f"no list of NUTS 3 for vintage {vintage}", hint="levels 0 to 2 are there")
        return _level_3(vintage)
    if level not in (0, 1, 2):
        raise ConfigError(f"NUTS has levels 0 to 3, not {level}")
    return frozenset(code[: level + 2] for code in _level_2(vintage))


def fits(code: str, vintage: str) -> bool:
    """Whether a vintage holds a code; level 3 before 2021 is judged by its level-2 part."""
    if len(code) > 2 and not code[2:].strip("Z"):
        return code[:2] in nuts_codes(vintage, 0)
    if len(code) == 5 and vintage not in LEVEL_3:
        return code[:4] in nuts_codes(vintage, 2)
    return code in nuts_codes(vintage, len(code) - 2)


def respell(code: str, vintage: str) -> str:
    """The code as the vintage writes it: `EL` for `GR`, `UK` for `GB`, where that makes it fit."""
    other = _SPELLED.get(code[:2])
    if other and not fits(code, vintage) and fits(other + code[2:], vintage):
        return other + code[2:]
    return code


def is_nuts(code: str) -> bool:
    """Whether a text has the form of a code of NUTS, level 0 to 3."""
    return bool(_FORM.fullmatch(code)) and code not in _AGGREGATES


def _fit(codes: list[str], others: tuple[str, ...], vintage: str) -> VintageFit:
    respelled: list[str] = []
    strangers: list[str] = []
    for code in codes:
        if fits(code, vintage):
            continue
        (respelled if respell(code, vintage) != code else strangers).append(code)
    return VintageFit(vintage, len(codes) - len(strangers), tuple(strangers), tuple(respelled), others)


def nuts_vintage(codes: Iterable[str]) -> tuple[VintageFit, ...]:
    """How well codes fit each vintage, best first; among equals 2021, then the newest.

    Several vintages that fit equally mean that the codes do not tell: regions of Spain are the same in all. Each fit
    names them in `equals`; 2021 comes first then because towns and names of the registry are those of 2021.
    A level-3 code is looked up in 2021 and 2024 and judged by its first four characters in older vintages.

    Examples
    --------
    >>> best = nuts_vintage(["ITD1", "GR11", "UKI1", "DE21", "EU27_2020"])[0]
    >>> best.vintage, best.fitting, best.strangers, best.others
    ('2006', 4, (), ('EU27_2020',))
    >>> nuts_vintage(["ITH1", "EL11", "FR91", "DE99"])[0].strangers
    ('DE99',)
    >>> best = nuts_vintage(["PT1A", "ITC4"])[0]
    >>> best.vintage, best.equals, nuts_vintage(["ITC4"])[0].equals[:2]
    ('2024', (), ('2024', '2016'))
    """
    distinct = sorted({" ".join(code.split()) for code in codes} - {""})
    own = [code for code in distinct if is_nuts(code)]
    others = tuple(code for code in distinct if not is_nuts(code))
    order = (REFERENCE, *(vintage for vintage in reversed(NUTS_VINTAGES) if vintage != REFERENCE))
    found = sorted((_fit(own, others, vintage) for vintage in order), key=_misfits)
    as_well = {one.vintage: [other.vintage for other in found if _misfits(other) == _misfits(one)] for one in found}
    return tuple(
        replace(one, equals=tuple(other for other in as_well[one.vintage] if other != one.vintage)) for one in found
    )


def _misfits(fit: VintageFit) -> tuple[int, int]:
    return len(fit.strangers), len(fit.respelled)


def vintages_of(code: str) -> tuple[str, ...]:
    """The vintages that hold a code exactly as it is written, oldest first; level 3 in 2021 and 2024 only.

    Examples
    --------
    >>> vintages_of("PT16"), vintages_of("PT1D1"), vintages_of("DE212"), vintages_of("RU-TOM")
    (('2006', '2010', '2013', '2016', '2021'), ('2024',), ('2021', '2024'), ())
    """
    if not is_nuts(code):
        return ()
    listed = LEVEL_3 if len(code) == 5 else NUTS_VINTAGES
    return tuple(vintage for vintage in listed if code in nuts_codes(vintage, len(code) - 2))
