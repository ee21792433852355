"""A network that reads two numbers and writes their sum column by column, the last digits first."""

import numpy as np

from common.training import check_finite
from extensions.shared.hard_sums import to_numbers
from extensions.shared.tasks import Task

TRAINING = {"n_examples": 6400, "n_batch": 64, "n_epoch": 20, "learning_rate": 0.01, "decay": True}
COLUMNS_AT_ONCE = 500_000  # drawn at a time, some 60 MB


def to_columns(numbers, n_columns):
    """Encode tuples of numbers as columns of digits, the last digits first.

    numbers: of at most n_columns digits; shorter ones get zeros on the left. Returns the one-hot
    vectors of a column's digits: (samples, n_columns, 10 for each number of a tuple).

    >>> to_columns([(7, 15)], 2)[..., :10].argmax(axis=-1).tolist()  # the first number's digits
    [[7, 0]]
    """
    text = "".join(f"{n:0{n_columns}}"[::-1] for group in numbers for n in group)
    digits = np.frombuffer(text.encode(), "uint8").reshape(len(numbers), -1, n_columns) - ord("0")
    vectors = np.eye(10, dtype="float32")[digits.swapaxes(1, 2)]
    return vectors.reshape(len(numbers), n_columns, -1)


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


SAMPLERS = {"nines": sample_nines, "evenly": sample_evenly}


class ColumnReader(Task):
    """Add numbers of any length with an LSTM that reads and writes a column of digits at a time.

    digits: the most of a number in the training; draws: how its pairs are drawn, of SAMPLERS.
    """

    name = "column reader"

    def __init__(self, digits, units, draws="nines"):
        self.digits, self.units, self.largest = digits, units, 10**digits - 1
        self.sample, self.n_at_once = SAMPLERS[draws], COLUMNS_AT_ONCE // digits

    def layers(self):
        from keras import Input, layers

        lstm = layers.LSTM(self.units, return_sequences=True)
        return [Input((None, 20)), lstm, layers.Dense(10, activation="softmax")]

    def encode(self, X, y):
        # one column more than the longest number has, for its carry
        n_columns = len(str(max(map(max, X)))) + 1
        return to_columns(X, n_columns), to_columns([(total,) for total in y], n_columns)

    def new_examples(self, n):
        pairs = self.sample(n, self.digits, self.rng)
        return self.encode(pairs, map(sum, pairs))

    def decode(self, y):
        check_finite(y)
        return [to_numbers(digits[:, np.newaxis])[0] for digits in np.argmax(y, axis=-1)]
