"""Pictures of training: learning curves, and expected against predicted."""

import numpy as np


def new_figure(n_panels, title):
    """A row of panels at the width of a README, drawn without a screen.

    Returns the figure and a list of its axes.
    """
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(1, n_panels, figsize=(9, 3.6), layout="constrained", squeeze=False)
    figure.suptitle(title, fontsize=11)
    for ax in axes[0]:
        ax.spines[["top", "right"]].set_visible(False)
        ax.grid(alpha=0.3)
    return figure, list(axes[0])


def curves(ax, histories, metric, **style):
    """Draw one metric over the epochs: every run faint and their median, or the only run.

    histories: one {metric: values} a run, runs of different lengths allowed.
    """
    runs = [np.asarray(history[metric]) for history in histories]
    if len(runs) > 1:
        for run in runs:
            ax.plot(np.arange(1, len(run) + 1), run, alpha=0.25, linewidth=0.8, **style)
        style["label"] = style.get("label", "median")
    length = min(map(len, runs))
    median = np.median([run[:length] for run in runs], axis=0)
    ax.plot(np.arange(1, length + 1), median, linewidth=2, **style)


def plot_runs(path, title, histories, expected, predicted):
    """Draw the learning curves and expected against predicted numbers, and write them to path.

    histories: one {metric: values} a run, empty where a kept model was not trained; expected,
    predicted: numbers.
    """
    metrics = [m for m in ("loss", "accuracy") if histories and m in histories[0]]
    figure, axes = new_figure(len(metrics) + 1, title)
    for metric, ax in zip(metrics, axes):
        curves(ax, histories, metric, color="C0")
        ax.set(xlabel="epoch", ylabel=metric)
        if len(histories) > 1:
            ax.legend([ax.lines[-1]], [f"median of {len(histories)} runs"], frameon=False)
    if "loss" in metrics:
        axes[0].set_yscale("log")

    ax = axes[-1]
    ax.axline((0, 0), slope=1, color="0.6", linewidth=1)
    ax.plot(expected, predicted, ".", color="C0", alpha=0.5)
    ax.set(xlabel="expected", ylabel="predicted")
    figure.savefig(path, dpi=120)
