"""Reading by column: numbers to columns and back, and what is sampled."""

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extensions.shared.by_column import (
    ColumnReader,
    sample_nines,
    to_columns,
    train_columns,
)

numbers = st.integers(1, 400).flatmap(lambda n: st.integers(0, 10**n - 1))
task = ColumnReader(units=3)


class Model:
    """It adds as on paper, from the columns that the network gets."""

    def predict_on_batch(self, X):
        both = zip(task.decode(X[..., :10]), task.decode(X[..., 10:]))
        return to_columns([(a + b,) for a, b in both], X.shape[1])


def test_columns_hold_the_digits_the_last_first_and_zeros_in_front():
    (X,) = to_columns([(305, 12)], 4)
    for column, digits in zip(X, [(5, 2), (0, 1), (3, 0), (0, 0)], strict=True):
        assert column.tolist() == [i == digit for digit in digits for i in range(10)]


@given(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=5))
def test_there_is_a_column_for_the_last_carry(pairs):
    sums = list(map(sum, pairs))
    assert task.ask(Model(), pairs, sums) == (sums, sums)


def test_any_share_of_the_columns_makes_nine():
    n, counts = 3000, np.zeros(11, int)
    for a, b in sample_nines(n, 10, Random(1)):
        counts[sum(a // 10**i % 10 + b // 10**i % 10 == 9 for i in range(10))] += 1
    # all counts are about as frequent, but that no column of ten makes nine is rare
    assert (counts[1:] > 0.7 * n / 11).all() and (counts < 1.6 * n / 11).all(), counts


@pytest.mark.parametrize("draws, share", [("nines", 0.55), ("evenly", 0.1)])
def test_the_training_is_on_what_is_sampled_a_part_at_a_time(eager, fed, monkeypatch, draws, share):
    """The longer the numbers, the fewer are drawn at a time."""
    monkeypatch.setattr("extensions.shared.by_column.COLUMNS_AT_ONCE", 4 * 700)
    sizes = {"n_examples": 500, "n_batch": 500, "n_epoch": 2, "learning_rate": 0.01}
    train_columns(1, [], draws, digits=4, units=3, **sizes)
    assert [X.shape for X in fed] == [(500, 5, 20)] * 2
    X = np.concatenate(fed)
    pairs = list(zip(task.decode(X[..., :10]), task.decode(X[..., 10:])))
    assert len(set(pairs)) > 990
    n_nines = sum(a // 10**i % 10 + b // 10**i % 10 == 9 for a, b in pairs for i in range(4))
    assert abs(n_nines / 4000 - share) < 0.06
