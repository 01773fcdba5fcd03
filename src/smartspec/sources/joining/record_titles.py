"""Titles of records as compared, and what they give away: corrections, retractions, preprints, generic titles."""

import re

from smartspec.sources.folding import compact, fold, strip_markup

#: Titles that many documents share; they need volume and pages to be joined.
GENERIC_TITLES = frozenset(
    compact(title)
    for title in (
        "acknowledgements",
        "announcements",
        "author index",
        "book reviews",
        "calendar of events",
        "conclusions",
        "conference report",
        "editorial introduction",
        "editorial note",
        "foreword to the special issue",
        "from the editors",
        "guest editorial",
        "guest editors introduction",
        "in this issue",
        "introduction to the special issue",
        "letter from the editor",
        "letter to the editor",
        "message from the editors",
        "news and notes",
        "notes on contributors",
        "preface to the special issue",
        "special issue editorial",
        "table of contents",
        "от редакции",
        "содержание",
        "предисловие",
        "вступительное слово",
    )
)
SHORTEST_TITLE = 25
#: What begins the title of a notice whatever the type says: a colon, a quote or "notice" gives it away.
_NOTICE = re.compile(
    r"(?:(?:author |publisher'?s? )?(?:correction|retraction|withdrawal|expression of concern)"
    r"(?: (?:notice|note)(?: to| for| of| on)?(?=\W|$)|(?: to| for| of)?(?=\s*[:'\"“«]|$))"
    r"|(?:corrigend[ua]m?|erratum|errata|addendum)(?: notice| note)?(?: to| for| of| on)?(?=\W|$))"
    r"[\s:.'\"“«-]*"
)
#: Words that papers about corrections begin with, too: a notice only if the type does not say otherwise.
_BARE_NOTICE = re.compile(r"(?:corrections? (?:to|for)|retraction (?:to|of)) ")
_RETRACTED = re.compile(r"(?:retracted|withdrawn)(?: article| paper| chapter)?\s*[:.\-]\s*")
_OF_VOLUME = re.compile(r"\s*\((?:vol|v\.?)\s*\d+.*\)\s*$|\s*\([^()]*,\s*\(?(?:19|20)\d\d\)?,.*\)\s*$")
_NOTICE_TYPES = {
    "correction": "correction",
    "correction, addition": "correction",
    "corrigendum": "correction",
    "erratum": "correction",
    "retraction": "retraction",
    "retraction notice": "retraction",
}
_NOTICES = frozenset({"", "correction", "retraction"})
_OTHER_KINDS = frozenset({"preprint", "dataset", "dissertation", "book review", "peer-review", "software"})
_SAME_KIND = {"posted-content": "preprint", "data set": "dataset", "thesis": "dissertation"}
_PREPRINT_DOI = re.compile(
    r"10\.(?:1101/\d|(?:48550|2139|21203|20944|26434|36227|31219|31234|31235|35542|22541|33774)/)"
)


def title_and_kind(title: str, type_: str, doi: str) -> tuple[str, str]:
    """What is compared of a title, and the kind of record: document, correction, retraction, preprint ...

    Notices ("Correction to: X", "X (vol 1, 109)") and retracted papers ("RETRACTED: X") are compared by X.

    >>> title_and_kind("Correction to: Smart regions (Reg. Stud., (2021), 1, 109)", "Erratum", "")
    ('smartregions', 'correction')
    """
    kind = fold(type_).strip()
    kind = _NOTICE_TYPES.get(kind, _SAME_KIND.get(kind, kind))
    text = fold(strip_markup(title)).strip(" \"'“«[")
    found = _NOTICE.match(text) or (_BARE_NOTICE.match(text) if kind in _NOTICES else None)
    if found:
        kind = "retraction" if text.startswith(("retraction", "withdrawal")) else "correction"
        text = text[found.end() :] or text
    elif found := _RETRACTED.match(text):
        text = text[found.end() :] or text
    if kind in {"correction", "retraction"} or " (vol " in text:
        short = _OF_VOLUME.sub("", text)
        if short != text and kind not in {"correction", "retraction"}:
            kind = "correction"
        text = short or text
    if kind not in _OTHER_KINDS and kind not in {"correction", "retraction"}:
        kind = "document"
    if kind == "document" and doi:
        kind = "preprint" if _PREPRINT_DOI.match(doi) else kind
    return compact(text), kind


def is_generic(title: str) -> bool:
    """Whether a compared title is too short or too common to tell documents apart."""
    return len(title) < SHORTEST_TITLE or title in GENERIC_TITLES
