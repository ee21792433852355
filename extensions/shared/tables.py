"""The addition table: a square for every question, the first number across, the second one up."""

import numpy as np

from common.reporting import is_number

KINDS = ("right", "wrong by 1", "wrong by more")
# seen and held-out: blue, yellow, vermilion; everybody can tell them apart
COLORS = ("#4393c3", "#fee391", "#d6604d", "#2166ac", "#e0b030", "#a02010")


def kind_of(expected, predicted):
    """Tell how an answer is wrong: the index of one of KINDS.

    >>> [kind_of("12", predicted) for predicted in ("12", "13", "21", " +")], kind_of(12, 13)
    ([0, 1, 2, 2], 1)
    """
    return min(2, abs(int(expected) - int(predicted))) if is_number(str(predicted)) else 2


def addition_table(task, questions, model):
    """Make a table as a string: for each question a digit, the index of one of KINDS.

    questions: {side: pairs}. Those that are held out have 3 more.
    """
    table = np.zeros((task.largest, task.largest), int)
    for i, pairs in enumerate(questions.values()):
        for (a, b), answer in zip(pairs, zip(*task.ask(model, pairs))):
            table[b - 1, a - 1] = kind_of(*answer) + 3 * i
    return "".join(map(str, table.ravel()))


def plot_table(ax, table):
    """Draw an addition table, with a frame around each held-out pair."""
    from matplotlib.colors import ListedColormap
    from matplotlib.patches import Rectangle

    n = round(len(table) ** 0.5)
    table = np.array(list(map(int, table))).reshape(n, n)
    ends = (0.5, n + 0.5, 0.5, n + 0.5)
    ax.imshow(table, ListedColormap(COLORS), vmin=0, vmax=5, origin="lower", extent=ends)
    if n <= 20:  # larger tables have darker squares
        style = {"fill": False, "edgecolor": "black", "linewidth": 1.2}
        for b, a in np.argwhere(table >= 3) + 1:
            ax.add_patch(Rectangle((a - 0.42, b - 0.42), 0.84, 0.84, **style))
    ax.set(xticks=(1, n // 2, n), yticks=(1, n // 2, n))
    ax.tick_params(labelsize=12)
    ax.grid(False)


def add_legend(figure, n_columns=4):
    """Say under a figure of tables what their colours mean."""
    from matplotlib.patches import Patch

    handles = [Patch(color=color, label=kind) for color, kind in zip(COLORS, KINDS)]
    label = "held-out: darker, up to 10 also framed"
    handles.append(Patch(facecolor="white", edgecolor="black", label=label))
    style = {"loc": "outside lower center", "ncols": n_columns, "frameon": False, "fontsize": 12}
    figure.legend(handles=handles, **style)
