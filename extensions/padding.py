"""Does it matter how the strings are padded? Is masking essential?

The tutorial pads on the left: ' 3+10', ' 9'. It says: "There are other ways to
pad, such as padding each term individually. Try it and see". A reader writes
that "it's essential to use masking", so that the model need not learn to
ignore the spaces. Later the reader calls the gain chance, and asks about
sample_weight: a weight of 0 for the spaces of the answer is one of the
variations.

Expect, up to 99, nearly all of the never seen pairs right, however the strings
are padded. Up to 10 padding on the right gets some of them, and the others
hardly any. Without a weight for its spaces, no answer that needs one is right.

Try --epochs 20 --largest 99: which padding is learned first?
"""

if not __package__:
    raise SystemExit("Run it as a module: python -m extensions.padding")

from addition_seq2seq import alphabet
from cli.terminal import run_script
from extensions.shared.results import percent
from extensions.shared.sweeps import compare
from extensions.shared.tasks import Task, sequential


class OnTheRight(Task):
    """Pad on the right: '3+10 ' and '9 '."""

    name = "padded on the right"

    def strings(self, X, y):
        sides = super().strings(X, y)
        return [[string.strip().ljust(len(string)) for string in side] for side in sides]


class EachNumber(Task):
    """Pad each number: ' 3+10' and '10+ 3'. Every digit has a fixed place in the question."""

    name = "each number padded"

    def strings(self, X, y):
        n_digits = len(str(self.largest))
        questions = ["+".join(str(number).rjust(n_digits) for number in pair) for pair in X]
        return questions, super().strings(X, y)[1]


class Masked(Task):
    """Pad on the left, and let the encoder skip the spaces."""

    name = "spaces masked"

    def create_model(self, learning_rate):
        from keras import Input
        from keras.layers import Masking

        space = [float(char == " ") for char in alphabet]
        first = [Input((self.n_in, len(alphabet))), Masking(mask_value=space)]
        return sequential([*first, *super().create_model(learning_rate).layers], learning_rate)


class UnweightedSpaces(Task):
    """Pad on the left, and leave the spaces of the answer out of the loss.

    Keras does the same with a sample_weight of 0 for them, in an array (samples, characters).
    """

    name = "spaces without weight"

    def create_model(self, learning_rate):
        from keras.losses import categorical_crossentropy
        from keras.optimizers import Adam

        def loss(y, result):
            return categorical_crossentropy(y, result) * (1 - y[..., alphabet.index(" ")])

        model = super().create_model(learning_rate)
        model.compile(loss=loss, optimizer=Adam(learning_rate))
        return model


def main():
    """Run the comparison with the options of the command line."""
    tasks = [Task, OnTheRight, EachNumber, Masked, UnweightedSpaces]
    more = [(f"{name} %", name, percent) for name in ("characters", "padded answers")]
    return compare(__doc__, "padding", tasks, more, minutes=60)


if __name__ == "__main__":
    run_script(main)
