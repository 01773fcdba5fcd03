"""A drawing as data: marks with colours by name, which the page and the picture files draw alike."""

import functools
import itertools
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any, Literal

#: A text, or the same text in both languages under `en` and `ru`.
Words = str | Mapping[str, str]
Mark = dict[str, Any]
Anchor = Literal["start", "middle", "end"]

LANGUAGES = ("en", "ru")
#: Width of the drawing for a phone; a page shows it where the wide one would be too small to read.
PHONE = 300.0
#: How much wider bold type is.
BOLD = 1.1
#: Width of a character in shares of the size of the type: wide enough for the usual sans-serif fonts.
_NARROW, _WIDE = frozenset("ijlftI.,:;|!'()[]{}-–·/ "), frozenset("mwMWШЩЖМФЮЫшщжмфюы@%—")


@functools.cache
def drawing() -> dict[str, Any]:
    """Constants of drawing that the page has as well, from `drawing.json`."""
    text = files("smartspec.web").joinpath("drawing.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def palette(theme: str) -> dict[str, str]:
    """Colour by name on a `light` or `dark` ground."""
    return dict(drawing()["figure_colours"][theme])


def said(words: Words, language: str) -> str:
    """The text in a language.

    Examples
    --------
    >>> said({"en": "map", "ru": "карта"}, "ru"), said("x", "ru")
    ('карта', 'x')
    """
    return words if isinstance(words, str) else words[language]


def both(english: str, russian: str) -> Words:
    """One text for both languages, as a single one where they do not differ."""
    return english if english == russian else {"en": english, "ru": russian}


def joined(parts: Iterable[Words], *, by: str = "") -> Words:
    """Texts one after the other, in each language."""
    listed = list(parts)
    english, russian = (by.join(said(part, language) for part in listed) for language in LANGUAGES)
    return both(english, russian)


def number_words(value: float | None, *, digits: int = 3) -> Words:
    r"""A number with so many significant digits and the decimal sign of each language; a dash where it is missing.

    Examples
    --------
    >>> number_words(0.12345), number_words(1234567.0), number_words(-2.0), number_words(1e-10)
    ({'en': '0.123', 'ru': '0,123'}, {'en': '1,234,567', 'ru': '1\xa0234\xa0567'}, '−2', '1·10⁻¹⁰')
    """
    if value is None or not math.isfinite(value):
        return "–"
    mantissa, _, written = f"{value:.{digits - 1}e}".partition("e")
    exponent = int(written)
    if exponent < -6:
        power = str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
        return joined([number_words(float(mantissa), digits=digits), f"·10{power}"])
    english = f"{value:,.{max(0, min(9, digits - 1 - exponent))}f}"
    if "." in english:
        english = english.rstrip("0").rstrip(".")
    english = ("−" + english[1:]) if english.startswith("-") and english.strip("-0.,") else english.lstrip("-")
    return both(english, english.replace(",", "\u00a0").replace(".", ","))


def text_width(words: Words, size: float) -> float:
    """Width of a text in pixels, in the longer of the two languages; an estimate that no font is needed for."""
    return max(_width(said(words, language)) for language in LANGUAGES) * size


@functools.lru_cache(maxsize=4096)
def _width(text: str) -> float:
    return sum(_character(character) for character in text)


@functools.lru_cache(maxsize=1024)
def _character(character: str) -> float:
    if character in _NARROW:
        return 0.38
    return 0.88 if character in _WIDE else 0.7 if character.isupper() else 0.61


def shortened(words: Words, size: float, room: float) -> Words:
    """A text cut to a width in pixels, with an ellipsis where something was left out.

    Examples
    --------
    >>> shortened("Информация и связь", 12, 70)
    'Информа…'
    """
    english, russian = (_cut(said(words, language), room / size) for language in LANGUAGES)
    return both(english, russian)


@functools.lru_cache(maxsize=4096)
def _cut(text: str, room: float) -> str:
    if _width(text) <= room:
        return text
    widths = itertools.accumulate(_character(character) for character in text)
    n = sum(width <= room - _character("…") for width in widths)
    return text[:n].rstrip(" ,;.") + "…"


def lines_of(words: Words, *, size: float, room: float, bold: bool = False) -> list[Words]:
    """A text as lines that fit into a width, in each language; the shorter language ends in empty lines.

    Examples
    --------
    >>> lines_of({"en": "a map", "ru": "карта регионов страны"}, size=12, room=80)
    [{'en': 'a map', 'ru': 'карта'}, {'en': '', 'ru': 'регионов'}, {'en': '', 'ru': 'страны'}]
    """
    room = room / BOLD if bold else room
    english, russian = (broken(said(words, language), size=size, room=room) for language in LANGUAGES)
    return [both(first, second) for first, second in itertools.zip_longest(english, russian, fillvalue="")]


def broken(text: str, *, size: float, room: float) -> list[str]:
    """A text as lines that fit into a width."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


@dataclass(slots=True)
class Plan:
    """A drawing in the making.

    Attributes
    ----------
    width, height : size in pixels; the height may grow while marks are added.
    marks : what is drawn, the first lowest. A mark has a kind `t` (`path`, `rect`, `circle`, `line`, `text`), its
        geometry, `fill` and `stroke` as names of the palette, `row` (which row of the figure's table it stands for)
        and `title` (what is said of it on hover); `move` (across, down, times) places a path of the wide drawing.
    narrow : the same drawing for narrower pages, the widest first; each has its own width.
    frozen : width and height of the labels at the left that stay where the rest is scrolled across.
    """

    width: float
    height: float
    marks: list[Mark] = field(default_factory=list)
    narrow: list["Plan"] = field(default_factory=list)
    frozen: tuple[float, float] | None = None

    def body(self) -> dict[str, Any]:
        """The drawing as it goes into JSON, without its narrower forms."""
        found = {"width": short(self.width), "height": short(self.height), "marks": self.marks}
        return found | ({"frozen": [short(side) for side in self.frozen]} if self.frozen else {})

    def line(self, x1: float, y1: float, x2: float, y2: float, **look: Any) -> None:  # noqa: ANN401
        """A straight line; `stroke`, `line` (its width), `dash`, `row`, `title`."""
        ends = {"x1": short(x1), "y1": short(y1), "x2": short(x2), "y2": short(y2)}
        self._add("line", ends, {"stroke": "ink", **look})

    def rect(self, x: float, y: float, w: float, h: float, **look: Any) -> None:  # noqa: ANN401
        """A rectangle; `fill`, `stroke`, `line`, `row`, `title`."""
        self._add("rect", {"x": short(x), "y": short(y), "w": short(w), "h": short(h)}, look)

    def circle(self, x: float, y: float, r: float, **look: Any) -> None:  # noqa: ANN401
        """A circle; `fill`, `stroke`, `line`, `row`, `title`."""
        self._add("circle", {"x": short(x), "y": short(y), "r": short(r)}, look)

    def path(self, d: str | int, **look: Any) -> None:  # noqa: ANN401
        """A path: its text, or the number of an outline that stands beside the plans of a figure."""
        self._add("path", {"outline": d} if isinstance(d, int) else {"d": d}, look)

    def text(self, x: float, y: float, words: Words, **look: Any) -> None:  # noqa: ANN401
        """A text whose middle lies at height y; `size`, `anchor`, `bold`, `turn` (degrees), `halo`, `fill`, `row`."""
        if words and (isinstance(words, str) or any(words.values())):
            self._add("text", {"x": short(x), "y": short(y), "text": words}, {"fill": "ink", "size": 12, **look})

    def _add(self, kind: str, geometry: Mark, look: Mapping[str, Any]) -> None:
        # row 0 is a row: only what says nothing is left out
        kept = {key: value for key, value in look.items() if not (value is None or value is False or value == "")}
        self.marks.append({"t": kind, **geometry, **kept})


def short(value: float) -> float | int:
    """A coordinate with one decimal."""
    found = round(float(value), 1)
    return int(found) if found == int(found) else found


def ticks(low: float, high: float, *, n: int = 6) -> list[float]:
    """Round numbers that cover a range at about n equal steps.

    Examples
    --------
    >>> ticks(0, 43, n=5)
    [0.0, 10.0, 20.0, 30.0, 40.0]
    """
    span = high - low
    if not span > 0:
        return [low]
    raw = span / max(1, n)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= raw * 0.999)
    first = math.ceil(low / step - 1e-9)
    return [round(k * step, 12) + 0.0 for k in range(first, math.floor(high / step + 1e-9) + 1)]
