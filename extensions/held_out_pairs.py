"""Does it learn to add, or does it memorise?

A share of all pairs is kept out of the training, a+b together with b+a.
Afterwards the model is asked for both kinds of pairs. If it has learned to
add, it is as good on the pairs that it has never seen as on those that it has
seen.

Expect:
- The mappings are as good, or as bad, on either side.
- The tutorial's network up to 10 gets every seen pair right and, with most
  seeds, none of the others. It memorises. A longer training does not change
  that. Up to 99 it learns to add.
- The same encoder with a number as its answer learns to add, also with a
  decoder before the number.
- With the sums as classes, without a decoder, it memorises. With a squared
  error on the characters it gets a few of the others.

Try --held-out 0.5 --cases "tutorial's network, up to 99": half of the pairs
are enough.
"""

if not __package__:
    raise SystemExit("Run it as a module: python -m extensions.held_out_pairs")

from functools import partial

import numpy as np

from cli.files import write_files
from cli.terminal import run_script
from extensions.shared import sweeps, training
from extensions.shared.figures import plot_learning
from extensions.shared.results import print_results, seeds_of
from extensions.shared.tasks import (
    LONG_TRAINING,
    TUTORIAL_TRAINING,
    LSTMMapping,
    MLPMapping,
    NumberAnswer,
    Task,
    n_chars,
    sequential,
    thermometer,
)


class UntrainedEncoder(NumberAnswer):
    """The control of the number as the answer: only Dense(1) is trained."""

    name = "number as the answer, untrained encoder"
    train_encoder = False


class SumClasses(NumberAnswer):
    """No decoder: a softmax over all sums, one class for each."""

    name = "sums as classes"

    def create_model(self, learning_rate):
        from keras import Input
        from keras.layers import Dense

        encoder, *_ = Task.create_model(self, learning_rate).layers
        output = Dense(2 * self.largest + 1, activation="softmax")
        return sequential([Input((self.n_in, n_chars)), encoder, output], learning_rate)

    def encode(self, X, y):
        return super().encode(X, y)[0], np.eye(2 * self.largest + 1)[y]

    def decode(self, y):
        return np.argmax(y, axis=1).tolist()


class NumberAfterDecoder(NumberAnswer):
    """RepeatVector and the decoder stay, and one number comes after them."""

    name = "number after the decoder"

    def create_model(self, learning_rate):
        from keras import Input
        from keras.layers import LSTM, Dense, RepeatVector

        encoder, *_ = Task.create_model(self, learning_rate).layers
        rest = [RepeatVector(self.n_out), LSTM(50, unroll=True), Dense(1)]
        layers = [Input((self.n_in, n_chars)), encoder, *rest]
        return sequential(layers, learning_rate, "mean_squared_error")


class SquaredError(Task):
    """The tutorial's network with the mean squared error on its one-hot characters."""

    name = "squared error"

    def create_model(self, learning_rate):
        model = super().create_model(learning_rate)
        return sequential(model.layers, learning_rate, "mean_squared_error")


class ThermometerAnswer(Task):
    """Each digit of the answer is as many ones as it says, with the mean squared error."""

    name = "thermometer as the answer"
    codes = thermometer()

    def create_model(self, learning_rate):
        from keras.layers import Dense, TimeDistributed

        *others, _ = super().create_model(learning_rate).layers
        output = TimeDistributed(Dense(n_chars))
        return sequential([*others, output], learning_rate, "mean_squared_error")

    def encode(self, X, y):
        X, y = super().encode(X, y)
        return X, self.codes[y.argmax(axis=-1)]

    def decode(self, y):
        distances = ((y[:, :, np.newaxis] - self.codes) ** 2).sum(axis=-1)
        return super().decode(-distances)


class ShuffledThermometerAnswer(ThermometerAnswer):
    """Its control: the same codes, dealt out to the digits in another order."""

    name = "thermometer as the answer, shuffled"
    codes = thermometer(shuffle=1)


MAPPING = {"n_examples": 100, "learning_rate": 0.001, "decay": False}
CASES = {  # the network, the largest number, and the training
    "LSTM mapping": (LSTMMapping, 100, MAPPING | {"n_batch": 1, "n_epoch": 100}),
    "MLP mapping": (MLPMapping, 100, MAPPING | {"n_batch": 2, "n_epoch": 50}),
    "tutorial's network, up to 10": (Task, 10, TUTORIAL_TRAINING),
    "tutorial's network, up to 10, longer": (Task, 10, LONG_TRAINING),
    "tutorial's network, up to 99": (Task, 99, LONG_TRAINING),
    "number as the answer, up to 10": (NumberAnswer, 10, TUTORIAL_TRAINING),
    "number as the answer, up to 99": (NumberAnswer, 99, LONG_TRAINING),
    "number after the decoder, up to 10": (NumberAfterDecoder, 10, TUTORIAL_TRAINING),
    "sums as classes, up to 10": (SumClasses, 10, TUTORIAL_TRAINING),
    "squared error, up to 10": (SquaredError, 10, TUTORIAL_TRAINING),
    "thermometer as the answer, up to 10": (ThermometerAnswer, 10, TUTORIAL_TRAINING),
    "thermometer, shuffled, up to 10": (ShuffledThermometerAnswer, 10, TUTORIAL_TRAINING),
    "untrained encoder, up to 10": (UntrainedEncoder, 10, TUTORIAL_TRAINING),
    "untrained encoder, up to 10, longer": (UntrainedEncoder, 10, LONG_TRAINING),
}
TASKS = {task.name: task for task, *_ in CASES.values()}


def train(network, largest, seed, callbacks, **sizes):
    """Train one of the networks, and score it about 20 times. Returns what a sweep wants."""
    n_epochs = max(1, sizes["n_epoch"] // 20)
    return training.train_with_curves(TASKS[network](largest), seed, callbacks, n_epochs, **sizes)


def main():
    """Train the networks, with the options of the command line."""
    epochs = "the tutorial's; 60 for longer and up to 99"
    parser = sweeps.question_parser(__doc__, "held_out_pairs", epochs, minutes=30)
    sweeps.add_choice(parser, "--cases", CASES)
    sweeps.add_held_out(parser)
    options = sweeps.parse_question(parser)
    cases = {}
    for name in options.cases:
        task, largest, sizes = CASES[name]
        sweeps.check_split(parser, largest, options.held_out)
        case = {"network": task.name, "largest": largest, "held_out": options.held_out}
        cases[name] = case | sizes
    lines, status = sweeps.sweep(options, "pairs", cases, train, training.CURVES)
    print_results(lines, [("largest", "largest", "{:.0f}".format), *sweeps.WEIGHTS, *sweeps.SHARES])
    title = f"Exact match on seen and never seen pairs, {seeds_of(lines)}"
    plot = partial(plot_learning, title=title, lines=lines, n_columns=3)
    return write_files((options.plot, plot)) or status


if __name__ == "__main__":
    run_script(main)
