"""Fields of Web of Science, whatever file they stand in, as a publication."""

import re
from collections.abc import Callable, Mapping, Sequence

from smartspec.sources.doi import clean_doi
from smartspec.sources.fields import issns_in, named, orcid_in, split_list, whole_number, year_in
from smartspec.sources.folding import fold
from smartspec.sources.names import surname_and_initial
from smartspec.sources.publication import Affiliation, Author, Publication
from smartspec.sources.references import parse_reference

#: Field tag to its value: a list with one item per line or per list entry for `LISTS`, else one text.
Fields = Mapping[str, list[str]]

LISTS = frozenset({"AU", "AF", "BA", "BF", "BE", "CA", "CR", "C1", "C3"})
TAGS = frozenset({
    "FN", "VR", "PT", "AU", "AF", "BA", "BF", "BE", "GP", "CA", "TI", "SO", "SE", "BS", "LA", "DT", "CT",
    "CY", "CL", "SP", "HO", "DE", "ID", "AB", "C1", "C3", "RP", "EM", "RI", "OI", "FU", "FP", "FX", "CR",
    "NR", "TC", "Z9", "U1", "U2", "PU", "PI", "PA", "SN", "EI", "BN", "J9", "JI", "PD", "PY", "VL", "IS",
    "PN", "SU", "SI", "MA", "BP", "EP", "AR", "DI", "DL", "D2", "EA", "EY", "PG", "P2", "WC", "WE", "SC",
    "GA", "UT", "PM", "OA", "HC", "HP", "DA", "ER", "EF", "AE", "GE", "ED", "MI", "NM", "X1", "Y1", "Z1",
    "FT", "S1", "TA", "PS", "CI", "CS", "RE", "PR", "MC", "ME",
})  # fmt: skip
_BRACKETED = re.compile(r"\[([^\]]*)\]\s*(.*)$", re.DOTALL)
_CORRESPONDING = re.compile(r",? \((?:corresponding|reprint) author\)")
_ITEM = re.compile(r"; (?=\[)")


def publication(fields: Fields, *, number: int, line: int | None) -> Publication:
    """A publication from the fields of one record."""

    def text(tag: str) -> str:
        return " ".join(fields.get(tag, ())).strip()

    early = year_in(text("EA")) or year_in(text("EY"))
    authors = _authors(fields, text)
    found = Publication("wos", number, line)
    found.native_id = text("UT")
    found.doi = clean_doi(text("DI"))  # D2 is the DOI of the whole book
    found.title, found.abstract = text("TI"), text("AB")
    found.year, found.year_early_access = year_in(text("PY")) or early, early
    found.publication_date = f"{text('PD')} {text('PY')}".strip() if text("PD") else text("EA")
    found.type, found.language = text("DT"), text("LA")
    found.source_title, found.source_abbreviation = text("SO"), text("J9") or text("JI")
    found.issn = issns_in(text("SN"), text("EI"))
    found.publisher = text("PU")
    found.volume, found.issue = text("VL"), text("IS")
    found.page_begin, found.page_end, found.article_number = text("BP"), text("EP"), text("AR")
    found.times_cited, found.n_references_stated = whole_number(text("TC")), whole_number(text("NR"))
    found.open_access, found.funding = text("OA"), text("FX") or text("FU")
    found.authors = authors
    found.affiliations = addresses(fields.get("C1", ()), authors)
    for kind, tag in (("author-keyword", "DE"), ("index-keyword", "ID"), ("category", "WC")):
        found.terms += [(kind, term) for term in split_list(text(tag))]  # type: ignore[misc]
    found.references = [parse_reference(raw, style="wos") for raw in fields.get("CR", ()) if raw.strip()]
    return found


def _authors(fields: Fields, text: Callable[[str], str]) -> list[Author]:
    """Authors, else book authors, else editors; groups come behind them."""
    names, full_names, role = fields.get("AU", []), fields.get("AF", []), "author"
    if not names:
        names, full_names = fields.get("BA", []), fields.get("BF", [])
    groups = [name for one in fields.get("CA", ()) for name in split_list(one)]
    if not names and not groups:
        names, full_names, role = fields.get("BE", []), [], "editor"
    if not names and not groups:
        names, role = split_list(text("GP")), "group"
    authors = named(list(names), role=role)
    if len(full_names) == len(authors):
        for author, full_name in zip(authors, full_names, strict=True):
            author.full_name = full_name
    authors += named(groups, role="group")
    _add_orcids(authors, text("OI"))
    _mark_corresponding(authors, text("RP"))
    return authors


class _Finder:
    """Places in an author list by name: full name or name as written, else surname and initial if unique."""

    def __init__(self, authors: list[Author]) -> None:
        self._exact: dict[str, int] = {}
        self._rough: dict[tuple[str, str], int] = {}
        for place, author in enumerate(authors, 1):
            for name in (author.full_name, author.name):
                if name:
                    self._exact.setdefault(_squeezed(name), place)
            key = surname_and_initial(author.full_name or author.name)
            self._rough[key] = 0 if key in self._rough else place

    def __call__(self, name: str) -> int:
        """The place from 1; 0 if the name is not in the list."""
        return self._exact.get(_squeezed(name)) or self._rough.get(surname_and_initial(name), 0)


def _squeezed(name: str) -> str:
    return fold(name).replace(".", "").replace(" ", "")


def _add_orcids(authors: list[Author], text: str) -> None:
    """`Last, First/0000-0000-0000-0000; ...` to the authors that the names mean."""
    if not text:
        return
    find = _Finder(authors)
    for pair in split_list(text):
        name, _, orcid = pair.partition("/")
        place = find(name)
        if place and not authors[place - 1].orcid:
            authors[place - 1].orcid = orcid_in(orcid)


def _mark_corresponding(authors: list[Author], text: str) -> None:
    """Authors before `(corresponding author)` or `(reprint author)`; without a mark nothing is stated."""
    before = _CORRESPONDING.split(text)[:-1]
    if not before:
        return
    find = _Finder(authors)
    names = (name for part in before for name in part.rpartition(".; ")[2].split("; "))
    places = {find(name.strip(" ,")) for name in names}
    if places - {0}:
        for place, author in enumerate(authors, 1):
            author.corresponding = place in places


def addresses(items: Sequence[str], authors: list[Author]) -> list[Affiliation]:
    """Addresses with the authors in the brackets before them; an address of a lone author is the author's."""
    find, found = _Finder(authors), []
    alone = (1,) if len(authors) == 1 else ()
    for item in items:
        bracketed = _BRACKETED.match(item)
        raw = bracketed[2] if bracketed else item
        places = {find(name.strip()) for name in bracketed[1].split(";")} if bracketed else set(alone)
        found.append(Affiliation(raw.strip(), tuple(sorted(places - {0}))))
    return [one for one in found if one.raw]


def split_addresses(text: str) -> list[str]:
    """Addresses of one cell; a `; ` inside the brackets of names does not part them.

    >>> split_addresses("[A, B; C, D] Univ X, Y; [E, F] Univ Z, Y")
    ['[A, B; C, D] Univ X, Y', '[E, F] Univ Z, Y']
    """
    if "[" in text:
        pieces = _ITEM.split(text)
        return [part for piece in pieces for part in _without_brackets(piece)]
    return split_list(text)


def _without_brackets(piece: str) -> list[str]:
    """An address with names, and addresses without any behind it."""
    names, bracket, rest = piece.rpartition("]")
    if not bracket:
        return split_list(piece)
    parts = split_list(rest)
    return [f"{names}{bracket} {parts[0]}", *parts[1:]] if parts else []
