"""Which column of a table says what: by its heading, in Russian or English, or as the user states it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from smartspec.errors import SourceError, nearest
from smartspec.sources.opening import SourceFile

#: What a column may say.
ROLES = (
    "region", "region_name", "activity", "activity_name", "indicator", "period", "value", "unit", "flag",
    "classification", "vintage", "variant", "footnotes",
)  # fmt: skip
#: Keys of `constants` that say how marks are to be read; not roles.
RULES = ("decimal", "dash", "zero")

#: Headings of each role, the surest first.
_HEADINGS: dict[str, tuple[str, ...]] = {
    "region": (
        "region", "region code", "region id", "geo", "geo code", "nuts", "nuts3", "nuts2", "nuts1", "nuts 3", "nuts 2",
        "nuts 1", "nuts id", "nuts code", "ref area", "reference area", "territory", "регион", "код региона",
        "субъект", "субъект рф", "субъект российской федерации", "субъект федерации", "территория", "окато", "октмо",
        "okato", "oktmo", "код окато", "код октмо", "oblast", "region shp", "region rus", "region ru", "region en",
        "region eng",
    ),
    "region_name": (
        "region name", "reg name", "name of region", "geo label", "geo name", "nuts name", "territory name",
        "название региона", "наименование региона", "наименование субъекта", "наименование субъекта рф",
        "наименование территории", "регионы", "субъекты", "субъекты рф", "субъекты российской федерации", "regions",
    ),
    "activity": (
        "activity", "activity code", "nace", "nace code", "nace2", "nace r2", "nace rev 2", "okved", "okved2",
        "industry", "industry code", "sector", "sector code", "section", "branch", "вид деятельности", "вэд",
        "код вэд", "оквэд", "оквэд2", "код оквэд", "код оквэд2", "отрасль", "раздел оквэд", "раздел оквэд2",
    ),
    "activity_name": (
        "activity name", "nace name", "industry name", "sector name", "вид экономической деятельности",
        "виды экономической деятельности", "наименование вида деятельности", "наименование оквэд", "название отрасли",
    ),
    "indicator": (
        "indicator", "indicator name", "variable", "measure", "показатель", "наименование показателя", "индикатор",
        "название показателя",
    ),
    "period": (
        "period", "time period", "time", "year", "reg year", "reference period", "date", "quarter", "month", "год",
        "период", "отчетный период", "отчётный период", "отчетный год", "дата", "квартал", "месяц", "годы", "jahr",
    ),
    "value": (
        "value", "obs value", "observation value", "значение", "значение показателя", "величина", "wert", "counts",
        "count", "amount", "количество",
    ),
    "unit": (
        "unit", "units", "unit of measure", "unit measure", "единица измерения", "единица", "ед изм", "ед", "einheit",
        "единицы измерения",
    ),
    "flag": ("flag", "flags", "obs flag", "obs status", "status", "флаг", "признак", "статус", "статус значения"),
    "classification": ("classification", "классификация", "классификатор"),
    "vintage": ("vintage", "edition", "last update", "last updated", "обновлено", "дата обновления", "издание"),
    "variant": ("variant", "method", "вариант", "методика"),
    "footnotes": ("footnote", "footnotes", "note", "notes", "сноска", "сноски", "примечание", "примечания"),
}  # fmt: skip
_RANK = {heading: (role, rank) for role, found in _HEADINGS.items() for rank, heading in enumerate(found)}


@dataclass(frozen=True, slots=True)
class Roles:
    """Column of each role, what holds for the whole table, and the columns that have no role.

    Attributes
    ----------
    columns : role to the place of its column.
    constants : role to the one value of the table.
    patterns : role to the heading with `*` that stands for several columns, in a table with headings of that role.
    rest : places of the other columns.
    """

    columns: dict[str, int]
    constants: dict[str, str]
    rest: tuple[int, ...]
    patterns: dict[str, str] = field(default_factory=dict)

    def has(self, *roles: str) -> bool:
        """Whether one of the roles has a column or a constant."""
        return any(role in self.columns or role in self.constants for role in roles)


def folded(heading: str) -> str:
    """A heading as it is compared: lower case, words parted by single blanks, without signs.

    Examples
    --------
    >>> folded("TIME_PERIOD"), folded("Ед. изм."), folded("Субъект РФ")
    ('time period', 'ед изм', 'субъект рф')
    """
    letters = "".join(letter if letter.isalnum() else " " for letter in heading.lower())
    return " ".join(letters.split())


def role_of(heading: str) -> str:
    """The role that a heading names by itself, "" if none."""
    return _RANK.get(folded(heading), ("", 0))[0]


def roles_of(headings: Sequence[str]) -> dict[str, int]:
    """Place of the column of each role that the headings name; of several the surest."""
    best: dict[str, tuple[int, int]] = {}
    for place, heading in enumerate(headings):
        role, rank = _RANK.get(folded(heading), ("", 0))
        if role and (rank, place) < best.get(role, (len(_RANK), 0)):
            best[role] = (rank, place)
    found = {role: place for role, (_, place) in best.items()}
    for role in ("region", "activity"):
        if role not in found and f"{role}_name" in found:
            found[role] = found.pop(f"{role}_name")
    return found


def assigned(headings: Sequence[str], file: SourceFile) -> Roles:
    """The roles of the columns of a table: as the user states them, the others by their headings.

    Raises
    ------
    SourceError
        If the user names a role that does not exist, or a column that the table does not have.
    """
    stated, patterns = _stated(headings, file)
    taken = set(stated.values())
    found = {
        role: place
        for role, place in roles_of(headings).items()
        if role not in stated and role not in patterns and role not in file.constants and place not in taken
    }
    columns = {**found, **stated}
    used = set(columns.values())
    rest = tuple(place for place in range(len(headings)) if place not in used)
    return Roles(columns, dict(file.constants), rest, patterns)


def _stated(headings: Sequence[str], file: SourceFile) -> tuple[dict[str, int], dict[str, str]]:
    columns: dict[str, int] = {}
    patterns: dict[str, str] = {}
    by_name = {heading: place for place, heading in reversed(list(enumerate(headings)))}
    by_key = {folded(heading): place for place, heading in reversed(list(enumerate(headings)))}
    for role, heading in _words(file.columns).items():
        if role == "headings":
            continue
        if role not in ROLES:
            hint = nearest(role, (*ROLES, "headings"))
            raise SourceError(f"`columns` has no key `{role}`", place=f"`{file.name}`", hint=hint)
        if "*" in heading:
            patterns[role] = heading
            continue
        place = by_name.get(heading, by_key.get(folded(heading)))
        if place is None:
            hint = f"{nearest(heading, headings)}; the columns are {listed(headings)}"
            raise SourceError(f"there is no column `{heading}` for `{role}`", place=f"`{file.name}`", hint=hint)
        columns[role] = place
    return columns, patterns


def _words(mapping: Mapping[str, str]) -> dict[str, str]:
    """Keys with `_`, whether the user wrote `region-name` or `region_name`."""
    return {key.replace("-", "_"): value for key, value in mapping.items()}


def listed(headings: Sequence[str]) -> str:
    """Headings as they stand in messages."""
    shown = ", ".join(f"`{heading}`" for heading in headings[:30])
    return f"{shown}, … ({len(headings)} in all)" if len(headings) > 30 else shown


def required(roles: Roles, headings: Sequence[str], *wanted: str, file: SourceFile) -> None:
    """Say what to write in `smartspec.toml` where none of the wanted roles has a column.

    Raises
    ------
    SourceError
        If none has; the message names the columns seen and the key to write.
    """
    if roles.has(*wanted) or any(role in roles.patterns for role in wanted):
        return
    words = " or ".join(f"`{role}`" for role in wanted)
    key = f'`columns = {{ {wanted[0]} = "…" }}`'
    hint = f"write {key} for this file in `smartspec.toml`; its columns are {listed(headings)}"
    raise SourceError(f"no column is known to hold {words}", place=f"`{file.name}`", hint=hint)
