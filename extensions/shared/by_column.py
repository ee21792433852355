"""A network that reads two numbers column by column, and the draws that it learns from.

It reads the units first. For each column it writes one digit of the sum.
"""

if __name__ == "__main__":
    raise SystemExit("It is no script. Run a question: python -m extensions.columns")

from functools import partial
from random import Random

import numpy as np

from extensions.shared.problems import sequential, train_model

TRAINING = {"n_examples": 6400, "n_batch": 64, "n_epoch": 20, "learning_rate": 0.01}


def to_columns(pairs, n_columns):
    """Encode pairs of numbers as columns, the units first.

    pairs: numbers from 0, of at most n_columns digits. Returns (n_pairs, n_columns, 20) floats:
    the one-hot vectors of both digits of each column. Shorter numbers get zeros on the left.

    >>> to_columns([(7, 15)], 2).argmax(axis=-1).tolist()  # the first number's digits
    [[7, 0]]
    """
    digits = [[list(map(int, f"{n:0{n_columns}}"[::-1])) for n in pair] for pair in pairs]
    vectors = np.eye(10, dtype="float32")[np.array(digits, int)]
    return np.concatenate([vectors[:, 0], vectors[:, 1]], axis=-1)


def sums_to_columns(sums, n_columns):
    """Encode sums as columns, the units first: (n_sums, n_columns, 10) one-hot vectors."""
    return to_columns([(total, 0) for total in sums], n_columns)[:, :, :10]


def from_columns(columns):
    """Decode columns to numbers: the most likely digit of each.

    columns: (n, n_columns, 10) one-hot vectors or probabilities.

    >>> from_columns(sums_to_columns([22, 105], 4))
    [22, 105]
    """
    return [int("".join(map(str, digits))) for digits in np.argmax(columns, axis=-1)[:, ::-1]]


def create_model(units, learning_rate):
    """Build and compile the LSTM, for any number of columns.

    The input has the shape (samples, columns, 20), the output (samples, columns, 10).
    """
    # imported here, because Keras takes seconds to import, and --help does not need it
    from keras import Input
    from keras.layers import LSTM, Dense

    lstm, output = LSTM(units, return_sequences=True), Dense(10, activation="softmax")
    return sequential([Input((None, 20)), lstm, output], learning_rate)


def draw_evenly(n, digits, random):
    """Draw n pairs of numbers evenly, from 0 to the largest of so many digits."""
    return [(random.randrange(10**digits), random.randrange(10**digits)) for _ in range(n)]


def draw_nines(n, digits, random):
    """Draw n pairs. In each, some share of the columns makes nine; the others are drawn evenly."""
    pairs = []
    for _ in range(n):
        share = random.random()
        first = random.choices(range(10), k=digits)
        second = [9 - a if random.random() < share else random.randrange(10) for a in first]
        pairs.append(tuple(int("".join(map(str, number))) for number in (first, second)))
    return pairs


DRAWS = {"nines": draw_nines, "evenly": draw_evenly}


def add(model, pairs):
    """Ask the model for the sums of pairs. Returns numbers."""
    n_columns = max(len(str(max(pair))) for pair in pairs) + 1
    return from_columns(model.predict(to_columns(pairs, n_columns), batch_size=100, verbose=0))


def train_columns(seed, callbacks, draws, digits, units, **training):
    """Train on new pairs of so many digits in every epoch, from one of DRAWS. Returns the model."""
    random = Random(seed)

    def new_examples(n):
        pairs = DRAWS[draws](n, digits, random)
        return to_columns(pairs, digits + 1), sums_to_columns(map(sum, pairs), digits + 1)

    create = partial(create_model, units)
    return train_model(create, new_examples, seed, callbacks, decay=True, **training)
