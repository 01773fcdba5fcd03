"""Steps over several indicators or periods: composite indices, convergence, changes of a comparison."""

import json

import numpy as np
import pyarrow as pa
import pytest

from smartspec.errors import ComputeError
from smartspec.regions.changing import Snapshot, changes
from smartspec.regions.composite_indices import composite_indices
from smartspec.regions.convergences import convergences
from smartspec.regions.counts import as_counts
from smartspec.regions.specialisation import specialised
from smartspec.regions.statistical_indicators import SPEC
from smartspec.store import Engine, arrow_schema

REGIONS = ("RU-TOM", "RU-OMS", "RU-NVS", "RU-KEM", "RU-ALT")


def rows(values, periods=("2020",)):
    """Rows of `indicators` from name to a matrix of regions by periods."""
    fixed = {"unit": "u", "flag": "ok", "convention": "{}", "provenance": "f!s!A1", "activity": ""}
    return [
        {"indicator": name, "region": region, "period": period, "value": matrix[r][p], **fixed}
        for name, matrix in values.items()
        for r, region in enumerate(REGIONS[: len(matrix)])
        for p, period in enumerate(periods)
    ]


def run(step, found, **options):
    with Engine() as engine:
        table = engine.from_arrow(SPEC, pa.Table.from_pylist(found, schema=arrow_schema(SPEC)))
        (made,) = step({"indicators": table}, None, **{"name": "x", **options}).values()
        return made.to_pylist()


def test_a_composite_index_gives_every_rank_an_interval():
    found = rows({"papers": [[5.0], [3.0], [1.0]], "patents": [[2.0], [3.0], [1.0]]})
    made = {
        row["region"]: row
        for row in run(composite_indices, found, indicators=["papers", "patents"], period="2020", weights=[2.0, 1.0])
    }
    assert [round(made[region]["score"], 2) for region in REGIONS[:3]] == [0.83, 0.67, 0.0]
    assert all(row["rank_low"] <= row["rank"] <= row["rank_high"] for row in made.values())
    assert json.loads(made["RU-TOM"]["scaled"]) == {"papers": 1.0, "patents": 0.5}


def test_a_burden_counts_the_other_way():
    found = rows({"papers": [[5.0], [3.0], [1.0]], "debts": [[9.0], [1.0], [5.0]]})
    options = {"indicators": ["papers", "debts"], "period": "2020", "lower_is_better": ["debts"]}
    made = {row["region"]: row for row in run(composite_indices, found, **options)}
    assert json.loads(made["RU-OMS"]["scaled"])["debts"] == 1.0


def test_an_unknown_indicator_of_an_index_names_the_nearest():
    with pytest.raises(ComputeError) as error:
        run(composite_indices, rows({"papers": [[5.0], [3.0]]}), indicators=["paper"], period="2020")
    assert "papers" in error.value.hint
    with pytest.raises(ComputeError, match="2 weights for 1 indicators"):
        run(
            composite_indices,
            rows({"papers": [[5.0], [3.0]]}),
            indicators=["papers"],
            period="2020",
            weights=[1.0, 2.0],
        )


def test_convergence_is_found_where_the_poor_grow_faster():
    first = np.array([1.0, 2.0, 4.0, 8.0, 16.0])
    rate = 0.06 - 0.01 * np.log(first)
    last = first * np.exp(10 * rate)
    found = rows({"income": np.column_stack([first, last]).tolist()}, ("2010", "2020"))
    made = {(row["measure"], row["period"]): row["value"] for row in run(convergences, found, indicator="income")}
    assert made["slope", "2010/2020"] == pytest.approx(-0.01)
    assert made["log_sd", "2020"] < made["log_sd", "2010"]
    assert made["speed", "2010/2020"] == pytest.approx(-np.log(1 - 0.1) / 10)


def test_convergence_needs_two_periods():
    with pytest.raises(ComputeError, match="two periods"):
        run(convergences, rows({"income": [[1.0], [2.0]]}), indicator="income")


def test_changes_add_up_and_name_entries():
    draw = np.random.default_rng(3)
    before, after = (
        as_counts(draw.integers(1, 90, (5, 4)), regions=REGIONS, activities=list("ABCD")) for _ in range(2)
    )
    taken = [Snapshot(p, counts, specialised(counts)) for p, counts in (("2019", before), ("2020", after))]
    made = changes(*taken).regions
    assert [row["region"] for row in made] == list(REGIONS)
    for number, row in enumerate(made):
        assert row["change"] == pytest.approx(after.values[number].sum() - before.values[number].sum())
        assert row["national"] + row["mix"] + row["regional"] == pytest.approx(row["change"])
        assert row["competitive"] + row["allocation"] == pytest.approx(row["regional"])
        assert 0 <= row["structural_change"] <= 1
