"""Facts about places: countries, regions, towns, and how a written address is resolved to them."""

from smartspec.places.country_names import country_of
from smartspec.places.country_table import Country, countries, country, country_by_name, country_name

__all__ = ["Country", "countries", "country", "country_by_name", "country_name", "country_of"]
