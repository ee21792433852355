"""Can it add larger numbers than it has seen?

A reader asked whether the MLP turns into a hash table, and found that it
generalises to "numbers with any size". Here are six networks of this project.
They are trained on numbers up to 100, the column readers on numbers of up to
three or ten digits. Then they are asked for larger ones. The strings have room
for five digits.

Expect the MLP and the column readers to go on. The MLP is linear, as a sum is,
and a column is the same wherever it stands. The others get hardly any sum of
larger numbers right. Why was not measured.

Try --networks "MLP mapping" --epochs 50: is half of the training enough?
"""

if not __package__:
    raise SystemExit("Run it as a module: python -m extensions.larger_than_trained")

from functools import partial
from random import Random

import numpy as np

from cli.files import write_files
from cli.plotting import curves, new_figure, save_figure
from cli.terminal import run_script
from common.reporting import exact_match
from extensions.shared.by_column import TRAINING, train_columns
from extensions.shared.figures import add_legend
from extensions.shared.results import grouped, percent, print_results, seeds_of
from extensions.shared.sweeps import add_choice, parse_question, question_parser, sweep
from extensions.shared.tasks import LONG_TRAINING, LSTMMapping, MLPMapping, NumberAnswer, Task
from extensions.shared.training import train_without

N_TEST = 500
RANGES = ((1, 100), (101, 200), (201, 1000), (1001, 10_000))
TESTS = tuple(f"{low:,} to {high:,}" for low, high in RANGES)
MAPPING = {"largest": 100, "n_examples": 100, "n_epoch": 100, "learning_rate": 0.001}
MAPPING["decay"] = False
STRINGS = {"largest": 100, "room": 10_000, **LONG_TRAINING}
COLUMNS = {"draws": "nines", "units": 32, **TRAINING}
NETWORKS = {  # the task, and its settings
    "MLP mapping": (MLPMapping, MAPPING | {"n_batch": 2}),
    "column reader, 3 digits": (None, COLUMNS | {"digits": 3}),
    "column reader, 10 digits": (None, COLUMNS | {"digits": 10}),
    "LSTM mapping": (LSTMMapping, MAPPING | {"n_batch": 1}),
    "number as the answer": (NumberAnswer, STRINGS),
    "tutorial's network": (Task, STRINGS),
}


def train(network, seed, callbacks, largest=None, room=None, **training):
    """Train one of the networks, and test it on each range. Returns what a sweep wants.

    The tested pairs up to 100 are never trained on, but by the column readers.
    """
    rng = Random(f"test {seed}")  # other numbers than those of the training
    tests = {
        test: [(rng.randint(*both), rng.randint(*both)) for _ in range(N_TEST)]
        for test, both in zip(TESTS, RANGES)
    }
    create_task, _ = NETWORKS[network]
    if create_task is None:
        task, model = train_columns(seed, callbacks, **training)
    else:
        task = create_task(largest, room)
        never_seen = {tuple(sorted(pair)) for pair in tests[TESTS[0]]}
        model = train_without(never_seen, task, Random(seed), seed, callbacks, **training)
    answers = {test: task.ask(model, pairs, list(map(sum, pairs))) for test, pairs in tests.items()}
    scores = {test: exact_match(*both) for test, both in answers.items()}
    return {"weights": model.count_params(), "scores": scores}


def plot_ranges(path, title, lines):
    """Draw the exact match by the size of the numbers, a line for each network."""
    figure, (ax,) = new_figure(1, title)
    for i, (network, group) in enumerate(grouped(lines).items()):
        shares = [[line["scores"][test] for test in TESTS] for line in group]
        x = np.arange(len(TESTS)) + 0.04 * (i - 2.5)  # beside each other: several are equal
        curves(ax, x, shares, network, color=f"C{i}", marker="o")
    ax.set(xlabel="range of both numbers", ylabel="exact match", ylim=(-0.06, 1.06))
    ax.set(xticks=range(len(TESTS)), xticklabels=TESTS)
    add_legend(figure, [ax], 3)
    save_figure(figure, path)


def main():
    """Train the networks, with the options of the command line."""
    epochs = "100 for the mappings, 60 for the strings, 20 for the columns"
    parser = question_parser(__doc__, "larger_than_trained", epochs, minutes=17)
    add_choice(parser, "--networks", NETWORKS)
    options = parse_question(parser)
    cases = {name: {"network": name, **NETWORKS[name][1]} for name in options.networks}
    lines, status = sweep(options, "larger_than_trained", cases, train, TESTS)
    print_results(lines, [(test, test, percent) for test in TESTS], "right in %, {}")
    title = f"Larger numbers than in the training, {seeds_of(lines)}"
    return write_files((options.plot, partial(plot_ranges, title=title, lines=lines))) or status


if __name__ == "__main__":
    run_script(main)
