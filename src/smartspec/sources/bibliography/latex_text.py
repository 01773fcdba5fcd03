"""Text with LaTeX commands as plain Unicode."""

import re
import unicodedata

_ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307",
    '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323", "c": "\u0327", "k": "\u0328",
}  # fmt: skip
_SIGN = re.compile(r"""\\([`'^~=."])\s*(?:\{\s*(\\[ij](?![A-Za-z])|\w?)\s*\}|(\\[ij](?![A-Za-z])|\w))""")
_LETTER = re.compile(r"\\([uvHcdrk])(?:\s*\{\s*(\\[ij](?![A-Za-z])|\w?)\s*\}|\s+(\\[ij](?![A-Za-z])|\w))")
_WORDS = {
    "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å", "o": "ø", "O": "Ø",
    "l": "ł", "L": "Ł", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ",
    "DJ": "Đ", "textendash": "–", "textemdash": "—", "textquoteright": "’", "textquoteleft": "‘",
    "textquotedblleft": "“", "textquotedblright": "”", "textasciitilde": "~", "textbackslash": "\\",
    "textregistered": "®", "texttrademark": "™", "copyright": "©", "textcopyright": "©", "textdegree": "°",
    "ldots": "…", "dots": "…", "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε",
    "lambda": "λ", "mu": "μ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "chi": "χ", "omega": "ω",
    "Delta": "Δ", "Omega": "Ω", "times": "×", "pm": "±", "leq": "≤", "geq": "≥", "approx": "≈",
    "infty": "∞", "rightarrow": "→", "to": "→", "cdot": "·",
}  # fmt: skip
_COMMAND = re.compile(r"\\([A-Za-z]+)\*?[ \t]*")
_ESCAPED = re.compile(r"\\([&%$#_{}])")
_MATHS = re.compile(r"\$([^$]{0,80}?)\$")
_KEPT = {"{": "\ue000", "}": "\ue001", "$": "\ue002"}
_BACK = str.maketrans({mark: sign for sign, mark in _KEPT.items()})


def plain(text: str) -> str:
    r"""Text without LaTeX: accents on their letters, commands by their sign or left out, braces gone.

    >>> plain(r"{\"O}sterreich \& {\'E}cole {\v c}esk\'y {[}Anonymous]")
    'Österreich & École český [Anonymous]'
    >>> plain(r"\textit{E. coli} costs \$5, ``so{''}, 0,28~п.~л.")
    'E. coli costs $5, “so”, 0,28 п. л.'
    """
    if "\\" in text:
        text = _ESCAPED.sub(lambda found: _KEPT.get(found[1], found[1]), text)
        text = _LETTER.sub(_accented, _SIGN.sub(_accented, text))
        text = _COMMAND.sub(lambda found: _WORDS.get(found[1], ""), text)
        text = text.replace("\\", "")
    if "$" in text:
        text = _MATHS.sub(r"\1", text)
    text = text.replace("{", "").replace("}", "").replace("~", " ")
    return text.replace("``", "“").replace("''", "”").translate(_BACK)


def _accented(found: re.Match[str]) -> str:
    letter = (found[2] or found[3] or "").lstrip("\\")
    return unicodedata.normalize("NFC", letter + _ACCENTS[found[1]]) if letter else ""
