"""Pairs kept out of the training: on one side each, in both orders, for good."""

from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extensions.shared.splitting import (
    both_orders,
    draw_pairs,
    random_sum_pairs_without,
    split_pairs,
)


@given(st.integers(4, 40), st.floats(0.1, 0.9), st.integers(0, 1000))
def test_split_covers_every_pair_once(largest, held_out, seed):
    seen, never_seen = split_pairs(largest, held_out, Random(seed))
    every = {tuple(sorted(pair)) for pair in product(range(1, largest + 1), repeat=2)}
    assert seen | never_seen == every
    assert not seen & never_seen
    assert len(never_seen) == round(held_out * len(every))
    assert (seen, never_seen) == split_pairs(largest, held_out, Random(seed))


def test_another_seed_holds_other_pairs_out():
    assert split_pairs(99, 0.2, Random(1)) != split_pairs(99, 0.2, Random(2))


@pytest.mark.parametrize("held_out, side", [(0.001, "test"), (0.999, "training")])
def test_split_refuses_an_empty_side(held_out, side):
    with pytest.raises(ValueError, match=f"{held_out} of 55 pairs leaves no pair for the {side}"):
        split_pairs(10, held_out, Random(1))


@given(st.integers(1, 210), st.integers(0, 100))
def test_drawn_pairs_are_different_ascending_and_in_range(n, seed):
    pairs = draw_pairs(n, 20, Random(seed))
    assert len(pairs) == n
    assert all(1 <= a <= b <= 20 for a, b in pairs)


def test_all_pairs_can_be_drawn_and_no_more():
    assert len(draw_pairs(55, 10, Random(1))) == 55
    with pytest.raises(ValueError, match="55 pairs up to 10, not 56"):
        draw_pairs(56, 10, Random(1))


@given(st.integers(3, 30), st.integers(0, 200), st.integers(0, 1000))
def test_no_held_out_pair_is_drawn_for_training(largest, n, seed):
    rng = Random(seed)
    seen, never_seen = split_pairs(largest, 0.4, rng)
    X, y = random_sum_pairs_without(never_seen, n, largest, rng)
    assert len(X) == len(y) == n
    assert {tuple(sorted(pair)) for pair in X} <= seen
    assert y == [a + b for a, b in X]


def test_training_pairs_come_in_both_orders():
    X, _ = random_sum_pairs_without({(1, 1)}, 1000, 5, Random(1))
    assert {tuple(pair) for pair in X} == set(product(range(1, 6), repeat=2)) - {(1, 1)}


@given(st.sets(st.tuples(st.integers(1, 9), st.integers(1, 9)).map(sorted).map(tuple)))
def test_both_orders_are_asked(pairs):
    X, y = both_orders(pairs)
    asked = {tuple(pair) for pair in X}
    assert asked == pairs | {(b, a) for a, b in pairs}
    assert len(asked) == len(X)
    assert y == [sum(pair) for pair in X]
