"""Can it add any two numbers, of up to D digits?

Evenly drawn numbers of up to five digits are hardly ever short: of a hundred pairs about two have a
number of three digits or fewer. They hardly ever carry far, and hardly ever repeat a digit. A
network that is trained on them gets short sums wrong, and some long ones. So this training shows
such numbers too, and it has a curriculum. The numbers have one digit at first. When 97 % of an
epoch's characters are right (spaces, too), the limit rises by one digit. When D digits are learned,
or after --epochs, the learning rate decays to 0. See shared/curriculum.py.

The network is stage 3's with more units. Each number is padded to D digits, so that each digit has
a fixed place. The answer is written from right to left, so that the digit that needs no carry comes
first.

Expect at least 99.7 % right on each of four tests with three digits, and one edge, 1+1, wrong with
one of twelve seeds. All tests are on pairs that were never trained on, in either order. The answers
are the model's own: it never gets a right character to continue from.

Try --digits 5 --without draws, and --digits 5 --limit 3: the first does not add one-digit numbers,
the second cannot add long ones. Try --watch 5: it asks five questions of a test after each epoch.
"""

if not __package__:
    raise SystemExit("Run it as a module: python -m extensions.larger_numbers")

import sys
from functools import partial
from itertools import groupby, pairwise, product
from math import ceil

import numpy as np

from cli.files import write_files
from cli.options import Parser, add_training_settings, whole_number
from cli.plotting import curves, new_figure, save_figure
from cli.questions import WRONG, marked, parse_sum
from cli.stages import save_plot_and_ask, watching
from cli.terminal import run_script
from common.reporting import exact_match
from extensions.shared import sweeps
from extensions.shared.curriculum import (
    DRAWS,
    N_END,
    PARTS,
    RISE,
    VERSION,
    add_pairs,
    complete,
    edges,
    reversed_sides,
    train_adder,
)
from extensions.shared.probing import draw_cells
from extensions.shared.results import percent, print_table, spread

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


def learning_of(history, limit):
    """Tell how a limit of digits was learned. history: as train_adder returns it.

    Returns the number of epochs until it was learned, and the place with the fewest right
    characters in these epochs (1: the last digit). Returns None if it was not learned before the
    learning rate decayed.

    >>> places = [[1, 1, 0.5], [1, 0.9, 1], [1, 0.8, 0.9]] + [[1, 1, 1]] * 40
    >>> accuracy = [0.9, 0.96, 0.98] + [1] * 40
    >>> history = {"limit": [1] + [2] * 42, "accuracy": accuracy, "places": places}
    >>> learning_of(history, 1), learning_of(history, 2)
    (None, (2, 2))
    """
    n_end = N_END * max(history["limit"])
    epochs = [i for i, each in enumerate(history["limit"][:-n_end]) if each == limit]
    if not epochs or history["accuracy"][epochs[-1]] < RISE:
        return None
    shares = np.mean([history["places"][i] for i in epochs], axis=0)
    return len(epochs), int(shares[: limit + 1].argmin()) + 1


def print_learning(results):
    """Print how each limit was learned. results: {case: the scores of each seed}.

    "all" is of the seeds that learned all their limits.
    """
    histories = {name: [run["history"] for run in runs] for name, runs in results.items()}
    limits = sorted({n for runs in histories.values() for run in runs for n in run["limit"]})
    rows = []
    for name, runs in histories.items():
        seeds = [{n: learning_of(run, n) for n in {*run["limit"]}} for run in runs]
        learned = [[each[n] for each in seeds if each.get(n)] for n in limits]
        counts = [[n_epoch for n_epoch, _ in each] for each in learned]
        counts.append([sum(n for n, _ in each.values()) for each in seeds if all(each.values())])
        epochs = (spread(each, "{:.0f}".format) for each in counts)
        places = (sorted({place for _, place in each}) for each in learned)
        worst = (", ".join(map(str, each)) or "-" for each in places)
        rows += [[f"{name}, epochs", *epochs], [f"{name}, worst place", *worst, "-"]]
    print()
    print_table(["limit of digits", *limits, "all"], rows)


def print_wrong_edges(results):
    """Print the edges that are answered wrong, with marks. results: {case: lines}."""
    for name, lines in results.items():
        for line in lines:
            shown = line["scores"]["shown"][-len(edges(line["settings"]["digits"])) :]
            wrong = ", ".join(each for each in shown if WRONG in each)
            if wrong:
                print(f"Wrong edges, {name}, seed {line['seed']}: {wrong}")


def draw(path, title, scores):
    """Draw exact match, places and lengths of each case. scores: {case: those of each seed}."""
    n = len(scores)
    figure, axes = new_figure(3 * n, title, n_rows=n)
    for i, (name, runs) in enumerate(scores.items()):
        match, places, table = axes[3 * i : 3 * i + 3]
        histories = [run["history"] for run in runs]
        n_epoch = min(len(history["limit"]) for history in histories)
        values = [history["exact match"][:n_epoch] for history in histories]
        curves(match, range(1, n_epoch + 1), values, color="C0")
        for epoch, (before, after) in enumerate(pairwise(histories[0]["limit"]), start=1):
            if before < after:
                match.axvline(epoch + 0.5, color="0.6", linewidth=0.8, linestyle=":")
        match.set(xlabel="epoch (dotted: one digit more)", ylim=(-0.03, 1.03))
        match.set(ylabel="exact match up to the limit")
        places.set_title(name, fontsize=10)
        draw_places(places, histories[0])
        draw_lengths(table, [cell for run in runs for cell in run["cells"]])
    save_figure(figure, path)


def draw_places(ax, history):
    """Draw the share of right characters of each place over the epochs, up to the limit."""
    shares = 100 * np.array(history["places"])
    n_epoch, n = shares.shape
    shares[np.arange(n) > np.array(history["limit"])[:, None]] = np.nan
    style = {"vmin": 0, "vmax": 100, "aspect": "auto", "cmap": "Blues", "origin": "lower"}
    style |= {"extent": (0.5, n_epoch + 0.5, 0.5, n + 0.5), "interpolation": "nearest"}
    image = ax.imshow(shares.T, **style)
    ax.grid(False)
    ax.set_facecolor("0.85")
    ax.set(xlabel="epoch", ylabel="place from the right (gray: not yet)")
    ax.yaxis.get_major_locator().set_params(integer=True)
    ax.figure.colorbar(image, ax=ax, label="right characters in % (first seed)")


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
    help = (
        "train without a part of the recipe: curriculum (the limit is D from the start), decay (of "
        "the learning rate), plain_question (it is reversed), reverse_answer (it is not reversed), "
        f"a draw of hard sums ({', '.join(DRAWS)}), all these draws, or nothing"
    )
    add("--without", "without", help, choices=PARTS, nargs="+", metavar="PART")
    add_training_settings(
        parser,
        SETTINGS,
        n_units=2,
        examples="new examples in each epoch (default: 50 batches for each digit of the limit)",
        epochs="at most so many before the learning rate decays (default: 40 for each digit of it)",
        batch="examples between two updates (default: 32)",
        rate="learning rate of Adam at the start (default: 0.015 / limit)",
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
        if options.load is None:
            print_learning({name: [scores]})
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
    results, status = sweeps.sweep(options, "larger_numbers", cases, train, version=VERSION)
    if len(results) == options.repeats == 1:
        report(next(iter(results.values()))[0]["scores"])
    else:
        print_wrong_edges(results)
    names = list(results)
    step = ceil(len(names) / ceil(len(names) / N_SHOWN))
    for i in range(0, len(names), step):
        print()
        shown = {name: results[name] for name in names[i : i + step]}
        sweeps.print_scores(options, shown, (*TESTS, "worst cell of lengths", "edges"))
    scores = {name: [line["scores"] for line in lines] for name, lines in results.items()}
    print_learning(scores)
    title = f"Larger numbers, {sweeps.seeds_of(options)}"
    return write_files((options.plot, lambda path: draw(path, title, scores))) or status


if __name__ == "__main__":
    run_script(main)
