"""Where does the network put the digits?

Before it can add, a network has to give each digit a place: a vector. In an
embedding these are 12 numbers for each character. In the tutorial's network
they are the rows of the encoder's first weights. Nobody tells the network that
3 lies between 2 and 4. Here the ten vectors are looked at while it learns: how
much of them lies along one line (the first principal component), and in which
order.

The embeddings start with random numbers up to 0.01, 0.05 (Keras's default),
0.2, 0.5 or 1. A fifth of the pairs is held out. A zero up to 10 occurs in "10"
only, so there its place is that of ten.

Expect, up to 10, that an embedding that starts small puts the digits on a
line, in their order, and gets most of the never seen pairs. One that starts
large does neither. Other networks, and up to 99, can learn without a line.

Try --cases "embedding, up to 10" --seed 4 --plot line.gif: how does the line
grow?
"""

if not __package__:
    raise SystemExit("Run it as a module: python -m extensions.number_line")

from functools import partial
from itertools import combinations_with_replacement as pairs_of

import numpy as np

from cli.files import write_files
from cli.options import file_to_write
from cli.plotting import new_figure, save_figure
from cli.terminal import run_script
from extensions.shared import sweeps, training
from extensions.shared.figures import save_film
from extensions.shared.results import first_of_each, grouped, print_results, seeds_of, whole_percent
from extensions.shared.tasks import TRAININGS, Embedding, NumberAnswer, Task, embedding_from
from extensions.shared.training import HELD_OUT, SIDES

EMBEDDINGS = [embedding_from(start) for start in (0.01, 0.2, 0.5, 1)]
TASKS = {task.name: task for task in (Task, NumberAnswer, Embedding, *EMBEDDINGS)}
UP_TO_99 = (Task, NumberAnswer, Embedding, EMBEDDINGS[-1])
CASES = {f"{name}, up to 10": (name, 10) for name in TASKS}
CASES |= {f"{task.name}, up to 99": (task.name, 99) for task in UP_TO_99}
LINE = ("line epochs", "line seen", "line never seen", "line share", "line order", "line RQI")
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
    (1.0, 9, 1.0)
    """
    centred = np.array(vectors, float) - np.mean(vectors, axis=0)
    centred /= np.sqrt((centred**2).sum(axis=1).mean())
    components, sizes, _ = np.linalg.svd(centred, full_matrices=False)
    n_rising = int((np.diff(components[:, 0]) > 0).sum())
    sums = {}
    for i, j in pairs_of(range(len(centred)), 2):
        sums.setdefault(i + j, []).append(centred[i] + centred[j])
    gaps = [
        np.linalg.norm(a - b) for same in sums.values() for a, b in pairs_of(same, 2) if a is not b
    ]
    share = sizes[0] ** 2 / (sizes**2).sum()
    n_neighbours = len(centred) - 1
    in_order = max(n_rising, n_neighbours - n_rising)  # a component has no direction
    return round(float(share), 4), in_order, round(float(np.mean(np.array(gaps) <= DELTA)), 4)


def train(network, largest, seed, callbacks, held_out, **sizes):
    """Train one of the networks, and look at its digits. Returns what a sweep wants.

    The scores have the measures at the start and after each of about 30 epochs (LINE). What is kept
    are the digits' places on the first two principal components of the end: (epochs, 10, 2).
    """
    from keras.callbacks import LambdaCallback

    task, questions = TASKS[network](largest), training.questions_of(largest, held_out, seed)
    line, seen_vectors = {name: [] for name in LINE}, []

    def look(model, epoch):
        vectors, sides = vectors_of(model), training.score_sides(task, model, questions)
        seen_vectors.append(vectors - vectors.mean(axis=0))
        measured = measure_line(vectors[order_of(largest)])
        for name, value in zip(LINE, (epoch, *(sides[side] for side in SIDES), *measured)):
            line[name].append(value)

    before = LambdaCallback(on_train_begin=lambda _: line["line epochs"] or look(before.model, 0))
    after = training.every(max(1, sizes["n_epoch"] // 30), sizes["n_epoch"], look)
    result = training.train_and_score(task, seed, [*callbacks, before, after], held_out, **sizes)
    *_, directions = np.linalg.svd(seen_vectors[-1], full_matrices=False)
    places = np.array(seen_vectors) @ directions[:2].T
    places *= np.sign(np.corrcoef(places[-1, :, 0][order_of(largest)], range(10))[0, 1])
    kept = {"digits": places.round(4).tolist()}
    return result | {"scores": result["scores"] | line, "kept": kept}


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
    epoch, share = scores["line epochs"][i], scores["line never seen"][i]
    ax.set_title(f"{line['case']}\nepoch {epoch}: {share:.0%} of the never seen right", fontsize=9)


def plot_pair(path, lines):
    """Draw the digits of a network that learns, and of one that memorises. A .gif is a film."""
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
            x, y = scores["line epochs"][: i + 1], scores["line never seen"][: i + 1]
            axes[-1].plot(x, y, color=f"C{j}", label=line["settings"]["network"])
        axes[-1].set(xlim=(0, scores["line epochs"][-1]), ylim=(-0.03, 1.03), xlabel="epoch")
        axes[-1].set_title("right answers to never seen pairs", fontsize=9)
        axes[-1].legend(loc="upper left", fontsize=8, frameon=False)

    save_film(figure, frame, min(len(line["scores"]["line epochs"]) for line in lines), path)


def plot_scatter(path, lines):
    """Draw every training as a dot: the share of the first component, and what was learned."""
    figure, axes = new_figure(2, f"The line and the answers, {seeds_of(lines)}")
    for ax, (largest, group) in zip(axes, grouped(lines, "largest").items()):
        for network, same in grouped(group, "network").items():
            color, marker = (
                f"C{[*TASKS].index(network)}",
                "x" if network == NumberAnswer.name else "o",
            )
            shares, right = ([line["scores"][name][-1] for line in same] for name in LINE[3:1:-1])
            ax.scatter(shares, right, color=color, marker=marker, alpha=0.6, label=network)
        ax.set(xlabel="share of the variance on the line", xlim=(0, 1.03), ylim=(-0.03, 1.03))
        ax.set(title=f"up to {largest}", ylabel="exact match on never seen pairs")
    axes[-1].legend(*axes[0].get_legend_handles_labels(), fontsize=8, frameon=False)
    save_figure(figure, path)


def main():
    """Train the networks, with the options of the command line."""
    parser = sweeps.question_parser(
        __doc__, "number_line", "30 up to 10, 60 up to 99", [".gif"], 25
    )
    sweeps.add_choice(parser, "--cases", CASES)
    scatter = "draw what is learned by the share on the line into a file"
    parser.option("--scatter", scatter, type=file_to_write(".png", ".svg"), metavar="FILE")
    parser.set_defaults(scatter=None)
    options = sweeps.parse_question(parser)
    cases = {}
    for name in options.cases:
        network, largest = CASES[name]
        case = {"network": network, "largest": largest, "held_out": HELD_OUT}
        cases[name] = case | TRAININGS[largest]
    lines, status = sweeps.sweep(options, "pairs", cases, train, (*LINE, "digits"))
    for line in lines:
        line["scores"] |= {f"{name} at the end": line["scores"][name][-1] for name in LINE}
        line["scores"]["line share before"] = line["scores"]["line share"][0]
    columns = [*sweeps.SHARES, ("line % before", "line share before", whole_percent)]
    columns += [("line %", "line share at the end", whole_percent)]
    columns += [("in order, of 9", "line order at the end", "{:g}".format)]
    columns += [("RQI", "line RQI at the end", "{:.2f}".format)]
    print_results(lines, columns)
    for line in lines:
        for name in ("line share", "line never seen"):
            line["scores"][f"{name}, epoch"] = nearly_done(line["scores"], name)
    columns = [("line", "line share, epoch", "{:.0f}".format)]
    columns += [("never seen", "line never seen, epoch", "{:.0f}".format)]
    print_results(lines, columns, "epochs until nine tenths of the end, {}")
    firsts = first_of_each(lines)
    pair = [line for line in firsts if line["case"] in (LEARNS, MEMORISES)] or firsts[:2]
    return (
        write_files(
            (options.plot, partial(plot_pair, lines=pair)),
            (options.scatter, partial(plot_scatter, lines=lines)),
        )
        or status
    )


if __name__ == "__main__":
    run_script(main)
