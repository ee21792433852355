"""What if it reads as we add, column by column?

Stage 3's network reads '12+50' from left to right, and has to remember all of it before it writes.
Here an LSTM reads one column at a time, units first, as we add on paper: both digits of the column
as one-hot vectors (20 inputs). For each column it writes that digit of the sum. All that it has to
remember is the carry.

How a problem is put decides what a network can learn. Expect a network of 7,114 weights, trained
for some seconds on numbers of up to 10 digits, to add random numbers of 1,000 digits. A carry that
goes through many more columns than any in the training can still be lost.

Try --digits 3: trained on three digits only, it fails on long numbers.
"""

if not __package__:
    raise SystemExit("Run it as a module: python -m extensions.columns")

import sys
from functools import partial
from math import ceil
from random import Random

import numpy as np

from cli.files import write_files
from cli.options import (
    COUNT,
    SEED,
    UNITS,
    Parser,
    add_ask,
    add_plot,
    add_repeats,
    check_last_seed,
    number_between,
    whole_number,
)
from cli.plotting import new_figure, save_figure
from cli.questions import ask, parse_terms
from cli.repeating import each_seed, name_seeds, some_failed
from cli.terminal import count_epochs, progress_bar, run_script, start_keras
from common.reporting import exact_match
from common.training import fit
from extensions.comparing import median_and_range

LENGTHS = (3, 10, 30, 100, 300, 1000)  # the digits of the numbers to test on
CHAINS = (0, 5, 10, 20, 40)  # the lengths of the chains of carries to test on, with 300 digits
N_TEST, N_CHAINS = 1000, 100


def to_columns(pairs, n_columns):
    """Encode pairs of numbers as columns, the units first.

    pairs: numbers from 0, of at most n_columns digits. Returns (n_pairs, n_columns, 20) floats:
    the one-hot vectors of both digits of each column. Shorter numbers get zeros on the left.

    >>> to_columns([(7, 15)], 2).argmax(axis=-1).tolist()  # the first number's digits
    [[7, 0]]
    """
    digits = [[list(map(int, f"{n:0{n_columns}}"[::-1])) for n in pair] for pair in pairs]
    vectors = np.eye(10, dtype="float32")[np.array(digits, int)]
    return np.concatenate([vectors[:, 0], vectors[:, 1]], axis=-1)


def sums_to_columns(sums, n_columns):
    """Encode sums as columns, the units first: (n_sums, n_columns, 10) one-hot vectors."""
    return to_columns([(total, 0) for total in sums], n_columns)[:, :, :10]


def from_columns(columns):
    """Decode columns to numbers: the most likely digit of each.

    columns: (n, n_columns, 10) one-hot vectors or probabilities.

    >>> from_columns(sums_to_columns([22, 105], 4))
    [22, 105]
    """
    return [int("".join(map(str, digits))) for digits in np.argmax(columns, axis=-1)[:, ::-1]]


def create_model(units, learning_rate):
    """Build and compile the LSTM, for any number of columns.

    The input has the shape (samples, columns, 20), the output (samples, columns, 10).
    """
    # imported here, because Keras takes seconds to import, and --help does not need it
    from keras import Input, Sequential
    from keras.layers import LSTM, Dense
    from keras.optimizers import Adam

    model = Sequential()
    model.add(Input((None, 20)))
    model.add(LSTM(units, return_sequences=True))
    model.add(Dense(10, activation="softmax"))
    model.compile(loss="categorical_crossentropy", optimizer=Adam(learning_rate))
    return model


def random_pairs(n, digits, random):
    """Draw n pairs of numbers evenly, from 0 to the largest of so many digits."""
    return [(random.randrange(10**digits), random.randrange(10**digits)) for _ in range(n)]


def answers(model, pairs):
    """Ask the model for the sums of pairs. Returns numbers."""
    n_columns = max(len(str(max(pair))) for pair in pairs) + 1
    return from_columns(model.predict(to_columns(pairs, n_columns), batch_size=100, verbose=0))


def train_columns(digits, units, n_examples, n_batch, n_epoch, learning_rate, seed, train=fit):
    """Train on new pairs of numbers of so many digits in every epoch. Returns the model."""
    import keras  # imported here, because Keras takes seconds, and --help does not need it

    random = Random(seed)

    def new_examples(n):
        pairs = random_pairs(n, digits, random)
        return to_columns(pairs, digits + 1), sums_to_columns(map(sum, pairs), digits + 1)

    keras.utils.set_random_seed(seed)
    n_steps = n_epoch * ceil(n_examples / n_batch)
    decaying = keras.optimizers.schedules.CosineDecay(learning_rate, n_steps)
    model = create_model(units, decaying)
    train(model, new_examples, n_examples=n_examples, n_batch=n_batch, n_epoch=n_epoch)
    return model


def pairs_with_chains(n, digits, chain, random):
    """Draw n pairs in which every chain of carries is chain columns long, with gaps between.

    A chain starts with a column whose digits make ten or more, and goes on with columns whose
    digits make nine. In a gap they make eight or less, so that the carry ends there.
    """
    pairs = []
    for _ in range(n):
        columns = []
        while len(columns) < digits:
            a = random.randint(0, 8)
            columns.append((a, random.randint(0, 8 - a)))
            if chain:
                a = random.randint(1, 9)
                columns.append((a, random.randint(10 - a, 9)))
                columns += [(a, 9 - a) for a in random.choices(range(10), k=chain - 1)]
        first, second = zip(*columns[:digits])
        pairs.append(tuple(int("".join(map(str, number[::-1]))) for number in (first, second)))
    return pairs


def share_right(model, pairs):
    """Compute the exact match on pairs."""
    return exact_match(list(map(sum, pairs)), answers(model, pairs))


def score(model, seed):
    """Score a model on random sums, on all nines plus one, and on chains of carries.

    Returns {column of the table: exact match}.
    """
    random = Random(f"test {seed}")  # other numbers than those of the training
    scores = {}
    for digits in LENGTHS:
        scores[f"{digits} digits"] = share_right(model, random_pairs(N_TEST, digits, random))
    longest = LENGTHS[-1]
    scores["nines plus one"] = share_right(model, [(10**longest - 1, 1)])
    for chain in CHAINS:
        pairs = pairs_with_chains(N_CHAINS, 300, chain, random)
        scores[f"chains of {chain}"] = share_right(model, pairs)
    return scores


def print_table(title, columns, results):
    """Print the median and range of some columns. results: {digits trained on: list of scores}.

    >>> print_table("Exact match", ["3 digits"], {10: [{"3 digits": 1}, {"3 digits": 0.5}]})
    Exact match
    trained on                 3 digits
    10 digits     75.00% (50.00-100.00)
    """
    print(title)
    print("trained on" + "".join(f"{column:>25}" for column in columns))
    for digits, runs in results.items():
        cells = (median_and_range([run[column] for run in runs]) for column in columns)
        print(f"{digits} digits".ljust(10) + "".join(f"{cell:>25}" for cell in cells))


def plot(path, title, results):
    """Draw the exact match by length: a thin line for each seed, a thick one for the median."""
    figure, (ax,) = new_figure(1, title)
    for i, (digits, runs) in enumerate(results.items()):
        curves = [[run[f"{length} digits"] for length in LENGTHS] for run in runs]
        for curve in curves:
            ax.plot(LENGTHS, curve, color=f"C{i}", alpha=0.3, linewidth=0.8)
        label = f"trained on {digits} digits"
        ax.plot(LENGTHS, np.median(curves, axis=0), "o-", color=f"C{i}", label=label)
    ax.set(xscale="log", xticks=LENGTHS, xticklabels=LENGTHS, ylim=(-0.03, 1.03))
    ax.set(xlabel="digits of the numbers", ylabel="exact match")
    ax.minorticks_off()
    ax.legend(frameon=False)
    save_figure(figure, path)


def answer(model, question):
    """Read a question, and ask the model. Returns what cli.questions.ask wants."""
    pair = tuple(parse_terms(question, 2))
    (predicted,) = answers(model, [pair])
    return "+".join(map(str, pair)), str(sum(pair)), str(predicted)


def parse_options():
    """Read the command line."""
    parser = Parser(__doc__, "python -m extensions.columns")

    def add(option, type, default, help, shown=None, **rest):
        help = f"{help} (default: {shown or default})"
        parser.add_argument(option, type=type, default=default, help=help, **rest)

    digits = "the most digits of a number in the training; several are trained one after the other"
    add("--digits", whole_number(1, 1000), [10], digits, shown=10, metavar="D", nargs="+")
    add("--units", UNITS, 32, "units of the LSTM", metavar="N")
    add("--seed", SEED, 1, "for the numbers and the weights")
    add("--examples", COUNT, 6400, "new examples in each epoch", metavar="N")
    add("--epochs", COUNT, 20, "epochs of training", metavar="N")
    add("--batch-size", COUNT, 64, "examples between two updates", metavar="N")
    rate = "learning rate of Adam at the start; it decays to 0"
    add("--learning-rate", number_between(0), 0.01, rate, metavar="RATE")
    add_repeats(parser)
    add_plot(parser)
    add_ask(parser)
    options = parser.parse_args()
    check_last_seed(parser, options.seed, options.repeats)
    options.digits = list(dict.fromkeys(options.digits))
    if options.ask is not None and options.repeats * len(options.digits) > 1:
        parser.error("argument --ask: needs one model, but several are trained")
    return options


def main():
    """Train and test with the options of the command line."""
    options = parse_options()
    sys.set_int_max_str_digits(0)  # numbers may be as long as one likes
    start_keras()
    results = {digits: [] for digits in options.digits}
    seeds = range(options.seed, options.seed + options.repeats)
    with progress_bar(len(options.digits) * len(seeds) * options.epochs) as bar:
        for digits in options.digits:

            def train(seed, digits=digits):
                bar.set_description(f"{digits} digits, seed {seed}")
                return train_columns(
                    digits=digits,
                    units=options.units,
                    n_examples=options.examples,
                    n_batch=options.batch_size,
                    n_epoch=options.epochs,
                    learning_rate=options.learning_rate,
                    seed=seed,
                    train=partial(fit, verbose=0, callbacks=[count_epochs(bar)]),
                )

            for seed, model, seconds in each_seed(seeds, train):
                scores = score(model, seed)
                results[digits].append(scores)
                bar.clear()
                last = f"{scores[f'{LENGTHS[-1]} digits']:.2%} with {LENGTHS[-1]} digits"
                print(f"trained on {digits} digits, seed {seed}, in {seconds:.0f} s: {last}")
    n_weights = model.count_params()
    lengths, others = [f"{length} digits" for length in LENGTHS], list(scores)[len(LENGTHS) :]
    print_table(f"Exact match on {N_TEST} random sums, {n_weights:,} weights:", lengths, results)
    print_table(
        f"All nines plus one with {LENGTHS[-1]} digits, and {N_CHAINS} sums of 300 digits each in "
        "which all chains of carries are equally long:",
        others,
        results,
    )
    title = f"Column by column, {n_weights:,} weights, {name_seeds(options.seed, options.repeats)}"
    status = write_files((options.plot, lambda path: plot(path, title, results)))
    if options.ask is not None:
        status = ask(options.ask, partial(answer, model)) or status
    return status or some_failed(len(seeds), *results.values())


if __name__ == "__main__":
    run_script(main)
