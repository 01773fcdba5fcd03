"""Units of NUTS as regions: those of 2021, and those that came with 2024."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from smartspec.places.country_table import EUROSTAT
from smartspec.places.nuts_revisions import revision
from smartspec.places.region_records import Kind, Region
from smartspec.places.tables import rows

_KINDS: tuple[Kind, ...] = ("nuts1", "nuts2", "nuts3")
#: The first day of NUTS 2024 and the last of NUTS 2021: transmissions of data follow it.
_SINCE, _UNTIL = date(2024, 1, 1), date(2023, 12, 31)
_BOTH = ("2021", "2024")


def nuts_regions(more: Mapping[str, tuple[str, ...]]) -> list[Region]:
    """NUTS 1 to 3 of 2021 and 2024 by code; Latin letters first, the name in the country's own script among the others.

    A unit of 2021 that is not in 2024 ends on the last day of 2023, with what it became; those of the United Kingdom
    have no successors. A unit that took the place of one of the same name takes its further names too.
    """
    listed = {code: (name, latin, only) for code, name, latin, only in rows("nuts_2024")}
    older = dict([*rows("nuts1_2021"), *rows("nuts2_2021")])
    third = [parent + last for parent, letters in rows("nuts3_2021") for last in letters]
    found = [_unit(code, older.get(code, ""), listed.get(code), more) for code in [*older, *third]]
    usual = {(one.kind, one.country, one.name): more[one.code] for one in found if one.code in more}
    for code in (code for code, (_, _, only) in listed.items() if only == "2024"):
        one = _unit(code, "", listed[code], more)
        found.append(replace(one, names=(*one.names, *usual.get((one.kind, one.country, one.name), ()))))
    return found


def _unit(code: str, name: str, listed: tuple[str, str, str] | None, more: Mapping[str, tuple[str, ...]]) -> Region:
    own, latin, only = listed or ("", "", "2021")
    country = EUROSTAT.get(code[:2], code[:2])
    shown = name or latin or own
    step = revision(*_BOTH, len(code) - 2).get(code) if only == "2021" else None
    return Region(
        code,
        _KINDS[len(code) - 3],
        shown,
        "",
        country,
        parent=country if len(code) == 3 else code[:-1],
        valid_from=_SINCE if only == "2024" else None,
        valid_to=_UNTIL if only == "2021" else None,
        names=(*((own,) if own not in ("", shown) else ()), *more.get(code, ())),
        successors=step.new if step else (),
        change=step.kind if step else "",
        vintages=(only,) if only else _BOTH,
    )
