"""The page as one self-contained HTML file that works from disk without a network."""

import base64
import functools
import gzip
import hashlib
import html
import io
import json
import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from smartspec import __version__

_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="smartspec {version}">
<title>{title}</title>
<link rel="icon" href="data:,">
<style>{style}</style>
</head>
<body>
<div id="app"><main><div class="page"><p class="muted" role="status">{title}…</p></div></main></div>
<noscript>This page draws its maps with JavaScript. Эта страница рисует карты с помощью JavaScript.</noscript>
<script type="application/json" id="smartspec-data">{data}</script>
<script>{script}</script>
{packed}</body>
</html>
"""
#: The frame of the page is drawn before the browser has read these: they come last.
_PACKED = '<script type="text/plain" data-packed="{address}">{data}</script>\n'
#: Bodies of so many bytes or more are compressed: smaller ones stay as anybody can read them.
PLAIN_BYTES = 200_000
_POLICY = (
    "default-src 'none'; script-src '{script}'; style-src '{style}'; img-src data: blob:; "
    "connect-src 'none'; base-uri 'none'; form-action 'none'"
)


@functools.cache
def bundle(name: str) -> str:
    """A file of the built page, as text."""
    return files("smartspec.web").joinpath("dist", name).read_text(encoding="utf-8")


def embedded_json(body: Any) -> str:  # noqa: ANN401
    r"""JSON in which no HTML parser finds markup.

    Examples
    --------
    >>> embedded_json({"title": "</script>"})
    '{"title":"\\u003c/script>"}'
    """
    text = json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def packed_json(text: str) -> str:
    """JSON as gzip in base64: the same characters for the same text, since no time and no system stand in it.

    Examples
    --------
    >>> gzip.decompress(base64.b64decode(packed_json('{"n":1}')))
    b'{"n":1}'
    """
    file = io.BytesIO()
    with gzip.GzipFile(fileobj=file, mode="wb", compresslevel=6, mtime=0) as writer:
        writer.write(text.encode())
    return base64.b64encode(file.getvalue()).decode()


def single_page(bodies: Mapping[str, Any], *, title: str, language: str = "en") -> str:
    """The built page with the bodies that it would ask a server for.

    Parameters
    ----------
    bodies : address (`/api/...`) to body.
    title : title of the page.
    language : language that the page starts in where the reader has chosen none.

    Notes
    -----
    Small bodies stay JSON; from 200 kB on a body is compressed, each in an element of its own, and unpacked when the
    page asks for it. `packed` lists the addresses of those.
    """
    plain: dict[str, str] = {}
    packed: dict[str, str] = {}
    for address, body in bodies.items():
        text = embedded_json(body)
        (packed if len(text.encode()) >= PLAIN_BYTES else plain)[address] = text
    given = {"lang": json.dumps(language), "packed": embedded_json(list(packed))}
    members = [f"{embedded_json(name)}:{text}" for name, text in {**plain, **given}.items()]
    script = re.sub(r"<(?=/script|!--)", r"\\x3C", bundle("app.js"), flags=re.IGNORECASE)
    style = bundle("app.css").replace("</style", "<\\/style")
    policy = _POLICY.format(script=_integrity(script), style=_integrity(style))
    return _PAGE.format(
        language=language,
        policy=policy,
        version=__version__,
        title=html.escape(title),
        style=style,
        data="{" + ",".join(members) + "}",
        script=script,
        packed="".join(
            _PACKED.format(address=html.escape(address), data=packed_json(text)) for address, text in packed.items()
        ),
    )


def _integrity(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"
