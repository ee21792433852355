"""Does a memoriser come to learn if it goes on?

Power et al. (2022) trained networks long after they knew their examples by
heart, and some suddenly learned the rule. Here the tutorial's network trains
20 times as long, with several weight decays, or with an embedding.

Without weight decay, expect no gain. With a weight decay of 0.1, numbers up to
20, a third of the held-out pairs comes late.

Try --largest 10 --variations 0.1 --epochs 3000: does it learn?
"""

from functools import partial
from itertools import product

from cli.terminal import run_script
from extensions.shared import sweeps, training
from extensions.shared.figures import plot_learning
from extensions.shared.results import print_results, shares_of, whole_percent
from extensions.shared.tasks import Embedding, Task


class WithWeightDecay(Task):
    """Train with AdamW: in every step each weight loses learning rate * weight_decay of itself."""

    def __init__(self, weight_decay, largest):
        super().__init__(largest)
        self.weight_decay = weight_decay

    def create_model(self, learning_rate):
        from keras.optimizers import AdamW

        model = super().create_model(learning_rate)
        model.compile(AdamW(learning_rate, weight_decay=self.weight_decay), self.loss)
        return model


TRAINING = training.TUTORIAL_TRAINING | {"n_epoch": 600}
DECAYS = (0.0, 0.01, 0.1, 1.0)
VARIATIONS = {f"weight decay {n:g}": {"network": Task, "weight_decay": n} for n in DECAYS}
VARIATIONS["embedding"] = {"network": Embedding}


def run(network, weight_decay=None, **settings):
    """Train one of the networks, and score it about 60 times. Returns a result."""
    if network is Task:
        network = partial(WithWeightDecay, weight_decay)
    return training.run_with_curves(60, network=network, **settings)


def cases_of(options):
    """List the cases that the options ask for: {name: settings}."""
    cases = {}
    for largest, name in product(options.largest, options.variations):
        case = training.pair_settings(Task, largest, TRAINING, options.held_out)
        cases[f"up to {largest}, {name}"] = case | VARIATIONS[name]
    return cases


def main():
    """Run the comparison with the options of the command line."""
    settings = {"largest": [10, 20], "variations": VARIATIONS, "held_out": training.HELD_OUT}
    parser = sweeps.question_parser(__doc__, "grokking", **settings)
    options, cases = sweeps.read_cases(parser, cases_of)
    lines, status = sweeps.sweep(options, "pairs", cases, run, "curve epochs")
    for line in lines:
        line["highest"] = max(line["scores"]["curve held-out"])
    columns = shares_of(training.SIDES, whole_percent)
    print_results(lines, [*columns, ("highest, held-out %", "highest", whole_percent)])
    plot = partial(plot_learning, title="Exact match, {}", n_columns=len(options.variations))
    return sweeps.draw(options, plot, lines) or status


if __name__ == "__main__":
    run_script(main)
