"""Where does the network put the digits?

In an embedding each digit is a vector that is learned. Nobody tells the
network that 3 lies between 2 and 4. Three steps, up to 10:

- Found. The vectors start at one point, or with small or large random numbers.
  Expect that after a small start they stand on a line, in the digits' order.
- Given. A new network gets such vectors and keeps them. Expect that it learns,
  and that it memorises if they are dealt out to other digits.
- Used. The vector of x slides in a straight line from that of 1 to that of 9.
  Expect that along a line the answers to 3+x climb like a staircase.

Try --cases given --seed 6: a seed that the page does not have.
"""

import numpy as np

from cli.plotting import new_figure, save_figure
from cli.terminal import run_script
from common.reporting import is_number
from extensions.shared import figures, results, sweeps, tables, tasks, training
from extensions.shared.results import print_results, whole_percent
from extensions.shared.tasks import Codes, Embedding, NumberAfterDecoder, embedding_from

ZEROS, SMALL, LARGE = embedding_from(0), Embedding, embedding_from(1)
FOUND = {"zeros": ZEROS, "0.05": SMALL, "0.5": embedding_from(0.5), "1": LARGE}  # by their start
STAYS = embedding_from(0.05, name="embedding, never trained", learns=False)
ONE_HOT = embedding_from(0.05, name="small one-hot", one_hot=True)
ONE_HOT_STAYS = embedding_from(0.05, name="one-hot, never trained", one_hot=True, learns=False)
CHANGES = {  # of the vectors that a network has found, before they are given to another
    "as they are": lambda vectors: vectors,
    # as large as random ones up to 1, whose numbers have a mean square of 1/3
    "enlarged": lambda vectors: vectors / np.sqrt(3 * np.mean(vectors**2)),
    "dealt out": tasks.dealt_out,
}
STARTS = {"from zeros": "all digits start at one point", "from 1": "digits start at random points"}
CASES = {  # the network, the largest number, and the change of the vectors that it is given
    **{f"from {start}": (network, 10) for start, network in FOUND.items()},
    "from zeros, a number as the answer": (tasks.join(ZEROS, NumberAfterDecoder), 10),
    **{f"given {change}": (SMALL, 10, change) for change in CHANGES},
    "small random, never trained": (STAYS, 10),
    "small one-hot, trained": (ONE_HOT, 10),
    "small one-hot, never trained": (ONE_HOT_STAYS, 10),
    **{f"from {start}, up to 99": (network, 99) for start, network in FOUND.items()},
}
FIRST = (1, 3, 5, 7)  # the first numbers of the questions of the staircase
N_STEPS = 81  # in which the second one slides from 1 to 9


def vectors_of(task, model):
    """Take the vectors of all characters: (12, 12)."""
    return model.layers[0].get_weights()[0] if isinstance(task, Embedding) else task.codes


def order_of(largest):
    """List the digits in the order of their values. Up to 10, a zero stands for ten."""
    return [*range(1, 10), 0] if largest == 10 else list(range(10))


def measure_line(vectors):
    """Measure how far vectors, in the order of their values, lie on a line.

    Returns the share of the variance along the first principal component, and how many of the
    neighbours stand in order along it.
    """
    centred = np.array(vectors, float) - np.mean(vectors, axis=0)
    components, sizes, _ = np.linalg.svd(centred, full_matrices=False)
    n_rising = int((np.diff(components[:, 0]) > 0).sum())
    share = round(float(sizes[0] ** 2 / (sizes**2).sum()), 4) if sizes[0] else []
    # a component has no direction
    return {"share": share, "order": max(n_rising, len(centred) - 1 - n_rising)}


def answers_on_the_way(task, model, first):
    """Ask for first+x while x slides from 1 to 9. Returns N_STEPS numbers, or None for others."""
    from keras import Input, Sequential

    vectors, way = vectors_of(task, model), np.linspace(0, 1, N_STEPS)[:, np.newaxis]
    ((question,), _) = tasks.integer_encode(*task.strings([(first, 1)], [0]), task.alphabet)
    X = np.repeat(vectors[np.newaxis, question], N_STEPS, axis=0)
    X[:, -1] = (1 - way) * vectors[1] + way * vectors[9]
    layers = model.layers[1:] if isinstance(task, Embedding) else model.layers
    reader = Sequential([Input(X.shape[1:]), *layers])
    answers = map(str, task.decode(tasks.predict(reader, X)))
    return [int(answer) if is_number(answer) else None for answer in answers]


def between(staircase):
    """Compute the share of the answers to all of FIRST that are less than 1 away from the sum."""
    sums = np.add.outer(FIRST, np.linspace(1, 9, N_STEPS))
    return float(np.mean(abs(np.array(staircase, float) - sums) < 1))


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
        finder = network, largest, seed, callbacks, held_out
        task, model, *_ = training.train_pairs(*finder, init_seed=seed + 10, **settings)
        found = vectors_of(task, model)
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
    ax.spines[:].set_visible(False)


def plot_staircase(ax, line):
    """Draw the answers to 3+x while the vector of x slides from that of 1 to that of 9."""
    first, x = 3, np.linspace(1, 9, N_STEPS)
    answers = np.array(line["kept"]["staircase"][FIRST.index(first)], float)
    ax.plot(x, first + x, color="0.7", label="the sum")
    ax.plot(x, answers, ".", color=figures.COLORS[0], label="its answer")
    ax.set(xlabel="x: its vector slides from that of 1 to that of 9", ylim=(0, 21))
    ax.set(ylabel=f"answer to {first}+x", xticks=range(1, 10), yticks=range(0, 21, 4))


def plot_pair(path, lines):
    """Draw the digits of two networks above their answers to 3+x, or a film above their tables."""
    firsts = results.first_of_each(lines)
    lines = [line for line in firsts if line["case"] in STARTS] or firsts[:2]
    is_film = path.suffix == ".gif"
    figure, axes = new_figure(2 * len(lines), "", 2, 4 if is_film else 3)

    def frame(i):
        for line, ax, below in zip(lines, axes, axes[len(lines) :]):
            ax.clear()
            plot_digits(ax, line, i)
            scores, start = line["scores"], STARTS.get(line["case"], line["case"])
            right = f"{scores[f'line {training.SIDES[1]}'][i]:.0%} of the held-out pairs right"
            ax.set_title(f"{start}\n{right}", fontsize=14)
            if is_film:
                below.clear()
                tables.plot_table(below, line["kept"]["line tables"][i])
                below.set_title(f"epoch {scores['line epochs'][i]}", fontsize=14)

    if is_film:
        tables.add_legend(figure, 2)
        return figures.save_film(figure, frame, len(lines[0]["kept"]["line tables"]), path)
    frame(-1)
    for line, below in zip(lines, axes[len(lines) :]):
        plot_staircase(below, line)
    axes[-1].legend(frameon=False)
    save_figure(figure, path)


def main():
    """Train the networks, with the options of the command line."""
    options = sweeps.question_parser(__doc__, "number_line", [".gif"], cases=CASES).parse_args()
    cases = {
        name: training.pair_settings(*CASES[name][:2]) | dict(zip(["change"], CASES[name][2:]))
        for name in options.cases
    }
    lines, status = sweeps.sweep(options, "pairs", cases, run, "between")
    for line in lines:
        line["scores"] |= {name: line["scores"][f"line {name}"][-1] for name in ("share", "order")}
    columns = results.shares_of(training.SIDES, whole_percent)
    columns += [("line %", "share", whole_percent), ("in order, of 9", "order", "{:g}".format)]
    columns += [("staircase %", "between", whole_percent)]
    print_results(lines, columns)
    return sweeps.draw(options, plot_pair, lines) or status


if __name__ == "__main__":
    run_script(main)
