"""Pictures of training: learning curves, and expected against predicted."""

import numpy as np

from common.reporting import is_number


def new_figure(n_panels, title, n_rows=1):
    """Panels in rows, at the width of a README, drawn without a screen.

    Returns the figure and a list of its axes.
    """
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(
        n_rows, n_panels // n_rows, figsize=(9, 3.2 * n_rows + 0.4), layout="constrained"
    )
    figure.suptitle(title, fontsize=11)
    axes = np.ravel(axes).tolist()
    for ax in axes:
        ax.spines[["top", "right"]].set_visible(False)
        ax.grid(alpha=0.3)
    return figure, axes


def save(figure, path):
    """Write a figure to a file, of the kind that its ending says, close it, and say where it is."""
    import matplotlib.pyplot as plt

    figure.savefig(path, dpi=120)
    plt.close(figure)
    print(f"The figure is in {path}.")


def curves(ax, histories, metric, **style):
    """Draw one metric over the epochs: every run faint and their median, or the only run.

    histories: one {metric: values} a run, runs of different lengths allowed.
    """
    runs = [np.asarray(history[metric]) for history in histories]
    if len(runs) == 1:
        if len(runs[0]) == 1:
            style |= {"marker": "o"}  # one epoch makes no line
        ax.plot(np.arange(1, len(runs[0]) + 1), runs[0], **style)
        return
    for run in runs:
        ax.plot(np.arange(1, len(run) + 1), run, **style | {"alpha": 0.25, "linewidth": 0.8})
    length = min(map(len, runs))
    median = np.median([run[:length] for run in runs], axis=0)
    style = {"label": f"median of {len(runs)} runs"} | style
    ax.plot(np.arange(1, length + 1), median, linewidth=2, **style)
    ax.legend(frameon=False)


def plot_runs(path, title, runs):
    """Draw the runs of a stage into a file: learning curves, and expected against predicted.

    runs: with a history (empty for a kept model, which has no curve), expected and predicted, as
    numbers or strings; a prediction that is no number has no place in the picture.
    """
    histories = [run.history for run in runs]
    metrics = [metric for metric in ("loss", "accuracy") if metric in histories[0]]
    figure, axes = new_figure(len(metrics) + 1, title)
    for metric, ax in zip(metrics, axes):
        curves(ax, histories, metric, color="C0")
        ax.set(xlabel="epoch", ylabel=metric)
    if "loss" in metrics:
        axes[0].set(yscale="log", ylabel="loss (log scale)")

    ax = axes[-1]
    answers = [pair for run in runs for pair in zip(run.expected, run.predicted)]
    numbers = [(int(e), int(p)) for e, p in answers if is_number(str(p))]
    ax.axline((0, 0), slope=1, color="0.6", linewidth=1)
    if numbers:
        ax.plot(*zip(*numbers), ".", color="C0", alpha=0.5)
    ax.set(xlabel="expected", ylabel="predicted")
    save(figure, path)
