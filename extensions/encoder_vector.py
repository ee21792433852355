"""What is in the vector that the encoder hands over?

The decoder sees nothing but one vector of 100 numbers. Here the tutorial's
network is trained up to 10, where it memorises, and up to 99, where it learns
to add. From the vectors of the seen pairs a linear fit learns to read the sum.
It is scored on the held-out pairs. The control is the network before its
training.

Expect that up to 10 the fit reads nearly all sums, before the training, too.
So the vector has the sum. Up to 99 it reads less than half.

Try --epochs 5: where are the vectors before the network can add?
"""

from random import Random
from statistics import median

import numpy as np
from threadpoolctl import threadpool_limits

from cli.plotting import new_figure, save_figure
from cli.terminal import run_script
from extensions.shared import results
from extensions.shared.results import spread, values_of, with_seeds
from extensions.shared.sweeps import draw, question_parser, sweep
from extensions.shared.tasks import Task, encoder_outputs
from extensions.shared.training import SIDES, before_training, pair_settings, train_pairs

N_DRAWN = 800  # the most vectors on a map
WHEN = ("untrained", "trained")
# with more threads the last digits would depend on --jobs
one_thread = threadpool_limits.wrap(limits=1)


@one_thread
def fit_sums(vectors, sums, n):
    """Fit the first n sums to their vectors (ridge), and score the others.

    Returns the R2, and the share that is right when it is rounded.
    """
    from sklearn.linear_model import Ridge
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    # scaled, since before the training the vectors are smaller
    line = make_pipeline(StandardScaler(), Ridge()).fit(vectors[:n], sums[:n])
    rounded = np.rint(line.predict(vectors[n:])) == sums[n:]
    return float(line.score(vectors[n:], sums[n:])), float(rounded.mean())


@one_thread
def components(vectors):
    """Compute the first two principal components of vectors."""
    from sklearn.decomposition import PCA

    return PCA(2).fit_transform(vectors).astype(float)


def run(seed, **settings):
    """Train, and read the sums from the vectors. Returns a result, with dots to draw."""
    trained = train_pairs(seed=seed, **settings)
    task, scores = trained.task, trained.result["scores"]
    pairs, n_seen = sum(trained.questions.values(), []), len(trained.questions[SIDES[0]])
    sums = [a + b for a, b in pairs]
    shown = Random(seed).sample(range(len(pairs)), min(N_DRAWN, len(pairs)))
    dots = {"sums": [sums[i] for i in shown], "is seen": [i < n_seen for i in shown]}
    for when, network in zip(WHEN, (before_training(task, seed), trained.model)):
        vectors = encoder_outputs(task, network, pairs)[:, -1]
        points = components(vectors)
        correlation = np.corrcoef(points[:, 0], sums)[0, 1]
        points[:, 0] *= np.sign(correlation)  # a component has no direction: let it rise
        dots[when] = points[shown].round(3).tolist()
        r2, rounded = fit_sums(vectors, sums, n_seen)
        read = {"R2": r2, "rounded": rounded, "correlation": float(abs(correlation))}
        scores |= {f"{when} {name}": score for name, score in read.items()}
    return trained.result | {"kept": {"map": dots}}


def report(lines):
    """Print how many of the held-out sums the network gives, and how well a linear fit reads."""
    rows = []
    for case, group in with_seeds(lines).items():
        for when in WHEN:
            network = spread(values_of(group, SIDES[1])) if when == "trained" else "-"
            row = [f"{case}, {when}", network, spread(values_of(group, f"{when} rounded"))]
            row.append(f"{median(values_of(group, f'{when} R2')):.3f}")
            rows.append([*row, f"{median(values_of(group, f'{when} correlation')):.2f}"])
    results.print_table([results.seeds_of(lines), "network %", "fit %", "R2", "corr."], rows)


def plot_maps(path, lines):
    """Draw the first of each training's vectors before and after it, coloured by the sum."""
    from matplotlib.ticker import MaxNLocator

    lines = results.first_of_each(lines)
    title = "The vectors of questions that the encoder hands over"
    figure, axes = new_figure(2 * len(lines), title, n_rows=len(lines))
    for i, line in enumerate(lines):
        data = line["kept"]["map"]
        is_seen, sums = np.array(data["is seen"]), np.array(data["sums"])
        style = {"vmin": 0, "vmax": sums.max(), "s": 12 + 3000 / len(sums), "linewidths": 0.8}
        if sums.max() > 20:  # a colour for each ten, since up to 99 they stand in columns
            style |= {"cmap": "tab20", "vmax": 200}
        for ax, when in zip(axes[2 * i :], WHEN):
            points = np.array(data[when])
            for side, marker, shown in zip(SIDES, ".x", (is_seen, ~is_seen)):
                x, y = points[shown].T
                dots = ax.scatter(x, y, c=sums[shown], marker=marker, label=side, **style)
            ax.set_title(f"{line['case']}, seed {line['seed']}, {when}", fontsize=10)
            ax.set(xlabel="first principal component", ylabel="second principal component")
            figure.colorbar(dots, ax=ax, label="sum", ticks=MaxNLocator(integer=True))
    axes[0].legend(frameon=False, fontsize=8)
    save_figure(figure, path)


def main():
    """Train, and read from the vectors, with the options of the command line."""
    options = question_parser(__doc__, "encoder_vector", largest=[10, 99]).parse_args()
    cases = {f"up to {largest}": pair_settings(Task, largest) for largest in options.largest}
    lines, status = sweep(options, "pairs", cases, run, "map")
    report(lines)
    return draw(options, plot_maps, lines) or status


if __name__ == "__main__":
    run_script(main)
