"""Can it add any two numbers, of up to D digits?

The network is the tutorial's with more units. It writes the last digit first.
Half of its training is hard sums, which are rare among evenly drawn numbers:
numbers of few digits, long carries, and repeated digits as in 99999+70007. And
it is a curriculum: the numbers have one digit at first, and one more when 97 %
of an epoch's characters are right. At the end the learning rate decays to 0.

Expect at least 99.7 % right on each of four tests with three digits. All tests
are on pairs that are never trained on, in either order.

Try --digits 5 --draws evenly: can it still add numbers of one digit?
"""

from itertools import combinations

import numpy as np

from cli.plotting import save_figure
from cli.questions import WRONG, marked
from cli.terminal import run_script
from common.reporting import exact_match
from extensions.shared import figures, results, sweeps
from extensions.shared.asking import name_cases, run_models
from extensions.shared.curriculum import DEFAULTS, create_adder, settings_of, train_adder
from extensions.shared.hard_sums import HARD_SUMS

DRAWS = {"with hard sums": [*HARD_SUMS], "evenly drawn numbers only": []}
DRAWS |= {"+".join(some): [*some] for n in (1, 2) for some in combinations(HARD_SUMS, n)}
OF_DIGITS = ("trained_digits", "n_examples", "n_batch", "learning_rate")  # whose defaults differ
ROWS = ("uniform numbers", "uniform lengths", "long carries", "repeated digits")
ROWS += ("worst cell of lengths", "edges")


def score(task, model):
    """Ask for the sums of all tests. Returns a result, with answers to show.

    "by lengths" lists, for each pair of lengths, these, and how many sums are right, of how many.
    """
    answers = {test: task.ask(model, pairs) for test, pairs in task.tests.items()}
    scores = task.history | {test: exact_match(*both) for test, both in answers.items()}
    shown, cells = {}, {}
    for test in ("uniform lengths", "edges"):
        first = list(zip(task.tests[test], *answers[test]))[:20]
        shown[test] = [marked(f"{a}+{b}", e.strip(), p.lstrip()) for (a, b), e, p in first]
    for (a, b), e, p in zip(task.tests["uniform lengths"], *answers["uniform lengths"]):
        cells.setdefault((len(str(a)), len(str(b))), []).append(e == p)
    scores["by lengths"] = [[*key, sum(right), len(right)] for key, right in sorted(cells.items())]
    scores["worst cell of lengths"] = min(sum(right) / len(right) for right in cells.values())
    return {"weights": model.count_params(), "scores": scores, "kept": {"shown": shown}}


def report(lines):
    """Print the tests, and how each number of digits was learned. Of one training, some answers."""
    for line in lines:
        shown = line["kept"]["shown"]
        wrong = [answer for answer in shown["edges"] if WRONG in answer]
        if len(lines) == 1:
            print(*shown["uniform lengths"], *shown["edges"], sep="\n")
        elif wrong:
            print(f"Wrong edges, {line['case']}, seed {line['seed']}: {', '.join(wrong)}")
    results.print_scores(lines, "right in %", ROWS)
    most = max(n for line in lines for n in line["scores"].get("curve digits", [0]))
    if most == 0:
        return  # it is a saved model
    for line in lines:
        learned = dict(line["scores"]["learned"])
        line["scores"] |= {n: learned.get(n, []) for n in range(1, most + 1)}
        is_complete = line["settings"]["trained_digits"] in learned
        line["scores"]["all"] = sum(learned.values()) if is_complete else []
    write = lambda _, epochs: results.spread(epochs, "{:.0f}".format)  # noqa: E731
    results.print_scores(lines, "epochs for each digit more", [*range(1, most + 1), "all"], write)


def plot_lengths(path, lines):
    """Draw the share of right sums by the lengths of both numbers, a panel for each case."""
    cases = results.with_seeds(lines)
    figure, axes = figures.new_panels(len(cases), "Right sums in %, {} (blank: all)", lines)
    for ax, (case, group) in zip(axes, cases.items()):
        cells = np.concatenate(results.values_of(group, "by lengths"))  # of all seeds
        lengths = range(1, cells[:, 0].max() + 1)
        n_right, n = counts = np.zeros((2, len(lengths), len(lengths)))
        for first, second, *both in cells:
            counts[:, first - 1, second - 1] += both
        shares = np.divide(100 * n_right, n, out=np.full_like(n, np.nan), where=n > 0)
        figures.plot_cells(ax, np.floor(10 * shares) / 10, lengths, lengths, most=100, digits=1)
        for text, share in zip(ax.texts, shares.flat):
            text.set_visible(share < 100)
        ax.set(xlabel="digits of the second number", ylabel="digits of the first number")
        ax.set_title(case, fontsize=10)
    save_figure(figure, path)


def cases_of(options):
    """List the cases that the options ask for: {name: settings}."""
    names = *OF_DIGITS, *DEFAULTS, "n_epoch"
    given = {n: value for n in names if (value := getattr(options, n)) is not None}
    parts = lambda n: f"{n} digit{'s' * (n > 1)}", str
    cases = name_cases(parts, (options.digits, options.draws)).items()
    return {name: settings_of(n, draws=DRAWS[draws], **given) for name, (n, draws) in cases}


def main():
    """Train and test with the options of the command line."""
    settings = {"digits": [3], "draws": DRAWS, **dict.fromkeys(OF_DIGITS), **DEFAULTS}
    helps = {"n_examples": "new examples in each epoch"}
    helps["n_epoch"] = "the most epochs, the decay included"
    chosen = {"draws": [*DRAWS][:1]}
    parser = sweeps.question_parser(__doc__, "larger_numbers", (), chosen, helps, **settings)
    functions = create_adder, train_adder, score, report, plot_lengths
    return run_models(parser, "larger_numbers", cases_of, *functions, "learned")


if __name__ == "__main__":
    run_script(main)
