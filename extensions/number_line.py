"""Where does the network put the digits?

Before it can add, a network has to give each digit a vector. In an embedding
it learns these; in the tutorial's network they are the rows of the encoder's
first weights. Nobody tells it that 3 lies between 2 and 4. Here the ten
vectors are looked at while it learns: how much of them lies along one line
(the first principal component), and in which order. The embeddings start with
random numbers up to 0.01, 0.05 (Keras's default), 0.2, 0.5 or 1.

Expect, up to 10, that an embedding that starts small puts the digits on a line
in their order, and gets most of the held-out pairs right. One that starts
large does neither. The number as the answer learns without a line.

Try --cases "embedding, up to 10" --seed 4 --plot line.gif: see it grow.
"""

from functools import partial
from itertools import combinations
from itertools import combinations_with_replacement as pairs_of

import numpy as np

from cli.files import write_files
from cli.plotting import new_figure, save_figure
from cli.terminal import run_script
from extensions.shared import figures, results, sweeps, training
from extensions.shared.results import grouped, print_results, whole_percent
from extensions.shared.tasks import Embedding, NumberAnswer, Task, embedding_from

NETWORKS = [Task, NumberAnswer, Embedding, *map(embedding_from, (0.01, 0.2, 0.5, 1))]
UP_TO_99 = [Task, NumberAnswer, Embedding, NETWORKS[-1]]
CASES = {f"{network.name}, up to 10": (network, 10) for network in NETWORKS}
CASES |= {f"{network.name}, up to 99": (network, 99) for network in UP_TO_99}
DELTA = 1  # half of the gap that four vectors without an order leave
LEARNS, MEMORISES = "embedding, up to 10", "embedding from 1, up to 10"


def vectors_of(model):
    """Take the vectors of the ten digits from a model's first weights: (10, size)."""
    return model.layers[0].get_weights()[0][:10]


def order_of(largest):
    """List the digits in the order of their values. Up to 10, a zero stands for ten."""
    return [*range(1, 10), 0] if largest == 10 else list(range(10))


def measure_line(vectors):
    """Measure how far vectors in the order of their values lie on a line, in that order.

    Returns the share of the variance along the first principal component; how many of the
    neighbours stand in order along it; and the RQI of Liu et al. (2022): of the parallelograms that
    addition asks for (i + j = m + n), the share with a gap |E_i + E_j - E_m - E_n| of at most
    DELTA. The vectors are scaled to a variance of 1 before. Their DELTA is smaller.

    >>> measure_line(np.outer(range(10), [3, 4]))
    {'share': 1.0, 'order': 9, 'RQI': 1.0}
    """
    centred = np.array(vectors, float) - np.mean(vectors, axis=0)
    centred /= np.sqrt((centred**2).sum(axis=1).mean())
    components, sizes, _ = np.linalg.svd(centred, full_matrices=False)
    n_rising = int((np.diff(components[:, 0]) > 0).sum())
    sums = {}
    for i, j in pairs_of(range(len(centred)), 2):
        sums.setdefault(i + j, []).append(centred[i] + centred[j])
    gaps = [np.linalg.norm(a - b) for same in sums.values() for a, b in combinations(same, 2)]
    return {
        "share": round(float(sizes[0] ** 2 / (sizes**2).sum()), 4),
        "order": max(n_rising, len(centred) - 1 - n_rising),  # a component has no direction
        "RQI": round(float(np.mean(np.array(gaps) <= DELTA)), 4),
    }


def measure_digits(task, questions, model):
    """Measure the line and the answers, and take the vectors, centred."""
    vectors, sides = vectors_of(model), training.score_sides(task, questions, model)
    measures = measure_line(vectors[order_of(task.largest)])
    return sides | measures | {"vectors": vectors - vectors.mean(axis=0)}


def run(largest, n_epoch, **settings):
    """Train one of the networks, and look at its digits. Returns a result.

    The scores have the measures at the start and after each of about 30 epochs: "line share", ...
    What is kept are the digits' places on the first two principal components of the end:
    (epochs, 10, 2).
    """
    epochs = {0, 1, *training.spaced_epochs(n_epoch, 30)}
    settings |= {"largest": largest, "n_epoch": n_epoch}
    trained = training.train_pairs(measure=measure_digits, epochs=epochs, **settings)
    measured, result = trained.measured, trained.result
    vectors = measured.pop("vectors")
    *_, directions = np.linalg.svd(vectors[-1], full_matrices=False)
    places = np.array(vectors) @ directions[:2].T
    places *= np.sign(np.corrcoef(places[-1, :, 0][order_of(largest)], range(10))[0, 1])
    result["scores"] |= {f"line {name}": values for name, values in measured.items()}
    return result | {"kept": {"digits": places.round(4).tolist()}}


def nearly_done(scores, name):
    """Find the epoch after which a score has nine tenths of its end; [] if that is 0."""
    reached = (i for i, score in enumerate(scores[name]) if score >= 0.9 * scores[name][-1])
    return scores["line epochs"][next(reached)] if scores[name][-1] else []


def plot_digits(ax, line, i):
    """Draw the digits at their places after the i-th look, joined in the order of their values."""
    places, largest = np.array(line["kept"]["digits"]), line["settings"]["largest"]
    ax.plot(*places[i][order_of(largest)].T, color="0.8", zorder=0)
    for digit, place in enumerate(places[i]):
        ax.text(*place, digit, ha="center", va="center", size=13, weight="bold")
    most = 1.2 * np.abs(places[-1]).max()
    ax.set(xticks=[], yticks=[], aspect="equal", xlim=(-most, most), ylim=(-most, most))
    ax.grid(False)
    ax.spines[:].set_visible(False)
    scores = line["scores"]
    epoch, share = scores["line epochs"][i], scores["line held-out"][i]
    ax.set_title(
        f"{line['case']}\nepoch {epoch}: {share:.0%} of the held-out pairs right", fontsize=9
    )


def plot_pair(path, lines):
    """Draw the digits of a network that learns, and of one that memorises. A .gif is a film."""
    firsts = results.first_of_each(lines)
    lines = [line for line in firsts if line["case"] in (LEARNS, MEMORISES)] or firsts[:2]
    is_film = path.suffix == ".gif"
    figure, axes = new_figure(len(lines) + is_film, "")
    if not is_film:
        for ax, line in zip(axes, lines):
            plot_digits(ax, line, -1)
        return save_figure(figure, path)

    def frame(i):
        for ax in axes:
            ax.clear()
        for j, (ax, line) in enumerate(zip(axes, lines)):
            plot_digits(ax, line, i)
            scores = line["scores"]
            x, y = scores["line epochs"][: i + 1], scores["line held-out"][: i + 1]
            axes[-1].plot(x, y, color=f"C{j}", label=line["settings"]["network"])
        axes[-1].set(xlim=(0, scores["line epochs"][-1]), ylim=(-0.03, 1.03), xlabel="epoch")
        axes[-1].set_title("right answers to held-out pairs", fontsize=9)
        axes[-1].legend(loc="upper left", fontsize=8, frameon=False)

    figures.save_film(figure, frame, min(len(line["kept"]["digits"]) for line in lines), path)


def plot_scatter(path, lines):
    """Draw every training as a dot: the share of the first component, and what was learned."""
    figure, axes = figures.new_panels(2, "The line and the answers, {}", lines)
    networks = [network.name for network in NETWORKS]
    for ax, (largest, group) in zip(axes, grouped(lines, "largest").items()):
        for network, same in grouped(group, "network").items():
            color = f"C{networks.index(network)}"
            marker = "x" if network == NumberAnswer.name else "o"
            shares = results.values_of(same, "share")
            right = results.values_of(same, "held-out")
            ax.scatter(shares, right, color=color, marker=marker, alpha=0.6, label=network)
        ax.set(xlabel="share of the variance on the line", xlim=(0, 1.03), ylim=(-0.03, 1.03))
        ax.set(title=f"up to {largest}", ylabel="exact match on held-out pairs")
    axes[-1].legend(*axes[0].get_legend_handles_labels(), fontsize=8, frameon=False)
    save_figure(figure, path)


def main():
    """Train the networks, with the options of the command line."""
    settings = {"cases": CASES, "scatter": None}
    parser = sweeps.question_parser(__doc__, "number_line", [".gif"], **settings)
    options = parser.parse_args()
    cases = {name: training.pair_settings(*CASES[name]) for name in options.cases}
    lines, status = sweeps.sweep(options, "pairs", cases, run, "line share")
    for line in lines:
        scores = line["scores"]
        scores["before"] = scores["line share"][0]
        scores |= {name: scores[f"line {name}"][-1] for name in ("share", "order", "RQI")}
        epochs = {name: nearly_done(scores, f"line {name}") for name in ("share", "held-out")}
        scores |= {f"{name}, epoch": epoch for name, epoch in epochs.items()}
    columns = [("line % before", "before", whole_percent), ("line %", "share", whole_percent)]
    columns += [("in order, of 9", "order", "{:g}".format), ("RQI", "RQI", "{:.2f}".format)]
    print_results(lines, [*sweeps.SIDE_COLUMNS, *columns])
    columns = [("line", "share, epoch", "{:.0f}".format)]
    columns += [("held-out", "held-out, epoch", "{:.0f}".format)]
    print_results(lines, columns, "epochs until nine tenths of the end, {}")
    scatter = partial(plot_scatter, lines=lines)
    return write_files((options.scatter, scatter)) | sweeps.draw(options, plot_pair, lines) | status


if __name__ == "__main__":
    run_script(main)
