"""Which column of a Scopus CSV file is which: headers in any language, rows of unequal width."""

import re
from collections.abc import Callable, Sequence

_INITIALS = r"(?:[^\W\d_]{1,3}\.-?)+"
_AUTHORS = re.compile(rf"\S.*?,? {_INITIALS}(?:[;,] |$)|\[No author")
_TYPES = frozenset({
    "article", "review", "conference paper", "book chapter", "book", "editorial", "note", "letter", "erratum",
    "short survey", "data paper", "conference review", "retracted", "business article", "abstract report",
    "report", "press release",
})  # fmt: skip
_STAGES = frozenset({"final", "article in press"})

Test = Callable[[str], object]


def _matches(pattern: str) -> Test:
    return re.compile(pattern).match


#: What the values of a column look like; enough to tell columns apart without their headers.
VALUE_TESTS: dict[str, Test] = {
    "EID": _matches(r"2-s2\.0-\d+$"),
    "Source": lambda value: value == "Scopus",
    "Link": _matches(r"https?://www\.scopus\.com/"),
    "DOI": _matches(r"10\.\d{4,}/"),
    "Year": _matches(r"(?:1[89]|20)\d\d$"),
    "Document Type": lambda value: value.lower() in _TYPES,
    "Publication Stage": lambda value: value.lower() in _STAGES,
    "Author(s) ID": _matches(r"\d{8,11}(?:; ?\d{8,11})*;?$"),
    "Author full names": _matches(r"[^;]+\(\d{8,11}\)(?:; |$)"),
    "Authors": _AUTHORS.match,
    "ISSN": _matches(r"\d{7}[\dX](?:; \d{7}[\dX])*$"),
    "ISBN": _matches(r"(?:\d{9}[\dX]|97[89]\d{10})(?:; .*)?$"),
    "CODEN": _matches(r"[A-Z0-9]{5}$"),
    "Language of Original Document": _matches(r"(?:English|Chinese|Russian|Spanish|German|French|Portuguese)\b"),
    "Correspondence Address": _matches(r".*(?:; email: \S+@|; .*, [^,;]+$)"),
    "References": _matches(r".*\((?:1[5-9]|20)\d\d\).*; "),
    "Open Access": _matches(r"All Open Access|Gold|Green|Hybrid|Bronze"),
    "Cited by": _matches(r"\d{1,6}$"),
}
#: Columns that a value alone can name, surest first; the others need a header.
_TOLD_BY_VALUES = (
    "EID", "Source", "Link", "DOI", "Year", "Document Type", "Publication Stage", "Author full names",
    "Author(s) ID", "Authors", "ISSN", "Open Access", "References", "Cited by",
)  # fmt: skip
_SUREST = frozenset({"EID", "Source", "Link", "DOI", "Year"})
_NUMBERS = frozenset({"Year", "Cited by"})
#: English headers, and what they were called at other times.
COLUMNS = frozenset({
    "Authors", "Author full names", "Author(s) ID", "Title", "Titles", "Year", "Source title", "Volume",
    "Issue", "Art. No.", "Page start", "Page end", "Page count", "Cited by", "DOI", "Link", "Affiliations",
    "Abstract", "Authors with affiliations", "Author Keywords", "Index Keywords",
    "Molecular Sequence Numbers", "Tradenames", "Chemicals/CAS", "Manufacturers", "Funding Details",
    "Funding Texts", "References", "Correspondence Address", "Editors", "Sponsors", "Publisher",
    "Conference name", "Conference date", "Conference location", "Conference code", "ISSN", "ISBN", "CODEN",
    "PubMed ID", "Language of Original Document", "Document Type", "Abbreviated Source Title",
    "Publication Stage", "Open Access", "Source", "EID",
})  # fmt: skip
_FORMER = {
    "article title": "Title",
    "document title": "Title",
    "source": "Source",
    "authors id": "Author(s) ID",
}
#: Headers of other interface languages; used only where the values do not contradict.
_TRANSLATED = {
    word: name
    for name, words in {
        "Title": ("書名", "文献标题", "标题", "標題", "タイトル", "название"),
        "Year": ("年份", "年", "год"),
        "Source title": ("來源出版物名稱", "来源出版物名称", "出版物名", "название источника"),
        "Cited by": ("施引文獻", "施引文献", "被引用", "цитирования"),
        "Link": ("連結", "链接", "リンク", "ссылка"),
        "Document Type": ("文獻類型", "文献类型", "тип документа"),
        "Source": ("來源出版物", "来源出版物", "источник"),
        "Authors": ("作者", "авторы", "著者名"),
        "Author Keywords": ("作者關鍵字", "作者关键字", "ключевые слова автора"),
        "Index Keywords": ("索引關鍵字", "索引关键字", "ключевые слова указателя"),
        "Abstract": ("摘要", "краткое описание"),
        "Affiliations": ("歸屬機構", "归属机构", "организации"),
        "References": ("參考文獻", "参考文献", "пристатейные ссылки"),
        "Volume": ("卷", "том"),
        "Issue": ("期", "выпуск"),
    }.items()
    for word in words
}


def name_columns(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """English names of the columns; "" for one that is neither named nor shown by its values.

    English headers are trusted. A header in another language is a guess that the values may overrule:
    in a Chinese export the column headed by the words for author keywords holds the authors.
    """
    names = [_english(text) for text in header]
    for at, text in enumerate(header):
        if not names[at]:
            values = [row[at] for row in rows if at < len(row) and row[at]]
            guess = _TRANSLATED.get(_tidy(text).lower(), "")
            names[at] = _by_values(values, guess, set(names))
    return names


def _tidy(text: str) -> str:
    return " ".join(text.replace("\ufeff", "").strip().strip('"').split())


def _english(text: str) -> str:
    tidy = _tidy(text)
    known = {name.lower(): name for name in COLUMNS} | _FORMER
    if tidy.lower().startswith("funding text"):
        return tidy
    return known.get(tidy.lower(), "")


def _by_values(values: list[str], guess: str, taken: set[str]) -> str:
    if not values:
        return guess
    if guess in VALUE_TESTS and share(guess, values) > 0.6:
        return guess
    for name in _TOLD_BY_VALUES:
        if name not in taken and not (guess and name in _NUMBERS) and share(name, values) > 0.8:
            return name
    return "" if guess in VALUE_TESTS else guess


def share(name: str, values: Sequence[str]) -> float:
    """Share of values that look like values of the column."""
    return sum(bool(VALUE_TESTS[name](value)) for value in values) / len(values) if values else 0.0


def insertion(names: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> tuple[int, float]:
    """Where columns were inserted in (or are missing from) all rows of one width, and how well that fits.

    Parameters
    ----------
    names : names of the header's columns.
    rows : rows of the one width that differs from the header's.

    Returns
    -------
    (place, fit)
        Column before which the extra columns stand, or from which on columns are missing; share of
        the values of recognisable columns that then look right. Of equally good places the one behind
        the funding texts is taken, which is the list of columns that grows, else the last.
    """
    extra = width - len(names)
    best, best_key = len(names), (-1.0, False, 0)
    for place in range(min(len(names), width) + 1):
        fits = _fit(names, rows, place, extra)
        behind_funding = 0 < place <= len(names) and names[place - 1].startswith("Funding Text")
        key = (fits, behind_funding, place)
        if key > best_key:
            best, best_key = place, key
    return best, best_key[0]


def _fit(names: Sequence[str], rows: Sequence[Sequence[str]], place: int, extra: int) -> float:
    """Share of values that look right in that place; 0 if none of the surest columns has any value."""
    right = total = 0
    sure = False
    for at, name in enumerate(names):
        if name not in VALUE_TESTS or (extra < 0 and place <= at < place - extra):
            continue
        column = at if at < place else at + extra
        values = [row[column] for row in rows if row[column]]
        n_right = sum(bool(VALUE_TESTS[name](value)) for value in values)
        sure = sure or (name in _SUREST and n_right > 0)
        right += n_right
        total += len(values)
    return right / total if sure else 0.0


def aligned(row: Sequence[str], place: int, extra: int) -> tuple[list[str], list[str]]:
    """A row in the columns of the header, and the values of inserted columns."""
    if extra > 0:
        return [*row[:place], *row[place + extra :]], list(row[place : place + extra])
    return [*row[:place], *[""] * -extra, *row[place:]], []
