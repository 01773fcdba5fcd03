"""What services of SDMX answer in the place of data: refusals, and tables that are made ready for later."""

import re
from collections.abc import Sequence

from smartspec.errors import SourceError
from smartspec.sources.xml_records import Element

#: Elements that hold such an answer: a footer, an error, a queue, a fault of SOAP.
ANSWERS = frozenset({"Footer", "ErrorMessage", "queued", "faultstring"})
_SOAP = re.compile(r"<(?:[\w.-]+:)?Fault[\s>].*<faultstring|<(?:[\w.-]+:)?syncResponse[\s>]", re.DOTALL)
_LATER = re.compile(r"asynchronous|submitted|processing|written to a file|large query", re.IGNORECASE)


def is_answer(text: str) -> bool:
    """Whether the beginning of a file is such an answer in the words of SOAP, as Eurostat sends it.

    >>> is_answer("<S:Fault><faultcode>100</faultcode><faultstring>no data</faultstring></S:Fault>")
    True
    """
    return _SOAP.search(text) is not None


def answered(answers: Sequence[Element], *, place: str) -> SourceError:
    """The error for a file that holds such answers and no data."""
    texts = dict.fromkeys(one.text for one in answers if one.text)
    said = " ".join(texts)
    hint = "download the file again, with a narrower choice"
    if _LATER.search(said):
        hint = "the service was still making the table ready: ask for a narrower choice, or use `smartspec fetch`"
    return SourceError(f"holds no data but what the service answered: {said[:300]}", place=place, hint=hint)
