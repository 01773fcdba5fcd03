"""Facts about places: countries, regions, towns, and how a written address is resolved to them."""
