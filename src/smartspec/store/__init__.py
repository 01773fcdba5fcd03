"""Tables on disk: Parquet parts named by their content and one manifest that is replaced atomically."""

from smartspec.store.engine import Engine, arrow_schema, rows
from smartspec.store.folder import Snapshot, Writer, read_manifest, reading, writing
from smartspec.store.manifest import Manifest, Part, Run

__all__ = [
    "Engine",
    "Manifest",
    "Part",
    "Run",
    "Snapshot",
    "Writer",
    "arrow_schema",
    "read_manifest",
    "reading",
    "rows",
    "writing",
]
