"""Does a memoriser come to learn if it goes on?

Power et al. (2022) trained networks long after they knew their examples by heart. Some of them
suddenly learned the rule. They call it grokking. Weight decay helped most: it pulls all weights
towards 0. Here stage 3's network is trained as in the tutorial, but 20 times as long, and with
different weight decays (AdamW, Loshchilov & Hutter 2019). A fifth of the pairs is held out. One
variation has an embedding in place of one-hot vectors, and no weight decay.

Expect that going on alone does not help. With a weight decay of 0.1, numbers up to 20, the never
seen pairs are learned long after the seen ones. Up to 10 the embedding helps most.

Try --largest 10 --variations weight_decay_0.1 --epochs 3000: is it only a question of time?
"""

if not __package__:
    raise SystemExit("Run it as a module: python -m extensions.grokking")

from functools import partial

import numpy as np

from cli.files import write_files
from cli.options import Parser, whole_number
from cli.plotting import new_figure, save_figure
from cli.repeating import some_failed
from cli.terminal import run_script, start_keras
from extensions.comparing import (
    SIDES,
    describe,
    evenly,
    last,
    median_and_range,
    parse_options,
    seq2seq,
    train_with_seeds,
)
from extensions.integer_encoding import embedding

WEIGHT_DECAYS = (0, 0.01, 0.1, 1)


def with_weight_decay(problem, weight_decay):
    """Train with AdamW: in every step each weight loses learning rate * weight_decay of itself."""

    def create(learning_rate):
        # imported here, because Keras takes seconds, and --help does not need it
        from keras.optimizers import AdamW

        model = problem.create(learning_rate)
        optimizer = AdamW(learning_rate, weight_decay=weight_decay)
        model.compile(loss="categorical_crossentropy", optimizer=optimizer)
        return model

    return problem._replace(create=create)


VARIATIONS = {
    **{f"weight_decay_{w}": partial(with_weight_decay, weight_decay=w) for w in WEIGHT_DECAYS},
    "embedding": embedding,
}


def plot(path, title, results):
    """Draw the exact match over the epochs: never seen pairs as lines, seen pairs dotted.

    results: {largest: {name: Results}}; each line is the median of the seeds.
    """
    figure, axes = new_figure(len(results), title)
    for ax, (largest, variations) in zip(axes, results.items()):
        for i, (name, trainings) in enumerate(variations.items()):
            for side, style in zip(SIDES, (":", "-")):
                shares = np.median([training.scores[side] for training in trainings], axis=0)
                label = name if side == SIDES[1] else None
                ax.plot(trainings[0].epochs, shares, style, color=f"C{i}", label=label)
        ax.set(title=f"up to {largest}", xlabel="epoch", ylabel="exact match", ylim=(-0.03, 1.03))
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=5)
    save_figure(figure, path)


def main():
    """Run the comparison with the options of the command line."""
    parser = Parser(__doc__, "python -m extensions.grokking")
    parser.add_argument(
        "--largest",
        nargs="+",
        type=whole_number(2, 999),
        default=[10, 20],
        metavar="N",
        help="the largest of the numbers (default: 10 and 20)",
    )

    def choose(options):
        tutorials = {"n_examples": 1000, "n_batch": 10, "n_epoch": 600}
        return [
            VARIATIONS[name](seq2seq(largest, **tutorials))._replace(name=name)
            for largest in options.largest
            for name in options.variations
        ]

    options, problems, seeds = parse_options(
        parser, "--variations", VARIATIONS, choose, epochs="600, 20 times the tutorial's"
    )
    start_keras()
    title = f"Exact match, {describe(options)}"
    print(f"{title}:")
    print(f"{'':30}{SIDES[0]:>26}{SIDES[1]:>26}{'highest, never seen':>26}")
    results = {}
    for problem in problems:
        name = problem.name.replace("_", " ")
        titled = problem._replace(title=f"up to {problem.largest}, {name}")
        scored_after = evenly(problem.n_epoch, 60)
        trainings = list(train_with_seeds(titled, options.held_out, seeds, scored_after))
        results.setdefault(problem.largest, {})[name] = trainings
        shares = [last(trainings, side) for side in SIDES]
        shares.append([max(training.scores[SIDES[1]]) for training in trainings])
        row = "".join(f"{median_and_range(share):>26}" for share in shares)
        print(f"{titled.title:30}{row}")
    status = write_files((options.plot, lambda path: plot(path, title, results)))
    trained = [trainings for variations in results.values() for trainings in variations.values()]
    return status or some_failed(len(seeds), *trained)


if __name__ == "__main__":
    run_script(main)
