"""How many units does it need?

The tutorial's encoder has 100 units and its decoder 50: "just a little trial
and error". A reader asked whether to double them if the numbers have twice the
digits. Here the tutorial's network has from an eighth of these units to twice
as many. Up to 9 and 10 it is tested as in the tutorial, on new questions, of
which the training has shown all pairs. Up to 99 and 999 it is tested on 1000
pairs that are never trained on, in both orders.

Expect few units to be too few. Up to 99, with the longer training, 50 and 25
units are enough.

Try --largest 99 --units 25 --epochs 180: does a longer training help a small
network?
"""

if not __package__:
    raise SystemExit("Run it as a module: python -m extensions.units_needed")

from functools import partial
from itertools import product
from statistics import median

from cli.files import write_files
from cli.plotting import new_figure, save_figure
from cli.terminal import run_script
from extensions.shared import sweeps
from extensions.shared.results import grouped, percent, print_results, seeds_of, values_of
from extensions.shared.tasks import LONG_TRAINING, TRAININGS, TUTORIAL_TRAINING, Task
from extensions.shared.training import train_and_test

UNITS = {12: 6, 25: 12, 50: 25, 100: 50, 200: 100}  # of the encoder: of the decoder
CASES = {**TRAININGS, 9: TUTORIAL_TRAINING, 999: LONG_TRAINING | {"n_examples": 19_200}}
N_TEST = 1000


def train(network, largest, units, seed, callbacks, **training):
    """Train the tutorial's network with so many units, and test it. Returns what a sweep wants."""
    task = Task(largest)
    task.units = units
    return train_and_test(task, seed, callbacks, **training)


def plot_sizes(path, title, lines):
    """Draw the exact match by the number of weights, a colour for each largest number."""
    figure, (ax,) = new_figure(1, title)
    for i, (largest, group) in enumerate(grouped(lines, "largest").items()):
        sizes = grouped(group, "weights")
        shares = [values_of(rows, "right") for rows in sizes.values()]
        for n, values in zip(sizes, shares):
            ax.plot([n] * len(values), values, "o", color=f"C{i}", alpha=0.4, markersize=4)
        ax.plot(list(sizes), list(map(median, shares)), color=f"C{i}", label=f"up to {largest}")
    ax.set(xscale="log", xlabel="weights (log scale)", ylabel="exact match", ylim=(-0.03, 1.03))
    ax.legend(frameon=False)
    save_figure(figure, path)


def main():
    """Train every size, with the options of the command line."""
    epochs = "30 up to 9 and 10, 60 up to 99 and 999"
    parser = sweeps.question_parser(__doc__, "units_needed", epochs, minutes=25)
    sweeps.add_choice(
        parser, "--largest", CASES, "is the largest of the numbers ", default=(10, 99)
    )
    sweeps.add_choice(parser, "--units", UNITS, "units the encoder has; the decoder has half ")
    options = sweeps.parse_question(parser)
    cases = {}
    for largest, n in product(options.largest, options.units):
        case = {"network": Task.name, "largest": largest, "units": (n, UNITS[n]), "n_test": N_TEST}
        cases[f"{n} and {UNITS[n]}, up to {largest}"] = case | CASES[largest]
    lines, status = sweeps.sweep(options, "new pairs", cases, train, ["right"])
    for line in lines:
        line["case"] = "{} and {}".format(*line["settings"]["units"])
    for largest, group in grouped(lines, "largest").items():
        columns = [*sweeps.WEIGHTS, ("right %", "right", percent), *sweeps.SECONDS]
        print_results(group, columns, f"units, up to {largest}, {{}}")
    title = f"How many units does it need? {seeds_of(lines)}"
    return write_files((options.plot, partial(plot_sizes, title=title, lines=lines))) or status


if __name__ == "__main__":
    run_script(main)
