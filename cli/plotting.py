"""Figures of training: learning curves, and the error of each answer."""

from collections import Counter
from statistics import median

import numpy as np

from cli.files import new_file
from common.reporting import is_number

# what Keras calls a metric: what a reader should call it
METRICS = {"loss": "loss (log scale)", "accuracy": "accuracy (share of characters)"}


def new_figure(n_panels, title, n_rows=1, height=3.2):
    """Make a figure with panels in rows, as wide as a README, without a screen.

    height: of a row, in inches. Returns the figure and a list of its axes.
    """
    import matplotlib.pyplot as plt  # imported here, as it takes a second

    figure, axes = plt.subplots(
        n_rows, -(-n_panels // n_rows), figsize=(9, height * n_rows + 0.4), layout="constrained"
    )
    figure.suptitle(title, fontsize=11)
    axes = np.ravel(axes).tolist()
    for ax in axes:
        ax.spines[["top", "right"]].set_visible(False)
        ax.grid(alpha=0.3)
    for ax in axes[n_panels:]:
        ax.remove()
    return figure, axes[:n_panels]


def save_figure(figure, path):
    """Write a figure to a file, close it, and print where it is. The ending decides the format.

    If that fails, an older file at path stays as it was.
    """
    import matplotlib.pyplot as plt

    with new_file(path) as new:
        figure.savefig(new, dpi=120)
    plt.close(figure)
    print(f"The figure is in {path}.")


def curves(ax, x, runs, label=None, **style):
    """Draw runs as faint lines, and their median as a thick one. A single run is one plain line.

    runs: a list of values for each, one for each x, such as the losses after each epoch.
    """
    if len(runs) > 1:
        for run in runs:
            ax.plot(x, run, **style | {"alpha": 0.25, "linewidth": 0.8})
        style = {"linewidth": 2} | style
    if len(x) == 1:
        style |= {"marker": "o"}  # one epoch makes no line
    ax.plot(x, np.median(runs, axis=0), label=label, **style)


def plot_runs(path, title, runs, score):
    """Draw the runs of an experiment into a file: learning curves, and the error of each answer.

    runs: (model, history, expected, predicted) of each; a loaded model has an empty history and no
    curves. The answers are numbers or strings. A prediction that is not a number has no error to
    draw. score: its name, and a function of the expected and predicted answers.
    """
    _, histories, expected, predicted = zip(*runs)
    metrics = [metric for metric in METRICS if metric in histories[0]]
    label = f"median of {len(runs)} runs" if len(runs) > 1 else ""
    figure, axes = new_figure(len(metrics) + 1, title)
    for metric, ax in zip(metrics, axes):
        values = [history[metric] for history in histories]
        curves(ax, range(1, len(values[0]) + 1), values, label, color="C0")
        if label:
            ax.legend(frameon=False)
        ax.set(xlabel="epoch", ylabel=METRICS[metric])
    if metrics:
        axes[0].set_yscale("log")
    name, function = score
    scores = [function(*answers) for answers in zip(expected, predicted)]
    plot_errors(axes[-1], sum(expected, []), sum(predicted, []))
    axes[-1].set_title(f"{name}\n{median(scores):.3f}{label and f', {label}'}", fontsize=10)
    save_figure(figure, path)


def plot_errors(ax, expected, predicted):
    """Draw the errors by the expected answer, wrong answers in red, equal ones as a larger dot."""
    answers = Counter(zip(expected, predicted))
    counts = {(int(e), int(p)): n for (e, p), n in answers.items() if is_number(str(p))}
    errors = [p - e for e, p in counts]
    areas = [20 + 60 * n / max(counts.values()) for n in counts.values()]
    color = ["C3" if error else "C0" for error in errors]
    ax.axhline(0, color="0.6", linewidth=1)
    ax.scatter([e for e, _ in counts], errors, areas, color, alpha=0.5, linewidths=0)
    most = 1.1 * max(1, *map(abs, errors)) if errors else 1.1
    ax.set(xlabel="expected", ylabel="error (predicted minus expected)", ylim=(-most, most))
    ax.yaxis.get_major_locator().set_params(integer=True)
