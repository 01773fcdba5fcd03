"""The server and the built page."""
