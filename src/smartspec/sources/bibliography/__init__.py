"""Bibliographic formats: one file a format, with what it needs beside it."""
