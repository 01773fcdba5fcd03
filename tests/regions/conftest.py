"""Readers of the fixtures of regional indicators and of the real tables, as functions."""

import csv
import gzip
import json
from collections import defaultdict

import numpy as np
import pytest

from smartspec.regions.presence import as_presence

TOYS = {"toyA": "toyA_econgeo_example", "toyC": "toyC_12x9", "sbs": "sbs_AT_BE_CZ_DK"}


class Table:
    """A matrix of numbers with the labels of its rows and columns; NA is NaN."""

    def __init__(self, lines):
        header, *rows = list(csv.reader(lines))
        self.columns = tuple(name.strip() for name in header[1:])
        rows = [row for row in rows if row]
        self.rows = tuple(row[0].strip() for row in rows)
        self.values = np.array(
            [[float(cell.strip().replace("NA", "nan") or "nan") for cell in row[1:]] for row in rows]
        )


@pytest.fixture(scope="session")
def fixture_table(shared_data):
    """`fixture_table("toyC", "econgeo_rel_prob")`, or the counts without the second word."""

    def read(toy, name=""):
        path = shared_data / "fixtures/regions" / f"{TOYS[toy]}{'__' if name else ''}{name}.csv"
        return Table(path.read_text(encoding="utf-8").splitlines())

    return read


@pytest.fixture(scope="session")
def fixture_records(shared_data):
    """`fixture_records("toyC", "ecomplexity053")`: rows of a long table as dictionaries of text."""

    def read(toy, name):
        path = shared_data / "fixtures/regions" / f"{TOYS[toy]}__{name}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    return read


@pytest.fixture(scope="session")
def brute_force(shared_data):
    """Values of toyC by plain loops, by name."""
    text = (shared_data / "fixtures/regions/toyC_bruteforce.json").read_text(encoding="utf-8")
    return {name: np.array(values) for name, values in json.loads(text).items()}


def specialised_in(table):
    """Presence by RCA >= 1, from the definition, with exact ties."""
    x = table.values
    margins = np.multiply.outer(x.sum(axis=1), x.sum(axis=0))
    return as_presence(x * x.sum() >= margins, regions=table.rows, activities=table.columns, rule="RCA >= 1")


@pytest.fixture(scope="session")
def fixture_presence(fixture_table):
    """`fixture_presence("toyC")`: M by RCA >= 1."""
    return lambda toy: specialised_in(fixture_table(toy))


class Real:
    """A matrix made from a real file, in the form of `Table`."""

    def __init__(self, cells):
        self.rows = tuple(sorted({r for r, _ in cells}))
        self.columns = tuple(sorted({i for _, i in cells}))
        row, column = ({name: k for k, name in enumerate(names)} for names in (self.rows, self.columns))
        self.values = np.zeros((len(self.rows), len(self.columns)))
        for (r, i), value in cells.items():
            self.values[row[r], column[i]] = value


@pytest.fixture(scope="session")
def real_table(shared_data):
    """`real_table("WIND_1")` or `real_table("sbs")`: repeated rows are added up."""

    def read(name):
        cells = defaultdict(float)
        if name == "sbs":
            path = shared_data / "statistics/eurostat/sbs_nuts2_nace2_employment_2014.csv"
            table = Table(path.read_text(encoding="utf-8-sig").splitlines())
            for region, values in zip(table.rows, table.values, strict=True):
                for activity, value in zip(table.columns, values, strict=True):
                    cells[region, activity] += value
        else:
            path = shared_data / f"statistics/europe/nuts_counts_{name}.tsv.gz"
            with gzip.open(path, "rt", encoding="utf-8") as file:
                for row in csv.DictReader(file, delimiter="\t"):
                    cells[row["nuts2"], row["cluster_id1"]] += float(row["counts"])
        return Real(cells)

    return read


@pytest.fixture(scope="session")
def real_presence(real_table):
    """`real_presence("WIND_1")`: M by RCA >= 1."""
    return lambda name: specialised_in(real_table(name))


def _rows(indicator, cells, *, unit="persons", classification=None):
    """Rows of `indicators` from (region, activity, period) to value; None is suppressed."""
    return [
        {
            "indicator": indicator,
            "region": region,
            "activity": activity,
            "period": period,
            "value": None if value is None else float(value),
            "unit": unit,
            "flag": "suppressed" if value is None else "ok",
            "region_name": region,
            "activity_name": activity or None,
            "classification": classification,
            "vintage": None,
            "convention": "{}",
            "provenance": f"f!s!{region},{activity},{period}",
        }
        for (region, activity, period), value in cells.items()
    ]


@pytest.fixture(scope="session")
def run_comparison():
    """`run_comparison({"x": cells, "income": cells}, profiles=…, places=…, works=…, **options)`: rows by table."""
    import pyarrow as pa

    import smartspec.mapping.region_profiles
    import smartspec.regions.statistical_indicators
    import smartspec.sources.joining.affiliation_places  # noqa: F401  # declares its table
    from smartspec.regions.region_comparison import region_comparison
    from smartspec.schema import TABLES
    from smartspec.store import Engine, arrow_schema

    def run(indicators, *, profiles=(), located=(), years=None, **options):
        fixed = {"choice": 1, "country": "RU", "share": 1.0, "level": "region", "rule": "town", "confidence": 1.0}
        places = [{"work": work, "ordinal": n, "region": region, **fixed} for n, (work, region) in enumerate(located)]
        given = {
            "indicators": [row for name, cells in indicators.items() for row in _rows(name, cells)],
            "region_profiles": [
                {"region": r, "term": t, "year": y, "documents": n, "documents_fractional": float(n)}
                for r, t, y, n in profiles
            ],
            "affiliation_places": places,
        }
        with Engine() as engine:
            tables = {
                name: engine.from_arrow(TABLES[name], pa.Table.from_pylist(content, schema=arrow_schema(TABLES[name])))
                for name, content in given.items()
            }
            schema = arrow_schema(TABLES["works"])
            works = {name: pa.nulls(len(years or {}), schema.field(name).type) for name in schema.names}
            works |= {"work": pa.array(list(years or {}), pa.string())}
            works |= {"year": pa.array(list((years or {}).values()), schema.field("year").type)}
            filled = {
                name: pa.array([""] * len(years or {}))
                if not schema.field(name).nullable and name != "work"
                else column
                for name, column in works.items()
            }
            tables["works"] = engine.from_arrow(TABLES["works"], pa.table(filled, schema=schema))
            made = region_comparison(tables, None, **{"name": "c", "indicator": "x", "n_samples": 0, **options})
        return {name: table.to_pylist() for name, table in made.items()}

    return run


@pytest.fixture(scope="session")
def toy_cells(shared_data):
    """toyC as (region, activity, period) to value, for a period and a factor."""
    table = Table((shared_data / "fixtures/regions/toyC_12x9.csv").read_text(encoding="utf-8").splitlines())

    def cells(period="2024", factor=1.0):
        return {
            (region, activity, period): factor * value
            for region, row in zip(table.rows, table.values.tolist(), strict=True)
            for activity, value in zip(table.columns, row, strict=True)
        }

    return cells
