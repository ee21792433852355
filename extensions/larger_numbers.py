"""Can it add any two numbers, of up to D digits?

Evenly drawn numbers of up to five digits are hardly ever short: of a hundred pairs about two have a
number of three digits or fewer. They hardly ever carry far, and hardly ever repeat a digit. A
network that is trained on them cannot compute 7+5 or 99999+1. So this training shows such numbers
too, and it has a curriculum. The numbers have one digit at first. When 97 % of an epoch's
characters are right (spaces, too), the limit rises by one digit. When D digits are learned, the
learning rate decays to 0. See shared/curriculum.py.

The network is stage 3's with more units. Each number is padded to D digits, so that each digit has
a fixed place. The question and the answer are written from right to left, so that the digit that
needs no carry comes first (Sutskever et al. 2014, Zaremba & Sutskever 2014).

Expect at least 99.1 % right on each of four tests with three digits, and 1+1 or 100+1 wrong with
some seeds. All tests are on pairs that were never trained on, in either order. The answers are the
model's own: it never gets a right character to continue from.

Try --digits 5 --without draws, and --digits 5 --limit 3: the first cannot add short numbers, the
second cannot add long ones. Try --watch 5: it asks five questions of a test after each epoch.
"""

if not __package__:
    raise SystemExit("Run it as a module: python -m extensions.larger_numbers")

import sys
from functools import partial
from itertools import groupby, pairwise, product

import numpy as np

from cli.files import write_files
from cli.options import Parser, add_training_settings, whole_number
from cli.plotting import curves, new_figure, save_figure
from cli.questions import marked, parse_sum
from cli.stages import save_plot_and_ask, watching
from cli.terminal import run_script
from common.reporting import exact_match
from extensions.shared import sweeps
from extensions.shared.curriculum import PARTS, add_pairs, complete, reversed_sides, train_adder
from extensions.shared.probing import draw_cells
from extensions.shared.results import percent, print_table

# what is None depends on the digits: see complete
SETTINGS = {"digits": [3], "without": ["nothing"], "limit": None, "seed": 1, "units": (128, 128)}
SETTINGS |= dict.fromkeys(("n_examples", "n_batch", "n_epoch", "learning_rate"))
TESTS = ("uniform numbers", "uniform lengths", "long carries", "repeated digits")
N_SHOWN = 3  # columns of a table of several cases; more would not fit on a terminal


def longest_carry(a, b):
    """Count the columns of the longest chain of carries in a sum.

    >>> longest_carry(99999, 1), longest_carry(505, 505), longest_carry(12, 50)
    (5, 1, 0)
    """
    n_columns = len(str(a + b))
    carries = [a % 10**n + b % 10**n >= 10**n for n in range(1, n_columns + 1)]
    return max((len(list(run)) for carried, run in groupby(carries) if carried), default=0)


def count_by(key, pairs, answers):
    """Group pairs by key(pair). Returns a sorted list: the key, how many are right, of how many.

    >>> count_by(lambda pair: pair[0], [(2, 3), (1, 1), (2, 2)], ['5', '2', '3'])
    [(1, 1, 1), (2, 1, 2)]
    """
    groups = {}
    for pair, answer in zip(pairs, answers):
        groups.setdefault(key(pair), []).append(answer == str(sum(pair)))
    return [(key, sum(group), len(group)) for key, group in sorted(groups.items())]


def test(model, tests, history, digits, without):
    """Ask for the sums of all tests. Returns the scores, a dictionary that JSON can hold."""
    reverse = reversed_sides(without)
    answers = {name: add_pairs(model, pairs, digits, reverse) for name, pairs in tests.items()}
    scores = {}
    for name in (*TESTS, "edges"):
        scores[name] = exact_match([str(sum(pair)) for pair in tests[name]], answers[name])
    lengths = tests["uniform lengths"], answers["uniform lengths"]
    cells = count_by(lambda pair: tuple(len(str(number)) for number in pair), *lengths)
    uniform = {pair: s for name in TESTS[:2] for pair, s in zip(tests[name], answers[name])}
    asked = [*zip(*lengths)][:20] + [*zip(tests["edges"], answers["edges"])]
    return scores | {
        "worst cell of lengths": min(n_right / n for _, n_right, n in cells),
        "shown": [marked(f"{a}+{b}", str(a + b), answer) for (a, b), answer in asked],
        "cells": cells,
        "carries": count_by(lambda pair: longest_carry(*pair), uniform, uniform.values()),
        "history": history,
    }


def train_and_test(seed, callbacks, **settings):
    """Train and test. Returns what a sweep wants."""
    model, *rest = train_adder(seed, callbacks, **settings)
    return model.count_params(), test(model, *rest, settings["digits"], settings["without"])


def report(scores):
    """Print 20 questions and the edges, and the right ones by lengths and by carries."""
    print(*scores["shown"], sep="\n")
    history = scores["history"]
    if history:
        counts = [f"{limit}: {len(list(run))}" for limit, run in groupby(history["limit"])]
        print(f"Epochs by the limit of digits: {', '.join(counts)} (the last with the end)")
    cells = {tuple(sizes): (n_right, n) for sizes, n_right, n in scores["cells"]}
    sizes = sorted({size for pair in cells for size in pair})
    print("\nRight in %, by the digits of the first number (down) and of the second (across):\n")
    rows = []
    for first in sizes:
        counts = [cells.get((first, second)) for second in sizes]
        rows.append([first, *(percent(each[0] / each[1]) if each else "-" for each in counts)])
    print_table(["digits", *sizes], rows)
    print("\nBy the longest chain of carries:\n")
    counts = ((length, f"{n_right:,} of {n:,}") for length, n_right, n in scores["carries"])
    print_table(["carries", "right"], counts)


def draw(path, title, scores):
    """Draw the curves of each case, and what is right by lengths. scores: {case: of each seed}."""
    n = len(scores)
    figure, axes = new_figure(3 * n, title, n_rows=n)
    for i, (name, runs) in enumerate(scores.items()):
        loss, match, table = axes[3 * i : 3 * i + 3]
        histories = [run["history"] for run in runs]
        n_epoch = min(len(history["loss"]) for history in histories)
        for ax, metric in ((loss, "loss"), (match, "exact match")):
            values = [history[metric][:n_epoch] for history in histories]
            curves(ax, range(1, n_epoch + 1), values, color="C0")
            ax.set(xlabel="epoch (dotted: one digit more)", ylabel=metric)
            for epoch, (before, after) in enumerate(pairwise(histories[0]["limit"]), start=1):
                if before < after:
                    ax.axvline(epoch + 0.5, color="0.6", linewidth=0.8, linestyle=":")
        loss.set(yscale="log", ylabel="loss (log scale)")
        match.set(title=name, ylabel="exact match on validation pairs", ylim=(-0.03, 1.03))
        draw_lengths(table, [cell for run in runs for cell in run["cells"]])
    save_figure(figure, path)


def draw_lengths(ax, cells):
    """Draw the share of right sums by the lengths of both numbers. cells: those of all seeds."""
    right, of = np.zeros((2, 15, 15))
    for (first, second), n_right, n in cells:
        right[first - 1, second - 1] += n_right
        of[first - 1, second - 1] += n
    most = np.count_nonzero(of.any(axis=0))
    shares = np.divide(100 * right, of, out=np.full_like(of, np.nan), where=of > 0)[:most, :most]
    draw_cells(ax, shares, range(1, most + 1), range(1, most + 1), most=100)
    ax.set(xlabel="digits of the second number", ylabel="digits of the first number")
    ax.set_title("exact match in %", fontsize=10)


def read_command_line():
    """Read the command line. Returns the options, and {name: the settings of a case}."""
    parser = Parser(__doc__, "python -m extensions.larger_numbers")

    def add(option, name, help, **rest):
        parser.add_setting(option, name, SETTINGS[name], help, **rest)

    count = whole_number(1, 15)
    some = {"nargs": "+", "metavar": "D"}
    add("--digits", "digits", "the most digits of a number", type=count, **some)
    add("--limit", "limit", "the most digits in the training (default: D)", type=count, metavar="K")
    help = f"leave a part out of the recipe: {', '.join(PARTS)}"
    add("--without", "without", help, choices=PARTS, nargs="+", metavar="PART")
    add_training_settings(
        parser,
        SETTINGS,
        n_units=2,
        examples="new examples in each epoch (default: 75 batches, from four digits on 300)",
        epochs="at most so many before the learning rate decays (default: 30 for each digit)",
        batch="examples between two updates (default: 64, from four digits on 128)",
        rate="learning rate of Adam at the start (default: 0.008, from four digits on 0.003)",
    )
    options, settings = sweeps.parse_training(parser)
    cases = {}
    for digits, without in product(settings["digits"], settings["without"]):
        part = "all parts" if without == "nothing" else f"without {without}"
        parts = {f"{digits} digits": settings["digits"], part: settings["without"]}
        name = ", ".join(part for part, values in parts.items() if len(values) > 1)
        case = complete(settings | {"digits": digits, "without": without})
        if case["limit"] > digits:
            parser.error(f"argument --limit: {case['limit']} is more than --digits")
        cases[name or f"{digits} digits"] = case
    if (options.needs_model or options.watch) and len(cases) > 1:
        parser.error("arguments --save, --load, --ask, --watch: need one model, not several")
    if options.load is not None and options.plot is not None:
        parser.error("argument --plot: draws the training, and --load does not train")
    return options, cases


def one_model(options, name, case, answer, watch):
    """Train, or load, one model; test, save and ask it. Returns the exit status."""
    run = partial(train_adder, watch=watch, **case)
    model, *tested = sweeps.train_or_load(options, name, None, run)
    scores = test(model, *tested, case["digits"], case["without"])
    if not options.only_asks:
        report(scores)
    draw_one = partial(draw, title=name, scores={name: [scores]})
    return save_plot_and_ask(options, model, draw_one, answer)


def main():
    """Train and test with the options of the command line."""
    options, cases = read_command_line()
    name, case = next(iter(cases.items()))

    def answer(model, question):
        pair = parse_sum(question, 2, 10 ** case["digits"] - 1)
        (answered,) = add_pairs(model, [pair], case["digits"], reversed_sides(case["without"]))
        return "+".join(map(str, pair)), str(sum(pair)), answered

    watch = options.watch and partial(watching, options.watch, answer, sys.stdout)
    if options.needs_model:
        return one_model(options, name, case, answer, watch)
    train = partial(train_and_test, watch=watch)
    results, status = sweeps.sweep(options, "larger_numbers", cases, train, version=2)
    if len(results) == options.repeats == 1:
        report(next(iter(results.values()))[0]["scores"])
    names = list(results)
    for i in range(0, len(names), N_SHOWN):
        print()
        shown = {name: results[name] for name in names[i : i + N_SHOWN]}
        sweeps.print_scores(options, shown, (*TESTS, "worst cell of lengths", "edges"))
    title = f"Larger numbers, {sweeps.seeds_of(options)}"
    scores = {name: [line["scores"] for line in lines] for name, lines in results.items()}
    return write_files((options.plot, lambda path: draw(path, title, scores))) or status


if __name__ == "__main__":
    run_script(main)
