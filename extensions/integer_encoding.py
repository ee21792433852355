"""Is one-hot encoding needed?

The tutorial's first extension: "an integer encoding alone", since the "ordinal
relationship" may help. So one-hot vectors are replaced: by a number for each
character, by an embedding, and by given vectors. A thermometer code writes a
digit as so many ones. A control deals the same vectors out to the digits in
another order.

Expect, up to 10, that one-hot memorises. An embedding that starts small gets
most held-out pairs right, and so does a thermometer, but not if shuffled.

Try --variations thermometer "thermometer, shuffled (1)": order, or ones?
"""

import numpy as np

from addition_seq2seq import alphabet
from cli.terminal import run_script
from common.encoding import integer_encode
from common.training import check_finite
from extensions.shared.sweeps import compare
from extensions.shared.tasks import Embedding, Task, embedding_from, thermometer


def one_entry(codes):
    """Replace the ones of each digit by their number, divided by ten, in the first entry."""
    codes[:10, 0] = codes[:10, :10].sum(axis=1) / 10
    codes[:10, 1:10] = 0
    return codes


class OneNumber(Task):
    """Each character of the question is one number; the answer is as in the tutorial."""

    name = "one number a character"

    def layers(self):
        from keras import Input
        from keras.layers import LSTM

        _, _, *others = super().layers()  # first, since each layer takes the next random numbers
        return [Input((self.n_in, 1)), LSTM(100, unroll=True), *others]

    def encode(self, X, y):
        return self.scaled_integers(X, y)[0], super().encode(X, y)[1]

    def scaled_integers(self, X, y):
        """Encode pairs and sums as (n_samples, length, 1) numbers from 0 to 1.

        >>> X, y = OneNumber(10).scaled_integers([[10, 10]], [20])
        >>> print((X[0, :, 0] * 11).tolist(), y.shape)
        [1.0, 0.0, 10.0, 1.0, 0.0] (1, 2, 1)
        """
        encoded = integer_encode(*self.strings(X, y), alphabet)
        return tuple(integers[:, :, np.newaxis] / (len(alphabet) - 1) for integers in encoded)


class OneNumberBothSides(OneNumber):
    """Each character of the answer is one number, too, which makes it a regression."""

    name, loss = "the answer, too", "mean_squared_error"

    def layers(self):
        from keras.layers import Dense, TimeDistributed

        return [*super().layers()[:-1], TimeDistributed(Dense(1))]

    def encode(self, X, y):
        return self.scaled_integers(X, y)

    def decode(self, y):
        check_finite(y)
        last = len(alphabet) - 1
        integers = np.clip(np.rint(y[:, :, 0] * last), 0, last).astype(int)
        return ["".join(alphabet[i] for i in sequence) for sequence in integers]


class Thermometer(Task):
    """Each digit of the question is as many ones as it says: its order is given."""

    name, codes = "thermometer", thermometer()

    def encode(self, X, y):
        integers, _ = integer_encode(*self.strings(X, y), alphabet)
        return self.codes[integers], super().encode(X, y)[1]


class ThermometerWithTen(Thermometer):
    """A zero is ten ones: up to 10 it occurs in "10" only."""

    name, codes = "thermometer, 0 as ten", thermometer(zero=10)


class OneEntry(Thermometer):
    """Each digit is a tenth of its value, in one entry; "+" and the space are one-hot."""

    name, codes = "a tenth of the digit", one_entry(thermometer())


def shuffled(name, codes):
    """Make a control: the same vectors, dealt out to the digits in another order."""
    return type("Shuffled", (Thermometer,), {"name": name, "codes": codes})


SHUFFLED = [shuffled(f"thermometer, shuffled ({n})", thermometer(shuffle=n)) for n in (1, 2, 3)]
SHUFFLED.append(shuffled("a tenth, shuffled", one_entry(thermometer(shuffle=1))))


def main():
    """Run the comparison with the options of the command line."""
    networks = [Task, OneNumber, OneNumberBothSides, Embedding, embedding_from(1)]
    networks += [Thermometer, ThermometerWithTen, OneEntry, *SHUFFLED]
    return compare(__doc__, "integer_encoding", networks)


if __name__ == "__main__":
    run_script(main)
