"""A network that reads two numbers column by column, and the numbers that it learns from.

It reads the last digits first. For each column it writes one digit of the sum.
"""

from random import Random

import numpy as np

from common.training import check_finite
from extensions.shared.tasks import Task
from extensions.shared.training import train

TRAINING = {"n_examples": 6400, "n_batch": 64, "n_epoch": 20, "learning_rate": 0.01, "decay": True}
COLUMNS_AT_ONCE = 500_000  # drawn at a time, some 60 MB


def to_columns(numbers, n_columns):
    """Encode tuples of numbers as columns of digits, the last digits first.

    numbers: of at most n_columns digits; shorter ones get zeros on the left. Returns the one-hot
    vectors of a column's digits: (samples, n_columns, 10 for each number of a tuple).

    >>> to_columns([(7, 15)], 2)[..., :10].argmax(axis=-1).tolist()  # the first number's digits
    [[7, 0]]
    """
    text = "".join(f"{n:0{n_columns}}"[::-1] for several in numbers for n in several)
    digits = np.frombuffer(text.encode(), "uint8").reshape(len(numbers), -1, n_columns) - ord("0")
    vectors = np.eye(10, dtype="float32")[digits.swapaxes(1, 2)]
    return vectors.reshape(len(numbers), n_columns, -1)


def to_numbers(columns):
    """Read the numbers in columns of digits, the last digits first.

    >>> to_numbers([(7, 5), (0, 1)])
    (7, 15)
    """
    return tuple(int("".join(map(str, digits[::-1]))) for digits in zip(*columns))


class ColumnReader(Task):
    """Add numbers of any length with an LSTM that reads and writes a column of digits at a time.

    digits: the most of a number in the training.
    """

    name = "column reader"

    def __init__(self, digits, units):
        self.largest, self.units = 10**digits - 1, units

    def layers(self):
        from keras import Input
        from keras.layers import LSTM, Dense

        lstm = LSTM(self.units, return_sequences=True)
        return [Input((None, 20)), lstm, Dense(10, activation="softmax")]

    def encode(self, X, y):
        # one column more than the longest number has, for its carry
        n_columns = len(str(max(map(max, X)))) + 1
        return to_columns(X, n_columns), to_columns([(total,) for total in y], n_columns)

    def decode(self, y):
        check_finite(y)
        return [to_numbers(digits[:, np.newaxis])[0] for digits in np.argmax(y, axis=-1)]


def sample_evenly(n, digits, rng):
    """Sample n pairs of numbers evenly, from 0 to the largest of so many digits."""
    return [(rng.randrange(10**digits), rng.randrange(10**digits)) for _ in range(n)]


def sample_nines(n, digits, rng):
    """Sample n pairs. In each, some share of the columns makes nine, the others are even."""
    pairs = []
    for _ in range(n):
        share, first = rng.random(), rng.choices(range(10), k=digits)
        columns = [(a, 9 - a if rng.random() < share else rng.randrange(10)) for a in first]
        pairs.append(to_numbers(columns[::-1]))
    return pairs


def sample_ten_or_more(rng):
    """Sample the two digits of a column that makes ten or more."""
    a = rng.randint(1, 9)
    return a, rng.randint(10 - a, 9)


DRAWS = {"nines": sample_nines, "evenly": sample_evenly}


def train_columns(seed, callbacks, draws, digits, units, **training):
    """Train on new pairs of so many digits in every epoch. Returns the task and the model."""
    task, rng = ColumnReader(digits, units), Random(seed)

    def new_examples(n):
        pairs = DRAWS[draws](n, digits, rng)
        return task.encode(pairs, map(sum, pairs))

    training["at_once"] = COLUMNS_AT_ONCE // digits
    return task, train(task.create_model, new_examples, seed, callbacks, **training)
