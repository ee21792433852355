"""Which sums are right, and when?

The addition table has a square for every question: the first number across,
the second one up. With a fifth of the pairs held out, the tutorial's network
is trained up to 10 and up to 99, and up to 10 with a number as its answer.
Expect that at the end only the first one has wrong answers, to held-out pairs.

Try --seed 2: are the same squares wrong?
"""

from cli.plotting import new_figure, save_figure
from cli.terminal import run_script
from extensions.shared import tables
from extensions.shared.results import first_of_each, print_results
from extensions.shared.sweeps import SIDE_COLUMNS, draw, question_parser, sweep
from extensions.shared.tasks import NumberAnswer, Task
from extensions.shared.training import pair_settings, spaced_epochs, train_pairs

CASES = [(Task, 10), (NumberAnswer, 10), (Task, 99)]  # the network, and the largest number
SHOWN = (0, 4, 9, -1)  # which of the tables are drawn: the first, two between, and the last


def run(n_epoch, **settings):
    """Train, and keep the addition tables of about 30 epochs, always that of the last one."""
    measure = lambda *network: {"tables": tables.addition_table(*network)}  # noqa: E731
    settings |= {"measure": measure, "epochs": spaced_epochs(n_epoch, 30)}
    trained = train_pairs(n_epoch=n_epoch, **settings)
    trained.result["scores"]["table epochs"] = trained.measured["epochs"]
    return trained.result | {"kept": {"tables": trained.measured["tables"]}}


def plot_tables(path, lines):
    """Draw four moments of each training, a row for each."""
    lines = first_of_each(lines)
    figure, axes = new_figure(4 * len(lines), "", len(lines), 2.6)
    tables.add_legend(figure)
    for row, line in enumerate(lines):
        for ax, i in zip(axes[4 * row :], SHOWN):
            tables.plot_table(ax, line["kept"]["tables"][i])
            ax.set_title(f"epoch {line['scores']['table epochs'][i]}", fontsize=9)
        axes[4 * row].set_ylabel(f"{line['case']}\n\nsecond number".replace(", ", "\n"), fontsize=9)
    for ax in axes[-4:]:
        ax.set_xlabel("first number", fontsize=9)
    save_figure(figure, path)


def main():
    """Train the three networks, with the options of the command line."""
    options = question_parser(__doc__, "addition_table").parse_args()
    cases = {f"{network.name}, up to {n}": pair_settings(network, n) for network, n in CASES}
    lines, status = sweep(options, "pairs", cases, run, "tables")
    print_results(lines, SIDE_COLUMNS)
    return draw(options, plot_tables, lines) or status


if __name__ == "__main__":
    run_script(main)
