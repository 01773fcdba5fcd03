"""Facts about places: countries, regions, towns, and how a written address is resolved to them."""

from smartspec.places.country_names import country_of
from smartspec.places.country_table import Country, countries, country, country_by_name, country_name
from smartspec.places.gazetteer import Town, towns, towns_named
from smartspec.places.nuts_codes import NUTS_VINTAGES, VintageFit, nuts_codes, nuts_vintage, vintages_of
from smartspec.places.nuts_conversion import NutsConversion, Refused, convert_nuts
from smartspec.places.nuts_revisions import NutsStep
from smartspec.places.nuts_vintages import NutsMove, nuts_2021
from smartspec.places.okato import region_of_okato
from smartspec.places.overrides import Overrides, read_overrides
from smartspec.places.region_groups import (
    Member,
    RegionGroup,
    group_members,
    groups_of,
    overlapping_groups,
    region_group,
    region_groups,
)
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
from smartspec.places.shape_files import read_shapes
from smartspec.places.shapes import SHAPE_SETS, Shapes, shapes

__all__ = [
    "DEFAULT_SUBJECTS",
    "NUTS_VINTAGES",
    "SHAPE_SETS",
    "SUBJECT_SETS",
    "Country",
    "Member",
    "NutsConversion",
    "NutsMove",
    "NutsStep",
    "Overrides",
    "Refused",
    "Region",
    "RegionGroup",
    "Resolution",
    "Settings",
    "Shapes",
    "Town",
    "VintageFit",
    "children",
    "convert_nuts",
    "countries",
    "country",
    "country_by_name",
    "country_name",
    "country_of",
    "district_of",
    "group_members",
    "groups_of",
    "nuts_2021",
    "nuts_codes",
    "nuts_vintage",
    "overlapping",
    "overlapping_groups",
    "read_overrides",
    "read_shapes",
    "region",
    "region_by_code",
    "region_by_name",
    "region_group",
    "region_groups",
    "region_of_okato",
    "regions",
    "regions_by_name",
    "resolve",
    "resolve_many",
    "roll_up",
    "shapes",
    "subject_codes",
    "subjects",
    "summarise",
    "towns",
    "towns_named",
    "vintages_of",
]
