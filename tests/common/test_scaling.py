from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.pairs import random_sum_pairs
from common.scaling import LARGEST_SUM, invert, normalize


def test_numbers_and_sums_are_divided_by_the_largest_sum():
    X, y = normalize([[3, 10, 2], [10, 10, 10]], [15, 30], 3, 10)
    np.testing.assert_allclose(X, [[0.1, 1 / 3, 1 / 15], [1 / 3, 1 / 3, 1 / 3]])
    np.testing.assert_allclose(y, [0.5, 1])


@given(
    n=st.integers(1, 30),
    n_numbers=st.integers(1, 6),
    largest=st.integers(1, 10**12),
    seed=st.integers(),
)
def test_normalize_and_invert_are_each_others_inverse(n, n_numbers, largest, seed):
    numbers, sums = random_sum_pairs(n, n_numbers, largest, Random(seed))
    X, y = normalize(numbers, sums, n_numbers, largest)
    assert [[invert(x, n_numbers, largest) for x in row] for row in X] == numbers
    assert [invert(x, n_numbers, largest) for x in y] == sums


@given(n_numbers=st.integers(1, 1000), data=st.data())
def test_up_to_the_largest_sum_every_number_and_sum_comes_back(n_numbers, data):
    """At the bound itself. The numbers in X do not matter here."""
    largest = LARGEST_SUM // n_numbers
    total = data.draw(st.integers(n_numbers, n_numbers * largest))
    close = n_numbers * largest - data.draw(st.integers(0, 1000))
    for value in (total, close):
        _, y = normalize(np.ones((1, n_numbers), int), [value], n_numbers, largest)
        assert invert(y[0], n_numbers, largest) == value


@pytest.mark.parametrize("value, number", [(0.649, 13), (0.671, 13), (0.676, 14), (-0.1, -2)])
def test_invert_takes_the_nearest_whole_number(value, number):
    assert invert(value, 2, 10) == number
    assert invert(np.float32(value), 2, 10) == number
    assert type(invert(np.float32(value), 2, 10)) is int


@pytest.mark.parametrize("value", [float("nan"), float("inf"), np.float32("-inf")])
def test_what_is_no_number_cannot_be_inverted(value):
    with pytest.raises(FloatingPointError, match=str(value)):
        invert(value, 2, 10)


@pytest.mark.parametrize(
    "X, y, says",
    [
        ([[1, 2], [3, 4]], [3], "X has 2 .* y has 1"),
        ([[1, 2]], [3, 4, 5], "X has 1 .* y has 3"),
        ([[1, 2, 3]], [6], r"^\[1, 2, 3\] is not a list of 2"),
        ([1, 2], [1, 2], "^1 is not a list of 2"),
        ([[1, None]], [3], "^None "),
        ([[1, 2]], [None], "^None "),
        ([[1, float("nan")]], [3], "^nan "),
        ([[1, 11]], [12], "^11 .* to 10$"),
        ([[1, 2]], [21], "^21 .* to 20$"),
    ],
)
def test_what_is_no_pair_up_to_the_largest_number_is_refused(X, y, says):
    with pytest.raises(ValueError, match=says):
        normalize(X, y, 2, 10)


def test_a_largest_number_of_0_is_refused():
    with pytest.raises(ValueError, match="^0 is not a whole number from 1 "):
        normalize([[0, 0]], [0], 2, 0)
