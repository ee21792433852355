"""Models side by side, on pairs that were in the training and on pairs that were held out.

held_out_pairs and the comparisons of stage 3's variations share this: one experiment, repeated with
several seeds; and, for the variations, a table and a figure.
"""

from collections import namedtuple
from math import ceil
from random import Random
from statistics import median
from time import perf_counter

import addition_seq2seq
from addition_seq2seq import alphabet
from cli.files import write_files
from cli.options import (
    COUNT,
    SEED,
    Parser,
    add_plot,
    add_repeats,
    check_last_seed,
    number_between,
    whole_number,
)
from cli.plotting import new_figure, save_figure
from cli.repeating import each_seed, name_seeds, some_failed
from cli.terminal import count_epochs, progress_bar, start_keras
from common.encoding import encode, invert, seq_lengths, to_string
from common.reporting import exact_match
from common.training import fit
from extensions.splitting import both_orders, random_sum_pairs_without, split_pairs

SIDES = ("seen", "never seen")
COLORS = dict(zip(SIDES, ("C0", "C3")))


def predict(model, X):
    """Ask the model all of the questions. Returns its answers in the shape of y."""
    return model.predict(X, batch_size=1000, verbose=0)


Problem = namedtuple(
    "Problem",
    "name title largest create encode decode n_examples n_batch n_epoch learning_rate predict",
    defaults=[lambda n_steps: 0.001, predict],
)
Problem.__doc__ = """A model, and how pairs of numbers up to largest become its input and output.

name: a few words; title: the name and the size of the numbers; create(learning_rate): builds a
compiled model; encode(X, y): pairs and sums as arrays for the model; predict(model, X): the model's
answers, as arrays like y; decode(y): answers that can be compared; n_examples, n_batch, n_epoch: as
in common.training.fit; learning_rate(n_steps): for so many steps of training.
"""

Result = namedtuple("Result", "seed n_parameters seconds epochs scores")
Result.__doc__ = """What one training led to.

seed, seconds: of the training; n_parameters: of the model; epochs: those after which it was scored;
scores: {side: the exact match after each of these epochs}.
"""


def median_and_range(shares):
    """Write the median and the range of shares, or the share if there is only one.

    >>> median_and_range([0.5, 0.75, 0.625]), median_and_range([0.5])
    ('62.50% (50.00-75.00)', '50.00%')
    """
    if len(shares) == 1:
        return f"{shares[0]:.2%}"
    return f"{median(shares):.2%} ({100 * min(shares):.2f}-{100 * max(shares):.2f})"


def train_and_score(problem, held_out, seed, scored_after, callbacks=()):
    """Train on the seen pairs, and score both sides of the split after some epochs.

    problem: a Problem; held_out: the share of pairs to hold out; scored_after: a set of epochs, the
    last epoch among them; callbacks: for Keras. Returns the model and a Result.
    """
    import keras  # imported here, because Keras takes seconds, and --help does not need it

    # define dataset
    random = Random(seed)
    seen, never_seen = split_pairs(problem.largest, held_out, random)

    def new_examples(n):
        X, y = random_sum_pairs_without(never_seen, n, problem.largest, random)
        return problem.encode(X, y)

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
        if epoch + 1 in scored_after:
            for side in SIDES:
                predicted = problem.decode(problem.predict(model, questions[side]))
                scores[side].append(exact_match(expected[side], predicted))

    began = perf_counter()
    fit(
        model,
        new_examples,
        n_examples=problem.n_examples,
        n_batch=problem.n_batch,
        n_epoch=problem.n_epoch,
        verbose=0,
        callbacks=[*callbacks, keras.callbacks.LambdaCallback(on_epoch_end=score)],
    )
    seconds = ends[-1] - began
    return model, Result(seed, model.count_params(), seconds, sorted(scored_after), scores)


def train_with_seeds(problem, held_out, seeds, scored_after):
    """Train and score with one seed after another, with a progress bar.

    Yields the Results; see cli.repeating.each_seed.
    """
    with progress_bar(len(seeds) * problem.n_epoch) as bar:

        def run(seed):
            bar.set_description(f"{problem.title}, seed {seed}")
            callbacks = [count_epochs(bar)]
            return train_and_score(problem, held_out, seed, scored_after, callbacks)

        for _, (_, result), _ in each_seed(seeds, run):
            bar.clear()
            yield result


def evenly(n_epoch, n_times):
    """Choose about n_times epochs at which to score: the first, the last, and evenly between.

    >>> sorted(evenly(30, 5))
    [1, 6, 12, 18, 24, 30]
    """
    every = max(1, n_epoch // n_times)
    return {1, *range(every, n_epoch, every), n_epoch}


TUTORIALS_EPOCHS = "the tutorial's, and 60 for numbers up to 99"


def parse_options(parser, option, choices, choose, epochs=TUTORIALS_EPOCHS):
    """Read the command line of a comparison.

    option: its name; choices: what can be chosen with it, everything by default; choose(options):
    the chosen Problems; epochs: their default in words. Ends with one line if the pairs of a
    problem cannot be split.
    Returns the options, the Problems with the epochs of --epochs, and the seeds.
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
        help="of the pairs, to keep out of the training (default: 0.2)",
    )
    options, seeds = parse_repeated(parser, epochs)
    problems = choose(options)
    if options.epochs is not None:
        problems = [problem._replace(n_epoch=options.epochs) for problem in problems]
    for problem in problems:
        check_split(parser, problem, options.held_out)
    return options, problems, seeds


def parse_repeated(parser, epochs):
    """Add the options of trainings that are repeated on splits of their own, and parse all.

    epochs: the default of --epochs in words. Returns the options and the seeds.
    """
    add_repeats(parser)
    seed = "for the split, numbers and weights (default: 1)"
    parser.add_argument("--seed", type=SEED, default=1, help=seed)
    epochs = f"epochs of training (default: {epochs})"
    parser.add_argument("--epochs", type=COUNT, metavar="N", help=epochs)
    add_plot(parser)
    options = parser.parse_args()
    check_last_seed(parser, options.seed, options.repeats)
    for name, value in vars(options).items():
        if isinstance(value, list):  # what is named twice is trained once
            setattr(options, name, list(dict.fromkeys(value)))
    return options, range(options.seed, options.seed + options.repeats)


def check_split(parser, problem, held_out):
    """End with one line if such a share of a problem's pairs cannot be held out."""
    try:
        split_pairs(problem.largest, held_out, Random(1))
    except ValueError as error:
        parser.error(f"argument --held-out: {error} ({problem.title})")


def describe(options):
    """Describe the split and the seeds, for the title of a table or a figure."""
    seeds = name_seeds(options.seed, options.repeats)
    return f"{100 * options.held_out:g}% of the pairs held out, {seeds}"


def seq2seq_10():
    """Stage 3, as in the tutorial."""
    return seq2seq(10, n_examples=1000, n_batch=10, n_epoch=30)


def _decaying(n_steps):
    from keras.optimizers.schedules import CosineDecay

    return CosineDecay(0.003, n_steps)


LONGER = {"n_examples": 9600, "n_batch": 32, "n_epoch": 60, "learning_rate": _decaying}


def seq2seq_99():
    """Stage 3 with larger numbers and a longer training. The network is the tutorial's."""
    return seq2seq(99, **LONGER)


def seq2seq_10_longer():
    """Stage 3 with the tutorial's numbers and the longer training."""
    return seq2seq(10, **LONGER)._replace(title="seq2seq up to 10, longer training")


def seq2seq(largest, **training):
    """Stage 3's network for numbers up to largest, with a training."""

    def create(learning_rate):
        n_in_seq_length, n_out_seq_length = seq_lengths(2, largest)
        return addition_seq2seq.create_model(
            n_in_seq_length,
            n_out_seq_length,
            n_chars=len(alphabet),
            units=(100, 50),
            learning_rate=learning_rate,
        )

    def encoded(X, y):
        X, y = to_string(X, y, 2, largest)
        return encode(X, alphabet), encode(y, alphabet)

    def decoded(result):
        return [invert(seq, alphabet) for seq in result]

    return Problem(
        name="seq2seq",
        title=f"seq2seq up to {largest}",
        largest=largest,
        create=create,
        encode=encoded,
        decode=decoded,
        **training,
    )


SIZES = {10: seq2seq_10, 99: seq2seq_99}


def sequential(layers, learning_rate, loss="categorical_crossentropy"):
    """Build a variation's model from its layers, Input included. Compile it like the tutorial's."""
    from keras import Sequential
    from keras.optimizers import Adam

    model = Sequential(layers)
    model.compile(loss=loss, optimizer=Adam(learning_rate))
    return model


def compare(variations, description, script):
    """Compare variations of stage 3's model, as the command line says.

    variations: functions from the tutorial's Problem to the variation's; the first changes nothing;
    description, script: for --help, and the name of the script. Prints one line for each training,
    and for each size of the numbers a table, the best first. Returns the exit status.
    """
    options, problems, seeds = _parse_variations(variations, description, script)
    start_keras()
    tables = {problem.largest: [] for problem in problems}
    for problem in problems:
        results = []
        for result in train_with_seeds(problem, options.held_out, seeds, {problem.n_epoch}):
            shares = ", ".join(f"{side} {last([result], side)[0]:.2%}" for side in SIDES)
            print(f"{problem.title}, seed {result.seed}: {shares} in {result.seconds:.0f} s")
            results.append(result)
        tables[problem.largest].append((problem.name, results))
    for largest, rows in tables.items():
        rows.sort(key=lambda row: [-median(last(row[1], side)) for side in reversed(SIDES)])
        print(f"\nExact match up to {largest}, {describe(options)}, best first:")
        print_table(rows)
    title = f"{script.replace('_', ' ')}: {describe(options)}"
    status = write_files((options.plot, lambda path: plot(path, title, tables)))
    trained = [results for rows in tables.values() for _, results in rows]
    return status or some_failed(len(seeds), *trained)


def _parse_variations(variations, description, script):
    variations = {variation.__name__: variation for variation in variations}
    tutorials = next(iter(variations))
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

    def choose(options):
        problems = []
        for largest in options.largest:
            for variation in options.variations:
                name = variation.replace("_", " ") + " (tutorial)" * (variation == tutorials)
                problem = variations[variation](SIZES[largest]())
                problems.append(problem._replace(name=name, title=f"{name} up to {largest}"))
        return problems

    return parse_options(parser, "--variations", variations, choose)


def last(results, side):
    """List the exact match at the end of each training, on one side of the split."""
    return [result.scores[side][-1] for result in results]


def print_table(rows):
    """Print the median and the range of each variation. rows: its name, and its Results.

    >>> print_table([('left', [Result(1, 76012, 6.1, [30], {'seen': [1], 'never seen': [0.25]})])])
                              parameters  seconds                      seen                never seen
    left                           76012        6                   100.00%                    25.00%
    """  # noqa: E501
    print(f"{'':24}{'parameters':>12}{'seconds':>9}{'seen':>26}{'never seen':>26}")
    for name, results in rows:
        seconds = median(result.seconds for result in results)
        print(
            f"{name:24}{results[0].n_parameters:>12}{seconds:>9.0f}"
            + "".join(f"{median_and_range(last(results, side)):>26}" for side in SIDES)
        )


def plot(path, title, tables):
    """Draw the exact match of every training on both sides as a dot, and the medians as lines.

    tables: {largest: [(name, Results), ...]}, in each the best first.
    """
    figure, axes = new_figure(len(tables), title)
    for ax, (largest, rows) in zip(axes, tables.items()):
        for side, offset in zip(SIDES, (-0.12, 0.12)):
            for y, (_, results) in enumerate(rows):
                shares = last(results, side)
                color, label = COLORS[side], side if y == 0 else None
                ax.plot(
                    shares, [y + offset] * len(shares), "o", alpha=0.4, color=color, label=label
                )
                ax.plot([median(shares)] * 2, [y + offset - 0.12, y + offset + 0.12], color=color)
        ax.set(title=f"up to {largest}", xlabel="exact match", xlim=(-0.03, 1.03))
        ax.set(yticks=range(len(rows)), yticklabels=[name for name, _ in rows])
        ax.invert_yaxis()
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    save_figure(figure, path)
