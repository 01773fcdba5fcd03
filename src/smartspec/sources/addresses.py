"""The organisation in an address, where the format does not state it as a field of its own."""

import re

from smartspec.sources.folding import fold

#: What an organisation calls itself, from surest to least sure; the first that occurs in the address wins.
_KINDS = tuple(
    re.compile(words, re.VERBOSE)
    for words in (
        r"""universi | \buniv\b | politecnic | polytechni | hochschule\b | \beth\b | \becole\b
        | университет | \bвуз\b | академи[яи]\b""",
        r"""\bacadem(?:y|ia)[ ]of[ ]sciences | \bacad\w*\b | \bcnrs\b | \binrae?\b | max[ ]planck | fraunhofer
        | \bcsic\b | \bcsiro\b | \bран\b""",
        r"""institut | \binst\b | \bcollege | hospital | \bklinik | clinic\b | \bcouncil | ministry | agency
        | \bbank\b | институт""",
        r"""foundation | corporation | compan | \binc\b | \bltd | \bllc\b | gmbh | \bs\.?a\.?$ | \bmuseum
        | library | commission | \bfao\b""",
        r"""cent(?:er|re|ro)\b | laborator | organi[sz]ation | association | society | \bgroup\b
        | центр | лаборатория""",
    )
)
#: Parts of an organisation: never its name if anything else is there.
_PART = re.compile(
    r"""^(?:the[ ])?(?:d[eé]p(?:artment|artamento|artement|t|art)?\b | faculty | facult | school | division
    | section | chair\b | lehrstuhl | graduate[ ]school | institute?[ ]of[ ][\w ]+[ ](?:of|and)[ ]
    | кафедра | факультет | отдел | школа | лаборатория)""",
    re.VERBOSE,
)
#: Names that many universities share; the next piece says which one it is.
_SYSTEM = re.compile(
    r"""(?:the[ ])?university[ ]of[ ](?:california | texas | north[ ]carolina | wisconsin | massachusetts
    | maryland | nebraska | colorado | illinois | michigan | minnesota | missouri | tennessee | hawaii
    | alaska | arkansas | louisiana | houston)([ ]system)?$
    | state[ ]university[ ]of[ ]new[ ]york$ | city[ ]university[ ]of[ ]new[ ]york$
    | california[ ]state[ ]university$
    | (?:indian|national)[ ]institutes?[ ]of[ ]technology$""",
    re.VERBOSE,
)
_ROOM_OR_STREET = re.compile(r"^\W*\d|\b(?:street|road|avenue|\bave\b|blvd|p\.? ?o\.? box|ul\.|str\.)(?:\b|$)")


def organisation_first(address: str) -> str:
    """The organisation of a Web of Science address: all before the first comma.

    >>> organisation_first("Imperial Coll London, Ctr Environm Policy, London SW7 1NE, England.")
    'Imperial Coll London'
    """
    return address.partition(",")[0].strip().rstrip(".")


def organisation_among(address: str) -> str:
    """The organisation in an address that goes from the small unit to the country, as Scopus writes it.

    The pieces between commas, without the last one (the country), are searched for the words by which
    organisations call themselves, universities first; departments, faculties and schools count only
    if nothing else is found. Without any such word the first piece is taken that is no such part.

    >>> organisation_among("Department of Statistics, University of California, Berkeley, CA, United States")
    'University of California, Berkeley'
    >>> organisation_among("School of Public Health, Wenzhou Medical University, Wenzhou, 325035, China")
    'Wenzhou Medical University'
    """
    pieces = [piece.strip() for piece in address.split(",") if piece.strip()]
    candidates = pieces[:-1] or pieces
    folded = [fold(piece) for piece in candidates]
    whole = [at for at, piece in enumerate(folded) if not _PART.match(piece) and not _is_place(piece)]
    for kind in _KINDS:
        for at in whole:
            if kind.search(folded[at]):
                return _with_campus(candidates, at) if _SYSTEM.match(folded[at]) else candidates[at]
    return candidates[whole[0]] if whole else candidates[0] if candidates else ""


def _with_campus(pieces: list[str], at: int) -> str:
    campus = pieces[at + 1] if at + 1 < len(pieces) else ""
    named = campus.replace(" ", "").replace("-", "").replace(".", "").isalpha() and len(campus) > 2
    return f"{pieces[at]}, {campus}" if named else pieces[at]


def _is_place(piece: str) -> bool:
    return _ROOM_OR_STREET.search(piece) is not None
