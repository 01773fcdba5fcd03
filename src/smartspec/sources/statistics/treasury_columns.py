"""What the columns of a Treasury form hold: names, codes of the budget classification, sums."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from smartspec.sources.statistics.treasury_form import joined

#: Digits of a code, to give zeros back to codes that were stored as numbers.
WIDTHS = {"line": 3, "grbs": 3, "rzpr": 4, "csr": 10, "vr": 3, "income": 17, "source": 17}

#: Words of a heading to the code below it; the first that fits.
_CODES = tuple(
    (re.compile(words), name)
    for words, name in (
        (r"код\s*строки", "line"),
        (r"(?<!без указания кода )главн\w+ (?:распорядител|администратор)", "grbs"),
        (r"рз,?\s*пр\b|раздел", "rzpr"),
        (r"цср|целев\w+ стать", "csr"),
        (r"\bвр\b|вид\w* расход", "vr"),
        (r"код\w* (?:классификации |вида )?доход", "income"),
        (r"код\w* (?:классификации )?источник", "source"),
        (r"код\w* (?:классификации )?расход", "expenditure"),
    )
)
_VALUES = tuple(
    (re.compile(words), name)
    for words, name in (
        (r"процент|% исполнени", "percent"),
        (r"не исполнен|неисполнен", "not executed"),
        (r"исполнен", "executed"),
        (r"с учетом изменений|сводн\w+ бюджетн\w+ роспис", "amended plan"),
        (r"федеральным законом|законом о бюджете", "law"),
        (r"утвержден\w* бюджетн\w+ назначени", "plan"),
        (r"^поступлени[ея]", "receipts"),
    )
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a form.

    Attributes
    ----------
    kind : `name`, `code`, `value`, or `other` for what the form is not known to have.
    word : name of the code, or the indicator of the values.
    budget : whose budget it is, where the form has a column for each.
    """

    kind: str
    word: str
    path: tuple[str, ...]
    budget: str = ""


def columns_of(paths: Sequence[tuple[str, ...]]) -> list[Column]:
    """The columns of a table by their headings; of two codes under one heading the first is the administrator.

    The second page of a wide form has names and codes again: these columns are found twice.

    Examples
    --------
    >>> found = columns_of([("Наименование показателя",), ("Код стро-ки",), ("Код классификации доходов бюджетов",)] )
    >>> [(column.kind, column.word) for column in found]
    [('name', ''), ('code', 'line'), ('code', 'income')]
    >>> columns_of([("Исполнено: бюджеты городских округов",)])[0].budget
    'бюджеты городских округов'
    """
    doubled = Counter(paths)
    seen: Counter[tuple[str, ...]] = Counter()
    found = []
    for path, behind in zip(paths, [*paths[1:], ()], strict=True):
        column = _column(path)
        seen[path] += 1
        is_first = doubled[path] == 2 and seen[path] == 1 and behind == path
        if column.kind == "code" and column.word in ("income", "source") and is_first:
            column = Column("code", "grbs", path)
        found.append(column)
    return found


def _column(path: tuple[str, ...]) -> Column:
    labels = [joined(label) for label in path]
    if not labels:
        return Column("other", "", path)
    if labels[0].startswith("наименование"):
        return Column("name", "", path)
    inner, outer = labels[-1], labels[0]
    is_code = outer.startswith("код")
    for words, name in _CODES:
        if is_code and words.search(inner):
            return Column("code", name, path)
    for words, name in _VALUES:
        if words.search(outer):
            return Column("value", name, path, path[-1] if len(path) > 1 else path[0].partition(": ")[2])
    return Column("code", "code", path) if is_code else Column("other", "", path)
