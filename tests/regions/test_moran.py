"""Moran's I and Geary's C: values of an independent package, all permutations, plain loops."""

import csv
import gzip
from collections import defaultdict
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartspec.errors import ComputeError, ConfigError
from smartspec.regions.contiguity import contiguity
from smartspec.regions.moran import geary, moran
from smartspec.regions.polygons import read_outlines
from smartspec.regions.spatial_weights import as_weights, row_standardised

# Names of the table whose code does not follow from its first letters, and those that do.
RUSSIA = """
Adygey AD|Altay ALT|Gorno-Altay AL|Amur AMU|Arkhangel'sk ARK|Astrakhan' AST|Bashkortostan BA|Belgorod BEL|Bryansk BRY
Buryat BU|Chechnya CE|Chelyabinsk CHE|Chukot CHU|Chuvash CU|City of St. Petersburg SPE|Dagestan DA|Ingush IN
Irkutsk IRK|Ivanovo IVA|Kabardin-Balkar KB|Kaliningrad KGD|Kalmyk KL|Kaluga KLU|Kamchatka KAM|Karachay-Cherkess KC
Karelia KR|Kemerovo KEM|Khabarovsk KHA|Khakass KK|Khanty-Mansiy KHM|Kirov KIR|Komi KO|Kostroma KOS|Krasnodar KDA
Krasnoyarsk KYA|Kurgan KGN|Kursk KRS|Leningrad LEN|Lipetsk LIP|Maga Buryatdan MAG|Mariy-El ME|Mordovia MO
Moscow City MOW|Moskva MOS|Murmansk MUR|Nenets NEN|Nizhegorod NIZ|North Ossetia SE|Novgorod NGR|Novosibirsk NVS
Omsk OMS|Orel ORL|Orenburg ORE|Penza PNZ|Perm' PER|Primor'ye PRI|Pskov PSK|Rostov ROS|Ryazan' RYA|Sakha SA
Sakhalin SAK|Samara SAM|Saratov SAR|Smolensk SMO|Stavropol' STA|Sverdlovsk SVE|Tambov TAM|Tatarstan TA|Tomsk TOM
Tula TUL|Tuva TY|Tver' TVE|Tyumen' TYU|Udmurt UD|Ul'yanovsk ULY|Vladimir VLA|Volgograd VGG|Vologda VLG|Voronezh VOR
Yamal-Nenets YAN|Yaroslavl' YAR|Yevrey YEV|Zabaykal'ye ZAB
"""


@pytest.fixture(scope="module")
def europe(shared_data):
    """Logarithms of counts, and standardised queen weights, of 314 regions."""
    total = defaultdict(float)
    with gzip.open(shared_data / "statistics/europe/nuts_counts_WIND_2.tsv.gz", "rt") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            total[row["nuts2"]] += float(row["counts"])
    outlines = read_outlines(shared_data / "geo/NUTS_RG_20M_2021_4326_LEVL_2.geojson", key="NUTS_ID")
    outlines = [outline for outline in outlines if outline.region in total]
    return np.log([total[outline.region] for outline in outlines]), row_standardised(contiguity(outlines))


@pytest.fixture(scope="module")
def russia(shared_data):
    """Logarithms of works, and standardised queen weights, of 83 regions."""
    code = dict(entry.rsplit(" ", 1) for line in RUSSIA.strip().splitlines() for entry in line.split("|"))
    total = defaultdict(float)
    path = shared_data / "statistics/openalex_ru/institutions_year_region_2025-08-15.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if 2012 <= int(row["year"]) <= 2024 and row["region_shp"] in code and row["works_count"] != "NA":
                total["RU-" + code[row["region_shp"]]] += float(row["works_count"])
    outlines = read_outlines(shared_data / "geo/russia_geoboundaries_adm1.geojson", key="shapeISO")
    return np.log1p([total[outline.region] for outline in outlines]), row_standardised(contiguity(outlines))


def test_europe_has_the_values_of_an_independent_package(europe):
    values, weights = europe
    kept, left = moran(values, weights, isolates="keep"), moran(values, weights)
    assert (kept.n, left.n, kept.n_pairs, left.n_pairs) == (314, 300, 1_362, 1_362)
    assert kept.statistic == kept.with_isolates == left.with_isolates == pytest.approx(0.23279470587911785, rel=1e-12)
    assert left.statistic == kept.without_isolates == pytest.approx(0.24621528898161862, rel=1e-12)
    assert kept.z_normal == pytest.approx(5.681014205368761, rel=1e-12)
    assert kept.z_random == pytest.approx(5.681913106790239, rel=1e-12)
    assert (left.z_normal, left.z_random) == pytest.approx((6.007935843520477, 6.009038929387562), rel=1e-12)
    assert left.variance_random == pytest.approx(0.00172480149633534, rel=1e-12)
    assert (left.conventions["n_with_isolates"], left.conventions["n_without_isolates"]) == (314, 300)
    assert left.p_two_sided == 2 / 1000


def test_geary_of_europe_has_the_values_of_an_independent_package(europe):
    values, weights = europe
    kept, left = geary(values, weights, isolates="keep"), geary(values, weights)
    assert kept.statistic == pytest.approx(0.7299005321980387, rel=1e-12)
    assert (kept.z_normal, kept.z_random) == pytest.approx((-5.620192692644538, -5.585368303918488), rel=1e-12)
    assert left.statistic == pytest.approx(0.7703967932139053, rel=1e-12)
    assert (left.z_normal, left.z_random) == pytest.approx((-5.119057497803727, -5.09922502670165), rel=1e-12)


def test_russia_has_its_published_values(russia):
    values, weights = russia
    kept, left = moran(values, weights, isolates="keep"), moran(values, weights)
    assert (kept.n, left.n, kept.n_pairs) == (83, 81, 378)
    assert kept.statistic == pytest.approx(0.1903145, abs=5e-8)
    assert left.statistic == pytest.approx(0.1862790, abs=5e-8)
    assert kept.z_normal == pytest.approx(2.6769, abs=5e-5)
    assert geary(values, weights, isolates="keep").statistic == pytest.approx(0.7265884, abs=5e-8)
    assert left.cautions[0].code == "isolates-leave-out"
    assert "RU-KGD, RU-SAK" in left.cautions[0].ru


@st.composite
def maps(draw, n=None):
    n = n or draw(st.integers(5, 12))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    matrix = rng.integers(0, 3, (n, n)) * (rng.random((n, n)) < 0.4)
    matrix = matrix + np.eye(n, k=1) + np.eye(n, k=-1)
    return rng.normal(size=n), as_weights(matrix, [str(k) for k in range(n)])


@given(maps())
def test_both_statistics_equal_plain_loops(case):
    x, weights = case
    w, n, mean = weights.matrix.toarray(), len(x), sum(x) / len(x)
    square = sum((a - mean) ** 2 for a in x)
    cross = sum(w[r, s] * (x[r] - mean) * (x[s] - mean) for r in range(n) for s in range(n))
    gaps = sum(w[r, s] * (x[r] - x[s]) ** 2 for r in range(n) for s in range(n))
    assert moran(x, weights, permutations=0).statistic == pytest.approx(n / w.sum() * cross / square)
    assert geary(x, weights, permutations=0).statistic == pytest.approx((n - 1) / (2 * w.sum()) * gaps / square)


@pytest.mark.parametrize("measure", [moran, geary])
@pytest.mark.parametrize("seed", [1])
def test_moments_and_p_equal_those_of_all_permutations(measure, seed):
    rng = np.random.default_rng(seed)
    matrix = np.triu(rng.integers(0, 2, (6, 6)), 1) + np.eye(6, k=1)
    x, weights = rng.exponential(size=6), as_weights(matrix + 0.5 * matrix.T, list("ABCDEF"))
    found = measure(x, weights, permutations=9_999, seed=seed)
    every = np.array([measure(x[list(order)], weights, permutations=0).statistic for order in permutations(range(6))])
    assert found.expected == pytest.approx(every.mean(), abs=1e-10)
    assert found.variance_random == pytest.approx(every.var(), rel=1e-9)
    exact = min((every >= found.statistic - 1e-12).mean(), (every <= found.statistic + 1e-12).mean())
    assert found.p_directed == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / 9_999) + 2e-4)
    assert found.p_two_sided == min(1, 2 * found.p_directed)


@given(maps(), st.floats(0.1, 100), st.floats(-50, 50), st.integers(0, 10**6))
def test_units_and_the_order_of_regions_do_not_matter(case, scale, shift, seed):
    x, weights = case
    order = np.random.default_rng(seed).permutation(len(x))
    moved = as_weights(weights.matrix[order][:, order], [weights.regions[k] for k in order])
    for measure in (moran, geary):
        one = measure(x, weights, permutations=0)
        other = measure(scale * x[order] + shift, moved, permutations=0)
        assert other.statistic == pytest.approx(one.statistic, rel=1e-6, abs=1e-9)
        assert other.z_random == pytest.approx(one.z_random, rel=1e-5, abs=1e-8)


def test_a_missing_region_is_as_if_it_were_not_on_the_map():
    x = np.array([1.0, 4.0, np.nan, 2.0, 7.0, 3.0])
    line = row_standardised(as_weights(np.eye(6, k=1) + np.eye(6, k=-1) + np.eye(6, k=3) + np.eye(6, k=-3), "ABCDEF"))
    missing = np.isnan(x)
    keep = ~missing
    part = row_standardised(as_weights(line.matrix[keep][:, keep] > 0, list("ABDEF")))
    for isolates in ("keep", "leave-out"):
        found = moran(x, line, missing=missing, isolates=isolates, permutations=0)
        assert found.statistic == pytest.approx(moran(x[keep], part, isolates=isolates, permutations=0).statistic)
        assert found.conventions["n_missing"] == 1


def test_regions_that_lose_their_only_neighbour_are_isolates_too():
    # B points to A, A to nobody; without A, B has no neighbour left.
    matrix = np.zeros((6, 6))
    matrix[1, 0] = matrix[2, 3] = matrix[3, 4] = matrix[4, 5] = matrix[5, 2] = 1
    found = moran([1, 5, 2, 4, 3, 9], as_weights(matrix, list("ABCDEF")), permutations=0)
    assert found.n == 4
    assert found.conventions["n_without_isolates"] == 4


def test_the_same_seed_gives_the_same_p(europe):
    values, weights = europe
    noisy = np.random.default_rng(1).permutation(values)
    one, same, other = (moran(noisy, weights, seed=seed).p_directed for seed in (1, 1, 2))
    assert one == same
    assert one != other


def test_what_is_wrong_is_said():
    line = as_weights(np.eye(5, k=1) + np.eye(5, k=-1), list("ABCDE"))
    with pytest.raises(ComputeError, match="all values are equal"):
        moran([0.1] * 5, line)
    with pytest.raises(ComputeError, match=r"region `B`.*not finite"):
        moran([1, np.nan, 3, 4, 5], line)
    with pytest.raises(ComputeError, match="5 regions"):
        moran([1, 2], line)
    with pytest.raises(ConfigError, match="unknown choice `drop`"):
        moran([1, 2, 3, 4, 5], line, isolates="drop")
    with pytest.raises(ComputeError, match="too few"):
        geary([1, 2, 3, 4, 5], line, missing=[1, 1, 0, 0, 0])
