"""Is one-hot encoding needed?

The tutorial's first extension: "Explore whether the problem can [be learned] better using an
integer encoding alone. The ordinal relationship between most of the inputs may prove very useful."
Here each character of the question is one number: its index in the alphabet, scaled to [0, 1]. In a
second variation each character of the answer is one number too. Then it is a regression, and its
outputs are rounded to the nearest character. A third variation is an embedding: a vector for each
character that is learned with the rest of the model.

Expect differences with numbers up to 10. One-hot memorises its pairs. One number a character learns
about half of them. The embedding gets most of the never seen pairs right as well. The reason is
that its vectors are small at the start: from large vectors, the last variation, it memorises too.

Try --largest 99: with more pairs all of them learn to add, integer_both with more mistakes.
"""

if not __package__:
    raise SystemExit("Run it as a module: python -m extensions.integer_encoding")

import numpy as np

from addition_seq2seq import alphabet
from cli.terminal import run_script
from common.encoding import integer_encode, seq_lengths, to_string
from extensions.shared.problems import embedding, sequential
from extensions.shared.sweeps import compare


def one_hot(problem):
    """Keep the tutorial's: a vector of zeros with a one at the character's index."""
    return problem


def integer(problem):
    """Encode the question as one scaled number a character, the answer as in the tutorial."""

    def create(learning_rate):
        # imported here, because Keras takes seconds, and --help does not need it
        from keras import Input
        from keras.layers import LSTM

        _, *others = problem.create(learning_rate).layers
        n_in_seq_length, _ = seq_lengths(2, problem.largest)
        layers = [Input((n_in_seq_length, 1)), LSTM(100, unroll=True), *others]
        return sequential(layers, learning_rate)

    def encode(X, y):
        return scaled_integers(X, y, problem.largest)[0], problem.encode(X, y)[1]

    return problem._replace(create=create, encode=encode)


def integer_both(problem):
    """Encode the answer as one scaled number a character too, which makes it a regression."""

    def create(learning_rate):
        from keras.layers import Dense, TimeDistributed

        *others, _ = integer(problem).create(learning_rate).layers
        return sequential([*others, TimeDistributed(Dense(1))], learning_rate, "mse")

    def encode(X, y):
        return scaled_integers(X, y, problem.largest)

    def decode(result):
        integers = np.clip(np.rint(result[:, :, 0] * (len(alphabet) - 1)), 0, len(alphabet) - 1)
        return ["".join(alphabet[i] for i in sequence) for sequence in integers.astype(int)]

    return problem._replace(create=create, encode=encode, decode=decode)


def embedding_from_1(problem):
    """Start the embedding from large vectors, with random numbers up to 1."""
    return embedding(problem, at_first=1)


def scaled_integers(X, y, largest):
    """Encode pairs and sums as (n_samples, length, 1) numbers from 0 to 1, one a character.

    >>> X, y = scaled_integers([[10, 10]], [20], 10)
    >>> print((X[0, :, 0] * 11).tolist(), y.shape)
    [1.0, 0.0, 10.0, 1.0, 0.0] (1, 2, 1)
    """
    encoded = integer_encode(*to_string(X, y, 2, largest), alphabet)
    X, y = (integers[:, :, np.newaxis] / (len(alphabet) - 1) for integers in encoded)
    return X, y


def main():
    """Run the comparison with the options of the command line."""
    variations = [one_hot, integer, integer_both, embedding, embedding_from_1]
    return compare(variations, __doc__, "integer_encoding")


if __name__ == "__main__":
    run_script(main)
