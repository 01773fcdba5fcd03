"""An open observatory for smart specialisation and interregional scientific and technological spaces."""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smartspec.build import build_project as build_project
    from smartspec.build import check_project as check_project
    from smartspec.build import collect_files as collect_files
    from smartspec.build import science_map as science_map
    from smartspec.build.comparing import compare_regions as compare_regions
    from smartspec.errors import SmartspecError as SmartspecError
    from smartspec.network import Network as Network
    from smartspec.project import open_project as open_project
    from smartspec.sources.reading import read_files as read_files

__version__ = "0.1.0"

_HOMES = {
    "Network": "smartspec.network",
    "SmartspecError": "smartspec.errors",
    "build_project": "smartspec.build",
    "check_project": "smartspec.build",
    "collect_files": "smartspec.build",
    "compare_regions": "smartspec.build.comparing",
    "open_project": "smartspec.project",
    "read_files": "smartspec.sources.reading",
    "science_map": "smartspec.build",
}
__all__ = [
    "Network",
    "SmartspecError",
    "build_project",
    "check_project",
    "collect_files",
    "compare_regions",
    "open_project",
    "read_files",
    "science_map",
]


def __getattr__(name: str) -> object:
    """Import a public name when it is first used."""
    if name not in _HOMES:
        raise AttributeError(f"module `{__name__}` has no attribute `{name}`")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """The public names."""
    return [*__all__, "__version__"]
