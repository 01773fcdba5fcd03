"""Speed of places: loading, countries, region names, addresses; run with `pytest benchmarks/bench_places.py`.

Strings are made from the gazetteer itself, so the benchmark needs no data beside the package.
"""

import random
import subprocess
import sys

import pytest

from smartspec.places import country_of, region_by_name, regions, resolve, towns
from smartspec.places.resolving import _cached

N = 2_000


@pytest.fixture(scope="module")
def latin():
    draw = random.Random(1)  # noqa: S311
    places = [(t, c) for c, name in (("RU", "Russia"), ("DE", "Germany"), ("US", "USA")) for t, c in
              ((t, name) for t in towns(c) if t.size >= 4)]  # fmt: skip
    return [f"Univ {draw.randrange(N)}, Dept {i}, {t.name}, {c}" for i, (t, c) in enumerate(draw.choices(places, k=N))]


@pytest.fixture(scope="module")
def russian():
    draw = random.Random(2)  # noqa: S311
    places = [t for t in towns("RU") if t.size >= 4]
    kinds = ("г. {}", "филиал в г. {}", "{}")
    return [
        f"ФГБОУ ВО «Государственный университет № {i}», {draw.choice(kinds).format(t.name_local)}"
        for i, t in enumerate(draw.choices(places, k=N))
    ]


def test_country_of_an_address(benchmark, latin):
    country_of(latin[0])
    benchmark(lambda: [country_of.__wrapped__(a) for a in latin])
    benchmark.extra_info["us per string"] = benchmark.stats.stats.min / N * 1e6


def test_country_of_an_address_seen_before(benchmark, latin):
    benchmark(lambda: [country_of(a) for a in latin])
    benchmark.extra_info["us per string"] = benchmark.stats.stats.min / N * 1e6


@pytest.mark.parametrize("script", ["latin", "russian"])
def test_resolve(benchmark, script, request):
    strings = request.getfixturevalue(script)
    resolve(strings[0])
    benchmark.pedantic(lambda: [resolve(a) for a in strings], setup=_cached.cache_clear, rounds=5)
    benchmark.extra_info["ms per string"] = benchmark.stats.stats.min / N * 1e3


def test_region_by_name(benchmark):
    names = [r.name_ru for r in regions("subject")]
    benchmark(lambda: [region_by_name(name) for name in names])


@pytest.mark.parametrize(
    "first",
    ["country_of('Univ, Omsk, Russia')", "region('RU-OMS')", "resolve('Univ, Omsk, Russia')", "resolve('Омск')"],
)
def test_first_answer_of_a_process(benchmark, first):
    code = f"from smartspec.places import *; {first}"
    benchmark.pedantic(lambda: subprocess.run([sys.executable, "-c", code], check=True), rounds=3)
