"""Is one-hot encoding needed?

The tutorial's first extension: "an integer encoding alone", since the "ordinal
relationship" may help. So one-hot vectors are replaced by one number for each
character: in the question, and in the answer, too. In "a tenth of the digit"
only the digits are numbers; its control deals these out to other digits.

Expect, up to 10, that one-hot digits are memorised. With one number a
character the network does not know all of the seen pairs, and gets some of the
held-out ones. order_needed has more ways to write a digit.

Try --largest 10 --variations tenth --epochs 60: does a longer training help?
"""

import numpy as np

from addition_seq2seq import alphabet
from cli.terminal import run_script
from common.training import check_finite
from extensions.shared.sweeps import compare
from extensions.shared.tasks import Codes, Task, dealt_out

LAST = len(alphabet) - 1


class OneNumber(Codes):
    """Each character of the question is one number; the answer is as in the tutorial."""

    name, codes = "one number a character", np.arange(LAST + 1)[:, np.newaxis] / LAST

    def layers(self):
        from keras import Input
        from keras.layers import LSTM

        _, _, *others = super().layers()  # first, since each layer takes the next random numbers
        return [Input((self.n_in, 1)), LSTM(100, unroll=True), *others]


class OneNumberBothSides(OneNumber):
    """Each character of the answer is one number, too, which makes it a regression."""

    name, loss = "the answer, too", "mean_squared_error"

    def layers(self):
        from keras.layers import Dense, TimeDistributed

        return [*super().layers()[:-1], TimeDistributed(Dense(1))]

    def encode(self, X, y):
        X, y = super().encode(X, y)
        return X, self.codes[y.argmax(axis=-1)]

    def decode(self, y):
        check_finite(y)
        integers = np.clip(np.rint(y[:, :, 0] * LAST), 0, LAST).astype(int)
        return ["".join(alphabet[i] for i in sequence) for sequence in integers]


class TenthOfDigit(Codes):
    """Each digit is a tenth of its value, in one entry; "+" and the space are one-hot."""

    name, codes = "a tenth of the digit", np.diag([0.0] * 10 + [1, 1])
    codes[:10, 0] = np.arange(10) / 10


class TenthShuffled(Codes):
    """Its control: the same codes, dealt out to other digits."""

    name, codes = "a tenth, shuffled", dealt_out(TenthOfDigit.codes)


def main():
    """Run the comparison with the options of the command line."""
    networks = [Task, OneNumber, OneNumberBothSides, TenthOfDigit, TenthShuffled]
    return compare(__doc__, "integer_encoding", networks)


if __name__ == "__main__":
    run_script(main)
