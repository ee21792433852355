"""Does it matter how the strings are padded? Is masking essential?

The tutorial pads on the left: ' 3+10', ' 9'. Here are other ways, a mask for
the spaces of the question, and a loss without the spaces of the answer.

Expect, up to 99, nearly all held-out pairs right, however the strings are
padded. Without a weight for its spaces, no answer that needs a space is right.

Try --epochs 20 --largest 99: which padding is learned first?
"""

from addition_seq2seq import alphabet
from cli.terminal import run_script
from common.reporting import exact_match
from extensions.shared.sweeps import compare
from extensions.shared.tasks import Task
from extensions.shared.training import train_pairs


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
    """Let the encoder skip the spaces."""

    name = "spaces masked"

    def layers(self):
        from keras.layers import Masking

        first, *others = super().layers()
        return [first, Masking(mask_value=[float(char == " ") for char in alphabet]), *others]


class UnweightedSpaces(Task):
    """Leave the spaces of the answer out of the loss, like Keras with a sample_weight of 0."""

    name = "spaces without weight"

    def loss(self, y, result):
        from keras.losses import categorical_crossentropy

        return categorical_crossentropy(y, result) * (1 - y[..., alphabet.index(" ")])


def run(**settings):
    """Train, and score the characters and the padded answers of seen pairs, too."""
    task, model, questions, _, result = train_pairs(**settings)
    expected, predicted = task.ask(model, questions["seen"])
    scores = result["scores"]
    padded = [both for both in zip(expected, predicted) if " " in both[0]]
    scores["characters"] = exact_match("".join(expected), "".join(predicted))
    scores["padded answers"] = exact_match(*zip(*padded)) if padded else []
    return result


def main():
    """Run the comparison with the options of the command line."""
    networks = [Task, OnTheRight, EachNumber, Masked, UnweightedSpaces]
    return compare(__doc__, "padding", networks, run, ["characters", "padded answers"])


if __name__ == "__main__":
    run_script(main)
