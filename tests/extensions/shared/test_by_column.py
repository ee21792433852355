"""Reading by column: numbers to columns and back, and what is sampled."""

from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from extensions.shared.by_column import ColumnReader, sample_evenly, to_columns
from extensions.shared.tasks import predict
from extensions.shared.training import train

numbers = st.integers(1, 400).flatmap(lambda n: st.integers(0, 10**n - 1))
task = ColumnReader(digits=3, units=3)


class Model:
    """It adds as on paper, from the columns that the network gets."""

    def predict_on_batch(self, X):
        both = zip(task.decode(X[..., :10]), task.decode(X[..., 10:]))
        return to_columns([(a + b,) for a, b in both], X.shape[1])


@given(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=5))
def test_there_is_a_column_for_the_last_carry(pairs):
    sums = list(map(sum, pairs))
    assert task.ask(Model(), pairs) == (sums, sums)


def test_a_column_is_written_from_those_that_are_read_before_it(keras):
    model = ColumnReader(3, 4).create_model(0.01)
    X, _ = task.encode([(123, 456), (923, 456), (124, 456)], [579, 1379, 580])
    columns, other_hundreds, other_ones = predict(model, X)
    np.testing.assert_array_equal(columns == other_hundreds, [[True] * 10] * 2 + [[False] * 10] * 2)
    assert (columns != other_ones).all()


def test_the_training_is_on_what_is_sampled_a_part_at_a_time(eager, fed, monkeypatch):
    """The longer the numbers, the fewer are drawn at a time."""
    monkeypatch.setattr("extensions.shared.by_column.COLUMNS_AT_ONCE", 4 * 700)
    sizes = {"n_examples": 500, "n_batch": 500, "n_epoch": 2, "learning_rate": 0.01}
    reader = ColumnReader(4, 3, "evenly")
    reader.rng = Random(1)
    train(reader, 1, [], **sizes)
    assert [X.shape for X in fed] == [(500, 5, 20)] * 2
    X, rng = np.concatenate(fed), Random(1)
    pairs = list(zip(task.decode(X[..., :10]), task.decode(X[..., 10:])))
    assert pairs == sample_evenly(500, 4, rng) + sample_evenly(500, 4, rng)
