"""The folder of a store: one writer, any number of readers, no moment at which it is broken."""

import contextlib
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from smartspec.errors import ConfigError, SchemaError
from smartspec.schema import TABLES, Table
from smartspec.store.engine import Engine
from smartspec.store.lock import lock_exclusive, lock_shared, put
from smartspec.store.manifest import Manifest, Part, Run

MANIFEST, LOCK, SPILL, TEMPORARY = "manifest.json", ".lock", ".spill", ".tmp-"


def read_manifest(folder: Path) -> Manifest:
    """The manifest as it is now; an empty one if nothing was ever published."""
    path = folder / MANIFEST
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Manifest()
    return Manifest.from_json(text, place=f"`{path.parent.name}/{path.name}`")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a reader sees: one manifest, and an engine over the parts that it names."""

    folder: Path
    manifest: Manifest
    engine: Engine

    def table(self, name: str) -> Table:
        """A table of the house as an Ibis table; no rows if it was not built."""
        if name not in TABLES:
            raise SchemaError(f"unknown table `{name}`")
        return self.engine.open_parts(TABLES[name], [self.folder / p.file for p in self.manifest.of(name)])


@contextlib.contextmanager
def reading(folder: Path, *, memory: str = "2GB", threads: int = 2) -> Iterator[Snapshot]:
    """Hold the parts that the manifest names, so that nobody deletes them meanwhile.

    Raises
    ------
    SchemaError
        If the manifest names a part that is not there.
    """
    with contextlib.ExitStack() as held:
        manifest = _hold(folder, held)
        with Engine(memory=memory, threads=threads) as engine:
            yield Snapshot(folder, manifest, engine)


def _hold(folder: Path, held: contextlib.ExitStack) -> Manifest:
    before = None
    while True:
        manifest = read_manifest(folder)
        try:
            for part in manifest.parts:
                descriptor = os.open(folder / part.file, os.O_RDONLY)
                held.callback(os.close, descriptor)
                lock_shared(descriptor)
                (folder / part.file).stat()  # may have gone between open and lock
        except FileNotFoundError as error:
            held.close()
            if manifest == before:
                hint = "delete the folder `tables` and build again"
                missing = Path(error.filename).name
                raise SchemaError(f"part `{missing}` is missing", place=f"`{folder.name}`", hint=hint) from error
            before = manifest
        else:
            return manifest


@dataclass(slots=True)
class Writer:
    """The only one who may change the folder; what it publishes is there at once and whole."""

    folder: Path
    manifest: Manifest
    engine: Engine
    _pending: list[Part] = field(default_factory=list)

    def snapshot(self) -> Snapshot:
        """Read what has been published so far."""
        return Snapshot(self.folder, self.manifest, self.engine)

    def write(self, table: str, rows: Table, *, step: str, part: str = "") -> Part:
        """Write rows (Ibis or Arrow) as one part; nobody sees it before `publish`."""
        temporary = self.folder / f"{TEMPORARY}{secrets.token_hex(8)}"
        try:
            n = self.engine.write(TABLES[table], rows, temporary)
            with temporary.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            name = f"{table}-{digest[:16]}.parquet"
            if not (self.folder / name).exists():  # else readers hold the very same bytes
                put(temporary, self.folder / name)
        finally:
            temporary.unlink(missing_ok=True)
        written = Part(table, step, part, name, n)
        self._pending.append(written)
        return written

    def publish(self, run: Run) -> None:
        """Replace what the same run made before by the parts written since the last publication."""
        self._replace(self.manifest.with_run(run, self._pending))
        self._pending = []

    def withdraw(self, runs: list[tuple[str, str]]) -> None:
        """Take runs, named (step, part), and their parts out of the store."""
        if runs:
            self._replace(self.manifest.without(runs))

    def forget_pending(self) -> None:
        """Drop parts that were written for a run that failed."""
        self._pending = []

    def _replace(self, manifest: Manifest) -> None:
        temporary = self.folder / f"{TEMPORARY}{secrets.token_hex(8)}"
        temporary.write_text(manifest.to_json(), encoding="utf-8")
        put(temporary, self.folder / MANIFEST)
        self.manifest = manifest

    def collect(self) -> None:
        """Delete parts that the manifest does not name and no reader holds."""
        live = {part.file for part in self.manifest.parts}
        for path in self.folder.glob("*.parquet"):
            if path.name not in live:
                _delete_unheld(path)


def _delete_unheld(path: Path) -> None:
    with contextlib.suppress(BlockingIOError, PermissionError):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            lock_exclusive(descriptor)
            path.unlink()
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def writing(folder: Path, *, memory: str = "2GB", threads: int = 2) -> Iterator[Writer]:
    """Become the one writer of a folder, after clearing what a killed writer left behind.

    Raises
    ------
    ConfigError
        If the folder cannot be written, or another process is writing it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        hint = "choose a folder that you may write to"
        raise ConfigError("the folder cannot be written", place=f"`{folder}`", hint=hint) from error
    try:
        lock_exclusive(descriptor)
    except BlockingIOError as error:
        os.close(descriptor)
        hint = "wait until the other build has ended"
        raise ConfigError("another process is building here", place=f"`{folder.parent}`", hint=hint) from error
    try:
        for leftover in folder.glob(f"{TEMPORARY}*"):
            leftover.unlink()
        shutil.rmtree(folder / SPILL, ignore_errors=True)
        with Engine(memory=memory, threads=threads, spill=folder / SPILL) as engine:
            writer = Writer(folder, read_manifest(folder), engine)
            yield writer
            writer.collect()
        shutil.rmtree(folder / SPILL, ignore_errors=True)
    finally:
        os.close(descriptor)
