"""What codes say that SDMX, JSON-stat and Eurostat's own formats share: roles, periods, names, multipliers."""

import re
from calendar import isleap
from datetime import date, timedelta
from functools import cache
from pathlib import PurePath
from typing import Literal

from smartspec.classifications import find_code, section_of
from smartspec.sources.opening import SourceFile

Role = Literal["region", "activity", "time", "unit", "indicator", "other"]

_ROLES: dict[str, Role] = {
    **dict.fromkeys(
        ("geo", "ref_area", "refarea", "location", "territory", "reg_id", "region", "country", "area", "reporter"),
        "region",
    ),
    **dict.fromkeys(("tl2", "tl3", "itter107", "borrowers_cty", "l_rep_cty", "der_rep_cty"), "region"),
    **dict.fromkeys(
        ("activity", "industry", "isic4", "isic_rev4", "nace", "econ_activity", "branch", "okved", "okved2"),
        "activity",
    ),
    **dict.fromkeys(("time_period", "time", "timeperiod", "year", "yea", "period", "tid"), "time"),
    **dict.fromkeys(("unit", "unit_measure", "unitmeasure", "unit code"), "unit"),
    **dict.fromkeys(("na_item", "bop_item", "indicator", "indicators", "indic", "variable", "var"), "indicator"),
    **dict.fromkeys(("measure", "series", "contentscode", "subject", "indicateur"), "indicator"),
}
_ROLE_PATTERNS: tuple[tuple[re.Pattern[str], Role], ...] = (
    (re.compile(r"nace_r\d(?:_\d)?"), "activity"),
    (re.compile(r"indic_\w+"), "indicator"),
)
_CLASSIFICATIONS = {
    "nace_r1": "NACE Rev. 1.1",
    "nace_r2": "NACE Rev. 2",
    "nace_r2_1": "NACE Rev. 2.1",
    "isic4": "ISIC Rev. 4",
    "isic_rev4": "ISIC Rev. 4",
    "okved": "OKVED",
    "okved2": "OKVED2",
}
_TREES = {"NACE Rev. 1.1": "nace11", "NACE Rev. 2": "nace2", "NACE Rev. 2.1": "nace21"}
_SECTION_AND_DIGITS = re.compile(r"(?P<section>[A-V])(?P<digits>\d{2,4})")
#: Codes that stand for all values of a dimension together, or for a dimension that does not apply.
WHOLE = frozenset({"TOTAL", "_T", "_Z", "TOT", "ALL"})

_MULTIPLIERS = {0: "", 2: "hundred", 3: "thousand", 6: "million", 9: "billion", 12: "trillion"}


def role_of(dimension: str) -> Role:
    """What a dimension of that id says.

    Examples
    --------
    >>> role_of("nace_r2"), role_of("REF_AREA"), role_of("TIME_PERIOD"), role_of("sex")
    ('activity', 'region', 'time', 'other')
    """
    name = dimension.strip().lower()
    if name in _ROLES:
        return _ROLES[name]
    return next((role for pattern, role in _ROLE_PATTERNS if pattern.fullmatch(name)), "other")


def classification_of(dimension: str) -> str:
    """The classification of activities that a dimension of that id uses, with its edition.

    >>> classification_of("nace_r2"), classification_of("ACTIVITY")
    ('NACE Rev. 2', 'ACTIVITY')
    """
    return _CLASSIFICATIONS.get(dimension.strip().lower(), dimension.strip())


@cache
def activity_code(code: str, classification: str) -> str:
    """The code of an activity as its classification writes it; "" for all activities together.

    Eurostat writes the letter of the section before the digits and leaves out the points (`C101`); a code that stands
    for several activities (`C10-C12`) or is not in the classification stays as it is.

    >>> [activity_code(code, "NACE Rev. 2") for code in ("C101", "J62", "M", "TOTAL", "B-E")]
    ['10.1', '62', 'M', '', 'B-E']
    """
    tree, found = _TREES.get(classification, ""), _SECTION_AND_DIGITS.fullmatch(code)
    if code.upper() in WHOLE:
        return ""
    if not tree or not found:
        return code
    digits = found["digits"]
    plain = f"{digits[:2]}.{digits[2:]}" if len(digits) > 2 else digits
    known = find_code(plain, tree)
    return plain if known and section_of(plain, tree) == found["section"] else code


_FILE_NAME = re.compile(
    r"(?:estat_|eurostat-|sdmx-)?(?P<id>\w+?)(?:_(?:page_)?(?:tabular|linear)(?:_\d_\d)?(?:_[a-z]{2})?|-[\w-]+)?",
    re.IGNORECASE,
)


def dataset_in(file: SourceFile) -> str:
    """The id of a dataset from the name of its file, where the file itself does not say it.

    Names as Eurostat gives them (`estat_nama_10r_3gdp.tsv.gz`, `nama_10r_3gdp_tabular.tsv`), or `smartspec fetch`.
    """
    stem = PurePath(file.member or file.path.name).name.partition(".")[0]
    found = _FILE_NAME.fullmatch(stem)
    return found["id"] if found else stem


def dataset_id(dataset: str, agency: str) -> str:
    """The id of a dataset in the one spelling that files of its agency agree on.

    >>> dataset_id("NAMA_10R_3GDP", "ESTAT"), dataset_id("EXR", "ECB")
    ('nama_10r_3gdp', 'EXR')
    """
    return dataset.lower() if agency.startswith("ESTAT") else dataset


#: The letters of SDMX and those of PxWeb in Scandinavia: `K` for a quarter, `H` for a half-year, `U` for a week.
_PERIODS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(\d{4})(?:-?A1?)?"), "{0}"),
    (re.compile(r"(\d{4})-?[QK]([1-4])"), "{0}-Q{1}"),
    (re.compile(r"(\d{4})-?[SBH]([12])"), "{0}-S{1}"),
    (re.compile(r"(\d{4})-?T([1-3])"), "{0}-T{1}"),
    (re.compile(r"(\d{4})-?M?(0[1-9]|1[0-2])"), "{0}-{1}"),
    (re.compile(r"(\d{4})-?[WU](\d{2})"), "{0}-W{1}"),
    (re.compile(r"(\d{4})-?M?(\d{2})-?D?(\d{2})(?:T[^/]*)?"), "{0}-{1}-{2}"),
    (re.compile(r"Q([1-4])[-/ ](\d{4})"), "{1}-Q{0}"),
)
_DAY_OF_YEAR = re.compile(r"(\d{4})-?D(\d{3})")
#: A time range: its first day and its length, of which one year, half-year, quarter, month, week or day has a name.
_RANGE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T[\d:.]+)?Z?/(P\d+[YMWD])")


@cache
def period_of(text: str) -> str:
    """A period in the one form of the tables; a form that is not known stays as it is.

    Examples
    --------
    >>> [period_of(text) for text in ("2021 ", "2021Q3", "2021M07", "2021-07", "2013-01-18T00:00:00", "2021-S1")]
    ['2021', '2021-Q3', '2021-07', '2021-07', '2013-01-18', '2021-S1']
    >>> [period_of(text) for text in ("2021K3", "2021-D032", "2021-01-01/P1Y", "2021-04-01/P3M", "2021-04-05/P10D")]
    ['2021-Q3', '2021-02-01', '2021', '2021-Q2', '2021-04-05/P10D']
    """
    return known_period(text.strip()) or text.strip()


def known_period(text: str) -> str:
    """A period in the one form of the tables; "" if its form is not known.

    >>> known_period("2021M07"), known_period("CI_0000001")
    ('2021-07', '')
    """
    for pattern, form in _PERIODS:
        found = pattern.fullmatch(text)
        if found:
            return form.format(*found.groups())
    found = _DAY_OF_YEAR.fullmatch(text)
    if found and 1 <= int(found[2]) <= 365 + isleap(int(found[1])):
        return (date(int(found[1]), 1, 1) + timedelta(int(found[2]) - 1)).isoformat()
    found = _RANGE.fullmatch(text)
    return _named_range(found) if found else ""


def _named_range(found: re.Match[str]) -> str:
    """The name of a range that is one year, half-year, quarter, month or day; else first day and length."""
    year, month, day = (int(part) for part in found.groups()[:3])
    length = found[4]
    if length == "P1D":
        return f"{found[1]}-{found[2]}-{found[3]}"
    n_months = {"P1Y": 12, "P12M": 12, "P6M": 6, "P3M": 3, "P1M": 1}.get(length, 0)
    if not n_months or day != 1 or month % n_months != 1 % n_months:
        return f"{found[1]}-{found[2]}-{found[3]}/{length}"
    number = (month - 1) // n_months + 1
    return {12: f"{year}", 6: f"{year}-S{number}", 3: f"{year}-Q{number}", 1: f"{year}-{month:02}"}[n_months]


def date_of(text: str) -> str:
    """A date of update as ISO 8601; Eurostat writes `12/01/24 23:00:00`, others `17/10/2013 16:51:00`.

    >>> date_of("12/01/24 23:00:00"), date_of("17/10/2013 16:51"), date_of("2024-01-12T23:00:00+0100")
    ('2024-01-12', '2013-10-17', '2024-01-12')
    """
    found = re.match(r"(\d{2})/(\d{2})/(\d{2}|\d{4})\b", text)
    if found:
        return f"{found[3] if len(found[3]) == 4 else f'20{found[3]}'}-{found[2]}-{found[1]}"
    found = re.match(r"\d{4}-\d{2}-\d{2}", text)
    return found[0] if found else text


def coded(code: str, label: str) -> str:
    """A code with what it means, if that is known and says more.

    >>> coded("MIO_EUR", "Million euro"), coded("MIO_EUR", "")
    ('MIO_EUR (Million euro)', 'MIO_EUR')
    """
    label = " ".join(label.split())
    return f"{code} ({label})" if label and label != code else code


def multiplied(unit: str, power: str) -> str:
    """A unit in the multiple that a power of ten says; the figure itself stays as the source gives it.

    >>> multiplied("USD", "6"), multiplied("USD", "0"), multiplied("PT", "-2"), multiplied("USD", "Millions")
    ('million USD', 'USD', '10^-2 PT', 'million USD')
    >>> multiplied("IX", "_Z")
    'IX'
    """
    power = power.strip()
    word = power.lower().rstrip("s")
    if word in {"unit", "none", "", "_z", "_x"}:
        return unit
    if word in _MULTIPLIERS.values():
        return f"{word} {unit}".strip()
    try:
        exponent = int(power)
    except ValueError:
        return f"{unit} x {power}".strip()
    factor = _MULTIPLIERS.get(exponent, f"10^{exponent}")
    return f"{factor} {unit}".strip()
