"""How written names are made comparable: one key for all spellings that mean the same."""

import re
import unicodedata
from functools import lru_cache

#: Latin letters that stand for Cyrillic ones in words that hold at least one Cyrillic letter.
_LOOKALIKES = str.maketrans("ABCEHKMOPTXYaceopxyië", "АВСЕНКМОРТХУасеорхуіё")
_CYRILLIC_WORD = re.compile(r"[^\W\d_]*[\u0400-\u04ff][^\W\d_]*")
_LETTERS = str.maketrans(
    {
        "ß": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l",
        "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "þ": "th", "Þ": "th", "ı": "i", "ħ": "h", "Ħ": "h",
        "ё": "е", "Ё": "е",
    }
)  # fmt: skip
_NOT_WORD = re.compile(r"[^\w]+|_+")
_APOSTROPHES = re.compile(r"['’ʼ`´ʹ‘ʻ]")


@lru_cache(maxsize=65536)
def key(name: str) -> str:
    """The form in which names are compared: lower case, no accents, apostrophes or punctuation, single blanks.

    Latin letters inside Cyrillic words become Cyrillic, `ё` becomes `е`; `й` stays apart from `и`.

    Examples
    --------
    >>> key("Hижегородская  обл."), key("Côte d’Ivoire"), key("Łódź"), key("Орёл")
    ('нижегородская обл', 'cote divoire', 'lodz', 'орел')
    """
    if name.isascii():
        return " ".join(_NOT_WORD.sub(" ", name.replace("'", "").replace("`", "")).lower().split())
    text = unicodedata.normalize("NFKC", name)
    text = _CYRILLIC_WORD.sub(lambda m: m.group().translate(_LOOKALIKES), text)
    text = _APOSTROPHES.sub("", text).translate(_LETTERS)
    text = "".join(_plain(letter) for letter in text)
    return " ".join(_NOT_WORD.sub(" ", text).lower().split())


@lru_cache(maxsize=4096)
def _plain(letter: str) -> str:
    if letter.isascii() or letter in "йЙ":
        return letter
    parts = unicodedata.normalize("NFKD", letter)
    return "".join(part for part in parts if not unicodedata.combining(part))


_ROUGH = (
    ("yy", "y"), ("shch", "S"), ("sch", "S"), ("sh", "S"), ("zh", "J"), ("kh", "H"), ("ch", "C"), ("ts", "T"),
    ("tz", "T"), ("c", "T"), ("x", "ks"), ("h", "H"), ("w", "v"), ("io", "E"), ("ye", "E"), ("je", "E"), ("ie", "E"),
    ("yo", "E"), ("jo", "E"), ("e", "E"), ("yu", "U"), ("ju", "U"), ("iu", "U"), ("ya", "A"), ("ja", "A"),
    ("ia", "A"), ("y", "i"), ("j", "i"),
)  # fmt: skip
_DOUBLED = re.compile(r"([^\W\d_])\1+")


@lru_cache(maxsize=65536)
def rough(folded: str) -> str:
    """A key that spellings of one Russian name in Latin letters share; `folded` comes from `key`.

    Examples
    --------
    >>> {rough(key(n)) for n in ("Nizhniy Novgorod", "Nizhny Novgorod", "Nizhnii Novgorod", "Nizhnij Novgorod")}
    {'niJni novgorod'}
    """
    for old, new in _ROUGH:
        folded = folded.replace(old, new)
    return _DOUBLED.sub(r"\1", folded)
