"""A plan as an SVG file: title above, source below, every text escaped, the same bytes each time."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from smartspec.views.plan import Mark, Words, broken, drawing, palette, said

MARGIN, HEAD, FOOT, FOOT_LINE = 20.0, 17, 11, 16.0
#: Code points that XML 1.0 does not allow, beside control characters and surrogates.
_NONE = "\ufffe\uffff"
_SHAPE = {
    "rect": (("x", "x"), ("y", "y"), ("w", "width"), ("h", "height")),
    "circle": (("x", "cx"), ("y", "cy"), ("r", "r")),
    "line": (("x1", "x1"), ("y1", "y1"), ("x2", "x2"), ("y2", "y2")),
    "path": (("d", "d"),),
    "text": (("x", "x"), ("y", "y")),
}


def svg_text(
    plan: Mapping[str, Any],
    *,
    title: Words,
    foot: Sequence[Words] = (),
    description: Words = "",
    outlines: Sequence[str] = (),
    hovers: Mapping[int, Words] | None = None,
    language: str = "en",
    theme: str = "light",
) -> str:
    """A whole SVG file.

    Parameters
    ----------
    plan : width, height and marks, as `Plan.body` gives them.
    title : drawn above the picture, and its accessible name.
    foot : lines below: source, parameters, licence; long ones are broken.
    description : what the picture shows, for those who do not see it.
    outlines : paths that marks name by number.
    hovers : row to what is said of its marks where the mark says nothing itself.
    language, theme : `en` or `ru`; `light` or `dark`.

    Examples
    --------
    >>> "&lt;b&gt;" in svg_text({"width": 9, "height": 9, "marks": []}, title="<b>")
    True
    """
    colours = palette(theme)
    width = float(plan["width"]) + 2 * MARGIN
    heads = broken(said(title, language), size=HEAD, room=width - 2 * MARGIN)
    feet = [line for words in foot for line in broken(said(words, language), size=FOOT, room=width - 2 * MARGIN)]
    top = MARGIN + 24 * len(heads) + 8
    height = math.ceil(top + float(plan["height"]) + 12 + FOOT_LINE * len(feet) + MARGIN / 2)
    pen = _Pen(colours, language, outlines, hovers or {})
    parts = [
        _opening(width, height),
        f"<title>{clean(said(title, language))}</title>",
        f"<desc>{clean(said(description, language))}</desc>" if description else "",
        hatch(colours),
        f'<rect width="{width:g}" height="{height:g}" fill="{colours["ground"]}"/>',
    ]
    for number, line in enumerate(heads):
        look = {"size": HEAD, "bold": True, "fill": "ink"}
        parts.append(pen.mark({"t": "text", "x": MARGIN, "y": MARGIN + 8 + 24 * number, "text": line, **look}))
    parts.append(f'<g transform="translate({MARGIN:g} {top:g})">')
    parts += [pen.mark(mark) for mark in plan["marks"]]
    parts.append("</g>")
    below = top + float(plan["height"]) + 18
    for number, line in enumerate(feet):
        look = {"size": FOOT, "fill": "muted"}
        parts.append(pen.mark({"t": "text", "x": MARGIN, "y": below + FOOT_LINE * number, "text": line, **look}))
    return "\n".join([*parts, "</svg>", ""])


def _opening(width: float, height: float) -> str:
    size = f'width="{width:g}" height="{height:g}" viewBox="0 0 {width:g} {height:g}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" font-family={quoteattr(drawing()["font"])}>'


def hatch(colours: Mapping[str, str]) -> str:
    """The pattern for what is not known: seen without colour too."""
    return (
        '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="6" height="6" fill="{colours["missing"]}"/>'
        f'<rect width="1.6" height="6" fill="{colours["hatch"]}"/></pattern></defs>'
    )


class _Pen:
    """Writes marks in one language and theme."""

    def __init__(
        self, colours: Mapping[str, str], language: str, outlines: Sequence[str], hovers: Mapping[int, Words]
    ) -> None:
        self.colours, self.language, self.outlines, self.hovers = colours, language, outlines, hovers

    def mark(self, mark: Mark) -> str:
        kind = mark["t"]
        shape = dict(mark)
        if "outline" in mark:
            shape["d"] = self.outlines[mark["outline"]]
        given = [(name, shape[key]) for key, name in _SHAPE[kind]]
        attributes = "".join(f" {name}={quoteattr(str(value))}" for name, value in [*given, *self.look(mark)])
        inside = clean(said(mark["text"], self.language)) if kind == "text" else ""
        hover = mark.get("title") or (self.hovers.get(mark["row"]) if mark.get("row") is not None else None)
        if hover:
            inside = f"<title>{clean(said(hover, self.language))}</title>{inside}"
        return f"<{kind}{attributes}>{inside}</{kind}>" if inside else f"<{kind}{attributes}/>"

    def look(self, mark: Mark) -> Iterable[tuple[str, Any]]:
        """Presentation attributes of a mark."""
        kind = mark["t"]
        yield "fill", self.colour(mark.get("fill"))
        if mark.get("stroke"):
            yield "stroke", self.colour(mark["stroke"])
            yield "stroke-width", mark.get("line", 1)
        for key, name in (("dash", "stroke-dasharray"), ("alpha", "opacity"), ("join", "stroke-linejoin")):
            if mark.get(key):
                yield name, mark[key]
        if mark.get("move"):
            across, down, times = mark["move"]
            yield "transform", f"translate({across} {down}) scale({times})"
        if kind == "line":
            yield "stroke-linecap", "round"
        if kind == "text":
            yield from self.type(mark)

    def type(self, mark: Mark) -> Iterable[tuple[str, Any]]:
        """Attributes of a text; its middle is set by hand, since not every reader of SVG knows baselines."""
        yield "font-size", mark["size"]
        yield "dy", "0.35em"
        if mark.get("bold"):
            yield "font-weight", 600
        if mark.get("anchor"):
            yield "text-anchor", mark["anchor"]
        if mark.get("turn"):
            yield "transform", f"rotate({mark['turn']} {mark['x']} {mark['y']})"
        if mark.get("halo"):
            ground = self.colours["ground"]
            yield from (
                ("paint-order", "stroke"),
                ("stroke", ground),
                ("stroke-width", 3),
                ("stroke-linejoin", "round"),
            )

    def colour(self, name: str | None) -> str:
        """Colour of a name of the palette; the pattern for `hatch-fill`."""
        if not name:
            return "none"
        return "url(#hatch)" if name == "hatch-fill" else self.colours[name]


def clean(text: str) -> str:
    """A text that XML allows: markup escaped, control characters and lone surrogates left out.

    Examples
    --------
    >>> clean('<script>&' + chr(0) + chr(0xD800))
    '&lt;script&gt;&amp;'
    """
    kept = "".join(c for c in text if (c >= " " or c in "\t\n") and not "\ud800" <= c <= "\udfff" and c not in _NONE)
    return escape(kept)
