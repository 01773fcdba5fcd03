"""Organisations: the seat of some that are named without a town, and how their names are cleaned."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from smartspec.places.spelling import key
from smartspec.places.tables import rows

_SHORT = {
    "university": "univ", "universitat": "univ", "universite": "univ", "universidad": "univ", "universidade": "univ",
    "universita": "univ", "universiteit": "univ", "universitet": "univ", "institute": "inst", "institut": "inst",
    "institution": "inst", "technology": "technol", "technical": "tech", "national": "natl", "federal": "fed",
    "school": "sch", "economics": "econ", "sciences": "sci", "science": "sci", "research": "res", "centre": "ctr",
    "center": "ctr", "academy": "acad", "college": "coll", "medical": "med", "physics": "phys", "hospital": "hosp",
    "department": "dept", "faculty": "fac", "economy": "econ", "engineering": "engn", "royal": "royal",
}  # fmt: skip
_ENDING = re.compile(r"(?:ого|его|ому|ему|ыми|ими|ый|ий|ой|ая|яя|ое|ее|ые|ие|ым|им|ом|ем|ых|их|ую|[аяуюеиыоьй])$")
_LEGAL = re.compile(
    r"^(?:(?:ф(?:едеральное)?\s*г(?:осударственное)?\s*|)(?:бюджетное|автономное|казенное|казённое|образовательное|"
    r"государственное|федеральное|учреждение|высшего|профессионального|образования|науки|негосударственное|частное|"
    r"муниципальное|ФГБОУ|ФГАОУ|ФГБУН|ФГБНУ|ФГБУ|ФГАУ|ФГУ|ФГОУ|ФГКОУ|ФГУП|ФБГОУ|ГБОУ|ГАОУ|ГОУ|ГБУ|ГАУ|ГНУ|АНО|АНОО|НОУ|НЧОУ|"
    r"ЧОУ|ОУП|ОЧУ|ЧУ|НАО|НП|ООО|ОАО|ПАО|АО|ЗАО|МБОУ|ВПО|ВО|ДПО|СПО|РАН)\s+)+",
)
_KINDS = (
    (re.compile(r"\b(universi\w*|univ|unv|hochschule|politecnico|университет\w*|\w*ГУ)\b", re.IGNORECASE), 4),
    (re.compile(r"\b(inst\w*|acad\w*|coll\w*|институт\w*|академи\w*|school|sch|ecole|école)\b", re.IGNORECASE), 3),
    (re.compile(r"\b(cent\w+|ctr|hosp\w*|lab\w*|центр\w*|council|agency|ministry|foundation|fdn)\b", re.IGNORECASE), 2),
)
_PART = re.compile(
    r"^\W*(dept|department|fac|faculty|sch|school|div|division|lab|laboratory|chair|sect|section|unit|grp|group|"
    r"кафедра|факультет|отдел|лаборатория|сектор)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Seat:
    """Where an organisation sits; `campuses` are the regions of one whose name alone tells no place."""

    country: str
    region: str
    city: str
    campuses: tuple[str, ...] = ()


@lru_cache(maxsize=65536)
def _stem(word: str) -> str:
    if word in _SHORT:
        return _SHORT[word]
    if len(word) > 4 and "\u0400" <= word[0] <= "\u04ff":
        return _ENDING.sub("", word)
    return word


def stemmed(text: str) -> str:
    """Words in the short forms of bibliographic databases, Russian ones without endings."""
    return " ".join(_stem(word) for word in key(text).split())


@cache
def _seats() -> dict[str, list[tuple[str, Seat]]]:
    """First word of a phrase -> (phrase, seat), longest phrases first."""
    found: dict[str, list[tuple[str, Seat]]] = {}
    for phrases, country, region, city, campuses in rows("organisations"):
        for phrase in phrases.split("|"):
            short = stemmed(phrase)
            found.setdefault(short.split()[0], []).append((short, Seat(country, region, city, tuple(campuses.split()))))
    for listed in found.values():
        listed.sort(key=lambda pair: -len(pair[0]))
    return found


def seat_of(text: str, *, country: str | None) -> Seat | None:
    """The seat of the first organisation of the table that a text names, or None.

    Examples
    --------
    >>> seat_of("Сибирского федерального университета", country="RU").region
    'RU-KYA'
    """
    words = stemmed(text).split()
    joined = " ".join(words) + " "
    position = 0
    for word in words:
        for phrase, seat in _seats().get(word, ()):
            fits = country is None or seat.country in ("", country)
            if fits and joined.startswith(phrase + " ", position):
                return seat
        position += len(word) + 1
    return None


@lru_cache(maxsize=16384)
def organisation_name(parts: tuple[str, ...]) -> str:
    """The name of the organisation among the parts of an address, without legal form and outer quotes.

    A university goes before an institute, an institute before a centre; departments only if nothing else is
    there.

    Examples
    --------
    >>> organisation_name(("Dept Informat Engn", "Univ Florence", "Florence"))
    'Univ Florence'
    >>> organisation_name(("ФГБОУ ВО «Липецкий государственный университет»",))
    'Липецкий государственный университет'
    """
    if not parts:
        return ""

    def rank(part: str) -> int:
        kind = max((weight for pattern, weight in _KINDS if pattern.search(part)), default=0)
        return kind - 3 if _PART.match(part) else kind

    best = max(range(len(parts)), key=lambda i: (rank(parts[i]), -i))
    name = _LEGAL.sub("", " ".join(parts[best].split()))
    name = name.strip(" .,;\"'«»“”?")
    return name if name.count("«") == name.count("»") else name.replace("«", "").replace("»", "")
