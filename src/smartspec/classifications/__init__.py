"""Facts about classifications: economic activities and fields of research, by code and by written name."""

from smartspec.classifications.activity import Activity, Level, Tree
from smartspec.classifications.concordances import Link, concordance, english_name
from smartspec.classifications.editions import EDITIONS
from smartspec.classifications.trees import activity, children, parents, section_of, tree
from smartspec.classifications.written_codes import clean_code, find_code
from smartspec.classifications.written_names import activities_by_name, activity_by_name

__all__ = [
    "EDITIONS",
    "Activity",
    "Level",
    "Link",
    "Tree",
    "activities_by_name",
    "activity",
    "activity_by_name",
    "children",
    "clean_code",
    "concordance",
    "english_name",
    "find_code",
    "parents",
    "section_of",
    "tree",
]
