"""Facts about places: countries, regions, towns, and how a written address is resolved to them."""

from smartspec.places.country_names import country_of
from smartspec.places.country_table import Country, countries, country, country_by_name, country_name
from smartspec.places.gazetteer import Town, towns, towns_named
from smartspec.places.nuts_vintages import NutsMove, nuts_2021
from smartspec.places.overrides import Overrides, read_overrides
from smartspec.places.region_levels import (
    DEFAULT_SUBJECTS,
    SUBJECT_SETS,
    children,
    district_of,
    overlapping,
    roll_up,
    subject_codes,
    subjects,
)
from smartspec.places.region_names import region_by_name, regions_by_name
from smartspec.places.region_records import Region
from smartspec.places.region_table import region, region_by_code, regions
from smartspec.places.resolution import Resolution, Settings
from smartspec.places.resolving import resolve, resolve_many, summarise

__all__ = [
    "DEFAULT_SUBJECTS",
    "SUBJECT_SETS",
    "Country",
    "NutsMove",
    "Overrides",
    "Region",
    "Resolution",
    "Settings",
    "Town",
    "children",
    "countries",
    "country",
    "country_by_name",
    "country_name",
    "country_of",
    "district_of",
    "nuts_2021",
    "overlapping",
    "read_overrides",
    "region",
    "region_by_code",
    "region_by_name",
    "regions",
    "regions_by_name",
    "resolve",
    "resolve_many",
    "roll_up",
    "subject_codes",
    "subjects",
    "summarise",
    "towns",
    "towns_named",
]
