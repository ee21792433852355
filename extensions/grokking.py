"""Does a memoriser come to learn if it goes on?

Power et al. (2022) trained networks long after they knew their examples by
heart. Some of them suddenly learned the rule. They call it grokking. Weight
decay helped most: it pulls all weights towards 0. Here the tutorial's network
is trained as in the tutorial, but 20 times as long, and with different weight
decays (AdamW, Loshchilov & Hutter 2019). A fifth of the pairs is held out. One
variation has an embedding in place of one-hot vectors, and no weight decay.

Expect that going on without weight decay does not help. With a weight decay of
0.1, numbers up to 20, the last third of the never seen pairs comes late. Up to
10 the embedding gets most of them.

Try --largest 10 --variations 'weight decay 0.1' --epochs 3000: is it only a
question of time?
"""

if not __package__:
    raise SystemExit("Run it as a module: python -m extensions.grokking")

from functools import partial

from cli.files import write_files
from cli.options import number
from cli.terminal import run_script
from extensions.shared import sweeps
from extensions.shared.figures import plot_learning
from extensions.shared.results import print_results, seeds_of, whole_percent
from extensions.shared.tasks import TUTORIAL_TRAINING, Embedding, Task
from extensions.shared.training import CURVES, SIDES, train_with_curves


class WithWeightDecay(Task):
    """Train with AdamW: in every step each weight loses learning rate * weight_decay of itself."""

    def create_model(self, learning_rate):
        from keras.optimizers import AdamW

        model = super().create_model(learning_rate)
        optimizer = AdamW(learning_rate, weight_decay=self.weight_decay)
        model.compile(loss="categorical_crossentropy", optimizer=optimizer)
        return model


VARIATIONS = {
    f"weight decay {decay:g}": {"network": Task.name, "weight_decay": decay}
    for decay in (0.0, 0.01, 0.1, 1.0)
}
VARIATIONS[Embedding.name] = {"network": Embedding.name}


def train(network, largest, seed, callbacks, weight_decay=None, **training):
    """Train one of the networks, and score it about 60 times. Returns what a sweep wants."""
    task = Embedding(largest) if network == Embedding.name else WithWeightDecay(largest)
    task.weight_decay = weight_decay
    n_epochs = max(1, training["n_epoch"] // 60)
    return train_with_curves(task, seed, callbacks, n_epochs, **training)


def main():
    """Run the comparison with the options of the command line."""
    parser = sweeps.question_parser(__doc__, "grokking", "600, 20 times the tutorial's", minutes=60)
    parser.set_defaults(largest=[10, 20])
    help = "the largest of the numbers (default: 10 20)"
    parser.option("--largest", help, type=number(int, 2, 999), nargs="+")
    sweeps.add_choice(parser, "--variations", VARIATIONS)
    sweeps.add_held_out(parser)
    options = sweeps.parse_question(parser)
    cases = {}
    for largest in options.largest:
        sweeps.check_split(parser, largest, options.held_out)
        for name in options.variations:
            case = {"largest": largest, "held_out": options.held_out, "n_epoch": 600}
            cases[f"up to {largest}, {name}"] = TUTORIAL_TRAINING | VARIATIONS[name] | case
    lines, status = sweeps.sweep(options, "pairs", cases, train, CURVES)
    for line in lines:
        line["highest"] = max(line["scores"]["curve never seen"])
    columns = [(f"{side} %", side, whole_percent) for side in SIDES]
    print_results(lines, [*columns, ("highest, never seen %", "highest", whole_percent)])
    title = f"Exact match, {seeds_of(lines)}"
    plot = partial(plot_learning, title=title, lines=lines, n_columns=len(options.variations))
    return write_files((options.plot, plot)) or status


if __name__ == "__main__":
    run_script(main)
