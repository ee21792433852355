"""What is in the vector that the encoder hands over?

The decoder sees nothing but one vector of 100 numbers. Here the tutorial's
network is trained up to 10, where it memorises, and up to 99, where it learns
to add. From the vectors of the seen pairs, a linear fit learns to read the
sum, and linear classifiers (probes) learn to read each digit. They are scored
on the never seen pairs. A control is the network before its training.

Expect that up to 10 the fit reads nearly all sums, before the training, too.
So the vector has the sum. Up to 99 it reads less than half.

Try --epochs 5: where are the vectors before the network can add?
"""

from itertools import combinations
from random import Random
from statistics import median

import numpy as np

from cli.plotting import new_figure, save_figure
from cli.terminal import run_script
from common.reporting import is_number
from extensions.shared import probing, results
from extensions.shared.results import grouped, print_table, seeds_of, spread, values_of
from extensions.shared.sweeps import draw, question_parser, sweep
from extensions.shared.tasks import Task
from extensions.shared.training import SIDES, pair_case, train_pairs

N_DRAWN = 800  # the most vectors on a map
WHEN = ("untrained", "trained")
PROBED = ("trained", "untrained", "shuffled")


def train(seed, **settings):
    """Train, and read the sums and the digits from the vectors. Returns what a sweep wants."""
    task, model, questions, _, result = train_pairs(seed=seed, **settings)
    seen, never_seen = questions.values()
    networks = {"trained": model, "untrained": probing.before_training(task, seed)}
    seen_sums, sums = ([a + b for a, b in pairs] for pairs in (seen, never_seen))
    n, scores = len(seen + never_seen), result["scores"]
    shown = Random(seed).sample(range(n), min(N_DRAWN, n))
    dots = {"sums": [(seen_sums + sums)[i] for i in shown]}
    dots["is seen"] = [i < len(seen) for i in shown]
    for when, network in networks.items():
        old, new = (
            probing.encoder_outputs(task, network, pairs)[:, -1] for pairs in (seen, never_seen)
        )
        points = probing.components(np.concatenate([old, new]))
        correlation = np.corrcoef(points[:, 0], seen_sums + sums)[0, 1]
        points[:, 0] *= np.sign(correlation)  # a component has no direction: let it rise
        dots[when] = points[shown].round(3).tolist()
        scores[f"{when} correlation"] = float(abs(correlation))
        scores[f"{when} R2"], scores[f"{when} rounded"] = probing.fit_sums(
            old, seen_sums, new, sums
        )
    fitted_on = Random(seed).sample(seen, min(probing.N_FITTED, len(seen)))
    scores |= probing.probe_all(task, networks, fitted_on, never_seen, 2, seed)
    scores["errors"] = count_errors(*task.ask(model, never_seen))
    scores["1 by chance"] = float(np.mean([abs(a - b) <= 1 for a, b in combinations(sums, 2)]))
    return result | {"kept": {"map": dots}}


def count_errors(expected, predicted):
    """Count the answers that are right, those that are wrong by 1 and by 10, and the others.

    >>> count_errors([" 5", " 6", " 9", "17"], [" 6", " 6", " 3", "+1"])
    [1, 1, 0, 2]
    """
    answers = zip(expected, predicted)
    errors = [abs(int(e) - int(p)) if is_number(p) else None for e, p in answers]
    counts = [errors.count(error) for error in (0, 1, 10)]
    return [*counts, len(errors) - sum(counts)]


def report(lines):
    """Print how well the sums are read, how far off the answers are, and what the probes read."""
    rows = []
    for case, group in grouped(lines).items():
        for when in WHEN:
            network = spread(values_of(group, SIDES[1])) if when == "trained" else "-"
            row = [f"{case}, {when}", network, spread(values_of(group, f"{when} rounded"))]
            row.append(f"{median(values_of(group, f'{when} R2')):.3f}")
            rows.append([*row, f"{median(values_of(group, f'{when} correlation')):.2f}"])
    print_table([seeds_of(lines), "network %", "fit %", "R2", "corr."], rows)
    rows = []
    for line in lines:
        chance = f"{line['scores']['1 by chance']:.0%}"
        rows.append([f"{line['case']}, seed {line['seed']}", *line["scores"]["errors"], chance])
    print_table(["answers", "right", "by 1", "by 10", "other", "1 by chance"], rows)
    for case, group in grouped(lines).items():
        rows = []
        for digit in probing.digits_of([(0, 0)], 2):
            cells = [np.array(values_of(group, f"probe {digit}, {when}")) for when in PROBED]
            ends = (each[:, -1] if each.ndim == 2 else each for each in cells)
            rows.append([digit, *(spread(values, results.whole_percent) for values in ends)])
        print_table([f"{case}, {seeds_of(group)}", *PROBED], rows)


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
    options = question_parser(__doc__, "encoder_vector", 10, largest=[10, 99]).parse_args()
    cases = {f"up to {largest}": pair_case(Task, largest) for largest in options.largest}
    lines, status = sweep(options, "pairs", cases, train, "map")
    report(lines)
    return draw(options, plot_maps, lines) or status


if __name__ == "__main__":
    run_script(main)
