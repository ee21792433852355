"""Is one-hot encoding needed?

The tutorial's first extension: "an integer encoding alone", since the "ordinal
relationship" may help. So one-hot vectors are replaced by one number for each
character: in the question, and in the answer, too. In "a tenth of the digit"
only the digits are numbers; its control deals these out to other digits.

Expect, up to 10, that one-hot digits are memorised. With one number a
character the network does not know all of the seen pairs, and gets some of the
held-out ones. order_needed has more ways to write a digit.

Try --variations tenth --epochs 60: is half of the trouble the training?
"""

import numpy as np

from addition_seq2seq import alphabet
from cli.terminal import run_script
from common.encoding import integer_encode
from common.training import check_finite
from extensions.shared.sweeps import compare
from extensions.shared.tasks import Codes, Task, thermometer


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


class TenthOfDigit(Codes):
    """Each digit is a tenth of its value, in one entry; "+" and the space are one-hot."""

    name, codes = "a tenth of the digit", one_entry(thermometer())


class TenthShuffled(Codes):
    """Its control: the same codes, dealt out to other digits."""

    name, codes = "a tenth, shuffled", one_entry(thermometer(shuffle=1))


def main():
    """Run the comparison with the options of the command line."""
    networks = [Task, OneNumber, OneNumberBothSides, TenthOfDigit, TenthShuffled]
    return compare(__doc__, "integer_encoding", networks)


if __name__ == "__main__":
    run_script(main)
