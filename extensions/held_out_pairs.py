"""Does it learn to add, or does it memorise?

A share of all pairs is kept out of the training, a+b together with b+a. If the
model has learned to add, it is as good on these as on those that it has seen.

Expect:
- The tutorial's network up to 10 memorises, also with a longer training: with
  most seeds it gets none of the held-out pairs. Up to 99 it learns to add.
- The same encoder with a number as its answer learns to add.
- With the sums as classes, without a decoder, it memorises.

Try --held-out 0.5 --cases "network, up to 99": half of the pairs are enough.
"""

from functools import partial

import numpy as np

from cli.terminal import run_script
from common.training import check_finite
from extensions.shared import sweeps, tasks, training
from extensions.shared.figures import plot_learning
from extensions.shared.results import print_results
from extensions.shared.tasks import NumberAnswer, Task
from extensions.shared.training import LONG_TRAINING, MAPPING_TRAINING


class UntrainedEncoder(NumberAnswer):
    """The control of the number as the answer: only Dense(1) is trained."""

    name = "number as the answer, untrained encoder"

    def layers(self):
        first, encoder, output = super().layers()
        encoder.trainable = False
        return [first, encoder, output]


class SumClasses(NumberAnswer):
    """No decoder: a softmax over all sums, one class for each."""

    name, loss = "sums as classes", "categorical_crossentropy"

    def layers(self):
        from keras.layers import Dense

        first, encoder, *_ = Task.layers(self)
        return [first, encoder, Dense(2 * self.largest + 1, activation="softmax")]

    def encode(self, X, y):
        return super().encode(X, y)[0], np.eye(2 * self.largest + 1)[y]

    def decode(self, y):
        check_finite(y)
        return np.argmax(y, axis=1).tolist()


class NumberAfterDecoder(NumberAnswer):
    """RepeatVector and the decoder stay, and one number comes after them."""

    name = "number after the decoder"

    def layers(self):
        from keras.layers import LSTM, Dense, RepeatVector

        first, encoder, *_ = Task.layers(self)
        return [first, encoder, RepeatVector(self.n_out), LSTM(50, unroll=True), Dense(1)]


class SquaredError(Task):
    """The tutorial's network with the mean squared error on its one-hot characters."""

    name, loss = "squared error", "mean_squared_error"


class ThermometerAnswer(SquaredError):
    """Each digit of the answer is as many ones as it says."""

    name, codes = "thermometer as the answer", tasks.thermometer()

    def layers(self):
        from keras.layers import Dense, TimeDistributed

        return [*super().layers()[:-1], TimeDistributed(Dense(len(self.codes)))]

    def encode(self, X, y):
        X, y = super().encode(X, y)
        return X, self.codes[y.argmax(axis=-1)]

    def decode(self, y):
        distances = ((y[:, :, np.newaxis] - self.codes) ** 2).sum(axis=-1)
        return super().decode(-distances)


class ShuffledThermometerAnswer(ThermometerAnswer):
    """Its control: the same codes, dealt out to the digits in another order."""

    name, codes = "thermometer as the answer, shuffled", tasks.thermometer(shuffle=1)


CASES = {  # the network, the largest number, and the training if it is not the usual one
    "LSTM mapping": (tasks.LSTMMapping, 100, MAPPING_TRAINING | {"n_batch": 1, "n_epoch": 100}),
    "MLP mapping": (tasks.MLPMapping, 100, MAPPING_TRAINING | {"n_batch": 2, "n_epoch": 50}),
    "tutorial's network, up to 10": (Task, 10),
    "tutorial's network, up to 10, longer": (Task, 10, LONG_TRAINING),
    "tutorial's network, up to 99": (Task, 99),
    "number as the answer, up to 10": (NumberAnswer, 10),
    "number as the answer, up to 99": (NumberAnswer, 99),
    "number after the decoder, up to 10": (NumberAfterDecoder, 10),
    "sums as classes, up to 10": (SumClasses, 10),
    "squared error, up to 10": (SquaredError, 10),
    "thermometer as the answer, up to 10": (ThermometerAnswer, 10),
    "thermometer, shuffled, up to 10": (ShuffledThermometerAnswer, 10),
    "untrained encoder, up to 10": (UntrainedEncoder, 10),
    "untrained encoder, up to 10, longer": (UntrainedEncoder, 10, LONG_TRAINING),
}


def cases_of(options):
    """List the cases that the options ask for: {name: settings}."""
    held_out = {"held_out": options.held_out}
    return {name: training.pair_settings(*CASES[name], **held_out) for name in options.cases}


def main():
    """Train the networks, with the options of the command line."""
    settings = {"cases": CASES, "held_out": training.HELD_OUT}
    parser = sweeps.question_parser(__doc__, "held_out_pairs", **settings)
    options, cases = sweeps.read_cases(parser, cases_of)
    run = partial(training.run_with_curves, 20)
    lines, status = sweeps.sweep(options, "pairs", cases, run, "curve epochs")
    print_results(lines, [("largest", "largest", str), *sweeps.WEIGHTS, *sweeps.SIDE_COLUMNS])
    title = "Exact match on seen and held-out pairs, {}"
    return sweeps.draw(options, partial(plot_learning, title=title, n_columns=3), lines) or status


if __name__ == "__main__":
    run_script(main)
