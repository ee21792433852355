"""Does it learn to add, or does it memorise?

Keeps a fraction of all pairs out of the training, a+b together with b+a, and asks for both sides
afterwards. Who has learned to add is as good on the pairs never seen as on the seen ones.

Expect of the tutorial's models: the mappings do not care, as they fit a line (or nearly) through
all of the numbers. Seq2seq with numbers up to 10 knows every pair that it has seen and, with most
seeds, none of the others: with 55 pairs in all it has learned them by heart. The same network with
numbers up to 99, of which it has seen some 4000 pairs, has to find out how to add, and does.

Hack it: how many pairs must be seen (--held-out 0.5)? What if it trains for less (--epochs 20)?
"""

from collections import namedtuple
from math import ceil
from random import Random
from statistics import median

import numpy as np

import addition_lstm_mapping
import addition_mlp
import addition_seq2seq
from addition_seq2seq import alphabet
from common import encoding, scaling
from common.options import (
    LARGEST_SEED,
    Parser,
    add_plot,
    add_repeats,
    check_repeats,
    number_between,
    whole_number,
)
from common.plotting import new_figure, save
from common.reporting import exact_match
from common.splitting import both_orders, random_sum_pairs_without, split_pairs
from common.terminal import import_keras, make_progress, run_script
from common.training import fit

# create(n_steps): a compiled model, for so many steps of training; encode: X, y as the model wants
# them; decode: back to answers that can be compared
Problem = namedtuple("Problem", "title largest create encode decode n_examples n_batch n_epoch")


def lstm_mapping():
    """Stage 1, as in the tutorial."""

    def create(n_steps):
        return addition_lstm_mapping.create_model(2, (10,), 0.001)

    def encode(X, y):
        X, y = scaling.normalize(X, y, 2, 100)
        return X.reshape(len(X), 2, 1), y

    return Problem("LSTM mapping up to 100", 100, create, encode, _rounded(100), 100, 1, 100)


def mlp():
    """Stage 2, as in the tutorial."""

    def create(n_steps):
        return addition_mlp.create_model(2, (4, 2), 0.001)

    def encode(X, y):
        return scaling.normalize(X, y, 2, 100)

    return Problem("MLP up to 100", 100, create, encode, _rounded(100), 100, 2, 50)


def _rounded(largest):
    return lambda result: [scaling.invert(value, 2, largest) for value in np.ravel(result)]


def seq2seq_10():
    """Stage 3, as in the tutorial."""
    return _seq2seq(10, lambda n_steps: 0.001, n_examples=1000, n_batch=10, n_epoch=30)


def seq2seq_99():
    """Stage 3 with larger numbers and more training; the network is the tutorial's."""

    def decaying(n_steps):
        from keras.optimizers.schedules import CosineDecay

        return CosineDecay(0.003, n_steps)

    return _seq2seq(99, decaying, n_examples=9600, n_batch=32, n_epoch=60)


def _seq2seq(largest, learning_rate, **sizes):
    def create(n_steps):
        lengths = encoding.seq_lengths(2, largest)
        rate = learning_rate(n_steps)
        return addition_seq2seq.create_model(*lengths, len(alphabet), (100, 50), rate)

    def encode(X, y):
        return encoding.encode(X, y, 2, largest, alphabet)

    def decode(result):
        return [encoding.invert(seq, alphabet) for seq in result]

    return Problem(f"seq2seq up to {largest}", largest, create, encode, decode, **sizes)


PROBLEMS = {f.__name__: f for f in (lstm_mapping, mlp, seq2seq_10, seq2seq_99)}
SIDES = ("seen", "never seen")


def held_out_pairs(problem, held_out, seed, show):
    """Train on the seen pairs, and score both sides of the split along the way.

    problem: a Problem; held_out: the share of pairs to keep out; show(n): called after n epochs.
    Returns the epochs at whose end both sides were scored, the last one among them, and the exact
    matches, {side: [share right at each of those epochs]}.
    """
    import keras

    random = Random(seed)
    seen, never_seen = split_pairs(problem.largest, held_out, random)

    def new_examples(n):
        pairs = random_sum_pairs_without(never_seen, n, problem.largest, random)
        return problem.encode(*pairs)

    keras.utils.set_random_seed(seed)
    n_steps = ceil(problem.n_examples / problem.n_batch) * problem.n_epoch
    model = problem.create(n_steps)
    questions = {
        side: problem.encode(*both_orders(p)) for side, p in zip(SIDES, (seen, never_seen))
    }
    epochs, scores = [], {side: [] for side in SIDES}

    def score(epoch, logs):
        show(epoch + 1)
        every = max(1, problem.n_epoch // 20)
        if epoch == 0 or (epoch + 1) % every == 0 or epoch + 1 == problem.n_epoch:
            epochs.append(epoch + 1)
            for side, (X, y) in questions.items():
                predicted = problem.decode(model.predict(X, batch_size=1000, verbose=0))
                scores[side].append(exact_match(problem.decode(y), predicted))

    at_epoch_end = keras.callbacks.LambdaCallback(on_epoch_end=score)
    sizes = problem.n_examples, problem.n_batch, problem.n_epoch
    fit(model, new_examples, *sizes, verbose=0, callbacks=[at_epoch_end])
    return epochs, scores


def repeat(problem, held_out, seeds):
    """Run a problem with each of the seeds, showing how far it is.

    Returns what held_out_pairs does, for each of the seeds.
    """
    import keras

    progress = make_progress(len(seeds) * problem.n_epoch)
    runs = []
    for seed in seeds:

        def show(n_done, seed=seed, before=len(runs) * problem.n_epoch):  # noqa: B008
            done = f"{problem.title}: seed {seed}, epoch {n_done} of {problem.n_epoch}"
            progress(done, before + n_done)

        runs.append(held_out_pairs(problem, held_out, seed, show))
        keras.utils.clear_session()
    progress()
    return runs


def plot(path, title, results):
    """Draw, for each problem, the exact match on both sides over the epochs of every run."""
    figure, axes = new_figure(len(results), title, n_rows=2 if len(results) == 4 else 1)
    for ax, (name, runs) in zip(axes, results.items()):
        for side, color in zip(SIDES, ("C0", "C3")):
            for epochs, scores in runs:
                ax.plot(epochs, scores[side], color=color, alpha=0.25, linewidth=0.8)
            middle = np.median([scores[side] for _, scores in runs], axis=0)
            ax.plot(runs[0][0], middle, color=color, linewidth=2, label=side)
        ax.set(title=name, xlabel="epoch", ylabel="exact match", ylim=(-0.03, 1.03))
        ax.title.set_size(10)
    axes[0].legend(frameon=False)
    save(figure, path)


def main():
    parser = Parser(__doc__, "python -m extensions.held_out_pairs")
    add = parser.add_argument
    add(
        "--held-out",
        type=number_between(0, 1),
        default=0.2,
        metavar="FRACTION",
        help="of the pairs to keep out of the training (default: 0.2)",
    )
    add(
        "--models",
        nargs="+",
        choices=PROBLEMS,
        default=list(PROBLEMS),
        metavar="MODEL",
        help=f"which of {', '.join(PROBLEMS)} (default: all)",
    )
    add_repeats(parser)
    add(
        "--seed",
        type=whole_number(0, LARGEST_SEED),
        default=1,
        help="for the split, the numbers and the weights (default: 1)",
    )
    add(
        "--epochs",
        type=whole_number(1),
        metavar="N",
        help="epochs of training (default: the tutorial's, and 60 for numbers up to 99)",
    )
    add_plot(parser)
    options = parser.parse_args()
    check_repeats(parser, options)
    problems = [PROBLEMS[name]() for name in options.models]
    if options.epochs:
        problems = [problem._replace(n_epoch=options.epochs) for problem in problems]
    for problem in problems:
        try:
            split_pairs(problem.largest, options.held_out, Random(options.seed))
        except ValueError as error:
            parser.error(f"argument --held-out: {error} ({problem.title})")

    import_keras()
    seeds = range(options.seed, options.seed + options.repeats)
    named = f"seed {seeds[0]}" if len(seeds) == 1 else f"seeds {seeds[0]} to {seeds[-1]}"
    title = f"{options.held_out:.0%} of the pairs held out, {named}"
    results = {}
    print(f"Exact match, {title}:")
    print(f"{'':24}{'seen':>26}{'never seen':>26}")
    for problem in problems:
        runs = results[problem.title] = repeat(problem, options.held_out, seeds)
        last = [spread([scores[side][-1] for _, scores in runs]) for side in SIDES]
        print(f"{problem.title:24}{last[0]:>26}{last[1]:>26}")
    if options.plot:
        plot(options.plot, f"Exact match, {title}", results)
        print(f"The figure is in {options.plot}.")


def spread(shares):
    """The median and the range of shares, or the only one.

    >>> spread([0.5, 0.75, 0.625]), spread([0.5])
    ('62.50% (50.00-75.00)', '50.00%')
    """
    if len(shares) == 1:
        return f"{shares[0]:.2%}"
    return f"{median(shares):.2%} ({100 * min(shares):.2f}-{100 * max(shares):.2f})"


if __name__ == "__main__":
    run_script(main)
