"""The tables of a science map."""

from smartspec.schema import Column, count, number, table, text

MAP = text("map", "name of the map", null=False)
_ID = "number of the item in the map, from 1, in the order of the labels"

MAPS = table(
    "maps",
    MAP,
    text("unit", "unit of analysis", null=False),
    text("link", "what links two items", null=False),
    text("counting", "`full` or `fractional`", null=False),
    count("n_documents", "publications that were counted", null=False),
    count("n_candidates", "items before the thresholds", null=False),
    count("n_items", "items in the map", null=False),
    count("n_links", "links in the map", null=False),
    count("n_clusters", "clusters in the map", null=False),
    count("n_components", "connected parts of the network", null=False),
    number("total_link_strength", "sum of link strengths, each link once", null=False),
    number("quality", "value of the clustering function; higher is better", null=False),
    number("objective", "value of the layout function; lower is better", null=False),
    text("parameters", "every parameter, as JSON", null=False),
    Column("warnings", "strings", "what a reader of the map must know", null=False),
    key=("map",),
    meaning="a science map",
)
MAP_ITEMS = table(
    "map_items",
    MAP,
    count("id", _ID, null=False),
    text("item", "key of the item in the table it comes from", null=False),
    text("label", "label as shown", null=False),
    text("description", "a second line, e.g. the title of a document"),
    number("x", "horizontal coordinate", unit="mean distance of two items", null=False),
    number("y", "vertical coordinate", unit="mean distance of two items", null=False),
    count("cluster", "cluster, 1 the largest; missing where the item is in none"),
    count("links", "items linked to this one", unit="items", null=False),
    number("total_link_strength", "sum of the strengths of the item's links", null=False),
    number("documents", "publications in which the item occurs", unit="publications", null=False),
    number("citations", "citations of these publications as stated; missing where none states any"),
    number("norm_citations", "citations, each divided by the mean of its year in the data set"),
    number("average_year", "mean year of publication", unit="year"),
    number("average_citations", "mean citations of the publications that state them"),
    number("average_norm_citations", "mean normalised citations"),
    key=("map", "id"),
    meaning="an item of a science map",
)
MAP_LINKS = table(
    "map_links",
    MAP,
    count("source_id", "smaller item number", null=False),
    count("target_id", "larger item number", null=False),
    number("strength", "link strength", null=False),
    key=("map", "source_id", "target_id"),
    meaning="a link of a science map",
)
MAP_DOCUMENTS = table(
    "map_documents",
    MAP,
    count("id", _ID, null=False),
    text("work", "publication in which the item occurs", null=False),
    key=("map", "id", "work"),
    meaning="the publications behind an item of a science map",
)
