"""What if it reads as we add, column by column?

The tutorial's network reads '12+50' from left to right, and has to remember
all of it before it writes. Here an LSTM reads one column at a time, the last
digits first, as we add on paper: both digits of the column as one-hot vectors
(20 inputs). For each column it writes that digit of the sum. It only has to
remember the carry.

Evenly drawn digits seldom carry far: one column in ten makes nine, and passes
a carry on. So in the training each pair has a share of columns that make nine,
between none and all of them. --draws evenly shows what is learned without
that.

Expect a network of 7,114 weights, trained on numbers of up to 10 digits in
less than a minute, to add numbers of 1,000 digits. With evenly drawn digits it
does so, too, but half of the seeds lose carries that go far.

Try --digits 3: trained on three digits only, how long may the numbers be?
"""

if not __package__:
    raise SystemExit("Run it as a module: python -m extensions.columns")

import sys
from functools import partial
from itertools import product
from random import Random

from cli.files import write_files
from cli.options import number
from cli.plotting import curves, new_figure, save_figure
from cli.questions import ask, read_numbers
from cli.running import train_all
from cli.terminal import run_script
from common.reporting import exact_match
from extensions.shared.by_column import DRAWS, TRAINING, sample_evenly, train_columns
from extensions.shared.results import case_name, grouped, print_table, seeds_of, spread, values_of
from extensions.shared.sweeps import add_choice, parse_question, question_parser, sweep

LENGTHS = (3, 10, 30, 100, 300, 1000)  # the digits of the numbers to test on
NINES = (1000, 10_000)  # the digits of the nines to which one is added
CHAINS = (0, 5, 10, 20, 40, 100, 300)  # the lengths of chains of carries, in CHAIN_DIGITS digits
CHAIN_DIGITS, N_TEST, N_CHAINS = 300, 1000, 100


def train(seed, callbacks, **settings):
    """Train, and test on random sums, nines plus one and chains. Returns what a sweep wants."""
    sys.set_int_max_str_digits(0)  # in a process of its own, too
    task, model = train_columns(seed, callbacks, **settings)
    rng = Random(f"test {seed}")  # other numbers than those of the training
    tests = {f"{digits:,} digits": sample_evenly(N_TEST, digits, rng) for digits in LENGTHS}
    for chain in CHAINS:
        tests[f"chains of {chain}"] = sample_chains(N_CHAINS, CHAIN_DIGITS, chain, rng)
    for digits in NINES:
        tests[f"{digits:,} nines + 1"] = [(10**digits - 1, 1)]
    answers = {name: task.ask(model, pairs, map(sum, pairs)) for name, pairs in tests.items()}
    scores = {name: exact_match(*both) for name, both in answers.items()}
    return {"weights": model.count_params(), "scores": scores}


def sample_chains(n, digits, chain, rng):
    """Sample n pairs in which every chain of carries is chain columns long, with gaps between.

    A chain starts with a column whose digits make ten or more, and goes on with columns whose
    digits make nine. In a gap they make eight or less, so that the carry ends there.
    """
    pairs = []
    for _ in range(n):
        columns = []
        while len(columns) < digits:
            a = rng.randint(0, 8)
            columns.append((a, rng.randint(0, 8 - a)))
            if chain:
                a = rng.randint(1, 9)
                columns.append((a, rng.randint(10 - a, 9)))
                columns += [(a, 9 - a) for a in rng.choices(range(10), k=chain - 1)]
        numbers = zip(*columns[:digits])
        pairs.append(tuple(int("".join(map(str, number[::-1]))) for number in numbers))
    return pairs


def plot_chains(path, title, lines):
    """Draw the exact match by the length of the chains."""
    figure, (ax,) = new_figure(1, title)
    for i, (case, group) in enumerate(grouped(lines).items()):
        shares = [[line["scores"][f"chains of {chain}"] for chain in CHAINS] for line in group]
        curves(ax, CHAINS, shares, case, color=f"C{i}", marker=".")
    ax.set_xscale("symlog", linthresh=5, linscale=0.4)
    ax.set(xticks=CHAINS, xticklabels=CHAINS, ylim=(-0.03, 1.03))
    ax.set(xlabel="columns that each carry goes through", ylabel="exact match on 300 digits")
    ax.minorticks_off()
    ax.legend(frameon=False)
    save_figure(figure, path)


def train_and_ask(options, case, settings):
    """Train one network, and ask it questions. Returns the exit status."""
    run = partial(train_columns, options.seed, **settings)
    ((trained, _),) = train_all([(case, settings["n_epoch"], run)])
    if trained is None:
        return 1
    task, model = trained

    def answered(question):
        numbers = read_numbers(question, "+")
        if len(numbers) > 2:
            raise ValueError("has more than two numbers")
        (right,), (predicted,) = task.ask(model, [numbers], [sum(numbers)])
        return "+".join(map(str, numbers)), str(right), str(predicted)

    return ask(options.ask, answered, 10 ** settings["digits"] - 1, 2)


def write_cell(test, scores):
    """Write what several seeds got right: the share, or how many of them if it is one sum."""
    return f"{scores.count(1)} of {len(scores)} seeds" if "nines" in test else spread(scores)


def main():
    """Train and test with the options of the command line."""
    sys.set_int_max_str_digits(0)  # numbers may be as long as one likes
    parser = question_parser(__doc__, "columns", TRAINING["n_epoch"], minutes=7)
    help = "the most digits of a number in the training"
    parser.setting("digits", 10, help=help, type=number(int, 1, 1000), nargs="+")
    add_choice(parser, "--draws", DRAWS)
    parser.setting("units", 32, help="units of the LSTM", nargs="+")
    help = "train and ask questions such as '3+10'; without any, open a prompt"
    parser.option("--ask", help, nargs="*", action="extend", metavar="QUESTION")
    parser.set_defaults(digits=[10], draws=None, units=[32])
    options = parse_question(parser)
    settings = vars(options)
    given = {
        name: settings[name] for name in settings if settings[name] != parser.get_default(name)
    }
    parser.refuse(given, "ask", "results", "plot", "repeats", "jobs")
    several = options.digits, options.draws or [*DRAWS][: 1 if "ask" in given else 2], options.units
    cases = {}
    for digits, draws, units in product(*several):
        names = zip((f"{digits} digits", draws, f"{units} units"), several)
        name = ", ".join(name for name, values in names if len(values) > 1)  # what differs
        cases[name or draws] = {"digits": digits, "draws": draws, "units": units, **TRAINING}
    if "ask" in given:
        case, settings = cases.popitem()
        if cases:
            parser.error("argument --ask: asks one network, not several")
        n_epoch = options.epochs or TRAINING["n_epoch"]
        return train_and_ask(options, case, settings | {"n_epoch": n_epoch})
    lines, status = sweep(options, "columns", cases, train)
    groups, tests = grouped(lines), lines[0]["scores"]
    names = [case_name(case, group, lines) for case, group in groups.items()]
    rows = [[t, *(write_cell(t, values_of(group, t)) for group in groups.values())] for t in tests]
    print()
    print_table([f"right in %, {seeds_of(lines)}", *names], rows)
    title = f"Carries that go through many columns, {seeds_of(lines)}"
    return write_files((options.plot, partial(plot_chains, title=title, lines=lines))) or status


if __name__ == "__main__":
    run_script(main)
