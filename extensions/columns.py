"""What if it reads as we add, column by column?

Stage 3's network reads '12+50' from left to right, and has to remember all of it before it writes.
Here an LSTM reads one column at a time, units first, as we add on paper: both digits of the column
as one-hot vectors (20 inputs). For each column it writes that digit of the sum. All that it has to
remember is the carry.

Evenly drawn digits hardly ever carry far: only one column in ten makes nine, and passes a carry on.
So in the training each number has a share of columns that make nine, between none and all of them.
--draws evenly shows what is learned without that.

Expect a network of 7,114 weights, trained for some seconds on numbers of up to 10 digits, to add
numbers of 1,000 digits. With evenly drawn digits, most seeds lose carries that go far.

Try --digits 3: trained on three digits only, how long may the numbers be?
"""

if not __package__:
    raise SystemExit("Run it as a module: python -m extensions.columns")

import sys
from functools import partial
from itertools import product
from random import Random

from cli.files import write_files
from cli.options import UNITS, add_ask, whole_number
from cli.plotting import curves, new_figure, save_figure
from cli.questions import ask, parse_terms
from cli.repeating import train_one
from cli.terminal import run_script
from common.reporting import exact_match
from extensions.shared import sweeps
from extensions.shared.by_column import DRAWS, TRAINING, add, draw_evenly, train_columns
from extensions.shared.results import spread

LENGTHS = (3, 10, 30, 100, 300, 1000)  # the digits of the numbers to test on
NINES = (1000, 10_000)  # the digits of the nines to which one is added
CHAINS = (0, 5, 10, 20, 40, 100, 300)  # the lengths of chains of carries, in CHAIN_DIGITS digits
CHAIN_DIGITS, N_TEST, N_CHAINS = 300, 1000, 100


def train_and_test(seed, callbacks, **settings):
    """Train, and test on random sums, nines plus one and chains. Returns what a sweep wants."""
    sys.set_int_max_str_digits(0)  # numbers may be as long as one likes
    model = train_columns(seed, callbacks, **settings)
    random = Random(f"test {seed}")  # other numbers than those of the training
    tests = {f"{digits:,} digits": draw_evenly(N_TEST, digits, random) for digits in LENGTHS}
    for chain in CHAINS:
        tests[f"chains of {chain}"] = pairs_with_chains(N_CHAINS, CHAIN_DIGITS, chain, random)
    for digits in NINES:
        tests[f"{digits:,} nines + 1"] = [(10**digits - 1, 1)]
    return model.count_params(), {
        name: exact_match(list(map(sum, pairs)), add(model, pairs)) for name, pairs in tests.items()
    }


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
        numbers = zip(*columns[:digits])
        pairs.append(tuple(int("".join(map(str, number[::-1]))) for number in numbers))
    return pairs


def draw(path, title, results):
    """Draw the exact match by the length of the chains. results: {name: lines}."""
    figure, (ax,) = new_figure(1, title)
    for i, (name, lines) in enumerate(results.items()):
        shares = [[line["scores"][f"chains of {chain}"] for chain in CHAINS] for line in lines]
        curves(ax, CHAINS, shares, name, color=f"C{i}", marker=".")
    ax.set_xscale("symlog", linthresh=5, linscale=0.4)
    ax.set(xticks=CHAINS, xticklabels=CHAINS, ylim=(-0.03, 1.03))
    ax.set(xlabel="columns that each carry goes through", ylabel="exact match on 300 digits")
    ax.minorticks_off()
    ax.legend(frameon=False)
    save_figure(figure, path)


def answer(model, question):
    """Read a question, and ask the model. Returns what cli.questions.ask wants."""
    pair = tuple(parse_terms(question, 2))
    (predicted,) = add(model, [pair])
    return "+".join(map(str, pair)), str(sum(pair)), str(predicted)


def main():
    """Train and test with the options of the command line."""
    parser = sweeps.question_parser(__doc__, "columns", "20")

    def add_some(option, type, default, help, **rest):
        help = f"{help}; several are trained one after the other (default: {default})"
        parser.add_argument(option, type=type, default=[default], nargs="+", help=help, **rest)

    digits = "the most digits of a number in the training"
    add_some("--digits", whole_number(1, 1000), 10, digits, metavar="D")
    sweeps.add_choice(parser, "--draws", DRAWS)
    add_some("--units", UNITS, 32, "units of the LSTM", metavar="N")
    add_ask(parser)
    options = sweeps.parse_question(parser)
    sys.set_int_max_str_digits(0)
    cases = {}
    for digits, draws, units in product(options.digits, options.draws, options.units):
        parts = {f"{digits} digits": options.digits, draws: options.draws}
        parts[f"{units} units"] = options.units
        name = ", ".join(part for part, values in parts.items() if len(values) > 1)  # what differs
        cases[name or draws] = {"digits": digits, "draws": draws, "units": units, **TRAINING}
    if options.ask is not None:
        name, case = next(iter(cases.items()))
        n_epoch = case["n_epoch"] = options.epochs or TRAINING["n_epoch"]
        model = train_one(name, n_epoch, partial(train_columns, options.seed, **case))
        return ask(options.ask, partial(answer, model))
    results, status = sweeps.sweep(options, "columns", cases, train_and_test)
    tests = next(iter(results.values()))[0]["scores"]
    sweeps.print_scores(options, results, tests, summary)
    title = f"Carries that go through many columns, {sweeps.seeds_of(options)}"
    return write_files((options.plot, lambda path: draw(path, title, results))) or status


def summary(test, scores):
    """Write what several seeds got right: the share, or how many of the seeds if it is one sum."""
    return f"{scores.count(1)} of {len(scores)} seeds" if "nines" in test else spread(scores)


if __name__ == "__main__":
    run_script(main)
