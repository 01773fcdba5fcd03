"""From a project folder, or a handful of files, to tables and results."""

from smartspec.build.checking import Check, check_project
from smartspec.build.collecting import Collected, collect_files
from smartspec.build.mapmaking import ScienceMap, science_map
from smartspec.build.running import BuildReport, build_project

__all__ = [
    "BuildReport",
    "Check",
    "Collected",
    "ScienceMap",
    "build_project",
    "check_project",
    "collect_files",
    "science_map",
]
