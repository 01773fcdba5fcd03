"""Cells as numbers or marks: which sign is the decimal one is decided for a table as a whole."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Literal, NamedTuple

#: Marks by the word of `FLAGS` that they stand for, in lower case; `…` is read as three points.
_MARKS = {
    "missing": (
        ".", "..", "...", ":", "-", "–", "—", "--", "na", "n/a", "#n/a", "n.a.", "nan", "nd", "n.d.", "null", "none",
        "<na>", "н/д", "нд", "н.д.", "нет", "k.a.", ":u", "/", "нет данных", "no data", "not available",
        "keine angabe",
    ),
    "suppressed": ("c", "(c)", ":c", ": c", "конф", "conf", "confidential", "конфиденциально"),
    "not-applicable": ("x", "х", "z", ":z", ": z", "н/п", "не применимо", "not applicable"),
}  # fmt: skip
_FLAG_OF = {mark: flag for flag, marks in _MARKS.items() for mark in marks}
_DASHES = frozenset({"-", "–", "—", "--"})
_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f\u2060\ufeff]+")
_SIGNS = str.maketrans({"−": "-", "‒": "-", "’": "'", "…": "..."})
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_PLAIN_DIGITS = str.maketrans(_RAISED, "0123456789")
_NOTE = re.compile(rf"^(?P<body>.*?\S)\s*(?P<note>[{_RAISED}]+[⁾)]?|(?<=[\s.…])\d{{1,2}}\)|\*+)$", re.DOTALL)
_NUMBER = re.compile(r"[+-]?(?P<whole>\d[\d ',.]*?)?(?P<power>[eE][+-]?\d+)?\s?%?")
_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")

Mark = Literal["point", "comma", "mixed"]


@dataclass(frozen=True, slots=True)
class Decimals:
    """The decimal sign of a table; `assumed` where only numbers such as `1,234` were there to decide by."""

    mark: Mark
    assumed: bool = False


class Number(NamedTuple):
    """What a cell says.

    Attributes
    ----------
    flag : a word of `FLAGS`; "" if the cell is neither a number nor a mark.
    note : footnote mark behind the number.
    """

    value: float | None
    flag: str
    note: str = ""
    is_percent: bool = False


BLANK, UNKNOWN = Number(None, "blank"), Number(None, "")


def written(cell: Any) -> str:  # noqa: ANN401  # a cell may hold anything
    """A cell as text: whole numbers without a point, dates by year, month and day, nothing as ""."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e16:
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def n_filled(cells: Iterable[Any]) -> int:
    """Cells that hold more than blanks."""
    return sum(bool(cell.strip()) if type(cell) is str else cell is not None for cell in cells)


def is_blank(cell: Any) -> bool:  # noqa: ANN401
    """Whether a cell holds nothing but blanks."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _one_number(text: str) -> tuple[str, str] | None:
    """The digits of a number with its signs, and its power of ten; None if it is no number."""
    found = _NUMBER.fullmatch(text)
    return (found["whole"], found["power"] or "") if found and found["whole"] else None


#: Digits in groups of three, by the sign between the groups.
_GROUPS = {sign: re.compile(rf"\d{{1,3}}(?:{re.escape(sign)}\d{{3}})+") for sign in (",", ".", " ", "'")}


def _evidence(text: str) -> Mark | Literal["comma?", "point?", ""]:
    """Which sign is the decimal one by this number alone; with `?` a sign before exactly three digits."""
    number = _one_number(text)
    if number is None:
        return ""
    digits, power = number
    n_commas, n_points = digits.count(","), digits.count(".")
    if not n_commas and not n_points:
        return ""
    if n_commas and n_points:
        return "comma" if digits.rfind(",") > digits.rfind(".") else "point"
    sign = "," if n_commas else "."
    own: Mark = "comma" if n_commas else "point"
    other: Mark = "point" if n_commas else "comma"
    if n_commas + n_points > 1:
        return other
    if power or " " in digits or "'" in digits or digits.startswith("0") or not _GROUPS[sign].fullmatch(digits):
        return own
    return "comma?" if n_commas else "point?"


def decimals_of(cells: Iterable[Any], *, delimiter: str = "", stated: str = "") -> Decimals:
    """The decimal sign of the texts among cells.

    A number such as `1,234` can be 1234 or 1.234: the others of the table decide. If there are no others, the comma
    separates thousands except where `;` separates the cells, and the point is the decimal sign.

    Parameters
    ----------
    stated : `,` or `.` if the user said it.

    Examples
    --------
    >>> decimals_of(["1,234", "12,5"]).mark, decimals_of(["1,234", "1,234.5"]).mark, decimals_of(["1,2", "1.25"]).mark
    ('comma', 'point', 'mixed')
    >>> decimals_of(["1,234"], delimiter=";"), decimals_of(["1,234"], delimiter=",")
    (Decimals(mark='comma', assumed=True), Decimals(mark='point', assumed=True))
    """
    if stated:
        return Decimals("comma" if stated == "," else "point")
    seen = {_evidence(_cleaned(cell)) for cell in set(filter(_has_sign, cells))}
    if {"comma", "point"} <= seen:
        return Decimals("mixed")
    if "comma" in seen or "point" in seen:
        return Decimals("comma" if "comma" in seen else "point")
    if {"comma?", "point?"} <= seen:
        return Decimals("mixed")
    if "comma?" in seen:
        return Decimals("comma" if delimiter == ";" else "point", assumed=True)
    return Decimals("point")


def _has_sign(cell: Any) -> bool:  # noqa: ANN401
    return isinstance(cell, str) and ("," in cell or "." in cell)


def _cleaned(text: str) -> str:
    return _SPACES.sub(" ", text).strip().translate(_SIGNS)


def number_of(cell: Any, mark: Mark = "point") -> Number:  # noqa: ANN401
    """The number or the mark of one cell.

    Not a number of a spreadsheet or a Parquet file counts as missing, an infinite one as unknown.

    Examples
    --------
    >>> number_of("1 234,5", "comma").value, number_of("1,234.5").value, number_of("12³").value, number_of("12³").note
    (1234.5, 1234.5, 12.0, '3')
    >>> number_of("…").flag, number_of("х").flag, number_of("").flag, number_of("twelve").flag
    ('missing', 'not-applicable', 'blank', '')
    >>> number_of("1,234", "mixed").flag
    ''
    """
    if is_blank(cell):
        return BLANK
    if isinstance(cell, bool):
        return UNKNOWN
    if isinstance(cell, int | float):
        if math.isnan(cell):
            return Number(None, "missing")
        return UNKNOWN if math.isinf(cell) else Number(float(cell), "ok")
    return _of_text(_cleaned(written(cell)), mark)


@lru_cache(maxsize=1 << 16)
def _of_text(text: str, mark: Mark) -> Number:
    if _PLAIN.fullmatch(text) and mark == "point":
        value = float(text)
        return UNKNOWN if math.isinf(value) else Number(value, "ok")
    flag = _FLAG_OF.get(text.lower(), "")
    if flag:
        return Number(None, flag)
    value_ = _value(text, mark)
    if value_ is not None:
        return Number(value_, "ok", "", text.endswith("%"))
    noted = _NOTE.match(text)
    if not noted or _NOTE.match(noted["body"]):
        return UNKNOWN
    inner = _of_text(noted["body"], mark)
    note = noted["note"].translate(_PLAIN_DIGITS).rstrip("⁾)")
    return Number(inner.value, inner.flag, note, inner.is_percent) if inner.flag else UNKNOWN


def _value(text: str, mark: Mark) -> float | None:
    number = _one_number(text)
    if number is None:
        return None
    digits, power = number
    if mark == "mixed":
        shown = _evidence(text)
        if shown.endswith("?"):
            return None
        mark = "comma" if shown == "comma" else "point"
    decimal, group = (",", ".") if mark == "comma" else (".", ",")
    whole, _, rest = digits.partition(decimal)
    separators = {sign for sign in whole if not sign.isdigit()}
    fits = not separators or (len(separators) == 1 and _GROUPS[separators.pop()].fullmatch(whole))
    if not fits or (rest and not rest.isdigit()) or decimal in whole or group in rest:
        return None
    value = float(f"{'-' if text.startswith('-') else ''}{re.sub(r'[^0-9]', '', whole)}.{rest or '0'}{power}")
    return None if math.isinf(value) else value


def numbers_of(cells: Sequence[Any], mark: Mark, *, own: Mapping[str, str] | None = None) -> list[Number]:
    """The numbers and marks of a column; each different cell is looked at once.

    Parameters
    ----------
    own : what the user says of marks: `dash` or `zero` to a word of `FLAGS`; `-` is missing without it.
    """
    rules = own or {}
    known: dict[Any, Number] = {}
    found = []
    for cell in cells:
        if type(cell) is float and not rules and math.isfinite(cell):
            found.append(Number(cell, "ok"))
            continue
        key = cell if isinstance(cell, str) else (type(cell), cell)
        number = known.get(key)
        if number is None:
            number = known[key] = _with_rules(cell, number_of(cell, mark), rules)
        found.append(number)
    return found


def _with_rules(cell: Any, number: Number, rules: Mapping[str, str]) -> Number:  # noqa: ANN401
    if number.value == 0 and rules.get("zero", "ok") != "ok":
        return Number(None, rules["zero"], number.note)
    if "dash" in rules and isinstance(cell, str) and cell.strip() in _DASHES:
        return Number(0.0 if rules["dash"] == "zero" else None, rules["dash"])
    return number


def is_dash(cell: Any) -> bool:  # noqa: ANN401
    """Whether a cell holds a dash alone, which may mean zero or no data."""
    return isinstance(cell, str) and cell.strip() in _DASHES
