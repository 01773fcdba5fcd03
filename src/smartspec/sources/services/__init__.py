"""Open services: records and tables downloaded, with a cache, an account and patience."""
