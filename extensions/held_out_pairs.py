"""Does it learn to add, or does it memorise?

Keeps a fraction of all pairs out of the training, a+b together with b+a, and asks for both sides
afterwards. Who has learned to add is as good on the pairs never seen as on the seen ones.

Expect of the tutorial's models: the mappings do not care, as they fit a line (or nearly) through
all of the numbers. Seq2seq with numbers up to 10 knows every pair that it has seen and, with most
seeds, none of the others: with 55 pairs in all it has learned them by heart. The same network with
numbers up to 99, of which it has seen some 4000 pairs, has to find out how to add, and does.

Hack it: how many pairs must be seen (--held-out 0.5)? What if it trains for less (--epochs 20)?
"""

import numpy as np

import addition_lstm_mapping
import addition_mlp
from common.options import Parser
from common.plotting import new_figure, save
from common.reporting import median_and_range
from common.scaling import invert, normalize
from common.terminal import import_keras, run_script
from extensions.comparing import (
    COLORS,
    SIDES,
    Problem,
    last,
    parse_options,
    repeat,
    seq2seq_10,
    seq2seq_99,
)


def lstm_mapping():
    """Stage 1, as in the tutorial."""

    def create(learning_rate):
        return addition_lstm_mapping.create_model(2, (10,), learning_rate)

    def encode(X, y):
        X, y = normalize(X, y, 2, 100)
        return X.reshape(len(X), 2, 1), y

    return Problem("LSTM mapping up to 100", 100, create, encode, _rounded(100), 100, 1, 100)


def mlp():
    """Stage 2, as in the tutorial."""

    def create(learning_rate):
        return addition_mlp.create_model(2, (4, 2), learning_rate)

    def encode(X, y):
        return normalize(X, y, 2, 100)

    return Problem("MLP up to 100", 100, create, encode, _rounded(100), 100, 2, 50)


def _rounded(largest):
    return lambda result: [invert(value, 2, largest) for value in np.ravel(result)]


PROBLEMS = {f.__name__: f for f in (lstm_mapping, mlp, seq2seq_10, seq2seq_99)}


def plot(path, title, results):
    """Draw, for each problem, the exact match on both sides over the epochs of every run."""
    figure, axes = new_figure(len(results), title, n_rows=2 if len(results) == 4 else 1)
    for ax, (name, runs) in zip(axes, results.items()):
        for side, color in COLORS.items():
            for run in runs:
                ax.plot(run.epochs, run.scores[side], color=color, alpha=0.25, linewidth=0.8)
            middle = np.median([run.scores[side] for run in runs], axis=0)
            ax.plot(runs[0].epochs, middle, color=color, linewidth=2, label=side)
        ax.set(title=name, xlabel="epoch", ylabel="exact match", ylim=(-0.03, 1.03))
        ax.title.set_size(10)
    axes[0].legend(frameon=False)
    save(figure, path)


def main():
    parser = Parser(__doc__, "python -m extensions.held_out_pairs")
    options, problems, seeds, title = parse_options(
        parser, "--models", PROBLEMS, lambda options: [PROBLEMS[name]() for name in options.models]
    )
    import_keras()
    results = {}
    print(f"Exact match, {title}:")
    print(f"{'':24}{'seen':>26}{'never seen':>26}")
    for problem in problems:
        every = max(1, problem.n_epoch // 20)
        scored_after = {1, *range(every, problem.n_epoch, every), problem.n_epoch}
        runs = list(repeat(problem, options.held_out, seeds, scored_after))
        results[problem.title] = runs
        seen, never_seen = (median_and_range(last(runs, side)) for side in SIDES)
        print(f"{problem.title:24}{seen:>26}{never_seen:>26}")
    if options.plot:
        plot(options.plot, f"Exact match, {title}", results)


if __name__ == "__main__":
    run_script(main)
