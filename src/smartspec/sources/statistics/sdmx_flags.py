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
#: CL_CONF_STATUS: every code but these keeps a figure from being published.
_FREE = frozenset({"", "F", "_Z"})
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
_LACKING = frozenset({"missing", "suppressed", "not-applicable", "not-covered"})


@cache
def flag_of(*, has_value: bool, status: str = "", confidentiality: str = "", eurostat: bool = False) -> tuple[str, str]:
    """Flag and footnotes of an observation, from its status and its confidentiality.

    Parameters
    ----------
    status : codes of CL_OBS_STATUS; several letters in one are several codes, as Eurostat writes them.
    eurostat : the letters are those of Eurostat, where `s` and `i` mean something else.

    Returns
    -------
    Flag, and footnotes for what no word of `FLAGS` says. A code that says why a value is lacking, beside a value, is a
    footnote: the value stays. Without a value and without a reason it is `missing`.

    Examples
    --------
    >>> flag_of(has_value=True, status="bp"), flag_of(has_value=False, status="c"), flag_of(has_value=True, status="u")
    (('provisional; break', ''), ('suppressed', ''), ('ok', 'u low reliability'))
    """
    words, notes = set[str](), list[str]()
    for code in _codes(status):
        word, meaning = _meaning(code.upper(), eurostat=eurostat)
        beside = word in _LACKING and has_value
        words |= {word} if word and not beside else set()
        if meaning or beside or not word:
            notes.append(f"{code} {meaning or word.replace('-', ' ') or 'not explained by the file'}")
    secrecy = confidentiality.strip().upper()
    if secrecy not in _FREE:
        words |= set() if has_value else {"suppressed"}
        notes += [f"{secrecy} {_CONFIDENTIAL.get(secrecy, 'confidential')}"] if has_value or secrecy != "C" else []
    if not has_value:
        words |= set() if words & _LACKING else {"missing"}
        words -= {"missing"} if len(words & _LACKING) > 1 else set()
    return "; ".join(word for word in FLAGS if word in words) or "ok", " | ".join(notes)


def _codes(status: str) -> list[str]:
    """Codes of a status: letters that stand together are several, unless they are a code such as `_Z`."""
    found: list[str] = []
    for piece in re.split(r"[\s,;]+", status.strip()):
        found += [piece] if piece.startswith("_") else list(piece)
    return [code for code in found if code and code.upper() not in {"A", "_Z"}]


def _meaning(code: str, *, eurostat: bool) -> tuple[str, str]:
    """Word of `FLAGS` and meaning of a code; either may be empty."""
    if eurostat and code in _EUROSTAT_MEANINGS:
        return _EUROSTAT_STATUS[code], _EUROSTAT_MEANINGS[code]
    if eurostat and code in _EUROSTAT_STATUS:
        return _EUROSTAT_STATUS[code], ""
    return STATUS.get(code, ""), _MEANINGS.get(code, "")
