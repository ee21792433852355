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
from cli.options import Parser, number_between, whole_number
from cli.plotting import new_figure, save_figure
from cli.repeating import name_seeds, some_failed
from cli.terminal import run_script, start_keras
from extensions.comparing import (
    LONGER,
    SIDES,
    check_split,
    last,
    median_and_range,
    parse_repeated,
    seq2seq,
    train_with_seeds,
)
from extensions.splitting import split_pairs

FIFTH = 0.2
MOST = 99  # the largest number while the share changes
LARGEST = [10, 15, 20, 30, 50, 99]
HELD_OUT = [0.1, 0.2, 0.5, 0.8, 0.9, 0.95]


def plot(path, title, sweeps, results):
    """Draw the exact match on never seen pairs by the number of pairs in the training.

    sweeps: {label: {name of a point: the point}}; results: {point: (pairs, the exact match of each
    seed)}.
    """
    figure, (ax,) = new_figure(1, title)
    for (label, points), color, offset in zip(sweeps.items(), ("C0", "C3"), ((-4, 8), (4, -14))):
        line = []
        for name, point in points.items():
            n_pairs, shares = results[point]
            ax.plot([n_pairs] * len(shares), shares, "o", color=color, alpha=0.4, markersize=4)
            line.append((n_pairs, median(shares)))
            ax.annotate(name, line[-1], offset, textcoords="offset points", color=color)
        ax.plot(*zip(*sorted(line)), color=color, linewidth=2, label=label)
    ax.set(xscale="log", xlabel="different pairs in the training (log scale)")
    ax.set(ylabel="exact match on never seen pairs", ylim=(-0.1, 1.12))
    ax.legend(frameon=False, loc="center right")
    save_figure(figure, path)


def parse_options():
    """Read the command line. Returns the options, the seeds, and the two sweeps as for plot."""
    parser = Parser(__doc__, "python -m extensions.pairs_needed")
    parser.add_argument(
        "--largest",
        nargs="+",
        type=whole_number(2, 999),
        default=LARGEST,
        metavar="N",
        help=f"largest numbers, with a fifth held out (default: {' '.join(map(str, LARGEST))})",
    )
    parser.add_argument(
        "--held-out",
        nargs="+",
        type=number_between(0, 1),
        default=HELD_OUT,
        metavar="FRACTION",
        help=f"shares of the pairs up to {MOST} (default: {' '.join(map(str, HELD_OUT))})",
    )
    options, seeds = parse_repeated(parser, epochs=LONGER["n_epoch"])
    sweeps = {
        "a fifth held out, numbers up to ...": {str(n): (n, FIFTH) for n in options.largest},
        f"numbers up to {MOST}, ... held out": {
            f"{100 * held_out:g} %": (MOST, held_out) for held_out in options.held_out
        },
    }
    for points in sweeps.values():
        for largest, held_out in points.values():
            check_split(parser, seq2seq(largest, **LONGER), held_out)
    return options, seeds, sweeps


def main():
    """Train at every point of both sweeps, with the options of the command line."""
    options, seeds, sweeps = parse_options()
    start_keras()
    title = f"Exact match, {name_seeds(options.seed, options.repeats)}"
    print(f"{title}:")
    print(f"{'numbers':10}{'held out':>10}{'pairs seen':>12}{SIDES[0]:>26}{SIDES[1]:>26}")
    results = {}
    for largest, held_out in dict.fromkeys(
        p for points in sweeps.values() for p in points.values()
    ):
        problem = seq2seq(largest, **LONGER)
        problem = problem._replace(n_epoch=options.epochs or problem.n_epoch)
        trainings = list(train_with_seeds(problem, held_out, seeds, {problem.n_epoch}))
        seen, never_seen = (last(trainings, side) for side in SIDES)
        n_pairs = len(split_pairs(largest, held_out, Random(1))[0])
        results[largest, held_out] = n_pairs, never_seen
        row = f"{f'up to {largest}':10}{100 * held_out:>8g} %{n_pairs:>12}"
        print(f"{row}{median_and_range(seen):>26}{median_and_range(never_seen):>26}")
    status = write_files((options.plot, lambda path: plot(path, title, sweeps, results)))
    return status or some_failed(len(seeds), *(shares for _, shares in results.values()))


if __name__ == "__main__":
    run_script(main)
