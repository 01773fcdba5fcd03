"""Status and confidentiality of SDMX and the flags of Eurostat, as words of the tables."""

import re
from functools import cache

from smartspec.sources.observation import FLAGS

#: Code lists CL_OBS_STATUS of SDMX (2.2) and the flags of Eurostat: code to a word of `FLAGS`, or to what it means.
STATUS = {
    "B": "break",
    "D": "definition-differs",
    "E": "estimated",
    "F": "forecast",
    "I": "estimated",
    "P": "provisional",
    "V": "provisional",
    "C": "suppressed",
    "Q": "suppressed",
    "H": "missing",
    "J": "missing",
    "L": "missing",
    "O": "missing",
    "M": "not-applicable",
    "Z": "not-applicable",
    "K": "not-covered",
}
_MEANINGS = {
    "G": "experimental value",
    "I": "imputed by the receiving office",
    "H": "holiday or weekend",
    "J": "not reported under a derogation",
    "K": "contained in another category",
    "L": "exists but was not collected",
    "N": "not significant",
    "R": "revised",
    "S": "strike or special event",
    "U": "low reliability",
    "V": "not validated",
    "W": "contains another category",
    "X": "contains another category, which is confidential",
}
#: In Eurostat's own flags these letters mean something else than in CL_OBS_STATUS.
_EUROSTAT_MEANINGS = {"S": "estimated by Eurostat", "I": "see the explanatory texts"}
_EUROSTAT_STATUS = {"S": "estimated", "I": "", "M": "missing"}
#: The Bundesbank writes `K` for days without a value, weekends among them.
_BUNDESBANK = {"K": ("missing", "no value available")}
#: Several flags of Eurostat in one.
_LETTERS = re.compile("[bcdefimnprsuvz]{2,5}")
#: Marks of PxWeb in the place of a letter; with more than one point offices also hide figures that are secret.
_MARKS = {".": ("not-applicable", ""), "..": ("missing", ""), "...": ("missing", ""), "....": ("missing", "")}
#: Words that some agencies write in the place of a code for an ordinary figure.
_ORDINARY = frozenset({"A", "_Z", "AVAILABLE", "NORMAL", "NORMAL VALUE"})
#: CL_CONF_STATUS: every code but these keeps a figure from being published.
_FREE = frozenset({"", "F", "FREE", "_Z"})
_CONFIDENTIAL = {
    "A": "primary confidentiality, small counts",
    "C": "confidential",
    "D": "secondary confidentiality set by the sender",
    "G": "primary confidentiality, dominance",
    "M": "primary confidentiality, dominance by one or two units",
    "N": "not for publication",
    "O": "primary confidentiality, dominance by one unit",
    "R": "embargo",
    "S": "secondary confidentiality",
    "T": "primary confidentiality, dominance by two units",
}
#: What is said of a code that neither the code lists above nor the file explains.
UNEXPLAINED = "not explained by the file"
_LACKING = frozenset({"missing", "suppressed", "not-applicable", "not-covered"})


@cache
def flag_of(*, has_value: bool, status: str = "", confidentiality: str = "", agency: str = "") -> tuple[str, str]:
    """Flag and footnotes of an observation, from its status and its confidentiality.

    Parameters
    ----------
    status : codes of CL_OBS_STATUS; several small letters in one are several codes, as Eurostat writes them, and codes
        may be parted by blanks, commas or semicolons. Any other text is one code.
    agency : whose codes they are. Small letters of Eurostat (`ESTAT`) have meanings of their own in `s` and `i`, the
        Bundesbank (`BBK`) in `K`.

    Returns
    -------
    Flag, and footnotes for what no word of `FLAGS` says. A code that says why a value is lacking, beside a value, is a
    footnote: the value stays. Without a value and without a reason it is `missing`.

    Examples
    --------
    >>> flag_of(has_value=True, status="bp"), flag_of(has_value=False, status="c"), flag_of(has_value=True, status="u")
    (('provisional; break', ''), ('suppressed', ''), ('ok', 'u low reliability'))
    >>> flag_of(has_value=True, status="SD"), flag_of(has_value=False, status="..")
    (('ok', 'SD not explained by the file'), ('missing', ''))
    """
    words, notes = set[str](), list[str]()
    for code in _codes(status):
        word, meaning = _meaning(code, agency)
        beside = word in _LACKING and has_value
        words |= {word} if word and not beside else set()
        if meaning or beside or not word:
            notes.append(f"{code} {meaning or word.replace('-', ' ') or UNEXPLAINED}")
    secrecy = confidentiality.strip().upper()
    if secrecy not in _FREE:
        words |= set() if has_value else {"suppressed"}
        notes += [f"{secrecy} {_CONFIDENTIAL.get(secrecy, 'confidential')}"] if has_value or secrecy != "C" else []
    if not has_value:
        words |= set() if words & _LACKING else {"missing"}
        words -= {"missing"} if len(words & _LACKING) > 1 else set()
    return "; ".join(word for word in FLAGS if word in words) or "ok", " | ".join(notes)


def _codes(status: str) -> list[str]:
    """Codes of a status: small letters that stand together are several, any other text is one."""
    found: list[str] = []
    for piece in re.split(r"[,;]", status):
        words = piece.split()
        alone = words if all(len(word) <= 2 for word in words) else [" ".join(words)]
        for code in alone:
            found += list(code) if _LETTERS.fullmatch(code) else [code]
    return [code for code in found if code and code.upper() not in _ORDINARY]


def _meaning(code: str, agency: str) -> tuple[str, str]:
    """Word of `FLAGS` and meaning of a code; either may be empty."""
    letter = code.upper()
    if code in _MARKS:
        return _MARKS[code]
    if agency == "BBK" and letter in _BUNDESBANK:
        return _BUNDESBANK[letter]
    if agency.startswith("ESTAT") and code.islower():
        if letter in _EUROSTAT_MEANINGS:
            return _EUROSTAT_STATUS[letter], _EUROSTAT_MEANINGS[letter]
        if letter in _EUROSTAT_STATUS:
            return _EUROSTAT_STATUS[letter], ""
    return STATUS.get(letter, ""), _MEANINGS.get(letter, "")
