"""Does it learn to add, or does it memorise?

A share of all pairs is kept out of the training, a+b together with b+a. If the
model has learned to add, it is as good on these as on those that it has seen.

Expect that the tutorial's network memorises up to 10, also with a longer
training, and learns up to 99. With a number as its answer it always learns.

Try --held-out 0.5 --cases "network, up to 99": half of the pairs are enough.
"""

from functools import partial

from cli.terminal import run_script
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


CASES = {  # the network, the largest number, and the training if it is not the usual one
    "LSTM mapping": (tasks.LSTMMapping, 100, MAPPING_TRAINING | {"n_batch": 1, "n_epoch": 100}),
    "MLP mapping": (tasks.MLPMapping, 100, MAPPING_TRAINING | {"n_batch": 2, "n_epoch": 50}),
    "tutorial's network, up to 10": (Task, 10),
    "tutorial's network, up to 10, longer": (Task, 10, LONG_TRAINING),
    "tutorial's network, up to 99": (Task, 99),
    "number as the answer, up to 10": (NumberAnswer, 10),
    "number as the answer, up to 99": (NumberAnswer, 99),
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
    return sweeps.draw(options, partial(plot_learning, title=title, n_columns=4), lines) or status


if __name__ == "__main__":
    run_script(main)
