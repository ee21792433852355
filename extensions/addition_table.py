"""Which sums are right, and when?

The addition table has a square for every question: the first number across,
the second one up. With a fifth of the pairs held out, the tutorial's network
is trained up to 10 and up to 99, and up to 10 with a number as its answer.

Expect, up to 10, that at the end all are right but those held out. With a
number as the answer these are right too, and up to 99 all are.

Try --seed 2: are the same squares wrong?
"""

import numpy as np

from cli.plotting import new_figure, save_figure
from cli.terminal import run_script
from common.reporting import is_number
from extensions.shared.figures import save_film
from extensions.shared.results import first_of_each, print_results
from extensions.shared.sweeps import SIDE_COLUMNS, draw, question_parser, sweep
from extensions.shared.tasks import NumberAnswer, Task
from extensions.shared.training import pair_settings, spaced_epochs, train_pairs

CASES = [(Task, 10), (NumberAnswer, 10), (Task, 99)]  # the network, and the largest number
KINDS = ("right", "wrong by 1", "wrong by more")
# seen and held-out pairs; they differ in lightness too, so that everybody can tell them apart
COLORS = ("#4dac26", "#fee391", "#b2182b", "#2f7a12", "#e0b030", "#67001f")
SHOWN = (0, 4, 9, -1)  # which of the tables are drawn: the first, two between, and the last


def kind_of(expected, predicted):
    """Tell how an answer is wrong: the index of one of KINDS.

    >>> [kind_of("12", predicted) for predicted in ("12", "13", "21", " +")], kind_of(12, 13)
    ([0, 1, 2, 2], 1)
    """
    return min(2, abs(int(expected) - int(predicted))) if is_number(str(predicted)) else 2


def run(n_epoch, **settings):
    """Train, and keep the addition tables of about 30 epochs, always that of the last one.

    Returns a result. A table is a string: for each question a digit, the index of one of
    KINDS, plus 3 if it is held out.
    """
    epochs = spaced_epochs(n_epoch, 30)
    trained = train_pairs(measure=make_table, epochs=epochs, n_epoch=n_epoch, **settings)
    trained.result["scores"]["table epochs"] = trained.measured["epochs"]
    return trained.result | {"kept": {"tables": trained.measured["tables"]}}


def make_table(task, questions, model):
    """Make the addition table, as a string: {"tables": ...}."""
    table = np.zeros((task.largest, task.largest), int)
    for i, pairs in enumerate(questions.values()):
        for (a, b), answer in zip(pairs, zip(*task.ask(model, pairs))):
            table[b - 1, a - 1] = kind_of(*answer) + 3 * i
    return {"tables": "".join(map(str, table.ravel()))}


def plot_table(ax, line, i):
    """Draw the i-th of the tables that were kept, or the last if there are fewer."""
    from matplotlib.colors import ListedColormap
    from matplotlib.patches import Rectangle

    epochs = line["scores"]["table epochs"]
    i = min(i, len(epochs) - 1)
    digits = line["kept"]["tables"][i]
    n = round(len(digits) ** 0.5)
    table = np.array(list(map(int, digits))).reshape(n, n)
    ends = (0.5, n + 0.5, 0.5, n + 0.5)
    ax.imshow(table, ListedColormap(COLORS), vmin=0, vmax=5, origin="lower", extent=ends)
    if n <= 20:  # a frame around each held-out pair; larger tables have darker squares
        style = {"fill": False, "edgecolor": "black", "linewidth": 1.2}
        for b, a in np.argwhere(table >= 3) + 1:
            ax.add_patch(Rectangle((a - 0.42, b - 0.42), 0.84, 0.84, **style))
    ax.set(xticks=(1, n // 2, n), yticks=(1, n // 2, n))
    ax.tick_params(labelsize=8)
    ax.grid(False)
    ax.set_title(f"epoch {epochs[i]}", fontsize=8)


def plot_tables(path, lines):
    """Draw four moments of each training, a row for each, or all as the frames of a GIF."""
    from matplotlib.patches import Patch

    lines, is_film = first_of_each(lines), path.suffix == ".gif"
    n_rows, n_columns = (1, len(lines)) if is_film else (len(lines), 4)
    figure, axes = new_figure(n_rows * n_columns, "", n_rows, 3.2 if is_film else 2.6)
    handles = [Patch(color=color, label=kind) for color, kind in zip(COLORS, KINDS)]
    framed = "held-out: framed, or darker up to 99"
    handles.append(Patch(facecolor="white", edgecolor="black", label=framed))
    figure.legend(handles=handles, loc="outside lower center", ncols=4, frameon=False, fontsize=9)
    if is_film:

        def frame(i):
            for ax, line in zip(axes, lines):
                ax.clear()
                plot_table(ax, line, i)
                ax.set_xlabel(line["case"], fontsize=9)

        return save_film(figure, frame, max(len(line["kept"]["tables"]) for line in lines), path)
    for row, line in enumerate(lines):
        for ax, i in zip(axes[4 * row :], SHOWN):
            plot_table(ax, line, i)
        axes[4 * row].set_ylabel(f"{line['case']}\n\nsecond number".replace(", ", "\n"), fontsize=9)
    for ax in axes[-4:]:
        ax.set_xlabel("first number", fontsize=9)
    save_figure(figure, path)


def main():
    """Train the three networks, with the options of the command line."""
    options = question_parser(__doc__, "addition_table", [".gif"]).parse_args()
    cases = {f"{network.name}, up to {n}": pair_settings(network, n) for network, n in CASES}
    lines, status = sweep(options, "pairs", cases, run, "tables")
    print_results(lines, SIDE_COLUMNS)
    return draw(options, plot_tables, lines) or status


if __name__ == "__main__":
    run_script(main)
