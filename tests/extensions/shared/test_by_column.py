"""Reading by column: numbers to columns and back, and what is drawn."""

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extensions.shared.by_column import (
    DRAWS,
    add,
    draw_nines,
    from_columns,
    sums_to_columns,
    to_columns,
    train_columns,
)

numbers = st.integers(1, 400).flatmap(lambda n: st.integers(0, 10**n - 1))


class Adder:
    """It adds as on paper, from the columns that the network gets."""

    def predict(self, X, **_):
        first, second = from_columns(X[..., :10]), from_columns(X[..., 10:])
        return sums_to_columns([a + b for a, b in zip(first, second)], X.shape[1])


@given(numbers, numbers)
def test_numbers_of_any_length_survive_columns_and_back(a, b):
    n_columns = len(str(max(a, b))) + 3
    X = to_columns([(a, b), (b, a)], n_columns)
    assert X.shape == (2, n_columns, 20)
    assert from_columns(X[..., :10]) == [a, b]
    assert from_columns(X[..., 10:]) == [b, a]
    assert from_columns(sums_to_columns([a + b], n_columns)) == [a + b]


@given(numbers, numbers)
def test_columns_hold_the_digits_units_first(a, b):
    n_columns = len(str(max(a, b)))
    (X,) = to_columns([(a, b)], n_columns)
    for i, column in enumerate(X):
        assert column[:10].tolist() == np.eye(10)[a // 10**i % 10].tolist()
        assert column[10:].tolist() == np.eye(10)[b // 10**i % 10].tolist()


@given(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=5))
def test_there_is_a_column_for_the_last_carry(pairs):
    assert add(Adder(), pairs) == [sum(pair) for pair in pairs]


@given(st.sampled_from(sorted(DRAWS)), st.integers(1, 30), st.integers(0, 1000))
def test_numbers_have_at_most_so_many_digits(draws, digits, seed):
    pairs = DRAWS[draws](50, digits, Random(seed))
    assert len(pairs) == 50
    assert all(0 <= number < 10**digits for pair in pairs for number in pair)


def test_pairs_are_drawn_evenly():
    pairs = DRAWS["evenly"](2000, 2, Random(1))
    assert {number for pair in pairs for number in pair} == set(range(100))


def test_any_share_of_the_columns_makes_nine():
    n, counts = 3000, np.zeros(11, int)
    for a, b in draw_nines(n, 10, Random(1)):
        counts[sum(a // 10**i % 10 + b // 10**i % 10 == 9 for i in range(10))] += 1
    # all counts are about as frequent, but that no column of ten makes nine is rare
    assert (counts[1:] > 0.7 * n / 11).all() and (counts < 1.6 * n / 11).all(), counts


@pytest.mark.parametrize("draws", DRAWS)
def test_the_training_is_on_what_is_drawn(eager, fed, draws):
    sizes = {"n_examples": 500, "n_batch": 500, "n_epoch": 2, "learning_rate": 0.01}
    model = train_columns(1, [], draws, digits=4, units=3, **sizes)
    X = np.concatenate(fed)
    pairs = list(zip(from_columns(X[..., :10]), from_columns(X[..., 10:])))
    assert X.shape == (1000, 5, 20) and len(set(pairs)) > 990
    assert all(number < 10**4 for pair in pairs for number in pair)
    n_nines = sum(a // 10**i % 10 + b // 10**i % 10 == 9 for a, b in pairs for i in range(4))
    assert abs(n_nines / 4000 - (0.55 if draws == "nines" else 0.1)) < 0.06
    assert float(model.optimizer.learning_rate) == pytest.approx(0, abs=1e-6)
