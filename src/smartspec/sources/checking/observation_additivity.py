"""Whether the values of an indicator may be added over regions, by the words of its name and unit."""

import re
from functools import lru_cache

#: Words of units and indicators whose values are never added over regions.
_RELATIVE = re.compile(
    r"процент|в\s*%|%|индекс|уровень|удельн|доля|коэффициент|на душу|на одного|на \d[\d\s]* ?(чел|жит)|средн"
    r"|per cent|percent|\bindex\b|per capita|per head|per inhabitant|\brate\b|\bshare\b|average"
    r"|_HAB\b|^PC_|^I\d\d|CLV_I|PPS_HAB|темп",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def is_relative(unit: str, indicator: str) -> bool:
    """Whether the words of a unit or indicator say that its values are not added over regions.

    Examples
    --------
    >>> is_relative("процентов", ""), is_relative("млн. руб.", "Основные фонды"), is_relative("EUR_HAB", "")
    (True, False, True)
    """
    return bool(_RELATIVE.search(unit) or _RELATIVE.search(indicator))
