"""The store: whole parts, one manifest, one writer."""

import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pytest

from smartspec.errors import ConfigError, SchemaError
from smartspec.schema import TABLES
from smartspec.store import Engine, Manifest, Part, Run, read_manifest, reading, rows, writing


def record_rows(*records: str, works: str = "w") -> pa.Table:
    return pa.table(
        {
            "work": [works] * len(records),
            "record": list(records),
            "reason": ["alone"] * len(records),
            "kept": [True] * len(records),
        }
    )


def run(step: str = "merge", part: str = "", fingerprint: str = "f") -> Run:
    return Run(step, part, 1, {}, {}, fingerprint)


def publish(folder: Path, table: pa.Table, *, part: str = "") -> Part:
    with writing(folder) as writer:
        written = writer.write("work_records", table, step="merge", part=part)
        writer.publish(run(part=part))
    return written


def test_what_is_written_is_read_in_the_order_of_its_key(tmp_path):
    publish(tmp_path, record_rows("b", "a"))
    with reading(tmp_path) as snapshot:
        assert rows(snapshot.table("work_records"))["record"].to_pylist() == ["a", "b"]


def test_the_same_rows_in_any_order_give_the_same_bytes(tmp_path):
    first = publish(tmp_path / "one", record_rows("a", "b", "c"))
    second = publish(tmp_path / "two", record_rows("c", "a", "b"))
    assert first.file == second.file
    assert (tmp_path / "one" / first.file).read_bytes() == (tmp_path / "two" / second.file).read_bytes()


def test_nothing_is_seen_before_it_is_published(tmp_path):
    with writing(tmp_path) as writer:
        writer.write("work_records", record_rows("a"), step="merge")
        assert read_manifest(tmp_path) == Manifest()
        writer.publish(run())
    assert read_manifest(tmp_path).tables == ("work_records",)


def test_a_new_run_replaces_its_own_parts_and_no_others(tmp_path):
    publish(tmp_path, record_rows("a"), part="one")
    publish(tmp_path, record_rows("b"), part="two")
    publish(tmp_path, record_rows("c"), part="one")
    with reading(tmp_path) as snapshot:
        assert rows(snapshot.table("work_records"))["record"].to_pylist() == ["c", "b"]
    assert len(list(tmp_path.glob("*.parquet"))) == 2, "the replaced part is deleted"


def test_a_reader_keeps_what_it_holds_while_the_writer_goes_on(tmp_path):
    publish(tmp_path, record_rows("a"))
    with reading(tmp_path) as snapshot:
        publish(tmp_path, record_rows("b"))
        assert rows(snapshot.table("work_records"))["record"].to_pylist() == ["a"]
    publish(tmp_path, record_rows("c"))
    assert len(list(tmp_path.glob("*.parquet"))) == 1


def test_a_second_writer_is_refused_at_once(tmp_path):
    with writing(tmp_path), pytest.raises(ConfigError, match="another process"), writing(tmp_path):
        pass


def test_what_a_killed_writer_left_is_cleared(tmp_path):
    (tmp_path / ".tmp-dead").write_text("half")
    (tmp_path / ".spill").mkdir()
    publish(tmp_path, record_rows("a"))
    assert not (tmp_path / ".tmp-dead").exists()
    assert not (tmp_path / ".spill").exists()


def test_a_missing_part_is_named(tmp_path):
    part = publish(tmp_path, record_rows("a"))
    (tmp_path / part.file).unlink()
    with pytest.raises(SchemaError, match=part.file), reading(tmp_path):
        pass


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": 99}', '{"version": 1, "parts": [{}], "runs": []}'])
def test_a_damaged_manifest_is_an_error_with_a_hint(tmp_path, text):
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(SchemaError, match=r"manifest\.json") as caught:
        read_manifest(tmp_path)
    assert "build again" in caught.value.hint


def test_a_manifest_survives_writing_and_reading():
    whole = Manifest().with_run(run(), [Part("works", "merge", "", "works-1.parquet", 3)])
    assert Manifest.from_json(whole.to_json(), place="") == whole


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (record_rows("a", "a"), "repeat the key"),
        (record_rows("a").set_column(2, "reason", pa.array([None], pa.string())), "`reason` is missing in 1"),
        (record_rows("a").drop_columns(["kept"]), "lacks column `kept`"),
        (record_rows("a").append_column("extra", pa.array([1])), "unknown column `extra`"),
    ],
)
def test_rows_that_break_the_spec_are_refused(tmp_path, table, message):
    with writing(tmp_path) as writer, pytest.raises(SchemaError, match=message):
        writer.write("work_records", table, step="merge")
    assert list(tmp_path.glob("*.parquet")) == []


def test_nan_is_refused(tmp_path):
    import smartspec.mapping.tables  # noqa: F401  # declares the table

    spec = TABLES["map_links"]
    table = pa.table({"map": ["m"], "source_id": [1], "target_id": [2], "strength": [float("nan")]})
    with Engine() as engine, pytest.raises(SchemaError, match="not a finite number"):
        engine.write(spec, table, tmp_path / "part.parquet")


def test_a_table_without_parts_has_no_rows(tmp_path):
    with reading(tmp_path) as snapshot:
        assert len(rows(snapshot.table("works"))) == 0


WRITER = """
import sys
from pathlib import Path
import pyarrow as pa
from smartspec.store import Run, writing
number = 0
while True:
    number += 1
    names = [f"{number}-{i}" for i in range(2000)]
    table = pa.table({"work": names, "record": names, "reason": ["x"] * 2000, "kept": [True] * 2000})
    with writing(Path(sys.argv[1])) as writer:
        writer.write("work_records", table, step="merge")
        names = {"work": names, "field": ["x"] * 2000, "record": names, "rule": ["x"] * 2000}
        writer.write("work_fields", pa.table(names), step="merge")
        writer.publish(Run("merge", "", 1, {}, {}, str(number)))
    print(number, flush=True)
"""


@pytest.mark.slow
def test_a_writer_killed_at_any_moment_leaves_whole_tables_that_belong_together(tmp_path):
    for attempt in range(8):
        process = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        process.stdout.readline()
        time.sleep(0.05 * attempt)
        process.kill()
        process.wait()
        process.stdout.close()
        with reading(tmp_path) as snapshot:
            found = [rows(snapshot.table(name))["record"].to_pylist() for name in ("work_records", "work_fields")]
        assert len(found[0]) == 2000
        assert found[0] == found[1], "both tables come from one publication"
