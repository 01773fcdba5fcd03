"""Checks of observations on import, and of editions against each other."""
