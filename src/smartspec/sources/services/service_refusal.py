"""A service's refusal in words: what it says, what it means, what to do; never with the key or the contact."""

import html
import json
import re

from smartspec.errors import ConfigError, SmartspecError, SourceError
from smartspec.sources.services.https_get import Received
from smartspec.sources.services.service_allowance import allowance, retry_after
from smartspec.sources.services.service_requests import Json, Request, Service

SPENT, DENIED, WRONG = {402, 403, 429}, {401, 403}, {400, 404, 414, 422}
_KEPT = "what was received is kept: call again later and it goes on from there"
_SHOWN = 300
_LONGEST_ERROR = 1 << 16
_TEXT_NAMES = ("message", "label", "detail", "title", "text")
_FAULT = re.compile(r"<(?:[\w.-]+:)?(?:faultstring|Text)\b[^>]*>([^<]+)<")
_UNPRINTABLE = re.compile(r"[^\w\s!-~«»“”’–—…]+")


def is_spent(received: Received) -> bool:
    """Whether the allowance is used up, so that waiting for a moment is no use."""
    return received.status == 402 or (received.status in SPENT and allowance(received.headers).is_spent)


class Refusals:
    """Makes errors of refusals.

    Parameters
    ----------
    secret : key or contact, which no error shows.
    longest_wait : seconds that the service may ask to wait.
    """

    def __init__(self, service: Service, secret: str, *, longest_wait: float) -> None:
        self.service, self.longest_wait, self._secret = service, longest_wait, secret

    def refusal(self, received: Received, request: Request, *, now: float) -> SmartspecError:
        """The error for an answer that is none."""
        place = f"{self.service.title}, `{request.path}`"
        said, status = self._message(received.body), f"status {received.status}"
        wait = retry_after(received.headers, now=now) or 0.0
        if not received.status:
            return SourceError(f"cannot be reached: {self.clean(received.fault)}", place=place, hint=_KEPT)
        if is_spent(received):
            found = allowance(received.headers)
            left = f"; {found.words()}" if found.words() else ""
            due = wait or found.reset
            hint = f"{_KEPT}{f' (in {_duration(due)})' if due else ''}; {self.service.identified}"
            return SourceError(f"the allowance is spent ({status}){left}{said}", place=place, hint=hint)
        if received.status in DENIED:
            sent = "refuses the key or contact" if self._secret else "refuses the request"
            return SourceError(f"{sent} ({status}){said}", place=place, hint=self.service.identified)
        if received.status in WRONG:
            hint = "query and filter are given to the service as they are; its documentation says what it understands"
            return ConfigError(f"does not accept the request ({status}){said}", place=place, hint=hint)
        asks = f" and asks to wait {_duration(wait)}" if wait > self.longest_wait else ""
        return SourceError(f"answers with {status}{asks}{said}", place=place, hint=_KEPT)

    def clean(self, text: str) -> str:
        """One line of printable text, not too long, without the secret."""
        shown = text.replace(self._secret, "…") if self._secret else text
        return " ".join(_UNPRINTABLE.sub(" ", shown).split())[:_SHOWN]

    def _message(self, body: bytes) -> str:
        """What the service said, as a further part of a sentence."""
        try:
            found = json.loads(body)
        except (ValueError, RecursionError):
            texts = _plain_texts(body)
        else:
            texts = _texts(found if isinstance(found, dict) else {})
        return f": {self.clean(' '.join(texts))}" if texts else ""


def _texts(body: Json) -> list[str]:
    """Texts of an error, in the ways in which services write them."""
    found = [body[name] for name in ("error", "message", "detail") if isinstance(body.get(name), str)]
    for name in ("message", "error", "errors", "warning"):
        items = body.get(name)
        for one in items if isinstance(items, list) else [items]:
            if isinstance(one, dict):
                found += [one[key] for key in _TEXT_NAMES if isinstance(one.get(key), str)][:1]
    return found


def _plain_texts(body: bytes) -> list[str]:
    """Texts of an error in XML, or the few words that stand alone."""
    text = body[:_LONGEST_ERROR].decode("utf-8", "replace")
    inside = _FAULT.findall(text)
    if inside or "<" in text:
        return [html.unescape(found) for found in inside]
    return [text.strip()] if 0 < len(text.strip()) <= _SHOWN else []


def _duration(seconds: float) -> str:
    minutes = max(1, round(seconds / 60))
    return f"{minutes} min" if minutes < 120 else f"{round(minutes / 60)} h"
