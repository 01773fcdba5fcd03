"""Pair counting against counting by hand, pair by pair."""

import itertools
from collections import Counter, defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartspec.errors import ComputeError
from smartspec.kernels.pairs import cite, count_pairs, couple

N = 7
incidences = st.sets(st.tuples(st.integers(0, N - 1), st.integers(0, N - 1)), max_size=30)
countings = st.sampled_from(["full", "fractional"])


def columns(pairs):
    ordered = sorted(pairs)
    return np.array([a for a, _ in ordered], dtype=int), np.array([b for _, b in ordered], dtype=int)


def grouped(pairs):
    found = defaultdict(set)
    for first, second in pairs:
        found[first].add(second)
    return found


def as_dict(found):
    first, second, strength = found
    assert list(zip(first, second, strict=True)) == sorted(zip(first, second, strict=True)), "sorted"
    return dict(zip(zip(first.tolist(), second.tolist(), strict=True), strength.tolist(), strict=True))


def assert_same(found, wanted):
    wanted = {pair: value for pair, value in wanted.items() if value > 0}
    assert set(found) == set(wanted)
    for pair, value in wanted.items():
        assert found[pair] == pytest.approx(value, abs=1e-12)


@given(incidences, countings)
def test_pairs_are_those_counted_row_by_row(pairs, counting):
    wanted = Counter()
    for items in grouped(pairs).values():
        for pair in itertools.combinations(sorted(items), 2):
            wanted[pair] += 1 if counting == "full" else 1 / (len(items) - 1)
    assert_same(as_dict(count_pairs(*columns(pairs), n_rows=N, n_columns=N, counting=counting)), wanted)


@given(incidences, incidences, countings)
def test_coupling_is_that_counted_over_all_pairs_of_documents(references, units, counting):
    members, wanted = grouped(units), Counter()
    for citing in grouped((r, d) for d, r in references).values():
        for a, b in itertools.permutations(citing, 2):
            share = 1 if counting == "full" else 1 / (len(citing) - 1) / (len(members[a]) or 1) / (len(members[b]) or 1)
            for pair in itertools.product(members[a], members[b]):
                if pair[0] < pair[1]:
                    wanted[pair] += share
    found = couple(columns(references), columns(units), n_documents=N, n_targets=N, n_units=N, counting=counting)
    assert_same(as_dict(found), wanted)


@given(incidences, incidences, countings)
def test_citations_are_those_counted_one_by_one(citations, units, counting):
    members, wanted = grouped(units), Counter()
    links = {(a, b) for a, b in citations if a != b}
    given_by = Counter(a for a, _ in links)
    for a, b in links:
        share = 1 if counting == "full" else 1 / given_by[a] / (len(members[a]) or 1) / (len(members[b]) or 1)
        for x, y in itertools.product(members[a], members[b]):
            if x != y:
                wanted[min(x, y), max(x, y)] += share
    found = cite(columns(citations), columns(units), n_documents=N, n_targets=N, n_units=N, counting=counting)
    assert_same(as_dict(found), wanted)


@given(incidences)
def test_fractional_counting_gives_every_item_one_per_row_of_two_or_more(pairs):
    first, second, strength = count_pairs(*columns(pairs), n_rows=N, n_columns=N, counting="fractional")
    total = np.bincount(first, strength, minlength=N) + np.bincount(second, strength, minlength=N)
    rows = [items for items in grouped(pairs).values() if len(items) > 1]
    assert total == pytest.approx([sum(item in items for items in rows) for item in range(N)])


def test_items_that_are_not_shown_still_take_part_in_the_division():
    rows, shown = np.array([0, 0]), np.array([0, 1])
    found = count_pairs(rows, shown, n_rows=1, n_columns=2, counting="fractional", row_sizes=np.array([5]))
    assert found[2].tolist() == [0.25]


def test_the_worked_example_of_the_manual_comes_out():
    rows, columns_ = np.array([0, 0, 0, 1, 1, 2, 2]), np.array([0, 1, 2, 0, 2, 1, 3])
    full = as_dict(count_pairs(rows, columns_, n_rows=3, n_columns=4))
    fractional = as_dict(count_pairs(rows, columns_, n_rows=3, n_columns=4, counting="fractional"))
    assert full == {(0, 1): 1, (0, 2): 2, (1, 2): 1, (1, 3): 1}
    assert fractional == {(0, 1): 0.5, (0, 2): 1.5, (1, 2): 0.5, (1, 3): 1}


def test_a_large_count_in_blocks_equals_one_in_one_piece():
    from scipy.sparse import csr_array, triu

    rng = np.random.default_rng(0)
    rows, items = np.repeat(np.arange(3000), 130), rng.integers(0, 2500, 390_000)
    first, _, strength = count_pairs(rows, items, n_rows=3000, n_columns=2500)
    dense = csr_array((np.ones(len(rows)), (rows, items)), shape=(3000, 2500))
    dense.sum_duplicates()
    dense.data[:] = 1
    whole = triu(dense.T @ dense, k=1).tocoo()
    assert strength.sum() == whole.data.sum()
    assert len(strength) == whole.nnz
    assert (strength == np.round(strength)).all()
    assert (np.diff(first) >= 0).all()


@pytest.mark.parametrize(("rows", "columns_"), [([0, 9], [0, 0]), ([0, -1], [0, 0]), ([0], [9]), ([0, 1], [0])])
def test_codes_out_of_range_are_refused(rows, columns_):
    with pytest.raises(ComputeError):
        count_pairs(np.array(rows), np.array(columns_), n_rows=2, n_columns=2)


def test_nothing_gives_no_pairs():
    nothing = np.array([], dtype=int)
    for counting in ("full", "fractional"):
        assert len(count_pairs(nothing, nothing, n_rows=0, n_columns=0, counting=counting)[0]) == 0


@given(incidences, incidences, countings, st.randoms(use_true_random=False))
def test_shares_multiply_in_coupling_and_citation(references, units, counting, random):
    pairs = sorted(units)
    share = {pair: random.choice([0.25, 0.5, 1.0]) for pair in pairs}
    sizes = np.zeros(N)
    for document, unit in pairs:
        sizes[document] += share[document, unit]
    part = {d: 1 if counting == "full" else 1 / (sizes[d] or 1) for d in range(N)}
    wanted = Counter()
    for citing in grouped((r, d) for d, r in references).values():
        for a, b in itertools.permutations(citing, 2):
            weight = (1 if counting == "full" else 1 / (len(citing) - 1)) * part[a] * part[b]
            for (x, u), (y, v) in itertools.product(pairs, pairs):
                if (x, y) == (a, b) and u < v:
                    wanted[u, v] += weight * share[x, u] * share[y, v]
    found = couple(
        columns(references),
        columns(units),
        n_documents=N,
        n_targets=N,
        n_units=N,
        counting=counting,
        shares=np.array([share[pair] for pair in pairs]),
    )
    assert_same(as_dict(found), wanted)
