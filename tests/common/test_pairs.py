from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.pairs import random_sum_pairs
from tests.common import nested_loops

# stage: epochs, examples an epoch, largest, and the first 20 sums that it is evaluated on
EXPECTED_COLUMNS = {
    1: (100, 100, 100, "110 122 104 103 163 100 56 61 109 129 98 60 66 63 84 148 96 33 75 64"),
    2: (50, 100, 100, "108 143 109 16 152 59 95 113 90 104 123 92 150 136 130 76 112 129 171 127"),
    3: (30, 1000, 10, "13 13 13 9 11 18 15 14 6 15 9 10 8 14 14 19 4 13 9 12"),
}


def test_last_seven_of_100_pairs_are_the_tutorials():
    X, y = random_sum_pairs(100, 2, 100, Random(1))
    assert len(X) == len(y) == 100
    assert X[-7:] == [[2, 97], [97, 36], [32, 35], [15, 80], [24, 45], [38, 9], [22, 21]]
    assert y[-7:] == [99, 133, 67, 95, 69, 47, 43]


def test_first_pair_up_to_10_is_the_tutorials():
    assert random_sum_pairs(1, 2, 10, Random(1)) == ([[3, 10]], [13])


@pytest.mark.parametrize("stage", EXPECTED_COLUMNS)
def test_sums_after_the_training_examples_are_the_tutorials(stage):
    n_epoch, n_examples, largest, column = EXPECTED_COLUMNS[stage]
    random = Random(1)
    for _ in range(n_epoch):
        random_sum_pairs(n_examples, 2, largest, random)
    _, y = random_sum_pairs(n_examples, 2, largest, random)
    assert y[:20] == list(map(int, column.split()))


@given(
    n=st.integers(0, 30),
    n_numbers=st.integers(1, 5),
    largest=st.integers(1, 10**30),
    seed=st.integers(),
)
def test_pairs_are_those_of_plain_loops_and_so_is_the_state_of_the_generator(
    n, n_numbers, largest, seed
):
    ours, pythons = Random(seed), Random(seed)
    assert random_sum_pairs(n, n_numbers, largest, ours) == nested_loops.draw(
        n, n_numbers, largest, pythons
    )
    assert ours.getstate() == pythons.getstate()


@given(
    sizes=st.lists(st.integers(0, 20), max_size=5),
    n_numbers=st.integers(2, 5),
    largest=st.integers(1, 10**6),
)
def test_pairs_drawn_in_parts_are_those_drawn_at_once(sizes, n_numbers, largest):
    random = Random(1)
    X, y = [], []
    for n in sizes:
        more_X, more_y = random_sum_pairs(n, n_numbers, largest, random)
        X += more_X
        y += more_y
    assert (X, y) == random_sum_pairs(sum(sizes), n_numbers, largest, Random(1))


@given(n=st.integers(0, 50), n_numbers=st.integers(1, 6), largest=st.integers(1, 10**9))
def test_every_list_has_its_numbers_in_range_and_their_sum(n, n_numbers, largest):
    X, y = random_sum_pairs(n, n_numbers, largest, Random(1))
    assert len(X) == len(y) == n
    assert all(len(numbers) == n_numbers for numbers in X)
    assert all(1 <= number <= largest for numbers in X for number in numbers)
    assert y == [sum(numbers) for numbers in X]


def test_without_a_generator_pythons_global_one_is_used():
    import random

    random.seed(1)
    assert random_sum_pairs(1, 2, 10) == ([[3, 10]], [13])


def test_a_generator_of_its_own_leaves_the_global_one_alone():
    import random

    state = random.getstate()
    random_sum_pairs(10, 2, 10, Random(1))
    assert random.getstate() == state


@pytest.mark.parametrize("largest", [0, -3])
def test_a_largest_below_1_is_refused(largest):
    with pytest.raises(ValueError, match=str(largest)):
        random_sum_pairs(1, 2, largest, Random(1))
