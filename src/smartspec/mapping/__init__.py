"""Science mapping: networks of items, their clusters and layout."""
