"""The figures of benchmarking: what they draw is what their tables say."""

import pytest

from smartspec.views.comparison_peers import benchmarks, peers


@pytest.fixture(scope="module")
def drawn_ones(compared):
    return {"benchmarks": benchmarks(compared), "peers": peers(compared)}


def test_every_region_with_peers_has_a_drawing_of_each(drawn_ones, compared):
    regions = set(compared.tables["peers"]["region"])
    for figure in drawn_ones.values():
        assert {choice["region"] for choice in figure.chosen.values()} == regions


def test_a_bar_for_each_peer_the_nearest_first_and_as_long_as_it_is_far(drawn_ones, compared):
    figure, table = drawn_ones["peers"], compared.tables["peers"]
    for key, choice in figure.chosen.items():
        bars = sorted((m for m in figure.plans[key].marks if m["t"] == "rect"), key=lambda m: m["y"])
        assert [table["peer_rank"][m["row"]] for m in bars] == [1, 2, 3, 4, 5]
        assert {table["region"][m["row"]] for m in bars} == {choice["region"]}
        distances = [table["peer_distance"][m["row"]] for m in bars]
        assert distances == sorted(distances)
        for mark, distance in zip(bars, distances, strict=True):
            assert mark["w"] / bars[-1]["w"] == pytest.approx(distance / distances[-1], abs=2e-3)


def test_a_dot_for_each_measure_further_left_for_a_better_rank(drawn_ones, compared):
    figure, table = drawn_ones["benchmarks"], compared.tables["benchmarks"]
    for key, choice in figure.chosen.items():
        dots = [m for m in figure.plans[key].marks if m["t"] == "circle"]
        measures = {table["measure"][m["row"]] for m in dots}
        rows = [r for r, region in enumerate(table["region"]) if region == choice["region"]]
        assert measures == {table["measure"][r] for r in rows}
        order = [table["rank_among_peers"][m["row"]] for m in sorted(dots, key=lambda m: m["x"])]
        assert order == sorted(order)


def test_a_summary_tells_the_region_and_its_best_measures(drawn_ones, compared):
    figure = drawn_ones["benchmarks"]
    key, choice = next(iter(figure.chosen.items()))
    said = figure.summaries[key]
    assert said["ru"].startswith(compared.region_names[choice["region"]]["ru"])
    assert said["en"].count(", ") == 2
