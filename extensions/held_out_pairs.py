"""Does it learn to add, or does it memorise?

A share of all pairs is kept out of the training, a+b together with b+a. Afterwards the model is
asked for both kinds of pairs. If it has learned to add, it is as good on the pairs that it has
never seen as on those that it has seen.

Expect of the tutorial's models:
- The mappings are as good on either side.
- seq2seq with numbers up to 10 gives the right sum for every pair that it has seen and, with most
  seeds, for none of the others. It memorises. A longer training does not change that.
- The same network with numbers up to 99 sees some 4000 different pairs, and learns to add.

Try --held-out 0.5 --models seq2seq_99: half of the pairs are enough.
"""

if not __package__:
    raise SystemExit("Run it as a module: python -m extensions.held_out_pairs")

import numpy as np

import addition_lstm_mapping
import addition_mlp
from cli.files import write_files
from cli.options import Parser
from cli.plotting import new_figure, save_figure
from cli.repeating import some_failed
from cli.terminal import run_script, start_keras
from common.scaling import invert, normalize
from extensions.comparing import (
    COLORS,
    SIDES,
    Problem,
    describe,
    evenly,
    last,
    median_and_range,
    parse_options,
    seq2seq_10,
    seq2seq_10_longer,
    seq2seq_99,
    train_with_seeds,
)


def lstm_mapping():
    """Stage 1, as in the tutorial."""

    def create(learning_rate):
        return addition_lstm_mapping.create_model(2, (10,), learning_rate)

    def encode(X, y):
        X, y = normalize(X, y, 2, 100)
        return X.reshape(len(X), 2, 1), y

    return _mapping("LSTM mapping", create, encode, n_batch=1, n_epoch=100)


def mlp():
    """Stage 2, as in the tutorial."""

    def create(learning_rate):
        return addition_mlp.create_model(2, (4, 2), learning_rate)

    def encode(X, y):
        return normalize(X, y, 2, 100)

    return _mapping("MLP", create, encode, n_batch=2, n_epoch=50)


def _mapping(name, create, encode, **training):
    def decode(result):
        return [invert(value, 2, 100) for value in np.ravel(result)]

    return Problem(
        name=name,
        title=f"{name} up to 100",
        largest=100,
        create=create,
        encode=encode,
        decode=decode,
        n_examples=100,
        **training,
    )


PROBLEMS = {f.__name__: f for f in (lstm_mapping, mlp, seq2seq_10, seq2seq_10_longer, seq2seq_99)}


def plot(path, title, results):
    """Draw the exact match on both sides over the epochs: every training, and the medians.

    results: {title of a problem: its Results}.
    """
    figure, axes = new_figure(len(results), title, n_rows=2 if len(results) > 3 else 1)
    for ax, (name, trainings) in zip(axes, results.items()):
        for side, color in COLORS.items():
            for training in trainings:
                epochs, shares = training.epochs, training.scores[side]
                ax.plot(epochs, shares, color=color, alpha=0.25, linewidth=0.8)
            middle = np.median([training.scores[side] for training in trainings], axis=0)
            ax.plot(trainings[0].epochs, middle, color=color, linewidth=2, label=side)
        ax.set(title=name, xlabel="epoch", ylabel="exact match", ylim=(-0.03, 1.03))
        ax.title.set_size(10)
    axes[0].legend(frameon=False)
    save_figure(figure, path)


def main():
    """Run the comparison with the options of the command line."""
    parser = Parser(__doc__, "python -m extensions.held_out_pairs")
    options, problems, seeds = parse_options(
        parser, "--models", PROBLEMS, lambda options: [PROBLEMS[name]() for name in options.models]
    )
    start_keras()
    title = f"Exact match, {describe(options)}"
    print(f"{title}:")
    print(f"{'':36}{'seen':>26}{'never seen':>26}")
    results = {}
    for problem in problems:
        scored_after = evenly(problem.n_epoch, 20)
        trainings = list(train_with_seeds(problem, options.held_out, seeds, scored_after))
        results[problem.title] = trainings
        seen, never_seen = (median_and_range(last(trainings, side)) for side in SIDES)
        print(f"{problem.title:36}{seen:>26}{never_seen:>26}")
    status = write_files((options.plot, lambda path: plot(path, title, results)))
    return status or some_failed(len(seeds), *results.values())


if __name__ == "__main__":
    run_script(main)
