"""How many units does it need?

The tutorial has 100 and 50. Here are from an eighth of these to twice as many.
Up to 10 the test is new questions, up to 99 pairs that are never trained on.

Expect that up to 99, with the longer training, 50 and 25 are enough.

Try --largest 99 --units 25 --epochs 180: does a longer training help?
"""

from itertools import cycle, product
from statistics import median

from cli.plotting import save_figure
from cli.terminal import run_script
from extensions.shared import figures, results, sweeps
from extensions.shared.results import grouped, values_of
from extensions.shared.tasks import Task
from extensions.shared.training import run_new_pairs, usual_training


def plot_sizes(path, lines):
    """Draw the exact match by the number of weights, a colour for each largest number."""
    figure, (ax,) = figures.new_panels(1, "How many units does it need? {}", lines)
    for color, (largest, group) in zip(cycle(figures.COLORS), grouped(lines, "largest").items()):
        shares = {n: values_of(rows, "right") for n, rows in grouped(group, "weights").items()}
        for n, values in shares.items():
            ax.plot([n] * len(values), values, "o", color=color, alpha=0.4, markersize=4)
        ax.plot([*shares], [*map(median, shares.values())], color=color, label=f"up to {largest}")
    ax.set(xscale="log", xlabel="weights (log scale)", ylabel="exact match", ylim=(-0.03, 1.03))
    ax.legend(frameon=False)
    save_figure(figure, path)


def main():
    """Train every size, with the options of the command line."""
    settings = {"largest": [10, 99], "units": [12, 25, 50, 100, 200]}
    helps = {"units": "units of the encoder; the decoder has half"}
    parser = sweeps.question_parser(__doc__, "units_needed", helps=helps, **settings)
    options, cases = parser.parse_args(), {}
    for largest, n in product(options.largest, options.units):
        training = usual_training(largest) | ({"n_examples": 19_200} if largest > 99 else {})
        units = n, max(1, n // 2)
        case = {"network": Task, "largest": largest, "units": units, "n_test": 1000}
        cases[f"{units[0]} and {units[1]}, up to {largest}"] = case | training
    lines, status = sweeps.sweep(options, "new pairs", cases, run_new_pairs)
    columns = [*sweeps.WEIGHTS, *results.shares_of(["right"]), *sweeps.SECONDS]
    results.print_results(lines, columns, "units, {}")
    return sweeps.draw(options, plot_sizes, lines) or status


if __name__ == "__main__":
    run_script(main)
