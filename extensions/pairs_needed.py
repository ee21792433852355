"""How many pairs must it see?

Stage 3's network memorises the sums of numbers up to 10, and learns to add numbers up to 99: see
held_out_pairs. Here is the line between the two. The network and its training stay the same, 60
epochs of 9600 examples. What changes is which pairs it sees. There are two ways to give it fewer:
- smaller numbers, with a fifth of the pairs held out;
- numbers up to 99, with a larger share of the pairs held out.

Expect no sudden border. The more pairs it sees, the more of the others it gets right: none with 44
pairs, half of them with 168, 99 % with 1020. The share matters too: with numbers up to 99, it needs
495 pairs to get half of the others right.

Try --largest 30 --held-out 0.925 --repeats 5: the same number of pairs in two ways.
"""

if not __package__:
    raise SystemExit("Run it as a module: python -m extensions.pairs_needed")

from random import Random
from statistics import median

from cli.files import write_files
from cli.options import number_between, whole_number
from cli.plotting import new_figure, save_figure
from cli.terminal import run_script
from extensions.shared import problems, sweeps
from extensions.shared.splitting import split_pairs

MOST = 99  # the largest number while the share changes
LARGEST = [10, 15, 20, 30, 50, 99]
FRACTIONS = [0.1, 0.2, 0.5, 0.8, 0.9, 0.95]


def train(largest, seed, callbacks, **training):
    """Train stage 3's network. Returns what a sweep wants."""
    model, scores = problems.train_and_score(problems.seq2seq(largest), seed, callbacks, **training)
    return model.count_params(), scores


def draw(path, title, ways, results):
    """Draw the exact match on never seen pairs by the number of pairs in the training.

    ways: {label: names of points}; results: {name of a point: its lines}.
    """
    figure, (ax,) = new_figure(1, title)
    styles = (("C0", (-6, 6), "right"), ("C3", (6, -12), "left"))
    for (color, offset, side), (label, names) in zip(styles, ways.items()):
        points = sorted((n_pairs(results[name]), name) for name in names if name in results)
        middles = []
        for n, name in points:
            shares = sweeps.last(results[name], problems.SIDES[1])
            middles.append(median(shares))
            ax.plot([n] * len(shares), shares, "o", color=color, alpha=0.4, markersize=4)
            point = name.split(", ")[-1].removeprefix("up to ")
            style = {"textcoords": "offset points", "color": color, "ha": side}
            if point != f"{100 * problems.HELD_OUT:g} %":  # that is the point "99", too
                ax.annotate(point, (n, middles[-1]), offset, **style)
        ax.plot([n for n, _ in points], middles, color=color, linewidth=2, label=label)
    ax.set(xscale="log", xlabel="different pairs in the training (log scale)", xlim=(30, 8000))
    ax.set(ylabel="exact match on never seen pairs", ylim=(-0.12, 1.15))
    ax.legend(frameon=False, loc="lower right")
    save_figure(figure, path)


def main():
    """Train at every point of both ways, with the options of the command line."""
    parser = sweeps.question_parser(__doc__, "pairs_needed", problems.LONGER["n_epoch"])

    def add(option, type, metavar, default, help):
        some = {"type": type, "metavar": metavar, "default": default, "nargs": "+"}
        help = f"{help} (default: {' '.join(map(str, default))})"
        parser.add_argument(option, **some, help=help)

    add("--largest", whole_number(2, 999), "N", LARGEST, "largest numbers, with a fifth held out")
    shares = f"shares of the pairs up to {MOST}"
    add("--held-out", number_between(0, 1), "FRACTION", FRACTIONS, shares)
    options = sweeps.parse_question(parser)
    fifth = {f"up to {n}": (n, problems.HELD_OUT) for n in options.largest}
    shares = {f"up to {MOST}, {100 * share:g} %": (MOST, share) for share in options.held_out}
    cases = {}
    for name, (largest, share) in (fifth | shares).items():
        sweeps.check_split(parser, largest, share)
        cases[name] = {"largest": largest, "held_out": share, **problems.LONGER}
    results, status = sweeps.sweep(options, "pairs_needed", cases, train)
    held_out = {"held out %": lambda lines: f"{100 * lines[0]['settings']['held_out']:g}"}
    sweeps.print_results(options, results, held_out | {"pairs seen": n_pairs} | sweeps.shares())
    ways = {"a fifth held out, numbers up to ...": fifth, f"up to {MOST}, ... held out": shares}
    title = f"How many pairs must it see? {sweeps.seeds_of(options)}"
    return write_files((options.plot, lambda path: draw(path, title, ways, results))) or status


def n_pairs(lines):
    """Count the pairs that the trainings in these lines have seen."""
    settings = lines[0]["settings"]
    return len(split_pairs(settings["largest"], settings["held_out"], Random(1))[0])


if __name__ == "__main__":
    run_script(main)
