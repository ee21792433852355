"""Pairs kept out of the training: on one side each, in both orders, for good."""

from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extensions.shared.splitting import draw_pairs, random_sum_pairs_without, split_pairs
from extensions.shared.tasks import Task
from extensions.shared.training import pair_settings


@given(st.integers(4, 30), st.floats(0.1, 0.9), st.integers(0, 1000))
def test_a_split_covers_every_pair_once_and_what_it_holds_out_is_not_drawn(largest, held_out, seed):
    rng = Random(seed)
    seen, held_out_pairs = split_pairs(largest, held_out, rng)
    pairs = {tuple(sorted(pair)) for pair in product(range(1, largest + 1), repeat=2)}
    assert seen | held_out_pairs == pairs and not seen & held_out_pairs
    assert len(held_out_pairs) == round(held_out * len(pairs))
    assert (seen, held_out_pairs) == split_pairs(largest, held_out, Random(seed))
    X, y = random_sum_pairs_without(held_out_pairs, 50, largest, rng)
    assert len(X) == 50 and {tuple(sorted(pair)) for pair in X} <= seen
    assert y == [a + b for a, b in X]


def test_no_side_may_be_empty_and_the_numbers_go_up_to_999():
    for held_out, side in ((0.001, "test"), (0.999, "training")):
        with pytest.raises(
            ValueError, match=f"{held_out} of 55 pairs leaves no pair for the {side}"
        ):
            pair_settings(Task, 10, held_out=held_out)
    with pytest.raises(ValueError, match="the numbers may go up to 999"):
        split_pairs(1000, 0.2, Random(1))


def test_pairs_are_drawn_in_ascending_order_all_if_need_be_and_no_more():
    for n in (20, 55):
        pairs = draw_pairs(n, 10, Random(1))
        assert len(pairs) == n and all(1 <= a <= b <= 10 for a, b in pairs)
    with pytest.raises(ValueError, match="55 pairs up to 10, not 56"):
        draw_pairs(56, 10, Random(1))
