"""Codes of EMISS and OKATO in statistics: which unit a code of a code list stands for."""

from dataclasses import replace
from datetime import date
from functools import cache

from smartspec.places.region_records import Region
from smartspec.places.region_table import region, region_by_code
from smartspec.places.tables import rows


@cache
def _compositions() -> dict[str, Region]:
    """Three-digit codes of federal districts: the district as it was made up while the code stood for it."""
    found = {}
    for okato, code, valid_from, valid_to, name_ru in rows("okato_districts"):
        until = date.fromisoformat(valid_to) if valid_to else None
        since = date.fromisoformat(valid_from)
        one = replace(region(code), name_ru=name_ru, okato=okato, valid_from=since, valid_to=until)
        found[okato] = one
    return found


def region_of_okato(code: str, *, at: date | None = None) -> Region | None:
    """The unit of a code of OKATO as EMISS and Rosstat write it, or None.

    Parameters
    ----------
    code : `643` (Russia), three digits with the leading zero for federal districts (`030` to `042`) and economic
        areas (`050` to `060`), or 11 digits for a subject, an okrug, or a rest (`71001000000`). Ten digits are
        eleven whose leading zero a spreadsheet took. Shorter codes (`11`) are refused: they are not unique.
    at : the day on which the unit must exist in this form; None accepts units and compositions of any time.

    Returns
    -------
    Region
        For a district, `valid_from` and `valid_to` are those of the composition that the code means: `032` is the
        Southern district before the North Caucasian one was taken out, `040` the one with Crimea. Figures are
        often recalculated for years before (`038` from 2004 on), so do not pass the year of a figure as `at`.

    Examples
    --------
    >>> region_of_okato("71001000000").code, region_of_okato("643").code, region_of_okato("11")
    ('RU-TYU-0', 'RU', None)
    >>> old = region_of_okato("032")
    >>> old.code, old.valid_to, region_of_okato("055").name
    ('FD-SO', datetime.date(2010, 1, 18), 'Volga economic area')
    """
    digits = code.strip().removesuffix(".0")
    if len(digits) == 10 and digits.isdecimal():
        digits = f"0{digits}"
    if digits == "643":
        return region("RU")
    one = _compositions().get(digits) or region_by_code(digits, "okato", at=at)
    return one if one is not None and (at is None or one.valid(at)) else None
