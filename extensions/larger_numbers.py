"""Can it add any two numbers, of up to D digits?

Of a hundred pairs of evenly drawn numbers of up to five digits, about two have
a number of three digits or fewer. Few of their sums carry through many
columns. A network that is trained on them alone gets short sums wrong, and
some long ones. So half of this training is hard sums: evenly drawn lengths,
long carries, and repeated digits, as in 99999+70007. And it has a curriculum.
The numbers have one digit at first. When 97 % of an epoch's characters are
right (spaces, too), they may have one digit more. When D digits are learned,
the learning rate decays to 0. The last third of --epochs is for that, whatever
is learned by then.

The network is the tutorial's with more units. Each number is padded to D
digits, so that each digit has a fixed place. The answer is written from right
to left: the digit that needs no carry comes first.

Expect at least 99.7 % right on each of four tests with three digits, and one
edge, 1+1, wrong with one of twelve seeds. All tests are on pairs that were
never trained on, in either order. The answers are the model's own: it never
gets a right character to continue from.

Try --digits 5 --draws none, and --digits 5 --trained-digits 3: the first does
not add one-digit numbers, the second cannot add long ones.
"""

if not __package__:
    raise SystemExit("Run it as a module: python -m extensions.larger_numbers")

from argparse import BooleanOptionalAction, Namespace
from functools import partial
from itertools import combinations, groupby, pairwise, product
from random import Random

import numpy as np

from cli.files import load_weights, read_settings, save_checkpoint, write_files
from cli.options import Parser, number
from cli.plotting import curves, new_figure, save_figure
from cli.questions import WRONG, ask, marked, read_numbers
from cli.terminal import run_script, start_keras
from common.reporting import exact_match
from extensions.shared.curriculum import DRAWS, Adder, hold_out, settings_of, train_adder
from extensions.shared.figures import plot_cells
from extensions.shared.results import (
    case_name,
    grouped,
    percent,
    print_table,
    seeds_of,
    spread,
    values_of,
)
from extensions.shared.sweeps import add_results, sweep

PROGRAM = "python -m extensions.larger_numbers"
ALTERNATIVES = {"all": [*DRAWS], "none": []}  # of --draws
ALTERNATIVES |= {"+".join(some): [*some] for n in (1, 2) for some in combinations(DRAWS, n)}
TESTS = ("uniform numbers", "uniform lengths", "long carries", "repeated digits")
ROWS = (*TESTS, "worst cell of lengths", "edges")
SWITCHES = {
    "reverse_question": "write the question from right to left",
    "reverse_answer": "write the answer from right to left",
    "curriculum": "begin with numbers of one digit",
    "decay": "let the learning rate decay at the end",
}


def longest_carry(a, b):
    """Count the columns of the longest chain of carries in a sum.

    >>> longest_carry(99999, 1), longest_carry(505, 505), longest_carry(12, 50)
    (5, 1, 0)
    """
    n_columns = len(str(a + b))
    carries = [a % 10**n + b % 10**n >= 10**n for n in range(1, n_columns + 1)]
    return max((len(list(run)) for carried, run in groupby(carries) if carried), default=0)


def count_right(keys, right):
    """Count answers by a key. Returns rows: the key, how many are right, of how many.

    >>> count_right([(2, 1), (1, 3), (2, 1)], [True, True, False])
    [[1, 3, 1, 1], [2, 1, 1, 2]]
    """
    groups = {}
    for key, is_right in zip(keys, right):
        groups.setdefault(key, []).append(is_right)
    return [[*key, sum(group), len(group)] for key, group in sorted(groups.items())]


def score(task, model, tests):
    """Ask for the sums of all tests. Returns scores, and answers to show."""
    answers = {name: task.ask(model, pairs, map(sum, pairs)) for name, pairs in tests.items()}
    right = {name: [e == p for e, p in zip(*both)] for name, both in answers.items()}
    scores = {name: exact_match(*both) for name, both in answers.items()}
    lengths = [tuple(len(str(number)) for number in pair) for pair in tests["uniform lengths"]]
    scores["by lengths"] = count_right(lengths, right["uniform lengths"])
    scores["worst cell of lengths"] = min(n_right / n for *_, n_right, n in scores["by lengths"])
    uniform = {pair: r for name in TESTS[:2] for pair, r in zip(tests[name], right[name])}
    chains = ((longest_carry(*pair),) for pair in uniform)
    scores["by carries"] = count_right(chains, uniform.values())
    shown = {
        name: [
            marked(f"{a}+{b}", expected.strip(), predicted.lstrip())
            for (a, b), expected, predicted in list(zip(tests[name], *answers[name]))[:20]
        ]
        for name in ("uniform lengths", "edges")
    }
    return {"weights": model.count_params(), "scores": scores, "kept": {"shown": shown}}


def report(lines):
    """Print the tests, with a column for each case. Of a single training, print more."""
    if len(lines) == 1:
        print_answers(*lines)
    else:
        for line in lines:
            wrong = [answer for answer in line["kept"]["shown"]["edges"] if WRONG in answer]
            if wrong:
                print(f"Wrong edges, {line['case']}, seed {line['seed']}: {', '.join(wrong)}")
    cases = grouped(lines)
    names = [case_name(case, group, lines) for case, group in cases.items()]
    rows = [[row, *(spread(values_of(group, row)) for group in cases.values())] for row in ROWS]
    print()
    print_table([f"right in %, {seeds_of(lines)}", *names], rows)
    if "learned" in lines[0]["scores"]:
        print_learning(lines)


def print_answers(line):
    """Print 20 answers and the edges, and the right ones by lengths and by carries."""
    for answers in line["kept"]["shown"].values():
        print(*answers, sep="\n")
    shares = {(a, b): percent(n_right / n) for a, b, n_right, n in line["scores"]["by lengths"]}
    lengths = sorted({a for a, _ in shares})
    print("\nRight in %, by the digits of the first number (down) and of the second (across):\n")
    rows = [[a, *(shares.get((a, b), "-") for b in lengths)] for a in lengths]
    print_table(["digits", *lengths], rows)
    print("\nBy the longest chain of carries:\n")
    counts = line["scores"]["by carries"]
    print_table(["carries", "right"], [[length, f"{r:,} of {n:,}"] for length, r, n in counts])


def print_learning(lines):
    """Print how each number of digits was learned. "all" is of the seeds that learned all."""
    digits = sorted({n for line in lines for n in line["scores"]["curve digits"]})
    rows = []
    for case, group in grouped(lines).items():
        seeds = [{n: learned for n, *learned in line["scores"]["learned"]} for line in group]
        learned = [[seed[n] for seed in seeds if n in seed] for n in digits]
        most = group[0]["settings"]["trained_digits"]
        counts = [[n_epoch for n_epoch, _ in each] for each in learned]
        counts.append([sum(n for n, _ in seed.values()) for seed in seeds if most in seed])
        epochs = (spread(each, "{:.0f}".format) for each in counts)
        places = (sorted({place for _, place in each}) for each in learned)
        worst = (", ".join(map(str, each)) or "-" for each in places)
        rows += [[f"{case}, epochs", *epochs], [f"{case}, worst place", *worst, "-"]]
    print()
    print_table(["most digits", *digits, "all"], rows)


def plot_cases(path, title, lines):
    """Draw exact match, places and lengths, a row for each case."""
    cases = grouped(lines)
    figure, axes = new_figure(3 * len(cases), title, n_rows=len(cases))
    for i, (case, group) in enumerate(cases.items()):
        match, places, table = axes[3 * i : 3 * i + 3]
        digits, values = (values_of(group, f"curve {name}") for name in ("digits", "exact match"))
        n_epoch = min(map(len, digits))
        curves(match, range(1, n_epoch + 1), [each[:n_epoch] for each in values], color="C0")
        for epoch, (before, after) in enumerate(pairwise(digits[0]), start=1):
            if before < after:
                match.axvline(epoch + 0.5, color="0.6", linewidth=0.8, linestyle=":")
        match.set(xlabel="epoch (dotted: one digit more)", ylim=(-0.03, 1.03))
        match.set(ylabel="exact match up to these digits")
        places.set_title(case, fontsize=10)
        plot_places(places, group[0]["scores"])
        plot_lengths(table, [cell for cells in values_of(group, "by lengths") for cell in cells])
    save_figure(figure, path)


def plot_places(ax, scores):
    """Draw the share of right characters of each place over the epochs, up to the most digits."""
    shares = 100 * np.array(scores["curve places"])
    n_epoch, n = shares.shape
    shares[np.arange(n) > np.array(scores["curve digits"])[:, np.newaxis]] = np.nan
    place = {"extent": (0.5, n_epoch + 0.5, 0.5, n + 0.5), "origin": "lower", "aspect": "auto"}
    image = ax.imshow(shares.T, "Blues", vmin=0, vmax=100, interpolation="nearest", **place)
    ax.grid(False)
    ax.set_facecolor("0.85")
    ax.set(xlabel="epoch", ylabel="place from the right (gray: not yet)")
    ax.yaxis.get_major_locator().set_params(integer=True)
    ax.figure.colorbar(image, ax=ax, label="right characters in % (first seed)")


def plot_lengths(ax, cells):
    """Draw the share of right sums by the lengths of both numbers. cells: those of all seeds."""
    most = max(first for first, *_ in cells)
    n_right, n = np.zeros((2, most, most))
    for first, second, *counts in cells:
        n_right[first - 1, second - 1] += counts[0]
        n[first - 1, second - 1] += counts[1]
    shares = np.divide(100 * n_right, n, out=np.full_like(n, np.nan), where=n > 0)
    lengths = range(1, most + 1)
    plot_cells(ax, np.floor(10 * shares) / 10, lengths, lengths, most=100, digits=1)
    for text, share in zip(ax.texts, shares.flat):
        text.set_visible(share < 100)
    ax.set(xlabel="digits of the second number", ylabel="digits of the first number")
    ax.set_title("exact match in % (blank: 100)", fontsize=10)


def read_command_line():
    """Read the command line. Returns the options, and {name: the settings of a case}."""
    parser = Parser(__doc__, PROGRAM)
    add_results(parser, minutes=41)
    count, defaults = number(int, 1, 15), settings_of(1)
    parser.setting("digits", 3, help="the most digits of a number", type=count, nargs="+")
    parser.setting("trained_digits", "--digits", help="the most in the training", type=count)
    help = f"which hard sums are in the training, one of {', '.join(ALTERNATIVES)}"
    parser.setting("draws", "all", help=help, choices=ALTERNATIVES, nargs="+", metavar="DRAWS")
    for name, help in SWITCHES.items():
        help += f" (default: {'yes' if defaults[name] else 'no'})"
        parser.add_argument(f"--{name.replace('_', '-')}", action=BooleanOptionalAction, help=help)
    parser.setting(
        "n_examples", "50 batches for each trained digit", help="new examples in an epoch"
    )
    parser.setting("n_batch", defaults["n_batch"])
    parser.setting(
        "n_epoch", "60 for each trained digit", help="the most epochs, the decay included"
    )
    parser.setting("learning_rate", "0.015 / trained digits")
    parser.setting("units", defaults["units"], nargs=2)
    parser.setting("seed", 1)
    parser.model_options("3+10")
    given = {name: value for name, value in vars(parser.parse_args()).items() if value is not None}
    for option in ("save", "load", "ask"):
        parser.refuse(given, option, "results", "repeats", "jobs")
    parser.refuse(given, "load", "save", "plot", "seed", *defaults)
    cases = {}
    if "load" in given:
        settings = read_settings(parser, given["load"], [*defaults, "seed"])
        given["seed"] = settings.pop("seed")
        cases["saved model"] = settings
    else:
        digits, draws = given.pop("digits", [3]), given.pop("draws", ["all"])
        trained = {name: given.pop(name) for name in defaults if name in given}
        for n, draw in product(digits, draws):
            case = settings_of(n, **trained) | {"draws": ALTERNATIVES[draw]}
            if case["trained_digits"] > n:
                parser.error(f"argument --trained-digits: is more than --digits {n}")
            name = f"{n} digit{'s' * (n > 1)}"
            parts = [name] * (len({*digits}) > 1) + [f"draws: {draw}"] * (len({*draws}) > 1)
            cases[", ".join(parts) or name] = case
    if len(cases) > 1 and ("save" in given or "ask" in given):
        parser.error("arguments --save, --ask: are for one model, not for several")
    return given, cases


def main():
    """Train and test with the options of the command line."""
    given, cases = read_command_line()
    options = Namespace(**{"seed": 1, "repeats": 1, "jobs": 1, "results": None} | given)
    ((case, settings), *_), lines, status, trained = cases.items(), [], 0, []

    def train(seed, callbacks, **settings):
        task, model, tests, history = train_adder(seed, callbacks, **settings)
        trained[:] = task, model
        result = score(task, model, tests)
        return result | {"scores": result["scores"] | history}

    if "load" in given:
        start_keras()
        task = Adder(**settings)
        model = load_weights(task.create_model(settings["learning_rate"]), given["load"])
        if "ask" not in given:
            tests, *_ = hold_out(task.digits, Random(options.seed))
            line = {"case": case, "settings": settings, "seed": options.seed}
            lines = [line | score(task, model, tests)]
    else:
        needs = [*ROWS, "learned", "shown"]
        lines, status = sweep(options, "larger_numbers", cases, train, needs)
        task, model = trained or (None, None)
    if lines:
        report(lines)
    plot = partial(plot_cases, title=f"Larger numbers, {seeds_of(lines)}", lines=lines)
    settings = settings | {"seed": options.seed}
    save = partial(save_checkpoint, model, script=PROGRAM, settings=settings)
    status = write_files((given.get("plot"), plot), (given.get("save"), save)) or status

    def answered(question):
        numbers = read_numbers(question, "+")
        (expected,), (predicted,) = task.ask(model, [numbers], [sum(numbers)])
        return "+".join(map(str, numbers)), expected.strip(), predicted.lstrip()

    if "ask" in given:
        status = ask(given["ask"], answered, task.largest, 2) or status
    return status


if __name__ == "__main__":
    run_script(main)
