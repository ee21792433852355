import random as pythons
from random import Random

import numpy as np
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
    ours, theirs = Random(seed), Random(seed)
    assert random_sum_pairs(n, n_numbers, largest, ours) == nested_loops.draw(
        n, n_numbers, largest, theirs
    )
    assert ours.getstate() == theirs.getstate()


def test_without_a_generator_pythons_global_one_is_used():
    pythons.seed(1)
    assert random_sum_pairs(1, 2, 10) == ([[3, 10]], [13])


@pytest.mark.parametrize(
    "largest, random, says",
    [
        (0, pythons, "^0 is not a whole number from 1"),
        (10.0, pythons, r"^10\.0 is not a whole number"),
        (True, pythons, "^True is not a whole number"),
        # its randint(1, 10) never gives 10
        (10, np.random, "numpy.random.* may never give 10$"),
    ],
)
def test_what_integers_cannot_be_drawn_with_is_refused(largest, random, says):
    with pytest.raises(ValueError, match=says):
        random_sum_pairs(1, 2, largest, random)
