"""Observations gathered from a reader, whichever way it gives its texts: plainly, or as dictionaries of them."""

from types import SimpleNamespace

import pyarrow as pa
import pytest

from smartspec.build.collecting import observation_tables
from smartspec.schema import OBSERVATION_TABLES, TABLES
from smartspec.sources.checking.observation_checks import check_observations
from smartspec.sources.observation import Observation, SheetAccount, observation_table
from smartspec.sources.observing import filled_columns, read_observations
from smartspec.sources.opening import open_source
from smartspec.sources.readings import Reading
from smartspec.store import Engine, arrow_schema

REGIONS = ("RU", "FD-CE", "FD-FE", "FD-NC", "FD-NW", "FD-SI", "FD-SO", "FD-UR", "FD-VO")


def rows(first, years, *, total):
    """Observations of all districts and the country over some years; the first region stands twice in the first."""
    places = [(region, year) for year in years for region in REGIONS] + [("RU", years[0])]
    return [
        Observation(
            f"A{n}", "1", total if region == "RU" else 1.0, region=region, period=year, indicator="staff", sheet="1"
        )
        for n, (region, year) in enumerate(places, first)
    ]


def coded(table):
    """The same table with a dictionary of its own for every column of texts."""
    kind = pa.dictionary(pa.int32(), pa.string())
    fields = [one.with_type(kind) if pa.types.is_string(one.type) else one for one in table.schema]
    return table.cast(pa.schema(fields))


PARTS = [
    observation_table(rows(1, ["2019", "2020", "3020"], total=8.0), file="made"),
    observation_table(rows(100, ["2021", "2022"], total=8.05), file="made"),
]


def read(path, parts):
    """What is made of the tables that a reader gives."""
    path.write_text("anything\n")
    n = sum(map(len, parts))
    account = SheetAccount(sheet="1", cells=n, numbers=n)
    module = SimpleNamespace(count=lambda _: n)
    return read_observations(open_source(path), SimpleNamespace(func=lambda _: [*parts, account], module=module))


@pytest.mark.parametrize("kinds", [(True, True), (True, False), (False, True)])
def test_texts_in_dictionaries_are_read_and_checked_as_texts_are(tmp_path, kinds):
    expected = read(tmp_path / "made", PARTS)
    parts = [coded(part) if kind else part for part, kind in zip(PARTS, kinds, strict=True)]
    found = read(tmp_path / "made", parts)
    assert {problem.column for problem in found.problems} == {"period", "region", "value"}
    assert found.problems == expected.problems
    assert found.observations.to_pylist() == expected.observations.to_pylist()
    assert filled_columns(found.observations) == filled_columns(expected.observations)
    assert found.sheets == expected.sheets


def test_parts_in_dictionaries_are_checked_together():
    table = pa.concat_tables([coded(part) for part in PARTS])
    assert check_observations(table) == check_observations(pa.concat_tables(PARTS))


def test_tables_on_disk_have_the_declared_types_whatever_the_reader_gave(tmp_path):
    def reading(name, tables):
        found = read(tmp_path / name, tables)
        given = {"observations": found.observations, "source_sheets": found.sheets}
        return Reading(name, "made", "Made", 1, "utf-8", "0", 1, 1, [], {}, given)

    spec = TABLES["observations"]
    coded_parts = [coded(part) for part in PARTS]
    made = observation_tables([reading("a", coded_parts[:1]), reading("b", PARTS[1:])])
    plain = observation_tables([reading("a", PARTS[:1]), reading("b", PARTS[1:])])
    assert tuple(made) == OBSERVATION_TABLES
    assert made["observations"].schema == arrow_schema(spec)
    assert made == plain
    with Engine() as engine:
        for name, table in (("coded", coded_parts[0]), ("plain", PARTS[0])):
            engine.write(spec, table, tmp_path / f"{name}.parquet")
    assert (tmp_path / "coded.parquet").read_bytes() == (tmp_path / "plain.parquet").read_bytes()
