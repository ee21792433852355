"""Figures that several questions share. Seen pairs are blue, held-out pairs are vermilion."""

from statistics import median
from textwrap import fill

import numpy as np

from cli.files import new_file
from cli.plotting import curves, new_figure, save_figure
from extensions.shared.results import percent, seeds_of, values_of, with_seeds
from extensions.shared.training import SIDES

# of Okabe and Ito: everybody can tell them apart. The first is for seen, the second for held-out
COLORS = ("#0072b2", "#d55e00", "#000000", "#e69f00", "#009e73", "#cc79a7", "#56b4e9")
KNOWN = 0.99  # the share of right answers from which on a figure calls the seen pairs known


def new_panels(n_panels, title, lines, n_rows=1):
    """Make a figure. title: with a place for the seeds of some lines. Returns it and its axes."""
    return new_figure(n_panels, title.format(seeds_of(lines)), n_rows)


def plot_learning(path, lines, title, n_columns):
    """Draw the exact match on both sides over the epochs, a panel for each case.

    The panels are gray from the epoch on after which nearly all seen pairs are right (median).
    """
    cases = with_seeds(lines)
    figure, axes = new_panels(len(cases), title, lines, -(-len(cases) // n_columns))
    for ax, (case, group) in zip(axes, cases.items()):
        epochs = group[0]["scores"]["curve epochs"]
        for side, color in zip(SIDES, COLORS):
            curves(ax, epochs, values_of(group, f"curve {side}"), side, color=color)
        known = [median(shares) > KNOWN for shares in zip(*values_of(group, f"curve {SIDES[0]}"))]
        if any(known):
            label = f"since over {percent(KNOWN)} % of the seen were right"
            ax.axvspan(epochs[known.index(True)], epochs[-1], color="0.9", zorder=0, label=label)
        ax.set(xlabel="epoch", ylim=(-0.03, 1.03))
        ax.set_title(case.replace(", ", "\n"), fontsize=9)
    for ax in axes[::n_columns]:
        ax.set(ylabel="exact match")
    add_legend(figure, axes, 3)
    save_figure(figure, path)


def save_film(figure, frame, n_frames, path):
    """Write a moving GIF, and print where it is. frame(i): draws the i-th of n_frames."""
    from matplotlib.animation import FuncAnimation, PillowWriter

    frames = [*range(n_frames), *[n_frames - 1] * 8]  # the last one stands still
    with new_file(path) as new:
        FuncAnimation(figure, frame, frames).save(new, PillowWriter(fps=4), dpi=80)
    print(f"The figure is in {path}.")


def add_legend(figure, axes, n_columns):
    """Name what is drawn under a figure, each label once."""
    handles = {}
    for ax in axes:
        handles.update(zip(*reversed(ax.get_legend_handles_labels())))
    figure.legend(handles.values(), handles, loc="outside lower center", ncols=n_columns)


def plot_cells(ax, values, columns, rows, most, digits=0):
    """Draw a table whose values are also colours, from 0 to most. digits: after the point."""
    ax.imshow(values, vmin=0, vmax=most, aspect="auto", cmap="Blues")
    for (row, column), value in np.ndenumerate(values):
        color = "white" if value > 0.6 * most else "black"
        style = {"ha": "center", "va": "center", "color": color, "size": 8}
        ax.text(column, row, "" if np.isnan(value) else f"{value:.{digits}f}", **style)
    names = [fill(str(column), 9, break_long_words=False) for column in columns]
    ax.set_xticks(range(len(names)), names, fontsize=8)
    ax.set_yticks(range(len(rows)), rows, fontsize=8)
    ax.grid(False)
