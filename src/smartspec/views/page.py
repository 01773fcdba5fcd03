"""The page as one self-contained HTML file that works from disk without a network."""

import base64
import functools
import hashlib
import html
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
<div id="app"></div>
<noscript>This page draws its maps with JavaScript. Эта страница рисует карты с помощью JavaScript.</noscript>
<script type="application/json" id="smartspec-data">{data}</script>
<script>{script}</script>
</body>
</html>
"""
_POLICY = (
    "default-src 'none'; script-src '{script}'; style-src '{style}'; img-src data: blob:; "
    "connect-src 'none'; base-uri 'none'; form-action 'none'"
)


@functools.cache
def bundle(name: str) -> str:
    """A file of the built page, as text."""
    return files("smartspec.web").joinpath("dist", name).read_text(encoding="utf-8")


def embedded_json(body: Mapping[str, Any]) -> str:
    r"""JSON in which no HTML parser finds markup.

    Examples
    --------
    >>> embedded_json({"title": "</script>"})
    '{"title":"\\u003c/script>"}'
    """
    text = json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def single_page(bodies: Mapping[str, Any], *, title: str, language: str = "en") -> str:
    """The built page with the bodies that it would ask a server for.

    Parameters
    ----------
    bodies : address (`/api/...`) to body.
    title : title of the page.
    language : language that the page starts in where the reader has chosen none.
    """
    script = re.sub(r"<(?=/script|!--)", r"\\x3C", bundle("app.js"), flags=re.IGNORECASE)
    style = bundle("app.css").replace("</style", "<\\/style")
    policy = _POLICY.format(script=_integrity(script), style=_integrity(style))
    return _PAGE.format(
        language=language,
        policy=policy,
        version=__version__,
        title=html.escape(title),
        style=style,
        data=embedded_json({**bodies, "lang": language}),
        script=script,
    )


def _integrity(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"
