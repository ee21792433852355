"""What is in the vector that the encoder hands over?

The decoder sees nothing but one vector of 100 numbers. From the vectors of the
seen pairs a linear fit learns to read the sum. It is scored on the held-out
pairs. Controls are the network before its training, and the one-hot characters.

Expect, up to 10, where the network memorises, that each fit reads nearly all
sums. Up to 99, where it learns, the fit to its vectors reads less than half.

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
from extensions.shared.tasks import Task, encoder_outputs, scaled
from extensions.shared.training import SIDES, before_training, pair_settings, train_pairs

N_DRAWN = 800  # the most vectors on a map
READ_FROM = ("one-hot characters", "untrained", "trained")
# with more threads the last digits would depend on --jobs
one_thread = threadpool_limits.wrap(limits=1)


@one_thread
def fit_sums(vectors, sums, n):
    """Fit the first n sums to their vectors (ridge), and score the others.

    Returns the R2, and the share that is right when it is rounded.
    """
    from sklearn.linear_model import Ridge

    line = scaled(Ridge()).fit(vectors[:n], sums[:n])
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
    X, _ = task.encode(pairs, sums)
    networks = before_training(task, seed), trained.model
    outputs = (encoder_outputs(task, network, pairs)[:, -1] for network in networks)
    for name, vectors in zip(READ_FROM, (X.reshape(len(X), -1), *outputs)):
        points = components(vectors)
        correlation = np.corrcoef(points[:, 0], sums)[0, 1]
        points[:, 0] *= np.sign(correlation)  # a component has no direction: let it rise
        dots[name] = points[shown].round(3).tolist()
        r2, rounded = fit_sums(vectors, sums, n_seen)
        read = {"R2": r2, "rounded": rounded, "correlation": float(abs(correlation))}
        scores |= {f"{name} {of}": score for of, score in read.items()}
    return trained.result | {"kept": {"map": dots}}


def report(lines):
    """Print how many of the held-out sums the network gives, and how well a linear fit reads."""
    rows = []
    for case, group in with_seeds(lines).items():
        for name in READ_FROM:
            network = spread(values_of(group, SIDES[1])) if name == "trained" else "-"
            row = [f"{case}, {name}", network, spread(values_of(group, f"{name} rounded"))]
            row.append(f"{median(values_of(group, f'{name} R2')):.3f}")
            rows.append([*row, f"{median(values_of(group, f'{name} correlation')):.2f}"])
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
        for ax, name in zip(axes[2 * i :], READ_FROM[1:]):
            points = np.array(data[name])
            for side, marker, shown in zip(SIDES, ".x", (is_seen, ~is_seen)):
                x, y = points[shown].T
                dots = ax.scatter(x, y, c=sums[shown], marker=marker, label=side, **style)
            ax.set_title(f"{line['case']}, seed {line['seed']}, {name}", fontsize=10)
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
