"""Several models side by side, on pairs that they have seen and on pairs that they have not.

What held_out_pairs, integer_encoding, padding and decoders share: one experiment, repeated with
one seed after another, and, for variations of the tutorial's seq2seq model, a table and a figure.
"""

from collections import namedtuple
from math import ceil
from random import Random
from statistics import median
from time import perf_counter

import addition_seq2seq
from addition_seq2seq import alphabet
from common.encoding import encode, invert, seq_lengths
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
from common.repeating import name_seeds
from common.reporting import exact_match, median_and_range
from common.splitting import both_orders, random_sum_pairs_without, split_pairs
from common.terminal import import_keras, make_progress
from common.training import fit

SIDES = ("seen", "never seen")
COLORS = dict(zip(SIDES, ("C0", "C3")))


def predict(model, X):
    """The model's answers to all of the questions, in the shape of y."""
    return model.predict(X, batch_size=1000, verbose=0)


Problem = namedtuple(
    "Problem",
    "title largest create encode decode n_examples n_batch n_epoch learning_rate predict",
    defaults=[lambda n_steps: 0.001, predict],
)
Problem.__doc__ = """A model, and how pairs of numbers from 1 to largest are put to it.

create(learning_rate): a compiled model; encode(X, y): pairs and sums as arrays for the model;
predict(model, X): its answers, as arrays like y; decode(y): answers that can be compared;
learning_rate(n_steps): for so many steps of training. title: a few words; n_examples, n_batch,
n_epoch: as in common.training.fit.
"""

Result = namedtuple("Result", "n_parameters seconds epochs scores")
Result.__doc__ = """What came of training one model with one seed.

seconds: of training; epochs: the ones after which it was scored; scores: {side: exact match after
each of these}.
"""


def train_and_score(problem, held_out, seed, scored_after, show=lambda n: None):
    """Train on the seen pairs, and score both sides of the split along the way.

    problem: a Problem; held_out: the share of pairs to keep out; scored_after: the epochs to score
    after, the last of the training among them; show(n): called after n epochs. Returns a Result.
    """
    import keras

    # define dataset
    random = Random(seed)
    seen, never_seen = split_pairs(problem.largest, held_out, random)

    def new_examples(n):
        pairs = random_sum_pairs_without(never_seen, n, problem.largest, random)
        return problem.encode(*pairs)

    questions, expected = {}, {}
    for side, pairs in zip(SIDES, (seen, never_seen)):
        questions[side], y = problem.encode(*both_orders(pairs))
        expected[side] = problem.decode(y)
    # create the model
    keras.utils.set_random_seed(seed)
    n_steps = ceil(problem.n_examples / problem.n_batch) * problem.n_epoch
    model = problem.create(problem.learning_rate(n_steps))
    # train and evaluate it
    scores, ends = {side: [] for side in SIDES}, []

    def score(epoch, logs):
        ends.append(perf_counter())
        show(epoch + 1)
        if epoch + 1 in scored_after:
            for side in SIDES:
                predicted = problem.decode(problem.predict(model, questions[side]))
                scores[side].append(exact_match(expected[side], predicted))

    at_epoch_end = keras.callbacks.LambdaCallback(on_epoch_end=score)
    sizes = problem.n_examples, problem.n_batch, problem.n_epoch
    began = perf_counter()
    fit(model, new_examples, *sizes, verbose=0, callbacks=[at_epoch_end])
    return Result(model.count_params(), ends[-1] - began, sorted(scored_after), scores)


def repeat(problem, held_out, seeds, scored_after):
    """Run a problem with one seed after another, showing how far it is; yields the Results."""
    import keras

    progress = make_progress(len(seeds) * problem.n_epoch)
    for i, seed in enumerate(seeds):

        def show(n_done, i=i, seed=seed):
            done = f"{problem.title}: seed {seed}, epoch {n_done} of {problem.n_epoch}"
            progress(done, i * problem.n_epoch + n_done)

        result = train_and_score(problem, held_out, seed, scored_after, show)
        keras.utils.clear_session()  # else the next run starts in the remains of this one
        progress()
        yield result


def parse_options(parser, option, choices, problems):
    """Read the command line of a comparison.

    option, choices: what can be chosen from, all of it where the option is not given;
    problems(options): the Problems to run, whose epochs are then settled here.
    Returns the options, the problems, the seeds, and a title that tells of the split and seeds.
    """
    add = parser.add_argument
    add(
        option,
        nargs="+",
        choices=choices,
        default=list(choices),
        metavar=option[2:-1].upper(),
        help=f"which of {', '.join(choices)} (default: all)",
    )
    add(
        "--held-out",
        type=number_between(0, 1),
        default=0.2,
        metavar="FRACTION",
        help="of the pairs to keep out of the training (default: 0.2)",
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
    for name, value in vars(options).items():
        if isinstance(value, list):  # nothing is trained twice for being named twice
            setattr(options, name, list(dict.fromkeys(value)))
    chosen = problems(options)
    if options.epochs:
        chosen = [problem._replace(n_epoch=options.epochs) for problem in chosen]
    for problem in chosen:
        try:
            split_pairs(problem.largest, options.held_out, Random(options.seed))
        except ValueError as error:
            parser.error(f"argument --held-out: {error} ({problem.title})")
    seeds = range(options.seed, options.seed + options.repeats)
    named = name_seeds(options.seed, options.repeats)
    return options, chosen, seeds, f"{options.held_out:.0%} of the pairs held out, {named}"


def seq2seq_10():
    """Stage 3, as in the tutorial."""
    return _seq2seq(10, n_examples=1000, n_batch=10, n_epoch=30)


def seq2seq_99():
    """Stage 3 with larger numbers and more training; the network is the tutorial's."""

    def decaying(n_steps):
        from keras.optimizers.schedules import CosineDecay

        return CosineDecay(0.003, n_steps)

    return _seq2seq(99, n_examples=9600, n_batch=32, n_epoch=60, learning_rate=decaying)


def _seq2seq(largest, **training):
    def create(learning_rate):
        lengths = seq_lengths(2, largest)
        return addition_seq2seq.create_model(*lengths, len(alphabet), (100, 50), learning_rate)

    def encoded(X, y):
        return encode(X, y, 2, largest, alphabet)

    def decoded(result):
        return [invert(seq, alphabet) for seq in result]

    return Problem(f"seq2seq up to {largest}", largest, create, encoded, decoded, **training)


SIZES = {10: seq2seq_10, 99: seq2seq_99}


def sequential(layers, learning_rate, loss="categorical_crossentropy"):
    """A variation's model of these layers, the Input among them, compiled as the tutorial's."""
    from keras import Sequential
    from keras.optimizers import Adam

    model = Sequential(layers)
    model.compile(loss=loss, optimizer=Adam(learning_rate))
    return model


def compare(variations, description, script):
    """Compare variations of stage 3's model, as the command line says.

    variations: functions from the tutorial's Problem to the variation's, the first of which
    changes nothing; description, script: the script's own, and its name. Prints a line a training
    and, for each size of numbers, a table, best first.
    """
    variations = {variation.__name__: variation for variation in variations}
    parser = Parser(description, f"python -m extensions.{script}")
    parser.add_argument(
        "--largest",
        nargs="+",
        type=whole_number(1),
        choices=SIZES,
        default=list(SIZES),
        metavar="N",
        help="the largest of the numbers: 10, trained as in the tutorial, or 99 (default: both)",
    )

    def chosen(options):
        return [
            variations[name](SIZES[largest]())._replace(title=f"{name} up to {largest}")
            for largest in options.largest
            for name in options.variations
        ]

    options, problems, seeds, title = parse_options(parser, "--variations", variations, chosen)
    import_keras()
    tables = {}
    for problem in problems:
        runs = []
        for seed, run in zip(seeds, repeat(problem, options.held_out, seeds, {problem.n_epoch})):
            runs.append(run)
            shares = ", ".join(f"{side} {last([run], side)[0]:.2%}" for side in SIDES)
            print(f"{problem.title}, seed {seed}: {shares} in {run.seconds:.0f} s")
        name = problem.title.split()[0]
        if name == next(iter(variations)):
            name += " (tutorial)"
        tables.setdefault(problem.largest, []).append((name, runs))
    for largest, rows in tables.items():
        rows.sort(key=lambda row: [-median(last(row[1], side)) for side in reversed(SIDES)])
        print(f"\nExact match up to {largest}, {title}, best first:")
        print(f"{'':24}{'parameters':>12}{'seconds':>9}{'seen':>26}{'never seen':>26}")
        for name, runs in rows:
            seconds = median(run.seconds for run in runs)
            print(
                f"{name:24}{runs[0].n_parameters:>12}{seconds:>9.0f}"
                + "".join(f"{median_and_range(last(runs, side)):>26}" for side in SIDES)
            )
    if options.plot:
        plot(options.plot, f"{script}: {title}", tables)


def last(runs, side):
    """The exact match at the end of each run, on one side of the split."""
    return [run.scores[side][-1] for run in runs]


def plot(path, title, tables):
    """Draw every run's exact match on both sides as a dot, and the medians as lines.

    tables: {largest: [(name, runs), best first]}.
    """
    figure, axes = new_figure(len(tables), title)
    for ax, (largest, rows) in zip(axes, tables.items()):
        for side, offset in zip(SIDES, (-0.12, 0.12)):
            for y, (_, runs) in enumerate(rows):
                shares = last(runs, side)
                color, label = COLORS[side], side if y == 0 else None
                ax.plot(
                    shares, [y + offset] * len(shares), "o", alpha=0.4, color=color, label=label
                )
                ax.plot([median(shares)] * 2, [y + offset - 0.12, y + offset + 0.12], color=color)
        ax.set(title=f"up to {largest}", xlabel="exact match")
        ax.set(yticks=range(len(rows)), yticklabels=[name for name, _ in rows])
        ax.invert_yaxis()
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    save(figure, path)
