"""Units in titles, headings and labels: `(млн рублей)`, `, тыс. рублей`, `(в текущих ценах; миллионов рублей)`."""

import re
from dataclasses import dataclass
from functools import lru_cache

_SCALE = r"(?:(?:тыс|млн|млрд|трлн)\b\.?|тысяч\w*|миллион\w*|миллиард\w*)"
_WHAT = (
    r"(?:руб(?:л\w*|\b\.?)|долл\w*\.?(?:\s+США)?|евро|человек\w*|чел\b\.?|процент\w*|%|промилле|единиц\w*|ед\b\.?|штук\w*|шт\b\.?"
    r"|тонн\w*|т\b|кг|килограмм\w*|м2|м²|кв\.\s*м\w*|куб\.?\s*м\w*|гектар\w*|га\b|км\b|километр\w*|лет\b|раз\b|мест\b"
    r"|голов\w*|кВт\S*|Гкал|дней|час\w*|койк\w*|коек|экз\w*|случа\w*|семей)"
)
_UNIT = re.compile(
    rf"^(?:в\s+|единица\s+измерения:?\s*)?(?:{_SCALE}\s*)?{_WHAT}(?:\s|$|[.,/])|^{_SCALE}$", re.IGNORECASE
)
_WITHIN = re.compile(r"\s*\((?P<inside>[^()]*(?:\([^()]*\)[^()]*)*)\)")
_TAIL = re.compile(rf"[,;]\s*(?P<unit>(?:в\s+)?(?:{_SCALE}\s*)?{_WHAT}(?:\s[^,;()]*)?)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Measured:
    """A text without its unit, the unit, and what else stood beside it, such as the kind of prices."""

    text: str
    unit: str = ""
    basis: str = ""


@lru_cache(maxsize=8192)
def measured(text: str) -> Measured:
    """Part a title, heading or label from the unit that it states, if it states one.

    Examples
    --------
    >>> measured("(в текущих рыночных ценах; миллионов рублей)")
    Measured(text='', unit='миллионов рублей', basis='в текущих рыночных ценах')
    >>> measured("Фонды организаций (без малых), тыс. рублей")
    Measured(text='Фонды организаций (без малых)', unit='тыс. рублей', basis='')
    >>> measured("до 29 (включительно)")
    Measured(text='до 29 (включительно)', unit='', basis='')
    """
    text = " ".join(text.split())
    for found in reversed(list(_WITHIN.finditer(text))):
        unit, basis = _parted(found["inside"])
        if unit:
            rest = " ".join((text[: found.start()] + " " + text[found.end() :]).split())
            return Measured(rest.replace(" ,", ",").strip(" ,;"), unit, basis)
    tail = _TAIL.search(text)
    if tail:
        return Measured(text[: tail.start()].rstrip(), tail["unit"].strip())
    return Measured("", text) if _UNIT.match(text) and len(text) <= 40 else Measured(text)


def _parted(inside: str) -> tuple[str, str]:
    """Unit and the rest of what stands in brackets; "" where there is no unit."""
    parts = [part.strip() for part in re.split(r"[;,]", inside)]
    units = [part for part in parts if _UNIT.match(part)]
    if not units:
        return "", ""
    rest = "; ".join(part for part in parts if part not in units and part)
    return units[-1], rest
