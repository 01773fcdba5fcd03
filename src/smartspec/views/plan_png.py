"""An SVG as a PNG with a font that is named, so that the same picture comes out on every run."""

import functools
import sys
from collections.abc import Iterable
from pathlib import Path

from smartspec.errors import ConfigError

#: Fonts with Latin and Cyrillic letters: file of the regular and of the bold face, the first that is found is taken.
FACES = (
    ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
    ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"),
    ("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf"),
    ("segoeui.ttf", "segoeuib.ttf"),
    ("arial.ttf", "arialbd.ttf"),
    ("Arial.ttf", "Arial Bold.ttf"),
)
FAMILIES = {
    "DejaVuSans.ttf": "DejaVu Sans",
    "NotoSans-Regular.ttf": "Noto Sans",
    "LiberationSans-Regular.ttf": "Liberation Sans",
    "segoeui.ttf": "Segoe UI",
    "arial.ttf": "Arial",
    "Arial.ttf": "Arial",
}


def font_folders() -> tuple[Path, ...]:
    """Where this system keeps its fonts."""
    home = Path.home()
    if sys.platform == "win32":
        return (Path("C:/Windows/Fonts"), home / "AppData/Local/Microsoft/Windows/Fonts")
    if sys.platform == "darwin":
        return (Path("/Library/Fonts"), Path("/System/Library/Fonts"), home / "Library/Fonts")
    return (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), home / ".local/share/fonts", home / ".fonts")


@functools.cache
def find_font(folders: tuple[Path, ...]) -> tuple[str, tuple[str, ...]] | None:
    """Family and files of the first font of `FACES` below the folders, or None."""
    found: dict[str, Path] = {}
    wanted = {name for pair in FACES for name in pair}
    for folder in folders:
        for path in sorted(folder.rglob("*.[tT][tT][fF]")) if folder.is_dir() else ():
            if path.name in wanted:
                found.setdefault(path.name, path)
    for regular, bold in FACES:
        if regular in found:
            return FAMILIES[regular], tuple(str(found[name]) for name in (regular, bold) if name in found)
    return None


def png_bytes(svg: str, *, zoom: int = 2, folders: Iterable[Path] | None = None) -> bytes:
    """The picture in pixels.

    Parameters
    ----------
    svg : a whole SVG file.
    zoom : pixels for each pixel of the SVG, along each side.
    folders : where to look for fonts; those of the system if None.

    Raises
    ------
    ConfigError
        If no font with Latin and Cyrillic letters is found: the text of a picture would be left out without a word.
    """
    font = find_font(font_folders() if folders is None else tuple(folders))
    if font is None:
        names = ", ".join(dict.fromkeys(FAMILIES.values()))
        hint = f"install one of {names}; the same pictures stand beside as SVG"
        raise ConfigError("no font was found, so that pictures in pixels would have no text", hint=hint)
    import resvg_py

    family, files = font
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            zoom=zoom,
            skip_system_fonts=True,
            font_files=list(files),
            font_family=family,
            sans_serif_family=family,
        )
    )
