"""How many units does it need?

The tutorial's encoder has 100 units and its decoder 50: "just a little trial and error". A reader
asked whether to double them if the numbers have twice the digits. Here stage 3's network has from
an eighth of these units to twice as many. Up to 9 and 10 it is tested as in the tutorial, on new
questions, of which the training has shown all pairs. Up to 99 and 999 it is tested on 1000 pairs
that are never trained on, in both orders.

Expect few units to be too few, and the longer training up to 99 to need fewer of them.

Try --largest 99 --units 25 --epochs 180: does a longer training help a small network?
"""

if not __package__:
    raise SystemExit("Run it as a module: python -m extensions.units_needed")

from itertools import product
from random import Random
from statistics import median

from cli.files import write_files
from cli.plotting import new_figure, save_figure
from cli.terminal import run_script
from common.pairs import random_sum_pairs
from common.reporting import exact_match
from extensions.shared import problems, sweeps
from extensions.shared.splitting import both_orders, draw_pairs

UNITS = {12: 6, 25: 12, 50: 25, 100: 50, 200: 100}  # of the encoder: of the decoder
TRAININGS = problems.TRAININGS | {9: problems.TUTORIALS}
TRAININGS[999] = problems.LONGER | {"n_examples": 19_200}
N_TEST = 1000


def train(largest, units, seed, callbacks, **training):
    """Train stage 3's network with so many units, and test it. Returns what a sweep wants."""
    random, problem = Random(seed), problems.seq2seq(largest, units)
    never_seen = draw_pairs(N_TEST, largest, random) if largest > 10 else set()
    some = never_seen, problem, random, seed, callbacks
    model = problems.train_without(*some, **training)
    tests = both_orders(never_seen) if never_seen else random_sum_pairs(N_TEST, 2, largest, random)
    X, y = problem.encode(*tests)
    answers = problem.decode(problems.predict(model, X))
    return model.count_params(), {"right": exact_match(problem.decode(y), answers)}


def draw(path, title, tables):
    """Draw the exact match by the number of weights. tables: {label: {name of a row: lines}}."""
    figure, (ax,) = new_figure(1, title)
    for i, (label, rows) in enumerate(tables.items()):
        cases = rows.values()
        shares = [sweeps.scores_of(lines, "right") for lines in cases]
        weights = [lines[0]["weights"] for lines in cases]
        for n, each in zip(weights, shares):
            ax.plot([n] * len(each), each, "o", color=f"C{i}", alpha=0.4, markersize=4)
        ax.plot(weights, list(map(median, shares)), color=f"C{i}", label=label)
    ax.set(xscale="log", xlabel="weights (log scale)", ylabel="exact match", ylim=(-0.03, 1.03))
    ax.legend(frameon=False)
    save_figure(figure, path)


def main():
    """Train every size, with the options of the command line."""
    epochs = "30 up to 9 and 10, 60 up to 99 and 999"
    parser = sweeps.question_parser(__doc__, "units_needed", epochs)
    largest = "is the largest of the numbers "
    sweeps.add_choice(parser, "--largest", TRAININGS, largest, default=(10, 99))
    sweeps.add_choice(parser, "--units", UNITS, "units the encoder has; the decoder has half ")
    options = sweeps.parse_question(parser)
    cases = {}
    for largest, units in product(options.largest, options.units):
        case = {"largest": largest, "units": (units, UNITS[units])}
        cases[f"{units} and {UNITS[units]}, up to {largest}"] = case | TRAININGS[largest]
    results, status = sweeps.sweep(options, "units_needed", cases, train)
    columns = sweeps.WEIGHTS | sweeps.score_columns(["right"], header="{} %") | sweeps.SECONDS
    tables = {f"up to {largest}": {} for largest in options.largest}
    for name, lines in results.items():
        units, label = name.split(", ")
        tables[label][units] = lines
    for label, rows in tables.items():
        sweeps.print_results(options, rows, columns, f"units, {label}, {{}}")
    title = f"How many units does it need? {sweeps.seeds_of(options)}"
    return write_files((options.plot, lambda path: draw(path, title, tables))) or status


if __name__ == "__main__":
    run_script(main)
