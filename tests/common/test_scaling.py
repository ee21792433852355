from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from common.pairs import random_sum_pairs
from common.scaling import invert, normalize


@given(st.integers(1, 30), st.integers(1, 100), st.integers(1, 10**6), st.integers())
def test_normalize_and_invert_are_each_others_inverse(n, n_numbers, largest, seed):
    numbers, sums = random_sum_pairs(n, n_numbers, largest, Random(seed))
    X, y = normalize(numbers, sums, n_numbers, largest)
    assert [[invert(x, n_numbers, largest) for x in row] for row in X] == numbers
    assert [invert(x, n_numbers, largest) for x in y] == sums
    assert type(invert(np.float32(y[0]), n_numbers, largest)) is int
    assert 0 < X.min() and y.max() <= 1
