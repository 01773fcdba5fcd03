"""Fields of Scopus, whatever file they stand in, as a publication."""

import re
from collections.abc import Mapping

from smartspec.sources.doi import clean_doi
from smartspec.sources.fields import issns_in, split_list, whole_number, year_in
from smartspec.sources.folding import fold
from smartspec.sources.publication import Affiliation, Author, Publication
from smartspec.sources.references import parse_reference, split_scopus_references

#: Column to its value, stripped; columns that the user did not choose are absent.
Cells = Mapping[str, str]

_NOTHING = re.compile(r"\[No (?:author|abstract|author name|author id|title)[^\]]*\]$", re.IGNORECASE)
_EID = re.compile(r"2-s2\.0-\d+")
_INITIALS = r"(?:[^\W\d_]{1,3}\.[\s-]*)+"
_PAIRS = re.compile(rf"([^,]+, {_INITIALS}(?:,? (?:Jr|Sr|I{{2,3}})\.?)?)(?:, |$)")
_FULL_NAME = re.compile(r"(.*?)\s*\((\d{4,})\)$", re.DOTALL)
_SUFFIX = re.compile(r"(?:Jr|Sr|I{2,3}|IV)\.?$")
_PERSON = re.compile(rf" {_INITIALS}(?:,? (?:Jr|Sr|I{{2,3}}|IV)\.?)?$")
_NAME_FIRST = re.compile(rf"[^,]{{1,60}}?,? {_INITIALS}(?:, |$)")


def publication(cells: Cells, *, number: int, line: int | None) -> Publication:
    """A publication from the columns of the CSV export, under their English names."""

    def text(column: str) -> str:
        value = cells.get(column, "")
        return "" if _NOTHING.match(value) else value

    found = Publication("scopus", number, line)
    eid = _EID.search(text("EID")) or _EID.search(text("Link"))
    found.native_id = eid[0] if eid else ""
    found.doi = clean_doi(text("DOI"))
    found.title, found.abstract = text("Title"), text("Abstract")
    found.year = year_in(text("Year"))
    found.type, found.language = text("Document Type"), text("Language of Original Document")
    found.source_title, found.source_abbreviation = text("Source title"), text("Abbreviated Source Title")
    found.issn, found.publisher = issns_in(text("ISSN")), text("Publisher")
    found.volume, found.issue = text("Volume"), text("Issue")
    found.page_begin, found.page_end = text("Page start"), text("Page end")
    found.article_number = text("Art. No.")
    found.times_cited = whole_number(text("Cited by"))
    found.open_access, found.url = text("Open Access"), text("Link")
    funding = [value for name, value in cells.items() if name.startswith("Funding Text") and value]
    found.funding = " ".join(funding) or text("Funding Details")
    found.authors = authors(text("Authors"), ids=text("Author(s) ID"), full_names=text("Author full names"))
    mark_corresponding(found.authors, text("Correspondence Address"))
    found.affiliations = affiliations(text("Affiliations"), text("Authors with affiliations"), found.authors)
    found.terms = [("author-keyword", term) for term in split_list(text("Author Keywords"))]
    found.terms += [("index-keyword", term) for term in split_list(text("Index Keywords"))]
    found.references = [parse_reference(raw, style="scopus") for raw in split_scopus_references(text("References"))]
    return found


def authors(text: str, *, ids: str = "", full_names: str = "") -> list[Author]:
    """The author list; the number of ids decides between readings, else the pattern of names.

    Three styles are in use: `Last F., Last F.` (to 2023), `Last F.; Last F.` (since 2023) and
    `Last, F., Last, F.` (2016).

    >>> [author.name for author in authors("Pan, Y., Kościelniak, J.")]
    ['Pan, Y.', 'Kościelniak, J.']
    >>> [author.name for author in authors("Flood E.L.; Chen-Lim M.-L.")]
    ['Flood E.L.', 'Chen-Lim M.-L.']
    """
    numbers = [one for one in split_list(ids) if one.isdigit()]
    full = split_list(full_names)
    found = [Author(name) for name in split_names(text, n=len(numbers) or len(full))]
    persons = [author for author in found if _PERSON.search(author.name)]
    for some in (found, persons):
        if len(numbers) == len(some):
            for author, author_id in zip(some, numbers, strict=True):
                author.author_id = author_id
            break
    if found and len(persons) < len(found) and len(numbers) == len(persons):
        for author in found:
            author.role = "author" if author.author_id else "group"
    _add_full_names(found, full)
    return found


def _add_full_names(found: list[Author], full: list[str]) -> None:
    """`Last, First (id)` to the author with that id, else to the one in the same place."""
    by_id = {author.author_id: author for author in found if author.author_id}
    for place, one in enumerate(full):
        match = _FULL_NAME.match(one)
        author = by_id.get(match[2]) if match else None
        if author is None and len(full) == len(found):
            author = found[place]
        if author is not None:
            author.full_name = match[1] if match else one
            author.author_id = author.author_id or (match[2] if match else "")


def split_names(text: str, *, n: int = 0) -> list[str]:
    """Names of an author list; `n` is their number if it is known from elsewhere.

    >>> split_names("Muth D., Jr., Seale J.W.", n=2)
    ['Muth D., Jr.', 'Seale J.W.']
    """
    by_semicolon, by_comma = split_list(text, ";"), _joined(split_list(text, ", "))
    by_pairs = [name.strip() for name in _PAIRS.findall(text)]
    for names in (by_semicolon, by_comma, by_pairs):
        if n and len(names) == n:
            return names
    if len(by_semicolon) > 1:
        return by_semicolon
    return by_pairs if by_pairs and 2 * len(by_pairs) >= len(by_comma) else by_comma


def _joined(pieces: list[str]) -> list[str]:
    """Pieces between commas as names: `Jr.` goes with the name before, `A, B, and C` is one group."""
    found: list[str] = []
    for piece in pieces:
        if found and _SUFFIX.match(piece):
            found[-1] += f", {piece}"
        elif found and piece.startswith("and ") and not _PERSON.search(piece):
            parts = [piece]
            while found and not _PERSON.search(found[-1]):
                parts.insert(0, found.pop())
            found.append(", ".join(parts))
        else:
            found.append(piece)
    return found


def mark_corresponding(found: list[Author], text: str) -> None:
    """Mark the authors named at the beginning of a correspondence address; if none is found, nobody is."""
    names = {_squeezed(piece.partition(";")[0]) for piece in text.split("email:") if piece.strip()}
    places = [place for place, author in enumerate(found) if _squeezed(author.name) in names]
    if places:
        for place, author in enumerate(found):
            author.corresponding = place in places


def affiliations(text: str, with_authors: str, found: list[Author]) -> list[Affiliation]:
    """Addresses of the record, linked to authors where `Authors with affiliations` says so.

    An entry there is a name and its addresses, joined by commas like their parts; the addresses of
    the record are looked for in it, the longest first. What is left over is an address of its own.
    """
    raws = list(dict.fromkeys(split_list(text)))
    links: dict[str, list[int]] = {raw: [] for raw in raws}
    entries = split_list(with_authors)
    for place, entry in places_of(entries, found):
        rest = entry
        for raw in sorted(raws, key=lambda one: (-len(one), one)):
            if raw in rest:
                links[raw] += [place] if place else []
                rest = rest.replace(raw, "", 1)
        left = rest.strip(" ,;")
        if len(left) > 3 and any(letter.isalpha() for letter in left):
            links.setdefault(left, []).extend([place] if place else [])
    return [Affiliation(raw, tuple(dict.fromkeys(places))) for raw, places in links.items()]


def places_of(entries: list[str], found: list[Author]) -> list[tuple[int, str]]:
    """Place in the author list and address part of each entry `Name, Dept, Inst, City, Country`."""
    keys = [_squeezed(author.name) for author in found]
    placed, expected = [], 0
    for entry in entries:
        for at in (expected, *range(len(found))):
            if at < len(found) and (length := _length_of_name(entry, keys[at])):
                placed.append((at + 1, entry[length:].strip(" ,")))
                expected = at + 1
                break
        else:
            if match := _NAME_FIRST.match(entry):  # somebody who is not in the author list
                placed.append((0, entry[match.end() :]))
            elif placed:  # a `;` inside an address
                place, address = placed.pop()
                placed.append((place, f"{address}; {entry}"))
    return placed


def _length_of_name(entry: str, key: str) -> int:
    """How many characters of an entry spell the name; 0 if it does not begin with it."""
    if not key:
        return 0
    spelt = ""
    for at, letter in enumerate(entry):
        spelt += _squeezed(letter)
        if len(spelt) >= len(key):
            end = at + 1
            while end < len(entry) and not _squeezed(entry[end]) and entry[end] not in " ,;":
                end += 1
            return end if spelt == key and (end == len(entry) or entry[end] in " ,;") else 0
    return 0


def _squeezed(name: str) -> str:
    return "".join(letter for letter in fold(name) if letter not in " ,.-")
