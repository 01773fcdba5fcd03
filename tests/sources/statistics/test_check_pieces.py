"""The checks of sums against plain loops over cells, written a second time, and the same in small pieces of a table."""

import re
from collections import Counter, defaultdict

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartspec.places import district_of, regions
from smartspec.sources.checking import observation_grid
from smartspec.sources.checking.observation_additivity import is_relative
from smartspec.sources.checking.observation_breaks import _medians
from smartspec.sources.checking.observation_checks import check_observations
from smartspec.sources.checking.observation_closing import closing
from smartspec.sources.checking.observation_codes import Coded, coded, combined, distinct
from smartspec.sources.checking.observation_families import families
from smartspec.sources.checking.observation_grid import Grid
from smartspec.sources.observation import Observation, observation_table

DISTRICTS = ("FD-CE", "FD-FE", "FD-NC", "FD-NW", "FD-SI", "FD-SO", "FD-UR", "FD-VO")
NUTS = ("DE", "DE1", "DE11", "DE12", "DE2", "DE21", "DE22", "FR", "FRK", "FRK1", "FRK2")
SUBJECTS = tuple(region.code for region in regions("subject"))
YEARS = ("2008", "2014", "2017", "2022", "2022-Q1")
SCALED = re.compile(r"млн|млрд|тыс|million|billion|thousand|\bMIO|\bTHS", re.IGNORECASE)
WITHIN = {code: {other for other in NUTS if other[:-1] == code} for code in (*NUTS, *SUBJECTS, "", "n")}
WITHIN |= {district: {code for code in SUBJECTS if district_of(code) == district} for district in DISTRICTS}
WITHIN["RU"] = set(DISTRICTS)


def drawn(seed):
    """A table whose sums mostly close, some of them not, with gaps, repeats and rows in any order."""
    rng = np.random.default_rng(seed)
    digits = int(rng.choice([0, 1, 2, 6]))
    places = (("RU", *DISTRICTS, *SUBJECTS), NUTS, ("RU", *DISTRICTS, *NUTS), ("", "n"))[seed % 4]
    activities = [("", "")] if seed % 3 else [("", "Всего"), *((letter, "") for letter in "ABCDEFGHIJ"), ("01", "x")]
    rows = []
    for sheet in ("1", "2"):
        for indicator, unit in (("staff", "persons"), ("grp", "млн. руб."), ("share", "per cent")):
            for year in YEARS[: 2 + seed % 4]:
                for activity, label in activities:
                    parts = {}
                    for place in places[::-1]:
                        inside = [parts[code] for code in WITHIN[place] & parts.keys()]
                        value = sum(inside) if inside else rng.uniform(0, 1000)
                        value = float(np.round(value + (rng.random() < 0.1) * rng.uniform(0, 4), digits))
                        parts[place] = value
                        if rng.random() > 0.005:
                            number = None if rng.random() < 0.005 else value
                            rows.append((sheet, indicator, unit, year, activity, label, place, number))
    order = rng.permutation(np.concatenate([np.arange(len(rows)), rng.integers(0, len(rows), 5)]))
    names = ("sheet", "indicator", "unit", "period", "activity", "activity_name", "region", "value")
    made = [
        Observation(f"A{n}", "1", region_name="n", **dict(zip(names, rows[place], strict=True)))
        for n, place in enumerate(order.tolist(), 1)
    ]
    return observation_table(made, file="made")


def agrees(parts, stated, scaled):
    """Whether parts add up to a whole, cell by cell."""
    difference, exact = abs(sum(parts) - stated), 1e-9 * max(abs(stated), 1.0)
    every = [*parts, stated]
    for digits in range(7):
        if all(abs(value * 10**digits - round(value * 10**digits)) < 1e-6 for value in every):
            if not digits and not scaled:
                return difference <= exact
            return difference <= max(exact, 0.5 * 10**-digits * len(every), 1e-4 * abs(stated))
    return difference <= max(exact, 1e-4 * abs(stated))


def counted(table):
    """For each sheet and indicator: sums over regions that differ, and that were compared, by loops over cells."""
    cells, names = {}, ("sheet", "indicator", "unit", "activity", "activity_name", "period")
    for row in table.to_pylist():
        cells.setdefault((tuple(row[name] or "" for name in names), row["region"] or row["region_name"]), row["value"])
    columns = dict.fromkeys(column for column, _ in cells)
    known = list(families({region for _, region in cells}, sorted({column[-1][:4] for column in columns})))
    found = defaultdict(lambda: [0, 0])
    for column in columns:
        if is_relative(column[2], column[1]):
            continue
        for whole, divisions in known:
            stated = cells.get((column, whole))
            ways = [division.get("", division.get(column[-1][:4], ())) for division in divisions]
            sums = [[cells.get((column, part)) for part in parts] for parts in ways if parts]
            sums = [values for values in sums if None not in values]
            if stated is not None and sums:
                found[column[:2]][1] += 1
                found[column[:2]][0] += not any(
                    agrees(values, stated, bool(SCALED.search(column[2]))) for values in sums
                )
    return {key: tuple(numbers) for key, numbers in found.items() if numbers[0]}


@pytest.mark.parametrize("seed", range(12))
def test_sums_over_regions_are_those_of_loops_over_cells(seed):
    table = drawn(seed)
    found = {}
    for problem in check_observations(table):
        numbers = re.match(r"`(\w+)`: (\d+) of (\d+) sums over regions do not close", problem.message)
        if numbers:
            found[problem.place[7], numbers[1]] = (int(numbers[2]), int(numbers[3]))
    assert found == counted(table)
    assert bool(found) == (seed % 4 != 3)


@pytest.mark.parametrize("seed", range(8))
def test_neither_pieces_nor_dictionaries_nor_chunks_change_what_is_found(seed, monkeypatch):
    table = drawn(seed)
    expected = check_observations(table)
    monkeypatch.setattr(observation_grid, "_LAID_OUT", 50)
    assert check_observations(table) == expected
    kind = pa.dictionary(pa.int32(), pa.string())
    fields = [one.with_type(kind) if pa.types.is_string(one.type) else one for one in table.schema]
    parts = [table.slice(first, 37).cast(pa.schema(fields)) for first in range(0, len(table), 37)]
    assert check_observations(pa.concat_tables(parts)) == expected


@given(st.integers(0, 2**32 - 1), st.integers(1, 90), st.sampled_from([0, 1, 3, 6, 15]), st.booleans())
def test_whether_a_sum_closes_is_decided_as_by_loops(seed, n_parts, digits, scaled):
    rng = np.random.default_rng(seed)
    parts = np.round(rng.uniform(0, 10.0 ** rng.integers(0, 7), (40, n_parts)), digits)
    stated = np.round(parts.sum(axis=1) * (1 + rng.choice([0, 0, 1e-10, 1e-5, 1e-3], 40) * rng.random(40)), digits)
    parts[3, 0] = np.nan
    totals, closes = closing(parts, stated, np.full(40, scaled))
    assert np.isnan(totals[3])
    assert not closes[3]
    for number in range(40):
        if number != 3:
            assert totals[number] == parts[number].sum()
            assert closes[number] == agrees(parts[number].tolist(), float(stated[number]), scaled)


def test_the_first_of_repeated_cells_counts_and_the_others_are_known():
    table = drawn(2)
    seen, again = {}, []
    names = ("sheet", "indicator", "activity", "activity_name", "period")
    for number, row in enumerate(table.to_pylist()):
        key = (*(row[name] for name in names), row["region"] or row["region_name"])
        again += [number] if key in seen else []
        seen.setdefault(key, row["value"])
    grid = Grid(table)
    assert grid.again().tolist() == again
    assert len(again) == 5
    columns = np.arange(grid.n_columns)
    rows = grid.rows(columns)
    assert (rows >= 0).sum() == len(seen)
    for column in columns.tolist():
        about = grid.column(column)
        for place, region in enumerate(grid.regions):
            key = (about.sheet, about.indicator, about.activity or None, about.label or None, about.period, region)
            value = grid.values(rows[column, [place]])[0]
            assert value == seen.get(key) or (np.isnan(value) and seen.get(key) is None)


@given(st.lists(st.lists(st.sampled_from([None, "", "a", "b", "c"]), min_size=5, max_size=5), min_size=1, max_size=4))
def test_combinations_are_numbered_as_they_appear(columns):
    made = [coded(pa.chunked_array([column[:2], column[2:]], pa.string())) for column in columns]
    numbers, first = combined(made)
    rows = list(zip(*[[text or "" for text in column] for column in columns], strict=True))
    order = list(dict.fromkeys(rows))
    assert [order.index(row) for row in rows] == numbers.tolist()
    assert [rows.index(row) for row in order] == first.tolist()


def test_more_combinations_than_numbers_are_told_apart():
    columns = [Coded(np.arange(3, dtype=np.int32) % 2, range(1 << 30)) for _ in range(5)]
    assert combined(columns)[0].tolist() == [0, 1, 0]
    assert distinct(np.zeros(0, dtype=np.int64))[1].size == 0


@given(st.lists(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=6), min_size=1, max_size=5))
def test_medians_of_groups_are_those_of_numpy(groups):
    numbers = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    found = _medians(np.concatenate(groups), numbers)
    assert found.tolist() == [float(np.median(group)) for group in groups]


def test_years_out_of_range_are_counted_with_their_first_address():
    rows = [
        Observation(f"{letter}{n}", "1", 1.0, period="3020", region="DE", indicator="x", sheet=sheet)
        for n, (letter, sheet) in enumerate([("C", "1"), ("B", "2"), ("A", "1"), ("D", "2")])
    ]
    problems = check_observations(observation_table(rows, file="made"))
    assert [(problem.place, problem.message[-10:]) for problem in problems] == [
        ("sheet `1`, cell A2", "in 2 cells"),
        ("sheet `2`, cell B1", "in 2 cells"),
    ]
    assert Counter(problem.column for problem in problems) == {"period": 2}
