"""What two cited references have in common, whatever style they are written in."""

import re
from dataclasses import dataclass
from enum import IntEnum

from smartspec.sources.folding import compact, fold
from smartspec.sources.joining.shortened_words import (
    fits,
    same_surname,
    share_in_order,
    share_of_trigrams,
    share_of_words,
    telling_words,
)
from smartspec.sources.names import surname_and_initial
from smartspec.sources.publication import Reference

#: Letters and digits from which on an equal title speaks for itself.
#: Words of sources that hold many works: their name is no title.
_COLLECTION = re.compile(
    r"\b(?:acm|c|conf|conference|congress|ency|encyclopedia|handb|handbook|hdb|ieee|lect|lecture|p|proc"
    r"|proceedings|s|symp|symposium|workshop|yearbook)\b",
    re.IGNORECASE,
)
SHORT_TITLE, LONG_TITLE = 12, 24


class Strength(IntEnum):
    """How sure it is that two references are one work."""

    NONE = 0
    WEAK = 1  # surname and year, and the short form fits the journal
    FAIR = 2  # surname and year, and the titles fit
    STRONG = 3  # equal title or page, and nothing against it
    SURE = 4  # equal DOI, or volume and page and surname


class CitedFacts:
    """The facts of one distinct reference; empty or None is missing.

    `title` and `source` are telling words in order; a style without titles (Web of Science) has the title of
    a book in `source`. `letters` is the title without blanks and signs: without a title the source, unless
    it is a journal (a volume is stated) or a collection. Words are cut when first asked for: most references
    never meet another that could be the same work.
    """

    __slots__ = ("_author", "_reference", "_source", "_title", "doi", "initial", "letters", "page", "surname",
                 "volume", "year")  # fmt: skip

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._author: tuple[str, ...] | None = None
        self._title: tuple[str, ...] | None = None
        self._source: tuple[str, ...] | None = None
        self.doi, self.year = reference.doi, reference.year
        self.surname, self.initial = surname_and_initial(reference.author)
        self.volume = fold(reference.volume).strip(" .v") if reference.volume else ""
        self.page = fold(reference.page).strip(" .").lstrip("0") if reference.page else ""
        title = reference.title
        if not title and not reference.volume and not _COLLECTION.search(reference.source):
            title = reference.source
        self.letters = compact(title) if title else ""

    @property
    def author(self) -> tuple[str, ...]:
        """Words of the first author."""
        if self._author is None:
            self._author = telling_words(self._reference.author)
        return self._author

    @property
    def title(self) -> tuple[str, ...]:
        """Words of the title."""
        if self._title is None:
            self._title = telling_words(self._reference.title)
        return self._title

    @property
    def source(self) -> tuple[str, ...]:
        """Words of the source."""
        if self._source is None:
            self._source = telling_words(self._reference.source)
        return self._source

    @property
    def organisation(self) -> bool:
        """Whether the author looks like an organisation: two or more long words."""
        return len(self.author) > 1 and all(len(word) > 2 for word in self.author)

    @property
    def thesis(self) -> bool:
        """Whether the short form says no more than that it is a thesis."""
        return self.source[:1] == ("thesis",) and not self.title

    @property
    def text(self) -> tuple[str, ...]:
        """The words of the title, else of the source."""
        return self.title or self.source


def same_author(first: CitedFacts, second: CitedFacts) -> bool | None:
    """Whether first authors agree; None if one is missing. Organisations agree by most of their words."""
    if not first.surname or not second.surname:
        return None
    if same_surname(first.surname, second.surname):
        return not first.initial or not second.initial or first.initial == second.initial or first.organisation
    if first.organisation and second.organisation:
        return share_of_words(first.author, second.author) >= 0.6
    return False


def weigh(first: CitedFacts, second: CitedFacts) -> Strength:
    """How sure it is that two references are one work, by everything both state."""
    gap = abs(first.year - second.year) if first.year and second.year else None
    same_doi = bool(first.doi) and first.doi == second.doi
    if gap is not None and gap > 1 and not same_doi:
        return Strength.NONE
    who = same_author(first, second)
    page = first.page == second.page if first.page and second.page else None
    volume = first.volume == second.volume if first.volume and second.volume else None
    if who is False and first.letters != second.letters and not (same_doi or (page and volume)):
        return Strength.NONE
    agreement = Agreement(
        who=who,
        gap=gap,
        page=page,
        volume=volume,
        text=alike(first, second, misspelt=who is not False),
        telling=min(len(first.letters), len(second.letters)) >= LONG_TITLE,
    )
    if same_doi:
        agree = agreement.who is not False or agreement.text or agreement.page
        return Strength.SURE if agree else Strength.NONE
    if agreement.page and agreement.volume:
        return _same_place(first, second, agreement)
    if agreement.who:
        return _same_author(first, second, agreement)
    return _other_author(first, second, agreement)


@dataclass(frozen=True, slots=True)
class Agreement:
    """What two references share; None where one of them does not state it."""

    who: bool | None
    gap: int | None
    page: bool | None
    volume: bool | None
    text: Strength
    telling: bool


def _same_place(first: CitedFacts, second: CitedFacts, agreement: Agreement) -> Strength:
    """Strength for equal volume and first page; page 1 begins every article of some journals."""
    if agreement.text == Strength.STRONG or (agreement.text and agreement.who):
        return Strength.SURE
    if first.page == "1" and (not agreement.who or (first.title and second.title)):
        return Strength.NONE
    if agreement.who:
        return Strength.SURE
    return Strength.STRONG if same_source(first, second) else Strength.NONE


def same_source(first: CitedFacts, second: CitedFacts) -> bool:
    """Whether the source of one stands for the source or title of the other."""
    pairs = ((first.source, second.source), (first.source, second.title), (second.source, first.title))
    return any(share_in_order(one, other) >= 0.6 for one, other in pairs)


def _same_author(first: CitedFacts, second: CitedFacts, agreement: Agreement) -> Strength:
    """Strength for one first author."""
    text, page = agreement.text, agreement.page
    if agreement.gap != 0:
        sure = text == Strength.STRONG or (text and (page or agreement.gap is None))
        return Strength.FAIR if sure and agreement.telling else Strength.NONE
    if text == Strength.STRONG or (page and (len(first.page) > 2 or same_source(first, second))):
        return Strength.STRONG
    both_titles = bool(first.title and second.title)
    if text:
        return Strength.FAIR if page is not False or both_titles else Strength.WEAK
    if both_titles or page is False:
        return Strength.NONE
    return Strength.WEAK if _may_be(first, second, agreement) else Strength.NONE


def _may_be(first: CitedFacts, second: CitedFacts, agreement: Agreement) -> bool:
    """Whether a short form without a title may stand for the other: by page, source or "thesis"."""
    if agreement.page and len(first.page) == 2:
        return True
    if agreement.volume is False:
        return False
    return fits(first.source, second.source) or (first.thesis != second.thesis and not first.page + second.page)


def _other_author(first: CitedFacts, second: CitedFacts, agreement: Agreement) -> Strength:
    """Strength if first authors differ or one is missing: only the title of the same year tells."""
    if agreement.gap != 0 or agreement.page is False:
        return Strength.NONE
    if agreement.who is False:
        chapter = bool(first.page) != bool(second.page)
        equal = agreement.text == Strength.STRONG and agreement.telling
        return Strength.FAIR if equal and not chapter else Strength.NONE
    if agreement.text == Strength.STRONG:
        return Strength.FAIR if len(first.letters) >= LONG_TITLE // 2 else Strength.NONE
    if _author_in_title(first, second) or _author_in_title(second, first):
        return Strength.FAIR
    enough = agreement.telling or min(len(first.text), len(second.text)) >= 4
    return Strength.WEAK if agreement.text and enough else Strength.NONE


def _author_in_title(first: CitedFacts, second: CitedFacts) -> bool:
    """Whether the words of one begin with the author of the other and hold its title behind it."""
    text, title = first.title + first.source, second.text
    if not second.surname or text[:1] != second.author[:1] or len(second.letters) < SHORT_TITLE:
        return False
    return any(text[at : at + len(title)] == title for at in range(1, 6))


def alike(first: CitedFacts, second: CitedFacts, *, misspelt: bool = True) -> Strength:
    """Whether titles are equal (strong), or one begins, abbreviates or varies the other.

    Titles without a common word are compared letter by letter only if `misspelt` ones are looked for.
    """
    a, b = first.letters, second.letters
    if a and a == b and (len(a) >= SHORT_TITLE or fits(first.source, second.source)):
        return Strength.STRONG
    short, full = (a, b) if len(a) <= len(b) else (b, a)
    if len(short) >= SHORT_TITLE and full.startswith(short):
        return Strength.FAIR
    if first.title and second.title:
        share = share_of_words(first.title, second.title)
        if share >= 0.75 and min(len(first.title), len(second.title)) >= 3:
            return Strength.FAIR
        return Strength.FAIR if (share or misspelt) and _varies(short, full) else Strength.NONE
    if fits(first.source, second.title) or fits(second.source, first.title):
        return Strength.FAIR
    return Strength.FAIR if misspelt and _varies(short, full) else Strength.NONE


def _varies(short: str, full: str) -> bool:
    """Whether two titles share three quarters of their three-letter pieces; lengths exclude most pairs."""
    return len(short) >= SHORT_TITLE and len(full) * 0.6 <= len(short) and share_of_trigrams(short, full) >= 0.75
