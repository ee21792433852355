"""Where does the network put the digits?

Before it can add, a network has to give each digit a vector. In an embedding
it learns these. Nobody tells it that 3 lies between 2 and 4. Three steps:

- Found. The vectors start at one point (zeros), or with random numbers up to
  0.05 (Keras's default), 0.5 or 1. How much of them lies along one line at the
  end (the first principal component), and in which order?
- Given. A new network gets the vectors that another one has found, and keeps
  them. It also gets them enlarged, or dealt out to other digits.
- Used. The vector of x slides in a straight line from that of 1 to that of 9.
  What does the network answer to 3+x on the way?

Expect, up to 10, that a small start leads to a line, and a large one does not.
A network that is given the line learns, and one with the same vectors dealt
out memorises. Along a line the answer climbs like a staircase.

Try --cases "given" --seed 6: a seed that this page has not seen.
"""

from functools import partial
from random import Random

import numpy as np

from cli.plotting import new_figure, save_figure
from cli.terminal import run_script
from common.reporting import is_number
from extensions.shared import figures, results, splitting, sweeps, tables, tasks, training
from extensions.shared.results import print_results, whole_percent
from extensions.shared.tasks import Codes, Embedding, NumberAfterDecoder, embedding_from

ZEROS, SMALL, LARGE = embedding_from(0), Embedding, embedding_from(1)
FOUND = {"zeros": ZEROS, "0.05": SMALL, "0.5": embedding_from(0.5), "1": LARGE}  # by their start


class NeverTrained(Embedding):
    """Small random vectors that stay as they are."""

    name, learns = "small random vectors, never trained", False


class OneHot(Embedding):
    """One-hot vectors that start small, and are trained."""

    name = "small one-hot vectors"

    def initializer(self):
        from keras.initializers import Identity

        return Identity(self.start)


class OneHotNeverTrained(OneHot):
    """One-hot vectors that are small, and stay as they are."""

    name, learns = "small one-hot vectors, never trained", False


def enlarged(vectors):
    """Make vectors as large as random ones up to 1: their numbers have a mean square of 1/3."""
    return vectors / np.sqrt(3 * np.mean(vectors**2))


CHANGES = {  # of the vectors that a network has found, before they are given to another
    "as they are": lambda vectors: vectors,
    "enlarged": enlarged,
    "dealt out": partial(tasks.dealt_out, seed=1),
}
STARTS = {ZEROS.name: "all digits start at one point", LARGE.name: "digits start at random points"}
CASES = {  # the network, the largest number, and the change of the vectors that it is given
    **{f"from {start}": (network, 10) for start, network in FOUND.items()},
    "from zeros, a number as the answer": (tasks.join(ZEROS, NumberAfterDecoder), 10),
    **{f"given {change}": (SMALL, 10, change) for change in CHANGES},
    "small random, never trained": (NeverTrained, 10),
    "small one-hot, trained": (OneHot, 10),
    "small one-hot, never trained": (OneHotNeverTrained, 10),
    **{f"from {start}, up to 99": (network, 99) for start, network in FOUND.items()},
}
FIRST = (1, 3, 5, 7)  # the first numbers of the questions of the staircase
N_STEPS = 81  # in which the second one slides from 1 to 9


def vectors_of(task, model):
    """Take the vectors of all characters: (12, 12)."""
    return task.codes if isinstance(task, Codes) else model.layers[0].get_weights()[0]


def order_of(largest):
    """List the digits in the order of their values. Up to 10, a zero stands for ten."""
    return [*range(1, 10), 0] if largest == 10 else list(range(10))


def measure_line(vectors):
    """Measure how far vectors in the order of their values lie on a line, in that order.

    Returns the share of the variance along the first principal component, and how many of the
    neighbours stand in order along it.

    >>> measure_line(np.outer(range(10), [3, 4]))
    {'share': 1.0, 'order': 9}
    """
    centred = np.array(vectors, float) - np.mean(vectors, axis=0)
    components, sizes, _ = np.linalg.svd(centred, full_matrices=False)
    n_rising = int((np.diff(components[:, 0]) > 0).sum())
    share = round(float(sizes[0] ** 2 / (sizes**2).sum()), 4) if sizes[0] else []
    return {
        "share": share,
        "order": max(n_rising, len(centred) - 1 - n_rising),  # a component has no direction
    }


def answers_on_the_way(task, model, first):
    """Ask for first+x while the vector of x slides from that of 1 to that of 9.

    Returns N_STEPS answers, whole numbers or, where it is none, None.
    """
    from keras import Input, Sequential

    vectors, way = vectors_of(task, model), np.linspace(0, 1, N_STEPS)[:, np.newaxis]
    ((question,), _) = tasks.integer_encode(*task.strings([(first, 1)], [0]), task.alphabet)
    X = np.repeat(vectors[np.newaxis, question], N_STEPS, axis=0)
    X[:, -1] = (1 - way) * vectors[1] + way * vectors[9]
    layers = model.layers[isinstance(task, Embedding) :]
    reader = Sequential([Input(X.shape[1:]), *layers])
    answers = map(str, task.decode(tasks.predict(reader, X)))
    return [int(answer) if is_number(answer) else None for answer in answers]


def between(staircase):
    """Compute the share of answers that are one of the two sums between which x stands.

    staircase: the answers for each of FIRST.
    """
    x = np.linspace(1, 9, N_STEPS)
    right = [
        answer in (first + np.floor(at), first + np.ceil(at))
        for first, answers in zip(FIRST, staircase)
        for at, answer in zip(x, answers)
    ]
    return float(np.mean(right))


def measure(task, questions, model):
    """Measure the line and the answers, take the vectors, centred, and make the addition table."""
    vectors, sides = vectors_of(task, model)[:10], training.score_sides(task, questions, model)
    measures = measure_line(vectors[order_of(task.largest)])
    table = {"tables": tables.addition_table(task, questions, model)} if task.largest <= 20 else {}
    return sides | measures | {"vectors": vectors - vectors.mean(axis=0)} | table


def run(network, largest, held_out, seed, callbacks, change=None, **settings):
    """Train one of the networks, and look at its digits. Returns a result.

    change: of CHANGES. Then another network finds the vectors first, on the same seen pairs.
    The scores have the measures at the start and after each of about 30 epochs: "line share", ...
    What is kept are the digits' places on the first two principal components of the end:
    (epochs, 10, 2); the answers on the way, for each of FIRST; and addition tables up to 10.
    """
    if change:
        finder = network(largest)
        finder.rng = Random(seed)
        _, finder.held_out_pairs = splitting.split_pairs(largest, held_out, finder.rng)
        found = vectors_of(finder, training.train(finder, seed + 10, callbacks, **settings))
        network = type("Given", (Codes,), {"name": "given", "codes": CHANGES[change](found)})
    epochs = {0, 1, *training.spaced_epochs(settings["n_epoch"], 30)}
    settings |= {"measure": measure, "epochs": epochs}
    trained = training.train_pairs(network, largest, seed, callbacks, held_out, **settings)
    result, measured = trained.result, trained.measured
    vectors = np.array(measured.pop("vectors"), float)
    *_, directions = np.linalg.svd(vectors[-1], full_matrices=False)
    places = vectors @ directions[:2].T
    places *= np.sign(np.corrcoef(places[-1, :, 0][order_of(largest)], range(10))[0, 1])
    staircase = [answers_on_the_way(trained.task, trained.model, first) for first in FIRST]
    kept = {"digits": places.round(3).tolist(), "staircase": staircase}
    result["kept"] = kept | {"line tables": measured.pop("tables", [])}
    result["scores"] |= {f"line {name}": values for name, values in measured.items()}
    result["scores"]["between"] = between(staircase)
    return result


def plot_digits(ax, line, i):
    """Draw the digits at their i-th places, joined in the order of their values."""
    places, largest = np.array(line["kept"]["digits"]), line["settings"]["largest"]
    ax.plot(*places[i][order_of(largest)].T, color="0.7", zorder=0)
    for digit, place in enumerate(places[i]):
        ax.text(*place, digit, ha="center", va="center", size=14, weight="bold")
    most = 1.2 * np.abs(places[-1]).max()
    ax.set(xticks=[], yticks=[], xlim=(-most, most), ylim=(-most, most))
    ax.set_aspect("equal", adjustable="box")
    ax.grid(False)


def plot_staircase(ax, line):
    """Draw the answers to 3+x while the vector of x slides from that of 1 to that of 9."""
    first, x = 3, np.linspace(1, 9, N_STEPS)
    answers = line["kept"]["staircase"][FIRST.index(first)]
    ax.plot(x, first + x, color="0.7", label="the sum")
    ax.plot(x, [np.nan if n is None else n for n in answers], ".", color="C0", label="its answer")
    ax.set(xlabel="x: its vector slides from that of 1 to that of 9", ylim=(0, 21))
    ax.set(ylabel=f"answer to {first}+x", xticks=range(1, 10), yticks=range(0, 21, 4))


def plot_pair(path, lines):
    """Draw the first two networks: their digits, and the answers on the way. A .gif is a film."""
    lines, is_film = results.first_of_each(lines)[:2], path.suffix == ".gif"
    figure, axes = new_figure(2 * len(lines), "", 2, 3.6 if is_film else 3)
    upper, lower = axes[: len(lines)], axes[len(lines) :]

    def frame(i):
        for line, above, below in zip(lines, upper, lower):
            above.clear()
            plot_digits(above, line, i)
            scores = line["scores"]
            right, start = (
                scores[f"line {training.SIDES[1]}"][i],
                STARTS.get(line["settings"]["network"], line["case"]),
            )
            above.set_title(f"{start}\n{right:.0%} of the held-out pairs right", fontsize=12)
            if is_film:
                below.clear()
                tables.plot_table(below, line["kept"]["line tables"][i])
                below.set_title(f"epoch {scores['line epochs'][i]}", fontsize=12)

    if is_film:
        figures.save_film(figure, frame, len(lines[0]["scores"]["line epochs"]), path)
    else:
        frame(-1)
        for line, below in zip(lines, lower):
            plot_staircase(below, line)
        lower[0].legend(frameon=False)
        save_figure(figure, path)


def main():
    """Train the networks, with the options of the command line."""
    options = sweeps.question_parser(__doc__, "number_line", [".gif"], cases=CASES).parse_args()
    cases = {}
    for name in options.cases:
        network, largest, *change = CASES[name]
        cases[name] = training.pair_settings(network, largest) | dict(zip(["change"], change))
    lines, status = sweeps.sweep(options, "pairs", cases, run, "between")
    for line in lines:
        line["scores"] |= {name: line["scores"][f"line {name}"][-1] for name in ("share", "order")}
    columns = [*results.shares_of((*training.SIDES, "share", "between"), whole_percent)]
    columns.insert(3, ("in order, of 9", "order", "{:g}".format))
    print_results(lines, columns)
    return sweeps.draw(options, plot_pair, lines) or status


if __name__ == "__main__":
    run_script(main)
