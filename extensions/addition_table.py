"""Which sums are right, and when?

The addition table has a square for every question: the first number across,
the second number up. The tutorial's network is trained with a fifth of the
pairs held out: up to 10 as in the tutorial, and up to 99 with the longer
training. A third network has the same encoder and the same training as the
first, but a number as its answer in place of characters.

Expect that up to 10, at the end, all squares are right but those that were
held out. With a number as the answer these are right too, and up to 99 all
are. The sums are learned roughly at first.

Try --seed 2: are the same squares wrong?
"""

if not __package__:
    raise SystemExit("Run it as a module: python -m extensions.addition_table")

from base64 import b64decode, b64encode
from functools import partial
from zlib import compress, decompress

import numpy as np

from cli.files import write_files
from cli.plotting import new_figure, save_figure
from cli.terminal import run_script
from common.reporting import is_number
from extensions.shared.figures import save_film
from extensions.shared.results import first_of_each, print_results
from extensions.shared.sweeps import SHARES, parse_question, question_parser, sweep
from extensions.shared.tasks import TRAININGS, NumberAnswer, Task
from extensions.shared.training import HELD_OUT, SIDES, every, questions_of, train_and_score

TASKS = {task.name: task for task in (Task, NumberAnswer)}
CASES = [(Task, 10), (NumberAnswer, 10), (Task, 99)]  # the network, and the largest number
KINDS = ("right", "wrong by 1", "wrong by more")
# seen and never seen; they differ in lightness too, so that everybody can tell them apart
COLORS = ("#4dac26", "#fee391", "#b2182b", "#2f7a12", "#e0b030", "#67001f")
SHOWN = (0, 4, 9, -1)  # which of the tables are drawn: the first, two between, and the last


def kind_of(expected, predicted):
    """Tell how an answer is wrong: the index of one of KINDS.

    >>> [kind_of("12", predicted) for predicted in ("12", "13", "21", " +")], kind_of(12, 13)
    ([0, 1, 2, 2], 1)
    """
    return min(2, abs(int(expected) - int(predicted))) if is_number(str(predicted)) else 2


def train(network, largest, seed, callbacks, held_out, **training):
    """Train, and keep the addition tables of about 30 epochs, always that of the last one.

    Returns what a sweep wants. A table, as written by pack, has an index of KINDS for each
    question, plus 3 if it was never seen.
    """
    task, questions = TASKS[network](largest), questions_of(largest, held_out, seed)
    step, n_epoch, tables = max(1, training["n_epoch"] // 30), training["n_epoch"], []
    epochs = sorted({*range(step, n_epoch, step), n_epoch})

    def keep(model, epoch):
        if epoch in epochs:
            table = np.zeros((largest, largest), np.uint8)
            for i, side in enumerate(SIDES):
                answers = zip(*task.ask(model, *questions[side]))
                for (a, b), answer in zip(questions[side][0], answers):
                    table[b - 1, a - 1] = kind_of(*answer) + 3 * i
            tables.append(pack(table))

    callbacks = [*callbacks, every(1, n_epoch, keep)]
    result = train_and_score(task, seed, callbacks, held_out, **training)
    result["scores"]["table epochs"] = epochs
    return result | {"kept": {"tables": tables}}


def pack(table):
    """Write an addition table as a short string. unpack reads it."""
    return b64encode(compress(table.tobytes(), 9)).decode()


def unpack(string):
    """Read what pack has written.

    >>> unpack(pack(np.array([[0, 1], [3, 5]], np.uint8))).tolist()
    [[0, 1], [3, 5]]
    """
    table = np.frombuffer(decompress(b64decode(string)), np.uint8)
    return table.reshape(2 * [round(len(table) ** 0.5)])


def plot_table(ax, line, i):
    """Draw the i-th of the tables that were kept, or the last if there are fewer."""
    from matplotlib.colors import ListedColormap
    from matplotlib.patches import Rectangle

    epochs = line["scores"]["table epochs"]
    i = min(i, len(epochs) - 1)
    table = unpack(line["kept"]["tables"][i])
    n = len(table)
    ends = (0.5, n + 0.5, 0.5, n + 0.5)
    ax.imshow(table, ListedColormap(COLORS), vmin=0, vmax=5, origin="lower", extent=ends)
    if n <= 20:  # a frame around each never seen pair; larger tables have darker squares
        style = {"fill": False, "edgecolor": "black", "linewidth": 1.2}
        for b, a in np.argwhere(table >= 3) + 1:
            ax.add_patch(Rectangle((a - 0.42, b - 0.42), 0.84, 0.84, **style))
    ax.set(xticks=(1, n // 2, n), yticks=(1, n // 2, n))
    ax.tick_params(labelsize=8)
    ax.grid(False)
    ax.set_title(f"epoch {epochs[i]}", fontsize=8)


def plot_legend(figure):
    """Say what the colours mean, under a figure."""
    from matplotlib.patches import Patch

    handles = [Patch(color=color, label=kind) for color, kind in zip(COLORS, KINDS)]
    never_seen = "never seen: framed, or darker up to 99"
    handles.append(Patch(facecolor="white", edgecolor="black", label=never_seen))
    figure.legend(handles=handles, loc="outside lower center", ncols=4, frameon=False, fontsize=9)


def plot_moments(path, lines):
    """Draw four moments of each training, a row for each."""
    figure, axes = new_figure(4 * len(lines), "", n_rows=len(lines), height=2.6)
    for row, line in enumerate(lines):
        for ax, i in zip(axes[4 * row :], SHOWN):
            plot_table(ax, line, i)
        axes[4 * row].set_ylabel(f"{line['case']}\n\nsecond number".replace(", ", "\n"), fontsize=9)
    for ax in axes[-4:]:
        ax.set_xlabel("first number", fontsize=9)
    plot_legend(figure)
    save_figure(figure, path)


def plot_film(path, lines):
    """Draw every table that was kept as a frame of a moving GIF."""
    figure, axes = new_figure(len(lines), "")
    plot_legend(figure)

    def frame(i):
        for ax, line in zip(axes, lines):
            ax.clear()
            plot_table(ax, line, i)
            ax.set_xlabel(line["case"], fontsize=9)

    save_film(figure, frame, max(len(line["kept"]["tables"]) for line in lines), path)


def main():
    """Train the three networks, with the options of the command line."""
    epochs = "30; 60 up to 99"
    parser = question_parser(__doc__, "addition_table", epochs, figures=[".gif"], minutes=2)
    options = parse_question(parser)
    cases = {}
    for task, largest in CASES:
        case = {"network": task.name, "largest": largest, "held_out": HELD_OUT}
        cases[f"{task.name}, up to {largest}"] = case | TRAININGS[largest]
    lines, status = sweep(options, "pairs", cases, train, (*SIDES, "table epochs", "tables"))
    print_results(lines, SHARES)
    plot = plot_film if options.plot and options.plot.suffix == ".gif" else plot_moments
    return write_files((options.plot, partial(plot, lines=first_of_each(lines)))) or status


if __name__ == "__main__":
    run_script(main)
