"""What a service still allows, as its answers say it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Allowance:
    """Figures of an answer's headers; None where they say nothing.

    Attributes
    ----------
    left, limit : US dollars of the day; `cost` of this request, `needed` for a request that was refused.
    credits_left, credits_needed : the same in credits.
    reset : seconds until the day's allowance begins anew.
    pause : seconds between requests that the service asks for.
    """

    left: float | None = None
    limit: float | None = None
    cost: float | None = None
    needed: float | None = None
    credits_left: float | None = None
    credits_needed: float | None = None
    reset: float | None = None
    pause: float = 0.0

    @property
    def is_spent(self) -> bool:
        """Whether a further request of this kind cannot succeed before the allowance begins anew."""
        pairs = ((self.left, self.needed), (self.credits_left, self.credits_needed))
        return any(left is not None and (left <= 0 or (need is not None and left < need)) for left, need in pairs)

    def words(self) -> str:
        """What is left, in words; "" if the answer said nothing.

        >>> Allowance(left=0.997, limit=1.0, credits_left=9970).words()
        '0.9970 of 1.0000 US dollars left today'
        """
        if self.left is not None:
            whole = "" if self.limit is None else f" of {self.limit:.4f}"
            return f"{self.left:.4f}{whole} US dollars left today"
        return "" if self.credits_left is None else f"{self.credits_left:.0f} requests or credits left"


def allowance(headers: Mapping[str, str]) -> Allowance:
    """The allowance that the headers of an answer state.

    Parameters
    ----------
    headers : names in lower case.

    Notes
    -----
    Source: https://developers.openalex.org/api-reference/authentication,
    https://www.crossref.org/documentation/retrieve-metadata/rest-api/access-and-authentication/

    >>> allowance({"x-rate-limit-limit": "3", "x-rate-limit-interval": "1s"}).pause
    0.3333333333333333
    """
    requests, seconds = _number(headers, "x-rate-limit-limit"), _number(headers, "x-rate-limit-interval")
    return Allowance(
        _number(headers, "x-ratelimit-remaining-usd"),
        _number(headers, "x-ratelimit-limit-usd"),
        _number(headers, "x-ratelimit-cost-usd"),
        _number(headers, "x-ratelimit-cost-required-usd"),
        _number(headers, "x-ratelimit-remaining"),
        _number(headers, "x-ratelimit-credits-required"),
        _number(headers, "x-ratelimit-reset"),
        seconds / requests if requests and seconds else 0.0,
    )


def retry_after(headers: Mapping[str, str], *, now: float) -> float | None:
    """Seconds to wait before the next try: stated as such, or as a date.

    >>> retry_after({"retry-after": "Thu, 01 Jan 1970 00:01:00 GMT"}, now=20.0)
    40.0
    """
    stated = headers.get("retry-after", "").strip()
    if stated.isascii() and stated.isdigit():
        return float(stated)
    try:
        date = parsedate_to_datetime(stated)
    except ValueError:
        return None
    date = date if date.tzinfo else date.replace(tzinfo=UTC)
    return max(0.0, (date - datetime.fromtimestamp(now, UTC)).total_seconds())


def _number(headers: Mapping[str, str], name: str) -> float | None:
    found = _NUMBER.match(headers.get(name, "").strip())
    return float(found[0]) if found else None
