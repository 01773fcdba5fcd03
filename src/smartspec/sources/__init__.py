"""Readers: one file is one format; each accounts for every record in its file."""
