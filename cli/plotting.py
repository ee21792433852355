"""Figures of training: learning curves, and the error of each answer."""

from collections import Counter
from statistics import median

import numpy as np

from cli.files import new_file
from common.reporting import is_number


def new_figure(n_panels, title, n_rows=1, height=3.2):
    """Make a figure with panels in rows, each height inches high. Returns it and its axes."""
    from matplotlib.figure import Figure  # not pyplot, which would choose a backend for the session

    figure = Figure(figsize=(9, height * n_rows + 0.4), layout="constrained")
    figure.suptitle(title, fontsize=11)
    for ax in figure.subplots(n_rows, -(-n_panels // n_rows), squeeze=False).flat[n_panels:]:
        ax.remove()
    for ax in figure.axes:
        ax.spines[["top", "right"]].set_visible(False)
        ax.grid(alpha=0.3)
    return figure, figure.axes


def save_figure(figure, path):
    """Write a figure to a file, and print where it is. The ending decides the format."""
    with new_file(path) as new:
        figure.savefig(new, dpi=120)
    print(f"The figure is in {path}.")


def curves(ax, x, runs, label=None, **style):
    """Draw runs as faint lines, and their median as a thick one. A single run is one plain line.

    runs: a list of values for each, one for each x, such as the losses after each epoch.
    """
    if len(runs) > 1:
        ax.plot(x, np.transpose(runs), **style | {"alpha": 0.25, "linewidth": 0.8})
        style = {"linewidth": 2} | style
    style |= {"marker": "o"} if len(x) == 1 else {}  # one epoch makes no line
    ax.plot(x, np.median(runs, axis=0), label=label, **style)


def plot_runs(path, title, runs, score):
    """Draw the learning curves of an experiment's runs, and the error of each answer, into a file.

    runs: (model, history, expected, predicted) of each; a loaded model has no history to draw.
    score: as for run_stage. Equal answers are a larger dot; only numbers are drawn.
    """
    _, histories, expected, predicted = zip(*runs)
    figure, (*axes, ax) = new_figure(len(histories[0]) + 1, title)
    for metric, panel in zip(sorted(histories[0], reverse=True), axes):
        values = [history[metric] for history in histories]
        curves(panel, range(1, len(values[0]) + 1), values, color="#0072b2")
        panel.set(xlabel="epoch", ylabel="loss (log scale)" if metric == "loss" else metric)
        panel.set_yscale("log" if metric == "loss" else "linear")
    pairs = zip(sum(expected, []), sum(predicted, []))
    counts = Counter((int(e), int(p)) for e, p in pairs if is_number(e) and is_number(p))
    errors = [p - e for e, p in counts]
    areas = [20 + 60 * n / max(counts.values()) for n in counts.values()]
    colors = ["#d55e00" if error else "#0072b2" for error in errors]  # of Okabe and Ito
    ax.axhline(0, color="0.6", linewidth=1)
    ax.scatter([e for e, _ in counts], errors, areas, colors, alpha=0.5, linewidths=0)
    most = 1.1 * max([1, *map(abs, errors)])
    ax.set(xlabel="expected", ylabel="error (predicted minus expected)", ylim=(-most, most))
    ax.yaxis.get_major_locator().set_params(integer=True)
    name, function, form = score
    value = form.format(median(map(function, expected, predicted)))
    value += f", median of {len(runs)} runs" * (len(runs) > 1)
    ax.set_title(f"{name}\n{value}", fontsize=10)
    save_figure(figure, path)
